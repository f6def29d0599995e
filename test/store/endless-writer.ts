// A run that writes metrics, records, events, checkpoints and its manifest for ever, telling after every tick what it has flushed. To be killed.
import { EventLog } from '../../src/store/event-log.ts';
import { writeCheckpoint } from '../../src/store/checkpoints.ts';
import { writeManifest } from '../../src/store/manifest.ts';
import { MetricLog } from '../../src/store/metric-log.ts';
import { RecordLog } from '../../src/store/record-log.ts';
import { openRunFolder } from '../../src/store/run-folder.ts';
import { checkpointBytes } from './checkpoint-example.ts';
import { manifestExample } from './manifest-example.ts';

const from = Number(process.argv[3]);
const { path } = openRunFolder(process.argv[2], { create: from === 0, command: 'endless writer' });
const metrics = new MetricLog(path);
const records = new RecordLog(path);
const events = new EventLog(path);
await metrics.dropAfter(from);
await records.dropAfter(from);
events.dropAfter(from);
for (let tick = from + 1; ; tick++) {
  metrics.append({ tick, order: tick / 2, ...(tick > 20 ? { late: tick } : {}) });
  records.append({ tick, ids: Uint32Array.of(1, 2, 3), columns: { x: Float32Array.of(tick, tick, tick) } });
  events.append({ tick, type: 'fault', text: 'x'.repeat(tick % 7) });
  if (tick % 3 !== 0) continue;
  metrics.flush();
  records.flush();
  events.flush();
  writeCheckpoint(path, tick, [checkpointBytes(tick)]);
  writeManifest(path, manifestExample({ tick }));
  if (tick % 12 === 0) await metrics.merge({ csv: true });
  if (tick % 15 === 0) await records.close();
  process.stdout.write(`${tick}\n`);
}

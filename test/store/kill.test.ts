import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { latestCheckpoint, listCheckpoints } from '../../src/store/checkpoints.ts';
import { EventLog, readEvents } from '../../src/store/event-log.ts';
import { readManifest } from '../../src/store/manifest.ts';
import { MetricLog, readMetrics } from '../../src/store/metric-log.ts';
import { ParquetFile } from '../../src/store/parquet-file.ts';
import { readRecords } from '../../src/store/record-log.ts';
import { openRunFolder } from '../../src/store/run-folder.ts';
import { listRuns } from '../../src/store/runs.ts';
import { child } from './child.ts';
import { isWhole } from './checkpoint-example.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** 1, 2, ..., n */
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

async function recordedTicks(path: string): Promise<number[]> {
  const ticks = [];
  for await (const { tick, ids } of readRecords(path)) {
    expect([...ids]).toEqual([1, 2, 3]);
    ticks.push(tick);
  }
  return ticks;
}

/** Every Parquet file of the folder opens, the checkpoints it kept are whole, and no rows are missing up to the last flush. */
async function checkFolder(path: string, flushed: number): Promise<void> {
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.parquet')) new ParquetFile(join(path, name));
  const { rows } = await readMetrics(path);
  expect(rows.map(({ tick }) => tick)).toEqual(upTo(rows.length));
  expect(rows.every(({ tick, order, late }) => order === tick / 2 && (late ?? null) === (tick > 20 ? tick : null))).toBe(true);
  const recorded = await recordedTicks(path);
  expect(recorded).toEqual(upTo(recorded.length));
  const events = readEvents(path);
  expect(events.map(({ tick }) => tick)).toEqual(upTo(events.length));
  expect(Math.min(rows.length, recorded.length, events.length)).toBeGreaterThanOrEqual(flushed);
  expect(readManifest(path).tick).toBeGreaterThanOrEqual(flushed);
  const { checkpoint, warnings } = latestCheckpoint(path, isWhole);
  expect(warnings).toEqual([]);
  expect(checkpoint?.tick).toBeGreaterThanOrEqual(flushed);
  expect(listCheckpoints(path).length).toBeLessThanOrEqual(6); // five, and one more when killed before the oldest went
}

test('killed at ten random moments and resumed each time, a run has lost nothing that was flushed, and every file opens', async () => {
  const path = join(temporaryFolder(), 'run');
  let from = 0;
  for (let kill = 0; kill < 10; kill++) {
    const writer = child('endless-writer.ts', path, String(from));
    let flushed = Number(await writer.line());
    expect(flushed).toBe(from - (from % 3) + 3);
    const dying = wait(Math.random() * 150).then(() => writer.kill());
    for (let line = await writer.line(); line !== null; line = await writer.line()) flushed = Number(line);
    await dying;
    await checkFolder(path, flushed);
    expect(listRuns(path)).toMatchObject([{ status: 'crashed', scenario: 'vicsek' }]);
    from = latestCheckpoint(path, isWhole).checkpoint?.tick ?? 0;
  }
  const folder = openRunFolder(path, { create: false });
  await new MetricLog(path).merge();
  new EventLog(path);
  folder.close();
  const leftovers = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((name) => /metrics\/|\.tmp$|^lock/.test(name));
  expect(leftovers).toEqual([]);
}, 120_000);

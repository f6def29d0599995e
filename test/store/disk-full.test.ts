import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { LabError } from '../../src/errors.ts';
import { isTemporary, writeWhole } from '../../src/store/atomic-file.ts';
import { saveReport } from '../../src/store/charts.ts';
import { latestCheckpoint, listCheckpoints, writeCheckpoint } from '../../src/store/checkpoints.ts';
import { EventLog, readEvents } from '../../src/store/event-log.ts';
import { lockFolder } from '../../src/store/lock.ts';
import { readManifest, writeManifest } from '../../src/store/manifest.ts';
import { MetricLog, readMetrics } from '../../src/store/metric-log.ts';
import { readRecords, RecordLog } from '../../src/store/record-log.ts';
import { openRunFolder } from '../../src/store/run-folder.ts';
import { FailingDisk } from './failing-disk.ts';
import { manifestExample } from './manifest-example.ts';
import { temporaryFolder } from './temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 }); // many fsyncs: slow on a busy disk

/**
 * Runs `action` once for every call it makes to the disk, with that call failing; then `check` looks at the folder.
 * The action must either throw one E_DISK or not have needed the call.
 */
async function failEveryCall(
  prepare: (folder: string) => void | Promise<void>,
  action: (folder: string, disk: FailingDisk) => void | Promise<void>,
  check: (folder: string, failed: boolean, call: string) => void | Promise<void>,
): Promise<number> {
  for (const staysFull of [false, true]) {
    for (let failAt = 0; ; failAt++) {
      const folder = temporaryFolder();
      await prepare(folder);
      const disk = new FailingDisk(failAt, 'ENOSPC', staysFull);
      let error: unknown = null;
      try {
        await action(folder, disk);
      } catch (thrown) {
        error = thrown;
      }
      const call = `${disk.names[failAt]} as call ${failAt} of ${disk.names.join(' ')}`;
      if (error !== null) {
        expect(error, call).toBeInstanceOf(LabError);
        if (error instanceof LabError)
          expect([error.code, error.message], call).toEqual(['E_DISK', expect.stringMatching(/ENOSPC.*free some space/s)]);
      }
      await check(folder, error !== null, call);
      if (disk.calls <= failAt) {
        if (staysFull) return failAt;
        break;
      }
    }
  }
  return 0;
}

test('a full disk leaves the old file or the new one, whole, and no temporary file', async () => {
  const calls = await failEveryCall(
    (folder) => writeFileSync(join(folder, 'a'), 'old'),
    (folder, disk) => writeWhole(join(folder, 'a'), [new Uint8Array(5).fill(110), new Uint8Array(7).fill(101)], disk),
    (folder, failed, call) => {
      expect(['old', 'nnnnneeeeeee'], call).toContain(readFileSync(join(folder, 'a'), 'utf8'));
      if (!failed) expect(readFileSync(join(folder, 'a'), 'utf8'), call).toBe('nnnnneeeeeee');
      expect(readdirSync(folder).filter(isTemporary), call).toEqual([]);
    },
  );
  expect(calls).toBeGreaterThan(7); // open, two writes, fsync, close, rename, fsync of the folder
});

test('a full disk keeps the manifest readable', async () => {
  await failEveryCall(
    (folder) => writeManifest(folder, manifestExample()),
    (folder, disk) => writeManifest(folder, manifestExample({ tick: 50 }), disk),
    (folder, failed, call) => expect(failed ? [0, 50] : [50], call).toContain(readManifest(folder).tick),
  );
});

test('a full disk loses no metric row and doubles none: what was not written is written by the next flush', async () => {
  await failEveryCall(
    (folder) => {
      const log = new MetricLog(folder);
      for (const tick of [1, 2, 3]) log.append({ tick, order: tick / 10 });
      log.flush();
    },
    async (folder, disk) => {
      const log = new MetricLog(folder, disk);
      for (const tick of [4, 5]) log.append({ tick, order: tick / 10 });
      try {
        log.flush();
      } catch (error) {
        const ticks = [];
        for await (const row of log.rows()) ticks.push(row.tick);
        expect(ticks).toEqual([1, 2, 3, 4, 5]);
        throw error;
      }
    },
    async (folder, failed) => {
      const stored = (await readMetrics(folder)).rows.map(({ tick }) => tick);
      expect(failed ? [3, 5] : [5]).toContain(stored.length);
      expect(stored).toEqual([1, 2, 3, 4, 5].slice(0, stored.length));
    },
  );
});

test('a full disk while metrics are merged or dropped leaves rows that are whole, in order and without doubles', async () => {
  const write = (folder: string): void => {
    const log = new MetricLog(folder);
    for (let tick = 1; tick <= 9; tick++) {
      log.append({ tick, order: tick });
      if (tick % 3 === 0) log.flush();
    }
  };
  const stored = async (folder: string): Promise<number[]> => (await readMetrics(folder)).rows.map(({ tick }) => tick);
  await failEveryCall(
    write,
    (folder, disk) => new MetricLog(folder, disk).merge({ csv: true }),
    async (folder, failed, call) => {
      expect(await stored(folder), call).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      if (!failed) expect(readdirSync(folder), call).toEqual(['metrics.csv', 'metrics.parquet']);
    },
  );
  await failEveryCall(
    write,
    (folder, disk) => new MetricLog(folder, disk).dropAfter(4),
    async (folder, failed, call) => {
      const ticks = await stored(folder);
      expect(ticks, call).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].slice(0, ticks.length));
      if (!failed) expect(ticks, call).toEqual([1, 2, 3, 4]);
      await new MetricLog(folder).dropAfter(4); // the next resume does it again
      expect(await stored(folder), call).toEqual([1, 2, 3, 4]);
    },
  );
});

test('a full disk loses no recorded block that was written', async () => {
  const block = (tick: number): { tick: number; ids: Uint32Array; columns: { x: Float32Array } } => ({
    tick,
    ids: new Uint32Array([1, 2]),
    columns: { x: new Float32Array([tick, 2]) },
  });
  await failEveryCall(
    (folder) => {
      const log = new RecordLog(folder);
      log.append(block(1));
      log.flush();
    },
    async (folder, disk) => {
      const log = new RecordLog(folder, null, disk);
      log.append(block(2));
      await log.close();
    },
    async (folder, failed, call) => {
      const ticks = [];
      for await (const { tick } of readRecords(folder)) ticks.push(tick);
      expect(failed ? [1, 2] : [2], call).toContain(ticks.length);
      expect(ticks, call).toEqual([1, 2].slice(0, ticks.length));
    },
  );
});

test('a full disk tears no event line, and the next flush writes what is missing', async () => {
  await failEveryCall(
    (folder) => writeFileSync(join(folder, 'events.ndjson'), '{"tick":1,"type":"fault"}\n{"tick":2,"ty'),
    (folder, disk) => {
      const log = new EventLog(folder, disk);
      for (const tick of [2, 3]) log.append({ tick, type: 'fault' });
      try {
        log.flush();
      } catch (error) {
        expect(log.readAll().map(({ tick }) => tick)).toEqual([1, 2, 3]);
        try {
          log.flush();
          expect(readEvents(folder).map(({ tick }) => tick)).toEqual([1, 2, 3]);
        } catch {
          // the disk stayed full
        }
        throw error;
      }
    },
    (folder) => {
      const ticks = readEvents(folder).map(({ tick }) => tick);
      expect(ticks).toEqual([1, 2, 3].slice(0, ticks.length));
      expect(new EventLog(folder).readAll().map(({ tick }) => tick)).toEqual(ticks);
    },
  );
});

test('a full disk while events are dropped keeps all of them or drops those asked for', async () => {
  await failEveryCall(
    (folder) => writeFileSync(join(folder, 'events.ndjson'), [1, 2, 3].map((tick) => `{"tick":${tick},"type":"fault"}\n`).join('')),
    (folder, disk) => void new EventLog(folder, disk).dropAfter(2),
    (folder, failed) => expect(failed ? [2, 3] : [2]).toContain(readEvents(folder).length),
  );
});

test('a full disk leaves the checkpoints before it', async () => {
  await failEveryCall(
    (folder) => {
      for (let tick = 1; tick <= 5; tick++) writeCheckpoint(folder, tick, [Uint8Array.of(tick)]);
    },
    (folder, disk) => void writeCheckpoint(folder, 6, [Uint8Array.of(6), Uint8Array.of(6)], disk),
    (folder, failed, call) => {
      const latest = latestCheckpoint(folder, ({ length }) => length > 0);
      expect(failed ? [5, 6] : [6], call).toContain(latest.checkpoint?.tick);
      expect(listCheckpoints(folder).length, call).toBeGreaterThanOrEqual(5);
    },
  );
});

test('a full disk leaves the earlier report in place', async () => {
  const report = (text: string): Parameters<typeof saveReport>[1] => ({
    html: text,
    charts: [{ name: 'order', svg: text, png: Uint8Array.of(1), vlJson: '{}' }],
  });
  await failEveryCall(
    (folder) => saveReport(folder, report('old')),
    (folder, disk) => saveReport(folder, report('new'), disk),
    (folder, failed, call) => expect(failed ? ['old', 'new'] : ['new'], call).toContain(readFileSync(join(folder, 'report.html'), 'utf8')),
  );
});

test('a full disk while a folder is opened or emptied leaves something that can be replaced with force', async () => {
  await failEveryCall(
    (folder) => {
      writeManifest(folder, manifestExample({ status: 'done' }));
      writeFileSync(join(folder, 'notes.txt'), 'mine');
      mkdirSync(join(folder, 'charts'));
      writeFileSync(join(folder, 'charts', 'a.svg'), '');
    },
    (folder, disk) => openRunFolder(folder, { create: true, force: true, disk }).close(),
    (folder, failed, call) => {
      expect(readFileSync(join(folder, 'notes.txt'), 'utf8'), call).toBe('mine');
      if (failed && existsSync(join(folder, 'run.json'))) openRunFolderAgain(folder);
    },
  );
});

function openRunFolderAgain(folder: string): void {
  try {
    openRunFolder(folder, { create: true, force: true }).close();
  } catch (error) {
    // this very process still holds the lock it could not remove: told so, and over when it ends
    expect(error).toMatchObject({ code: 'E_LOCKED' });
  }
}

test('a lock on a full disk is E_DISK, and the folder can be locked once there is space', async () => {
  const calls = await failEveryCall(
    () => undefined,
    (folder, disk) => lockFolder(folder, 'test', disk).release(),
    (folder, failed, call) => {
      if (failed && existsSync(join(folder, 'lock'))) expect(call).toMatch(/^remove/); // only a removal that failed leaves it
      else lockFolder(folder, 'test').release();
    },
  );
  expect(calls).toBeGreaterThan(5); // open, write, fsync, close, link, remove
});

import fc from 'fast-check';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { MetricLog, readMetrics } from '../../src/store/metric-log.ts';
import type { MetricRow } from '../../src/store/metric-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function all(rows: AsyncIterable<MetricRow>): Promise<MetricRow[]> {
  const list = [];
  for await (const row of rows) list.push(row);
  return list;
}

/** Rows as a plain array would keep them: the model that the log is held against. */
class PlainLog {
  rows: MetricRow[] = [];
  dropAfter(tick: number): void {
    this.rows = this.rows.filter((row) => row.tick <= tick);
  }
  /** Each row with every metric of `names`. */
  filled(names: readonly string[]): MetricRow[] {
    return this.rows.map((row) => ({ ...Object.fromEntries(names.map((name) => [name, null])), ...row }));
  }
}

const value = fc.oneof(fc.double({ noNaN: true }), fc.constant(null));
const row = fc.record({
  gap: fc.integer({ min: 1, max: 5 }),
  metrics: fc.dictionary(fc.constantFrom('order', 'a.b', 'élan', 'constructor', 'x y'), value, { maxKeys: 3 }),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), row }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('flush' as const, 'reopen' as const, 'merge' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), tick: fc.integer({ min: 0, max: 60 }) }) },
);

test('whatever is appended, flushed, merged, dropped and opened again, the log holds the rows that a plain array would', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const folder = temporaryFolder();
      const plain = new PlainLog();
      let log = new MetricLog(folder);
      for (const next of steps) {
        if (next.do === 'append') {
          const added = { tick: log.lastTick + next.row.gap, ...next.row.metrics };
          log.append(added);
          plain.rows.push(added);
        } else if (next.do === 'drop') {
          await log.dropAfter(next.tick);
          plain.dropAfter(next.tick);
        } else if (next.do === 'merge') await log.merge();
        else {
          log.flush();
          if (next.do === 'reopen') log = new MetricLog(folder);
        }
        expect(log.lastTick).toBe(plain.rows.at(-1)?.tick ?? -1);
      }
      const ticks = (await all(log.rows())).map(({ tick }) => tick);
      expect(ticks).toEqual(plain.rows.map(({ tick }) => tick));
      log.flush();
      const { names, rows } = await readMetrics(folder);
      expect(rows).toEqual(plain.filled(names));
    }),
    { numRuns: 60 },
  );
}, 60_000);

test('every part is complete Parquet with tick as INT64 and metrics as nullable DOUBLE', async () => {
  const folder = temporaryFolder();
  const log = new MetricLog(folder);
  log.append({ tick: 2 ** 40, order: 0.1, spread: null });
  log.flush();
  const bytes = readFileSync(join(folder, 'metrics', 'part-000001.parquet'));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  expect(await parquetReadObjects({ file })).toEqual([{ tick: BigInt(2 ** 40), order: 0.1, spread: null }]);
});

test('rows are written by themselves before they fill the memory', () => {
  const folder = temporaryFolder();
  const log = new MetricLog(folder);
  for (let tick = 0; tick < 25_000; tick++) log.append({ tick, order: 1 });
  expect(log.pending).toBeLessThanOrEqual(10_000);
  expect(readdirSync(join(folder, 'metrics'))).toHaveLength(2);
});

test('many small parts merge into one file with large row groups, and a CSV where asked', async () => {
  const folder = temporaryFolder();
  const log = new MetricLog(folder);
  for (let tick = 0; tick < 300; tick++) {
    log.append(tick < 299 ? { tick, order: tick / 4 } : { tick, order: null, 'a,"b"': -0.5 });
    log.flush();
  }
  await log.merge({ csv: true });
  expect(readdirSync(folder).sort()).toEqual(['metrics.csv', 'metrics.parquet']);
  const lines = readFileSync(join(folder, 'metrics.csv'), 'utf8').split('\r\n');
  expect([lines[0], lines[2], lines[300], lines.length]).toEqual(['tick,order,"a,""b"""', '1,0.25,', '299,,-0.5', 302]);
  expect(readFileSync(join(folder, 'metrics.parquet')).length).toBeLessThan(20_000);
});

test('a merge that was cut short before it removed the parts counts no row twice', async () => {
  const folder = temporaryFolder();
  const log = new MetricLog(folder);
  for (const tick of [1, 2]) {
    log.append({ tick, order: tick });
    log.flush();
  }
  const parts = ['part-000001.parquet', 'part-000002.parquet'].map((name) => [name, readFileSync(join(folder, 'metrics', name))] as const);
  await log.merge();
  mkdirSync(join(folder, 'metrics'), { recursive: true });
  for (const [name, bytes] of parts) writeFileSync(join(folder, 'metrics', name), bytes);
  expect((await readMetrics(folder)).rows).toHaveLength(2);
  const again = new MetricLog(folder);
  again.append({ tick: 3, order: 3 });
  await again.merge();
  expect((await readMetrics(folder)).rows.map(({ tick }) => tick)).toEqual([1, 2, 3]);
});

test('temporary files of a crash are removed, files of others are left alone and not read', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'metrics'));
  for (const name of ['part-000001.parquet.0123abcd.tmp', 'notes.txt', 'other.parquet']) writeFileSync(join(folder, 'metrics', name), 'x');
  const log = new MetricLog(folder);
  log.append({ tick: 0, order: 1 });
  log.flush();
  expect(readdirSync(join(folder, 'metrics')).sort()).toEqual(['notes.txt', 'other.parquet', 'part-000001.parquet']);
  expect((await readMetrics(folder)).rows).toEqual([{ tick: 0, order: 1 }]);
});

test('a damaged part stops with its name and what to do', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'metrics'));
  for (const text of ['', 'PAR1', 'x'.repeat(500)]) {
    writeFileSync(join(folder, 'metrics', 'part-000001.parquet'), text);
    expect(() => new MetricLog(folder)).toThrow(
      expect.objectContaining({ code: 'E_FORMAT', message: expect.stringMatching(/part-000001.*Remove it/) }),
    );
  }
});

test('a metric that is NaN or no number, and a tick that goes back, are refused', () => {
  const log = new MetricLog(temporaryFolder());
  log.append({ tick: 5, order: Infinity });
  expect(() => log.append({ tick: 6, order: NaN })).toThrow(
    expect.objectContaining({ code: 'E_METRIC', message: expect.stringMatching(/order.*tick 6/) }),
  );
  expect(() => log.append({ tick: 5, order: 1 })).toThrow(expect.objectContaining({ code: 'E_INTERNAL' }));
});

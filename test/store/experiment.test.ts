// The folder of an experiment: rows that outlast a kill, tables that read back, a full disk.

import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { EXPERIMENT_FORMAT, readExperiment, readRunRows, RunRows, writeExperiment, writeRunTables } from '../../src/store/index.ts';
import type { ExperimentManifest, RunRow } from '../../src/store/index.ts';
import { FailingDisk } from './failing-disk.ts';
import { temporaryFolder } from './temporary-folder.ts';

function row(run: number, over: Partial<RunRow> = {}): RunRow {
  return {
    run,
    params: { noise: run / 4, way: run % 2 === 0 ? 'a,"b"' : 'c', fast: run % 3 === 0 },
    replicate: 0,
    seed: `seed ${run}`,
    status: 'done',
    error: null,
    ticks: 10,
    agents: 7,
    stopReason: 'ticks',
    stateHash: `hash ${run}`,
    nan: null,
    wallSeconds: 0.25,
    metrics: { order: run / 3, none: null },
    statistics: {
      order: { n: 3, mean: run / 5, sd: 0.1, se: 0.05, m2: 1, m4: 2 },
      none: { n: 0, mean: null, sd: null, se: null, m2: null, m4: null },
    },
    ...over,
  };
}

const FAILED = row(3, {
  status: 'failed',
  error: { code: 'E_METRIC', message: 'metric order failed:\nno, "really"' },
  metrics: {},
  statistics: {},
  stateHash: null,
});

function written(root: string, rows: readonly RunRow[]): void {
  const log = new RunRows(root);
  log.open();
  for (const each of rows) log.append(each);
  log.close();
}

describe('rows', () => {
  test('what was appended is there, in the order of the plan, without a flush', () => {
    const root = temporaryFolder();
    const log = new RunRows(root);
    expect(log.open()).toEqual([]);
    for (const n of [2, 0, 1]) log.append(row(n));
    expect(readRunRows(root)).toEqual([row(0), row(1), row(2)]);
    log.close();
    log.close();
  });

  test('a file cut anywhere, as by a kill, holds all rows but the torn one, and goes on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000 }), (cut) => {
        const root = temporaryFolder();
        written(root, [row(0), row(1), FAILED]);
        const path = join(root, 'runs.ndjson');
        const bytes = readFileSync(path);
        const length = Math.min(cut, bytes.length);
        truncateSync(path, length);
        const whole = bytes.subarray(0, length).toString().split('\n').length - 1;
        expect(readRunRows(root).length).toBe(whole);
        const log = new RunRows(root);
        expect(log.open().length).toBe(whole);
        log.append(row(9));
        log.close();
        expect(readRunRows(root).at(-1)).toEqual(row(9));
        expect(readRunRows(root).length).toBe(whole + 1);
      }),
      { numRuns: 60 },
    );
  });

  test('lines longer than what is read at once are read', () => {
    const root = temporaryFolder();
    const long = row(1, { seed: 'ü'.repeat(700_001) });
    written(root, [row(0), long, row(2)]);
    expect(readRunRows(root)).toEqual([row(0), long, row(2)]);
  });

  test('a damaged line is told with its number', () => {
    const root = temporaryFolder();
    written(root, [row(0)]);
    appendFileSync(join(root, 'runs.ndjson'), '{"run": -1}\n');
    expect(() => readRunRows(root)).toThrow(/line 2 of .*runs\.ndjson is no run/);
  });

  test('a disk that fills up at any call costs the row at hand, and says so in one line', () => {
    for (let call = 0; call < 8; call++) {
      const root = temporaryFolder();
      written(root, [row(0)]);
      const disk = new FailingDisk(call, 'ENOSPC', true);
      const log = new RunRows(root, disk);
      let kept = 1;
      try {
        log.open();
        for (const n of [1, 2]) {
          log.append(row(n));
          kept++;
        }
        log.close();
      } catch (error) {
        expect(String(error)).toMatch(/could not write .*runs\.ndjson \(ENOSPC\)\. The disk is full/);
      }
      expect(readRunRows(root).length).toBe(kept);
    }
  });
});

describe('tables', () => {
  const rows = [row(0), row(1), row(2), FAILED];

  test('runs.parquet reads back equal', async () => {
    const root = temporaryFolder();
    writeRunTables(root, rows);
    const found = await parquetReadObjects({ file: await asyncBufferFromFile(join(root, 'runs.parquet')) });
    expect(found.length).toBe(4);
    for (const [n, { run, params, seed, status, error, metrics, statistics }] of rows.entries()) {
      expect(found[n]).toMatchObject({
        run,
        ...params,
        seed,
        status,
        error: error?.message ?? null,
        order: metrics['order'] ?? null,
        'order.mean': statistics['order']?.mean ?? null,
        'order.n': statistics['order']?.n ?? null,
        none: null,
      });
    }
  });

  test('runs.csv is RFC 4180: quotes doubled, lines in quotes, null empty', () => {
    const root = temporaryFolder();
    writeRunTables(root, rows);
    const text = readFileSync(join(root, 'runs.csv'), 'utf8');
    const cells = parseCsv(text);
    const [head, ...lines] = cells;
    expect(lines.length).toBe(4);
    for (const line of lines) expect(line.length).toBe(head.length);
    const at = (name: string): number => head.indexOf(name);
    expect(lines.map((line) => line[at('way')])).toEqual(['a,"b"', 'c', 'a,"b"', 'c']);
    expect(lines[3][at('error')]).toBe('metric order failed:\nno, "really"');
    expect([lines[0][at('error')], lines[0][at('none')], lines[1][at('order')]]).toEqual(['', '', String(1 / 3)]);
  });

  test('a parameter or metric called like a column of ours keeps apart', () => {
    const root = temporaryFolder();
    writeRunTables(root, [row(0, { params: { seed: 5, order: 6 }, metrics: { ticks: 7, order: 8 }, statistics: {} })]);
    const [head, line] = parseCsv(readFileSync(join(root, 'runs.csv'), 'utf8'));
    const found = Object.fromEntries(head.map((name, n) => [name, line[n]]));
    expect(head.length).toBe(new Set(head).size);
    expect(found).toMatchObject({ 'param.seed': '5', seed: 'seed 0', order: '6', 'metric.order': '8', 'metric.ticks': '7', ticks: '10' });
  });

  test('no rows are a table too', async () => {
    const root = temporaryFolder();
    writeRunTables(root, []);
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(join(root, 'runs.parquet')) })).toEqual([]);
  });

  test('a full disk leaves the tables of before', () => {
    const root = temporaryFolder();
    writeRunTables(root, [row(0)]);
    const before = readFileSync(join(root, 'runs.csv'), 'utf8');
    for (let call = 0; call < 8; call++)
      expect(() => writeRunTables(root, rows, new FailingDisk(call, 'ENOSPC', true))).toThrow(/disk is full/);
    expect(readFileSync(join(root, 'runs.csv'), 'utf8')).toBe(before);
  });
});

describe('manifest', () => {
  const manifest: ExperimentManifest = {
    format: EXPERIMENT_FORMAT,
    scenario: 'vicsek',
    scenarioPath: null,
    textHash: null,
    fingerprint: 'f',
    seed: 's',
    design: 'grid',
    over: [
      { name: 'noise', values: [1, 2] },
      { name: 'speed', low: 0, high: 1 },
    ],
    points: null,
    options: {},
    set: {},
    params: {},
    replicates: 1,
    ticks: null,
    metricsFrom: 0,
    measureEvery: null,
    backend: null,
    runs: 2,
    done: 0,
    failed: 0,
    workers: 1,
    status: 'running',
    versions: { swarmlab: '0', node: 'v24' },
    machine: { cpu: 'c', cores: 1, memoryGiB: 1, os: 'o' },
    started: '2026-01-01T00:00:00.000Z',
    ended: null,
    timings: {},
    sensitivity: null,
    command: 'c',
    error: null,
  };

  test('what is written reads back', () => {
    const root = temporaryFolder();
    writeExperiment(root, manifest);
    expect(readExperiment(root)).toEqual(manifest);
  });

  test.each([
    ['{', /not whole JSON/],
    ['[]', /no JSON object/],
    ['{}', /no format version/],
    ['{"format": 2}', /has format 2/],
    ['{"format": 1, "scenario": 5}', /no valid "scenario"/],
  ])('%s is refused', (text, message) => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'experiment.json'), text);
    expect(() => readExperiment(root)).toThrow(message);
  });
});

/** Cells of comma-separated values as of RFC 4180. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [];
  let cells: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    lines.push(cells);
    cells = [];
  }
  return lines;
}

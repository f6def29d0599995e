// Sweeps from a script: which runs there are, that they are those of `run`, and what does not change a row.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupsOf, pooledMoments, summariesOf, valueOf } from '../../../src/scenario/experiment/rows.ts';
import { readSweep } from '../../../src/scenario/experiment/result.ts';
import { runSeed } from '../../../src/scenario/experiment/seed.ts';
import { sensitivity } from '../../../src/scenario/experiment/sensitivity.ts';
import { sweep, type SweepOptions, type SweepResult } from '../../../src/scenario/experiment/sweep.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { execute } from '../../../src/scenario/execute.ts';
import type { RunRow } from '../../../src/store/index.ts';
import { loadedFrom } from '../running.ts';
import { temporaryFolder } from '../../store/temporary-folder.ts';

const SMALL = { count: 40, side: 3 };

function swept(options: Partial<SweepOptions>, scenario: Parameters<typeof sweep>[0] = 'vicsek'): Promise<SweepResult> {
  const params = typeof scenario === 'string' && scenario === 'vicsek' ? SMALL : {};
  return sweep(scenario, { over: {}, params, ticks: 12, workers: 1, out: join(temporaryFolder(), 'sweep'), ...options });
}

/** Rows without what the clock says. */
function timeless(rows: readonly RunRow[]): unknown[] {
  return rows.map((row) => ({ ...row, wallSeconds: 0 }));
}

/** Rows by what they are, without their place in a plan. */
function bySeed(rows: readonly RunRow[]): Map<string, unknown> {
  return new Map(rows.map((row) => [row.seed, { ...row, run: 0, wallSeconds: 0 }]));
}

describe('seeds', () => {
  test('a seed does not follow the order of parameters, and differs with everything else', () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ noNaN: true }), fc.string(), fc.nat(1e6), (seed, x, y, replicate) => {
        const own = runSeed(seed, { x, y }, replicate);
        expect(own).toMatch(/^[0-9a-f]{16}$/);
        expect(runSeed(seed, { y, x }, replicate)).toBe(own);
        const others = [
          runSeed(`${seed}.`, { x, y }, replicate),
          runSeed(seed, { x, y: `${y}.` }, replicate),
          runSeed(seed, { x, y }, replicate + 1),
        ];
        others.push(
          runSeed(seed, { x, y, z: 0 }, replicate),
          runSeed(seed, { x, y }, replicate, 1),
          runSeed(seed, { x: y, y: x }, replicate),
        );
        expect(others).not.toContain(own);
      }),
    );
  });

  test('zero is one number, whatever its sign', () => {
    expect(runSeed('s', { x: -0 }, 0)).toBe(runSeed('s', { x: 0 }, 0));
  });

  test('the seeds of an experiment are for ever: these are fixed', () => {
    expect([runSeed('starling', { noise: 0.5, count: 200 }, 0), runSeed('', { way: 'ä', fast: true }, 3)]).toEqual([
      '6c2a244db7699ff2',
      'efd98969d7f173ec',
    ]);
  });
});

describe('runs', () => {
  test('1, 2 and 3 workers, and this very thread, give the same rows', async () => {
    const over = { noise: [0.5, 2, 4], speed: [0.03, 0.3] };
    const all = [];
    for (const workers of [1, 2, 3]) all.push(await swept({ over, replicates: 3, workers }));
    const { scenario } = await loadScenario('vicsek');
    all.push(await swept({ over, replicates: 3, params: SMALL }, scenario));
    expect(all[0].rows.length).toBe(18);
    for (const each of all.slice(1)) expect(timeless(each.rows)).toEqual(timeless(all[0].rows));
  });

  test('another value, another replicate, another order of parameters, a parameter that keeps its default: no other row changes', async () => {
    const few = await swept({ over: { noise: [0.5, 2], speed: [0.03] }, replicates: 2 });
    const many = await swept({ over: { speed: [0.1, 0.03], noise: [2, 1, 0.5] }, replicates: 3 });
    const without = await swept({ over: { noise: [2] }, replicates: 2 });
    const known = bySeed(many.rows);
    expect(many.rows.length).toBe(18);
    for (const [seed, row] of bySeed(few.rows)) expect(known.get(seed)).toEqual(row);
    for (const { seed, stateHash } of without.rows) expect(known.get(seed)).toMatchObject({ stateHash });
  });

  test.each([
    ['vicsek', { noise: [1.5] }, SMALL],
    ['flocking', { update: ['synchronous', 'sequential'] }, { count: 60 }],
    ['pso-rastrigin', { dimensions: [2, 3] }, { evaluations: 400 }],
  ])('a run of a sweep of %s is `run` with its parameters and its seed', async (name, over, params) => {
    const { rows } = await swept({ over, params, replicates: 2, ticks: name === 'pso-rastrigin' ? undefined : 15 }, name);
    const loaded = await loadScenario(name);
    for (const { seed, params: point, ticks, stateHash, metrics, stopReason, agents, status } of rows) {
      const set = { ...params, ...point };
      const length = name === 'pso-rastrigin' ? undefined : ticks;
      const single = await execute(loaded, { seed, workers: 2, set, ticks: length, out: join(temporaryFolder(), 'run'), command: 'test' });
      const own = { ticks, stateHash, metrics, stopReason, agents, status };
      expect(Object.fromEntries(Object.keys(own).map((key) => [key, Reflect.get(single, key)]))).toEqual(own);
    }
  });

  test.each([
    [
      'a world that outgrows its memory',
      `const model = defineModel({ name: 'm', description: 'd', params: { share: { default: 0.3, description: 'd' } },
         kinds: { cell: { count: 40, columns: { age: 'i32' }, rule: (self, neighbours, random, params, world) => {
           self.age += 1;
           if (random.uniform() < params.share) world.birth({ age: 0 });
           else if (random.uniform() < 0.05) self.die();
         } } } });
       export default defineScenario({ model, ticks: 25, seed: 's', metrics: { cells: ({ kinds }) => kinds.cell.count } });`,
      { share: [0.2, 0.4] },
    ],
    [
      'an objective of its own',
      `export const bowl = ([x, y], { agent }) => { if (agent === 3) throw new Error('no'); return x * x + y * y; };
       export default defineScenario({ description: 'd', seed: 's', params: { side: { default: 1, description: 'd' } },
         swarm: ({ side }) => ({ objective: { module: import.meta.url, export: 'bowl' }, dimensions: 2, lower: -side, upper: side, particles: 8, evaluations: 80 }),
         analyse: ({ best }) => ({ metrics: { root: Math.sqrt(best.value) } }) });`,
      { side: [1, 5] },
    ],
  ])('a run of a sweep of %s is that of `run`', async (_, text, over) => {
    const folder = temporaryFolder();
    const path = join(folder, 'own.mjs');
    writeFileSync(path, `import { defineModel, defineScenario } from 'swarmlab';\n${text}`);
    const { rows, failed } = await swept({ over, ticks: undefined, replicates: 2, workers: 2 }, path);
    expect(failed).toBe(0);
    const loaded = await loadScenario(path);
    for (const { seed, params, ticks, stateHash, metrics, stopReason, agents } of rows) {
      const single = await execute(loaded, { seed, workers: 2, set: params, out: join(temporaryFolder(), 'run'), command: 'test' });
      const own = { ticks, stateHash, metrics, stopReason, agents };
      expect(Object.fromEntries(Object.keys(own).map((key) => [key, Reflect.get(single, key)]))).toEqual(own);
    }
  });

  test('a run ends where its model says, measured once there', async () => {
    const { scenario } = loadedFrom({ ticks: 40 });
    const { rows } = await swept({ over: { last: [0, 7, 100] }, ticks: 20, metricsFrom: 5 }, scenario);
    expect(rows.map(({ ticks, stopReason }) => [ticks, stopReason])).toEqual([
      [0, 'until'],
      [7, 'until'],
      [20, 'ticks'],
    ]);
    expect(rows.map(({ statistics }) => statistics['mean'].n)).toEqual([0, 3, 16]);
    expect(rows.map(({ metrics }) => typeof metrics['mean'])).toEqual(['number', 'number', 'number']);
  });

  test('statistics are those of the metrics that a single run writes', async () => {
    const { rows } = await swept({ over: { noise: [3] }, metricsFrom: 4, measureEvery: 2 });
    const [{ seed, statistics }] = rows;
    const out = join(temporaryFolder(), 'run');
    await execute(await loadScenario('vicsek'), {
      seed,
      workers: 1,
      set: { ...SMALL, noise: 3 },
      ticks: 12,
      measureEvery: 2,
      out,
      command: 'test',
    });
    const values = readFileSync(join(out, 'metrics.csv'), 'utf8')
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));
    const part = values.filter(([tick]) => tick >= 4).map(([, value]) => value);
    expect(statistics['polarization'].n).toBe(part.length);
    expect(statistics['polarization'].mean).toBeCloseTo(part.reduce((sum, x) => sum + x, 0) / part.length, 12);
  });
});

describe('failures', () => {
  const FAILS = `
import { defineModel, defineScenario } from 'swarmlab';
const model = defineModel({
  name: 'fails', description: 'd',
  params: { at: { default: 5, description: 'tick' }, how: { default: 'well', description: 'd' } },
  kinds: { walker: { count: ({ how }) => (how === 'empty' ? -1 : 9), columns: { x: 'f64' }, rule: (self, neighbours, random) => { self.x += random.normal(); } } },
});
export default defineScenario({ model, ticks: 10, seed: 's', metrics: {
  x: (world) => world.kinds.walker.column('x')[0],
  trouble: ({ tick, params }) => {
    if (params.how === 'throws' && tick === params.at) throw new Error('no such thing');
    if (params.how === 'exits' && tick === params.at) process.exit(3);
    return params.how === 'none' ? null : tick;
  },
} });
`;

  test('a run that fails is a row that says why, and the sweep goes on', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'fails.mjs'), FAILS);
    const over = { how: ['well', 'throws', 'exits', 'empty', 'none'] };
    const { rows, done, failed, status } = await swept({ over, replicates: 2, workers: 2, ticks: undefined }, join(folder, 'fails.mjs'));
    expect([status, done, failed]).toEqual(['done', 4, 6]);
    const [well, , throws, , exits, , empty, , none] = rows;
    expect(well).toMatchObject({ status: 'done', error: null, ticks: 10, metrics: { trouble: 10 } });
    expect(throws).toMatchObject({
      status: 'failed',
      ticks: 5,
      stateHash: null,
      error: { code: 'E_METRIC', message: 'metric trouble failed at tick 5: no such thing' },
    });
    expect(throws.metrics['trouble']).toBe(4);
    expect(exits).toMatchObject({ status: 'failed', error: { code: 'E_WORKER' } });
    expect(empty).toMatchObject({ status: 'failed', error: { message: expect.stringMatching(/count/) } });
    expect(none).toMatchObject({ status: 'done', metrics: { trouble: null }, statistics: { trouble: { n: 0, mean: null } } });
    expect(summariesOf(rows).map(({ failed: each }) => each)).toEqual([0, 2, 2, 2, 0]);
  });

  test('a world that makes no progress is stopped, and told as such', async () => {
    const folder = temporaryFolder();
    const loops = FAILS.replace('self.x += random.normal();', 'let n = 0; while (n < 1) { n -= 1; if (n < -1000000) n = 0; } self.x = n;');
    writeFileSync(join(folder, 'loops.mjs'), loops);
    const { rows } = await swept({ over: { at: [1] }, stallMs: 400, ticks: undefined }, join(folder, 'loops.mjs'));
    expect(rows[0]).toMatchObject({
      status: 'failed',
      error: { code: 'E_STALLED', message: expect.stringMatching(/no progress for 0.4 s/) },
    });
  }, 20_000);
});

describe('what is asked for', () => {
  test.each<[Partial<SweepOptions>, RegExp]>([
    [{ over: {} }, /nothing varies/],
    [{ over: { niose: [1] } }, /did you mean "noise"/],
    [{ over: { noise: [] } }, /over no value/],
    [{ over: { noise: [1], count: [1, 2] } }, /count is both varied and set/],
    [{ over: { noise: [1] }, replicates: 0 }, /replicates must be/],
    [{ over: { noise: [1] }, replicates: 2_000_000 }, /at most 1000000/],
    [{ over: { noise: [1] }, metricsFrom: 13 }, /from tick 13 on, but a run has 12/],
    [{ over: { noise: { low: 1, high: 2 } } }, /a grid needs values/],
    [{ over: { noise: [1] }, runs: 5 }, /leave --runs away/],
    [{ over: { noise: [1] }, replicate: 5 } as Partial<SweepOptions>, /no option "replicate"; did you mean "replicates"/],
  ])('%j is refused', async (options, message) => {
    await expect(swept(options)).rejects.toThrow(message);
  });

  test('a scenario handed over as such has no threads, and says how it would', async () => {
    const { scenario } = loadedFrom();
    await expect(swept({ over: { count: [5] }, workers: 2 }, scenario)).rejects.toThrow(/import\.meta\.main/);
    const folder = temporaryFolder();
    const other = join(folder, 'other.mjs');
    const text = (way: string): string =>
      `import { defineModel, defineScenario } from 'swarmlab'; ${way} defineScenario({ model: defineModel({ name: 'm', description: 'd', params: { count: { default: 1, description: 'd' } }, kinds: { a: { count: 3, columns: { x: 'f64' } } } }), ticks: 5 });`;
    writeFileSync(other, text('export default'));
    const asked = { over: { count: [5] }, workers: 2 };
    await expect(swept({ ...asked, module: pathToFileURL(other).href }, scenario)).rejects.toThrow(
      /is another scenario than the one that is swept/,
    );
    writeFileSync(join(folder, 'none.mjs'), text('export const scenario ='));
    await expect(swept({ ...asked, module: join(folder, 'none.mjs') }, scenario)).rejects.toThrow(/has no default export/);
  });
});

describe('rows', () => {
  test('groups, means over replicates and pooled moments', async () => {
    const seen: RunRow[] = [];
    const { rows } = await swept({ over: { noise: [1, 5], speed: [0.1, 0.2] }, replicates: 3, onRow: (row) => seen.push(row) });
    expect(seen.toSorted((a, b) => a.run - b.run)).toEqual(rows);
    const groups = groupsOf(rows, ['speed']);
    expect(groups.map(({ params, rows: own }) => [params, own.length])).toEqual([
      [{ speed: 0.1 }, 6],
      [{ speed: 0.2 }, 6],
    ]);
    const [first] = summariesOf(rows);
    const values = rows.slice(0, 3).map((row) => valueOf(row, 'polarization') ?? NaN);
    const mean = values.reduce((sum, x) => sum + x, 0) / 3;
    const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 2);
    expect(first).toMatchObject({ params: { noise: 1, speed: 0.1 }, runs: 3, failed: 0 });
    expect(first.metrics['polarization'].mean).toBeCloseTo(mean, 12);
    expect(first.metrics['polarization'].se).toBeCloseTo(sd / Math.sqrt(3), 12);
    const pooled = pooledMoments(groupsOf(rows)[0], 'polarization');
    expect(pooled?.n).toBe(39);
    expect(pooled?.mean).toBeCloseTo(mean, 12);
    expect(pooled === null ? NaN : pooled.m2 - pooled.mean ** 2).toBeGreaterThanOrEqual(0);
  });
});

describe('sensitivity', () => {
  const PLANE = `
import { defineModel, defineScenario } from 'swarmlab';
const range = { default: 0.5, min: 0, max: 1, description: 'd' };
const model = defineModel({
  name: 'plane', description: 'd', params: { a: range, b: range, c: range },
  kinds: { dot: { count: 1, columns: { x: 'f64' }, rule: (self, neighbours, random, params) => { self.x = 3 * params.a + params.b; } } },
});
export default defineScenario({ model, ticks: 1, seed: 's', metrics: { x: (world) => world.kinds.dot.column('x')[0], one: () => 1 } });
`;
  const over = { a: { low: 0, high: 1 }, b: { low: 0, high: 1 }, c: { low: 0, high: 1 } };

  test('of a plane: shares of variance are 0.9, 0.1 and 0, effects 3, 1 and 0', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'plane.mjs'), PLANE);
    const scenario = join(folder, 'plane.mjs');
    const shared = { over, metricsFrom: 1, workers: 2 };
    const sobol = await sensitivity(scenario, { ...shared, method: 'sobol', runs: 640, out: join(folder, 'sobol') });
    const [x, one] = sobol.sensitivity;
    if (x.method !== 'sobol') throw new Error(x.method);
    expect([sobol.runs, x.blocks]).toEqual([640, 128]);
    for (const [i, share] of [0.9, 0.1, 0].entries()) {
      expect(x.parameters[i].first).toBeCloseTo(share, 1);
      expect(x.parameters[i].total).toBeCloseTo(share, 1);
    }
    expect(one).toMatchObject({ metric: 'one', reason: 'the metric is the same at all points' });
    const morris = await sensitivity(scenario, { ...shared, method: 'morris', runs: 40, out: join(folder, 'morris') });
    const [effects] = morris.sensitivity;
    if (effects.method !== 'morris') throw new Error(effects.method);
    expect(effects.parameters.map(({ name, mu, sigma }) => [name, Math.round((mu ?? NaN) * 1e9) / 1e9, (sigma ?? NaN) < 1e-9])).toEqual([
      ['a', 3, true],
      ['b', 1, true],
      ['c', 0, true],
    ]);
    expect(readSweep(morris.folder)).toEqual(morris);
  });
});

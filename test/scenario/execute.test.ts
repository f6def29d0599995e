import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { executeFrom } from '../../src/scenario/execute.ts';
import { defineScenario } from '../../src/scenario/scenario.ts';
import { EventLog, openRunFolder, readEvents, readManifest } from '../../src/store/index.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { csv, executed, loadedFrom, loadedOf, resumedAfter, walkers } from './running.ts';

const swarm = (more: object): ReturnType<typeof loadedOf> =>
  loadedOf(
    defineScenario({
      params: {},
      swarm: () => ({ objective: { name: 'sphere' }, dimensions: 2, evaluations: 100_000, ...more }),
    }),
  );

test.each([
  ['its last tick', loadedFrom(), {}],
  ['its own condition', loadedFrom(), { last: 23 }],
  ['its target', swarm({ target: 1e-3 }), {}],
  ['stagnation', swarm({ stagnation: 40 }), {}],
])('a run that ended by %s ends there again when it was killed before its end was noted', async (_, loaded, set) => {
  const end = await executed(loaded, { set });
  const again = await resumedAfter(loaded, end.run);
  const { wallSeconds: _w, agentStepsPerSecond: _a, workers: _n, ...rest } = end;
  expect(again).toMatchObject(rest);
  expect(readManifest(end.run)).toMatchObject({ status: 'done', stateHash: end.stateHash, metrics: end.metrics });
});

test('a stop by the clock that is on record is repeated, although the clock would now say otherwise', async () => {
  const loaded = loadedFrom({ ticks: 1_000_000 });
  const end = await executed(loaded, { maxSeconds: 0.3, checkpointEvery: 50 });
  expect(end).toMatchObject({ stopReason: 'time', status: 'done' });
  const rows = csv(end.run);
  for (const file of readdirSync(join(end.run, 'checkpoints')).slice(1)) rmSync(join(end.run, 'checkpoints', file)); // as if killed before the last were written
  const again = await resumedAfter(loaded, end.run);
  expect(again).toMatchObject({ stopReason: 'time', ticks: end.ticks, stateHash: end.stateHash, metrics: end.metrics });
  expect(csv(end.run)).toBe(rows);
  expect(readEvents(end.run).map(({ type }) => type)).toEqual(['stopped-by-time', 'resumed']);
});

test('how often is measured changes neither the state nor the last values', async () => {
  const ends = await Promise.all([1, 7, 40, 1_000].map((measureEvery) => executed(loadedFrom({ measureEvery }))));
  expect(new Set(ends.map(({ stateHash, metrics }) => JSON.stringify({ stateHash, metrics }))).size).toBe(1);
  expect(ends.map(({ run }) => csv(run).trimEnd().split('\r\n').length - 1)).toEqual([41, 7, 2, 2]);
});

test('what a resume refuses leaves the folder as it was, unlocked', async () => {
  const loaded = loadedFrom();
  const { run } = await executed(loaded, { checkpointEvery: 10 });
  const before = readdirSync(run, { recursive: true }).sort();
  for (const other of [loadedFrom({ params: { count: 300, last: 50 } }), swarm({})]) {
    const given = readManifest(run);
    const params = 'model' in other.scenario ? { ...given.params, last: 50 } : {};
    await expect(executeFrom(other, openRunFolder(run, { create: false }), { ...given, params }, { workers: 1 })).rejects.toThrow(
      expect.objectContaining({ code: 'E_CHANGED' }),
    );
    expect(readdirSync(run, { recursive: true }).sort()).toEqual(before);
    expect(existsSync(join(run, 'lock'))).toBe(false);
  }
});

test('a metric that fails at the very end fails the run, and the folder says why', async () => {
  const path = join(temporaryFolder(), 'run');
  const loaded = loadedFrom({
    metrics: {
      late: (world) => {
        if (world.tick === 40) throw new Error('too late');
        return 1;
      },
    },
  });
  await expect(executed(loaded, { out: path })).rejects.toThrow(/metric late failed at tick 40: too late/);
  expect(readManifest(path)).toMatchObject({ status: 'failed', error: { code: 'E_METRIC' }, tick: 40 });
  expect(existsSync(join(path, 'lock'))).toBe(false);
});

test("an analysis that fails is this run's failure, noted in its folder", async () => {
  const path = join(temporaryFolder(), 'run');
  const loaded = loadedOf(
    defineScenario({
      params: {},
      swarm: () => ({ objective: { name: 'sphere' }, dimensions: 2, evaluations: 400 }),
      analyse: () => {
        throw new Error('no insight');
      },
    }),
  );
  await expect(executed(loaded, { out: path })).rejects.toThrow(/analysis of the scenario failed: no insight/);
  expect(readManifest(path)).toMatchObject({ status: 'failed', error: { code: 'E_REPORT' } });
});

test('an aborted run saves where it stands; resumed, it measures what it would have measured', async () => {
  const loaded = loadedFrom({ ticks: 3_000 });
  const control = new AbortController();
  const path = join(temporaryFolder(), 'run');
  const halfway = await executed(loaded, { out: path, signal: control.signal, onProgress: () => control.abort() });
  expect(halfway).toMatchObject({ status: 'interrupted', stopReason: 'interrupted', metrics: { mean: expect.any(Number) } });
  expect(new EventLog(path).readAll()).toEqual([]);
  const end = await executeFrom(loaded, openRunFolder(path, { create: false }), readManifest(path), { workers: 3 });
  const calm = await executed(loaded);
  expect(end.stateHash).toBe(calm.stateHash);
  expect(csv(path)).toBe(csv(calm.run));
});

test('values that a scenario gives to parameters its model does not take are refused', () => {
  expect(() => defineScenario({ model: walkers, ticks: -1 })).toThrow(expect.objectContaining({ code: 'E_SCENARIO' }));
  expect(() => defineScenario({ model: walkers, ticks: 5, metrics: { tick: () => 1 } })).toThrow(/metric cannot be called tick/);
});

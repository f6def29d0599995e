// Minimising in one line: what is returned, when it stops, what it refuses, and what a bad objective costs.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sphere } from '../../src/swarm/classics.ts';
import type { EvaluationContext } from '../../src/swarm/evaluation-task.ts';
import { minimize, type MinimizeOptions } from '../../src/swarm/minimize.ts';
import type { RunEvent } from '../../src/swarm/run.ts';
import { all, any, evaluations, stagnation, target, time, type StopState } from '../../src/swarm/stop.ts';

const square = (x: Float64Array): number => x.reduce((sum, value) => sum + value * value, 0);
const BOX = { dimensions: 3, lower: -5, upper: 5, particles: 10 };

test('one line finds the minimum of Rosenbrock’s valley', async () => {
  const { value, position } = await minimize(([x, y]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2, { lower: [-5, -5], upper: [5, 5] });
  expect(value).toBeLessThan(1e-6);
  expect(position[0]).toBeCloseTo(1, 2);
  expect(position[1]).toBeCloseTo(1, 2);
});

test('a plain function, a promise, our objective, its name, and threads give the same bits', async () => {
  const options = { dimensions: 4, lower: -5.12, upper: 5.12, particles: 23, evaluations: 600, seed: 'same' };
  const builtin = await minimize(sphere(4), options);
  const summed = (x: Float64Array): number => sphere(4).evaluate(x);
  const module = new URL('./objective-example.ts', import.meta.url);
  for (const other of [
    await minimize(summed, options),
    await minimize(async (x) => summed(x), { ...options, concurrency: 3 }),
    await minimize('sphere', options),
    await minimize('sphere', { ...options, workers: 2 }),
    await minimize({ module, export: 'sphere' }, { ...options, workers: 2 }),
    await minimize({ module, export: 'slowSphere' }, { ...options, workers: 3 }),
  ])
    expect(other).toEqual(builtin);
  expect(builtin.history.at(-1)).toMatchObject({ evaluations: 598, best: builtin.value });
  expect(builtin.stopReason).toBe('evaluations');
});

test('the budget is never exceeded, and at most one iteration is left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 400 }), fc.integer({ min: 2, max: 50 }), async (budget, particles) => {
      fc.pre(particles <= budget);
      let calls = 0;
      const found = await minimize(
        (x) => {
          calls++;
          return square(x);
        },
        { ...BOX, particles, evaluations: budget },
      );
      expect(calls).toBe(found.evaluations);
      expect(calls).toBeLessThanOrEqual(budget);
      expect(calls).toBeGreaterThan(budget - particles);
    }),
    { numRuns: 25 },
  );
});

test('each criterion says that it fired', async () => {
  expect(await minimize(square, { ...BOX, target: 1e-3 })).toMatchObject({ stopReason: 'target' });
  expect(await minimize(square, { ...BOX, evaluations: 100 })).toMatchObject({ stopReason: 'evaluations', evaluations: 100 });
  const flat = await minimize(() => 1, { ...BOX, stagnation: 7 });
  expect(flat).toMatchObject({ stopReason: 'stagnation', evaluations: 80 });
  const events: RunEvent[] = [];
  expect(await minimize(square, { ...BOX, timeMs: 30, onEvent: (event) => events.push(event) })).toMatchObject({ stopReason: 'time' });
  expect(events).toMatchObject([{ type: 'stopped-by-time' }]);
});

test('criteria compose: any of them, or all at once', async () => {
  const state: StopState = { iteration: 9, evaluations: 100, particles: 10, bestValue: 0.5, elapsedMs: null, marks: [0.5, 2, 0.5, 4] };
  expect(any(target(0.1), evaluations(105)).check(state)).toBe('evaluations');
  expect(any(target(0.1), evaluations(110)).check(state)).toBe(null);
  expect(all(target(1), evaluations(105)).check(state)).toBe('target and evaluations');
  expect(all(target(0.1), evaluations(105)).check(state)).toBe(null);
  expect(any(stagnation(8), stagnation(5)).check(state)).toBe('stagnation'); // the second has its own mark
  expect(any(stagnation(8), stagnation(6)).check(state)).toBe(null);
  expect(time(5).check(state)).toBe(null); // nobody read a clock
  expect(time(5).check({ ...state, elapsedMs: 6 })).toBe('time');
  const both = await minimize(square, { ...BOX, stop: any(all(target(1), stagnation(3)), evaluations(5000)) });
  expect(both.stopReason).toBe('target and stagnation');
});

test('stagnation with a tolerance does not count small gains', async () => {
  let value = 1;
  const creeping = (): number => (value -= 1e-6);
  expect((await minimize(creeping, { ...BOX, stop: any(stagnation(5, 0.1), evaluations(10_000)) })).stopReason).toBe('stagnation');
});

test('a function that throws, or gives NaN or text, costs those evaluations', async () => {
  const events: RunEvent[] = [];
  const moody = (x: Float64Array, { agent }: EvaluationContext): number => {
    if (agent === 0) throw new Error('no');
    if (agent === 1) return NaN;
    if (agent === 2) return 'three' as unknown as number;
    return square(x);
  };
  for (const objective of [moody, async (x: Float64Array, context: EvaluationContext) => moody(x, context)]) {
    events.length = 0;
    const found = await minimize(objective, { ...BOX, evaluations: 200, onEvent: (event) => events.push(event) });
    expect(found).toMatchObject({ evaluations: 200, failures: 60 });
    expect(Number.isFinite(found.value)).toBe(true);
    expect(events.slice(0, 3)).toEqual([
      { tick: 0, type: 'evaluation-failed', agent: 0, reason: 'no' },
      { tick: 0, type: 'evaluation-failed', agent: 1, reason: 'returned NaN' },
      { tick: 0, type: 'evaluation-failed', agent: 2, reason: 'returned a string instead of a number' },
    ]);
  }
});

test('a promise that is never kept costs its evaluation after the time limit', async () => {
  const stuck = async (x: Float64Array, { agent, tick }: EvaluationContext): Promise<number> =>
    agent === 4 && tick === 1 ? new Promise<number>(() => {}) : square(x);
  expect(await minimize(stuck, { ...BOX, evaluations: 50, timeLimitMs: 50 })).toMatchObject({ evaluations: 50, failures: 1 });
});

test.each<[MinimizeOptions, string, RegExp]>([
  [{ dimensions: 2 }, 'E_SWARM', /no lower bounds/],
  [{ lower: -1, upper: 1 }, 'E_SWARM', /number of dimensions is unknown/],
  [{ ...BOX, lower: 5 }, 'E_SWARM', /lower must be below upper/],
  [{ ...BOX, evaluations: 0 }, 'E_BUDGET', /positive integer/],
  [{ ...BOX, evaluations: 1.5 }, 'E_BUDGET', /positive integer/],
  [{ ...BOX, evaluations: NaN }, 'E_BUDGET', /positive integer/],
  [{ ...BOX, evaluations: 5 }, 'E_BUDGET', /less than one for each of 10 particles/],
  [{ ...BOX, target: NaN }, 'E_BUDGET', /target/],
  [{ ...BOX, stagnation: -1 }, 'E_BUDGET', /stagnation/],
  [{ ...BOX, timeMs: 0 }, 'E_BUDGET', /time/],
  [{ ...BOX, workers: 2 }, 'E_SWARM', /give \{ module, export \}/],
  [{ ...BOX, workers: 0 }, 'E_FLAG', /workers must be an integer/],
  [{ ...BOX, concurrency: 0 }, 'E_SWARM', /concurrency/],
  [{ ...BOX, variant: 'canonic' as 'canonical' }, 'E_SWARM', /Did you mean "canonical"/],
  [{ ...BOX, velocityclamp: 1 } as MinimizeOptions, 'E_SWARM', /did you mean "velocityClamp"/],
])('minimize refuses %o', async (options, code, message) => {
  await expect(minimize(square, options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

test('what is no objective is refused', async () => {
  await expect(minimize('spher', BOX)).rejects.toMatchObject({
    code: 'E_OBJECTIVE',
    message: expect.stringMatching(/Did you mean 'sphere'/),
  });
  await expect(minimize(null as unknown as string, BOX)).rejects.toMatchObject({ code: 'E_OBJECTIVE' });
});

test('a long history is thinned to at most 1,025 rows, evenly', async () => {
  const options = { dimensions: 2, particles: 2, evaluations: 10_000 };
  const { history } = await minimize('sphere', options);
  expect((await minimize('sphere', { ...options, workers: 2 })).history).toEqual(history);
  expect(history.length).toBeLessThanOrEqual(1025);
  const gaps = new Set(history.slice(1, -1).map((row, n) => row.evaluations - history[n].evaluations));
  expect(gaps.size).toBe(1);
});

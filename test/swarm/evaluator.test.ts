// Laws of evaluating in threads: a bad evaluation costs itself, and the answer depends on nothing else.

import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { stateHash } from '../../src/engine/hash.ts';
import { decidedKey, Evaluator, type EvaluationEvent, type EvaluatorOptions } from '../../src/swarm/evaluator.ts';
import { BOARD, REASON_BYTES, runEvaluations, STATE } from '../../src/swarm/evaluation-task.ts';
import { psoProgram } from '../../src/swarm/program.ts';
import { pso } from '../../src/swarm/pso.ts';

const EXAMPLE: EvaluatorOptions = {
  module: new URL('./objective-example.ts', import.meta.url),
  export: 'mischievous',
  dimensions: 4,
  seed: 'x',
  timeLimitMs: 600,
  heapMb: 48,
};
const POINTS = Array.from({ length: 16 }, (_, n) => Float64Array.of(n, 0, 0, 1));

async function evaluated(
  options: Partial<EvaluatorOptions>,
  tick = 1,
): Promise<{ values: number[]; events: EvaluationEvent[]; again: number[] }> {
  const events: EvaluationEvent[] = [];
  const evaluator = new Evaluator({ ...EXAMPLE, ...options, onEvent: (event) => events.push(event) });
  try {
    const values = [...(await evaluator.evaluate(POINTS, tick))];
    return { values, events, again: [...(await evaluator.evaluate(POINTS, 2))] };
  } finally {
    await evaluator.close();
  }
}

test.each([1, 2])('with %i workers, what throws, hangs, exits or runs out of memory costs that one evaluation', async (workers) => {
  const { values, events, again } = await evaluated({ workers });
  expect(values).toEqual(POINTS.map(([n]) => (n >= 1 && n <= 10 ? Infinity : n * n + 1)));
  expect(again).toEqual(POINTS.map(([n]) => n * n + 1));
  expect(events.map(({ agent }) => agent)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const types: Record<number, string> = { 4: 'evaluation-timeout', 6: 'evaluation-timeout', 5: 'evaluation-lost', 7: 'evaluation-lost' };
  expect(events.map(({ type }) => type)).toEqual(events.map(({ agent }) => types[agent] ?? 'evaluation-failed'));
  const reasons = Object.fromEntries(events.map(({ agent, reason }) => [agent, reason]));
  expect(reasons).toMatchObject({
    1: 'agent 1 throws',
    2: 'returned NaN',
    3: 'returned -Infinity',
    4: 'took longer than 600 ms',
    6: 'took longer than 600 ms',
    5: expect.stringMatching(/thread ended.*3/),
    7: expect.stringMatching(/thread ended.*memory/),
    8: 'agent 8 rejects',
    9: 'returned nothing instead of a number',
    10: 'undefined',
  });
});

test('an evaluation that was given up stays failed, though its thread ends it before it is stopped', async () => {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  const batch = {
    dimensions: 4,
    points: new Float64Array(shared(64)),
    values: new Float64Array(shared(16)),
    states: new Int32Array(shared(8)),
    reasons: new Uint8Array(shared(2 * REASON_BYTES)),
    queue: new Int32Array(shared(8)),
    board: new Int32Array(shared(4 * (BOARD.parties + BOARD.words))),
  };
  batch.queue.set([0, 1]);
  batch.board[BOARD.length] = 2;
  batch.states[0] = STATE.failed;
  await runEvaluations({ module: String(EXAMPLE.module), export: 'sphere', seed: 'x', tick: 0, party: 0, batch });
  expect([...batch.states]).toEqual([STATE.failed, STATE.done]);
});

test('recorded time-outs are taken over, not measured again', async () => {
  const decided = new Map([[decidedKey(0, 12), 'took longer than 1 ms']]);
  const { values, events } = await evaluated({ decided }, 0);
  expect(values[12]).toBe(Infinity);
  expect(values[13]).toBe(170);
  expect(events).toEqual([]);
  const first = new Map<string, string>();
  await evaluated({ decided: first });
  expect([...first.keys()].sort()).toEqual(['1:4', '1:5', '1:6', '1:7']);
});

test('a swarm in the engine whose objective is evaluated by threads is the swarm in process', async () => {
  const options = { dimensions: 4, particles: 11, lower: -2, upper: 3 };
  const swarm = pso({ ...options, seed: 'x' });
  for (let n = 0; n <= 6; n++)
    swarm.iterate((x, agent) => (n === 1 && agent >= 1 && agent <= 10 ? NaN : x.reduce((sum, value) => sum + value * value, 0)));
  const evaluator = new Evaluator({ ...EXAMPLE, workers: 2 });
  const engine = new Engine(psoProgram(options), { seed: 'x', workers: 2, externals: { evaluate: evaluator.external } });
  await engine.advance(6);
  expect(stateHash(engine.arena)).toBe(swarm.stateHash);
  await engine.close();
  await evaluator.close();
});

test.each([
  [{ module: './nowhere.ts' }, /nowhere\.ts cannot be loaded/],
  [{ export: 'spher' }, /Did you mean "sphere"/],
  [{ export: 'notAFunction' }, /exports no function "notAFunction"/],
  [{ module: 'data:text/javascript,throw new Error("at once")' }, /at once/],
  [{ module: 'data:text/javascript,process.exit(1)' }, /cannot be loaded.*exited with code: 1/],
])('an objective that cannot be loaded is an error of the input: %o', async (wrong, message) => {
  await expect(evaluated(wrong)).rejects.toMatchObject({ code: 'E_OBJECTIVE', message: expect.stringMatching(message) });
});

test.each([{ workers: 0 }, { workers: 1.5 }, { timeLimitMs: 0 }, { timeLimitMs: NaN }])('%o is refused', (wrong) => {
  expect(() => new Evaluator({ ...EXAMPLE, ...wrong })).toThrow(/must be/);
});

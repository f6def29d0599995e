// Objectives as a user writes them, and some that misbehave at one evaluation of tick 1 each.

import { sphere as classic } from '../../src/swarm/classics.ts';
import type { EvaluationContext } from '../../src/swarm/evaluation-task.ts';

const { evaluate } = classic(4);

export function sphere(x: Float64Array): number {
  return evaluate(x);
}

export async function slowSphere(x: Float64Array): Promise<number> {
  await new Promise((done) => setTimeout(done, 1));
  return evaluate(x);
}

const hoard: number[][] = [];

/** What each agent does at tick 1. */
const MISCHIEF: Record<number, () => unknown> = {
  1: () => {
    throw new Error('agent 1 throws');
  },
  2: () => NaN,
  3: () => -Infinity,
  4: () => {
    for (;;);
  },
  5: () => process.exit(3),
  6: () => new Promise(() => {}),
  7: () => {
    for (;;) hoard.push(new Array(100_000).fill(1.5));
  },
  8: () => Promise.reject(new Error('agent 8 rejects')),
  9: () => undefined,
  10: () => {
    throw undefined;
  },
};

export function mischievous(x: Float64Array, { agent, tick }: EvaluationContext): unknown {
  return tick === 1 && MISCHIEF[agent] ? MISCHIEF[agent]() : evaluate(x);
}

export const notAFunction = 3;

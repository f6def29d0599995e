// What every benchmark says about itself, and how one program is timed. Imports swarmlab.

import { cpus } from 'node:os';
import { Engine, stateHash, type Program } from 'swarmlab';

/** One line: what was measured on. */
export function machineLine(): string {
  return `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}`;
}

export interface Timing {
  /** nanoseconds per agent and tick, one a round */
  readonly perStep: readonly number[];
  /** milliseconds per tick, one a round */
  readonly perTick: readonly number[];
  readonly hash: string;
}

/** Run a program to `warmUp` ticks, then time `rounds` times `ticks` ticks. */
export async function time(
  program: Program,
  options: { seed: string; workers: number; warmUp: number; ticks: number; rounds: number },
): Promise<Timing> {
  const { seed, workers, warmUp, ticks, rounds } = options;
  const engine = new Engine(program, { seed, workers });
  const perStep: number[] = [];
  const perTick: number[] = [];
  await engine.advance(warmUp);
  for (let round = 1; round <= rounds; round++) {
    const { steps } = engine.arena.header;
    const from = performance.now();
    await engine.advance(warmUp + round * ticks);
    const ms = performance.now() - from;
    const done = engine.arena.header.steps - steps;
    perTick.push(ms / ticks);
    perStep.push(done > 0 ? (ms * 1e6) / done : NaN);
  }
  const hash = stateHash(engine.arena);
  await engine.close();
  return { perStep, perTick, hash };
}

/** Middle value with the range, for example "152 (149–163)". */
export function spread(values: readonly number[], digits = 0): string {
  const sorted = values.toSorted((a, b) => a - b);
  const shown = (value: number): string => value.toFixed(digits);
  return `${shown(sorted[sorted.length >> 1])} (${shown(sorted[0])}–${shown(sorted[sorted.length - 1])})`;
}

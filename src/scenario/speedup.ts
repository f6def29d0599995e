// Parallel speed-up of one scenario: every number of workers measured in turn, round after round, in one process.
// Imports engine and this folder.

import { monotonicMs } from '../engine/clock.ts';
import { Engine } from '../engine/engine.ts';
import { stateHash } from '../engine/hash.ts';
import { LabError } from '../errors.ts';
import type { Loaded } from './load.ts';
import { prepare } from './runnable.ts';

export interface SpeedupOptions {
  readonly workers: readonly number[];
  readonly repeats: number;
  readonly seed: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** ticks of one measurement; by default what one worker does in about a second */
  readonly ticks?: number;
  readonly onMeasured?: (workers: number, round: number, seconds: number) => void;
}

export interface SpeedupRow {
  readonly workers: number;
  /** wall time of the ticks alone, one a round */
  readonly seconds: readonly number[];
  /** share of the workers' time spent at barriers, one a round */
  readonly barrierShare: readonly number[];
  readonly agentStepsPerSecond: number;
  /** median time of the least number of workers over the median time of this one */
  readonly speedup: number;
}

export interface SpeedupResult {
  readonly scenario: string;
  readonly ticks: number;
  readonly agents: number;
  readonly stateHash: string;
  readonly rows: readonly SpeedupRow[];
}

const WARM_UP_SECONDS = 0.3;
const MEASURE_SECONDS = 1;

/**
 * Measure. All runs must end in the same state hash: a speed-up of another computation is none.
 *
 * @throws LabError E_FLAG when the scenario ends before all ticks are measured, E_INTERNAL when the state depends on the number of workers
 */
export async function measureSpeedup(loaded: Loaded, options: SpeedupOptions): Promise<SpeedupResult> {
  const ticks = options.ticks ?? (await ticksInASecond(loaded, options));
  const rows = options.workers.map((workers) => ({ workers, seconds: [] as number[], barrierShare: [] as number[], steps: 0 }));
  let hash: string | null = null;
  let agents = 0;
  for (let round = 0; round < options.repeats; round++) {
    for (const row of rows) {
      // side by side: what disturbs the machine disturbs all
      const measured = await once(loaded, row.workers, ticks, options);
      hash ??= measured.hash;
      if (measured.hash !== hash)
        throw new LabError('E_INTERNAL', `${loaded.name} gave another state with ${row.workers} workers: ${measured.hash}, not ${hash}.`);
      if (measured.done < ticks) throw tooShort(loaded.name, warmUpTicks(ticks) + measured.done, ticks);
      row.seconds.push(measured.seconds);
      row.barrierShare.push(measured.barrierShare);
      row.steps = measured.steps;
      agents = measured.agents;
      options.onMeasured?.(row.workers, round, measured.seconds);
    }
  }
  const base = median(rows[0].seconds);
  return {
    scenario: loaded.name,
    ticks,
    agents,
    stateHash: hash ?? '',
    rows: rows.map(({ workers, seconds, barrierShare, steps }) => ({
      workers,
      seconds,
      barrierShare,
      agentStepsPerSecond: steps / median(seconds),
      speedup: base / median(seconds),
    })),
  };
}

function tooShort(name: string, end: number, ticks: number): LabError {
  return new LabError(
    'E_FLAG',
    `${name} ends at tick ${end}, too early to measure ${ticks} ticks after ${warmUpTicks(ticks)} to warm up. Ask for fewer with --ticks, or let the scenario run longer.`,
  );
}

/** Middle of the values, or the mean of the two middle ones. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

async function once(
  loaded: Loaded,
  workers: number,
  ticks: number,
  { seed, set }: SpeedupOptions,
): Promise<{ seconds: number; barrierShare: number; steps: number; agents: number; hash: string; done: number }> {
  const runnable = prepare(loaded.scenario, { set, seed, workers, text: loaded.text, onEvent: () => {}, decided: [] });
  const engine = new Engine(runnable.program, { seed, workers, externals: runnable.externals });
  try {
    const warm = warmUpTicks(ticks);
    await engine.advance(warm);
    const { steps } = engine.arena.header;
    const waited = engine.waitedMs();
    const from = monotonicMs();
    await engine.advance(warm + ticks);
    const ms = monotonicMs() - from;
    const { header } = engine.arena;
    const agents = runnable.program.spec.kinds.reduce((sum, _, k) => sum + header.count(k), 0);
    const share = Math.min(1, Math.max(0, (engine.waitedMs() - waited) / (ms * workers)));
    return {
      seconds: ms / 1000,
      barrierShare: share,
      steps: header.steps - steps,
      agents,
      hash: stateHash(engine.arena),
      done: engine.tick - warm,
    };
  } finally {
    await engine.close();
    await runnable.close();
  }
}

/** Code is compiled and caches are filled before the clock starts. */
function warmUpTicks(ticks: number): number {
  return Math.max(3, Math.ceil(ticks * WARM_UP_SECONDS));
}

/** A run that ends by itself before a second is over is measured as long as it lasts. */
async function ticksInASecond(loaded: Loaded, options: SpeedupOptions): Promise<number> {
  for (let ticks = 4; ; ticks *= 4) {
    const { seconds, done } = await once(loaded, options.workers[0], ticks, options);
    if (done < ticks) return Math.max(1, Math.floor((warmUpTicks(ticks) + done - 3) / (1 + WARM_UP_SECONDS)));
    if (seconds > MEASURE_SECONDS / 8) return Math.max(4, Math.round((ticks * MEASURE_SECONDS) / seconds));
  }
}

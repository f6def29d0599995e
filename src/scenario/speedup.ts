// Parallel speed-up of one scenario: every number of workers measured in turn, round after round, in one process.
// Imports engine, this folder and bench/.

import { Engine } from '../engine/engine.ts';
import { stateHash } from '../engine/hash.ts';
import { cores } from '../engine/pool.ts';
import { LabError } from '../errors.ts';
import { median } from './bench/bootstrap.ts';
import { timed } from './bench/rounds.ts';
import { analyseScaling, type Scaling } from './bench/scaling.ts';
import { loadNow, warnings } from './bench/surroundings.ts';
import type { Loaded } from './load.ts';
import { prepare } from './runnable.ts';

export interface SpeedupOptions {
  readonly workers: readonly number[];
  readonly repeats: number;
  readonly seed: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** how rules run; simd by default */
  readonly backend?: 'js' | 'simd';
  /** ticks of one measurement; by default what one worker does in about two seconds */
  readonly ticks?: number;
  readonly onMeasured?: (workers: number, round: number, seconds: number) => void;
}

export interface SpeedupRow {
  readonly workers: number;
  /** wall time of the ticks alone, one a round */
  readonly seconds: readonly number[];
  /** share of the workers' time spent at barriers, one a round */
  readonly barrierShare: readonly number[];
  /** processor time over wall time, one a round */
  readonly coresHad: readonly number[];
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
  /** speed-ups paired within rounds, and the laws fitted to all rounds, with 95 % intervals */
  readonly scaling: Scaling;
  /** what makes the figures less sure, in plain sentences */
  readonly warnings: readonly string[];
}

/** Of the measured time: V8 compiles in the background in the first second or so, on cores that workers want. */
const WARM_UP = 0.5;
const MEASURE_SECONDS = 2;

/**
 * Measure. All runs must end in the same state hash: a speed-up of another computation is none.
 *
 * @throws LabError E_FLAG when the scenario ends before all ticks are measured, E_INTERNAL when the state depends on the number of workers
 */
export async function measureSpeedup(loaded: Loaded, options: SpeedupOptions): Promise<SpeedupResult> {
  const loadBefore = loadNow();
  const ticks = options.ticks ?? (await ticksToMeasure(loaded, options));
  const rows = options.workers.map((workers) => ({
    workers,
    seconds: [] as number[],
    barrierShare: [] as number[],
    coresHad: [] as number[],
    steps: 0,
  }));
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
      row.coresHad.push(measured.coresHad);
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
    rows: rows.map(({ workers, seconds, barrierShare, coresHad, steps }) => ({
      workers,
      seconds,
      barrierShare,
      coresHad,
      agentStepsPerSecond: steps / median(seconds),
      speedup: base / median(seconds),
    })),
    scaling: analyseScaling({
      workers: options.workers,
      rounds: Array.from({ length: options.repeats }, (_, round) => rows.map(({ steps, seconds }) => steps / seconds[round])),
      cores: cores(),
    }),
    warnings: warnings(loadBefore, rows.map(measurementOf)),
  };
}

/** A row as the benchmark's warnings look at it. */
function measurementOf({ workers, seconds, coresHad, steps }: { workers: number; seconds: number[]; coresHad: number[]; steps: number }) {
  const wallMs = seconds.map((second) => second * 1_000);
  const cpuMs = wallMs.map((ms, n) => ms * coresHad[n]);
  return {
    name: `${workers} worker${workers === 1 ? '' : 's'}`,
    workers,
    timing: { work: steps, workUnit: 'agent-steps', repeats: 1, wallMs, cpuMs },
  };
}

function tooShort(name: string, end: number, ticks: number): LabError {
  return new LabError(
    'E_FLAG',
    `${name} ends at tick ${end}, too early to measure ${ticks} ticks after ${warmUpTicks(ticks)} to warm up. Ask for fewer with --ticks, or let the scenario run longer.`,
  );
}

async function once(
  loaded: Loaded,
  workers: number,
  ticks: number,
  { seed, set, backend }: SpeedupOptions,
): Promise<{ seconds: number; barrierShare: number; coresHad: number; steps: number; agents: number; hash: string; done: number }> {
  const runnable = prepare(loaded.scenario, { set, seed, workers, backend, text: loaded.text, onEvent: () => {}, decided: [] });
  const engine = new Engine(runnable.program, { seed, workers, externals: runnable.externals });
  try {
    const warm = warmUpTicks(ticks);
    await engine.advance(warm);
    const { steps } = engine.arena.header;
    const waited = engine.waitedMs();
    const { wallMs: ms, cpuMs } = await timed(async () => {
      await engine.advance(warm + ticks);
      return engine.tick;
    });
    const { header } = engine.arena;
    const agents = engine.arena.alive();
    const share = Math.min(1, Math.max(0, (engine.waitedMs() - waited) / (ms * workers)));
    return {
      seconds: ms / 1000,
      barrierShare: share,
      coresHad: cpuMs / ms,
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
  return Math.max(3, Math.ceil(ticks * WARM_UP));
}

/** A run that ends by itself sooner is measured as long as it lasts. */
async function ticksToMeasure(loaded: Loaded, options: SpeedupOptions): Promise<number> {
  for (let ticks = 4; ; ticks *= 4) {
    const { seconds, done } = await once(loaded, options.workers[0], ticks, options);
    if (done < ticks) return Math.max(1, Math.floor((warmUpTicks(ticks) + done - 3) / (1 + WARM_UP)));
    if (seconds > MEASURE_SECONDS / 8) return Math.max(4, Math.round((ticks * MEASURE_SECONDS) / seconds));
  }
}

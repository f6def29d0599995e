// One run of an experiment, from its parameters to what its row says. Imports engine, store's types, scenario.

import { monotonicMs } from '../../engine/clock.ts';
import { stateHash } from '../../engine/hash.ts';
import { numberOf, worldOf, type Metric, type ParamValue, type World } from '../../engine/world.ts';
import { LabError } from '../../errors.ts';
import type { RunRow } from '../../store/index.ts';
import { analysisOf } from '../analysis.ts';
import { whereNaN } from '../first-nan.ts';
import type { Loaded } from '../load.ts';
import { prepare, type Runnable } from '../runnable.ts';
import { isModelScenario } from '../scenario.ts';
import { momentsOf } from './moments.ts';
import { Solo, type SoloOptions } from './solo.ts';

/** One run as plain data. */
export interface RunOrder {
  readonly run: number;
  /** all that was given, what varies and what does not */
  readonly set: Readonly<Record<string, ParamValue>>;
  /** what varies */
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly replicate: number;
  readonly seed: string;
}

/** What all runs of an experiment have in common, as plain data. */
export interface Conditions {
  /** null for the scenario's own */
  readonly ticks: number | null;
  readonly metricsFrom: number;
  readonly measureEvery: number | null;
  readonly backend: 'simd' | 'js' | null;
}

/** Ticks measured when nobody says how often: as of a single run. */
const MOST_ROWS = 1_000;

/** Programs of the last points, so that replicates of a point compile nothing. */
const KEPT = 4;

/** Runs of one scenario, one after the other, in this thread. */
export class Performer {
  private readonly loaded: Loaded;
  private readonly conditions: Conditions;
  private readonly pulse: SoloOptions['pulse'];
  /** says when the world runs and when it is looked at: only while it runs can it stall */
  private readonly ticking: (runs: boolean) => void;
  private readonly kept = new Map<string, Runnable>();

  constructor(loaded: Loaded, conditions: Conditions, pulse?: SoloOptions['pulse'], ticking: (runs: boolean) => void = () => {}) {
    this.loaded = loaded;
    this.conditions = conditions;
    this.pulse = pulse;
    this.ticking = ticking;
  }

  /** Do one run. What fails in it is told in its row. */
  async perform(order: RunOrder): Promise<RunRow> {
    const from = monotonicMs();
    const { run, params, replicate, seed } = order;
    const blank = { run, params, replicate, seed, error: null, ticks: 0, agents: 0, stopReason: null, stateHash: null, nan: null };
    const series = new Series(this.conditions.metricsFrom);
    const state: { solo: Solo | null } = { solo: null };
    let rest: Partial<RunRow>;
    try {
      rest = { status: 'done', ...(await this.lived(order, series, state)) };
    } catch (error) {
      const { code, message } = error instanceof LabError ? error : { code: 'E_INTERNAL', message: messageOf(error) };
      const { solo } = state;
      rest = { status: 'failed', error: { code, message }, ...(solo === null ? {} : { ticks: solo.tick, agents: solo.arena.alive() }) };
    } finally {
      this.ticking(false);
    }
    const wallSeconds = (monotonicMs() - from) / 1000;
    return { ...blank, status: 'failed', wallSeconds, metrics: series.last(), statistics: series.statistics(), ...rest };
  }

  private async lived(order: RunOrder, series: Series, state: { solo: Solo | null }): Promise<Partial<RunRow>> {
    const runnable = this.runnable(order);
    try {
      const solo = await Solo.of(runnable.program, { seed: order.seed, externals: runnable.externals, pulse: this.pulse });
      state.solo = solo;
      const world = (): World => worldOf(solo.arena, runnable.params, runnable.space, runnable.network);
      const stopReason = await this.toItsEnd(solo, runnable, series, world);
      const metrics = series.last();
      const { scenario } = this.loaded;
      const added = await analysisOf(scenario, { params: runnable.params, seed: order.seed, best: runnable.best(world()) });
      const { nan } = solo;
      return {
        ticks: solo.tick,
        agents: solo.arena.alive(),
        stopReason,
        stateHash: stateHash(solo.arena),
        nan: nan === null ? null : whereNaN(nan),
        metrics: { ...metrics, ...added?.metrics },
      };
    } finally {
      if (!isModelScenario(this.loaded.scenario)) await runnable.close();
    }
  }

  /** Step and measure at the same ticks as a single run does. */
  private async toItsEnd(solo: Solo, runnable: Runnable, series: Series, world: () => World): Promise<string> {
    const { ticks } = runnable;
    const every = this.conditions.measureEvery ?? this.loaded.scenario.measureEvery ?? Math.max(1, Math.ceil(ticks / MOST_ROWS));
    for (let next = 0; ; next = Math.min(ticks, (Math.floor(solo.tick / every) + 1) * every)) {
      this.ticking(true);
      const stood = await solo.advance(next);
      this.ticking(false);
      series.measure(runnable.metrics, world());
      if (stood === 'until') return runnable.stopReason(world());
      if (solo.tick >= ticks) return 'ticks';
    }
  }

  /** The program of a point. A swarm's is made for each run: its objective may know the seed. */
  private runnable({ set, seed }: RunOrder): Runnable {
    const { scenario, text } = this.loaded;
    const { ticks, backend } = this.conditions;
    const make = (): Runnable =>
      prepare(scenario, {
        set,
        seed,
        workers: 1,
        text,
        backend: backend ?? undefined,
        ticks: ticks ?? undefined,
        onEvent: () => {},
        decided: [],
      });
    if (!isModelScenario(scenario)) return make();
    const key = JSON.stringify(Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1)));
    const runnable = this.kept.get(key) ?? make();
    this.kept.delete(key);
    this.kept.set(key, runnable); // the last used is the last to go
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value ?? '');
    return runnable;
  }
}

/** What was measured of each metric, in the order of time. */
class Series {
  private readonly from: number;
  private readonly values = new Map<string, number[]>();
  private readonly latest: Record<string, number | null> = {};
  private tick = -1;

  constructor(from: number) {
    this.from = from;
  }

  /** @throws LabError E_METRIC when a metric fails */
  measure(metrics: Readonly<Record<string, Metric>>, world: World): void {
    if (world.tick <= this.tick) return; // the end of a run may be measured already
    this.tick = world.tick;
    for (const [name, metric] of Object.entries(metrics)) {
      const value = measured(name, metric, world);
      this.latest[name] = value;
      let values = this.values.get(name);
      if (values === undefined) this.values.set(name, (values = []));
      if (value !== null && world.tick >= this.from) values.push(value);
    }
  }

  last(): RunRow['metrics'] {
    return { ...this.latest };
  }

  statistics(): RunRow['statistics'] {
    return Object.fromEntries([...this.values].map(([name, values]) => [name, momentsOf(values)]));
  }
}

/** @throws LabError E_METRIC when the metric itself fails; NaN and infinities count as undefined */
function measured(name: string, metric: Metric, world: World): number | null {
  let given: ReturnType<Metric>;
  try {
    given = metric(world);
  } catch (cause) {
    throw new LabError('E_METRIC', `metric ${name} failed at tick ${world.tick}: ${messageOf(cause)}`, { cause });
  }
  const value: unknown = typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
  if (typeof value !== 'number' && value !== null && value !== undefined)
    throw new LabError('E_METRIC', `metric ${name} must give a number or null, but gave ${JSON.stringify(value)} at tick ${world.tick}.`);
  return numberOf(value);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

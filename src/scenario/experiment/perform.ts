// One run of an experiment, from its parameters to what its row says. Imports engine, store's types, scenario.

import { monotonicMs } from '../../engine/clock.ts';
import { stateHash } from '../../engine/hash.ts';
import { worldOf, type Metric, type ParamValue, type World } from '../../engine/world.ts';
import { LabError } from '../../errors.ts';
import type { RunRow } from '../../store/index.ts';
import { analysisOf } from '../analysis.ts';
import { whereNaN } from '../first-nan.ts';
import type { Loaded } from '../load.ts';
import { measured } from '../measured.ts';
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
  /** metrics that are measured; all by default */
  readonly only?: readonly string[] | null;
  /** ticks whose values rows keep as series, ascending; they do not count in the statistics for that */
  readonly at?: readonly number[] | null;
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
    const series = new Series(this.conditions.metricsFrom, this.conditions.at ?? null);
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
    const kept = this.conditions.at ? { series: series.kept() } : {};
    return { ...blank, status: 'failed', wallSeconds, metrics: series.last(), statistics: series.statistics(), ...kept, ...rest };
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
    const { only, at, measureEvery } = this.conditions;
    const metrics = only ? Object.fromEntries(Object.entries(runnable.metrics).filter(([name]) => only.includes(name))) : runnable.metrics;
    const every = measureEvery ?? this.loaded.scenario.measureEvery ?? Math.max(1, Math.ceil(ticks / MOST_ROWS));
    const after = (tick: number): number => at?.find((each) => each > tick) ?? ticks;
    for (let next = 0; ; next = Math.min(ticks, after(solo.tick), (Math.floor(solo.tick / every) + 1) * every)) {
      this.ticking(true);
      const stood = await solo.advance(next);
      this.ticking(false);
      series.measure(metrics, world(), stood === 'until' || solo.tick % every === 0 || solo.tick >= ticks);
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
  private readonly at: readonly number[] | null;
  private readonly atTicks = new Map<string, Map<number, number | null>>();
  private readonly values = new Map<string, number[]>();
  private readonly latest: Record<string, number | null> = {};
  private tick = -1;

  constructor(from: number, at: readonly number[] | null) {
    this.from = from;
    this.at = at;
  }

  /**
   * @param counted whether the values belong to the statistics
   * @throws LabError E_METRIC when a metric fails
   */
  measure(metrics: Readonly<Record<string, Metric>>, world: World, counted: boolean): void {
    if (world.tick <= this.tick) return; // the end of a run may be measured already
    this.tick = world.tick;
    for (const [name, metric] of Object.entries(metrics)) {
      const value = measured(name, metric, world);
      this.latest[name] = value;
      let values = this.values.get(name);
      if (values === undefined) this.values.set(name, (values = []));
      if (counted && value !== null && world.tick >= this.from) values.push(value);
      if (this.at === null) continue;
      let places = this.atTicks.get(name);
      if (places === undefined) this.atTicks.set(name, (places = new Map()));
      places.set(world.tick, value);
    }
  }

  /** Values at the ticks asked for; a world that ended earlier stays as it was. */
  kept(): Record<string, (number | null)[]> {
    const value = (places: ReadonlyMap<number, number | null>, tick: number, name: string): number | null =>
      places.get(tick) ?? (tick > this.tick ? (this.latest[name] ?? null) : null);
    return Object.fromEntries([...this.atTicks].map(([name, places]) => [name, (this.at ?? []).map((tick) => value(places, tick, name))]));
  }

  last(): RunRow['metrics'] {
    return { ...this.latest };
  }

  statistics(): RunRow['statistics'] {
    return Object.fromEntries([...this.values].map(([name, values]) => [name, momentsOf(values)]));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

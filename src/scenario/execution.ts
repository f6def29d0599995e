// A run under way: metrics, recordings and checkpoints as it goes, a result at the end. Imports all layers above.

import { encodeCheckpoint, isCheckpoint } from '../engine/checkpoint.ts';
import { isoNow, monotonicMs, repeat } from '../engine/clock.ts';
import { Engine, type Fault } from '../engine/engine.ts';
import { stateHash } from '../engine/hash.ts';
import { worldOf, type World } from '../engine/world.ts';
import { LabError } from '../errors.ts';
import {
  EventLog,
  latestCheckpoint,
  MetricLog,
  RecordLog,
  writeCheckpoint,
  writeManifest,
  type Manifest,
  type MetricRow,
  type RunFolder,
} from '../store/index.ts';
import { analysisOf } from './analysis.ts';
import { warnOfNaN } from './first-nan.ts';
import { Sampler } from './emergence/sampler.ts';
import type { Journal } from './journal.ts';
import type { Loaded } from './load.ts';
import { measured } from './measured.ts';
import { keepingOf, picturedKinds, recordedKinds } from './recording.ts';
import type { RunResult } from './result.ts';
import type { Runnable } from './runnable.ts';
import type { Scenario } from './scenario.ts';
import { backendOf, slowerLine } from './ways.ts';

export interface ExecuteOptions {
  readonly seed: string;
  readonly workers: number;
  readonly set: Readonly<Record<string, unknown>>;
  /** the run folder, made when it does not exist; a function is asked for it once the scenario is known to be sound */
  readonly out: string | (() => string);
  readonly ticks?: number;
  /** how rules run; never changes the result; simd by default */
  readonly backend?: 'js' | 'simd';
  /** empty an existing run folder first */
  readonly force?: boolean;
  readonly checkpointEvery?: number;
  /** ticks between two measurements; by default the scenario's own */
  readonly measureEvery?: number;
  readonly record?: { readonly columns: readonly string[]; readonly every: number };
  /** frames of the film in the report, 0 for none; by default some 120, of fewer agents */
  readonly animate?: number;
  readonly stallMs?: number;
  readonly maxSeconds?: number;
  /** the command that repeats the run, for run.json and the report */
  readonly command: string;
  /** aborting it saves the run and ends it as interrupted */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** called with a line that people should read: a NaN, a rule that runs slower than was asked for */
  readonly onNotice?: (line: string) => void;
}

export interface Progress {
  readonly tick: number;
  readonly ticks: number;
  readonly agents: number;
  readonly ticksPerSecond: number;
}

/** What a checkpoint keeps beside the state. */
export interface CheckpointNote {
  readonly fingerprint: string;
}

/** Time between two checkpoints that nobody asked for, and between two flushes of metrics; milliseconds. */
const CHECKPOINT_MS = 5_000;
const FLUSH_MS = 2_000;
const MOST_ROWS = 1_000;

export function newEngine(runnable: Runnable, options: ExecuteOptions, path: () => string | null, events: Journal): Engine {
  return new Engine(runnable.program, {
    seed: options.seed,
    workers: options.workers,
    stallMs: options.stallMs,
    externals: runnable.externals,
    restore: async () => {
      const folder = path();
      return folder === null ? null : (latestCheckpoint(folder, isCheckpoint).checkpoint?.bytes ?? null);
    },
    onFault: (fault: Fault) => events.push({ ...fault, type: 'fault' }),
  });
}

export class Execution {
  private readonly started = monotonicMs();
  /** when the first tick of this part of the run began; null before */
  private ranFrom: number | null = null;
  private checkpointMs = 0;
  private ranSeconds = 0;
  private firstTick = 0;
  private readonly metricLog: MetricLog;
  private readonly records: { name: string; columns: string[]; log: RecordLog }[];
  private readonly sampler: Sampler;
  private readonly every: number;
  private readonly scenario: Scenario;
  private readonly stepsBefore: number;
  private checkpointedAt = monotonicMs();
  private checkpointTick = -1;
  private flushedAt = monotonicMs();
  private lastMetrics: MetricRow | null = null;
  private readonly runnable: Runnable;
  private readonly engine: Engine;
  private readonly folder: RunFolder;
  private readonly manifest: Manifest;
  private readonly options: ExecuteOptions;
  private readonly events: Journal;
  /** tick at which a clock ended an earlier part of this run; Infinity when none did */
  private timeUp: number;

  constructor(
    loaded: Loaded,
    runnable: Runnable,
    engine: Engine,
    folder: RunFolder,
    manifest: Manifest,
    options: ExecuteOptions,
    events: Journal,
    timeUp = Infinity,
  ) {
    this.runnable = runnable;
    this.engine = engine;
    this.folder = folder;
    this.manifest = manifest;
    this.options = options;
    this.events = events;
    this.timeUp = timeUp;
    this.scenario = loaded.scenario;
    this.stepsBefore = engine.arena.header.steps;
    this.metricLog = new MetricLog(folder.path);
    events.open(new EventLog(folder.path));
    this.records = recordedKinds(runnable, options).map(({ name, columns, folder: own }) => ({
      name,
      columns,
      log: new RecordLog(folder.path, own),
    }));
    this.sampler = new Sampler(folder.path, picturedKinds(loaded.scenario, runnable), keepingOf(runnable, options));
    this.every = options.measureEvery ?? loaded.scenario.measureEvery ?? Math.max(1, Math.ceil(runnable.ticks / MOST_ROWS));
  }

  async run(): Promise<RunResult> {
    try {
      writeManifest(this.folder.path, this.manifest);
      await this.sampler.restore();
      const slower = slowerLine(this.runnable.rules);
      if (slower !== null) this.options.onNotice?.(slower);
      const reason = await this.loop();
      if (this.ranFrom !== null) this.ranSeconds = (monotonicMs() - this.ranFrom - this.checkpointMs) / 1000;
      return await this.end(reason); // its failures are this run's
    } catch (error) {
      this.fail(error);
      throw error;
    } finally {
      await this.engine.close();
      await this.runnable.close();
      this.folder.close();
    }
  }

  /** Advance from stand to stand until the run is over; returns why it is. */
  private async loop(): Promise<string> {
    const { engine, runnable, options } = this;
    const abort = (): void => engine.pause();
    options.signal?.addEventListener('abort', abort);
    const checkpointDue = this.timer();
    try {
      if ((await this.advance(engine.tick)) === 'until') return this.standAtEnd(runnable.stopReason(this.world()));
      this.firstTick = engine.tick;
      this.stand();
      this.checkpointMs = 0;
      this.ranFrom = monotonicMs();
      while (engine.tick < runnable.ticks) {
        if (engine.tick === this.timeUp) return 'time';
        if (options.signal?.aborted) return 'interrupted';
        const stood = await this.advance(this.nextStop());
        if (stood === 'until') return this.standAtEnd(runnable.stopReason(this.world()));
        this.stand();
        if (engine.tick < runnable.ticks && this.outOfTime()) this.decideTime();
      }
      return 'ticks';
    } finally {
      options.signal?.removeEventListener('abort', abort);
      checkpointDue();
    }
  }

  private advance(tick: number): Promise<string> {
    return this.engine.advance(tick);
  }

  private standAtEnd(reason: string): string {
    this.stand();
    return reason;
  }

  /** Ask the engine to stand now and then, so that a checkpoint can be taken between two far measurements, and show progress. */
  private timer(): () => void {
    return repeat(200, () => {
      const { tick } = this.engine;
      const seconds = (monotonicMs() - this.started) / 1000;
      this.options.onProgress?.({
        tick,
        ticks: this.runnable.ticks,
        agents: this.engine.arena.alive(),
        ticksPerSecond: (tick - this.firstTick) / Math.max(seconds, 1e-9),
      });
      this.tellNaN();
      if (monotonicMs() - this.checkpointedAt > CHECKPOINT_MS || this.outOfTime()) this.engine.pause();
    });
  }

  /** Tell of the first NaN, once a run. */
  private tellNaN(): void {
    const found = this.manifest.nan === null ? this.engine.nan : null;
    if (found === null) return;
    this.manifest.nan = found;
    this.events.push({ ...found, type: 'nan' });
    this.options.onNotice?.(warnOfNaN(found));
  }

  private outOfTime(): boolean {
    const { maxSeconds } = this.options;
    const before = this.manifest.timings['wall'] ?? 0; // of the parts of this run that ended by themselves
    return maxSeconds !== undefined && this.timeUp === Infinity && before + (monotonicMs() - this.started) / 1000 > maxSeconds;
  }

  /** A stop by time is a decision of the clock: it goes on record before it takes effect. */
  private decideTime(): void {
    this.events.push({ tick: this.engine.tick, type: 'stopped-by-time' });
    this.timeUp = this.engine.tick;
  }

  /** The next tick at which main wants to look. */
  private nextStop(): number {
    const { tick } = this.engine;
    const after = (every: number): number => (Math.floor(tick / every) + 1) * every;
    const record = this.options.record?.every ?? this.runnable.record?.every ?? Infinity;
    return Math.min(
      this.runnable.ticks,
      this.timeUp,
      after(this.every),
      this.sampler.nextStop(tick),
      after(this.options.checkpointEvery ?? Infinity) || Infinity,
      this.records.length > 0 ? after(record) : Infinity,
    );
  }

  private world(): World {
    return worldOf(this.engine.arena, this.runnable.params, this.runnable.space, this.runnable.network);
  }

  /** What is due at the tick where the world stands. */
  private stand(): void {
    const { tick } = this.engine;
    this.tellNaN();
    const last = tick === this.runnable.ticks || this.engine.arena.header.until;
    if ((tick % this.every === 0 || last) && tick > this.metricLog.lastTick) this.measure();
    const record = this.options.record?.every ?? this.runnable.record?.every ?? 1;
    if (tick % record === 0 || last) this.recordAgents();
    this.sampler.stand(tick, last, () => this.world());
    const asked = this.options.checkpointEvery !== undefined && tick % this.options.checkpointEvery === 0 && tick > 0;
    if (asked || monotonicMs() - this.checkpointedAt > CHECKPOINT_MS) this.checkpoint();
    else if (monotonicMs() - this.flushedAt > FLUSH_MS) this.flush();
  }

  private measure(): void {
    const row = this.measured(this.world());
    this.lastMetrics = row;
    this.metricLog.append(row);
  }

  private measured(world: World): MetricRow {
    const row: MetricRow = { tick: world.tick };
    for (const [name, metric] of Object.entries(this.runnable.metrics)) row[name] = measured(name, metric, world);
    return row;
  }

  private recordAgents(): void {
    const world = this.world();
    for (const { name, columns, log } of this.records) {
      if (world.tick <= log.lastTick) continue;
      const kind = world.kinds[name];
      const planes = columns.flatMap((column) => {
        const size = kind.columns.find((each) => each.name === column)?.size ?? 1;
        return Array.from(
          { length: size },
          (_, plane) => [size === 1 ? column : `${column}_${plane}`, kind.column(column, plane)] as const,
        );
      });
      log.append({ tick: world.tick, ids: kind.id, columns: Object.fromEntries(planes) });
    }
  }

  private flush(): void {
    this.metricLog.flush();
    for (const { log } of this.records) log.flush();
    this.sampler.flush();
    this.events.flush();
    this.flushedAt = monotonicMs();
  }

  /** Rows first: a checkpoint never stands beyond what has been written. */
  private checkpoint(): void {
    const from = monotonicMs();
    const { tick } = this.engine;
    this.flush();
    if (tick !== this.checkpointTick) {
      writeCheckpoint(this.folder.path, tick, [
        encodeCheckpoint(this.engine.arena, {
          fingerprint: this.runnable.fingerprint,
        } satisfies CheckpointNote),
      ]);
      this.checkpointTick = tick;
      writeManifest(this.folder.path, { ...this.manifest, tick });
    }
    this.checkpointedAt = monotonicMs();
    this.checkpointMs += this.checkpointedAt - from;
  }

  private async end(stopReason: string): Promise<RunResult> {
    const interrupted = stopReason === 'interrupted';
    if (!interrupted && this.engine.tick > this.metricLog.lastTick) this.measure();
    this.checkpoint();
    const world = this.world();
    const agentsByKind = Object.fromEntries(Object.values(world.kinds).map(({ name, count }) => [name, count]));
    const seconds = this.ranSeconds;
    const { tick: _, ...metrics } = this.lastMetrics?.tick === this.engine.tick ? this.lastMetrics : this.measured(world);
    const best = this.runnable.best(world);
    const result: RunResult = {
      scenario: this.manifest.scenario,
      seed: this.manifest.seed,
      params: this.runnable.params,
      workers: this.options.workers,
      backend: backendOf(this.runnable.rules),
      rules: this.runnable.rules,
      ticks: this.engine.tick,
      agents: Object.values(agentsByKind).reduce((sum, count) => sum + count, 0),
      agentsByKind,
      wallSeconds: seconds,
      agentStepsPerSecond: seconds > 0 ? this.stepsDone() / seconds : null,
      stateHash: stateHash(this.engine.arena),
      metrics,
      best,
      evaluations: this.runnable.evaluations(world),
      nan: this.manifest.nan,
      stopReason,
      status: interrupted ? 'interrupted' : 'done',
      run: this.folder.path,
    };
    if (!interrupted) await this.merge();
    const whole = interrupted
      ? result
      : {
          ...result,
          metrics: { ...metrics, ...(await analysisOf(this.scenario, result))?.metrics },
        };
    this.finishManifest(whole);
    return whole;
  }

  private stepsDone(): number {
    return this.engine.arena.header.steps - this.stepsBefore;
  }

  private async merge(): Promise<void> {
    await this.metricLog.merge({ csv: true });
    for (const { log } of this.records) await log.close();
    await this.sampler.close();
  }

  private finishManifest(result: RunResult): void {
    const wall = (this.manifest.timings['wall'] ?? 0) + (monotonicMs() - this.started) / 1000;
    const running = (this.manifest.timings['running'] ?? 0) + result.wallSeconds;
    writeManifest(this.folder.path, {
      ...this.manifest,
      tick: result.ticks,
      status: result.status,
      stopReason: result.stopReason,
      ended: isoNow(),
      timings: { ...this.manifest.timings, running, wall },
      agents: result.agents,
      agentsByKind: result.agentsByKind,
      stateHash: result.stateHash,
      metrics: result.metrics,
      best: result.best,
      evaluations: result.evaluations,
      agentStepsPerSecond: result.agentStepsPerSecond,
    });
  }

  /** Leave the folder as whole as it can be; what cannot be written any more is no reason to hide the first error. */
  private fail(error: unknown): void {
    this.tellNaN();
    const { code, message } = error instanceof LabError ? error : { code: 'E_INTERNAL', message: String(error) };
    try {
      this.flush();
    } catch {
      // the disk may be full: rows up to the last flush are there
    }
    try {
      writeManifest(this.folder.path, {
        ...this.manifest,
        tick: this.engine.tick,
        status: 'failed',
        ended: isoNow(),
        error: { code, message },
      });
    } catch {
      // likewise: run.json then still says running, and `swarmlab runs` sees that its process is gone
    }
  }
}

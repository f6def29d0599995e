// A sweep under way: runs are dealt to the crew, rows are kept as they come. Imports engine's clock, store, scenario, this folder.

import { isoNow, monotonicMs, repeat } from '../../engine/clock.ts';
import { LabError } from '../../errors.ts';
import { RunRows, writeExperiment, writeRunTables, type ExperimentManifest, type RunFolder, type RunRow } from '../../store/index.ts';
import type { Loaded } from '../load.ts';
import { Crew } from './crew.ts';
import { Dealer } from './dealer.ts';
import { sensitivityOf } from './effects.ts';
import { Hands } from './hands.ts';
import type { Plan } from './plan.ts';
import { sweepResult, type SweepResult } from './result.ts';

/** How a sweep runs: never what. */
export interface SweepControl {
  /** runs at a time, each in one thread */
  readonly workers: number;
  /** where threads find the scenario, a name or a path; null: all runs one after the other in this thread */
  readonly module: string | null;
  /** the scenario was not loaded from that module: ask a thread first whether it finds the same there */
  readonly verify?: boolean;
  readonly signal?: AbortSignal;
  /** called with each row as its run ends, in whatever order they do */
  readonly onRow?: (row: RunRow) => void;
  readonly onProgress?: (progress: SweepProgress) => void;
  /** a world that makes no progress for so long counts as stalled; milliseconds, default 30,000 */
  readonly stallMs?: number;
  /** called at the end of a sweep that was not interrupted; returns where its report is. Its failure is thrown after all is saved */
  readonly report?: (result: SweepResult) => Promise<string | null>;
}

export interface SweepProgress {
  readonly done: number;
  readonly failed: number;
  readonly runs: number;
  /** null while nothing is known */
  readonly secondsLeft: number | null;
}

const FLUSH_MS = 2_000;
const PROGRESS_MS = 200;
/** Without progress for so long a world counts as stalled, where nobody says how long; milliseconds. */
export const STALL_MS = 30_000;

/** A sweep under way; its folder is locked by whoever made it. */
export class Sweeping {
  private readonly started = monotonicMs();
  private readonly loaded: Loaded;
  private readonly plan: Plan;
  private readonly folder: RunFolder;
  private readonly manifest: ExperimentManifest;
  private readonly control: SweepControl;
  private readonly log: RunRows;
  private readonly rows: (RunRow | undefined)[];
  private done = 0;
  private failed = 0;
  /** rows that were there at the start of this part */
  private before = 0;
  private stopped = false;

  constructor(loaded: Loaded, plan: Plan, folder: RunFolder, manifest: ExperimentManifest, control: SweepControl) {
    this.loaded = loaded;
    this.plan = plan;
    this.folder = folder;
    this.manifest = manifest;
    this.control = control;
    this.log = new RunRows(folder.path);
    this.rows = new Array<RunRow | undefined>(plan.runs);
  }

  async run(): Promise<SweepResult> {
    try {
      this.save('running');
      for (const row of this.log.open()) this.takeBack(row);
      this.before = this.done + this.failed;
      if (this.before < this.plan.runs) await this.perform();
      return this.end();
    } catch (error) {
      this.fail(error);
      throw error;
    } finally {
      this.folder.close();
    }
  }

  /** Let the crew do all runs that are left. */
  private async perform(): Promise<void> {
    const { plan, control } = this;
    const { ticks, metricsFrom, measureEvery, backend } = this.manifest;
    const conditions = { ticks, metricsFrom, measureEvery, backend };
    const left = plan.runs - this.before;
    const workers = control.module === null ? 1 : Math.min(control.workers, left);
    const { module, stallMs = STALL_MS } = control;
    const crew =
      module === null
        ? new Hands(this.loaded, conditions)
        : new Crew({ module, textHash: this.manifest.textHash, conditions, workers, stallMs });
    let closing: Promise<void> | null = null;
    const abort = (): void => {
      this.stopped = true;
      closing ??= crew.close();
    };
    control.signal?.addEventListener('abort', abort);
    const unflush = repeat(FLUSH_MS, () => this.log.flush());
    const untold = repeat(PROGRESS_MS, () => this.tell());
    try {
      if (control.signal?.aborted) abort();
      const done = Uint8Array.from({ length: plan.runs }, (_, run) => (this.rows[run] === undefined ? 0 : 1));
      const dealer = new Dealer(workers, plan.replicates, done);
      await Promise.all(Array.from({ length: workers }, (_, worker) => this.work(crew, dealer, worker)));
    } finally {
      unflush();
      untold();
      control.signal?.removeEventListener('abort', abort);
      await (closing ?? crew.close());
    }
    this.tell();
  }

  /** One worker's runs. The first failure of the sweep itself stops all of them. */
  private async work(crew: Crew | Hands, dealer: Dealer, worker: number): Promise<void> {
    try {
      for (let run = dealer.next(worker); run !== null && !this.stopped; run = dealer.next(worker)) {
        const row = await crew.perform(worker, this.plan.order(run));
        if (row === null || this.stopped) return;
        this.log.append(row);
        this.take(row);
        this.control.onRow?.(row);
      }
    } catch (error) {
      if (this.stopped) return;
      this.stopped = true;
      throw error;
    }
  }

  /** A row of an earlier part. @throws LabError E_FORMAT for one of another sweep */
  private takeBack(row: RunRow): void {
    const { run, seed } = row;
    if (run >= this.plan.runs || this.plan.order(run).seed !== seed)
      throw new LabError(
        'E_FORMAT',
        `${this.log.path} holds a run ${run} with seed ${seed}, which is none of this sweep. Restore the file, or start a new sweep.`,
      );
    if (this.rows[run] === undefined) this.take(row); // written twice: both are the same run
  }

  private take(row: RunRow): void {
    this.rows[row.run] = row;
    if (row.status === 'done') this.done++;
    else this.failed++;
  }

  private tell(): void {
    const ended = this.done + this.failed;
    const seconds = (monotonicMs() - this.started) / 1000;
    const here = ended - this.before;
    const secondsLeft = here === 0 ? null : ((this.plan.runs - ended) * seconds) / here;
    this.control.onProgress?.({ done: this.done, failed: this.failed, runs: this.plan.runs, secondsLeft });
  }

  private end(): SweepResult {
    this.log.close();
    const rows = this.rows.filter((row) => row !== undefined);
    const status = rows.length === this.plan.runs ? 'done' : 'interrupted';
    const { design, seed } = this.manifest;
    const sensitivity = status === 'done' ? sensitivityOf(this.plan, design, rows, seed) : null;
    writeRunTables(this.folder.path, rows);
    return sweepResult(this.folder.path, this.save(status, { sensitivity }), rows);
  }

  /** Write the manifest as it is now. */
  private save(status: ExperimentManifest['status'], more: Partial<ExperimentManifest> = {}): ExperimentManifest {
    const wall = (this.manifest.timings['wall'] ?? 0) + (monotonicMs() - this.started) / 1000;
    const running = status === 'running';
    const timings = running ? this.manifest.timings : { ...this.manifest.timings, wall };
    const { done, failed } = this;
    const now = { ...this.manifest, status, done, failed, timings, ended: running ? null : isoNow(), error: null, ...more };
    writeExperiment(this.folder.path, now);
    return now;
  }

  /** Leave the folder as whole as it can be; what cannot be written any more is no reason to hide the first error. */
  private fail(error: unknown): void {
    const { code, message } = error instanceof LabError ? error : { code: 'E_INTERNAL', message: String(error) };
    for (const last of [() => this.log.close(), () => this.save('failed', { error: { code, message } })]) {
      try {
        last();
      } catch {
        // the disk may be full: all rows before are there
      }
    }
  }
}

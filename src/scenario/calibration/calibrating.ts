// A calibration under way: generations are asked for, run side by side, told; rows are kept as they come. Imports engine's clock, store, scenario, experiment, this folder.

import { isoNow, monotonicMs, repeat } from '../../engine/clock.ts';
import { keyFromSeed, streamKey } from '../../engine/random.ts';
import { LabError } from '../../errors.ts';
import {
  RunRows,
  writeCalibrationManifest,
  writeCandidates,
  writeRunTables,
  type CalibrationManifest,
  type RunFolder,
  type RunRow,
} from '../../store/index.ts';
import { Crew } from '../experiment/crew.ts';
import { Dealer } from '../experiment/dealer.ts';
import { Hands } from '../experiment/hands.ts';
import type { Conditions, RunOrder } from '../experiment/perform.ts';
import { sobol } from '../experiment/sobol.ts';
import { STALL_MS } from '../experiment/sweeping.ts';
import type { Loaded } from '../load.ts';
import { Book, type Candidate, type Seeding, type Stage } from './candidates.ts';
import type { Optimizer } from './optimizer.ts';
import { outcomeOf, ranked, refined, type Grounds, type Outcome } from './outcome.ts';
import { calibrationResult, type CalibrationResult } from './result.ts';

/** How a calibration runs: never what. */
export interface CalibrationControl {
  /** runs at a time, each in one thread */
  readonly workers: number;
  /** where threads find the scenario; null: all runs one after the other in this thread */
  readonly module: string | null;
  /** the scenario was not loaded from that module: ask a thread first whether it finds the same there */
  readonly verify?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CalibrationProgress) => void;
  /** a world that makes no progress for so long counts as stalled; milliseconds, default 30,000 */
  readonly stallMs?: number;
  /** write `report.html` at the end; default true */
  readonly report?: boolean;
}

export interface CalibrationProgress {
  readonly done: number;
  readonly failed: number;
  /** at most */
  readonly runs: number;
  readonly candidates: number;
  /** least loss of the search so far; null before there is one */
  readonly best: number | null;
  /** null while nothing is known */
  readonly secondsLeft: number | null;
}

/** What is done, with everything that a manifest cannot hold. */
export interface Task {
  readonly loaded: Loaded;
  readonly folder: RunFolder;
  readonly manifest: CalibrationManifest;
  readonly conditions: Conditions;
  readonly seeding: Seeding;
  readonly grounds: Grounds;
  readonly optimizer: Optimizer;
}

const FLUSH_MS = 2_000;
const PROGRESS_MS = 200;
/** Generations in a row without a parameter set that is new, after which nothing new is expected. */
const REPEATS = 20;

/** Rounds around the best at the end of the search, how far the first reaches in the unit cube, and what the next is smaller by. */
const POLISH_ROUNDS = 5;
const POLISH_REACH = 0.15;
const POLISH_SHRINK = 0.6;
/** Share of the search's runs that they take. */
const POLISH_SHARE = 0.3;

/** Runs of the search: all but those of the finalists. */
export function searchRuns({
  runs,
  finalists,
  finalReplicates,
}: Pick<CalibrationManifest, 'runs' | 'finalists' | 'finalReplicates'>): number {
  return runs - finalists * finalReplicates;
}

/** Runs of the search around the best at its end. */
export function polishRuns(budget: number, replicates: number, numeric: number): number {
  return numeric === 0 ? 0 : Math.floor((POLISH_SHARE * budget) / replicates) * replicates;
}

/** The signal said to stop: what is there is saved. */
class Interrupted extends Error {}

export class Calibrating {
  private readonly started = monotonicMs();
  private readonly task: Task;
  private readonly control: CalibrationControl;
  private readonly log: RunRows;
  private readonly book: Book;
  /** rows by number: those of an earlier part wait here until their turn comes */
  private readonly rows = new Map<number, RunRow>();
  private crew: Crew | Hands | null = null;
  private closing: Promise<void> | null = null;
  private before = 0;
  private best: number | null = null;

  constructor(task: Task, control: CalibrationControl) {
    this.task = task;
    this.control = control;
    this.log = new RunRows(task.folder.path);
    this.book = new Book(task.seeding, task.grounds.judge);
  }

  /** @throws LabError for what makes every run impossible, E_FORMAT for rows of another calibration, E_DISK */
  async run(): Promise<CalibrationResult> {
    try {
      this.save('running');
      for (const row of this.log.open()) this.rows.set(row.run, row);
      this.before = this.rows.size;
      return this.end(await this.searched());
    } catch (error) {
      this.fail(error);
      throw error;
    } finally {
      this.task.folder.close();
    }
  }

  /** The whole search; null when it was interrupted. */
  private async searched(): Promise<Outcome | null> {
    const { signal } = this.control;
    const unflush = repeat(FLUSH_MS, () => this.log.flush());
    const untold = repeat(PROGRESS_MS, () => this.tell());
    const abort = (): void => {
      this.closing ??= this.crew?.close() ?? null;
    };
    signal?.addEventListener('abort', abort);
    try {
      const stopReason = await this.search();
      await this.finals();
      return outcomeOf(this.task.grounds, this.book.candidates, stopReason);
    } catch (error) {
      if (error instanceof Interrupted) return null;
      throw error;
    } finally {
      unflush();
      untold();
      signal?.removeEventListener('abort', abort);
      await (this.closing ?? this.crew?.close());
      this.tell();
    }
  }

  /** Generation after generation, until one has no room in the budget or nothing new is asked for, then the neighbourhood of the best; says why. */
  private async search(): Promise<string> {
    const { optimizer, manifest, grounds } = this.task;
    const { replicates, polish } = manifest;
    const budget = searchRuns(manifest);
    const proposed = polish ? budget - polishRuns(budget, replicates, grounds.space.numeric.length) : budget;
    let stopReason: string | null = null;
    let repeats = 0;
    let generation = 0;
    for (; stopReason === null; generation++) {
      const asked = optimizer.ask();
      refuseSenseless(asked, grounds.space.axes.length);
      const points = asked.map((point) => grounds.space.paramsAt(point));
      const wanted = this.book.count('search', points, replicates);
      repeats = wanted === 0 ? repeats + 1 : 0;
      if (this.book.planned + wanted > (generation === 0 ? budget : proposed)) stopReason = 'runs';
      else if (repeats === REPEATS) stopReason = 'nothing new';
      else {
        const candidates = await this.evaluate('search', generation, points, replicates);
        optimizer.tell(candidates.map(({ verdict }) => verdict.loss ?? Infinity));
      }
    }
    if (polish) await this.polish(generation, budget);
    return stopReason;
  }

  /** What the candidates together say is best, and places around it, ever nearer: for a better fit, and to know how far it is determined. */
  private async polish(generation: number, budget: number): Promise<void> {
    const { grounds, manifest } = this.task;
    const { replicates, seed } = manifest;
    const p = grounds.space.numeric.length;
    if (p === 0) return;
    const around = sobol(p, streamKey(keyFromSeed(seed), 'polish', 0).k0);
    for (let round = 0, drawn = 0; round < POLISH_ROUNDS; round++) {
      const room = Math.floor((budget - this.book.planned) / replicates);
      const size = Math.floor(room / (POLISH_ROUNDS - round));
      const centre = refined(grounds, this.book.candidates) ?? ranked(this.book.candidates)[0]?.params;
      if (centre === undefined) return;
      if (size === 0) continue;
      const places = Array.from({ length: size - 1 }, () => around.point(drawn++));
      const points = [centre, ...places.map((place) => grounds.space.near(centre, place, POLISH_REACH * POLISH_SHRINK ** round))];
      await this.evaluate('search', generation + round, points, replicates);
    }
  }

  /** The best of the search, and what they together say is best, with fresh seeds: the least of many noisy losses is too good to be true. */
  private async finals(): Promise<void> {
    const { grounds, manifest } = this.task;
    const { finalists, finalReplicates } = manifest;
    const tried = ranked(this.book.candidates).map(({ params }) => params);
    const proposed = finalists > 1 ? refined(grounds, this.book.candidates) : null;
    const isNew = proposed !== null && !tried.slice(0, finalists).some((params) => JSON.stringify(params) === JSON.stringify(proposed));
    const chosen = isNew ? [...tried.slice(0, finalists - 1), proposed] : tried.slice(0, finalists);
    await this.evaluate('final', 0, chosen, finalReplicates);
  }

  private async evaluate(
    stage: Stage,
    generation: number,
    points: readonly Candidate['params'][],
    replicates: number,
  ): Promise<Candidate[]> {
    const plans = this.book.plan(stage, points, replicates);
    const orders = plans.flat();
    for (const order of orders) this.refuseOther(order);
    if (orders.some(({ run }) => !this.rows.has(run))) await this.perform(orders, replicates);
    const candidates = this.book.enter(stage, generation, points, plans, this.rows);
    if (stage === 'search')
      for (const { verdict } of candidates) if (verdict.loss !== null) this.best = Math.min(this.best ?? Infinity, verdict.loss);
    return candidates;
  }

  /** Do all runs of a list that are not done yet. @throws Interrupted */
  private async perform(orders: readonly RunOrder[], replicates: number): Promise<void> {
    const { signal } = this.control;
    const crew = this.crewOf();
    const workers = this.workers;
    const dealer = new Dealer(
      workers,
      replicates,
      Uint8Array.from(orders, ({ run }) => (this.rows.has(run) ? 1 : 0)),
    );
    const state = { stopped: false };
    const work = async (worker: number): Promise<void> => {
      for (let n = dealer.next(worker); n !== null && !state.stopped; n = dealer.next(worker)) {
        const row = signal?.aborted
          ? null
          : await crew.perform(worker, orders[n]).catch((error: unknown) => {
              state.stopped = true;
              throw error;
            });
        if (row === null || signal?.aborted) throw new Interrupted();
        this.log.append(row);
        this.rows.set(row.run, row);
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: workers }, (_, worker) => work(worker)));
    const failed = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    const worst = failed.find((reason) => !(reason instanceof Interrupted)) ?? failed[0];
    if (signal?.aborted) throw new Interrupted();
    if (worst !== undefined) throw worst;
  }

  private get workers(): number {
    const { module, workers } = this.control;
    return module === null ? 1 : workers;
  }

  private crewOf(): Crew | Hands {
    if (this.crew !== null) return this.crew;
    const { loaded, conditions, manifest } = this.task;
    const { module, stallMs = STALL_MS } = this.control;
    this.crew =
      module === null
        ? new Hands(loaded, conditions)
        : new Crew({ module, textHash: manifest.textHash, conditions, workers: this.workers, stallMs });
    return this.crew;
  }

  /** @throws LabError E_FORMAT for a row of an earlier part that is none of this calibration */
  private refuseOther({ run, seed, params }: RunOrder): void {
    const row = this.rows.get(run);
    if (row === undefined || (row.seed === seed && JSON.stringify(row.params) === JSON.stringify(params))) return;
    throw new LabError(
      'E_FORMAT',
      `${this.log.path} holds a run ${run} with seed ${row.seed} and other parameters than this calibration asks for. Restore the file, or start a new calibration.`,
    );
  }

  private tell(): void {
    const { failed, done } = this.counts();
    const seconds = (monotonicMs() - this.started) / 1000;
    const here = done + failed - this.before;
    const secondsLeft = here <= 0 ? null : ((this.task.manifest.runs - done - failed) * seconds) / here;
    const candidates = this.book.candidates.length;
    this.control.onProgress?.({ done, failed, runs: this.task.manifest.runs, candidates, best: this.best, secondsLeft });
  }

  private counts(): { done: number; failed: number } {
    let failed = 0;
    for (const { status } of this.rows.values()) if (status === 'failed') failed++;
    return { done: this.rows.size - failed, failed };
  }

  private end(outcome: Outcome | null): CalibrationResult {
    this.log.close();
    const { folder, grounds } = this.task;
    const rows = [...this.rows.values()].sort((a, b) => a.run - b.run);
    writeRunTables(folder.path, rows);
    const names = grounds.space.axes.map(({ name }) => name);
    if (outcome !== null) writeCandidates(folder.path, names, outcome.candidates);
    return calibrationResult(folder.path, this.save(outcome === null ? 'interrupted' : 'done', { outcome }), rows);
  }

  /** Write the manifest as it is now. */
  private save(status: CalibrationManifest['status'], more: Partial<CalibrationManifest> = {}): CalibrationManifest {
    const { manifest, folder } = this.task;
    const wall = (manifest.timings['wall'] ?? 0) + (monotonicMs() - this.started) / 1000;
    const running = status === 'running';
    const timings = running ? manifest.timings : { ...manifest.timings, wall };
    const now = { ...manifest, status, ...this.counts(), timings, ended: running ? null : isoNow(), error: null, ...more };
    writeCalibrationManifest(folder.path, now);
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

/** @throws LabError E_SWARM for points that are none: an optimiser of one's own may err */
function refuseSenseless(points: readonly ArrayLike<number>[], dimensions: number): void {
  if (!Array.isArray(points) || points.length === 0)
    throw new LabError('E_SWARM', 'the optimiser asked for no candidates: ask() gives an array of points.');
  const wrong = points.find((point) => point.length !== dimensions || !Array.from(point).every(Number.isFinite));
  if (wrong === undefined) return;
  const shown = Array.from(wrong).slice(0, 6).join(', ');
  throw new LabError('E_SWARM', `the optimiser asked for the point [${shown}]: one has ${dimensions} finite coordinates, all in [0, 1].`);
}

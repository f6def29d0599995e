// Evaluates a user's objective in threads: what throws, hangs or dies costs its own evaluation and nothing else.
// Imports engine, errors and evaluation-task.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LabError } from '../errors.ts';
import type { Arena } from '../engine/arena.ts';
import { delay, monotonicMs } from '../engine/clock.ts';
import { MAX_PARTIES } from '../engine/control.ts';
import { openPool, type Pool } from '../engine/pool.ts';
import { BOARD, LOADING, messageOf, NONE, readReason, REASON_BYTES, STATE, type Batch, type EvaluationTask } from './evaluation-task.ts';
import { GLOBAL } from './globals.ts';
import { askedPoints, tellValues } from './program.ts';

/** An objective by module and export. */
export interface ModuleObjective {
  /** URL, or path from the current directory */
  readonly module: string | URL;
  /** name of an exported function, sync or async, default `default` */
  readonly export?: string;
}

/** One evaluation that gave no value: it counts, with the worst value. */
export interface EvaluationEvent {
  readonly tick: number;
  readonly type: 'evaluation-failed' | 'evaluation-timeout' | 'evaluation-lost';
  readonly agent: number;
  readonly reason: string;
}

export interface EvaluatorOptions extends ModuleObjective {
  readonly dimensions: number;
  /** handed to the objective */
  readonly seed: string;
  /** threads, default 1 */
  readonly workers?: number;
  /** an evaluation may take so long; milliseconds, default 30,000 */
  readonly timeLimitMs?: number;
  /** JavaScript heap of each thread, MiB */
  readonly heapMb?: number;
  readonly onEvent?: (event: EvaluationEvent) => void;
  /** time-outs and lost threads of an earlier run by {@link decidedKey}: taken over instead of measured again; new ones are added */
  readonly decided?: Map<string, string>;
}

export const TIME_LIMIT_MS = 30_000;

/** Key of a recorded time-out or lost thread. */
export function decidedKey(tick: number, agent: number): string {
  return `${tick}:${agent}`;
}

export class Evaluator {
  readonly decided: Map<string, string>;
  private readonly options: EvaluatorOptions;
  private readonly url: string;
  private readonly workers: number;
  private readonly timeLimitMs: number;
  private pool: Pool | null = null;
  private batch: Batch | null = null;
  /** failures reported so far, by {@link decidedKey} */
  private readonly told = new Set<string>();

  /** @throws LabError E_FLAG when workers, or E_OBJECTIVE when the time limit is out of range */
  constructor(options: EvaluatorOptions) {
    const { workers = 1, timeLimitMs = TIME_LIMIT_MS } = options;
    if (!Number.isInteger(workers) || workers < 1 || workers > MAX_PARTIES)
      throw new LabError('E_FLAG', `workers must be an integer from 1 to ${MAX_PARTIES}, but got ${workers}.`);
    if (!(timeLimitMs > 0))
      throw new LabError('E_OBJECTIVE', `timeLimitMs must be a positive number of milliseconds, but got ${timeLimitMs}.`);
    this.options = options;
    this.url = moduleUrlOf(options.module);
    this.workers = workers;
    this.timeLimitMs = timeLimitMs;
    this.decided = options.decided ?? new Map();
  }

  /**
   * Values of the points, in their order: Infinity where the evaluation failed. One call at a time.
   *
   * @throws LabError E_OBJECTIVE when the module cannot be loaded or has no such export
   */
  async evaluate(points: readonly ArrayLike<number>[], tick: number): Promise<Float64Array> {
    const batch = this.prepare(points);
    const timedOut = new Map<number, string>();
    const replayed = new Set(points.map((_, n) => n).filter((n) => this.decided.has(decidedKey(tick, n))));
    for (const n of replayed) batch.states[n] = STATE.failed; // told when it happened: no event again
    const deaths = new Map<number, string>();
    for (let waiting = this.waiting(batch, points.length); waiting.length > 0; waiting = this.waiting(batch, points.length)) {
      batch.queue.set(waiting);
      Atomics.store(batch.board, BOARD.length, waiting.length);
      Atomics.store(batch.board, BOARD.next, 0);
      await new Round(
        this.threads(),
        batch,
        Math.min(this.workers, waiting.length),
        this.timeLimitMs,
        this.task(tick, batch),
        timedOut,
        deaths,
      ).done();
    }
    this.report(batch, points.length, tick, replayed, timedOut, deaths);
    if (timedOut.size > 0) this.batch = null; // a thread that is still being stopped may write to this one
    return Float64Array.from({ length: points.length }, (_, n) => (batch.states[n] === STATE.done ? batch.values[n] : Infinity));
  }

  /** The external work `evaluate` of a swarm's program: give this to the engine. */
  readonly external = async (arena: Arena): Promise<void> => {
    const { header } = arena;
    const tick = header.globals[GLOBAL.evaluations] === 0 ? 0 : header.tick + 1;
    tellValues(arena, await this.evaluate(askedPoints(arena), tick));
  };

  /** Stop all threads, whatever they do. */
  async close(): Promise<void> {
    await this.pool?.destroy();
    this.pool = null;
  }

  private threads(): Pool {
    return (this.pool ??= openPool('evaluate', this.workers, this.options.heapMb));
  }

  private task(tick: number, batch: Batch): Omit<EvaluationTask, 'party'> {
    return { module: this.url, export: this.options.export ?? 'default', seed: this.options.seed, tick, batch };
  }

  private prepare(points: readonly ArrayLike<number>[]): Batch {
    const { dimensions } = this.options;
    const count = points.length;
    const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
    if (this.batch === null || this.batch.states.length < count) {
      this.batch = {
        dimensions,
        points: new Float64Array(shared(count * dimensions * 8)),
        values: new Float64Array(shared(count * 8)),
        states: new Int32Array(shared(count * 4)),
        reasons: new Uint8Array(shared(count * REASON_BYTES)),
        queue: new Int32Array(shared(count * 4)),
        board: new Int32Array(shared((BOARD.parties + this.workers * BOARD.words) * 4)),
      };
    }
    this.batch.states.fill(STATE.waiting);
    points.forEach((point, n) => this.batch?.points.set(point, n * dimensions));
    return this.batch;
  }

  private waiting(batch: Batch, count: number): number[] {
    return Array.from({ length: count }, (_, n) => n).filter((n) => Atomics.load(batch.states, n) === STATE.waiting);
  }

  /** Events in the order of the agents, whoever finished first. */
  private report(
    batch: Batch,
    count: number,
    tick: number,
    replayed: Set<number>,
    timedOut: Map<number, string>,
    deaths: Map<number, string>,
  ): void {
    for (let agent = 0; agent < count; agent++) {
      if (batch.states[agent] !== STATE.failed || replayed.has(agent)) continue;
      const key = decidedKey(tick, agent);
      if (this.told.has(key)) continue; // the tick is being redone
      this.told.add(key);
      const late = timedOut.get(agent);
      const death = deaths.get(agent);
      const type = late !== undefined ? 'evaluation-timeout' : death !== undefined ? 'evaluation-lost' : 'evaluation-failed';
      const reason = late ?? death ?? readReason(batch, agent);
      if (type !== 'evaluation-failed') this.decided.set(key, reason); // another time it might be otherwise
      this.options.onEvent?.({ tick, type, agent, reason });
    }
  }
}

/** URL of an objective's module; a path is seen from the current directory. */
export function moduleUrlOf(module: string | URL): string {
  if (module instanceof URL || /^(file|data|node):/.test(module)) return String(module);
  return pathToFileURL(resolve(module)).href;
}

/** One pass over a queue: a party is a task on some thread, started again while there is work when its thread died. */
class Round {
  private readonly pool: Pool;
  private readonly batch: Batch;
  private readonly parties: number;
  private readonly timeLimitMs: number;
  private readonly task: Omit<EvaluationTask, 'party'>;
  private readonly timedOut: Map<number, string>;
  private readonly deaths: Map<number, string>;
  private readonly aborts: AbortController[] = [];
  private readonly late = new Set<number>();
  private over = false;

  constructor(
    pool: Pool,
    batch: Batch,
    parties: number,
    timeLimitMs: number,
    task: Omit<EvaluationTask, 'party'>,
    timedOut: Map<number, string>,
    deaths: Map<number, string>,
  ) {
    this.pool = pool;
    this.batch = batch;
    this.parties = parties;
    this.timeLimitMs = timeLimitMs;
    this.task = task;
    this.timedOut = timedOut;
    this.deaths = deaths;
  }

  async done(): Promise<void> {
    const watch = this.watch();
    try {
      await Promise.all(Array.from({ length: this.parties }, (_, party) => this.work(party)));
    } finally {
      this.over = true;
      watch.stop();
      for (const abort of this.aborts) abort.abort();
    }
  }

  private async work(party: number): Promise<void> {
    const { board } = this.batch;
    const at = BOARD.parties + party * BOARD.words;
    for (let loads = 0; ;) {
      Atomics.store(board, at, LOADING);
      this.aborts[party] = new AbortController();
      try {
        const trouble = await this.pool.run<EvaluationTask, string | null>({ ...this.task, party }, { signal: this.aborts[party].signal });
        if (trouble !== null) throw new LabError('E_OBJECTIVE', trouble);
        return;
      } catch (error) {
        if (error instanceof LabError || this.over) throw error;
        const n = Atomics.load(board, at);
        if (n === LOADING && ++loads === 2) {
          throw new LabError(
            'E_OBJECTIVE',
            `${this.task.module} cannot be loaded: ${this.late.has(party) ? 'it takes for ever' : messageOf(error)}.`,
          );
        }
        if (n >= 0) this.fail(party, n, error);
      }
      if (Atomics.load(board, BOARD.next) >= Atomics.load(board, BOARD.length)) return;
    }
  }

  /** The thread of `party` is gone, and evaluation `n` was at hand. */
  private fail(party: number, n: number, error: unknown): void {
    const { states } = this.batch;
    if (Atomics.compareExchange(states, n, STATE.waiting, STATE.failed) !== STATE.waiting) return; // it was done, and only that
    if (this.late.delete(party)) this.timedOut.set(n, `took longer than ${this.timeLimitMs} ms`);
    else this.deaths.set(n, `its thread ended: ${messageOf(error)}`);
  }

  /** Look at every party a few times in a time limit, and stop the thread of one that has been at the same evaluation too long. */
  private watch(): { stop(): void } {
    const { board } = this.batch;
    const every = Math.min(100, Math.max(5, this.timeLimitMs / 10));
    const seen = Array.from({ length: this.parties }, () => ({ at: LOADING, begun: -1, since: monotonicMs() }));
    let pause = delay(every);
    const look = (): void => {
      const time = monotonicMs();
      seen.forEach((last, party) => {
        const word = BOARD.parties + party * BOARD.words;
        const at = Atomics.load(board, word),
          begun = Atomics.load(board, word + 1);
        if (at !== last.at || begun !== last.begun) Object.assign(last, { at, begun, since: time });
        const limit = at === LOADING ? Math.max(TIME_LIMIT_MS, this.timeLimitMs) : this.timeLimitMs;
        if (at === NONE || time - last.since <= limit || this.late.has(party)) return;
        this.late.add(party);
        this.aborts[party]?.abort();
      });
    };
    const loop = async (): Promise<void> => {
      for (;;) {
        await pause.done;
        if (this.over) return;
        look();
        pause = delay(every);
      }
    };
    void loop();
    return { stop: () => pause.cancel() };
  }
}

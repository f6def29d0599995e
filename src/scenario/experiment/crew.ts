// Whole runs side by side, each in a thread of its own that goes on with the next. Imports engine's pool and clock, this folder.

import { monotonicMs, repeat } from '../../engine/clock.ts';
import { openPool, type Pool } from '../../engine/pool.ts';
import { LabError } from '../../errors.ts';
import type { RunRow } from '../../store/index.ts';
import type { Conditions, RunOrder } from './perform.ts';
import { PULSE, type ThreadAnswer, type ThreadTask } from './thread.ts';

export interface CrewOptions {
  /** name or path of the scenario's module */
  readonly module: string;
  readonly textHash: string | null;
  readonly conditions: Conditions;
  readonly workers: number;
  /** a world that makes no progress for so long counts as stalled; milliseconds */
  readonly stallMs: number;
}

/** Time between two looks at the pulses, in milliseconds. */
const LOOK_MS = 250;
/** A thread that is lost may have been unlucky: its run is begun anew once. */
const ATTEMPTS = 2;

/** One thread at a time, replaced when it is lost. */
interface Seat {
  readonly pulse: Int32Array;
  pool: Pool;
  busy: boolean;
  stalled: boolean;
  beats: number;
  beatAt: number;
}

export class Crew {
  private readonly options: CrewOptions;
  private readonly seats: Seat[];
  private closed = false;
  private readonly unwatch: () => void;

  constructor(options: CrewOptions) {
    this.options = options;
    this.seats = Array.from({ length: options.workers }, () => ({
      pulse: new Int32Array(new SharedArrayBuffer(8)),
      pool: openPool('experiment', 1),
      busy: false,
      stalled: false,
      beats: 0,
      beatAt: 0,
    }));
    this.unwatch = repeat(LOOK_MS, () => this.look());
  }

  /**
   * What the module's scenario would compute at a point, as threads see it.
   *
   * @throws LabError E_SCENARIO when threads cannot load it
   */
  async identity(set: RunOrder['set']): Promise<string> {
    const answer = await this.asked(this.seats[0], { ...this.task(this.seats[0]), order: null, set });
    if (answer !== null && 'identity' in answer) return answer.identity;
    throw new LabError('E_SCENARIO', `the threads of the sweep end while they load ${this.options.module}.`);
  }

  /**
   * Do a run on the thread of `worker`; null when the crew was closed meanwhile.
   *
   * @throws LabError when the scenario itself cannot be used any more
   */
  async perform(worker: number, order: RunOrder): Promise<RunRow | null> {
    const seat = this.seats[worker];
    const from = monotonicMs();
    for (let attempt = 1; ; attempt++) {
      const answer = await this.asked(seat, { ...this.task(seat), order, set: {} });
      if (this.closed) return null;
      if (answer !== null && 'row' in answer) return answer.row;
      if (attempt === ATTEMPTS) return this.lost(order, seat, (monotonicMs() - from) / 1000);
    }
  }

  /** Stop every thread, whatever it does. */
  async close(): Promise<void> {
    this.closed = true;
    this.unwatch();
    await Promise.all(this.seats.map(({ pool }) => pool.destroy()));
  }

  private task({ pulse }: Seat): Omit<ThreadTask, 'order' | 'set'> {
    const { module, textHash, conditions } = this.options;
    return { module, textHash, conditions, pulse };
  }

  /** The thread's answer; null when it was lost, and another sits in its seat. @throws LabError that makes every run impossible */
  private async asked(seat: Seat, task: ThreadTask): Promise<ThreadAnswer | null> {
    Atomics.store(seat.pulse, PULSE.ticking, 0);
    Object.assign(seat, { busy: true, stalled: false, beatAt: monotonicMs() });
    let answer: ThreadAnswer;
    try {
      answer = await seat.pool.run<ThreadTask, ThreadAnswer>(task);
    } catch {
      if (!this.closed) await this.replace(seat);
      return null;
    } finally {
      seat.busy = false;
    }
    if ('unusable' in answer) throw new LabError(answer.unusable.code, answer.unusable.message);
    return answer;
  }

  private async replace(seat: Seat): Promise<void> {
    const { pool } = seat;
    seat.pool = openPool('experiment', 1);
    await pool.destroy();
  }

  /** Threads whose world runs and gets nowhere are stopped. */
  private look(): void {
    const now = monotonicMs();
    for (const seat of this.seats) {
      const beats = Atomics.load(seat.pulse, PULSE.beats);
      const ticking = Atomics.load(seat.pulse, PULSE.ticking) === 1;
      if (!seat.busy || !ticking || beats !== seat.beats) Object.assign(seat, { beats, beatAt: now });
      else if (now - seat.beatAt > this.options.stallMs && !seat.stalled) {
        seat.stalled = true;
        void seat.pool.destroy(); // its task is rejected, which replaces it
      }
    }
  }

  private lost({ run, params, replicate, seed }: RunOrder, { stalled }: Seat, wallSeconds: number): RunRow {
    const error = stalled
      ? {
          code: 'E_STALLED',
          message: `the world made no progress for ${this.options.stallMs / 1000} s, twice. Does a rule loop for ever? If it is only slow, allow more with --stall-timeout.`,
        }
      : { code: 'E_WORKER', message: 'its thread ended, twice: a call of process.exit, or out of memory.' };
    const nothing = { ticks: 0, agents: 0, stopReason: null, stateHash: null, nan: null, metrics: {}, statistics: {} };
    return { run, params, replicate, seed, status: 'failed', error, ...nothing, wallSeconds };
  }
}

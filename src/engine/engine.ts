// The engine as the main thread sees it: run up to a tick, look, go on. It never blocks, and it replaces workers that fail.
// Imports the whole engine folder and errors.

import { LabError } from '../errors.ts';
import { Arena } from './arena.ts';
import { restoreCheckpoint } from './checkpoint.ts';
import { agentAtHand } from './fault.ts';
import { COMMAND, MARK, MAX_PARTIES, NOBODY, SLOT, STANDS, WAIT_UNIT, WORD } from './control.ts';
import { delay, monotonicMs } from './clock.ts';
import type { PhaseSpec } from './kernel.ts';
import { initialCapacities, layOut, refuseTooLarge, type WorldSpec } from './layout.ts';
import { firstNaN, forgetNaN, knowsNaN, type FirstNaN } from './nan.ts';
import type { Failure, PartyTask } from './party.ts';
import { availableBytes, cores, openPool, type Pool } from './pool.ts';
import { keyFromSeed, type Key } from './random.ts';

/** A run as plain data: what is laid out, how it starts, what a tick does. */
export interface Program {
  readonly spec: WorldSpec;
  /** phases that bring the world to tick 0 */
  readonly start: readonly PhaseSpec[];
  /** phases of every tick; at least one */
  readonly tick: readonly PhaseSpec[];
  /** agents are updated in place: after a fault the world goes back to its last checkpoint instead of redoing one phase */
  readonly inPlace: boolean;
}

export interface Fault {
  readonly tick: number;
  readonly phase: string;
  readonly agent: number | null;
  readonly reason: string;
}

export interface EngineOptions {
  /** any string */
  readonly seed: string;
  /** worker threads, 1..{@link MAX_PARTIES} */
  readonly workers: number;
  /** a tick in which no agent makes progress for so long counts as stalled; milliseconds, default 30,000 */
  readonly stallMs?: number;
  /** work of `external` phases by name, done on the main thread while the world stands */
  readonly externals?: Readonly<Record<string, (arena: Arena) => Promise<void>>>;
  /** bytes of the last checkpoint, for worlds that are updated in place; null starts again from tick 0 */
  readonly restore?: () => Promise<Uint8Array | null>;
  readonly onFault?: (fault: Fault) => void;
  /** called a few times a second while the world runs */
  readonly onProgress?: (tick: number) => void;
}

export type StandReason = 'tick' | 'until' | 'paused';

const POLL_MS = 100;
const GRACE_MS = 1_000;
const SPIN_LOADS = 10_000;

export class Engine {
  readonly arena: Arena;
  readonly key: Key;
  readonly program: Program;
  private readonly options: EngineOptions;
  private pool: Pool | null = null;
  private tasks: Promise<Failure | null>[] = [];
  private failure: Failure | null = null;
  private lastFaultTick = -1;
  /** value of the leader's count of reports that main has answered, or found when it started the workers */
  private heard = 0;
  /** the leader has reported and waits for a command */
  private stands = false;

  /**
   * Reserve the world's memory. Workers start with the first {@link advance}.
   *
   * @throws LabError E_MEMORY when the world does not fit, E_WORKER when the number of workers is out of range
   */
  constructor(program: Program, options: EngineOptions) {
    const { workers } = options;
    if (!Number.isInteger(workers) || workers < 1 || workers > MAX_PARTIES) {
      throw new LabError('E_FLAG', `workers must be an integer from 1 to ${MAX_PARTIES}, but got ${workers}.`);
    }
    refuseTooLarge(layOut(program.spec, initialCapacities(program.spec)).bytes, availableBytes());
    this.program = program;
    this.options = options;
    this.arena = Arena.create(program.spec);
    this.key = keyFromSeed(options.seed);
  }

  get tick(): number {
    return this.arena.header.tick;
  }

  /** The first NaN that was stored in a column or a global; null while there is none. It may be asked for while the world runs. */
  get nan(): FirstNaN | null {
    return firstNaN(this.arena, [...this.program.start, ...this.program.tick]);
  }

  /** An earlier part of the run has told of its first NaN: no tick looks for another. */
  ignoreNaN(): void {
    knowsNaN(this.arena);
  }

  /** Start the worker threads now, so that they load while main does something else. */
  launch(): void {
    if (this.tasks.length > 0) return;
    const { workers } = this.options;
    const { control } = this.arena;
    Atomics.store(control, WORD.command, COMMAND.wait);
    for (const word of [WORD.abort, WORD.arrived, WORD.chunks]) Atomics.store(control, word, 0);
    for (let party = 0; party < workers; party++) {
      control[WORD.parties + party * SLOT + MARK.agent] = NOBODY;
      control[WORD.parties + party * SLOT + MARK.busy] = 0;
    }
    const pool = (this.pool ??= openPool('tick', workers));
    this.failure = null;
    this.heard = Atomics.load(control, WORD.report); // before they start: a report that comes at once is not missed
    this.stands = false;
    this.tasks = Array.from({ length: workers }, (_, party) => this.start(pool, party));
  }

  /**
   * Run until the world stands at `tick` (all of it done), or an `until` condition held, or {@link pause} was asked for.
   *
   * @throws LabError E_RULE_FAILED, E_STALLED or E_WORKER when the same tick failed twice
   */
  async advance(tick: number): Promise<StandReason> {
    const { control } = this.arena;
    Atomics.store(control, WORD.stopTick, Math.min(tick, 2 ** 31 - 1));
    for (;;) {
      if (this.tasks.length === 0) this.launch();
      else if (this.stands) this.goOn();
      const reason = await this.standing();
      if (reason === STANDS.external) {
        await this.external();
        continue;
      }
      if (reason === null) continue; // a fault was mended: run on
      if (reason === STANDS.until) return 'until';
      if (this.tick >= tick) return 'tick';
      if (reason === STANDS.paused) {
        Atomics.store(control, WORD.pause, 0);
        return 'paused';
      }
    }
  }

  /** Time that all workers together have spent waiting at barriers so far, in milliseconds; wraps after some minutes of waiting. */
  waitedMs(): number {
    let units = 0;
    for (let party = 0; party < this.options.workers; party++) units += this.arena.control[WORD.parties + party * SLOT + MARK.waited] >>> 0;
    return units * WAIT_UNIT;
  }

  /** Ask the world to stand at the end of the tick it is in; {@link advance} then resolves with 'paused'. */
  pause(): void {
    Atomics.store(this.arena.control, WORD.pause, 1);
  }

  /** Stop all workers and give their threads back. */
  async close(): Promise<void> {
    this.command(COMMAND.quit);
    await this.dismiss();
    await this.pool?.destroy();
    this.pool = null;
  }

  private start(pool: Pool, party: number): Promise<Failure | null> {
    const { program, options, arena } = this;
    const task: PartyTask = {
      memory: arena.memory,
      spec: program.spec,
      phases: [...program.start, ...program.tick],
      firstTickPhase: program.start.length,
      party,
      parties: options.workers,
      spin: options.workers <= cores() ? SPIN_LOADS : 0,
      seed: this.key,
    };
    return pool.run<PartyTask, Failure | null>(task).then(
      (failure) => this.note(failure),
      (error: Error) => this.note({ party, message: `its worker thread ended: ${error.message}`, code: 'E_WORKER' }),
    );
  }

  private note(failure: Failure | null): Failure | null {
    if (failure) {
      this.failure ??= failure;
      Atomics.store(this.arena.control, WORD.abort, 1);
      Atomics.add(this.arena.control, WORD.generation, 1);
      Atomics.notify(this.arena.control, WORD.generation);
      Atomics.add(this.arena.control, WORD.report, 1); // wakes main
      Atomics.notify(this.arena.control, WORD.report);
    }
    return failure;
  }

  private goOn(): void {
    this.stands = false;
    this.command(COMMAND.run);
  }

  private command(word: number): void {
    Atomics.store(this.arena.control, WORD.command, word);
    Atomics.notify(this.arena.control, WORD.command);
  }

  /** Wait for the leader's next report; null when a fault had to be mended instead. */
  private async standing(): Promise<number | null> {
    const { control } = this.arena;
    const stallMs = this.options.stallMs ?? 30_000;
    let beats = -1;
    let changed = monotonicMs();
    for (;;) {
      const wait = Atomics.waitAsync(control, WORD.report, this.heard, POLL_MS);
      if (wait.async) await wait.value;
      if (this.failure) {
        await this.mend(this.failure);
        return null;
      }
      if (Atomics.load(control, WORD.report) !== this.heard) {
        this.heard = Atomics.load(control, WORD.report);
        this.stands = true;
        this.arena.refresh(); // columns may have grown
        return Atomics.load(control, WORD.reason);
      }
      this.options.onProgress?.(this.tick);
      const progress = this.progress();
      if (progress !== beats) {
        beats = progress;
        changed = monotonicMs();
      } else if (monotonicMs() - changed > stallMs) {
        await this.mend({ party: this.busyParty(), message: `made no progress for ${(stallMs / 1000).toFixed(0)} s`, code: 'E_STALLED' });
        return null;
      }
    }
  }

  /** Changes whenever any worker gets on: chunks done, the agent at hand, the tick. */
  private progress(): number {
    const { control, header } = this.arena;
    let sum = header.tick * 31 + header.phase;
    for (let party = 0; party < this.options.workers; party++) {
      const slot = WORD.parties + party * SLOT;
      sum += control[slot + MARK.beats] * 7 + control[slot + MARK.agent];
    }
    return sum;
  }

  private busyParty(): number {
    const { control } = this.arena;
    for (let party = 0; party < this.options.workers; party++) {
      if (control[WORD.parties + party * SLOT + MARK.busy] === 1) return party;
    }
    return 0;
  }

  private async external(): Promise<void> {
    const phases = [...this.program.start, ...this.program.tick];
    const name = phases[this.arena.header.phase].external ?? '';
    const work = this.options.externals?.[name];
    if (!work) throw new LabError('E_INTERNAL', `nobody does the external work "${name}".`);
    await work(this.arena);
  }

  /** Replace what failed and make the tick ready to be redone; the second failure of one tick ends the run. */
  private async mend(failure: Failure): Promise<void> {
    const fault = this.describe(failure);
    const growing = Atomics.load(this.arena.control, WORD.growing) !== 0;
    this.command(COMMAND.quit);
    await this.dismiss();
    const again = this.lastFaultTick === fault.tick || failure.code === 'E_GROWN' || failure.code === 'E_MODEL';
    if (again) {
      await this.close();
      throw asError(failure, fault);
    }
    this.lastFaultTick = fault.tick;
    this.options.onFault?.(fault);
    if (this.program.inPlace || growing) await this.goBack();
    else this.rewind();
    this.launch();
  }

  private describe(failure: Failure): Fault {
    const { arena, program } = this;
    const phase = [...program.start, ...program.tick][arena.header.phase];
    const agent = agentAtHand(arena, phase.kind, failure.party);
    return { tick: arena.header.tick, phase: phase.name, agent, reason: failure.message };
  }

  /** Wait for all workers to leave; those that do not are stopped with their threads. */
  private async dismiss(): Promise<void> {
    const { control } = this.arena;
    Atomics.store(control, WORD.abort, 1);
    Atomics.add(control, WORD.generation, 1);
    Atomics.notify(control, WORD.generation);
    const grace = delay(GRACE_MS);
    const left = await Promise.race([Promise.all(this.tasks).then(() => true), grace.done.then(() => false)]);
    grace.cancel();
    if (!left) {
      await this.pool?.destroy();
      this.pool = null;
      await Promise.all(this.tasks);
    }
    this.tasks = [];
    this.failure = null;
  }

  /** Let the redo start where the scratch arrays of the failed phase are prepared. */
  private rewind(): void {
    const { start, tick } = this.program;
    const pending = this.arena.begin();
    const back = [...start, ...tick][pending.phase].redoBack ?? 0;
    pending.phase -= back;
    if (back > 0 && pending.phase === start.length) pending.steps -= this.arena.alive(); // the first phase of a tick counts them again
    this.arena.commit();
  }

  /** Back to the last checkpoint, or to before the start: for worlds whose buffers are no longer whole. */
  private async goBack(): Promise<void> {
    const { arena, program } = this;
    arena.keepCapacities(); // a leader lost while it grew may have left others
    Atomics.store(arena.control, WORD.growing, 0);
    forgetNaN(arena);
    const bytes = (await this.options.restore?.()) ?? null;
    if (bytes) {
      restoreCheckpoint(arena, bytes);
      return;
    }
    const pending = arena.begin();
    pending.words.fill(0);
    program.spec.kinds.forEach((kind, k) => {
      pending.setCount(k, kind.count);
      pending.setNextId(k, kind.count);
      const ids = arena.views(k, 0).id;
      for (let i = 0; i < kind.count; i++) ids[i] = i;
    });
    arena.commit();
  }
}

function asError(failure: Failure, fault: Fault): LabError {
  const who = fault.agent === null ? '' : ` for agent ${fault.agent}`;
  if (failure.code === 'E_MODEL') return new LabError('E_MODEL', failure.message); // a mistake of the author's, which stays one
  if (failure.code === 'E_GROWN') return new LabError('E_GROWN', `${fault.phase}, tick ${fault.tick}: ${failure.message}`);
  if (failure.code === 'E_STALLED') {
    return new LabError(
      'E_STALLED',
      `${fault.phase} ${failure.message}${who} at tick ${fault.tick}, twice. Does it loop for ever? If it is only slow, allow more with --stall-timeout.`,
    );
  }
  if (failure.code === 'E_WORKER')
    return new LabError('E_WORKER', `${fault.phase} failed${who} at tick ${fault.tick}, twice: ${failure.message}`);
  return new LabError('E_RULE_FAILED', `${fault.phase} failed${who} at tick ${fault.tick}, twice: ${failure.message}`);
}

// A world of one run, stepped on this very thread: no pool and no barrier, for experiments run many worlds side by side.
// Its phases, chunks and draws are those of one worker, so its state is that of any number of workers. Imports engine.

import { Arena } from '../../engine/arena.ts';
import { NOBODY } from '../../engine/control.ts';
import type { Program } from '../../engine/engine.ts';
import type { Kernel, KernelFactory, PhaseSpec } from '../../engine/kernel.ts';
import { initialCapacities, layOut, refuseTooLarge } from '../../engine/layout.ts';
import { firstNaN, type FirstNaN } from '../../engine/nan.ts';
import { availableBytes } from '../../engine/pool.ts';
import { keyFromSeed } from '../../engine/random.ts';
import { LabError } from '../../errors.ts';

/** Chunks between two calls of `pulse`. */
const PULSE = 16;

export interface SoloOptions {
  readonly seed: string;
  readonly externals: Readonly<Record<string, (arena: Arena) => Promise<void>>>;
  /** called now and then while the world runs, to say so, and to let others have their turn where it gives a promise */
  readonly pulse?: () => Promise<void> | undefined;
}

export class Solo {
  readonly arena: Arena;
  private readonly phases: readonly PhaseSpec[];
  private readonly firstTickPhase: number;
  private readonly kernels: readonly Kernel[];
  private readonly options: SoloOptions;
  private chunksDone = 0;

  private constructor(
    arena: Arena,
    phases: readonly PhaseSpec[],
    firstTickPhase: number,
    kernels: readonly Kernel[],
    options: SoloOptions,
  ) {
    this.arena = arena;
    this.phases = phases;
    this.firstTickPhase = firstTickPhase;
    this.kernels = kernels;
    this.options = options;
  }

  /** Reserve the world's memory and bind its kernels. @throws LabError E_MEMORY when the world does not fit */
  static async of({ spec, start, tick }: Program, options: SoloOptions): Promise<Solo> {
    refuseTooLarge(layOut(spec, initialCapacities(spec)).bytes, availableBytes());
    const arena = Arena.create(spec);
    const seed = keyFromSeed(options.seed);
    const phases = [...start, ...tick];
    const kernels: Kernel[] = [];
    for (const { kernel, data } of phases) {
      const module = (await import(kernel.module)) as Record<string, KernelFactory>; // ours, by name
      kernels.push(module[kernel.export]({ arena, party: 0, parties: 1, seed }, data));
    }
    return new Solo(arena, phases, start.length, kernels, options);
  }

  get tick(): number {
    return this.arena.header.tick;
  }

  get nan(): FirstNaN | null {
    return firstNaN(this.arena, this.phases);
  }

  /**
   * Run until the world stands at `tick`, or its own condition holds.
   *
   * @throws LabError E_RULE_FAILED naming phase, agent and tick, E_GROWN
   */
  async advance(tick: number): Promise<'tick' | 'until'> {
    for (;;) {
      this.arena.refresh();
      const { header } = this.arena;
      if (header.phase === this.firstTickPhase) {
        if (header.until) return 'until';
        if (header.tick >= tick) return 'tick';
      }
      const { external } = this.phases[header.phase];
      const pulse = this.run(header.phase);
      if (pulse !== undefined) await pulse;
      if (external !== undefined) await this.external(external);
      this.complete();
    }
  }

  /** All chunks of one phase. */
  private run(phase: number): Promise<void> | undefined {
    const kernel = this.kernels[phase];
    let waiting: Promise<void> | undefined;
    this.arena.control[this.arena.markAt(0)] = NOBODY;
    try {
      const chunks = kernel.chunks();
      for (let chunk = 0; chunk < chunks; chunk++) {
        kernel.run(chunk);
        if (++this.chunksDone % PULSE === 0) waiting ??= this.options.pulse?.();
      }
    } catch (error) {
      throw this.named(error, this.phases[phase]);
    }
    return waiting;
  }

  private async external(name: string): Promise<void> {
    const work = this.options.externals[name];
    if (!work) throw new LabError('E_INTERNAL', `nobody does the external work "${name}".`);
    await work(this.arena);
  }

  /** End the phase: its serial part, then one store that makes phase, tick and buffers true together. */
  private complete(): void {
    const { arena, firstTickPhase, kernels, phases } = this;
    arena.refresh();
    const pending = arena.begin();
    const agents = pending.phase === firstTickPhase ? arena.alive() : 0;
    try {
      if (kernels[pending.phase].finish?.(pending) === false) return; // it asked for more room: it is run again
    } catch (error) {
      throw this.named(error, phases[pending.phase]);
    }
    pending.steps += agents;
    pending.phase++;
    if (pending.phase === kernels.length) {
      pending.phase = firstTickPhase;
      pending.tick++;
    }
    arena.commit();
  }

  private named(error: unknown, { name, kind }: PhaseSpec): LabError {
    const { arena } = this;
    const { message, code } = error instanceof Error ? (error as Error & { code?: string }) : { message: String(error), code: undefined };
    if (code === 'E_GROWN') return new LabError('E_GROWN', `${name}, tick ${this.tick}: ${message}`);
    const k = arena.spec.kinds.findIndex((each) => each.name === kind);
    const agent = arena.control[arena.markAt(0)];
    const known = k >= 0 && agent >= 0 && agent < arena.header.count(k);
    const who = known ? ` for agent ${arena.now(k).id[agent]}` : '';
    return new LabError('E_RULE_FAILED', `${name} failed${who} at tick ${this.tick}: ${message}`, { cause: error });
  }
}

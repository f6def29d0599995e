// A world of one run, stepped on this very thread: no pool and no barrier, for experiments run many worlds side by side.
// Its phases, chunks and draws are those of one worker, so its state is that of any number of workers. Imports engine.

import { Arena } from '../../engine/arena.ts';
import { NOBODY } from '../../engine/control.ts';
import type { Program } from '../../engine/engine.ts';
import { agentAtHand, reasonOf } from '../../engine/fault.ts';
import { loadKernels, type Kernel, type PhaseSpec } from '../../engine/kernel.ts';
import { complete } from '../../engine/loop.ts';
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
    const kernels = await loadKernels(phases, { arena, party: 0, parties: 1, seed });
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

  /** End the phase as the leader of several workers does. */
  private complete(): void {
    const { arena, firstTickPhase, kernels, phases } = this;
    try {
      complete({ arena, kernels, firstTickPhase });
    } catch (error) {
      throw this.named(error, phases[arena.header.phase]);
    }
  }

  private named(error: unknown, { name, kind }: PhaseSpec): LabError {
    const { message, code } = reasonOf(error);
    if (code === 'E_MODEL') return new LabError('E_MODEL', message);
    if (code === 'E_GROWN') return new LabError('E_GROWN', `${name}, tick ${this.tick}: ${message}`);
    const agent = agentAtHand(this.arena, kind, 0);
    const who = agent === null ? '' : ` for agent ${agent}`;
    return new LabError('E_RULE_FAILED', `${name} failed${who} at tick ${this.tick}: ${message}`, { cause: error });
  }
}

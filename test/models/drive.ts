// A run on this very thread, phase by phase: no pool, no barrier. Slices and chunks are handed out as if to several workers,
// and every phase can be redone after a part of it was done, as after a lost worker.

import { Arena } from '../../src/engine/arena.ts';
import { encodeCheckpoint } from '../../src/engine/checkpoint.ts';
import { stateHash } from '../../src/engine/hash.ts';
import type { Kernel, KernelFactory, PhaseSpec } from '../../src/engine/kernel.ts';
import { checkParams } from '../../src/engine/params.ts';
import { keyFromSeed, type Key } from '../../src/engine/random.ts';
import { worldOf, type World } from '../../src/engine/world.ts';
import { assemble, type Assembly } from '../../src/models/assemble.ts';
import type { Model } from '../../src/models/model.ts';
import type { Backend } from '../../src/rules/compile.ts';

export type Settings = Record<string, number | string | boolean>;

export interface DriveOptions {
  readonly seed?: string;
  /** workers that the run pretends to have */
  readonly parties?: number;
  /** every phase is first done in part, then again from where a fault would have it start */
  readonly redo?: boolean;
  readonly backend?: Backend;
}

export interface Drive {
  readonly arena: Arena;
  readonly assembly: Assembly;
  readonly key: Key;
  readonly tick: number;
  /** run to the end of tick `tick`, or until the model's condition holds */
  to(tick: number): Drive;
  world(): World;
  hash(): string;
  checkpoint(): Uint8Array;
}

const SEED = 'starling';

/** Lay out the model's world and stand before its start. */
export async function drive(
  model: Model,
  settings: Settings = {},
  { seed = SEED, parties = 1, redo = false, backend }: DriveOptions = {},
): Promise<Drive> {
  const params = checkParams(model.params, settings);
  const assembly = assemble(model, params, parties, { backend });
  const { program } = assembly;
  const arena = Arena.create(program.spec);
  const key = keyFromSeed(seed);
  const phases = [...program.start, ...program.tick];
  const kernels: Kernel[][] = [];
  for (let party = 0; party < parties; party++)
    kernels.push(await Promise.all(phases.map((phase) => kernelOf(phase, arena, party, parties, key))));
  const runner = new Runner(arena, phases, kernels, program.start.length, redo && !program.inPlace);
  const self: Drive = {
    arena,
    assembly,
    key,
    get tick() {
      return arena.header.tick;
    },
    to(tick) {
      runner.to(tick);
      return self;
    },
    world: () => worldOf(arena, params, assembly.space, assembly.network),
    hash: () => stateHash(arena),
    checkpoint: () => encodeCheckpoint(arena),
  };
  return self;
}

async function kernelOf({ kernel, data }: PhaseSpec, arena: Arena, party: number, parties: number, seed: Key): Promise<Kernel> {
  const module = (await import(kernel.module)) as Record<string, KernelFactory>;
  return module[kernel.export]({ arena, party, parties, seed }, data);
}

class Runner {
  private readonly arena: Arena;
  private readonly phases: readonly PhaseSpec[];
  private readonly kernels: readonly (readonly Kernel[])[];
  private readonly firstTickPhase: number;
  private readonly redo: boolean;
  private redone = -1;

  constructor(arena: Arena, phases: readonly PhaseSpec[], kernels: readonly (readonly Kernel[])[], firstTickPhase: number, redo: boolean) {
    this.arena = arena;
    this.phases = phases;
    this.kernels = kernels;
    this.firstTickPhase = firstTickPhase;
    this.redo = redo;
  }

  to(tick: number): void {
    for (;;) {
      const { header } = this.arena;
      if (header.phase === this.firstTickPhase && (header.until || header.tick >= tick)) return;
      this.step(header.phase);
    }
  }

  private step(phase: number): void {
    const { arena, kernels } = this;
    arena.refresh();
    const chunks = kernels[0][phase].chunks();
    const half = this.redo && phase > this.redone && chunks > 0 ? Math.ceil(chunks / 2) : chunks;
    // the last chunks first: the order must not matter
    for (let chunk = chunks - 1; chunk >= chunks - half; chunk--) kernels[chunk % kernels.length][phase].run(chunk);
    const pending = arena.begin();
    if (half < chunks || (this.redo && phase > this.redone && chunks > 0)) {
      this.redone = phase;
      pending.phase -= this.phases[phase].redoBack ?? 0;
      arena.commit();
      return;
    }
    const agents = phase === this.firstTickPhase ? arena.alive() : 0;
    if (kernels[0][phase].finish?.(pending) === false) return;
    pending.steps += agents;
    pending.phase++;
    if (pending.phase === this.phases.length) {
      pending.phase = this.firstTickPhase;
      pending.tick++;
      this.redone = -1;
    }
    arena.commit();
  }
}

// What a worker thread does for the engine: bind the arena, load the kernels it was told by name, work in the loop.
// Imports arena, fault, kernel and loop.

import { Arena } from './arena.ts';
import { reasonOf } from './fault.ts';
import { loadKernels, type PhaseSpec } from './kernel.ts';
import type { WorldSpec } from './layout.ts';
import { abort, tickLoop } from './loop.ts';
import type { Key } from './random.ts';

/** One worker's share of a run, as plain data. */
export interface PartyTask {
  readonly memory: WebAssembly.Memory;
  readonly spec: WorldSpec;
  readonly phases: readonly PhaseSpec[];
  readonly firstTickPhase: number;
  readonly party: number;
  readonly parties: number;
  readonly spin: number;
  readonly seed: Key;
}

export interface Failure {
  readonly party: number;
  readonly message: string;
  readonly code?: string;
}

/** Work until the run is over. Resolves with what failed in this worker, or null. */
export async function runParty(task: PartyTask): Promise<Failure | null> {
  const { memory, spec, phases, party, parties, seed, firstTickPhase, spin } = task;
  const arena = new Arena(memory, spec);
  try {
    const kernels = await loadKernels(phases, { arena, party, parties, seed });
    tickLoop({ arena, kernels, externals: phases.map((phase) => phase.external !== undefined), firstTickPhase, party, parties, spin });
    return null;
  } catch (error) {
    abort(arena);
    return { party, ...reasonOf(error) };
  }
}

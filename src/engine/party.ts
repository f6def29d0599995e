// What a worker thread does for the engine: bind the arena, load the kernels it was told by name, work in the loop.
// Imports arena, kernel and loop.

import { Arena } from './arena.ts';
import type { KernelFactory, PhaseSpec } from './kernel.ts';
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
    const kernels = [];
    for (const { kernel, data } of phases) {
      const module = (await import(kernel.module)) as Record<string, KernelFactory>;
      kernels.push(module[kernel.export]({ arena, party, parties, seed }, data));
    }
    tickLoop({ arena, kernels, externals: phases.map((phase) => phase.external !== undefined), firstTickPhase, party, parties, spin });
    return null;
  } catch (error) {
    abort(arena);
    const { message, code } = error instanceof Error ? (error as Error & { code?: string }) : { message: String(error), code: undefined };
    return { party, message, code };
  }
}

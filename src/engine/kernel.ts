// What a phase of a tick is made of. Imports nothing but types.

import type { Arena, Header } from './arena.ts';
import type { Key } from './random.ts';

/**
 * One phase of a tick as one worker sees it. A phase is idempotent: it reads nothing that it writes, so that it can be
 * redone after a worker was lost.
 */
export interface Kernel {
  /** How many chunks there are now; 0 skips the phase. Asked by the leader alone. Depends on the state, never on the workers. */
  chunks(): number;
  /** Compute one chunk; any worker, any order. */
  run(chunk: number): void;
  /** The serial end of the phase: change the header that becomes true with it. Returning false has the phase run again (after growing). */
  finish?(pending: Header): boolean | void;
}

export interface KernelContext {
  readonly arena: Arena;
  readonly party: number;
  readonly parties: number;
  readonly seed: Key;
}

/** A factory of kernels is named by module and export; `data` is plain data. */
export type KernelFactory<Data = unknown> = (context: KernelContext, data: Data) => Kernel;

/** A phase as plain data that travels to the workers. */
export interface PhaseSpec {
  /** for messages: "rule of kind bird" */
  readonly name: string;
  /** module as a URL string, and the name of its exported {@link KernelFactory} */
  readonly kernel: { readonly module: string; readonly export: string };
  readonly data: unknown;
  /** the kind whose agents it runs over, for messages */
  readonly kind?: string;
  /** how many phases before this one a redo starts, where this one overwrites what those have prepared; default 0 */
  readonly redoBack?: number;
  /** when set, the world stands after the chunks of this phase, and main does the work of this name before `finish` */
  readonly external?: string;
}

/** The kernels of phases, bound to the world of one party. */
export async function loadKernels(phases: readonly PhaseSpec[], context: KernelContext): Promise<Kernel[]> {
  const kernels: Kernel[] = [];
  for (const { kernel, data } of phases) {
    const module = (await import(kernel.module)) as Record<string, KernelFactory>; // ours, by name
    kernels.push(module[kernel.export](context, data));
  }
  return kernels;
}

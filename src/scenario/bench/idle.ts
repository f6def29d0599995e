// Kernels that do nothing, so that what remains is the engine itself: phases, chunks and barriers. Imports engine.

import type { Program } from '../../engine/engine.ts';
import type { Kernel, KernelContext } from '../../engine/kernel.ts';
import { moduleUrl } from '../../engine/pool.ts';

/** A phase of `chunks` chunks with nothing in them. */
export function idle(_context: KernelContext, { chunks }: { chunks: number }): Kernel {
  return { chunks: () => chunks, run: () => {} };
}

/** A world of no agents whose ticks are `phases` phases of `chunks` empty chunks: a barrier for each phase that is shared out. */
export function idleProgram(phases: number, chunks: number): Program {
  const kernel = { module: moduleUrl(import.meta.url, './idle'), export: 'idle' };
  const phase = (n: number) => ({ name: `nothing ${n}`, kernel, data: { chunks } });
  return {
    spec: { kinds: [{ name: 'nobody', count: 0, columns: [] }], globals: [], scratch: [], stages: [] },
    start: [],
    tick: Array.from({ length: phases }, (_, n) => phase(n)),
    inPlace: false,
  };
}

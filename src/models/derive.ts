// Columns that follow from others, filled before the rules that read them of neighbours. Imports engine, rules and binding.

import { CHUNK, type ColumnSpec } from '../engine/columns.ts';
import type { Kernel, KernelContext } from '../engine/kernel.ts';
import { Binding, derivedScratch, load, type Compiled, type Runtime } from './binding.ts';
import { SimdKernel } from './simd.ts';

export interface DeriveData {
  readonly kind: string;
  readonly column: ColumnSpec;
  /** a reduction that gives the value of each agent */
  readonly compiled: Compiled;
}

/** Reads the present columns of a kind; writes the derived one, in the order of agents in memory. */
export function deriveColumn(context: KernelContext, { kind, column, compiled }: DeriveData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(kind);
  const binding = new Binding(context, k, `derive:${kind}`, compiled);
  const run = load<(rt: Runtime, lo: number, hi: number, out: Float64Array) => void>(compiled.code);
  const simd = compiled.simd && new SimdKernel(context, compiled.simd, kind, binding.rt);
  const values = new Float64Array(CHUNK);
  return {
    chunks: () => Math.ceil(arena.header.count(k) / CHUNK),
    run(chunk) {
      const rt = binding.renew(arena.header, false, chunk);
      const lo = chunk * CHUNK;
      const hi = Math.min(lo + CHUNK, rt.count);
      const inWebAssembly = simd !== null && simd.run(lo, hi) < 0;
      if (!inWebAssembly) run(rt, lo, hi, values);
      const from = inWebAssembly ? simd.reduced(hi - lo) : values;
      const to = arena.scratch(derivedScratch(kind, column.name));
      for (let i = lo; i < hi; i++) to[i] = from[i - lo];
    },
  };
}

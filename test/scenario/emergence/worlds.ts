// Worlds made of plain arrays, for the tests of reports.

import type { KindView, World } from '../../../src/engine/world.ts';
import { keyFromSeed, normal, uniform53 } from '../../../src/engine/random.ts';

type Values = Float64Array | Int32Array;

/** A kind with these columns. */
export function kindOf(name: string, columns: Readonly<Record<string, Values>>, cells: readonly number[] | null = null): KindView {
  const count = Object.values(columns)[0].length;
  return {
    name,
    count,
    cells,
    columns: Object.entries(columns).map(([each, values]) => ({ name: each, type: values instanceof Int32Array ? 'i32' : 'f64', size: 1 })),
    id: Uint32Array.from({ length: count }, (_, i) => i),
    column: (each) => columns[each],
    has: (each) => each in columns,
  };
}

/** A world of one kind, in a space of this size where there is one. */
export function worldWith(kind: KindView, size: readonly number[] | null = null, grid = false, tick = 7): World {
  const space = size && { dimensions: 2 as const, size, periodic: true, radius: 1, ...(grid && { grid: {} }) };
  return { tick, params: {}, kinds: { [kind.name]: kind }, fields: {}, globals: {}, space, network: null };
}

/** Uniform numbers in [0, 1). */
export function uniforms(seed: string, n: number): Float64Array {
  const { k0, k1 } = keyFromSeed(seed);
  return Float64Array.from({ length: n }, (_, i) => uniform53(k0, k1, i, 0));
}

/** An autoregressive series x(i + 1) = a x(i) + e(i), of variance 1: integrated correlation time (1 + a) / (1 - a). */
export function autoregressive(seed: string, n: number, a: number): Float64Array {
  const { k0, k1 } = keyFromSeed(seed);
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) x[i] = i === 0 ? normal(k0, k1, 0, 0) : a * x[i - 1] + Math.sqrt(1 - a * a) * normal(k0, k1, i, 0);
  return x;
}

// Worlds made up for tests of metrics.

import type { KindView, SpaceView, World } from '../../src/engine/world.ts';

export function kindOf(name: string, columns: Record<string, ArrayLike<number>>, cells: readonly number[] | null = null): KindView {
  const count = Math.max(0, ...Object.values(columns).map(({ length }) => length));
  return {
    name,
    count,
    id: Uint32Array.from({ length: count }, (_, i) => i),
    columns: Object.keys(columns).map((column) => ({ name: column, type: 'f64', size: 1 })),
    column: (column) => Float64Array.from(columns[column]),
    has: (column) => column in columns,
    cells,
  };
}

export const worldWith = (kinds: KindView[], space: SpaceView | null = null, fields: World['fields'] = {}): World => ({
  tick: 0,
  params: {},
  fields,
  globals: {},
  space,
  network: null,
  kinds: Object.fromEntries(kinds.map((kind) => [kind.name, kind])),
});

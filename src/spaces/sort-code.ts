// The loops of the sort by cell, compiled for one kind's columns and one space. Imports engine, space, the assembler and the loops.

import type { ColumnSpec } from '../engine/columns.ts';
import { compiledFor } from '../engine/wasm/compiled.ts';
import { Module } from '../engine/wasm/module.ts';
import { arrangeFn } from './sort-arrange.ts';
import { countFn, dealFn } from './sort-count.ts';
import { cellCount, type SpaceSpec } from './space.ts';

type Call = (...words: number[]) => number;

/**
 * Four functions on a shared memory. Addresses are byte offsets, rows and buckets `[lo, hi)`; buckets are of 2^shift cells, and a
 * table has one word for each of them.
 *
 * - `count(lo, hi, cell, tables, buckets, shift, x, y(, z))` writes cells and adds to the tables of a slice, one a stream; 1 if some
 *   stream is out of order, else 0
 * - `deal(lo, hi, cell, tables, buckets, shift, dealt)` writes each agent of a slice to the next place of its bucket
 * - `index(lo, hi, cell, starts, bounds, shift)` writes where the cells of buckets start, for agents that are in order
 * - `arrange(lo, hi, cell, starts, bounds, shift, dealt, ahead, buckets, capacity, now, next)` does so for dealt agents, and writes
 *   their rows in order of cells; `now` and `next` are where the buffers' first columns begin, the others follow plane by plane.
 *   With `ahead` > 0 rows are touched before they are used, those of so many buckets beyond as well
 */
export function sortCode(
  columns: readonly ColumnSpec[],
  space: SpaceSpec,
  memory: WebAssembly.Memory,
): Record<'count' | 'deal' | 'index' | 'arrange', Call> {
  const { size, cells } = space;
  const compiled = compiledFor(`sort ${JSON.stringify([columns, size, cells])}`, () => {
    const module = new Module();
    module.add(countFn(columns, space), 'count');
    module.add(dealFn(), 'deal');
    module.add(arrangeFn(columns, cellCount(space), false), 'index');
    module.add(arrangeFn(columns, cellCount(space), true), 'arrange');
    return module;
  });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return exports as ReturnType<typeof sortCode>; // as they were named
}

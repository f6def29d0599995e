// Agents sorted by cell: a stable counting sort, shared by all workers. Neighbours of a cell row are then one contiguous run.
// Four phases: histogram, prefix, scatter, gather. Imports engine and space.

import { CHUNK, type Column, type Views } from '../engine/columns.ts';
import type { Kernel, KernelContext, PhaseSpec } from '../engine/kernel.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { moduleUrl } from '../engine/pool.ts';
import { cellCount, type SpaceSpec } from './space.ts';

interface SortData {
  readonly kind: string;
  readonly space: SpaceSpec;
}

/** Cells of one block of the parallel prefix sum. */
const BLOCK = 4_096;
/** A stable sort has one result, however it is sliced: slices may follow the workers. More slices than this do not pay. */
const MAX_SLICES = 16;
/** Below this many agents one slice is faster. */
const MIN_SLICE = 4 * CHUNK;

const SELF = moduleUrl(import.meta.url, './sort');

/** Working memory for sorting `kind`. */
export function sortScratch(kind: string, space: SpaceSpec, workers: number): ScratchSpec[] {
  const cells = cellCount(space);
  const blocks = Math.ceil(cells / BLOCK);
  return [
    { name: `cell:${kind}`, type: 'i32', kind, perAgent: 1 },
    { name: `order:${kind}`, type: 'u32', kind, perAgent: 1 },
    { name: `starts:${kind}`, type: 'i32', fixed: cells + 1 },
    { name: `histogram:${kind}`, type: 'i32', fixed: cells * Math.min(workers, MAX_SLICES) },
    { name: `blocks:${kind}`, type: 'i32', fixed: blocks },
  ];
}

/** The phases that sort `kind`; a fault in any of them starts again from the first, since only the last changes the state. */
export function sortPhases(kind: string, space: SpaceSpec): PhaseSpec[] {
  const data: SortData = { kind, space };
  return ['histogram', 'blocks', 'prefix', 'scatter', 'gather'].map((name, n) => ({
    name: `sorting kind ${kind} by cell`,
    kind,
    kernel: { module: SELF, export: name },
    data,
    redoBack: n,
  }));
}

/** Slices in which the agents are counted. */
function slices({ arena, parties }: KernelContext, k: number): number {
  return arena.header.count(k) < 2 * MIN_SLICE ? 1 : Math.min(parties, MAX_SLICES);
}

/** First agent of slice `s` of `of`. */
function sliceStart(count: number, s: number, of: number): number {
  return Math.floor((count * s) / of);
}

/** Reads positions; writes the cell of each agent and the number in each cell, per slice. */
export function histogram(context: KernelContext, { kind, space }: SortData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(kind);
  const cells = cellCount(space);
  const count = space.dimensions === 2 ? countCells2 : countCells3;
  return {
    chunks: () => (arena.header.count(k) > 0 ? slices(context, k) : 0),
    run(s) {
      const n = arena.header.count(k);
      const of = slices(context, k);
      const counts = arena.scratch(`histogram:${kind}`) as Int32Array;
      counts.fill(0, s * cells, (s + 1) * cells);
      count(
        arena.now(k),
        arena.scratch(`cell:${kind}`) as Int32Array,
        counts,
        s * cells,
        space,
        sliceStart(n, s, of),
        sliceStart(n, s + 1, of),
      );
    },
  };
}

function countCells2(
  { x, y }: Views,
  cell: Int32Array,
  counts: Int32Array,
  base: number,
  { size, cells }: SpaceSpec,
  lo: number,
  hi: number,
): void {
  const [nx, ny] = cells;
  const perX = nx / size[0];
  const perY = ny / size[1];
  for (let i = lo; i < hi; i++) {
    const cx = Math.min(nx - 1, Math.floor(x[i] * perX));
    const cy = Math.min(ny - 1, Math.floor(y[i] * perY));
    const c = clampCell(cy * nx + cx, nx * ny);
    cell[i] = c;
    counts[base + c]++;
  }
}

function countCells3(
  { x, y, z }: Views,
  cell: Int32Array,
  counts: Int32Array,
  base: number,
  { size, cells }: SpaceSpec,
  lo: number,
  hi: number,
): void {
  const [nx, ny, nz] = cells;
  const perX = nx / size[0];
  const perY = ny / size[1];
  const perZ = nz / size[2];
  for (let i = lo; i < hi; i++) {
    const cx = Math.min(nx - 1, Math.floor(x[i] * perX));
    const cy = Math.min(ny - 1, Math.floor(y[i] * perY));
    const cz = Math.min(nz - 1, Math.floor(z[i] * perZ));
    const c = clampCell((cz * ny + cy) * nx + cx, nx * ny * nz);
    cell[i] = c;
    counts[base + c]++;
  }
}

/** A position that is NaN or outside (a broken rule) counts for a cell at the edge: memory stays safe. */
function clampCell(cell: number, cells: number): number {
  return cell >= 0 ? (cell < cells ? cell : cells - 1) : 0;
}

/** Reads the histograms; writes the number of agents in each block of cells, then (serially) where each block starts. */
export function blocks(context: KernelContext, { kind, space }: SortData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(kind);
  const cells = cellCount(space);
  const blockCount = Math.ceil(cells / BLOCK);
  return {
    chunks: () => (arena.header.count(k) > 0 && slices(context, k) > 1 ? blockCount : 0),
    run(block) {
      const counts = arena.scratch(`histogram:${kind}`) as Int32Array;
      const of = slices(context, k);
      const end = Math.min((block + 1) * BLOCK, cells);
      let sum = 0;
      for (let s = 0; s < of; s++) for (let c = s * cells + block * BLOCK; c < s * cells + end; c++) sum += counts[c];
      (arena.scratch(`blocks:${kind}`) as Int32Array)[block] = sum;
    },
    finish() {
      if (slices(context, k) === 1) return;
      const sums = arena.scratch(`blocks:${kind}`) as Int32Array;
      let at = 0;
      for (let block = 0; block < blockCount; block++) {
        const n = sums[block];
        sums[block] = at;
        at += n;
      }
    },
  };
}

/** Turns the histograms into the position of the next agent of each cell, per slice; writes where each cell starts. */
export function prefix(context: KernelContext, { kind, space }: SortData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(kind);
  const cells = cellCount(space);
  const blockCount = Math.ceil(cells / BLOCK);
  const prefixBlock = (block: number, of: number): void => {
    const counts = arena.scratch(`histogram:${kind}`) as Int32Array;
    const starts = arena.scratch(`starts:${kind}`) as Int32Array;
    const whole = of === 1;
    const end = whole ? cells : Math.min((block + 1) * BLOCK, cells);
    let at = whole ? 0 : (arena.scratch(`blocks:${kind}`) as Int32Array)[block];
    for (let c = block * BLOCK; c < end; c++) {
      starts[c] = at;
      for (let p = c; p < of * cells; p += cells) {
        const n = counts[p];
        counts[p] = at;
        at += n;
      }
    }
    if (end === cells) starts[cells] = at;
  };
  return {
    chunks: () => (arena.header.count(k) === 0 ? 0 : slices(context, k) > 1 ? blockCount : 1),
    run: (block) => prefixBlock(block, slices(context, k)),
    finish() {
      if (arena.header.count(k) === 0) (arena.scratch(`starts:${kind}`) as Int32Array).fill(0);
    },
  };
}

/** Reads cells and positions of slices; writes which agent comes to each place. */
export function scatter(context: KernelContext, { kind, space }: SortData): Kernel {
  const { arena } = context;
  const k = arena.kindIndex(kind);
  const cells = cellCount(space);
  return {
    chunks: () => (arena.header.count(k) > 0 ? slices(context, k) : 0),
    run(s) {
      const n = arena.header.count(k);
      const of = slices(context, k);
      const cell = arena.scratch(`cell:${kind}`) as Int32Array;
      const order = arena.scratch(`order:${kind}`) as Uint32Array;
      const next = arena.scratch(`histogram:${kind}`) as Int32Array;
      const base = s * cells;
      const end = sliceStart(n, s + 1, of);
      for (let i = sliceStart(n, s, of); i < end; i++) order[next[base + cell[i]]++] = i;
    },
  };
}

/** Reads the present columns in sorted order; writes the other buffer, which becomes the present one. */
export function gather({ arena }: KernelContext, { kind }: SortData): Kernel {
  const k = arena.kindIndex(kind);
  const { columns } = arena.spec.kinds[k];
  return {
    chunks: () => Math.ceil(arena.header.count(k) / CHUNK),
    run(chunk) {
      const now = arena.now(k);
      const next = arena.next(k);
      const order = arena.scratch(`order:${kind}`) as Uint32Array;
      const capacity = arena.capacities.kinds[k];
      const lo = chunk * CHUNK;
      const hi = Math.min(lo + CHUNK, arena.header.count(k));
      permute(now.id, next.id, 0, order, lo, hi);
      for (const { name, size } of columns) {
        for (let plane = 0; plane < size; plane++) permute(now[name], next[name], plane * capacity, order, lo, hi);
      }
    },
    finish(pending) {
      if (pending.count(k) > 0) pending.flip(k);
    },
  };
}

/** to[d] = from[order[d]] for d in [lo, hi); one loop a type, so that each is compiled for one kind of array. */
export function permute(from: Column, to: Column, base: number, order: Uint32Array, lo: number, hi: number): void {
  if (from instanceof Float64Array) permuteF64(from, to as Float64Array, base, order, lo, hi);
  else if (from instanceof Float32Array) permuteF32(from, to as Float32Array, base, order, lo, hi);
  else if (from instanceof Uint32Array) permuteU32(from, to as Uint32Array, base, order, lo, hi);
  else if (from instanceof Int32Array) permuteI32(from, to as Int32Array, base, order, lo, hi);
  else permuteU8(from, to as Uint8Array, base, order, lo, hi);
}

function permuteF64(from: Float64Array, to: Float64Array, base: number, order: Uint32Array, lo: number, hi: number): void {
  for (let d = lo; d < hi; d++) to[base + d] = from[base + order[d]];
}
function permuteF32(from: Float32Array, to: Float32Array, base: number, order: Uint32Array, lo: number, hi: number): void {
  for (let d = lo; d < hi; d++) to[base + d] = from[base + order[d]];
}
function permuteU32(from: Uint32Array, to: Uint32Array, base: number, order: Uint32Array, lo: number, hi: number): void {
  for (let d = lo; d < hi; d++) to[base + d] = from[base + order[d]];
}
function permuteI32(from: Int32Array, to: Int32Array, base: number, order: Uint32Array, lo: number, hi: number): void {
  for (let d = lo; d < hi; d++) to[base + d] = from[base + order[d]];
}
function permuteU8(from: Uint8Array, to: Uint8Array, base: number, order: Uint32Array, lo: number, hi: number): void {
  for (let d = lo; d < hi; d++) to[base + d] = from[base + order[d]];
}

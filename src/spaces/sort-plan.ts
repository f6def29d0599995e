// What the phases of the sort share: how agents and cells are cut, where the arrays lie, the compiled loops.
// Imports engine, space and the compiled code.

import type { Arena } from '../engine/arena.ts';
import { CHUNK } from '../engine/columns.ts';
import type { KernelContext } from '../engine/kernel.ts';
import { columnsWithId, type ScratchSpec } from '../engine/layout.ts';
import { STREAMS } from './sort-count.ts';
import { sortCode } from './sort-code.ts';
import { cellCount, type SpaceSpec } from './space.ts';

export interface SortData {
  readonly kind: string;
  readonly space: SpaceSpec;
}

/** A bucket is to hold about so many agents, and at most so many cells, as long as there are not too many buckets. */
const BUCKET_AGENTS = 512;
const BUCKET_CELLS = 2_048;
const MAX_BUCKETS = 4_096;
/** Buckets are powers of two of cells, so that there may be twice as many. */
const BUCKETS_PER_AGENT = 2 / BUCKET_AGENTS;

/** Buckets are handed out together with about so many agents, fewer where that would make fewer than so many portions. */
const PORTION_AGENTS = 4_096;
const PORTIONS = 16;

/** A stable sort has one result, however it is sliced: slices may follow the workers. So many for each, where there are few of them. */
const SLICES_EACH = 4;
const MANY_SLICES = 32;
/** Agents of a slice at least. */
const MIN_SLICE = 8 * CHUNK;

/** From so many bytes of columns on, rows come from beyond the second-level cache and are touched before they are used. */
export const FAR_BYTES = 1 << 24;

function mostSlices(workers: number): number {
  return workers === 1 ? 1 : Math.max(workers, Math.min(MANY_SLICES, SLICES_EACH * workers));
}

/** Buckets of 2^shift cells, for `count` agents in `cells` cells: a function of the state, and nothing of it reaches the result. */
export function bucketShift(count: number, cells: number): number {
  const aim = Math.min(MAX_BUCKETS, Math.max(count / BUCKET_AGENTS, cells / BUCKET_CELLS, 1));
  const shift = Math.max(0, Math.floor(Math.log2(cells / aim)));
  return Math.ceil(cells / 2 ** shift) <= MAX_BUCKETS ? shift : shift + 1;
}

/** Working memory for sorting `kind`. */
export function sortScratch(kind: string, space: SpaceSpec, workers: number): ScratchSpec[] {
  const cells = cellCount(space);
  const slices = mostSlices(workers);
  const fewest = Math.min(cells, Math.ceil((2 * cells) / BUCKET_CELLS) + 2); // buckets of a world with hardly any agents
  return [
    { name: `cell:${kind}`, type: 'i32', kind, perAgent: 1 },
    { name: `dealt:${kind}`, type: 'u32', kind, perAgent: 1 },
    { name: `starts:${kind}`, type: 'i32', fixed: cells + 1 },
    { name: `tables:${kind}`, type: 'i32', kind, perAgent: BUCKETS_PER_AGENT * STREAMS * slices, fixed: fewest * STREAMS * slices },
    { name: `bounds:${kind}`, type: 'i32', kind, perAgent: BUCKETS_PER_AGENT * STREAMS, fixed: fewest + 1 },
    { name: `disorder:${kind}`, type: 'i32', fixed: slices + 1 },
  ];
}

type ArrayName = 'cell' | 'dealt' | 'starts' | 'tables' | 'bounds' | 'disorder';

const PLANS = new WeakMap<Arena, Map<string, SortPlan>>();

/** The plan that the phases of one kind share: compiling takes some milliseconds. */
export function planOf(context: KernelContext, data: SortData): SortPlan {
  const plans = PLANS.get(context.arena) ?? new Map<string, SortPlan>();
  const plan = plans.get(data.kind) ?? new SortPlan(context, data);
  PLANS.set(context.arena, plans.set(data.kind, plan));
  return plan;
}

/** One kind's sort as one worker sees it. */
export class SortPlan {
  readonly arena: Arena;
  readonly k: number;
  readonly space: SpaceSpec;
  readonly cells: number;
  readonly code: ReturnType<typeof sortCode>;
  private readonly names: Readonly<Record<ArrayName, string>>;
  private readonly parties: number;
  private fitted = -1;
  slices = 1;
  /** a bucket is 2^shift cells */
  shift = 0;
  buckets = 1;
  /** buckets that are handed out together */
  portion = 1;

  constructor({ arena, parties }: KernelContext, { kind, space }: SortData) {
    const named = (name: string): string => `${name}:${kind}`;
    this.arena = arena;
    this.parties = parties;
    this.space = space;
    this.k = arena.kindIndex(kind);
    this.cells = cellCount(space);
    this.names = {
      cell: named('cell'),
      dealt: named('dealt'),
      starts: named('starts'),
      tables: named('tables'),
      bounds: named('bounds'),
      disorder: named('disorder'),
    };
    this.code = sortCode(columnsWithId(arena.spec.kinds[this.k]), space, arena.memory);
  }

  array(name: ArrayName): Int32Array {
    return this.arena.scratch(this.names[name]) as Int32Array;
  }

  /** Byte offset of a scratch array. */
  at(name: ArrayName): number {
    return this.arena.layout.scratch[this.names[name]].offset;
  }

  /** Byte offset of a column in the buffer of `parity`. */
  columnAt(parity: number, name: string): number {
    return this.arena.layout.kinds[this.k][parity][name];
  }

  get count(): number {
    return this.arena.header.count(this.k);
  }

  /** First agent of slice `s`. */
  sliceStart(s: number): number {
    return Math.floor((this.count * s) / this.slices);
  }

  /** Cut anew when agents were born or have died; asked before every chunk. */
  fit(): this {
    const { count } = this;
    if (count === this.fitted) return this;
    this.fitted = count;
    this.slices = Math.max(1, Math.min(mostSlices(this.parties), Math.floor(count / MIN_SLICE)));
    this.shift = bucketShift(count, this.cells);
    this.buckets = Math.ceil(this.cells / 2 ** this.shift);
    this.portion = Math.max(1, Math.round((this.buckets * Math.min(PORTION_AGENTS, count / PORTIONS)) / count));
    return this;
  }

  /** Buckets in a row of cells, where rows of columns are to be touched before they are used; else 0. */
  get ahead(): number {
    const bytes = 2 * Math.abs(this.columnAt(1, 'id') - this.columnAt(0, 'id'));
    return bytes >= FAR_BYTES ? Math.ceil(this.space.cells[0] / 2 ** this.shift) + 1 : 0;
  }

  /** Whether agents stood in order of cells when they were counted: then they stay where they are. */
  get inOrder(): boolean {
    const disorder = this.array('disorder');
    return disorder[disorder.length - 1] === 0;
  }

  set inOrder(value: boolean) {
    const disorder = this.array('disorder');
    disorder[disorder.length - 1] = value ? 0 : 1;
  }
}

// Agents sorted by cell: a stable counting sort in two steps, shared by all workers. Neighbours of a cell row are then one contiguous run.
// Three phases: count (cells, and agents in each bucket of cells), deal (agents to their bucket), arrange (each bucket by cell,
// with all columns). Imports engine and space.
//
// The first step makes buckets so small that the second stays in the nearest caches, and only its tables, one word a bucket, are
// needed for each slice of agents: neither the memory nor the time of a worker grows with workers × cells.

import type { Kernel, KernelContext, PhaseSpec } from '../engine/kernel.ts';
import { moduleUrl } from '../engine/pool.ts';
import { STREAMS, streamLength } from './sort-count.ts';
import { planOf, type SortData, type SortPlan } from './sort-plan.ts';
import type { SpaceSpec } from './space.ts';

export { sortScratch } from './sort-plan.ts';

const SELF = moduleUrl(import.meta.url, './sort');

/** The phases that sort `kind`. Dealing uses up the tables of counts, so a fault in it starts again from counting. */
export function sortPhases(kind: string, space: SpaceSpec): PhaseSpec[] {
  const data: SortData = { kind, space };
  return ['count', 'deal', 'arrange'].map((name) => ({
    name: `sorting kind ${kind} by cell`,
    kind,
    kernel: { module: SELF, export: name },
    data,
    redoBack: name === 'deal' ? 1 : 0,
  }));
}

/** Reads positions; writes the cell of each agent and, per stream of each slice, the number in each bucket; then their places. */
export function count(context: KernelContext, data: SortData): Kernel {
  const plan = planOf(context, data);
  const { arena, k, code } = plan;
  const axes = ['x', 'y', 'z'].slice(0, data.space.dimensions);
  const positions = axes.map(() => 0);
  return {
    chunks: () => (plan.count > 0 ? plan.fit().slices : 0),
    run(s) {
      const { buckets, shift } = plan.fit();
      const words = buckets * STREAMS;
      const tables = plan.at('tables') + s * words * 4;
      const parity = arena.header.parity(k);
      for (let d = 0; d < axes.length; d++) positions[d] = plan.columnAt(parity, axes[d]);
      plan.array('tables').fill(0, s * words, (s + 1) * words);
      const lo = plan.sliceStart(s);
      plan.array('disorder')[s] = code.count(lo, plan.sliceStart(s + 1), plan.at('cell'), tables, buckets, shift, ...positions);
    },
    finish() {
      if (plan.count === 0) plan.array('starts').fill(0);
      else placesFromCounts(plan);
    },
  };
}

/** Tables of counts become tables of places: bucket by bucket, in it by slice and stream, which is the order of agents. */
function placesFromCounts(plan: SortPlan): void {
  const { buckets, slices } = plan.fit();
  const tables = plan.array('tables');
  const bounds = plan.array('bounds');
  const end = buckets * STREAMS * slices;
  let at = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    bounds[bucket] = at;
    for (let t = bucket; t < end; t += buckets) {
      const n = tables[t];
      tables[t] = at;
      at += n;
    }
  }
  bounds[buckets] = at;
  plan.inOrder = standInOrder(plan);
}

/** Whether every stream is in order, and begins in no cell before that in which the one before it ends. */
function standInOrder(plan: SortPlan): boolean {
  const disorder = plan.array('disorder');
  const cell = plan.array('cell');
  for (let s = 0; s < plan.slices; s++) {
    if (disorder[s] !== 0) return false;
    const lo = plan.sliceStart(s);
    const length = streamLength(plan.sliceStart(s + 1) - lo);
    for (let stream = 0; stream < STREAMS; stream++) {
      const first = lo + stream * length;
      if (first > 0 && cell[first - 1] > cell[first]) return false;
    }
  }
  return true;
}

/** Reads the cells of slices; writes agents bucket by bucket, in each in the order in which they stand. Nothing to do if all are in order. */
export function deal(context: KernelContext, data: SortData): Kernel {
  const plan = planOf(context, data);
  return {
    chunks: () => (plan.count > 0 && !plan.inOrder ? plan.fit().slices : 0),
    run(s) {
      const { buckets, shift } = plan.fit();
      const tables = plan.at('tables') + s * buckets * STREAMS * 4;
      plan.code.deal(plan.sliceStart(s), plan.sliceStart(s + 1), plan.at('cell'), tables, buckets, shift, plan.at('dealt'));
    },
  };
}

/** Reads buckets and the present columns; writes where each cell starts and, sorted, the other buffer, which becomes the present one. */
export function arrange(context: KernelContext, data: SortData): Kernel {
  const plan = planOf(context, data);
  const { arena, k, code } = plan;
  return {
    chunks: () => (plan.count > 0 ? Math.ceil(plan.fit().buckets / plan.portion) : 0),
    run(chunk) {
      const { buckets, portion, shift } = plan.fit();
      const lo = chunk * portion;
      const hi = Math.min(lo + portion, buckets);
      const cell = plan.at('cell');
      const starts = plan.at('starts');
      const bounds = plan.at('bounds');
      if (plan.inOrder) {
        code.index(lo, hi, cell, starts, bounds, shift);
        return;
      }
      const parity = arena.header.parity(k);
      const now = plan.columnAt(parity, 'id');
      const next = plan.columnAt(1 - parity, 'id');
      code.arrange(lo, hi, cell, starts, bounds, shift, plan.at('dealt'), plan.ahead, buckets, arena.capacities.kinds[k], now, next);
    },
    finish(pending) {
      if (plan.count > 0 && !plan.inOrder) pending.flip(k);
    },
  };
}

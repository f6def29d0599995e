// Rows of links that change: for each node those it is linked to, made of the list of links. Imports engine, spaces, links.
//
// A band of nodes for each worker: it looks through the whole list, which is in order, so that each row comes out ascending and no two
// workers write to one place.

import type { Arena } from '../engine/arena.ts';
import type { Kernel, KernelContext } from '../engine/kernel.ts';
import { firstFrom, LINKS, NO_WISH, ROW_FROM, ROW_TO, TARGETS, WISHES, WORD, WORDS, type ChangingLinks } from '../spaces/links.ts';
import { CURSOR, FIRST, GOAL_FROM, STAYS } from './links.ts';

export const words = (arena: Arena): Int32Array => arena.scratch(WORDS) as Int32Array;
export const ints = (arena: Arena, name: string): Int32Array => arena.scratch(name) as Int32Array;

/** The list of links that is true now. */
export function listOf(arena: Arena): { from: Uint32Array; to: Uint32Array; count: number } {
  const k = arena.kindIndex(LINKS);
  const { from, to } = arena.now(k) as unknown as Record<string, Uint32Array>; // the columns of linkKind()
  return { from, to, count: arena.header.count(k) };
}

/** Are there rows of other links than those of now, or wishes that a tick left behind which was begun anew? */
export function isStale(arena: Arena): boolean {
  const found = words(arena);
  return found[WORD.built] !== arena.header.nextId(arena.kindIndex(LINKS)) + 1 || found[WORD.changed] !== 0;
}

/** Nodes [lo, hi) of band `n` of `bands`. */
export function bandOf(nodes: number, bands: number, n: number): readonly [number, number] {
  return [Math.floor((nodes * n) / bands), Math.floor((nodes * (n + 1)) / bands)];
}

/** State at tick 0. Reads ids; writes every link. */
export function placeLinks({ arena }: KernelContext, { from, to }: { from: Uint32Array; to: Uint32Array }): Kernel {
  return {
    chunks: () => 1,
    run() {
      const list = arena.now(arena.kindIndex(LINKS));
      list['from'].set(from);
      list['to'].set(to);
    },
    finish() {
      words(arena).fill(0);
    },
  };
}

/** Reads the list; writes how many links each node has (to ROW_TO), and where those that begin at it stand in the list. */
export function countLinks({ arena, parties }: KernelContext, { nodes, directed }: ChangingLinks): Kernel {
  const bands = Math.min(parties, nodes);
  return {
    chunks: () => (isStale(arena) ? bands : 0),
    run(band) {
      const [lo, hi] = bandOf(nodes, bands, band);
      const { from, to, count } = listOf(arena);
      const ends = ints(arena, ROW_TO);
      const first = ints(arena, FIRST);
      ends.fill(0, lo, hi);
      if (!directed) {
        const width = hi - lo;
        for (let l = 0; l < count; l++) if ((to[l] - lo) >>> 0 < width) ends[to[l]]++;
      }
      let l = firstFrom(from, 0, count, lo);
      for (let i = lo; i < hi; i++) {
        first[i] = l;
        while (l < count && from[l] === i) l++;
        ends[i] += l - first[i];
      }
      if (hi === nodes) first[nodes] = count;
    },
    finish() {
      if (!isStale(arena)) return;
      const [begins, ends] = [ints(arena, ROW_FROM), ints(arena, ROW_TO)];
      for (let i = 0, sum = 0; i < nodes; i++) {
        begins[i] = sum;
        sum += ends[i];
        ends[i] = sum;
      }
    },
  };
}

/** Reads the list and where rows begin; writes the rows, that nobody wishes for anything, and that all links stay. */
export function dealLinks({ arena, parties }: KernelContext, { nodes, directed, sites }: ChangingLinks): Kernel {
  const bands = Math.min(parties, nodes);
  return {
    chunks: () => (isStale(arena) ? bands : 0),
    run(band) {
      const [lo, hi] = bandOf(nodes, bands, band);
      const { from, to, count } = listOf(arena);
      const [begins, ends, first, cursor] = [ROW_FROM, ROW_TO, FIRST, CURSOR].map((name) => ints(arena, name));
      const targets = ints(arena, TARGETS);
      cursor.set(begins.subarray(lo, hi), lo);
      if (!directed) {
        const width = hi - lo;
        for (let l = 0; l < count; l++) {
          const i = to[l];
          if ((i - lo) >>> 0 < width) targets[cursor[i]++] = from[l];
        }
      }
      for (let i = lo; i < hi; i++) {
        for (let l = first[i]; l < first[i + 1]; l++) targets[cursor[i]++] = to[l];
      }
      const asked = nodes * sites;
      ints(arena, GOAL_FROM).fill(STAYS, asked + first[lo], asked + first[hi]);
      if (hi > lo) ints(arena, WISHES).fill(NO_WISH, begins[lo], ends[hi - 1]);
    },
    finish(pending) {
      const found = words(arena);
      found[WORD.changed] = 0;
      found[WORD.built] = pending.nextId(arena.kindIndex(LINKS)) + 1;
    },
  };
}

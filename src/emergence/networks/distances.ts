// Shortest paths from many nodes at once, counted by their length in links. Imports errors.

import { LabError } from '../../errors.ts';
import { draws } from './draws.ts';
import type { Graph } from './graph.ts';

/** Paths from some nodes only, drawn without replacement: `sources` of them, at least 1, by `seed` (any text or number). */
export interface Sample {
  readonly sources: number;
  readonly seed: string | number;
}

/** Sources searched from together: one bit each. */
const TOGETHER = 32;

/** Paths by their length. */
export interface Distances {
  /** ordered pairs (source, other node) at distance d, for d from 0 (none) to the greatest there is */
  readonly counts: readonly number[];
  /** nodes that paths were counted from */
  readonly sources: number;
}

/**
 * How many ordered pairs of nodes lie how many links apart; pairs without a path are left out. Breadth-first from 32 sources at a time, a
 * bit for each: O(n m) at worst, and some ten times fewer steps where sources that are searched together lie close to each other, as they
 * are chosen to.
 *
 * @param sample null: from all nodes
 * @throws LabError E_METRIC for a sample of no sources
 * @see Then et al., The More the Merrier: Efficient Multi-Source Graph Traversal, PVLDB 8:449 (2014). doi:10.14778/2735496.2735507
 */
export function distances(graph: Graph, sample: Sample | null): Distances {
  const { n } = graph;
  const chosen = sample && sourcesOf(n, sample);
  const order = breadthFirstOrder(graph);
  const sources = chosen ? order.filter((i) => chosen[i] === 1) : order;
  const scratch = {
    seen: new Int32Array(n),
    now: new Int32Array(n),
    next: new Int32Array(n),
    active: new Int32Array(n),
    reached: new Int32Array(n),
  };
  const counts = [0];
  for (let lo = 0; lo < sources.length; lo += TOGETHER) search(graph, sources.subarray(lo, lo + TOGETHER), scratch, counts);
  return { counts, sources: sources.length };
}

/** 1 for each node that was drawn. */
function sourcesOf(n: number, { sources, seed }: Sample): Uint8Array {
  if (!(Number.isInteger(sources) && sources > 0))
    throw new LabError(
      'E_METRIC',
      `a sample of paths needs a whole number of sources, at least 1, but got ${sources}. Leave the sample out for all nodes.`,
    );
  const random = draws(seed, 'sources');
  const drawn = new Uint8Array(n);
  let needed = Math.min(sources, n);
  for (let i = 0; needed > 0; i++) if (random.integer(n - i) < needed) needed -= drawn[i] = 1; // each subset equally likely
  return drawn;
}

/** All nodes, neighbours close to each other: breadth first from the lowest node of each component. */
function breadthFirstOrder({ n, offsets, targets }: Graph): Int32Array {
  const order = new Int32Array(n);
  const met = new Uint8Array(n);
  let count = 0;
  let read = 0;
  for (let root = 0; root < n; root++) {
    if (met[root] === 1) continue;
    met[root] = 1;
    order[count++] = root;
    for (; read < count; read++) {
      for (let at = offsets[order[read]]; at < offsets[order[read] + 1]; at++) {
        if (met[targets[at]] === 1) continue;
        met[targets[at]] = 1;
        order[count++] = targets[at];
      }
    }
  }
  return order;
}

/**
 * For each node, bits of the sources: that have `seen` it, that reach it `now`, and in the `next` step; with lists of the nodes that have
 * any.
 */
interface Scratch {
  readonly seen: Int32Array;
  now: Int32Array;
  next: Int32Array;
  active: Int32Array;
  reached: Int32Array;
}

/** Breadth-first from up to 32 sources; adds to `counts`. `now` and `next` are zero before and after. */
function search({ offsets, targets }: Graph, sources: Int32Array, scratch: Scratch, counts: number[]): void {
  const { seen } = scratch;
  let { now, next, active, reached } = scratch;
  seen.fill(0);
  sources.forEach((i, bit) => (seen[i] = now[i] = 1 << bit));
  active.set(sources);
  let count = sources.length;
  for (let distance = 1; count > 0; distance++) {
    let found = 0;
    for (let a = 0; a < count; a++) {
      const i = active[a];
      const bits = now[i];
      now[i] = 0;
      for (let at = offsets[i], end = offsets[i + 1]; at < end; at++) {
        const j = targets[at];
        const fresh = bits & ~seen[j];
        if (fresh === 0) continue;
        if (next[j] === 0) reached[found++] = j;
        next[j] |= fresh;
      }
    }
    let pairs = 0;
    for (let r = 0; r < found; r++) {
      seen[reached[r]] |= next[reached[r]];
      pairs += ones(next[reached[r]]);
    }
    if (pairs > 0) counts[distance] = (counts[distance] ?? 0) + pairs;
    [now, next, active, reached, count] = [next, now, reached, active, found];
  }
}

/** Bits set of a 32-bit number. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

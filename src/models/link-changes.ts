// What rules wished for their links comes true, or not, when all rules of a synchronous tick have run. Imports engine, spaces, links.
//
// A link that one of its ends cuts is cut. A link that its two ends want to lead elsewhere follows the lower bid. A link that would be one that the
// tick found, whatever becomes of that one, stays as it is; of several that would be the same new one the lowest bid is made, the others stay.

import type { Arena } from '../engine/arena.ts';
import { CHUNK } from '../engine/columns.ts';
import type { Kernel, KernelContext } from '../engine/kernel.ts';
import { streamKey, threefry, type Key } from '../engine/random.ts';
import { LabError } from '../errors.ts';
import {
  CUT,
  firstFrom,
  isAmong,
  LINKS,
  MADE,
  NO_WISH,
  ROW_FROM,
  ROW_TO,
  TARGETS,
  WISHES,
  WORD,
  type ChangingLinks,
} from '../spaces/links.ts';
import { bandOf, ints, listOf, words } from './link-rows.ts';
import { BIDS, CURSOR, FIRST, GOAL_FROM, GOAL_TO, GRANTED, GRANTS, NEXT_FIRST, RANKED, RANKED_FROM, STAYS } from './links.ts';

/** In GOAL_FROM of a link: it is cut. */
const IS_CUT = -2;
/** Links, and ids given to their kind, at most: places are 32-bit, two ends a link. */
const MAX_LINKS = 2 ** 29;

const hasChanged = (arena: Arena): boolean => words(arena)[WORD.changed] !== 0;
const proposals = (arena: Arena, { nodes, sites }: ChangingLinks): number => nodes * sites + listOf(arena).count;

/** Reads wishes and rows; writes what becomes of each link that somebody wishes for, and of each new one that was asked for, with its bid. */
export function judgeLinks({ arena, seed }: KernelContext, { nodes, directed, sites }: ChangingLinks): Kernel {
  const asked = nodes * sites;
  let key: Key = { k0: 0, k1: 0 };
  let keyTick = -1;
  return {
    chunks: () => (hasChanged(arena) ? Math.ceil(nodes / CHUNK) : 0),
    run(chunk) {
      const [begins, ends, targets, wishes, made] = [ROW_FROM, ROW_TO, TARGETS, WISHES, MADE].map((name) => ints(arena, name));
      const [first, goalFrom, goalTo] = [FIRST, GOAL_FROM, GOAL_TO].map((name) => ints(arena, name));
      const bids = arena.scratch(BIDS) as Uint32Array;
      if (keyTick !== arena.header.tick) {
        keyTick = arena.header.tick;
        key = streamKey(seed, 'links', keyTick);
      }
      const { k0, k1 } = key;
      /** Where node `i` may lead a link to that it wishes to lead to node `wish` - 1; -1: nowhere. */
      const goalOf = (i: number, wish: number): number => {
        const j = wish - 1;
        return j >>> 0 >= nodes || j === i || isAmong(targets, begins[i], ends[i], j) ? -1 : j;
      };
      const bidOf = (i: number, j: number): number => threefry(k0, k1, i, j) >>> 0;
      const propose = (p: number, i: number, j: number): void => {
        const turned = !directed && i > j;
        goalFrom[p] = turned ? j : i;
        goalTo[p] = turned ? i : j;
        bids[p] = bidOf(i, j);
      };
      /** Where the link in slot `s` of node `i` stands in the list, if it begins there. */
      const placeOf = (i: number, s: number): number => first[i + 1] - (ends[i] - s);
      const judge = (p: number, i: number, one: number, j: number, two: number): void => {
        if (one === CUT || two === CUT) {
          goalFrom[p] = IS_CUT;
          return;
        }
        const a = goalOf(i, one);
        const b = goalOf(j, two);
        if (a >= 0 && (b < 0 || bidOf(i, a) <= bidOf(j, b))) propose(p, i, a);
        else if (b >= 0) propose(p, j, b);
      };
      const [lo, hi] = chunkOf(nodes, chunk);
      for (let p = lo; p < asked; p += nodes) {
        for (let i = lo; i < hi; i++) {
          const j = goalOf(i, made[p + i - lo]);
          if (j < 0) goalFrom[p + i - lo] = STAYS;
          else propose(p + i - lo, i, j);
        }
      }
      for (let i = lo; i < hi; i++) {
        for (let s = begins[i]; s < ends[i]; s++) {
          if (wishes[s] === NO_WISH) continue;
          const j = targets[s];
          if (directed) judge(asked + placeOf(i, s), i, wishes[s], j, NO_WISH);
          else {
            const back = firstFrom(targets, begins[j], ends[j], i); // both ends come to the same
            if (i < j) judge(asked + placeOf(i, s), i, wishes[s], j, wishes[back]);
            else judge(asked + placeOf(j, back), j, wishes[back], i, wishes[s]);
          }
        }
      }
    },
  };
}

/** Reads proposals; writes how many begin at each node. */
export function countProposals({ arena, parties }: KernelContext, links: ChangingLinks): Kernel {
  const { nodes } = links;
  const bands = Math.min(parties, nodes);
  return {
    chunks: () => (hasChanged(arena) ? bands : 0),
    run(band) {
      const [lo, hi] = bandOf(nodes, bands, band);
      const width = hi - lo;
      const counts = ints(arena, RANKED_FROM);
      const goalFrom = ints(arena, GOAL_FROM);
      counts.fill(0, lo, hi);
      for (let p = 0, end = proposals(arena, links); p < end; p++) if ((goalFrom[p] - lo) >>> 0 < width) counts[goalFrom[p]]++;
    },
    finish() {
      if (hasChanged(arena)) total(ints(arena, RANKED_FROM), nodes);
    },
  };
}

/** How many there are of each of n, to how many there are before each, and of all at the end. */
function total(counts: Int32Array, n: number): void {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const count = counts[i];
    counts[i] = sum;
    sum += count;
  }
  counts[n] = sum;
}

/** Reads proposals and their counts; writes which of them are made, ascending, and how many for each node. */
export function rankProposals({ arena, parties }: KernelContext, links: ChangingLinks): Kernel {
  const { nodes } = links;
  const bands = Math.min(parties, nodes);
  return {
    chunks: () => (hasChanged(arena) ? bands : 0),
    run(band) {
      const [lo, hi] = bandOf(nodes, bands, band);
      const width = hi - lo;
      const [goalFrom, goalTo, ranked, first, cursor, grants] = [GOAL_FROM, GOAL_TO, RANKED, RANKED_FROM, CURSOR, GRANTS].map((name) =>
        ints(arena, name),
      );
      const bids = arena.scratch(BIDS) as Uint32Array;
      const granted = arena.scratch(GRANTED) as Uint8Array;
      const before = (p: number, q: number): number => goalTo[p] - goalTo[q] || bids[p] - bids[q] || p - q;
      cursor.set(first.subarray(lo, hi), lo);
      for (let p = 0, end = proposals(arena, links); p < end; p++) {
        const i = goalFrom[p];
        if ((i - lo) >>> 0 < width) ranked[cursor[i]++] = p;
      }
      for (let i = lo; i < hi; i++) {
        if (first[i + 1] - first[i] > 1) ranked.subarray(first[i], first[i + 1]).sort(before);
        let kept = first[i];
        for (let at = first[i]; at < first[i + 1]; at++) {
          const p = ranked[at];
          const repeated = kept > first[i] && goalTo[ranked[kept - 1]] === goalTo[p];
          granted[p] = repeated ? 0 : 1;
          if (!repeated) ranked[kept++] = p;
        }
        grants[i] = kept - first[i];
      }
    },
  };
}

/** Nodes [lo, hi) of a chunk. */
const chunkOf = (nodes: number, chunk: number): readonly [number, number] => [chunk * CHUNK, Math.min((chunk + 1) * CHUNK, nodes)];

/** Reads what is made of links and proposals; writes how many links will begin at each node, and makes room for all. */
export function countNewLinks({ arena }: KernelContext, { nodes, sites }: ChangingLinks): Kernel {
  const asked = nodes * sites;
  return {
    chunks: () => (hasChanged(arena) ? Math.ceil(nodes / CHUNK) : 0),
    run(chunk) {
      const [first, goalFrom, grants, counts] = [FIRST, GOAL_FROM, GRANTS, NEXT_FIRST].map((name) => ints(arena, name));
      const granted = arena.scratch(GRANTED) as Uint8Array;
      const [lo, hi] = chunkOf(nodes, chunk);
      for (let i = lo; i < hi; i++) {
        let n = grants[i];
        for (let l = first[i]; l < first[i + 1]; l++) n += remains(goalFrom, granted, asked + l) ? 1 : 0;
        counts[i] = n;
      }
    },
    finish(pending) {
      if (!hasChanged(arena)) return true;
      const k = arena.kindIndex(LINKS);
      const [grants, counts, found] = [ints(arena, GRANTS), ints(arena, NEXT_FIRST), words(arena)];
      let fresh = 0;
      for (let i = 0; i < nodes; i++) fresh += grants[i];
      let sum = 0;
      for (let i = 0; i < nodes; i++) sum += counts[i];
      refuseMany(sum, pending.nextId(k) + fresh);
      const fits = sum <= arena.capacities.kinds[k];
      if (!fits) {
        arena.growKind(k, sum);
        return false; // arrays have moved: count again
      }
      total(counts, nodes);
      found[WORD.total] = sum;
      found[WORD.fresh] = fresh;
      return true;
    },
  };
}

/** @throws LabError E_RULE_FAILED for more links, or more ids of links, than there can be */
export function refuseMany(count: number, ids: number): void {
  if (count > MAX_LINKS)
    throw new LabError('E_RULE_FAILED', `a network has at most ${MAX_LINKS} links, but would have ${count}. Make fewer, or cut some.`);
  if (ids > 2 ** 31 - 2) throw new LabError('E_RULE_FAILED', `the run has made 2^31 links, more than can be told apart. Run fewer ticks.`);
}

/** Is link `p` of the list there after the tick as it is? */
function remains(goalFrom: Int32Array, granted: Uint8Array, p: number): boolean {
  return goalFrom[p] === STAYS || (goalFrom[p] >= 0 && granted[p] === 0);
}

/** Reads the list and what is made of it; writes the new list, in ascending order. */
export function writeLinks({ arena }: KernelContext, { nodes, sites }: ChangingLinks): Kernel {
  const asked = nodes * sites;
  const k = arena.kindIndex(LINKS);
  return {
    chunks: () => (hasChanged(arena) ? Math.ceil(nodes / CHUNK) : 0),
    run(chunk) {
      const { to } = listOf(arena);
      const { id, from: nextFrom, to: nextTo } = arena.next(k);
      const [first, goalFrom, goalTo, ranked, rankedFrom, grants, nextFirst] = [
        FIRST,
        GOAL_FROM,
        GOAL_TO,
        RANKED,
        RANKED_FROM,
        GRANTS,
        NEXT_FIRST,
      ].map((name) => ints(arena, name));
      const granted = arena.scratch(GRANTED) as Uint8Array;
      const [lo, hi] = chunkOf(nodes, chunk);
      for (let i = lo; i < hi; i++) {
        let at = nextFirst[i];
        let n = rankedFrom[i];
        const last = n + grants[i];
        for (let l = first[i]; l < first[i + 1]; l++) {
          if (!remains(goalFrom, granted, asked + l)) continue;
          while (n < last && goalTo[ranked[n]] < to[l]) nextTo[at++] = goalTo[ranked[n++]];
          nextTo[at++] = to[l];
        }
        while (n < last) nextTo[at++] = goalTo[ranked[n++]];
        for (let l = nextFirst[i]; l < at; l++) {
          nextFrom[l] = i;
          id[l] = l;
        }
      }
    },
    finish(pending) {
      if (!hasChanged(arena)) return;
      const found = words(arena);
      pending.setCount(k, found[WORD.total]);
      pending.setNextId(k, pending.nextId(k) + Math.max(1, found[WORD.fresh]));
      pending.flip(k);
    },
  };
}

// Random graphs and ring lattices of the degrees of a given graph. Imports errors.

import { LabError } from '../../errors.ts';
import type { Draws } from './draws.ts';
import { refuseDirected, rowsOf, type Graph } from './graph.ts';

/** How links are exchanged. */
export interface Rewiring {
  /** exchanges tried for each link, > 0 */
  readonly attempts: number;
  /** only exchanges that make links shorter around the ring of nodes 0 to n - 1, proposed where d is as near to a as a has links */
  readonly towardsRing: boolean;
}

/**
 * A graph of the same degrees with links exchanged at random: two links a–b and c–d become a–d and c–b, unless a node would be linked to
 * itself or twice. Refused exchanges count as tried, so that with enough attempts all simple graphs of these degrees are equally likely.
 * Links keep their places in the rows of their nodes, since degrees stay: an exchange takes O(smallest degree). Weights are left out.
 *
 * @throws LabError E_METRIC for directed graphs and attempts that are not positive
 * @see Maslov & Sneppen, Science 296:910 (2002), doi:10.1126/science.1065103; towards a ring: Sporns & Zwi, Neuroinformatics 2:145 (2004),
 * doi:10.1385/NI:2:2:145
 */
export function rewired(graph: Graph, { attempts, towardsRing }: Rewiring, random: Draws): Graph {
  refuseDirected(graph, 'rewired');
  if (!(attempts > 0))
    throw new LabError('E_METRIC', `the attempts of a rewiring must be a positive number for each link, but got ${attempts}. Try 10.`);
  const { n, offsets } = graph;
  const ends = offsets[n];
  const source = new Int32Array(ends);
  for (let i = 0; i < n; i++) source.fill(i, offsets[i], offsets[i + 1]);
  const sorted = rowsOf(n, source, graph.targets); // a copy, to write to
  const { targets } = sorted;
  const twin = twins(sorted);
  const linked = (i: number, j: number): boolean => {
    const [from, to] = offsets[i + 1] - offsets[i] < offsets[j + 1] - offsets[j] ? [i, j] : [j, i];
    for (let at = offsets[from]; at < offsets[from + 1]; at++) if (targets[at] === to) return true;
    return false;
  };
  const long = (i: number, j: number): number => Math.min(Math.abs(i - j), n - Math.abs(i - j));
  const near = (ab: number): number => {
    const a = source[ab];
    const away = 1 + random.integer(offsets[a + 1] - offsets[a]);
    const d = (a + (random.uniform() < 0.5 ? away : n - away)) % n;
    const degree = offsets[d + 1] - offsets[d];
    return degree === 0 ? ab : twin[offsets[d] + random.integer(degree)]; // the link itself is refused
  };
  const tries = Math.ceil((attempts * ends) / 2);
  for (let t = 0; t < tries; t++) {
    const ab = random.integer(ends);
    const cd = towardsRing ? near(ab) : random.integer(ends);
    const [a, b, c, d] = [source[ab], targets[ab], source[cd], targets[cd]];
    if (a === c || b === d || a === d || b === c) continue;
    if (towardsRing && long(a, d) + long(c, b) >= long(a, b) + long(c, d)) continue;
    if (linked(a, d) || linked(c, b)) continue;
    const [ba, dc] = [twin[ab], twin[cd]];
    targets[ab] = d;
    targets[dc] = a;
    targets[cd] = b;
    targets[ba] = c;
    [twin[ab], twin[dc], twin[cd], twin[ba]] = [dc, ab, ba, cd];
  }
  return rowsOf(n, source, targets);
}

/** Where each link of sorted rows stands in the row of its other end: the rows that lead to a node come in its own order. */
function twins({ n, offsets, targets }: Graph): Int32Array {
  const next = offsets.slice(0, n);
  return targets.map((j) => next[j]++);
}

// PageRank: where a random walker is found. Imports errors and measure.ts.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { strengths } from './degrees.ts';
import type { Graph } from './graph.ts';

/**
 * Share of its time that a random walker spends at each node who follows a link (by weight) with chance `damping` and else starts anew
 * anywhere; from a node without links it always starts anew. They sum to 1. Undirected links are followed both ways. Power iteration until
 * the sum of absolute errors is at most `tolerance`, which takes ln tolerance / ln damping rounds at most: O(n + m) each.
 *
 * @param options `damping` in [0, 1), default 0.85; `tolerance` > 0, default 1e-12
 * @returns nothing without nodes
 * @throws LabError E_METRIC for other options
 * @see Brin & Page, Computer Networks 30:107 (1998). doi:10.1016/S0169-7552(98)00110-X
 */
export function pagerank(
  graph: Graph,
  { damping = 0.85, tolerance = 1e-12 }: { damping?: number; tolerance?: number } = {},
): Measured<Float64Array> {
  const about = {
    units: 'probability',
    convention: `damping ${damping}, uniform restart, walkers at nodes without links restart; L1 error at most ${tolerance}; weights read`,
  };
  refuseOptions(damping, tolerance);
  if (graph.n === 0) return nothing('there are no nodes', about);
  const leaving = strengths(graph);
  let now = new Float64Array(graph.n).fill(1 / graph.n);
  let next = new Float64Array(graph.n);
  const rounds = Math.ceil(Math.log(Math.min(1, tolerance / 2)) / Math.log(damping || 1e-300)) + 1;
  for (let round = 0; round < rounds; round++) {
    const change = walk(graph, leaving, damping, now, next);
    [now, next] = [next, now];
    if ((change * damping) / (1 - damping) <= tolerance) break; // a contraction by damping in L1
  }
  return found(now, about);
}

/** One round: the restart and what flows along links, into `next`. Returns Σ |next - now|. */
function walk(
  { n, offsets, targets, weights }: Graph,
  leaving: Float64Array,
  damping: number,
  now: Float64Array,
  next: Float64Array,
): number {
  let stuck = 0;
  for (let i = 0; i < n; i++) if (leaving[i] === 0) stuck += now[i];
  next.fill((1 - damping + damping * stuck) / n);
  for (let i = 0; i < n; i++) {
    const flow = (damping * now[i]) / leaving[i]; // not used where there are no links
    for (let at = offsets[i]; at < offsets[i + 1]; at++) next[targets[at]] += weights ? flow * weights[at] : flow;
  }
  let change = 0;
  for (let i = 0; i < n; i++) change += Math.abs(next[i] - now[i]);
  return change;
}

function refuseOptions(damping: number, tolerance: number): void {
  if (!(damping >= 0 && damping < 1))
    throw new LabError('E_METRIC', `the damping of pagerank must be at least 0 and below 1, but got ${damping}. The usual one is 0.85.`);
  if (!(tolerance > 0))
    throw new LabError('E_METRIC', `the tolerance of pagerank must be a positive number, but got ${tolerance}. Try 1e-12.`);
}

// Effective information of a network: how much a random walker's node tells about its next. Imports measure.ts.

import { found, nothing, type Measured } from '../measure.ts';
import { strengths } from './degrees.ts';
import type { Graph } from './graph.ts';

const ABOUT = {
  units: 'bits',
  convention:
    'H(⟨W_out⟩) - ⟨H(W_out)⟩, log base 2, means over nodes that have out-links; W_out are weights (or 1) / their sum; undirected links lead both ways',
};

/**
 * Effective information of a network in bits, EI = H(⟨W_out⟩) - ⟨H(W_out)⟩, where row i of W_out holds the chances of where a random walker
 * goes from i: what is certain about its next node (determinism) less what is lost because many nodes lead to the same (degeneracy). In [0,
 * log₂ n]. O(n + m).
 *
 * @returns nothing without links
 * @see Klein & Hoel, Complexity 2020:8932526. doi:10.1155/2020/8932526
 */
export function networkEffectiveInformation(graph: Graph): Measured {
  const { n, offsets, targets, weights } = graph;
  if (targets.length === 0) return nothing('there are no links', ABOUT);
  const sums = strengths(graph);
  const entered = new Float64Array(n);
  let leaving = 0;
  let noise = 0;
  for (let i = 0; i < n; i++) {
    if (sums[i] > 0) leaving++;
    for (let at = offsets[i]; at < offsets[i + 1]; at++) {
      const chance = (weights ? weights[at] : 1) / sums[i];
      entered[targets[at]] += chance;
      noise -= chance * Math.log2(chance);
    }
  }
  let effect = 0;
  for (const sum of entered) if (sum > 0) effect -= (sum / leaving) * Math.log2(sum / leaving);
  return found(Math.max(0, effect - noise / leaving), ABOUT);
}

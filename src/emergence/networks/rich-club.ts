// Rich club: how densely nodes of many links are linked among themselves. Imports errors and measure.ts.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { refuseDirected, type Graph } from './graph.ts';

/**
 * Rich-club coefficient φ(k) = 2 E / (N (N - 1)): density of links among the N nodes of more than k links, E of them, in [0, 1]. Not
 * divided by that of random graphs: high degrees alone raise it. O(n + m).
 *
 * @param options `k`: degree that members exceed, a whole number ≥ 0
 * @returns nothing when fewer than two nodes exceed k
 * @throws LabError E_METRIC for another k and for directed graphs
 * @see Zhou & Mondragón, IEEE Commun. Lett. 8:180 (2004), doi:10.1109/LCOMM.2004.823426; Colizza et al., Nature Physics 2:110 (2006),
 * doi:10.1038/nphys209
 */
export function richClub(graph: Graph, { k }: { k: number }): Measured {
  const about = {
    units: 'dimensionless',
    convention: `density of links among nodes of degree > ${k}, not normalised by random graphs; weights not read`,
  };
  refuseDirected(graph, 'richClub');
  if (!(Number.isInteger(k) && k >= 0))
    throw new LabError(
      'E_METRIC',
      `the k of richClub must be a whole number, at least 0, but got ${k}. Members are the nodes of degree > k.`,
    );
  const { n, offsets, targets } = graph;
  let members = 0;
  let ends = 0;
  for (let i = 0; i < n; i++) {
    if (offsets[i + 1] - offsets[i] <= k) continue;
    members++;
    for (let at = offsets[i]; at < offsets[i + 1]; at++) if (offsets[targets[at] + 1] - offsets[targets[at]] > k) ends++;
  }
  if (members < 2) return nothing(`fewer than two nodes have more than ${k} links`, about);
  return found(ends / (members * (members - 1)), about);
}

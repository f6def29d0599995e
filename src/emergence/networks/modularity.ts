// Modularity of a given partition. Imports errors and measure.ts.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { refuseDirected, type Graph } from './graph.ts';
import { partition } from './partition.ts';

/**
 * Modularity Q = Σ_c [e_cc - γ a_c²]: the share of links (by weight) within communities, less what is expected at random with the same
 * degrees; in [-1/2, 1] for γ = 1. O(n + m).
 *
 * @param communities one number for each node; equal numbers are one community
 * @param options `resolution` γ > 0 (default 1); larger prefers smaller communities
 * @returns nothing without links
 * @throws LabError E_METRIC when there is not one community for each node, one is NaN, γ is not positive, and for directed graphs
 * @see Newman & Girvan, PRE 69:026113 (2004), doi:10.1103/PhysRevE.69.026113; Reichardt & Bornholdt, PRE 74:016110 (2006),
 * doi:10.1103/PhysRevE.74.016110
 */
export function modularity(graph: Graph, communities: ArrayLike<number>, { resolution = 1 }: { resolution?: number } = {}): Measured {
  refuseDirected(graph, 'modularity');
  refuseResolution(resolution);
  const about = modularityAbout(resolution);
  const labels = partition(graph, communities, 'communities');
  const { n, offsets, targets, weights } = graph;
  if (targets.length === 0) return nothing('there are no links', about);
  const atEnds = new Float64Array(n);
  let within = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    const label = labels[i];
    for (let at = offsets[i]; at < offsets[i + 1]; at++) {
      const weight = weights ? weights[at] : 1;
      atEnds[label] += weight;
      total += weight;
      if (labels[targets[at]] === label) within += weight;
    }
  }
  let chance = 0;
  for (const each of atEnds) chance += (each / total) ** 2;
  return found(within / total - resolution * chance, about);
}

/** What is said of every modularity. */
export function modularityAbout(resolution: number): { units: string; convention: string } {
  return { units: 'dimensionless', convention: `Newman and Girvan's Q of an undirected graph, resolution ${resolution}, weights read` };
}

/** @throws LabError E_METRIC unless it is a positive number */
export function refuseResolution(resolution: number): void {
  if (!(Number.isFinite(resolution) && resolution > 0))
    throw new LabError('E_METRIC', `the resolution of modularity must be a positive number, but got ${resolution}. The usual one is 1.`);
}

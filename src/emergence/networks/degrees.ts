// Degrees: how many links nodes have. Imports measure.ts.

import { found, nothing, type Measured } from '../measure.ts';
import { refuseDirected, type Graph } from './graph.ts';

const DENSITY = {
  units: 'dimensionless',
  convention: 'links / pairs of nodes, 2m / n(n - 1); for directed graphs m / n(n - 1); weights not read',
};

/**
 * Share of the pairs of nodes that are linked, 2m / n(n - 1) (directed: m / n(n - 1)), in [0, 1]. O(1).
 *
 * @returns nothing with fewer than two nodes
 */
export function density({ n, targets }: Graph): Measured {
  if (n < 2) return nothing('fewer than two nodes form no pair', DENSITY);
  return found(targets.length / (n * (n - 1)), DENSITY);
}

/** Nodes by their number of links. */
export interface DegreeDistribution {
  /** nodes that have 0, 1, 2, … links, up to the highest degree */
  readonly counts: readonly number[];
  readonly mean: number;
  /** divided by the number of nodes */
  readonly variance: number;
}

const DISTRIBUTION = {
  units: 'nodes',
  convention: 'counts by number of links, from 0; directed graphs by out-links; population variance; weights not read',
};

/** How many nodes have 0, 1, 2, … links. O(n). @returns nothing without nodes */
export function degreeDistribution({ n, offsets }: Graph): Measured<DegreeDistribution> {
  if (n === 0) return nothing('there are no nodes', DISTRIBUTION);
  const counts: number[] = [];
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const degree = offsets[i + 1] - offsets[i];
    while (counts.length <= degree) counts.push(0);
    counts[degree]++;
    squares += degree * degree;
  }
  const mean = offsets[n] / n;
  return found({ counts, mean, variance: Math.max(0, (n * squares - offsets[n] ** 2) / n ** 2) }, DISTRIBUTION);
}

const HETEROGENEITY = { units: 'dimensionless', convention: '⟨k²⟩ / ⟨k⟩ over all nodes, isolated ones included; weights not read' };

/**
 * Heterogeneity of degrees κ = ⟨k²⟩ / ⟨k⟩, ≥ 1: the mean degree of who is reached by a random link. A random graph of these degrees has a
 * giant component when κ > 2, and an epidemic needs 1 / (κ - 1) to spread. O(n).
 *
 * @returns nothing without links
 * @see Molloy & Reed, Random Struct. Algorithms 6:161 (1995). doi:10.1002/rsa.3240060204
 */
export function degreeHeterogeneity(graph: Graph): Measured {
  refuseDirected(graph, 'degreeHeterogeneity');
  const { n, offsets } = graph;
  if (offsets[n] === 0) return nothing('there are no links', HETEROGENEITY);
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (offsets[i + 1] - offsets[i]) ** 2;
  return found(squares / offsets[n], HETEROGENEITY);
}

/** Sum of the weights of the links of each node (directed graphs: of its out-links); the degree where there are no weights. O(n + m). */
export function strengths({ n, offsets, weights }: Graph): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (weights) for (let at = offsets[i]; at < offsets[i + 1]; at++) out[i] += weights[at];
    else out[i] = offsets[i + 1] - offsets[i];
  }
  return out;
}

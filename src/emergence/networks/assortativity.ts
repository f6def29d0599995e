// Assortativity: do links join nodes that are alike? Imports measure.ts.

import { found, nothing, type Measured } from '../measure.ts';
import { refuseDirected, type Graph } from './graph.ts';
import { partition } from './partition.ts';

const DEGREE = {
  units: 'dimensionless',
  convention: 'Pearson correlation of the degrees at both ends of links, each link in both directions; weights not read',
};

/**
 * Correlation of the degrees at both ends of links, in [-1, 1]: above 0 where nodes of many links are linked to such nodes. O(n + m).
 *
 * @returns nothing without links, and when all nodes that have links have equally many
 * @throws LabError E_METRIC for directed graphs
 * @see Newman, PRL 89:208701 (2002), eq. 4. doi:10.1103/PhysRevLett.89.208701
 */
export function degreeAssortativity(graph: Graph): Measured {
  refuseDirected(graph, 'degreeAssortativity');
  const { n, offsets, targets } = graph;
  const ends = targets.length;
  if (ends === 0) return nothing('there are no links', DEGREE);
  const mean = meanAtEnds(graph);
  let product = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    const degree = offsets[i + 1] - offsets[i];
    let sum = 0;
    for (let at = offsets[i]; at < offsets[i + 1]; at++) sum += offsets[targets[at] + 1] - offsets[targets[at]] - mean;
    product += (degree - mean) * sum;
    square += degree * (degree - mean) ** 2;
  }
  if (square === 0) return nothing('all nodes with links have equally many', DEGREE);
  return found(Math.max(-1, Math.min(1, product / square)), DEGREE);
}

/** Mean degree at the end of a link: exact where all are equal, since the sums are whole numbers. */
function meanAtEnds({ n, offsets }: Graph): number {
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (offsets[i + 1] - offsets[i]) ** 2;
  return squares / offsets[n];
}

const ATTRIBUTE = {
  units: 'dimensionless',
  convention: '(Σ e_cc - Σ a_c²) / (1 - Σ a_c²) over categories, each link in both directions; weights not read',
};

/**
 * Do links join nodes of the same category? (Σ e_cc - Σ a_c²) / (1 - Σ a_c²), where e_cc is the share of links within category c and a_c
 * that of the ends of links at it; 1 when all links stay within, 0 as by chance, at least -1. O(n + m).
 *
 * @param categories one number for each node; equal numbers are one category
 * @returns nothing without links, and when all links' ends have one category
 * @throws LabError E_METRIC when there is not one category for each node, one is NaN, and for directed graphs
 * @see Newman, PRE 67:026126 (2003), eq. 2. doi:10.1103/PhysRevE.67.026126
 */
export function attributeAssortativity(graph: Graph, categories: ArrayLike<number>): Measured {
  refuseDirected(graph, 'attributeAssortativity');
  const labels = partition(graph, categories, 'categories');
  const { n, offsets, targets } = graph;
  const ends = targets.length;
  if (ends === 0) return nothing('there are no links', ATTRIBUTE);
  const atEnds = new Float64Array(n);
  let within = 0;
  for (let i = 0; i < n; i++) {
    atEnds[labels[i]] += offsets[i + 1] - offsets[i];
    for (let at = offsets[i]; at < offsets[i + 1]; at++) if (labels[targets[at]] === labels[i]) within++;
  }
  let chance = 0;
  for (const each of atEnds) {
    if (each === ends) return nothing('all ends of links have the same category', ATTRIBUTE);
    chance += (each / ends) ** 2;
  }
  return found((within / ends - chance) / (1 - chance), ATTRIBUTE);
}

// Path lengths: how far apart nodes are, in links. Imports measure.ts.

import { found, nothing, type About, type Measured } from '../measure.ts';
import { giantComponent } from './components.ts';
import { distances, type Distances, type Sample } from './distances.ts';
import { refuseDirected, type Graph } from './graph.ts';

/** What is said of lengths, with the sample if one was taken. */
function lengthsAbout(units: string, what: string, n: number, sample: Sample | null): About {
  const from = sample && sample.sources < n ? `from a sample of ${sample.sources} of ${n} nodes (seed ${sample.seed})` : 'from all nodes';
  return { units, convention: `${what}, ${from}; lengths in links, weights not read` };
}

/**
 * Mean length of the shortest paths between the nodes of the largest component, in links. O(n m) at worst; with a sample O(sources × m).
 *
 * @param options `sample` (default null: exact): paths from some nodes of the largest component only, where n is large; the convention says
 * so
 * @returns nothing when the largest component is a single node, or none
 * @throws LabError E_METRIC for a sample of no sources, and for directed graphs
 */
export function averagePathLength(graph: Graph, { sample = null }: { sample?: Sample | null } = {}): Measured {
  refuseDirected(graph, 'averagePathLength');
  const giant = giantComponent(graph);
  const about = lengthsAbout('links', 'mean over pairs of the largest component', giant.n, sample);
  if (giant.n < 2) return nothing('no two nodes are connected', about);
  return found(meanLength(distances(giant, sample)), about);
}

/** Mean over the pairs that have a path. */
export function meanLength({ counts }: Distances): number {
  let pairs = 0;
  let sum = 0;
  counts.forEach((count, d) => {
    pairs += count;
    sum += d * count;
  });
  return sum / pairs;
}

const DIAMETER = {
  units: 'links',
  convention: 'longest shortest path within the largest component, 0 for a single node; weights not read',
};

/**
 * Length of the longest shortest path within the largest component, in links; exact, O(n m) at worst.
 *
 * @returns nothing without nodes
 * @throws LabError E_METRIC for directed graphs
 */
export function diameter(graph: Graph): Measured {
  refuseDirected(graph, 'diameter');
  if (graph.n === 0) return nothing('there are no nodes', DIAMETER);
  return found(distances(giantComponent(graph), null).counts.length - 1, DIAMETER);
}

/**
 * Global efficiency, mean of 1 / distance over all pairs of nodes, in [0, 1]; 0 for pairs without a path, so that a graph need not be
 * connected. O(n m) at worst; with a sample O(sources × m).
 *
 * @param options `sample` (default null: exact): paths from some nodes only; the convention says so
 * @returns nothing with fewer than two nodes
 * @throws LabError E_METRIC for a sample of no sources, and for directed graphs
 * @see Latora & Marchiori, PRL 87:198701 (2001). doi:10.1103/PhysRevLett.87.198701
 */
export function globalEfficiency(graph: Graph, { sample = null }: { sample?: Sample | null } = {}): Measured {
  refuseDirected(graph, 'globalEfficiency');
  const { n } = graph;
  const about = lengthsAbout('dimensionless', 'mean of 1 / length over all pairs, 0 where there is no path', n, sample);
  if (n < 2) return nothing('fewer than two nodes form no pair', about);
  const { counts, sources } = distances(graph, sample);
  const sum = counts.reduce((total, count, d) => (d === 0 ? 0 : total + count / d), 0);
  return found(sum / (sources * (n - 1)), about);
}

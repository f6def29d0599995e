// Betweenness: how many shortest paths lead through a node. Imports measure.ts.

import { found, nothing, type Measured } from '../measure.ts';
import { refuseDirected, type Graph } from './graph.ts';

/**
 * Betweenness of each node of an undirected graph: over all pairs of other nodes, each once, the share of their shortest paths that lead
 * through it. Brandes' algorithm, O(n m).
 *
 * @param options `normalised` (default false): divided by the number of pairs of other nodes, (n - 1)(n - 2) / 2
 * @returns nothing without nodes; normalised, with fewer than three
 * @throws LabError E_METRIC for directed graphs
 * @see Freeman, Sociometry 40:35 (1977), doi:10.2307/3033543; Brandes, J. Math. Sociol. 25:163 (2001), doi:10.1080/0022250X.2001.9990249
 */
export function betweenness(graph: Graph, { normalised = false }: { normalised?: boolean } = {}): Measured<Float64Array> {
  refuseDirected(graph, 'betweenness');
  const { n } = graph;
  const about = normalised
    ? {
        units: 'dimensionless',
        convention: 'each pair of other nodes once, divided by their number (n - 1)(n - 2) / 2; lengths in links, weights not read',
      }
    : { units: 'pairs of nodes', convention: 'each pair of other nodes once, not normalised; lengths in links, weights not read' };
  if (n === 0) return nothing('there are no nodes', about);
  if (normalised && n < 3) return nothing('fewer than three nodes have none in between', about);
  const out = new Float64Array(n);
  const scratch = {
    order: new Int32Array(n),
    distance: new Int32Array(n).fill(-1),
    paths: new Float64Array(n),
    share: new Float64Array(n),
  };
  for (let source = 0; source < n; source++) accumulate(graph, source, scratch, out);
  const pairs = normalised ? (n - 1) * (n - 2) : 2; // twice: each pair was met from both its ends
  for (let i = 0; i < n; i++) out[i] /= normalised ? pairs : 2;
  return found(out, about);
}

interface Scratch {
  readonly order: Int32Array;
  readonly distance: Int32Array;
  /** number of shortest paths from the source */
  readonly paths: Float64Array;
  /** Brandes' dependency of the source on each node */
  readonly share: Float64Array;
}

/** Add what lies on paths from `source`. Reads `distance` as -1 everywhere and leaves it so. */
function accumulate({ offsets, targets }: Graph, source: number, { order, distance, paths, share }: Scratch, out: Float64Array): void {
  distance[source] = 0;
  paths[source] = 1;
  share[source] = 0;
  order[0] = source;
  let count = 1;
  for (let read = 0; read < count; read++) {
    const i = order[read];
    const further = distance[i] + 1;
    for (let at = offsets[i], end = offsets[i + 1]; at < end; at++) {
      const j = targets[at];
      if (distance[j] < 0) {
        distance[j] = further;
        paths[j] = paths[i];
        share[j] = 0;
        order[count++] = j;
      } else if (distance[j] === further) paths[j] += paths[i];
    }
  }
  for (let read = count - 1; read > 0; read--) {
    const j = order[read];
    const nearer = distance[j] - 1;
    const each = (1 + share[j]) / paths[j];
    for (let at = offsets[j], end = offsets[j + 1]; at < end; at++) {
      const i = targets[at];
      if (distance[i] === nearer) share[i] += paths[i] * each;
    }
    out[j] += share[j];
  }
  for (let read = 0; read < count; read++) distance[order[read]] = -1;
}

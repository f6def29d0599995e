// Clustering: are the neighbours of a node linked to each other? Imports measure.ts.

import { found, nothing, type Measured } from '../measure.ts';
import { refuseDirected, type Graph } from './graph.ts';

/**
 * Triangles through each node of an undirected graph. Each link is followed from its end of lower degree (lower number where equal), so
 * that a triangle is found once, from the link between its two lower ends: O(m^1.5) whatever the degrees.
 */
export function triangles({ n, offsets, targets }: Graph): Float64Array {
  const { starts, upper } = upward(n, offsets, targets);
  const out = new Float64Array(n);
  const mark = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    const end = starts[i + 1];
    if (end - starts[i] < 2) continue;
    for (let at = starts[i]; at < end; at++) mark[upper[at]] = i;
    for (let at = starts[i]; at < end; at++) {
      const j = upper[at];
      let closed = 0;
      for (let on = starts[j], last = starts[j + 1]; on < last; on++) {
        if (mark[upper[on]] !== i) continue;
        closed++;
        out[upper[on]]++;
      }
      out[j] += closed;
      out[i] += closed;
    }
  }
  return out;
}

/** Rows of the links that lead up: to a node of higher degree, or of the same and a higher number. */
function upward(n: number, offsets: Int32Array, targets: Int32Array): { starts: Int32Array; upper: Int32Array } {
  const starts = new Int32Array(n + 1);
  const upper = new Int32Array(targets.length >> 1);
  let count = 0;
  for (let i = 0; i < n; i++) {
    const degree = offsets[i + 1] - offsets[i];
    for (let at = offsets[i], end = offsets[i + 1]; at < end; at++) {
      const j = targets[at];
      const other = offsets[j + 1] - offsets[j];
      if (other > degree || (other === degree && j > i)) upper[count++] = j;
    }
    starts[i + 1] = count;
  }
  return { starts, upper };
}

const LOCAL = {
  units: 'dimensionless',
  convention: '2T / k(k - 1), T triangles through a node of degree k; 0 where k < 2; weights not read',
};

/**
 * Clustering of each node, 2T / k(k - 1): the share of the pairs of its k neighbours that are linked, in [0, 1]; 0 where k < 2. O(m^1.5).
 *
 * @returns nothing without nodes
 * @throws LabError E_METRIC for directed graphs
 * @see Watts & Strogatz, Nature 393:440 (1998). doi:10.1038/30918
 */
export function localClustering(graph: Graph): Measured<Float64Array> {
  refuseDirected(graph, 'localClustering');
  if (graph.n === 0) return nothing('there are no nodes', LOCAL);
  const local = triangles(graph);
  for (let i = 0; i < graph.n; i++) {
    const k = graph.offsets[i + 1] - graph.offsets[i];
    if (k > 1) local[i] = (2 * local[i]) / (k * (k - 1));
  }
  return found(local, LOCAL);
}

/**
 * Mean of {@link localClustering} over nodes, in [0, 1]. O(m^1.5).
 *
 * @param options `few`: what nodes of fewer than two neighbours count as, 'zero' (the default) or 'left out' of the mean
 * @returns nothing when no node counts
 * @throws LabError E_METRIC for directed graphs
 * @see Watts & Strogatz, Nature 393:440 (1998). doi:10.1038/30918
 */
export function averageClustering(graph: Graph, { few = 'zero' }: { few?: 'zero' | 'left out' } = {}): Measured {
  const counted = few === 'zero' ? 'count as 0' : 'are left out';
  const about = {
    units: 'dimensionless',
    convention: `mean of 2T / k(k - 1) over nodes; nodes of degree < 2 ${counted}; weights not read`,
  };
  const { value, reason } = localClustering(graph);
  if (value === null) return nothing(reason ?? '', about);
  let sum = 0;
  let nodes = 0;
  for (let i = 0; i < graph.n; i++) {
    if (few === 'left out' && graph.offsets[i + 1] - graph.offsets[i] < 2) continue;
    sum += value[i];
    nodes++;
  }
  return nodes === 0 ? nothing('no node has two neighbours', about) : found(sum / nodes, about);
}

const TRANSITIVITY = { units: 'dimensionless', convention: '3 × triangles / connected triples of the whole graph; weights not read' };

/**
 * Transitivity, 3 × triangles / connected triples, in [0, 1]: the chance that two links that meet are closed by a third. O(m^1.5).
 *
 * @returns nothing when no node has two neighbours
 * @throws LabError E_METRIC for directed graphs
 * @see Newman, Watts & Strogatz, PNAS 99:2566 (2002). doi:10.1073/pnas.012582999
 */
export function transitivity(graph: Graph): Measured {
  refuseDirected(graph, 'transitivity');
  const { n, offsets } = graph;
  let triples = 0;
  for (let i = 0; i < n; i++) triples += ((offsets[i + 1] - offsets[i]) * (offsets[i + 1] - offsets[i] - 1)) / 2;
  if (triples === 0) return nothing('no node has two neighbours', TRANSITIVITY);
  return found(triangles(graph).reduce((sum, each) => sum + each, 0) / triples, TRANSITIVITY);
}

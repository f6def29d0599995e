// Cores: the part of a graph that holds together. Imports measure.ts.

import { found, nothing, type Measured } from '../measure.ts';
import { refuseDirected, type Graph } from './graph.ts';

const ABOUT = {
  units: 'links',
  convention: 'largest k such that the node is in a subgraph whose nodes all have k links or more; weights not read',
};

/**
 * Core number of each node: the largest k for which it is in the k-core, what is left when nodes of fewer than k links are taken away until
 * none is. Nodes are taken in the order of what is left of their degree, in buckets: O(n + m).
 *
 * @returns nothing without nodes
 * @throws LabError E_METRIC for directed graphs
 * @see Seidman, Social Networks 5:269 (1983), doi:10.1016/0378-8733(83)90028-X; Batagelj & Zaversnik (2003), arXiv:cs/0310049
 */
export function coreNumbers(graph: Graph): Measured<Int32Array> {
  refuseDirected(graph, 'coreNumbers');
  const { n, offsets, targets } = graph;
  if (n === 0) return nothing('there are no nodes', ABOUT);
  const degree = new Int32Array(n);
  for (let i = 0; i < n; i++) degree[i] = offsets[i + 1] - offsets[i];
  const { order, place, starts } = byDegree(degree);
  for (let taken = 0; taken < n; taken++) {
    const i = order[taken];
    for (let at = offsets[i]; at < offsets[i + 1]; at++) {
      const j = targets[at];
      if (degree[j] <= degree[i]) continue;
      const first = starts[degree[j]]++; // swap j with the first of its bucket, which then begins one later
      const other = order[first];
      order[place[j]] = other;
      place[other] = place[j];
      order[first] = j;
      place[j] = first;
      degree[j]--;
    }
  }
  return found(degree, ABOUT);
}

/** Nodes in ascending order of degree, where each stands, and where each degree starts. */
function byDegree(degree: Int32Array): { order: Int32Array; place: Int32Array; starts: Int32Array } {
  const n = degree.length;
  const starts = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) starts[degree[i] + 1]++;
  for (let d = 0; d < n; d++) starts[d + 1] += starts[d];
  const order = new Int32Array(n);
  const place = new Int32Array(n);
  const next = starts.slice();
  for (let i = 0; i < n; i++) {
    place[i] = next[degree[i]]++;
    order[place[i]] = i;
  }
  return { order, place, starts };
}

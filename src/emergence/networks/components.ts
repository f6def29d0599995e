// Connected components. Imports measure.ts.

import { found, nothing, type Measured } from '../measure.ts';
import { refuseDirected, type Graph } from './graph.ts';

/** Who belongs to which component. */
export interface Components {
  /** of each node, numbered from 0 in order of their lowest node */
  readonly labels: Int32Array;
  /** nodes of each component */
  readonly sizes: readonly number[];
}

/** The connected components of an undirected graph. O(n + m). @throws LabError E_METRIC for directed graphs */
export function components(graph: Graph): Components {
  refuseDirected(graph, 'components');
  const { n, offsets, targets } = graph;
  const labels = new Int32Array(n).fill(-1);
  const queue = new Int32Array(n);
  const sizes: number[] = [];
  for (let root = 0; root < n; root++) {
    if (labels[root] >= 0) continue;
    const label = sizes.length;
    labels[root] = label;
    queue[0] = root;
    let count = 1;
    for (let read = 0; read < count; read++) {
      const i = queue[read];
      for (let at = offsets[i]; at < offsets[i + 1]; at++) {
        const j = targets[at];
        if (labels[j] >= 0) continue;
        labels[j] = label;
        queue[count++] = j;
      }
    }
    sizes.push(count);
  }
  return { labels, sizes };
}

const SIZES = { units: 'nodes', convention: 'sizes of connected components, largest first; isolated nodes are components of one' };

/**
 * Sizes of the connected components, largest first. O(n + m).
 *
 * @returns nothing without nodes
 * @throws LabError E_METRIC for directed graphs
 */
export function componentSizes(graph: Graph): Measured<readonly number[]> {
  const { sizes } = components(graph);
  if (sizes.length === 0) return nothing('there are no nodes', SIZES);
  return found(
    sizes.toSorted((a, b) => b - a),
    SIZES,
  );
}

/**
 * The largest connected component as a graph of its own (of several, the one with the lowest node); nodes keep their order. The graph
 * itself if it is connected. O(n + m).
 *
 * @throws LabError E_METRIC for directed graphs
 */
export function giantComponent(graph: Graph): Graph {
  const { labels, sizes } = components(graph);
  if (sizes.length < 2) return graph;
  const giant = sizes.reduce((best, size, label) => (size > sizes[best] ? label : best), 0);
  const names = new Int32Array(graph.n);
  let n = 0;
  for (let i = 0; i < graph.n; i++) if (labels[i] === giant) names[i] = n++;
  const offsets = new Int32Array(n + 1);
  const targets = new Int32Array(graph.targets.length);
  const weights = graph.weights && new Float64Array(graph.targets.length);
  let ends = 0;
  for (let i = 0; i < graph.n; i++) {
    if (labels[i] !== giant) continue;
    for (let at = graph.offsets[i]; at < graph.offsets[i + 1]; at++) {
      if (weights && graph.weights) weights[ends] = graph.weights[at];
      targets[ends++] = names[graph.targets[at]];
    }
    offsets[names[i] + 1] = ends;
  }
  return { n, offsets, targets: targets.slice(0, ends), ...(weights ? { weights: weights.slice(0, ends) } : {}) };
}

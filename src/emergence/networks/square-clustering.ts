// Square clustering: how many of the possible squares around a node are closed. Imports measure.ts.

import { found, nothing, type Measured } from '../measure.ts';
import { refuseDirected, type Graph } from './graph.ts';

const ABOUT = {
  units: 'dimensionless',
  convention:
    'mean over nodes of squares / (squares + possible squares), summed over pairs of neighbours as Lind et al. and Zhang et al. do; 0 where none is possible; weights not read',
};

/**
 * Mean over nodes of the square clustering C₄: of all squares that two neighbours u, w of a node could close with it, the share that is
 * closed,
 *   C₄(v) = Σ q(u,w) / Σ [q(u,w) + (k_u - η) + (k_w - η)],   η = 1 + q(u,w) + (1 if u and w are linked),
 * where q(u,w) counts the common neighbours of u and w other than v. In [0, 1]; the one to ask of bipartite graphs, which have no
 * triangles. The sums follow from how often each node is reached in two steps: O(Σ k²), no pairs are looked at.
 *
 * @returns nothing without nodes
 * @throws LabError E_METRIC for directed graphs
 * @see Lind, González & Herrmann, PRE 72:056127 (2005), doi:10.1103/PhysRevE.72.056127; Zhang et al., Physica A 387:6869 (2008),
 * doi:10.1016/j.physa.2008.09.006
 */
export function squareClustering(graph: Graph): Measured {
  refuseDirected(graph, 'squareClustering');
  const { n, offsets, targets } = graph;
  if (n === 0) return nothing('there are no nodes', ABOUT);
  const paths = new Int32Array(n); // of length two from i
  const reached = new Int32Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const k = offsets[i + 1] - offsets[i];
    let count = 0;
    let degrees = 0;
    for (let at = offsets[i]; at < offsets[i + 1]; at++) {
      const j = targets[at];
      degrees += offsets[j + 1] - offsets[j];
      for (let on = offsets[j]; on < offsets[j + 1]; on++) {
        const end = targets[on];
        if (end === i) continue;
        if (paths[end]++ === 0) reached[count++] = end;
      }
    }
    let linked = 0; // twice the links among neighbours
    for (let at = offsets[i]; at < offsets[i + 1]; at++) linked += paths[targets[at]];
    let squares = 0;
    for (let r = 0; r < count; r++) {
      squares += (paths[reached[r]] * (paths[reached[r]] - 1)) / 2;
      paths[reached[r]] = 0;
    }
    const possible = (k - 1) * degrees - squares - k * (k - 1) - linked;
    if (possible > 0) sum += squares / possible;
  }
  return found(sum / n, ABOUT);
}

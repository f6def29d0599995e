// Partitions of nodes into groups. Imports errors.

import { LabError } from '../../errors.ts';
import { refuseLength, type Graph } from './graph.ts';

/**
 * The same groups of nodes, numbered from 0 in order of appearance.
 *
 * @param groups one number for each node; equal numbers are one group
 * @param what they are, for messages: "communities"
 * @throws LabError E_METRIC when there is not one for each node or one is NaN
 */
export function partition(graph: Graph, groups: ArrayLike<number>, what: string): Int32Array {
  refuseLength(graph, groups, what);
  const known = new Map<number, number>();
  const labels = new Int32Array(graph.n);
  for (let i = 0; i < graph.n; i++) {
    const label = known.get(groups[i]) ?? known.size;
    if (label === known.size) known.set(groups[i], label);
    labels[i] = label;
  }
  if (known.has(NaN))
    throw new LabError('E_METRIC', `${what} must be numbers, but those of some nodes are NaN. Give these nodes a number of their own.`);
  return labels;
}

// How far the neighbours of a point reach along each of its variables. Imports nothing.

import type { KdTree } from './kd-tree.ts';

/**
 * Of all points at `radius` or less (maximum norm) from the point at `place`, the greatest distance along each variable. Points within
 * `theiler` samples are left out, the point itself always; where several are equally far as the last neighbour, all of them count.
 *
 * @param variableOf the variable that each dimension belongs to
 * @param reach written, one for each variable
 */
export function reachInto(
  tree: KdTree,
  place: number,
  theiler: number,
  radius: number,
  variableOf: ArrayLike<number>,
  reach: Float64Array,
): void {
  const { leaves, boxes, points, dimensions, starts, ends, samples, stack } = tree;
  const at = place * dimensions;
  reach.fill(0);
  let top = 0;
  stack[top++] = 1;
  while (top > 0) {
    const node = stack[--top];
    const low = 2 * node * dimensions;
    let d = 0;
    while (d < dimensions && boxes[low + d] - points[at + d] <= radius && points[at + d] - boxes[low + dimensions + d] <= radius) d++;
    if (d < dimensions) continue;
    if (node < leaves) {
      stack[top++] = 2 * node + 1;
      stack[top++] = 2 * node;
      continue;
    }
    for (let p = starts[node]; p < ends[node]; p++) {
      if (Math.abs(samples[p] - samples[place]) <= theiler) continue;
      d = 0;
      while (d < dimensions && Math.abs(points[p * dimensions + d] - points[at + d]) <= radius) d++;
      if (d < dimensions) continue;
      for (d = 0; d < dimensions; d++) {
        const gap = Math.abs(points[p * dimensions + d] - points[at + d]);
        if (gap > reach[variableOf[d]]) reach[variableOf[d]] = gap;
      }
    }
  }
}

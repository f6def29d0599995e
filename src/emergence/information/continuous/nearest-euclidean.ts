// Nearest neighbours in the Euclidean norm. Imports nothing.

import type { KdTree } from './kd-tree.ts';

/**
 * Squared Euclidean distance from the point at `place` to the nearest of the others, the second, … the one that `best` has room for,
 * least first. O(log N) for well spread points.
 *
 * @param best written; Infinity where there are not so many others
 */
export function nearestSquaresInto(tree: KdTree, place: number, best: Float64Array): void {
  const { leaves, stack } = tree;
  const last = best.length - 1;
  best.fill(Infinity);
  let top = 0;
  stack[top++] = 1;
  while (top > 0) {
    const node = stack[--top];
    if (squareOutside(tree, node, place) >= best[last]) continue;
    if (node >= leaves) {
      scan(tree, node, place, best);
      continue;
    }
    const near = squareOutside(tree, 2 * node, place) <= squareOutside(tree, 2 * node + 1, place) ? 2 * node : 2 * node + 1;
    stack[top++] = near ^ 1;
    stack[top++] = near;
  }
}

function squareOutside({ boxes, points, dimensions }: KdTree, node: number, place: number): number {
  const low = 2 * node * dimensions;
  let sum = 0;
  for (let d = 0; d < dimensions; d++) {
    const value = points[place * dimensions + d];
    const gap = Math.max(boxes[low + d] - value, value - boxes[low + dimensions + d], 0);
    sum += gap * gap;
  }
  return sum;
}

function scan({ starts, ends, points, dimensions }: KdTree, leaf: number, place: number, best: Float64Array): void {
  for (let p = starts[leaf]; p < ends[leaf]; p++) {
    if (p === place) continue;
    let sum = 0;
    for (let d = 0; d < dimensions; d++) {
      const gap = points[p * dimensions + d] - points[place * dimensions + d];
      sum += gap * gap;
    }
    let slot = best.length - 1;
    if (sum >= best[slot]) continue;
    for (; slot > 0 && best[slot - 1] > sum; slot--) best[slot] = best[slot - 1];
    best[slot] = sum;
  }
}

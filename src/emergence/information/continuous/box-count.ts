// How many points of a tree lie in a box around one of them. Imports nothing.

import type { KdTree } from './kd-tree.ts';

const OUTSIDE = 0;
const ACROSS = 1;
const INSIDE = 2;

/**
 * Points whose every coordinate differs from that of the point at `place` by less than the width of that dimension; the point itself
 * counts, unless a width is 0. Boxes that lie inside as a whole are not opened: O(N^(1 - 1/d)) or the size of the border.
 *
 * @param widths one for each dimension
 */
export function countInBox(tree: KdTree, place: number, widths: Float64Array): number {
  const { leaves, starts, ends, stack } = tree;
  let count = 0;
  let top = 0;
  stack[top++] = 1;
  while (top > 0) {
    const node = stack[--top];
    const where = side(tree, node, place, widths);
    if (where === OUTSIDE) continue;
    if (where === INSIDE) count += ends[node] - starts[node];
    else if (node >= leaves) count += countInLeaf(tree, node, place, widths);
    else {
      stack[top++] = 2 * node + 1;
      stack[top++] = 2 * node;
    }
  }
  return count;
}

function side({ boxes, points, dimensions }: KdTree, node: number, place: number, widths: Float64Array): number {
  const low = 2 * node * dimensions;
  const high = low + dimensions;
  const at = place * dimensions;
  let inside = INSIDE;
  for (let d = 0; d < dimensions; d++) {
    const value = points[at + d];
    const width = widths[d];
    const least = boxes[low + d];
    const greatest = boxes[high + d];
    if (least - value >= width || value - greatest >= width) return OUTSIDE;
    if (value - least >= width || greatest - value >= width) inside = ACROSS;
  }
  return inside;
}

function countInLeaf({ starts, ends, points, dimensions }: KdTree, leaf: number, place: number, widths: Float64Array): number {
  const at = place * dimensions;
  let count = 0;
  for (let p = starts[leaf]; p < ends[leaf]; p++) {
    let d = 0;
    while (d < dimensions && Math.abs(points[p * dimensions + d] - points[at + d]) < widths[d]) d++;
    if (d === dimensions) count++;
  }
  return count;
}

// Points in boxes within boxes, for nearest neighbours and for counting within a box. Imports nothing.
// Friedman, Bentley & Finkel, ACM TOMS 3:209 (1977). doi:10.1145/355744.355745
// All comparisons are made on the rounded difference of two coordinates, so that the tree finds exactly what looking at each pair finds:
// rounding is monotone, and the border of a box is a coordinate of a point in it.

/** Points in a leaf at most. */
const LEAF = 8;

/**
 * Nodes are numbered from the root 1; the children of i are 2i and 2i + 1, and leaves are all on one level. Points are stored in the order
 * of leaves, so that those of a node are neighbours in memory.
 */
export interface KdTree {
  readonly dimensions: number;
  readonly count: number;
  /** nodes from `leaves` on are leaves */
  readonly leaves: number;
  /** points of node i: places [starts[i], ends[i]) */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** coordinates by place: point p at p * dimensions */
  readonly points: Float64Array;
  /** sample of a place */
  readonly samples: Int32Array;
  /** least and greatest coordinates of node i: at 2 i dimensions, the least ones first */
  readonly boxes: Float64Array;
  /** scratch of a search */
  readonly stack: Int32Array;
}

/** A tree over the rows of columns of one length N >= 1. O(N log N) for columns without many equal values. */
export function kdTree(columns: readonly Float64Array[]): KdTree {
  const dimensions = columns.length;
  const count = columns[0].length;
  let leaves = 1;
  while (leaves * LEAF < count) leaves *= 2;
  const samples = Int32Array.from({ length: count }, (_, i) => i);
  const starts = new Int32Array(2 * leaves);
  const ends = new Int32Array(2 * leaves);
  const boxes = new Float64Array(4 * leaves * dimensions);
  ends[1] = count;
  for (let node = 1; node < 2 * leaves; node++) {
    const start = starts[node];
    const end = ends[node];
    const widest = boxInto(boxes, 2 * node * dimensions, columns, samples, start, end);
    if (node >= leaves) continue;
    const middle = (start + end + 1) >>> 1;
    select(columns[widest], samples, start, end - 1, middle);
    starts[2 * node] = start;
    ends[2 * node] = starts[2 * node + 1] = middle;
    ends[2 * node + 1] = end;
  }
  const points = new Float64Array(count * dimensions);
  for (let d = 0; d < dimensions; d++) {
    const column = columns[d];
    for (let p = 0; p < count; p++) points[p * dimensions + d] = column[samples[p]];
  }
  return { dimensions, count, leaves, starts, ends, points, samples, boxes, stack: new Int32Array(128) };
}

/** Writes the box of places [start, end) and returns its widest dimension. */
function boxInto(
  boxes: Float64Array,
  at: number,
  columns: readonly Float64Array[],
  samples: Int32Array,
  start: number,
  end: number,
): number {
  const dimensions = columns.length;
  let widest = 0;
  let width = -1;
  for (let d = 0; d < dimensions; d++) {
    const column = columns[d];
    let least = Infinity;
    let greatest = -Infinity;
    for (let p = start; p < end; p++) {
      const value = column[samples[p]];
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    boxes[at + d] = least;
    boxes[at + dimensions + d] = greatest;
    if (greatest - least > width) {
      width = greatest - least;
      widest = d;
    }
  }
  return widest;
}

/** Puts places [start, end] in such an order that none before `middle` has a greater value than one from it on (Hoare 1961). */
function select(values: Float64Array, samples: Int32Array, start: number, end: number, middle: number): void {
  while (start < end) {
    const pivot = medianOfThree(values[samples[start]], values[samples[(start + end) >>> 1]], values[samples[end]]);
    let low = start;
    let high = end;
    while (low <= high) {
      while (values[samples[low]] < pivot) low++;
      while (values[samples[high]] > pivot) high--;
      if (low > high) break;
      const held = samples[low];
      samples[low++] = samples[high];
      samples[high--] = held;
    }
    if (middle <= high) end = high;
    else if (middle >= low) start = low;
    else return;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/** Greatest over the dimensions of how far a point at `at` of `points` lies outside of a node's box; 0 inside. */
function outside(boxes: Float64Array, node: number, points: Float64Array, at: number, dimensions: number): number {
  const low = 2 * node * dimensions;
  const high = low + dimensions;
  let distance = 0;
  for (let d = 0; d < dimensions; d++) {
    const value = points[at + d];
    const below = boxes[low + d] - value;
    const above = value - boxes[high + d];
    if (below > distance) distance = below;
    if (above > distance) distance = above;
  }
  return distance;
}

/**
 * Distance in the maximum norm from the point at `place` to the nearest of the others, the second, … the one that `best` has room for, least first.
 * Points within `theiler` samples are left out, the point itself always.
 *
 * @param best written; Infinity where there are not so many others
 */
export function nearestInto(tree: KdTree, place: number, theiler: number, best: Float64Array): void {
  const { leaves, boxes, points, dimensions, stack } = tree;
  const last = best.length - 1;
  const at = place * dimensions;
  best.fill(Infinity);
  let node = leafOf(tree, place);
  scan(tree, node, place, theiler, best);
  // From the leaf to the root, looking into what stands beside the path.
  for (; node > 1; node >>>= 1) {
    if (outside(boxes, node ^ 1, points, at, dimensions) >= best[last]) continue;
    let top = 0;
    stack[top++] = node ^ 1;
    while (top > 0) {
      const next = stack[--top];
      if (outside(boxes, next, points, at, dimensions) >= best[last]) continue;
      if (next >= leaves) {
        scan(tree, next, place, theiler, best);
        continue;
      }
      const left = outside(boxes, 2 * next, points, at, dimensions);
      const right = outside(boxes, 2 * next + 1, points, at, dimensions);
      const near = left <= right ? 2 * next : 2 * next + 1;
      if (Math.max(left, right) < best[last]) stack[top++] = near ^ 1;
      if (Math.min(left, right) < best[last]) stack[top++] = near;
    }
  }
}

/** The leaf that holds a place: all lie on one level, and the places of node i are split at starts[2 i + 1]. */
function leafOf({ leaves, starts }: KdTree, place: number): number {
  let node = 1;
  while (node < leaves) node = 2 * node + (place >= starts[2 * node + 1] ? 1 : 0);
  return node;
}

function scan(
  { starts, ends, samples, points, dimensions }: KdTree,
  leaf: number,
  place: number,
  theiler: number,
  best: Float64Array,
): void {
  const last = best.length - 1;
  const sample = samples[place];
  const at = place * dimensions;
  const end = ends[leaf];
  for (let p = starts[leaf]; p < end; p++) {
    const apart = samples[p] - sample;
    if (apart <= theiler && apart >= -theiler) continue;
    let distance = 0;
    for (let d = 0; d < dimensions; d++) {
      const gap = Math.abs(points[p * dimensions + d] - points[at + d]);
      if (gap > distance) distance = gap;
    }
    let slot = last;
    if (distance >= best[slot]) continue;
    for (; slot > 0 && best[slot - 1] > distance; slot--) best[slot] = best[slot - 1];
    best[slot] = distance;
  }
}

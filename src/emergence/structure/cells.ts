// Points sorted into cells, so that who is near is found without looking at all. Imports points.

import type { Points } from './points.ts';

/** Cells are wider than the reach by this factor, so that rounding never hides a point beyond the adjoining cells. */
export const WIDER = 1 + 1e-9;

export interface Cells {
  readonly count: number;
  readonly periodic: boolean;
  /** lengths of the box along x, y and z; without one, of the smallest box about the points; 0 along an axis that there is not */
  readonly size: Float64Array;
  /** number of cells along x, y and z */
  readonly along: Int32Array;
  /** where each cell starts in `order`; cell (cx, cy, cz) is (cz × along[1] + cy) × along[0] + cx */
  readonly starts: Int32Array;
  /** points by cell */
  readonly order: Uint32Array;
  /** coordinates in that order */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** cell of each, in that order, along x, y and z */
  readonly cx: Int32Array;
  readonly cy: Int32Array;
  readonly cz: Int32Array;
}

/**
 * Sort points into cells at least `reach` wide; about as many cells as points at most. O(N).
 *
 * @param reach lengths of the model; 0 for the smallest cells, of about one point each
 */
export function cellsOf({ axes, count, size: box, periodic }: Points, reach: number): Cells {
  const low = [0, 0, 0];
  const size = new Float64Array(3);
  axes.forEach((axis, d) => {
    if (box !== null && periodic) {
      size[d] = box[d];
      return;
    }
    const [least, most] = range(axis);
    low[d] = least;
    size[d] = most - least;
  });
  const along = cellCounts(size, count, reach);
  const own = [0, 1, 2].map((d) => (d < axes.length ? column(axes[d], low[d], size[d], along[d]) : new Int32Array(count)));
  const cell = new Int32Array(count);
  for (let i = 0; i < count; i++) cell[i] = (own[2][i] * along[1] + own[1][i]) * along[0] + own[0][i];
  const { starts, order } = byCell(cell, along[0] * along[1] * along[2]);
  const [x, y, z] = [0, 1, 2].map((d) => (d < axes.length ? gathered(axes[d], order) : new Float64Array(count)));
  const [cx, cy, cz] = own.map((of) => gathered(of, order, new Int32Array(count)));
  return { count, periodic: periodic && box !== null, size, along, starts, order, x, y, z, cx, cy, cz };
}

/** Places by cell, in their order within each, and where each of `total` cells starts: a counting sort. O(N). */
export function byCell(cell: Int32Array, total: number): { starts: Int32Array; order: Uint32Array } {
  const starts = new Int32Array(total + 1);
  for (let i = 0; i < cell.length; i++) starts[cell[i] + 1]++;
  for (let c = 0; c < total; c++) starts[c + 1] += starts[c];
  const next = starts.slice(0, total);
  const order = new Uint32Array(cell.length);
  for (let i = 0; i < cell.length; i++) order[next[cell[i]]++] = i;
  return { starts, order };
}

/** Smallest and largest value; [0, 0] of none. */
export function range(values: ArrayLike<number>): [number, number] {
  if (values.length === 0) return [0, 0];
  let least = values[0];
  let most = values[0];
  for (let i = 1; i < values.length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  return [least, most];
}

/** Cells along each axis: as near to cubes as may be, no smaller than the reach, about one point in each on average. */
function cellCounts(size: Float64Array, count: number, reach: number): Int32Array {
  const long = size.filter((length) => length > 0).sort();
  let width = reach * WIDER;
  // the longest axes that one point a cell leaves more than one cell
  for (let d = long.length; d > 0; d--) {
    const axes = long.subarray(long.length - d);
    const one = (axes.reduce((product, length) => product * length, 1) / (count + 1)) ** (1 / d);
    if (one <= axes[0] || d === 1) {
      width = Math.max(width, one);
      break;
    }
  }
  return Int32Array.from(size, (length) => (length > 0 && width > 0 ? Math.max(1, Math.min(2 ** 20, Math.floor(length / width))) : 1));
}

function column(axis: Float64Array, low: number, size: number, cells: number): Int32Array {
  const out = new Int32Array(axis.length);
  if (cells === 1) return out;
  const share = cells / size;
  for (let i = 0; i < out.length; i++) {
    const c = Math.floor((axis[i] - low) * share);
    out[i] = c < cells ? c : cells - 1;
  }
  return out;
}

/** The values at places `order`, one after the other. */
export function gathered(values: ArrayLike<number>, order: Uint32Array): Float64Array;
export function gathered(values: ArrayLike<number>, order: Uint32Array, out: Int32Array): Int32Array;
export function gathered(values: ArrayLike<number>, order: Uint32Array, out: Float64Array | Int32Array = new Float64Array(order.length)) {
  for (let k = 0; k < order.length; k++) out[k] = values[order[k]];
  return out;
}

/** Number of cells to look at to either side of cell `c` of `n`: [before, after], each cell once even round a seam. */
function around(c: number, n: number, periodic: boolean): [number, number] {
  if (!periodic) return [c > 0 ? 1 : 0, c < n - 1 ? 1 : 0];
  return n === 1 ? [0, 0] : n === 2 ? [0, 1] : [1, 1];
}

/**
 * All other points within `reach` of the point at place `k` of the order. `reach` is at most that of the cells.
 *
 * @param out places of those found, `out` and `squares` as long as there are points
 * @param squares squares of their distances
 * @returns how many there are
 */
export function withinInto(cells: Cells, k: number, reach: number, out: Uint32Array, squares: Float64Array): number {
  const { along, starts, x, y, z, size, periodic } = cells;
  const [nx, ny, nz] = along;
  const limit = reach * reach;
  const [halfX, halfY, halfZ] = periodic ? [size[0] / 2, size[1] / 2, size[2] / 2] : [Infinity, Infinity, Infinity];
  const [x0, x1] = around(cells.cx[k], nx, periodic);
  const [y0, y1] = around(cells.cy[k], ny, periodic);
  const [z0, z1] = around(cells.cz[k], nz, periodic);
  let found = 0;
  for (let oz = -z0; oz <= z1; oz++) {
    const layer = (cells.cz[k] + oz + nz) % nz;
    for (let oy = -y0; oy <= y1; oy++) {
      const row = (layer * ny + ((cells.cy[k] + oy + ny) % ny)) * nx;
      for (let ox = -x0; ox <= x1; ox++) {
        const cell = row + ((cells.cx[k] + ox + nx) % nx);
        for (let j = starts[cell]; j < starts[cell + 1]; j++) {
          let dx = Math.abs(x[j] - x[k]);
          let dy = Math.abs(y[j] - y[k]);
          let dz = Math.abs(z[j] - z[k]);
          if (dx > halfX) dx = size[0] - dx;
          if (dy > halfY) dy = size[1] - dy;
          if (dz > halfZ) dz = size[2] - dz;
          const square = dx * dx + dy * dy + dz * dz;
          if (square > limit || j === k) continue;
          out[found] = j;
          squares[found++] = square;
        }
      }
    }
  }
  return found;
}

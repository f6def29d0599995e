// Points sorted by the cells of a grid, to find who is near, the nearest beyond a cell too. Imports errors and structure/cells.

import { LabError } from '../../errors.ts';
import { byCell, gathered, range, WIDER } from '../structure/cells.ts';

/** Where distances are measured. */
export interface Surroundings {
  /** what leaves on one side enters on the other, and distances are measured the shorter way round; default false: open */
  readonly periodic?: boolean;
  /** extent along each axis from 0, > 0; needed where the space is periodic, not read where it is open */
  readonly size?: readonly number[];
}

/** One number along x, y and z. In two dimensions all points have z = 0 and there is one cell along z. */
type Three<T> = readonly [T, T, T];

/** Points in the order of their cells. */
export interface Cells {
  readonly n: number;
  /** cells along each axis; the cell at (x, y, z) is (z × across[1] + y) × across[0] + x */
  readonly across: Three<number>;
  /** width of the cells along each axis; Infinity where there is one */
  readonly width: Three<number>;
  /** extent along each axis where it is periodic, else Infinity */
  readonly wrap: Three<number>;
  /** where each cell starts in the sorted order, and where the last one ends */
  readonly starts: Int32Array;
  /** the cell of each sorted point */
  readonly cell: Int32Array;
  /** the number that each sorted point was given with */
  readonly point: Uint32Array;
  /** coordinates of the sorted points, within [0, size) where the space is periodic */
  readonly at: Three<Float64Array>;
}

/**
 * Sort points by cells at least `width` wide, and so wide that there are at most about twice as many as points: a counting sort, O(N).
 *
 * @param columns two or three coordinates of all points: x, y(, z), finite
 * @param width in lengths of the space, > 0
 * @throws LabError E_METRIC for columns of different lengths, coordinates that are no finite numbers, sizes that are not positive
 */
export function cells(columns: readonly ArrayLike<number>[], width: number, { size, periodic = false }: Surroundings): Cells {
  const n = refusePoints(columns);
  const axes = columns.map((column, axis) => (periodic ? { low: 0, extent: refuseExtent(size, axis, columns.length) } : reachOf(column)));
  const across = [1, 1, 1];
  const least = Math.max(...axes.map(({ extent }) => extent)) / (2 * n + 2); // narrower ones are too many along one axis alone
  for (let wide = Math.max(width * WIDER, least, 1e-300); ; wide *= 1.25) {
    axes.forEach(({ extent }, axis) => (across[axis] = Math.max(1, Math.floor(extent / wide))));
    if (across[0] * across[1] * across[2] <= 2 * n + 1) break;
  }
  const wrap = [0, 1, 2].map((axis) => (periodic && axis < axes.length ? axes[axis].extent : Infinity));
  const at = [0, 1, 2].map((axis) => (axis < axes.length ? wrapped(columns[axis], wrap[axis]) : new Float64Array(n)));
  const cell = new Int32Array(n);
  for (let axis = axes.length - 1; axis >= 0; axis--) {
    const { low, extent } = axes[axis];
    const many = across[axis];
    for (let i = 0; i < n; i++) {
      const along = many === 1 ? 0 : Math.min(many - 1, Math.floor(((at[axis][i] - low) / extent) * many));
      cell[i] = cell[i] * many + along;
    }
  }
  const { starts, order: point } = byCell(cell, across[0] * across[1] * across[2]);
  return {
    n,
    across: three(across),
    width: three(across.map((many, axis) => (many === 1 ? Infinity : axes[axis].extent / many))),
    wrap: three(wrap),
    starts,
    cell: gathered(cell, point, new Int32Array(n)),
    point,
    at: three(at.map((values) => gathered(values, point))),
  };
}

function three<T>([x, y, z]: readonly T[]): Three<T> {
  return [x, y, z];
}

/** Coordinates moved by whole turns into [0, extent). */
function wrapped(column: ArrayLike<number>, extent: number): Float64Array {
  const out = Float64Array.from(column);
  if (extent === Infinity) return out;
  for (let i = 0; i < out.length; i++) {
    if (out[i] >= 0 && out[i] < extent) continue;
    const turned = out[i] - extent * Math.floor(out[i] / extent);
    out[i] = turned >= 0 && turned < extent ? turned : 0; // a hair below 0 rounds to the extent
  }
  return out;
}

function reachOf(column: ArrayLike<number>): { low: number; extent: number } {
  const [low, high] = range(column);
  return { low, extent: high - low };
}

/** Number of points. */
function refusePoints(columns: readonly ArrayLike<number>[]): number {
  if (columns.length !== 2 && columns.length !== 3)
    throw new LabError(
      'E_METRIC',
      `positions are two or three columns (x, y or x, y, z), but got ${columns.length}. Give one for each axis.`,
    );
  const n = columns[0].length;
  columns.forEach((column, axis) => {
    const name = 'xyz'[axis];
    if (column.length !== n)
      throw new LabError(
        'E_METRIC',
        `the columns of positions must be equally long, but x has ${n} values and ${name} ${column.length}. Give one of each for every point.`,
      );
    for (let i = 0; i < n; i++) {
      if (!Number.isFinite(column[i]))
        throw new LabError(
          'E_METRIC',
          `positions must be finite numbers, but ${name} of point ${i} is ${column[i]}. Leave such points out.`,
        );
    }
  });
  return n;
}

function refuseExtent(size: readonly number[] | undefined, axis: number, axes: number): number {
  const extent = size?.length === axes ? size[axis] : undefined;
  if (extent === undefined || !(Number.isFinite(extent) && extent > 0))
    throw new LabError(
      'E_METRIC',
      `the size of a periodic space must be ${axes} positive numbers, but got ${size ? `[${size.join(', ')}]` : 'none'}. Give its extent along each axis.`,
    );
  return extent;
}

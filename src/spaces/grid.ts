// Grids: spaces of square or hexagonal cells, whose neighbourhoods are sets of cells. Imports errors and space.

import { LabError, refuseNoBoolean, refuseUnknown, said } from '../errors.ts';
import { cellsOf, refuseUnit, type SpaceSpec } from './space.ts';

/**
 * Who is near whom on a grid. `moore`: cells within so many steps of a king; `von-neumann`: of a rook that turns;
 * `hexagonal`: cells of a honeycomb whose odd rows lie half a cell to the right ("odd-r").
 */
export type Neighbourhood = 'moore' | 'von-neumann' | 'hexagonal';

/** The grid of a space: cells along x and y, and the neighbourhood. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly periodic: boolean;
  readonly neighbourhood: Neighbourhood;
  /** in steps of the neighbourhood */
  readonly radius: number;
  /** agents that a cell holds at most: 1, or any number */
  readonly capacity: number;
}

/** Cells of a grid at most. */
const MAX_CELLS = 2 ** 30;

/**
 * A grid of width × height cells. Agents of kinds `on: 'cells'` are its cells, row by row; others stand in a cell, at whole numbers x and y.
 *
 * @param given `neighbourhood` moore unless said, `radius` 1 (0: those in the same cell), `periodic` true: what leaves on one side enters on the other;
 *   `capacity` 1: a cell holds one agent at most, of all kinds that stand on the grid, which move by `self.move(x, y)` and `self.moveToEmpty()`
 * @throws LabError E_MODEL for sizes that are no whole numbers, and for a periodic honeycomb of odd height, whose rows do not meet
 */
export function grid(given: {
  readonly width: number;
  readonly height: number;
  readonly neighbourhood?: Neighbourhood;
  readonly radius?: number;
  readonly periodic?: boolean;
  readonly capacity?: number;
  readonly unit?: string;
}): SpaceSpec {
  refuseUnknown('E_MODEL', 'a grid', given, ['width', 'height', 'neighbourhood', 'radius', 'periodic', 'capacity', 'unit']);
  const { width, height, neighbourhood = 'moore', radius = 1, periodic = true, capacity = Infinity, unit = 'cells' } = given;
  for (const [name, value, least] of [
    ['width', width, 1],
    ['height', height, 1],
    ['radius', radius, 0],
  ] as const) {
    if (!(Number.isInteger(value) && value >= least))
      throw new LabError('E_MODEL', `the ${name} of a grid must be a whole number of at least ${least}, but got ${said(value)}.`);
  }
  refuseNoBoolean('E_MODEL', 'the option periodic of a grid', periodic);
  refuseUnit(unit);
  if (capacity !== 1 && capacity !== Infinity)
    throw new LabError('E_MODEL', `a cell of a grid holds 1 agent or any number, capacity: 1 or Infinity, but got ${said(capacity)}.`);
  if (width * height > MAX_CELLS)
    throw new LabError('E_MODEL', `a grid has at most ${MAX_CELLS} cells, but got ${width} × ${height}. Make it smaller.`);
  if (!['moore', 'von-neumann', 'hexagonal'].includes(neighbourhood))
    throw new LabError('E_MODEL', `the neighbourhood of a grid is 'moore', 'von-neumann' or 'hexagonal', but got ${said(neighbourhood)}.`);
  if (neighbourhood === 'hexagonal' && periodic && height % 2 === 1)
    throw new LabError('E_MODEL', `a periodic honeycomb needs an even height, so that its rows meet, but got ${height}.`);
  return {
    dimensions: 2,
    size: [width, height],
    periodic,
    radius,
    cells: cellsOf([width, height], Math.max(1, radius)),
    unit,
    grid: { width, height, periodic, neighbourhood, radius, capacity },
  };
}

/** Steps from a cell to one dx columns and dy rows away; `odd`: the first cell is in an odd row. */
export function stepsBetween(neighbourhood: Neighbourhood, dx: number, dy: number, odd: boolean): number {
  const [x, y] = [Math.abs(dx), Math.abs(dy)];
  if (neighbourhood === 'moore') return Math.max(x, y);
  if (neighbourhood === 'von-neumann') return x + y;
  const oddThen = Math.abs(dy % 2) === 1 ? !odd : odd;
  const q = dx - (dy - (oddThen ? 1 : 0) + (odd ? 1 : 0)) / 2; // axial coordinates: q = x - (y - (y & 1)) / 2
  return Math.max(Math.abs(q), y, Math.abs(q + dy));
}

/** From a cell to the cells near it, itself left out: row by row, each cell once also where the grid is smaller than the neighbourhood. */
export interface Offsets {
  readonly dx: readonly number[];
  readonly dy: readonly number[];
}

/** Offsets from cells in even rows and from those in odd rows: the same but on a honeycomb. */
export function offsetsOf({ width, height, periodic, neighbourhood, radius }: Grid): readonly [Offsets, Offsets] {
  const from = (odd: boolean): Offsets => {
    const found = new Map<string, readonly [number, number]>();
    // on a periodic grid the shorter way round has no more steps: nothing is beyond half of it
    const reach = (n: number): number => Math.min(radius, periodic ? Math.ceil(n / 2) : n - 1);
    const across = neighbourhood === 'hexagonal' ? reach(width) + 1 : reach(width);
    for (let dy = -reach(height); dy <= reach(height); dy++) {
      for (let dx = -across; dx <= across; dx++) {
        const steps = stepsBetween(neighbourhood, dx, dy, odd);
        if (steps === 0 || steps > radius) continue;
        const [x, y] = periodic ? [nearest(dx, width), nearest(dy, height)] : [dx, dy];
        if (x !== 0 || y !== 0) found.set(`${x} ${y}`, [x, y]);
      }
    }
    const all = [...found.values()].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    return { dx: all.map(([x]) => x), dy: all.map(([, y]) => y) };
  };
  return [from(false), from(true)];
}

/** The way round a periodic axis of `n` cells that is shortest, to the right where both are. */
function nearest(delta: number, n: number): number {
  const right = ((delta % n) + n) % n;
  return right > n / 2 ? right - n : right;
}

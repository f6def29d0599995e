// Continuous spaces: where positions live, how distances are measured, which cells hold neighbours. Imports errors.

import { LabError, refuseUnknown, said } from '../errors.ts';
import type { Grid } from './grid.ts';

/** A continuous space with the radius of its neighbourhoods, cut into cells no smaller than that radius. Lengths in the model's unit. */
export interface SpaceSpec {
  readonly dimensions: 2 | 3;
  /** width, height(, depth) */
  readonly size: readonly number[];
  readonly periodic: boolean;
  /** neighbours are those at a distance of at most this */
  readonly radius: number;
  /** cells along each axis */
  readonly cells: readonly number[];
  /** of lengths, for charts: "interaction radii" */
  readonly unit?: string;
  /** the space is a grid: positions are whole numbers, and neighbours those of its neighbourhood */
  readonly grid?: Grid;
}

/** Cells never outnumber this, whatever the radius. */
const MAX_CELLS = 1 << 24;

/** Room that float32 distances need before a cell as wide as the radius could miss a neighbour by rounding. */
const SLACK = 2 ** -20;

interface SpaceSize {
  readonly width: number;
  readonly height: number;
  /** given: the space has three dimensions */
  readonly depth?: number;
  /** of the neighbourhoods, > 0; any size, also larger than the space */
  readonly radius: number;
  /** of lengths, for charts: "metres", "interaction radii" */
  readonly unit?: string;
}

/** A periodic space: what leaves on one side enters on the other, and distances are measured the shorter way round. */
export function torus(size: SpaceSize): SpaceSpec {
  return space(size, true);
}

/** A bounded space: positions are clamped to [0, width) × [0, height). */
export function box(size: SpaceSize): SpaceSpec {
  return space(size, false);
}

/** @throws LabError E_MODEL when a length is not a positive number */
function space(given: SpaceSize, periodic: boolean): SpaceSpec {
  refuseUnknown('E_MODEL', `a ${periodic ? 'torus' : 'box'}`, given, ['width', 'height', 'depth', 'radius', 'unit']);
  const { width, height, depth, radius, unit } = given;
  const size = depth === undefined ? [width, height] : [width, height, depth];
  for (const [name, value] of Object.entries({ width, height, ...(depth === undefined ? {} : { depth }), radius })) {
    if (!(Number.isFinite(value) && value > 0))
      throw new LabError('E_MODEL', `the ${name} of the space must be a positive number, but got ${said(value)}.`);
  }
  refuseUnit(unit);
  return { dimensions: size.length as 2 | 3, size, periodic, radius, cells: cellsOf(size, radius), unit };
}

/** @throws LabError E_MODEL for a unit that is no text */
export function refuseUnit(unit: unknown): void {
  if (unit !== undefined && typeof unit !== 'string')
    throw new LabError('E_MODEL', `the unit of a space is a text, as "metres", but got ${said(unit)}.`);
}

/**
 * Cells along each axis: as many as are no smaller than the radius, so that all neighbours lie in adjoining cells. Where a cell
 * would be as wide as the radius to within rounding, one fewer, unless the arithmetic there is exact.
 */
export function cellsOf(size: readonly number[], radius: number): number[] {
  const cells = size.map((length) => {
    const most = Math.max(1, Math.floor(length / radius));
    const cell = length / most;
    const exact = cell === radius && Number.isInteger(Math.log2(cell));
    return most > 1 && !exact && cell < radius * (1 + SLACK) ? most - 1 : most;
  });
  return atMost(cells, MAX_CELLS);
}

/** The same space with at most `most` cells: wider ones, along the axes that have most. Neighbours stay the same. */
export function coarsen(space: SpaceSpec, most: number): SpaceSpec {
  return cellCount(space) <= most ? space : { ...space, cells: atMost(space.cells, most) };
}

/** Fewer cells along the axes that have most, so that there are at most `most` in all. */
function atMost(cells: readonly number[], most: number): number[] {
  const out = [...cells];
  const axes = cells.map((_, d) => d).sort((a, b) => cells[a] - cells[b]);
  let room = most;
  axes.forEach((d, done) => {
    out[d] = Math.max(1, Math.min(cells[d], Math.floor(room ** (1 / (axes.length - done)))));
    room /= out[d];
  });
  return out;
}

/** Number of cells in all. */
export function cellCount(space: SpaceSpec): number {
  return space.cells.reduce((product, n) => product * n, 1);
}

/**
 * The cell along an axis cut into `n` cells over `size`: the whole part of position × (n / size), in double precision, brought into
 * [0, n). What is no number, or outside, by a broken rule, has a cell at the edge, so that memory stays safe. Rules and sorts do the same.
 */
export function cellAlong(position: number, n: number, size: number): number {
  const cell = Math.floor(position * (n / size));
  return cell > 0 ? Math.min(cell, n - 1) : 0;
}

// Positions in a space, as structure metrics read them. Imports errors and source.

import { LabError } from '../../errors.ts';
import { asDoubles, broken, isWorld, take, type Box, type Source, type SourceOptions, type Taken } from '../source.ts';

/** N points in the plane or in space. */
export interface Points {
  /** coordinates, one array an axis; on a torus within [0, size) */
  readonly axes: readonly Float64Array[];
  readonly count: number;
  /** lengths of the box along each axis; null in the open plane and in open space */
  readonly size: readonly number[] | null;
  readonly periodic: boolean;
  /** interaction radius of the world that they come from; null on a grid, whose neighbourhoods are sets of cells */
  readonly radius: number | null;
  /** what lengths are measured in */
  readonly unit: string;
  /** the boundary in words, for conventions */
  readonly boundary: string;
}

/**
 * Points of a source, with further columns of the same agents.
 *
 * @param more sets of columns of which the first that is there is taken beside the position
 * @returns a reason in plain words where a world has no points
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths, not finite, outside of a bounded box; for a box
 *   that is none; for a box handed in for a world that has a space
 */
export function pointsOf(
  source: Source,
  options: SourceOptions = {},
  more: readonly (readonly string[])[] = [[]],
): { points: Points; rest: Taken } | string {
  const box = boxOf(source, options);
  const axes = box === null ? ['x', 'y', 'z?'] : ['x', 'y', 'z'].slice(0, box.size.length);
  const taken = take(
    source,
    more.map((set) => [...axes, ...set]),
    options,
  );
  if (typeof taken === 'string') return taken;
  const fault = broken(taken);
  if (fault !== null) return fault;
  const dimensions = taken.names.filter((name) => name === 'x' || name === 'y' || name === 'z').length;
  const rest = { ...taken, names: taken.names.slice(dimensions), columns: taken.columns.slice(dimensions) };
  const size = box?.size ?? null;
  const periodic = box?.periodic ?? false;
  if (size !== null && !periodic && !taken.ofWorld) inside(taken, size);
  const space = isWorld(source) ? source.space : null;
  const points = {
    axes: taken.columns.slice(0, dimensions).map((axis, d) => (size !== null && periodic ? wrapped(axis, size[d]) : asDoubles(axis))),
    count: taken.count,
    size,
    periodic,
    radius: space?.grid ? null : (space?.radius ?? null),
    unit: space?.unit ?? 'lengths of the model',
    boundary: size === null ? 'open space' : periodic ? 'periodic box, shortest distances round the seam' : 'bounded box',
  };
  return { points, rest };
}

/** The box of a world, or that handed in; null in open space. */
export function boxOf(source: Source, { space }: SourceOptions): Box | null {
  if (isWorld(source) && source.space !== null) {
    if (space)
      throw new LabError('E_METRIC', `the world brings its own space of ${source.space.size.join(' × ')}. Leave options.space out.`);
    return source.space;
  }
  if (!space) return null;
  const { size } = space;
  const known = size.length === 2 || size.length === 3;
  if (!known || !size.every((length) => length > 0 && Number.isFinite(length)))
    throw new LabError('E_METRIC', `space.size must be two or three lengths above 0, but got [${size.join(', ')}]. Set options.space.`);
  return space;
}

function inside({ names, columns }: Taken, size: readonly number[]): void {
  size.forEach((length, d) => {
    for (let i = 0; i < columns[d].length; i++) {
      if (columns[d][i] >= 0 && columns[d][i] <= length) continue;
      const what = `${names[d]} of agent ${i} is ${columns[d][i]}`;
      throw new LabError('E_METRIC', `positions must lie in the bounded box, 0 to ${length}, but ${what}. Give the box that they lie in.`);
    }
  });
}

/** Coordinates brought to [0, size); a copy only where one lies outside. */
function wrapped(axis: ArrayLike<number>, size: number): Float64Array {
  const given = asDoubles(axis);
  let out = given;
  for (let i = 0; i < given.length; i++) {
    if (given[i] >= 0 && given[i] < size) continue;
    if (out === given) out = Float64Array.from(given);
    const rest = given[i] - size * Math.floor(given[i] / size);
    out[i] = rest < size ? rest : 0; // a hair below 0 rounds up to the size
  }
  return out;
}

/** Shortest way from `from` to `to` along axis `d`, both within [0, size) where the axis is periodic. */
export function along({ size, periodic }: Points, d: number, from: number, to: number): number {
  const delta = to - from;
  if (!periodic || size === null) return delta;
  const half = size[d] / 2;
  return delta > half ? delta - size[d] : delta < -half ? delta + size[d] : delta;
}

/** Area or volume of the box; null in open space. */
export function extent({ size }: Points): number | null {
  return size === null ? null : size.reduce((product, length) => product * length, 1);
}

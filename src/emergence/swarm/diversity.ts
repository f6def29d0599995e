// How spread out a swarm is. Imports engine, errors, measure and source.

import type { World } from '../../engine/world.ts';
import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { asDoubles, isWorld, sameLength } from '../source.ts';

export interface DiversityOptions {
  /** kind of a world; the first that has the column when left out */
  readonly kind?: string;
  /** vector column of a world that holds the positions; "x" when left out (with "y" and "z" where it is no vector and they are there) */
  readonly column?: string;
}

/**
 * Diversity of a swarm: mean over dimensions j of the mean over members i of |median_j - x_ij|. 0 when all are in one place. O(N D log N).
 *
 * @param source a world, or one array of coordinates a dimension
 * @returns units of the search space; none without members
 * @throws LabError E_METRIC for arrays of different lengths or not finite, or a kind or column that there is not
 * @see Hussain, Salleh, Cheng & Shi, Neural Computing and Applications 31:7665-7683 (2019). doi:10.1007/s00521-018-3592-0
 */
export function diversity(source: World | readonly ArrayLike<number>[], options: DiversityOptions = {}): Measured {
  const about = {
    units: 'units of the search space',
    convention: 'mean over dimensions of mean |x_ij - median_j|; median of two is their mean',
  };
  const axes = isWorld(source) ? planes(source, options) : source;
  if (typeof axes === 'string') return nothing(axes, about);
  if (axes.length === 0 || axes[0].length === 0) return nothing('the swarm has no members', about);
  const names = axes.map((_, j) => `dimension ${j}`);
  sameLength(names, axes);
  for (let j = 0; j < axes.length; j++) {
    const at = Array.prototype.findIndex.call(axes[j], (each: number) => !Number.isFinite(each));
    if (at < 0) continue;
    const what = `dimension ${j} of member ${at} is ${axes[j][at]}`;
    if (isWorld(source)) return nothing(what, about);
    throw new LabError('E_METRIC', `every coordinate must be a finite number, but ${what}. Leave such members out.`);
  }
  let sum = 0;
  for (const axis of axes) sum += spread(asDoubles(axis));
  return found(sum / axes.length, about);
}

/** Mean |x - median|. */
function spread(axis: Float64Array): number {
  const sorted = Float64Array.from(axis).sort();
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  let sum = 0;
  for (let i = 0; i < axis.length; i++) sum += Math.abs(axis[i] - median);
  return sum / axis.length;
}

function planes(world: World, { kind, column = 'x' }: DiversityOptions): readonly ArrayLike<number>[] | string {
  if (kind !== undefined && !(kind in world.kinds))
    throw new LabError('E_METRIC', `the world has no kind "${kind}". Known: ${Object.keys(world.kinds).join(', ') || 'none'}.`);
  const view = kind === undefined ? Object.values(world.kinds).find((each) => each.has(column)) : world.kinds[kind];
  if (!view) return `no kind of the world has the column ${column}`;
  const spec = view.columns.find(({ name }) => name === column);
  if (!spec)
    throw new LabError(
      'E_METRIC',
      `kind "${view.name}" has no column "${column}". Known: ${view.columns.map(({ name }) => name).join(', ')}.`,
    );
  const size = spec.size ?? 1;
  if (size > 1 || column !== 'x') return Array.from({ length: size }, (_, plane) => view.column(column, plane).subarray(0, view.count));
  return ['x', 'y', 'z'].filter((name) => view.has(name)).map((name) => view.column(name).subarray(0, view.count));
}

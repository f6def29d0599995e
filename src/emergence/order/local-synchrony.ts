// Order among those who are near each other. Imports errors, measure, source, structure, kuramoto and velocities.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { asDoubles, broken, positive, take, type Source, type SourceOptions } from '../source.ts';
import { cellsOf, gathered, withinInto } from '../structure/cells.ts';
import { linksOf, type Links } from '../structure/links.ts';
import { pointsOf } from '../structure/points.ts';
import { lengthsOf, velocitiesOf } from './velocities.ts';

const WAYS = [['phase'], ['theta'], ['heading'], ['vx', 'vy', 'vz?']] as const;

export interface LocalSynchronyOptions extends SourceOptions {
  /** who is near: within this distance; the interaction radius of the world when left out */
  readonly radius?: number;
  /** who is near instead: the neighbours of each agent, in the order of the columns */
  readonly neighbours?: Links | readonly ArrayLike<number>[];
}

/**
 * Local order: of each agent and its neighbours the order parameter |mean e^{iθ}|, averaged over the agents that have neighbours. θ is a
 * `phase`, `theta` or `heading`, or else the direction of the velocity; agents at rest are left out. 1 in each of many clusters that do not
 * agree with one another. O(N k) for k neighbours an agent.
 *
 * @returns dimensionless, in [0, 1]; none without neighbours
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths or not finite, a radius out of range, or a list that
 *   does not match the agents
 * @see Acebrón et al., Rev. Mod. Phys. 77:137-185 (2005). doi:10.1103/RevModPhys.77.137
 */
export function localSynchrony(source: Source, options: LocalSynchronyOptions = {}): Measured {
  return options.neighbours ? onNetwork(source, options, options.neighbours) : inSpace(source, options);
}

const about = (near: string): { units: string; convention: string } => ({
  units: 'dimensionless',
  convention: `mean over agents with neighbours of |mean of unit vectors of the agent and its neighbours|, ${near}`,
});

function onNetwork(source: Source, options: SourceOptions, given: Links | readonly ArrayLike<number>[]): Measured {
  const says = about('neighbours as listed');
  const taken = take(source, WAYS, options);
  if (typeof taken === 'string') return nothing(taken, says);
  const fault = broken(taken);
  if (fault !== null) return nothing(fault, says);
  const { starts, targets } = 'starts' in given ? given : linksOf(given);
  if (starts.length !== taken.count + 1)
    throw new LabError('E_METRIC', `there are ${taken.count} agents but neighbours of ${starts.length - 1}. Give one list an agent.`);
  const units = unitsOf(taken.names, taken.columns);
  const local = new Local(units);
  for (let i = 0; i < taken.count; i++) local.add(i, targets.subarray(starts[i], starts[i + 1]), starts[i + 1] - starts[i]);
  return local.result(says);
}

function inSpace(source: Source, options: LocalSynchronyOptions): Measured {
  if (options.radius !== undefined) positive('radius', options.radius);
  const given = pointsOf(source, options, WAYS);
  if (typeof given === 'string') return nothing(given, about('within a radius'));
  const { points, rest } = given;
  const radius = options.radius ?? points.radius;
  const says = about(`at a distance <= ${radius ?? 'the radius'}, ${points.boundary}`);
  if (radius === null) return nothing('there is no radius: set options.radius', says);
  const cells = cellsOf(points, radius);
  const units = unitsOf(rest.names, rest.columns).map((axis) => gathered(axis, cells.order));
  const local = new Local(units);
  const near = new Uint32Array(cells.count);
  const squares = new Float64Array(cells.count);
  for (let k = 0; k < cells.count; k++) local.add(k, near, withinInto(cells, k, radius, near, squares));
  return local.result(says);
}

/** Unit vectors, NaN for agents at rest. */
function unitsOf(names: readonly string[], columns: readonly ArrayLike<number>[]): Float64Array[] {
  if (names[0] !== 'vx') return [...velocitiesOf({ names: ['heading'], columns })];
  const v = columns.map(asDoubles);
  const speeds = lengthsOf(v);
  return v.map((axis) => axis.map((each, i) => each / speeds[i]));
}

/** Adds up the local orders. */
class Local {
  private sum = 0;
  private agents = 0;
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly z: Float64Array | null;

  constructor([x, y, z]: readonly Float64Array[]) {
    this.x = x;
    this.y = y;
    this.z = z ?? null;
  }

  add(self: number, near: ArrayLike<number>, count: number): void {
    const { x, y, z } = this;
    let [sx, sy, sz] = [x[self], y[self], z ? z[self] : 0];
    if (Number.isNaN(sx)) return;
    let members = 1;
    for (let n = 0; n < count; n++) {
      const j = near[n];
      if (Number.isNaN(x[j])) continue;
      sx += x[j];
      sy += y[j];
      if (z) sz += z[j];
      members++;
    }
    if (members === 1) return;
    this.sum += Math.min(1, Math.sqrt(sx * sx + sy * sy + sz * sz) / members);
    this.agents++;
  }

  result(says: { units: string; convention: string }): Measured {
    return this.agents === 0 ? nothing('no agent that moves has a neighbour that does', says) : found(this.sum / this.agents, says);
  }
}

// Reference values of order metrics: params of the file, put as options of ours.

import { velocityCorrelation, correlationLength } from '../../../src/emergence/order/correlation.ts';
import { binderCumulant, susceptibility } from '../../../src/emergence/order/fluctuations.ts';
import { daido, kuramotoMean, rayleigh } from '../../../src/emergence/order/kuramoto.ts';
import { angularMomentum, milling } from '../../../src/emergence/order/milling.ts';
import { nematicOrder } from '../../../src/emergence/order/nematic.ts';
import { polarization, speedPolarization } from '../../../src/emergence/order/polarization.ts';
import type { Columns, SourceOptions } from '../../../src/emergence/source.ts';
import { convexHullArea } from '../../../src/emergence/structure/hull.ts';
import { radiusOfGyration } from '../../../src/emergence/structure/gyration.ts';
import { meanPairDistance } from '../../../src/emergence/structure/pair-distance.ts';
import type { Compute, Computed, Entry } from './entry.ts';

type Rows = readonly (readonly number[])[];

/** Rows of x, y, vx, vy; or of x, y, z, vx, vy, vz; headings alone are a list of numbers. */
export function swarm(rows: Rows | readonly number[]): Columns {
  if (typeof rows[0] === 'number') return { heading: rows as readonly number[] };
  const names = (rows as Rows)[0].length === 6 ? ['x', 'y', 'z', 'vx', 'vy', 'vz'] : ['x', 'y', 'vx', 'vy'];
  return Object.fromEntries(names.map((name, c) => [name, (rows as Rows).map((row) => row[c])]));
}

/** The space that `box` and `boundary` name: a length or lengths; open without. */
export function spaceOf({ params }: Entry, dimensions = 2): SourceOptions {
  const { box, boundary } = params as { box?: number | readonly number[]; boundary?: string };
  if (box === undefined) return {};
  const size = typeof box === 'number' ? Array.from({ length: dimensions }, () => box) : box;
  return { space: { size, periodic: boundary?.startsWith('periodic') ?? false } };
}

/** Edges may be named; those of the correlation are the ones of its length too. */
const EDGES = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 8];
const edgesOf = ({ params }: Entry): readonly number[] => (params['bins'] as readonly number[] | undefined) ?? EDGES;

const ofSwarm =
  (metric: (source: Columns, options: SourceOptions) => { readonly value: unknown }): Compute =>
  ([rows], entry) =>
    metric(swarm(rows), spaceOf(entry)).value;

export const order: Computed = {
  polarization: ofSwarm(polarization),
  vicsek_order_parameter_speed_weighted: ofSwarm(speedPolarization),
  rotation_order_parameter: ofSwarm(milling),
  normalised_angular_momentum: ofSwarm(angularMomentum),
  nematic_order_parameter: ofSwarm(nematicOrder),
  radius_of_gyration: ofSwarm(radiusOfGyration),
  mean_pairwise_distance: ofSwarm(meanPairDistance),
  convex_hull_area: ofSwarm(convexHullArea),
  connected_velocity_correlation: ([rows], entry) =>
    velocityCorrelation(swarm(rows), { ...spaceOf(entry), edges: edgesOf(entry) }).value?.correlation,
  correlation_length_zero_crossing: ([rows], entry) => correlationLength(swarm(rows), { ...spaceOf(entry), edges: edgesOf(entry) }).value,
  kuramoto_order_parameter: ([phase]) => {
    const { value } = kuramotoMean({ phase });
    return value && [value.r, value.psi];
  },
  daido_order_parameter: ([phase], { params }) => daido({ phase }, { m: Number(params['m']) }).value,
  rayleigh_statistic: ([phase]) => rayleigh({ phase }).value,
  binder_cumulant: ([series]) => binderCumulant(series).value,
  susceptibility: ([series], { params }) => susceptibility(series, { count: Number(params['N']) }).value,
};

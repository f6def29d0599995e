// How far fluctuations of the velocity agree: connected correlation and its length. Imports measure, source, structure and velocities.

import { found, nothing, type Measured } from '../measure.ts';
import { whole, type Source, type SourceOptions } from '../source.ts';
import { gathered } from '../structure/cells.ts';
import { pointsOf, type Points } from '../structure/points.ts';
import { growing } from '../structure/ripley.ts';
import { velocitiesOf, VELOCITIES } from './velocities.ts';

export interface CorrelationOptions extends SourceOptions {
  /** edges of the bins [lo, hi) of distance, lengths of the model, growing */
  readonly edges?: readonly number[];
  /** agents whose pairs are looked at when there are more, a regular sample in memory order; 2,000 when left out */
  readonly sample?: number;
}

export interface VelocityCorrelation {
  readonly edges: readonly number[];
  /** C of each bin; null where there is no pair */
  readonly correlation: readonly (number | null)[];
  /** pairs of each bin */
  readonly pairs: readonly number[];
}

/** Bins when none are asked for: this many, from 0 to half the shortest side of a box or to the longest of the box about the points. */
const BINS = 20;

/**
 * Connected velocity correlation C(r) = <δv_i · δv_j> over pairs i < j at a distance in the bin / <|δv|²>, with δv = v - mean v (of all
 * agents). 1 for full agreement, 0 for none; it must turn negative somewhere, as Σ δv = 0. O(N²) up to `sample` agents, then
 * O(sample²): pairs of a regular sample.
 *
 * @returns dimensionless; none of fewer than two agents, or when all have one velocity
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths or not finite, edges that do not grow, or a sample out of range
 * @see Cavagna et al., PNAS 107:11865-11870 (2010). doi:10.1073/pnas.1005766107
 */
export function velocityCorrelation(source: Source, options: CorrelationOptions = {}): Measured<VelocityCorrelation> {
  const { sample = 2_000 } = options;
  whole('sample', sample, 2);
  if (options.edges) growing(options.edges);
  const formula = 'C(r) = <δv·δv> / <|δv|²>, pairs i < j, bins [lo, hi)';
  const given = pointsOf(source, options, VELOCITIES);
  if (typeof given === 'string') return nothing(given, { units: 'dimensionless', convention: formula });
  const { points, rest } = given;
  const looked = points.count > sample ? `pairs of a regular sample of ${sample} of ${points.count} agents` : 'all pairs';
  const edges = options.edges ?? defaultEdges(points);
  const bins = options.edges ? 'edges as asked' : edges ? `${BINS} bins from 0 to ${edges[BINS]}` : 'bins of distance';
  const about = { units: 'dimensionless', convention: `${formula}, ${looked}, ${bins}, ${points.boundary}` };
  if (points.count < 2) return nothing('there are fewer than two agents', about);
  const fluctuations = velocitiesOf(rest).map(centred);
  const mean = squares(fluctuations) / points.count;
  if (!(mean > 0)) return nothing('all agents have one velocity', about);
  if (edges === null) return nothing('all agents are in one place', about);
  const step = Math.max(1, points.count / sample);
  const agents = Uint32Array.from({ length: Math.min(points.count, sample) }, (_, s) => Math.floor(s * step));
  const { sums, pairs } = binned(points, fluctuations, agents, edges);
  const correlation = Array.from(sums, (sum, b) => (pairs[b] === 0 ? null : sum / pairs[b] / mean));
  return found({ edges, correlation, pairs: [...pairs] }, about);
}

/**
 * Correlation length: the distance at which C(r) of {@link velocityCorrelation} first changes its sign, by linear interpolation between
 * the centres of bins; bins without pairs are passed over. O(N²), O(sample²).
 *
 * @returns lengths of the model; none where C is nowhere, or where it does not change its sign
 * @throws LabError E_METRIC as {@link velocityCorrelation}
 * @see Cavagna et al., PNAS 107:11865-11870 (2010). doi:10.1073/pnas.1005766107
 */
export function correlationLength(source: Source, options: CorrelationOptions = {}): Measured {
  const { value, convention, reason } = velocityCorrelation(source, options);
  const about = {
    units: 'lengths of the model',
    convention: `first sign change between bin centres, linear interpolation, of ${convention}`,
  };
  return value === null ? nothing(reason ?? '', about) : zeroCrossing(value, about);
}

function zeroCrossing({ edges, correlation }: VelocityCorrelation, about: { units: string; convention: string }): Measured {
  let before: { r: number; c: number } | null = null;
  for (let b = 0; b < correlation.length; b++) {
    const c = correlation[b];
    if (c === null) continue;
    const r = (edges[b] + edges[b + 1]) / 2;
    if (c === 0) return found(r, about);
    if (before !== null && before.c > 0 !== c > 0) return found(before.r + ((r - before.r) * before.c) / (before.c - c), about);
    before = { r, c };
  }
  return nothing('the correlation does not change its sign', about);
}

/** None where all points are in one place. */
function defaultEdges({ axes, size, periodic }: Points): number[] | null {
  const sides = axes.map(
    (axis, d) =>
      size?.[d] ?? axis.reduce((most, x) => Math.max(most, x), -Infinity) - axis.reduce((least, x) => Math.min(least, x), Infinity),
  );
  const reach = periodic ? Math.min(...sides) / 2 : Math.max(...sides);
  return reach > 0 ? Array.from({ length: BINS + 1 }, (_, b) => (reach * b) / BINS) : null;
}

function centred(axis: Float64Array): Float64Array {
  let sum = 0;
  for (let i = 0; i < axis.length; i++) sum += axis[i];
  const mean = sum / axis.length;
  return axis.every((each) => each === axis[0]) ? new Float64Array(axis.length) : axis.map((each) => each - mean);
}

function squares(axes: readonly Float64Array[]): number {
  let sum = 0;
  for (const axis of axes) for (let i = 0; i < axis.length; i++) sum += axis[i] * axis[i];
  return sum;
}

/** Σ δv·δv and number of the pairs of each bin. */
function binned(
  { axes, size, periodic }: Points,
  fluctuations: readonly Float64Array[],
  agents: Uint32Array,
  edges: readonly number[],
): { sums: Float64Array; pairs: Float64Array } {
  const sums = new Float64Array(edges.length - 1);
  const pairs = new Float64Array(edges.length - 1);
  const flat = new Float64Array(agents.length);
  const [x, y, z] = [0, 1, 2].map((d) => (d < axes.length ? gathered(axes[d], agents) : flat));
  const [u, v, w] = [0, 1, 2].map((d) => (d < fluctuations.length ? gathered(fluctuations[d], agents) : flat));
  const [width, height, depth] = [0, 1, 2].map((d) => size?.[d] ?? Infinity);
  const [halfX, halfY, halfZ] = [width, height, depth].map((length) => (periodic ? length / 2 : Infinity));
  const limits = Float64Array.from(edges);
  for (let i = 1; i < agents.length; i++) {
    for (let j = 0; j < i; j++) {
      let dx = Math.abs(x[i] - x[j]);
      let dy = Math.abs(y[i] - y[j]);
      let dz = Math.abs(z[i] - z[j]);
      if (dx > halfX) dx = width - dx;
      if (dy > halfY) dy = height - dy;
      if (dz > halfZ) dz = depth - dz;
      const b = binAt(limits, Math.sqrt(dx * dx + dy * dy + dz * dz));
      if (b < 0) continue;
      sums[b] += u[i] * u[j] + v[i] * v[j] + w[i] * w[j];
      pairs[b]++;
    }
  }
  return { sums, pairs };
}

/** The bin [lo, hi) that holds `value`, or -1. */
function binAt(edges: Float64Array, value: number): number {
  if (value < edges[0] || value >= edges[edges.length - 1]) return -1;
  let lo = 0;
  let hi = edges.length - 1;
  while (hi - lo > 1) {
    const middle = (lo + hi) >> 1;
    if (value < edges[middle]) hi = middle;
    else lo = middle;
  }
  return lo;
}

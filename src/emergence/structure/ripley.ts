// How many pairs there are up to each distance, against chance: Ripley's K and L, and the pair correlation g. Imports errors, measure, source, cells and points.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { positive, type Source, type SourceOptions } from '../source.ts';
import { cellsOf, withinInto } from './cells.ts';
import { extent, pointsOf, type Points } from './points.ts';

export interface RipleyOptions extends SourceOptions {
  /** distances, lengths of the model, each at least 0 */
  readonly r: readonly number[];
  /** area of the study region (volume in three dimensions); of the space when left out */
  readonly area?: number;
}

/**
 * Ripley's K(r) = A / (N (N - 1)) × ordered pairs at a distance <= r: the expected number of others within r of a point over their
 * density, π r² in the plane (4π r³ / 3 in space) for points placed at random. No edge correction: on a bounded box K is too low at
 * large r, on a periodic one it is right for r up to half the shorter side. O(N k) for k points within the largest r.
 *
 * @returns K at each r, squared (cubed) lengths of the model; none of fewer than two points or without an area
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths or not finite, distances or an area out of range
 * @see Ripley, J. R. Stat. Soc. B 39:172-212 (1977). doi:10.1111/j.2517-6161.1977.tb01615.x
 */
export function ripleyK(source: Source, options: RipleyOptions): Measured<readonly number[]> {
  const { r } = options;
  for (const each of r) if (!(each >= 0 && each < Infinity)) throw outOfRange('r', each);
  const given = region(
    source,
    options,
    (dimensions) => (dimensions === 3 ? 'cubed' : 'squared'),
    'A / (N (N - 1)) × ordered pairs at a distance <= r',
  );
  if ('value' in given) return given;
  const { points, area, about } = given;
  const counts = upTo(points, r);
  return found(
    Array.from(counts, (pairs) => (area * pairs) / (points.count * (points.count - 1))),
    about,
  );
}

/**
 * Besag's L(r) = √(K(r) / π), or the cube root of 3K / 4π in space: r itself for points placed at random. L(r) - r above 0 is
 * clustering at that distance, below 0 is order. No edge correction, see {@link ripleyK}.
 *
 * @returns L at each r, lengths of the model
 * @throws LabError E_METRIC as {@link ripleyK}
 * @see Besag, comment on Ripley, J. R. Stat. Soc. B 39:193-195 (1977)
 */
export function ripleyL(source: Source, options: RipleyOptions): Measured<readonly number[]> {
  const { value, units, convention, reason } = ripleyK(source, options);
  const about = { units: units.replace(/^(squared|cubed) /, ''), convention: `L of K = ${convention}` };
  if (value === null) return nothing(reason ?? '', about);
  const root = units.startsWith('cubed') ? (k: number) => Math.cbrt((3 * k) / (4 * Math.PI)) : (k: number) => Math.sqrt(k / Math.PI);
  return found(value.map(root), about);
}

export interface PairCorrelationOptions extends SourceOptions {
  /** edges of the bins [lo, hi), lengths of the model, growing, from 0 on */
  readonly edges: readonly number[];
  /** area of the study region (volume in three dimensions); of the space when left out */
  readonly area?: number;
}

/**
 * Pair correlation (radial distribution) g(r): ordered pairs with a distance in [lo, hi), over those expected of points placed at
 * random, N (N - 1) / A × the area of the ring. 1 at random, above where points gather. No edge correction, see {@link ripleyK}. O(N k).
 *
 * @returns g in each bin, dimensionless; none of fewer than two points or without an area
 * @throws LabError E_METRIC as {@link ripleyK}, or edges that do not grow
 */
export function pairCorrelation(source: Source, options: PairCorrelationOptions): Measured<readonly number[]> {
  const { edges } = options;
  growing(edges);
  const given = region(source, options, () => '', 'ordered pairs in [lo, hi) / those of points placed at random');
  if ('value' in given) return given;
  const { points, area, about } = given;
  const below = upTo(points, edges, true);
  const pairs = points.count * (points.count - 1);
  const ball = (r: number): number => (points.axes.length === 3 ? (4 / 3) * Math.PI * r ** 3 : Math.PI * r ** 2);
  const g = edges.slice(1).map((hi, b) => ((below[b + 1] - below[b]) * area) / (pairs * (ball(hi) - ball(edges[b]))));
  return found(g, about);
}

/** @throws LabError E_METRIC unless edges grow from 0 or above */
export function growing(edges: readonly number[]): void {
  if (edges.length >= 2 && edges[0] >= 0 && edges.every((edge, e) => Number.isFinite(edge) && (e === 0 || edge > edges[e - 1]))) return;
  throw new LabError('E_METRIC', `edges must be two or more distances that grow from 0 or above, but got [${edges.join(', ')}].`);
}

function outOfRange(name: string, value: number): LabError {
  return new LabError('E_METRIC', `${name} must hold distances of at least 0, but got ${value}. Set options.${name}.`);
}

interface Region {
  readonly points: Points;
  readonly area: number;
  readonly about: { readonly units: string; readonly convention: string };
}

/** Two or more points and the area that they lie in, or why there are none. */
function region(
  source: Source,
  options: SourceOptions & { readonly area?: number },
  power: (dimensions: number) => string,
  formula: string,
): Region | Measured<never> {
  if (options.area !== undefined) positive('area', options.area);
  const given = pointsOf(source, options);
  if (typeof given === 'string') return nothing(given, { units: 'lengths of the model', convention: formula });
  const { points } = given;
  const prefix = power(points.axes.length);
  const units = prefix === '' ? 'dimensionless' : `${prefix} ${points.unit}`;
  const about = { units, convention: `${formula}, ${points.boundary}, no edge correction` };
  const area = options.area ?? extent(points);
  if (area === null) return nothing('open space has no area: give options.area or a space', about);
  if (points.count < 2) return nothing('there are fewer than two points', about);
  return { points, area, about };
}

/** Ordered pairs at a distance <= each r, or < each r. */
function upTo(points: Points, r: readonly number[], strictly = false): Float64Array {
  const order = Array.from(r.keys()).sort((a, b) => r[a] - r[b]);
  const limits = Float64Array.from(order, (at) => r[at]);
  const reach = limits.at(-1) ?? 0;
  const bins = new Float64Array(limits.length + 1);
  if (limits.length === 0) return bins.subarray(0, 0);
  const cells = cellsOf(points, reach);
  const near = new Uint32Array(cells.count);
  const squares = new Float64Array(cells.count);
  for (let k = 0; k < cells.count; k++) {
    const n = withinInto(cells, k, reach, near, squares);
    for (let f = 0; f < n; f++) {
      const distance = Math.sqrt(squares[f]);
      let b = limits.length; // the first limit that holds the pair
      while (b > 0 && (strictly ? distance < limits[b - 1] : distance <= limits[b - 1])) b--;
      bins[b]++;
    }
  }
  const out = new Float64Array(limits.length);
  let sum = 0;
  order.forEach((at, b) => (out[at] = sum += bins[b]));
  return out;
}

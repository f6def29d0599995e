// Correlation dimension: how the number of near pairs grows with distance. Imports measure.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { line } from './line.ts';
import { above, constant, samples, variance, wholeNumber } from './samples.ts';

export interface CorrelationDimensionOptions {
  /** values in a window (embedding dimension), at least 1 */
  readonly dimension: number;
  /** samples between the values of a window, at least 1; default 1 */
  readonly delay?: number;
  /** distances, rising, above 0, in units of the series; default: 0.1 to 0.5 standard deviations (divisor n - 1), each 3 % above the last */
  readonly distances?: readonly number[];
  /** leave out pairs nearer in time than this many samples (Theiler 1986); default 1: only a window with itself */
  readonly apart?: number;
  /** count each window as its own neighbour, which bends the line down at small r: nolds 0.6.1 does; default false */
  readonly self?: boolean;
}

export interface CorrelationDimension {
  /** slope of ln C(r) against ln r, dimensionless */
  readonly dimension: number;
  /** standard error of the slope under independent errors, which understates it: the C(r) share their pairs */
  readonly error: number;
  readonly distances: readonly number[];
  /** share of pairs at most that far apart (Euclidean), in [0, 1] */
  readonly shares: readonly number[];
}

/**
 * Correlation dimension of Grassberger & Procaccia (1983): C(r) ~ r^D, C(r) the share of pairs of windows within Euclidean distance r.
 * Distances without any pair are left out of the fit.
 *
 * @returns dimensionless; nothing for a constant series, with fewer than 2 windows, or when fewer than two distances have pairs. Cost
 *   O(n log n + pairs near in their first value), at most O(n²).
 * @throws LabError E_METRIC for options outside their ranges or values that are not finite
 * @see doi:10.1016/0167-2789(83)90298-1, doi:10.1103/PhysRevA.34.2427
 */
export function correlationDimension(
  series: ArrayLike<number>,
  { dimension, delay = 1, distances, apart = 1, self = false }: CorrelationDimensionOptions,
): Measured<CorrelationDimension> {
  const place = 'correlation dimension';
  wholeNumber(dimension, 'dimension', place, 1);
  wholeNumber(delay, 'delay', place, 1);
  wholeNumber(apart, 'apart', place, 1);
  distances?.forEach((each, k) => above(each, `distances[${k}]`, place, k === 0 ? 0 : distances[k - 1]));
  if (distances && distances.length < 2)
    throw new LabError('E_METRIC', `distances of ${place} must be at least two, but got ${distances.length}. Give more.`);
  const x = samples(series, place);
  const about = {
    units: 'dimensionless',
    convention: `windows of ${dimension}, delay ${delay}, Euclidean distance at most r, pairs at least ${apart} samples apart${self ? ' and each window with itself' : ''}, least squares on ln C against ln r over ${
      distances ? `${distances.length} given distances` : '0.1 to 0.5 standard deviations (divisor n - 1) in steps of 3 %'
    }`,
  };
  const windows = x.length - (dimension - 1) * delay;
  if (windows <= apart) return nothing(`there are ${x.length} values and it needs ${(dimension - 1) * delay + apart + 1}`, about);
  if (constant(x)) return nothing('all values are equal', about);
  const radii = distances ?? geometric(Math.sqrt(variance(x, 1)));
  const counts = pairsWithin(x, windows, dimension, delay, radii, apart);
  const all = ((windows - apart) * (windows - apart + 1)) / 2;
  if (self) for (let k = 0; k < counts.length; k++) counts[k] += windows / 2; // two such make one pair; `all` stays, as there
  const used = radii.map((_, k) => k).filter((k) => counts[k] > 0);
  const fit = line(
    used.map((k) => Math.log(radii[k])),
    used.map((k) => Math.log(counts[k] / all)),
  );
  if (!fit) return nothing('fewer than two of the distances have any pair', about);
  return found({ dimension: fit.slope, error: fit.slopeError, distances: radii, shares: Array.from(counts, (each) => each / all) }, about);
}

function geometric(deviation: number): number[] {
  const steps = Math.floor(Math.log((0.5 * deviation) / (0.1 * deviation)) / Math.log(1.03));
  return Array.from({ length: steps + 1 }, (_, k) => 0.1 * deviation * 1.03 ** k);
}

/** Number of pairs i < j of windows, at least `apart` samples apart, within each of the rising radii. */
function pairsWithin(
  x: Float64Array,
  windows: number,
  dimension: number,
  delay: number,
  radii: readonly number[],
  apart: number,
): Float64Array {
  const order = Uint32Array.from({ length: windows }, (_, i) => i).sort((a, b) => x[a] - x[b]);
  const counts = new Float64Array(radii.length);
  const widest = radii[radii.length - 1];
  for (let p = 0; p < windows; p++) {
    const i = order[p];
    for (let q = p + 1; q < windows; q++) {
      const j = order[q];
      const first = x[j] - x[i];
      if (first > widest) break;
      if (Math.abs(j - i) < apart) continue;
      let sum = first * first;
      for (let k = 1; k < dimension; k++) {
        const difference = x[j + k * delay] - x[i + k * delay];
        sum += difference * difference;
      }
      const distance = Math.sqrt(sum);
      if (distance <= widest) counts[firstAtLeast(radii, distance)]++;
    }
  }
  for (let k = 1; k < counts.length; k++) counts[k] += counts[k - 1];
  return counts;
}

/** The first of the rising radii that is at least `distance`, which is at most the last. */
function firstAtLeast(radii: readonly number[], distance: number): number {
  let lo = 0;
  let hi = radii.length - 1;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (radii[middle] >= distance) hi = middle;
    else lo = middle + 1;
  }
  return lo;
}

// Detrended fluctuation analysis: how the roughness of a series grows with the length of the window. Imports measure.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { line } from './line.ts';
import { constant, mean, samples, wholeNumber } from './samples.ts';

export interface FluctuationOptions {
  /** lengths of the windows, each at least order + 2, at least two of them; default: 16 on a logarithmic scale from 4 (or order + 2) to n / 10 */
  readonly windows?: readonly number[];
  /** degree of the polynomial taken out of each window, at least 1; default 1 */
  readonly order?: number;
  /** let windows overlap by half (as nolds has it: all that end before the last value); default false: they follow each other from the start, a remainder is dropped */
  readonly overlap?: boolean;
}

export interface Fluctuation {
  /** slope of ln F(n) against ln n: 0.5 for white noise, 1 for 1/f noise, 1.5 for Brownian motion */
  readonly exponent: number;
  /** standard error of the slope under independent errors, which understates it: neighbouring F are correlated */
  readonly error: number;
  readonly windows: readonly number[];
  /** F(n): root of the mean squared residual */
  readonly fluctuations: readonly number[];
}

/**
 * Exponent α of Peng et al. (1994): F(n) ~ n^α, where F²(n) is the mean square of what is left of the running sum of the series less its
 * mean when a polynomial is taken out of each window of n values.
 *
 * @returns dimensionless; nothing for a constant series or when fewer than two windows have a fluctuation above 0. Cost O(n order) a window.
 * @throws LabError E_METRIC for windows outside their range, an order below 1, or values that are not finite
 * @see doi:10.1103/PhysRevE.49.1685
 */
export function detrendedFluctuation(
  series: ArrayLike<number>,
  { windows, order = 1, overlap = false }: FluctuationOptions = {},
): Measured<Fluctuation> {
  const place = 'detrended fluctuation';
  wholeNumber(order, 'order', place, 1);
  const x = samples(series, place);
  const about = {
    units: 'dimensionless',
    convention: `polynomials of degree ${order}, windows ${overlap ? 'overlapping by half' : 'one after the other from the start'}, least squares on ln F against ln n`,
  };
  const lengths = windows ?? spaced(order + 2, x.length / 10);
  if (lengths.length < 2) {
    if (windows) throw new LabError('E_METRIC', `windows of ${place} must be at least two lengths, but got ${windows.length}. Give more.`);
    return nothing(`there are ${x.length} values, too few for two windows by default`, about);
  }
  for (const each of lengths) wholeNumber(each, 'each window', place, order + 2);
  if (lengths.some((each) => each > x.length)) return nothing(`there are ${x.length} values, fewer than the longest window`, about);
  if (constant(x)) return nothing('all values are equal', about);
  const centre = mean(x);
  const walk = new Float64Array(x.length);
  for (let i = 0, sum = 0; i < x.length; i++) walk[i] = sum += x[i] - centre;
  const fluctuations = lengths.map((each) => fluctuation(walk, each, order, overlap));
  const used = lengths.map((_, k) => k).filter((k) => fluctuations[k] > 0);
  const fit = line(
    used.map((k) => Math.log(lengths[k])),
    used.map((k) => Math.log(fluctuations[k])),
  );
  if (!fit) return nothing('fewer than two windows have a fluctuation above 0', about);
  return found({ exponent: fit.slope, error: fit.slopeError, windows: lengths, fluctuations }, about);
}

/** About 16 different whole numbers on a logarithmic scale. */
function spaced(least: number, most: number): number[] {
  const low = Math.max(4, least);
  if (most < low) return [];
  return [...new Set(Array.from({ length: 16 }, (_, k) => Math.round(low * (most / low) ** (k / 15))))].filter((each) => each <= most);
}

function fluctuation(walk: Float64Array, n: number, order: number, overlap: boolean): number {
  const basis = orthonormal(n, order);
  const residual = new Float64Array(n);
  let sum = 0;
  let count = 0;
  const end = overlap && walk.length > n ? walk.length - 1 : walk.length;
  for (let from = 0; from + n <= end; from += overlap ? Math.max(1, n >> 1) : n) {
    residual.set(walk.subarray(from, from + n));
    for (const each of basis) {
      let along = 0;
      for (let i = 0; i < n; i++) along += each[i] * residual[i];
      for (let i = 0; i < n; i++) residual[i] -= along * each[i];
    }
    for (let i = 0; i < n; i++) sum += residual[i] * residual[i];
    count++;
  }
  return Math.sqrt(sum / (count * n));
}

/** Polynomials of degree 0..order over n points, orthonormal (modified Gram & Schmidt, twice). */
function orthonormal(n: number, order: number): Float64Array[] {
  const basis: Float64Array[] = [];
  for (let degree = 0; degree <= order; degree++) {
    const p = Float64Array.from({ length: n }, (_, i) => ((2 * i - n + 1) / n) ** degree);
    for (let pass = 0; pass < 2; pass++) {
      for (const each of basis) {
        let along = 0;
        for (let i = 0; i < n; i++) along += each[i] * p[i];
        for (let i = 0; i < n; i++) p[i] -= along * each[i];
      }
    }
    let norm = 0;
    for (const value of p) norm += value * value;
    norm = Math.sqrt(norm);
    for (let i = 0; i < n; i++) p[i] /= norm;
    basis.push(p);
  }
  return basis;
}

// Sample entropy: how often stretches that were alike stay alike. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { matches } from './matches.ts';
import { above, constant, samples, variance, wholeNumber } from './samples.ts';

export interface SampleEntropyOptions {
  /** length of the stretches compared, at least 1; default 2 */
  readonly m?: number;
  /** tolerance in units of the series, above 0; default 0.2 standard deviations (divisor n) of the series */
  readonly r?: number;
  /** count a distance equal to r as alike (Richman & Moorman); default true */
  readonly closed?: boolean;
}

/**
 * Sample entropy -ln(A / B) of Richman & Moorman (2000): B pairs of stretches of length m, A of length m + 1, within r of each other in
 * the largest difference, over the n - m stretches that can be continued, self-matches excluded.
 *
 * @returns nats, at least 0; nothing for a constant series, with fewer than m + 2 values, or when A = 0 (the series is too short or r
 *   too small for a value). Cost O(n log n + pairs near in the first two values).
 * @throws LabError E_METRIC for m below 1, r not above 0, or values that are not finite
 * @see doi:10.1152/ajpheart.2000.278.6.H2039
 */
export function sampleEntropy(series: ArrayLike<number>, options: SampleEntropyOptions = {}): Measured<number> {
  const x = samples(series, 'sample entropy');
  return entropyOf(x, x, options, 'sample entropy', '');
}

export interface MultiscaleOptions extends SampleEntropyOptions {
  /** values averaged into one, at least 1 */
  readonly scale: number;
}

/**
 * Sample entropy of the series coarse-grained by means of `scale` values that do not overlap (a remainder is dropped), Costa et al.
 * (2002). The tolerance r stays that of the original series at every scale.
 *
 * @returns as {@link sampleEntropy}
 * @throws LabError E_METRIC as there, and for a scale below 1
 * @see doi:10.1103/PhysRevLett.89.068102
 */
export function multiscaleEntropy(series: ArrayLike<number>, { scale, ...options }: MultiscaleOptions): Measured<number> {
  const place = 'multiscale entropy';
  wholeNumber(scale, 'scale', place, 1);
  const x = samples(series, place);
  const coarse = new Float64Array(Math.floor(x.length / scale));
  for (let i = 0; i < coarse.length; i++) {
    let sum = 0;
    for (let j = i * scale; j < (i + 1) * scale; j++) sum += x[j];
    coarse[i] = sum / scale;
  }
  return entropyOf(coarse, x, options, place, `, means of ${scale} values, r of the original series`);
}

function entropyOf(
  x: Float64Array,
  original: Float64Array,
  { m = 2, r, closed = true }: SampleEntropyOptions,
  place: string,
  more: string,
): Measured<number> {
  wholeNumber(m, 'm', place, 1);
  if (r !== undefined) above(r, 'r', place, 0);
  const about = {
    units: 'nats',
    convention: `m = ${m}, r = ${r ?? '0.2 standard deviations (divisor n)'}, Chebyshev distance ${
      closed ? 'at most' : 'below'
    } r, n - m stretches of both lengths, self-matches excluded${more}`,
  };
  if (x.length < m + 2) return nothing(`there are ${x.length} values and it needs ${m + 2}`, about);
  if (constant(original)) return nothing('all values are equal', about);
  const { short, long } = matches(x, m, r ?? 0.2 * Math.sqrt(variance(original, 0)), closed, false);
  const a = total(long);
  const b = total(short);
  if (b === 0) return nothing(`no two stretches of ${m} values are within r of each other`, about);
  if (a === 0) return nothing(`no two stretches of ${m + 1} values are within r of each other`, about);
  return found(Math.max(0, -Math.log(a / b)), about);
}

function total(counts: Uint32Array): number {
  let sum = 0;
  for (const each of counts) sum += each;
  return sum;
}

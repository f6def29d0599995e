// Autocorrelation of a series: how long it remembers, and how much its mean is worth. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { fft, inverseFft } from './fft.ts';
import { above, constant, mean, samples, variance, wholeNumber } from './samples.ts';

/** Fewer independent values than this say nothing of their own correlation time. */
const INDEPENDENT = 10;

/**
 * Autocorrelation ρ(k) = Σ (x(i) - x̄)(x(i + k) - x̄) / Σ (x(i) - x̄)² for lags 0..lags, divisor n at every lag (biased towards 0 at long
 * lags, but a positive definite sequence). By Fourier transform; cost O(n log n).
 *
 * @param lags the longest lag, 0 or more; default n - 1
 * @returns dimensionless in [-1, 1], ρ(0) = 1; nothing for a constant series
 * @throws LabError E_METRIC for a lag that the series does not have, or values that are not finite
 */
export function autocorrelation(series: ArrayLike<number>, lags: number = Math.max(0, series.length - 1)): Measured<Float64Array> {
  const place = 'autocorrelation';
  const x = samples(series, place);
  wholeNumber(lags, 'lags', place, 0, Math.max(0, x.length - 1));
  const about = { units: 'dimensionless', convention: 'about the mean of the whole series, divisor n at every lag' };
  if (constant(x)) return nothing(x.length === 0 ? 'the series is empty' : 'all values are equal', about);
  let size = 1;
  while (size < 2 * x.length) size *= 2;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const centre = mean(x);
  for (let i = 0; i < x.length; i++) re[i] = x[i] - centre;
  fft(re, im);
  for (let k = 0; k < size; k++) {
    re[k] = re[k] * re[k] + im[k] * im[k];
    im[k] = 0;
  }
  inverseFft(re, im);
  return found(
    Float64Array.from({ length: lags + 1 }, (_, k) => (k === 0 ? 1 : Math.max(-1, Math.min(1, re[k] / re[0])))),
    about,
  );
}

export interface CorrelationTimeOptions {
  /** the sum ends at the first lag of at least this many correlation times, above 0; default 5 */
  readonly span?: number;
}

export interface CorrelatedMean {
  readonly mean: number;
  /** standard error of the mean, sd √(τ / n), with the correlation taken into account */
  readonly error: number;
  /** integrated correlation time τ = 1 + 2 Σ ρ(k), samples: 1 for independent values */
  readonly time: number;
  /** number of independent values that would tell as much: n / τ */
  readonly effective: number;
}

/**
 * Mean of a correlated series with an honest error bar. τ is summed up to the smallest lag W >= span × τ(W) (Sokal 1997), which trades
 * the bias of a short sum against the noise of a long one.
 *
 * @returns mean and error in units of the series, time in samples; nothing for a constant series, or when n / τ is below 10 or no such lag
 *   exists: the series is too short to know its own correlation time. Cost O(n log n).
 * @throws LabError E_METRIC for a span that is not above 0, or values that are not finite
 * @see Sokal, "Monte Carlo methods in statistical mechanics" (1997). doi:10.1007/978-1-4899-0319-8_6
 */
export function correlatedMean(series: ArrayLike<number>, { span = 5 }: CorrelationTimeOptions = {}): Measured<CorrelatedMean> {
  const place = 'the mean of a correlated series';
  above(span, 'span', place, 0);
  const x = samples(series, place);
  const about = {
    units: 'units of the series; samples',
    convention: `correlation time 1 + 2 Σ ρ(k) up to the first lag of at least ${span} correlation times, variance with divisor n - 1`,
  };
  const { value: rho, reason } = autocorrelation(x);
  if (rho === null) return nothing(reason ?? '', about);
  let time = 1;
  let lag = 1;
  for (; lag < rho.length; lag++) {
    time += 2 * rho[lag];
    if (lag >= span * time) break;
  }
  if (lag >= rho.length || !(x.length / time >= INDEPENDENT))
    return nothing('the series is too short against its correlation time for an error of its mean', about);
  if (!(time > 0)) return nothing('the values alternate so strongly that their correlation time is not above 0', about);
  return found({ mean: mean(x), error: Math.sqrt((variance(x, 1) * time) / x.length), time, effective: x.length / time }, about);
}

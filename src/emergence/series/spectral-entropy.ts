// Spectral entropy: over how many frequencies the power of a series is spread. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { fft } from './fft.ts';
import { above, constant, mean, samples } from './samples.ts';

/**
 * One-sided periodogram |X(k)|² / (rate n), k = 0..⌊n/2⌋, of the series less its mean; every power but those of frequency 0 and, for
 * even n, rate / 2 is doubled. No window. The frequency of k is k rate / n. Cost O(n log n).
 *
 * @param rate samples per unit of time, above 0; default 1
 * @returns power per unit of frequency: units of the series squared, times time
 * @throws LabError E_METRIC for values that are not finite or a rate that is not above 0
 */
export function periodogram(series: ArrayLike<number>, rate = 1): Float64Array {
  above(rate, 'rate', 'a periodogram', 0);
  const re = samples(series, 'a periodogram');
  const n = re.length;
  const im = new Float64Array(n);
  const centre = mean(re);
  for (let i = 0; i < n; i++) re[i] -= centre;
  fft(re, im);
  const power = new Float64Array(n === 0 ? 0 : (n >> 1) + 1);
  for (let k = 0; k < power.length; k++) {
    const alone = k === 0 || 2 * k === n;
    power[k] = ((re[k] * re[k] + im[k] * im[k]) / (rate * n)) * (alone ? 1 : 2);
  }
  return power;
}

export interface SpectralEntropyOptions {
  /** divide by log2 of the number of frequencies, zero included; default true. Otherwise bits. */
  readonly normalised?: boolean;
}

/**
 * Entropy -Σ p log2 p of the {@link periodogram} divided by its sum (Inouye et al. 1991): near 0 for a pure sine, near 1 for white
 * noise (0.93 or so at a thousand samples, since a single periodogram is itself noisy).
 *
 * @returns dimensionless in [0, 1] when normalised (the default), else bits; nothing for a constant series or fewer than 2 values.
 *   Cost O(n log n).
 * @throws LabError E_METRIC for values that are not finite
 * @see doi:10.1016/0013-4694(91)90138-T
 */
export function spectralEntropy(series: ArrayLike<number>, { normalised = true }: SpectralEntropyOptions = {}): Measured<number> {
  const about = {
    units: normalised ? 'dimensionless' : 'bits',
    convention: `one-sided periodogram of the series less its mean, no window, log base 2${normalised ? ', divided by log2 of the number of frequencies' : ''}`,
  };
  const x = samples(series, 'spectral entropy');
  if (x.length < 2) return nothing('there are fewer than 2 values', about);
  if (constant(x)) return nothing('all values are equal', about);
  const power = periodogram(x);
  let sum = 0;
  for (const each of power) sum += each;
  if (!(sum > 0)) return nothing('the spread of the values is lost in rounding', about);
  let bits = 0;
  for (const each of power) if (each > 0) bits -= (each / sum) * Math.log2(each / sum);
  return found(normalised ? Math.min(1, bits / Math.log2(power.length)) : bits, about);
}

// Permutation entropy: how evenly the ordinal patterns of a series occur. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { ordinal, type OrdinalOptions } from './ordinal.ts';

export interface PermutationEntropyOptions extends OrdinalOptions {
  /** divide by log2(order!), so that the value lies in [0, 1]; default true. Otherwise bits. */
  readonly normalised?: boolean;
}

/**
 * Permutation entropy H = -Σ p log2 p over the ordinal patterns of Bandt & Pompe (2002), plug-in probabilities.
 * 0 for a monotone series (and a constant one: equal values count as rising), near 1 (normalised) for white noise.
 *
 * @returns dimensionless in [0, 1] when normalised (the default), else bits in [0, log2(order!)]; nothing when the series is shorter
 *   than one window. Cost O(n order²).
 * @throws LabError E_METRIC for an order outside 2..10, a delay below 1, or values that are not finite
 * @see doi:10.1103/PhysRevLett.88.174102
 */
export function permutationEntropy(series: ArrayLike<number>, options: PermutationEntropyOptions = {}): Measured<number> {
  return entropyOf(series, options, false);
}

/**
 * {@link permutationEntropy} where each window counts with the variance of its values (divisor order), Fadlallah et al. (2013):
 * patterns of small fluctuations weigh little.
 *
 * @returns as there; nothing too when all windows are flat
 * @throws LabError E_METRIC as there
 * @see doi:10.1103/PhysRevE.87.022911
 */
export function weightedPermutationEntropy(series: ArrayLike<number>, options: PermutationEntropyOptions = {}): Measured<number> {
  return entropyOf(series, options, true);
}

function entropyOf(series: ArrayLike<number>, options: PermutationEntropyOptions, weigh: boolean): Measured<number> {
  const { normalised = true } = options;
  const { order, delay, windows, counts } = ordinal(series, options, weigh ? 'weighted permutation entropy' : 'permutation entropy', weigh);
  const about = {
    units: normalised ? 'dimensionless' : 'bits',
    convention: `order ${order}, delay ${delay}, ${weigh ? 'windows weighted by their variance, ' : ''}plug-in probabilities, log base 2${
      normalised ? ', divided by log2(order!)' : ''
    }; of equal values the earlier counts as smaller`,
  };
  if (windows === 0) return nothing(`the series has fewer than ${(order - 1) * delay + 1} values`, about);
  const bits = entropy(counts);
  if (bits === null) return nothing('all windows are flat, so none has any weight', about);
  return found(normalised ? Math.min(1, bits / Math.log2(counts.length)) : bits, about);
}

/** -Σ p log2 p of counts or weights, bits; null when they are all 0. */
export function entropy(counts: Float64Array): number | null {
  let total = 0;
  for (const each of counts) total += each;
  if (!(total > 0)) return null;
  let bits = 0;
  for (const each of counts) if (each > 0) bits -= (each / total) * Math.log2(each / total);
  return Math.max(0, bits);
}

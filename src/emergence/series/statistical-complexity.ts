// Statistical complexity: structure between order and noise. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { ordinal, type OrdinalOptions } from './ordinal.ts';
import { entropy } from './permutation-entropy.ts';

export interface ComplexityEntropy {
  /** normalised permutation entropy H, in [0, 1] */
  readonly entropy: number;
  /** Jensen-Shannon statistical complexity C, in [0, 1): 0 both for full order and for white noise */
  readonly complexity: number;
}

/**
 * The complexity-entropy plane of Rosso et al. (2007): H = S(P) / log2 M and C = Q0 · JS(P, U) · H over the M = order! ordinal
 * patterns, with U uniform, JS(P, U) = S((P + U) / 2) - S(P) / 2 - S(U) / 2, and Q0 such that the largest JS is 1.
 *
 * @returns dimensionless; nothing when the series is shorter than one window. Cost O(n order² + order!).
 * @throws LabError E_METRIC for an order outside 2..10 (default 3), a delay below 1 (default 1), or values that are not finite
 * @see doi:10.1103/PhysRevLett.99.154102
 */
export function statisticalComplexity(series: ArrayLike<number>, options: OrdinalOptions = {}): Measured<ComplexityEntropy> {
  const { order, delay, windows, counts } = ordinal(series, options, 'statistical complexity');
  const about = {
    units: 'dimensionless',
    convention: `Jensen-Shannon disequilibrium scaled to 1, times permutation entropy divided by log2(order!); order ${order}, delay ${delay}`,
  };
  const bits = windows === 0 ? null : entropy(counts);
  if (bits === null) return nothing(`the series has fewer than ${(order - 1) * delay + 1} values`, about);
  const many = counts.length;
  const whole = Math.log2(many);
  const mixed = entropy(counts.map((each) => each / windows + 1 / many));
  const divergence = (mixed ?? 0) - bits / 2 - whole / 2;
  const largest = -0.5 * (((many + 1) / many) * Math.log2(many + 1) - 2 * Math.log2(2 * many) + whole);
  const h = Math.min(1, bits / whole);
  return found({ entropy: h, complexity: Math.max(0, divergence / largest) * h }, about);
}

// Missing ordinal patterns: what a series never does. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { ordinal, type OrdinalOptions } from './ordinal.ts';

/**
 * Number of the order! ordinal patterns that never occur. A deterministic map forbids patterns however long its series; white noise
 * misses some only while the series is short against order! (Amigó et al. 2007).
 *
 * @returns a count in [0, order! - 1]; nothing when the series is shorter than one window. Cost O(n order² + order!).
 * @throws LabError E_METRIC for an order outside 2..10 (default 3), a delay below 1 (default 1), or values that are not finite
 * @see doi:10.1209/0295-5075/79/50001
 */
export function missingPatterns(series: ArrayLike<number>, options: OrdinalOptions = {}): Measured<number> {
  const { order, delay, windows, counts } = ordinal(series, options, 'missing ordinal patterns');
  const about = { units: 'patterns', convention: `of the ${counts.length} patterns of order ${order}, delay ${delay}` };
  if (windows === 0) return nothing(`the series has fewer than ${(order - 1) * delay + 1} values`, about);
  let missing = 0;
  for (const each of counts) if (each === 0) missing++;
  return found(missing, about);
}

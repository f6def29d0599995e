// What it costs to describe a stretch of a series as one. Imports series.

import { mean } from '../series/samples.ts';

/** What a change point changes. */
export type Change = 'mean' | 'variance' | 'both';

/** -2 ln L of x[from .. to) as one segment, up to a constant for each value. O(1). */
export type SegmentCost = (from: number, to: number) => number;

/** Variances below this share of that of the series count as this: a stretch of equal values has no likelihood. */
const RESOLUTION = 1e-8;

/**
 * Gaussian cost from prefix sums about the mean of the series, O(n) to build.
 *
 * - mean: Σ (x - x̄)² / noise²
 * - variance: n ln(Σ (x - μ)² / n), μ the mean of the series
 * - both: n ln(Σ (x - x̄)² / n)
 */
export function segmentCost(x: Float64Array, change: Change, noise: number): SegmentCost {
  const centre = mean(x);
  const sums = new Float64Array(x.length + 1);
  const squares = new Float64Array(x.length + 1);
  for (let i = 0; i < x.length; i++) {
    const d = x[i] - centre;
    sums[i + 1] = sums[i] + d;
    squares[i + 1] = squares[i] + d * d;
  }
  const rough = (RESOLUTION * squares[x.length]) / x.length;
  const precision = 1 / (noise * noise);
  return (from, to) => {
    const n = to - from;
    const sum = sums[to] - sums[from];
    const square = squares[to] - squares[from];
    if (change === 'mean') return (square - (sum * sum) / n) * precision;
    return n * Math.log(Math.max(rough, (change === 'both' ? square - (sum * sum) / n : square) / n));
  };
}

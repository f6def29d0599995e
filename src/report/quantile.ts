/** Tenth percentile, median and ninetieth percentile. */
export interface Band {
  low: number;
  median: number;
  high: number;
}

/**
 * Quantile by linear interpolation between order statistics (definition 7 of Hyndman & Fan 1996, the default of R and NumPy).
 *
 * @param sorted ascending, not empty
 * @param p in [0, 1]
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  if (sorted[below] === sorted[above]) return sorted[below];
  return sorted[below] * (1 - (at - below)) + sorted[above] * (at - below);
}

/** Median and 10-90 % band of the finite values, or null when there are none. */
export function band(values: ArrayLike<number>): Band | null {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  if (sorted.length === 0) return null;
  return { low: quantile(sorted, 0.1), median: quantile(sorted, 0.5), high: quantile(sorted, 0.9) };
}

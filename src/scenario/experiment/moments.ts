// A series of measurements in a few numbers, with an error that knows of autocorrelation. Imports store's types.

import type { MetricStatistics } from '../../store/index.ts';

/** Longer series are first averaged in at most so many equal blocks: the cost stays O(n + LONGEST²). */
const LONGEST = 4_096;
/** The window ends at so many autocorrelation times (Madras & Sokal 1988, appendix C; between 4 and 10). */
const WINDOW = 5;

/** What {@link momentsOf} computes, for tables and reports. */
export const MOMENTS_CONVENTION =
  'sd with n - 1; standard error sd · sqrt(2 τ / n), τ the integrated autocorrelation time in a self-consistent window of 5 τ (Madras & Sokal 1988); m2 and m4 about zero';

/**
 * Mean, standard deviation, standard error, and the mean square and mean fourth power, from which follow the susceptibility
 * (m2 - mean²) and Binder's cumulant (1 - m4 / 3 m2²).
 *
 * @param values in the order of time, evenly spaced, all finite
 * @see Madras & Sokal, J. Stat. Phys. 50:109 (1988). doi:10.1007/BF01022990
 */
export function momentsOf(values: ArrayLike<number>): MetricStatistics {
  const n = values.length;
  if (n === 0) return { n, mean: null, sd: null, se: null, m2: null, m4: null };
  let [mean, m2, m4] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const square = values[i] * values[i];
    mean += values[i] / n;
    m2 += square / n;
    m4 += (square * square) / n;
  }
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (values[i] - mean) ** 2;
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null); // a square may overflow
  const moments = { n, mean: finite(mean), m2: finite(m2), m4: finite(m4) };
  if (n === 1) return { ...moments, sd: null, se: null };
  return { ...moments, sd: finite(Math.sqrt(sum / (n - 1))), se: finite(standardError(values)) };
}

/** Standard error of the mean of a correlated series of at least two values. */
export function standardError(values: ArrayLike<number>): number {
  const size = Math.ceil(values.length / LONGEST);
  const blocks = Float64Array.from({ length: Math.floor(values.length / size) }, (_, b) => {
    let sum = 0;
    for (let i = b * size; i < (b + 1) * size; i++) sum += values[i];
    return sum / size;
  });
  const n = blocks.length;
  const mean = blocks.reduce((sum, value) => sum + value, 0) / n;
  const deviations = blocks.map((value) => value - mean);
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let i = lag; i < n; i++) sum += deviations[i] * deviations[i - lag];
    return sum / n;
  };
  const variance = covariance(0);
  if (variance === 0) return 0;
  let tau = 0.5;
  for (let lag = 1; lag < n && lag < WINDOW * tau; lag++) tau += covariance(lag) / variance;
  return Math.sqrt(((variance * n) / (n - 1) / n) * 2 * Math.max(0.5, tau));
}

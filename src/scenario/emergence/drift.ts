// Does a series still drift? Imports emergence.

import { correlatedMean, kendall, normalTail } from '../../emergence/index.ts';

/** Blocks that the test needs at least. */
const FEWEST = 8;
/** A p-value below this counts as drift. */
const LEVEL = 0.01;

/** A trend of a correlated series. */
export interface Drift {
  /** first and last tick looked at */
  readonly first: number;
  readonly last: number;
  /** of the least-squares line from the first tick to the last, units of the series */
  readonly change: number;
  /** Kendall's τ of block means against their order */
  readonly tau: number;
  /** two-sided, normal approximation */
  readonly p: number;
  /** whether p is below 0.01 */
  readonly drifts: boolean;
}

/**
 * Mann-Kendall test for a trend on means of blocks of two correlation times (of the series freed of its straight trend), which are nearly
 * independent: variance of τ without a trend 2 (2m + 5) / (9 m (m - 1)) for m blocks. O(n log n).
 *
 * @param ticks of the values, ascending, as many as values
 * @returns null when there are fewer than 8 blocks, or the correlation time cannot be told
 * @see Mann, Econometrica 13:245-259 (1945). doi:10.2307/1907187
 */
export function driftOf(x: Float64Array, ticks: readonly number[]): Drift | null {
  const { value } = correlatedMean(withoutTrend(x));
  if (value === null) return null;
  const means = blockMeans(x, Math.max(1, Math.ceil(2 * value.time)));
  const m = means.length;
  if (m < FEWEST) return null;
  const tau = kendall(Array.from(means.keys()), means).value;
  if (tau === null) return null;
  const p = Math.min(1, 2 * normalTail(Math.abs(tau) / Math.sqrt((2 * (2 * m + 5)) / (9 * m * (m - 1)))));
  const [first, last] = [ticks[0], ticks[ticks.length - 1]];
  return { first, last, change: line(ticks, x).slope * (last - first), tau, p, drifts: p < LEVEL };
}

/** The values less their least-squares line over their places. */
export function withoutTrend(x: Float64Array): Float64Array {
  const { slope, centre, mean } = line(Array.from(x.keys()), x);
  return x.map((value, i) => value - mean - slope * (i - centre));
}

function line(at: readonly number[], x: Float64Array): { slope: number; centre: number; mean: number } {
  const n = Math.max(1, x.length);
  const centre = at.reduce((sum, t) => sum + t, 0) / n;
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  let products = 0;
  let squares = 0;
  for (let i = 0; i < x.length; i++) {
    products += (at[i] - centre) * (x[i] - mean);
    squares += (at[i] - centre) ** 2;
  }
  return { slope: squares > 0 ? products / squares : 0, centre, mean };
}

/** Means of whole blocks; what is left over at the beginning belongs to none. */
function blockMeans(x: Float64Array, size: number): Float64Array {
  const count = Math.floor(x.length / size);
  const from = x.length - count * size;
  return Float64Array.from(
    { length: count },
    (_, b) => x.subarray(from + b * size, from + (b + 1) * size).reduce((s, v) => s + v, 0) / size,
  );
}

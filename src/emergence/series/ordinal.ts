// Ordinal patterns: in what order the values of a window stand. Imports nothing of the engine.

import { above, samples, wholeNumber } from './samples.ts';

/** The longest pattern: 10! counters of 8 bytes are 29 MB. */
const LONGEST = 10;

export interface OrdinalOptions {
  /** values in a window, 2..10; default 3 */
  readonly order?: number;
  /** samples between the values of a window, at least 1; default 1 */
  readonly delay?: number;
}

export interface Ordinal {
  readonly order: number;
  readonly delay: number;
  /** number of windows: n - (order - 1) delay, 0 when the series is too short */
  readonly windows: number;
  /** how often (or with what total weight) each of the order! patterns occurs, by the number of the pattern in the factorial system */
  readonly counts: Float64Array;
}

/**
 * Counts the ordinal patterns of Bandt & Pompe (2002). Of equal values the earlier counts as the smaller.
 * Reads each window in place; cost O(n order²) and order! counters.
 *
 * @param weigh give each window the variance of its values as weight (Fadlallah et al. 2013) instead of 1
 * @throws LabError E_METRIC for an order outside 2..10, a delay below 1, or values that are not finite
 * @see doi:10.1103/PhysRevLett.88.174102, doi:10.1103/PhysRevE.87.022911
 */
export function ordinal(series: ArrayLike<number>, { order = 3, delay = 1 }: OrdinalOptions, place: string, weigh = false): Ordinal {
  wholeNumber(order, 'order', place, 2, LONGEST);
  wholeNumber(delay, 'delay', place, 1);
  const x = samples(series, place);
  const windows = Math.max(0, x.length - (order - 1) * delay);
  const counts = new Float64Array(factorial(order));
  if (order === 3 && !weigh) count3(x, delay, windows, counts);
  else countAll(x, order, delay, windows, counts, weigh);
  return { order, delay, windows, counts };
}

/** n!, exact up to n = 18. */
export function factorial(n: number): number {
  above(n, 'n', 'a factorial', 0, true);
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

/** The commonest order without inner loops: 3 comparisons a window. */
function count3(x: Float64Array, delay: number, windows: number, counts: Float64Array): void {
  for (let i = 0; i < windows; i++) {
    const a = x[i];
    const b = x[i + delay];
    const c = x[i + 2 * delay];
    counts[(a > b ? 3 : 0) + (a > c ? 1 : 0) + (b > c ? 1 : 0)]++;
  }
}

/** Number of the pattern: sum over j of (earlier values that are larger than value j) times (order! / (j + 1)!). */
function countAll(x: Float64Array, order: number, delay: number, windows: number, counts: Float64Array, weigh: boolean): void {
  for (let i = 0; i < windows; i++) {
    let code = 0;
    for (let j = 1; j < order; j++) {
      const value = x[i + j * delay];
      let larger = 0;
      for (let k = 0; k < j; k++) if (x[i + k * delay] > value) larger++;
      code = code * (j + 1) + larger;
    }
    counts[code] += weigh ? spread(x, i, order, delay) : 1;
  }
}

/** Variance (divisor order) of one window. */
function spread(x: Float64Array, from: number, order: number, delay: number): number {
  let centre = 0;
  for (let j = 0; j < order; j++) centre += x[from + j * delay] / order;
  let sum = 0;
  for (let j = 0; j < order; j++) sum += (x[from + j * delay] - centre) ** 2;
  return sum / order;
}

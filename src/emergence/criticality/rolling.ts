// Rolling statistics: variance, memory and skewness of a window that moves along a series. Imports series.

import { mean } from '../series/samples.ts';

/** What is taken of each window. */
export type Indicator = 'variance' | 'lag1' | 'skewness';

/**
 * One statistic of every window x[i .. i + window), i = 0..n - window.
 *
 * - variance: divisor window - 1
 * - lag1: Pearson correlation of the window without its last value and the window without its first
 * - skewness: adjusted Fisher-Pearson, √(w(w - 1)) / (w - 2) · m3 / m2^1.5
 *
 * Sums of powers slide along and are built anew, about the mean of the present window, every `window` steps, so that neither time nor
 * rounding grows with the length: cost O(n).
 *
 * @param window from 3 (4 for lag1) to the length of the series
 * @returns NaN for windows where it is undefined: flat ones, save for the variance; for lag1 also those flat but for one end
 */
export function rolling(x: Float64Array, window: number, indicator: Indicator): Float64Array {
  const out = new Float64Array(Math.max(0, x.length - window + 1));
  const w = window;
  for (let start = 0; start < out.length; start += w) {
    const shift = mean(x.subarray(start, start + w));
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let product = 0; // of neighbours
    let equal = 1; // length of the run of equal values that ends at the last value of the window
    let before = 0; // and of the one that ends at the last but one
    for (let i = start; i < start + w; i++) {
      const d = x[i] - shift;
      s1 += d;
      s2 += d * d;
      s3 += d * d * d;
      if (i > start) {
        product += d * (x[i - 1] - shift);
        before = equal;
        equal = x[i] === x[i - 1] ? equal + 1 : 1;
      }
    }
    const end = Math.min(out.length, start + w);
    for (let i = start; i < end; i++) {
      if (i > start) {
        const gone = x[i - 1] - shift;
        const come = x[i + w - 1] - shift;
        s1 += come - gone;
        s2 += come * come - gone * gone;
        s3 += come * come * come - gone * gone * gone;
        product += come * (x[i + w - 2] - shift) - gone * (x[i] - shift);
        before = equal;
        equal = x[i + w - 1] === x[i + w - 2] ? equal + 1 : 1;
      }
      if (equal >= w) out[i] = indicator === 'variance' ? 0 : NaN;
      else if (indicator === 'variance') out[i] = Math.max(0, s2 - (s1 * s1) / w) / (w - 1);
      else if (indicator === 'lag1')
        out[i] = equal >= w - 1 || before >= w - 1 ? NaN : lag1(s1, s2, product, x[i] - shift, x[i + w - 1] - shift, w - 1);
      else out[i] = skewness(s1, s2, s3, w);
    }
  }
  return out;
}

/** Correlation of the pairs of neighbours, from sums over the window and its first and last value. */
function lag1(s1: number, s2: number, product: number, first: number, last: number, n: number): number {
  const a = s1 - last;
  const b = s1 - first;
  const aa = s2 - last * last - (a * a) / n;
  const bb = s2 - first * first - (b * b) / n;
  if (!(aa > 0 && bb > 0)) return NaN;
  return Math.max(-1, Math.min(1, (product - (a * b) / n) / Math.sqrt(aa * bb)));
}

function skewness(s1: number, s2: number, s3: number, n: number): number {
  const centre = s1 / n;
  const m2 = s2 / n - centre * centre;
  const m3 = s3 / n - (3 * centre * s2) / n + 2 * centre * centre * centre;
  if (!(m2 > 0)) return NaN;
  return (Math.sqrt(n * (n - 1)) / (n - 2)) * (m3 / (m2 * Math.sqrt(m2)));
}

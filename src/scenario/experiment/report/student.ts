// Intervals of a mean over few replicates. Imports emergence and this folder.

import { erfc } from '../../../emergence/index.ts';
import { estimateOf, type Estimate } from '../rows.ts';

/** Values that an interval needs: Student's t of two reaches thirteen standard errors, and tells nothing. */
export const LEAST_BANDED = 3;

/** An {@link Estimate} with its interval of 95 %. */
export interface Banded extends Estimate {
  /** null for fewer than {@link LEAST_BANDED} values */
  readonly low: number | null;
  readonly high: number | null;
}

/** Mean with its interval of 95 % (Student's t over the values); nulls are left out. */
export function banded(values: readonly (number | null)[]): Banded {
  const estimate = estimateOf(values);
  const { n, mean, se } = estimate;
  if (n < LEAST_BANDED || mean === null || se === null || !Number.isFinite(se)) return { ...estimate, low: null, high: null };
  const reach = studentQuantile(0.975, n - 1) * se;
  return { ...estimate, low: mean - reach, high: mean + reach };
}

/**
 * Quantile of Student's t distribution: exact for 1 and 2 degrees of freedom, else Hill's expansion (relative error below 1e-4).
 *
 * @param p above 0.5 and below 1
 * @param freedom degrees of freedom, a whole number from 1 on
 * @see Hill, Algorithm 396, CACM 13:619 (1970). doi:10.1145/355598.355600
 */
export function studentQuantile(p: number, freedom: number): number {
  const both = 2 * (1 - p);
  if (freedom === 1) return 1 / Math.tan((both * Math.PI) / 2);
  if (freedom === 2) return Math.sqrt(2 / (both * (2 - both)) - 2);
  const n = freedom;
  const a = 1 / (n - 0.5);
  const b = 48 / (a * a);
  let c = ((20700 * a) / b - 98) * a - 16 * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * n;
  let x = d * both;
  let y = x ** (2 / n);
  if (y > 0.05 + a) {
    x = -normalQuantile(p);
    y = x * x;
    if (n < 5) c += 0.3 * (n - 4.5) * (x + 0.6);
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = Math.expm1(a * y * y);
  } else {
    y = ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * ((n + 1) / (n + 2)) + 1 / y;
  }
  return Math.sqrt(n * y);
}

/** Quantile of the normal distribution, p above 0.5: Abramowitz & Stegun 26.2.23, then Newton's method. */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p));
  let x = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  for (let k = 0; k < 3; k++) x += (erfc(x / Math.SQRT2) / 2 - (1 - p)) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2);
  return x;
}

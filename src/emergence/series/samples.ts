// Measures of one series of numbers. Imports errors, engine and measure.
// This file: the check at the border, done once and completely.

import { LabError } from '../../errors.ts';

/**
 * A copy of `series` that is known to hold finite numbers only.
 *
 * @param place the metric that asks, in words: "sample entropy"
 * @throws LabError E_METRIC naming the first value that is not a finite number. Cost O(n).
 */
export function samples(series: ArrayLike<number>, place: string): Float64Array {
  const x = Float64Array.from(series);
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]))
      throw new LabError(
        'E_METRIC',
        `${place} needs finite numbers, but value ${i} of ${x.length} is ${series[i]}. Leave such values out or repair them first.`,
      );
  }
  return x;
}

/**
 * `value`, known to be a whole number in [least, most].
 *
 * @throws LabError E_METRIC naming the option, its value and the range
 */
export function wholeNumber(value: number, option: string, place: string, least: number, most: number = Number.MAX_SAFE_INTEGER): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new LabError('E_METRIC', `${option} of ${place} must be a whole number ${range}, but got ${value}.`);
}

/**
 * `value`, known to be a finite number above `least` (or equal to it where `closed`).
 *
 * @throws LabError E_METRIC naming the option, its value and the bound
 */
export function above(value: number, option: string, place: string, least: number, closed = false): number {
  if (Number.isFinite(value) && (value > least || (closed && value === least))) return value;
  throw new LabError(
    'E_METRIC',
    `${option} of ${place} must be a finite number ${closed ? 'of at least' : 'above'} ${least}, but got ${value}.`,
  );
}

/** True when all values are equal (or there are none): most measures of a series are undefined then. */
export function constant(x: ArrayLike<number>): boolean {
  for (let i = 1; i < x.length; i++) if (x[i] !== x[0]) return false;
  return true;
}

/** Mean; NaN of nothing. */
export function mean(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i];
  const rough = sum / x.length;
  let rest = 0; // a second pass takes back what rounding of a long sum lost
  for (let i = 0; i < x.length; i++) rest += x[i] - rough;
  return rough + rest / x.length;
}

/** Variance with divisor n - `freedom`, by two passes. */
export function variance(x: ArrayLike<number>, freedom: 0 | 1): number {
  const centre = mean(x);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - centre) * (x[i] - centre);
  return sum / (x.length - freedom);
}

// Hjorth's mobility and complexity. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { constant, samples, variance } from './samples.ts';

export interface Hjorth {
  /** √(var x' / var x), per sample: mean frequency in radians per sample for a smooth series */
  readonly mobility: number;
  /** mobility of x' over mobility of x, dimensionless: 1 for a pure sine, more for anything richer */
  readonly complexity: number;
}

/**
 * Mobility and complexity of Hjorth (1970), with first differences for derivatives and variances with divisor n.
 *
 * @returns mobility per sample, complexity dimensionless; nothing for a constant series, a straight line or fewer than 3 values. Cost O(n).
 * @throws LabError E_METRIC for values that are not finite
 * @see doi:10.1016/0013-4694(70)90143-4
 */
export function hjorth(series: ArrayLike<number>): Measured<Hjorth> {
  const x = samples(series, "Hjorth's mobility and complexity");
  const about = { units: 'per sample; dimensionless', convention: 'first differences, variances with divisor n' };
  if (x.length < 3) return nothing('there are fewer than 3 values', about);
  if (constant(x)) return nothing('all values are equal', about);
  const first = differences(x);
  const slopes = variance(first, 0);
  if (constant(first)) return nothing('the series is a straight line', about);
  const mobility = Math.sqrt(slopes / variance(x, 0));
  return found({ mobility, complexity: Math.sqrt(variance(differences(first), 0) / slopes) / mobility }, about);
}

function differences(x: Float64Array): Float64Array {
  return x.subarray(1).map((value, i) => value - x[i]);
}

// Katz's fractal dimension of a curve. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { constant, samples } from './samples.ts';

/**
 * Fractal dimension of Katz (1988): ln(L / a) / ln(d / a), L the sum of the steps |x(i+1) - x(i)|, a their mean, and d the largest
 * distance from the first value. Distances are those of the values alone, time left out, so that the result does not depend on the
 * units of either.
 *
 * @returns dimensionless; nothing for a constant series or where d is at most a, which has no dimension in this sense. Cost O(n).
 * @throws LabError E_METRIC for values that are not finite
 * @see doi:10.1016/0010-4825(88)90041-8
 */
export function katz(series: ArrayLike<number>): Measured<number> {
  const x = samples(series, "Katz's dimension");
  const about = { units: 'dimensionless', convention: 'distances of the values alone, without time; extent taken from the first value' };
  if (constant(x)) return nothing(x.length < 2 ? 'there are fewer than 2 values' : 'all values are equal', about);
  let length = 0;
  let extent = 0;
  for (let i = 1; i < x.length; i++) {
    length += Math.abs(x[i] - x[i - 1]);
    extent = Math.max(extent, Math.abs(x[i] - x[0]));
  }
  const steps = x.length - 1;
  const wide = Math.log((extent * steps) / length);
  if (!(wide > 0)) return nothing('the curve never gets further from its start than one mean step', about);
  return found(Math.log(steps) / wide, about);
}

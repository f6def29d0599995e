// What an order parameter does over time: Binder's cumulant and the susceptibility. Imports measure and source.

import { found, nothing, type Measured } from '../measure.ts';
import { doubles, positive } from '../source.ts';

/**
 * Binder's cumulant U = 1 - <m⁴> / (3 <m²>²) of a series of an order parameter: 2/3 in an ordered phase, 0 for a normal variable about 0.
 * Curves of different sizes cross at the transition. O(n).
 *
 * @returns dimensionless, at most 2/3; none of no values, or when all are 0
 * @throws LabError E_METRIC for a value that is not finite
 * @see Binder, Z. Phys. B 43:119-140 (1981). doi:10.1007/BF01293604
 */
export function binderCumulant(series: ArrayLike<number>): Measured {
  const about = { units: 'dimensionless', convention: '1 - <m⁴> / (3 <m²>²), raw moments' };
  const m = doubles('series', series);
  let largest = 0;
  for (const each of m) largest = Math.max(largest, Math.abs(each));
  if (largest === 0) return nothing(m.length === 0 ? 'there are no values' : 'all values are 0', about);
  let second = 0;
  let fourth = 0;
  for (const each of m) {
    const square = (each / largest) ** 2; // powers neither overflow nor vanish
    second += square;
    fourth += square * square;
  }
  return found(1 - (fourth * m.length) / (3 * second * second), about);
}

export interface SusceptibilityOptions {
  /** number of agents or sites N */
  readonly count: number;
  /** the mean that is taken off: of |m|, for order that may point either way, or of m; "absolute" when left out */
  readonly mean?: 'absolute' | 'signed';
}

/**
 * Susceptibility χ = N (<m²> - <|m|>²) of a series of an order parameter (times β for a model with a temperature): its maximum marks a
 * transition. O(n).
 *
 * @returns agents × square of the units of m, at least 0; none of no values
 * @throws LabError E_METRIC for a value that is not finite, or a count out of range
 * @see Landau & Binder, A Guide to Monte Carlo Simulations in Statistical Physics, §4.2.3 (2014). doi:10.1017/CBO9781139696463
 */
export function susceptibility(series: ArrayLike<number>, { count, mean = 'absolute' }: SusceptibilityOptions): Measured {
  const about = { units: 'N × (order parameter)²', convention: mean === 'absolute' ? 'N (<m²> - <|m|>²)' : 'N (<m²> - <m>²)' };
  positive('count', count);
  const m = doubles('series', series);
  if (m.length === 0) return nothing('there are no values', about);
  let sum = 0;
  for (const each of m) sum += mean === 'absolute' ? Math.abs(each) : each;
  const centre = sum / m.length;
  let squares = 0;
  for (const each of m) squares += ((mean === 'absolute' ? Math.abs(each) : each) - centre) ** 2;
  return found((count * squares) / m.length, about);
}

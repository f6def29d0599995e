// How fast the best value of a swarm gets better, and for how long it has not. Imports measure and source.

import { found, nothing, type Measured } from '../measure.ts';
import { doubles } from '../source.ts';
import { LabError } from '../../errors.ts';

export interface ConvergenceOptions {
  /** the least value that there is; 0 when left out */
  readonly optimum?: number;
}

/**
 * Average convergence rate R = 1 - (e_n / e_0)^{1/n} of a series of best values f_0 … f_n, errors e = f - optimum: the share of the error
 * that is lost a step, as a geometric mean. 0 when nothing is gained, 1 when the optimum is reached, below 0 when things get worse. O(n).
 *
 * @returns share a step; none of fewer than two values, or where the first is the optimum already
 * @throws LabError E_METRIC for a value that is not finite or below the optimum
 * @see He & Lin, IEEE TEC 20(2):316-321 (2016). doi:10.1109/TEVC.2015.2444793
 */
export function convergenceRate(values: ArrayLike<number>, { optimum = 0 }: ConvergenceOptions = {}): Measured {
  const about = { units: 'share of the error a step', convention: `1 - (e_n / e_0)^(1/n), e = value - ${optimum}; values to be minimised` };
  const errors = doubles('values', values).map((value) => value - optimum);
  const wrong = errors.findIndex((error) => !(error >= 0));
  if (wrong >= 0)
    throw new LabError('E_METRIC', `values must not be below the optimum ${optimum}, but values[${wrong}] is ${values[wrong]}.`);
  if (errors.length < 2) return nothing('there are fewer than two values', about);
  if (errors[0] === 0) return nothing('the first value is the optimum already', about);
  const last = errors[errors.length - 1];
  return found(last === 0 ? 1 : -Math.expm1(Math.log(last / errors[0]) / (errors.length - 1)), about);
}

export interface StagnationOptions {
  /** what a value must be below the best so far to count as better, units of the values; 0 when left out */
  readonly tolerance?: number;
}

/**
 * Steps since the best value of a series last got better by more than `tolerance` (the first value counts as better). O(n).
 *
 * @returns steps, 0 where the last value is the best; none of no values
 * @throws LabError E_METRIC for a value that is not finite, or a tolerance below 0
 */
export function stagnationLength(values: ArrayLike<number>, { tolerance = 0 }: StagnationOptions = {}): Measured {
  const about = { units: 'steps', convention: `since a value was more than ${tolerance} below the best before it; values to be minimised` };
  if (!(tolerance >= 0)) throw new LabError('E_METRIC', `tolerance must be 0 or above, but got ${tolerance}. Set options.tolerance.`);
  const given = doubles('values', values);
  if (given.length === 0) return nothing('there are no values', about);
  let best = Infinity;
  let since = 0;
  for (let t = 0; t < given.length; t++) {
    if (!(given[t] < best - tolerance)) continue;
    best = given[t];
    since = t;
  }
  return found(given.length - 1 - since, about);
}

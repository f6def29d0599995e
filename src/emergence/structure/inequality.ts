// Inequality of what agents have: Gini, Lorenz, Theil. Imports errors, measure and source.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { doubles } from '../source.ts';

/**
 * Gini coefficient Σ (2i - n - 1) x_(i) / (n Σ x), x_(i) in growing order, i from 1: half the mean difference of two members over the
 * mean. 0 when all have the same, 1 - 1/n when one has all (the biased, population form; × n / (n - 1) is the unbiased one). O(n log n).
 *
 * @returns dimensionless, in [0, 1); none of no values, or when all are 0
 * @throws LabError E_METRIC for a value that is not finite or below 0
 * @see Gini, Variabilità e mutabilità (1912); Lerman & Yitzhaki, Economics Letters 15:363-368 (1984). doi:10.1016/0165-1765(84)90126-5
 */
export function gini(values: ArrayLike<number>): Measured {
  const about = { units: 'dimensionless', convention: 'population form: 1 - 1/n when one has all' };
  const { x, sum } = sorted(values);
  if (sum === 0) return nothing(x.length === 0 ? 'there are no values' : 'all values are 0', about);
  let weighed = 0;
  for (let i = 0; i < x.length; i++) weighed += (2 * i + 1 - x.length) * x[i];
  return found(Math.max(0, weighed / (x.length * sum)), about);
}

/**
 * Theil's T = mean of (x / μ) ln(x / μ), μ = mean, 0 ln 0 = 0: 0 when all have the same, ln n when one has all. O(n log n).
 *
 * @returns nats; none of no values, or when all are 0
 * @throws LabError E_METRIC for a value that is not finite or below 0
 * @see Theil, Economics and Information Theory (1967)
 */
export function theil(values: ArrayLike<number>): Measured {
  const about = { units: 'nats', convention: 'natural logarithm, mean of (x / mean) ln(x / mean), 0 ln 0 = 0' };
  const { x, sum } = sorted(values);
  if (sum === 0) return nothing(x.length === 0 ? 'there are no values' : 'all values are 0', about);
  const mean = sum / x.length;
  let total = 0;
  for (const each of x) if (each > 0) total += (each / mean) * Math.log(each / mean);
  return found(Math.max(0, total / x.length), about);
}

export interface LorenzOptions {
  /** shares of the population, from the poorest, each in [0, 1]; 0.2, 0.4, 0.6, 0.8 when left out */
  readonly shares?: readonly number[];
}

/**
 * Lorenz curve: share of the total that the poorest share p of n members holds; between members, linear. O(n log n).
 *
 * @returns one share for each p; none of no values, or when all are 0
 * @throws LabError E_METRIC for a value that is not finite or below 0, or a share outside of [0, 1]
 * @see Lorenz, Publications of the American Statistical Association 9:209-219 (1905). doi:10.2307/2276207
 */
export function lorenzShares(
  values: ArrayLike<number>,
  { shares = [0.2, 0.4, 0.6, 0.8] }: LorenzOptions = {},
): Measured<readonly number[]> {
  const about = { units: 'share of the total', convention: `held by the poorest ${shares.join(', ')}; linear between members` };
  const wrong = shares.find((share) => !(share >= 0 && share <= 1));
  if (wrong !== undefined) throw new LabError('E_METRIC', `shares must lie in 0 to 1, but got ${wrong}. Set options.shares.`);
  const { x, sum } = sorted(values);
  if (sum === 0) return nothing(x.length === 0 ? 'there are no values' : 'all values are 0', about);
  const held = new Float64Array(x.length + 1);
  for (let i = 0; i < x.length; i++) held[i + 1] = held[i] + x[i];
  const at = (share: number): number => {
    const near = Math.round(share * x.length);
    const place = Math.abs(near - share * x.length) < 1e-9 ? near : share * x.length; // 0.6 × 5 is a hair above 3
    const whole = Math.min(x.length - 1, Math.floor(place));
    return (held[whole] + (place - whole) * x[whole]) / held[x.length];
  };
  return found(shares.map(at), about);
}

/** Values in growing order, in units of the largest, so that sums neither overflow nor vanish. */
function sorted(values: ArrayLike<number>): { x: Float64Array; sum: number } {
  const x = Float64Array.from(doubles('values', values)).sort();
  if (x.length > 0 && x[0] < 0)
    throw new LabError('E_METRIC', `values must be 0 or above, but one is ${x[0]}. Shares of debts are undefined.`);
  const largest = x[x.length - 1];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] = largest > 0 ? x[i] / largest : 0;
  return { x, sum };
}

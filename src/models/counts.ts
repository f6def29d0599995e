// Counts that scatter about their expected values: how strongly, and new ones of the same kind. Imports engine, errors.

import { exp64, log1p_64 } from '../engine/elementary.ts';
import { uniform53, type Key } from '../engine/random.ts';
import { LabError } from '../errors.ts';

/** Beyond it -log of the probability of a count of 0 leaves the doubles, and the recursion could not begin. */
const DEEPEST = 700;

/**
 * How many times wider than Poisson's the scatter of counts about a fitted curve is: Pearson's statistic Σ (count - mean)² / mean,
 * divided by the degrees of freedom. 1 for Poisson counts.
 *
 * @param means expected counts, each above 0
 * @param fitted number of parameters that were fitted to the counts, less than there are counts
 * @see McCullagh & Nelder, Generalized Linear Models, 2nd ed. (1989)
 */
export function dispersionOf(counts: ArrayLike<number>, means: ArrayLike<number>, fitted: number): number {
  let sum = 0;
  for (let n = 0; n < means.length; n++) sum += (counts[n] - means[n]) ** 2 / means[n];
  return sum / (means.length - fitted);
}

/**
 * One random count for every mean: negative binomial with variance = dispersion × mean ("NB1"), Poisson where the dispersion is 1 or less.
 * Count n is drawn from counter n of the key, so that it depends on no other.
 *
 * @param means expected counts, from 0; up to 700 for Poisson counts, and further the wider the scatter
 * @param dispersion variance over mean, see {@link dispersionOf}
 * @param most no count is larger, such as the population: what lies above it counts as it
 * @throws LabError E_MODEL for a mean out of its range
 * @see Cameron & Trivedi, Regression Analysis of Count Data, 2nd ed. (2013)
 */
export function noisyCounts(means: ArrayLike<number>, dispersion: number, key: Key, most: number = Infinity): number[] {
  const excess = Math.max(0, dispersion - 1);
  const depth = excess === 0 ? 1 : log1p_64(excess) / excess; // -log of the probability of 0, for a mean of 1
  return Array.from(means, (mean, n) => {
    if (!(mean >= 0 && mean * depth <= DEEPEST))
      throw new LabError('E_MODEL', `an expected count must lie from 0 to ${DEEPEST / depth}, but got ${mean}.`);
    return draw(uniform53(key.k0, key.k1, n, 0), exp64(-mean * depth), mean, excess, most);
  });
}

/**
 * Smallest count whose cumulative probability exceeds u: p(k + 1) = p(k) (mean + excess k) / ((1 + excess) (k + 1)).
 * Where rounding leaves the sum of all probabilities short of u, it is the count at which they run out.
 */
function draw(u: number, none: number, mean: number, excess: number, most: number): number {
  let probability = none;
  let below = 0;
  let count = 0;
  while (count < most && probability > 0 && below + probability <= u) {
    below += probability;
    probability *= (mean + excess * count) / ((1 + excess) * (count + 1));
    count++;
  }
  return count;
}

// Approximate entropy: the forerunner of sample entropy, which counts self-matches. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { matches } from './matches.ts';
import type { SampleEntropyOptions } from './sample-entropy.ts';
import { above, constant, samples, variance, wholeNumber } from './samples.ts';

/**
 * Approximate entropy Φ(m) - Φ(m + 1) of Pincus (1991), where Φ(m) is the mean of ln(share of the n - m + 1 stretches of length m
 * within r of stretch i, itself included). Biased towards regularity in short series; sample entropy is less so.
 *
 * @param options m at least 1, default 2; r above 0 in units of the series, default 0.2 standard deviations (divisor n); closed,
 *   default true: a distance equal to r counts
 * @returns nats; nothing for a constant series or with fewer than m + 1 values. Cost O(n log n + pairs near in the first two values).
 * @throws LabError E_METRIC for m below 1, r not above 0, or values that are not finite
 * @see doi:10.1073/pnas.88.6.2297
 */
export function approximateEntropy(series: ArrayLike<number>, { m = 2, r, closed = true }: SampleEntropyOptions = {}): Measured<number> {
  const place = 'approximate entropy';
  wholeNumber(m, 'm', place, 1);
  if (r !== undefined) above(r, 'r', place, 0);
  const x = samples(series, place);
  const about = {
    units: 'nats',
    convention: `m = ${m}, r = ${r ?? '0.2 standard deviations (divisor n)'}, Chebyshev distance ${
      closed ? 'at most' : 'below'
    } r, self-matches included`,
  };
  if (x.length < m + 1) return nothing(`there are ${x.length} values and it needs ${m + 1}`, about);
  if (constant(x)) return nothing('all values are equal', about);
  const { short, long } = matches(x, m, r ?? 0.2 * Math.sqrt(variance(x, 0)), closed, true);
  return found(meanLog(short) - meanLog(long), about);
}

/** Mean of ln of the share of stretches that match, self-matches added. */
function meanLog(counts: Uint32Array): number {
  let sum = 0;
  for (const each of counts) sum += Math.log((each + 1) / counts.length);
  return sum / counts.length;
}

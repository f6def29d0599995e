// Entropy and mutual information of variables that are taken to be jointly Gaussian. Imports errors, measure.ts and special.ts.
// With Σ the sample covariance (divisor N - 1): H = 1/2 ln((2πe)^n det Σ), I = 1/2 ln(det Σx det Σy / det Σxy); exact for Gaussian
// variables, a measure of linear dependence alone for others. Cover & Thomas, Elements of Information Theory (2006), section 8.4.

import { refuseUnknown } from '../../../errors.ts';
import type { Measured } from '../../measure.ts';
import { found, nothing } from '../../measure.ts';
import { chiSquareTail } from '../significance.ts';
import { correlated, logSum, pivotsOf } from './covariance.ts';
import type { Series } from './embedding.ts';
import { columnsOf, lagged, whole } from './embedding.ts';

const CONVENTION = 'Gaussian estimator, sample covariance (divisor N - 1), no bias correction, natural logarithm';

/** What a Gaussian estimator found, or why there is none. */
export type Found = { readonly value: number; readonly count: number; readonly freedom: number } | { readonly reason: string };

/**
 * I(X; Y | Z) in nats from one correlation matrix: half the logarithm of how much knowing Y shrinks the variance of X given Z.
 * O(N n² + n³) for n columns in all.
 *
 * @param names of x, y and z, for saying which of them is constant
 */
export function gaussianInformation(
  xs: readonly Float64Array[],
  ys: readonly Float64Array[],
  zs: readonly Float64Array[],
  names: readonly string[] = ['x', 'y', 'z'],
): Found {
  const columns = [...zs, ...ys, ...xs];
  const [x, y, z] = names;
  const correlation = correlated(columns, [...zs.map(() => z), ...ys.map(() => y), ...xs.map(() => x)]);
  if ('reason' in correlation) return correlation;
  const order = columns.map((_, i) => i);
  const alone = pivotsOf(correlation, [...order.slice(0, zs.length), ...order.slice(zs.length + ys.length)]);
  const together = pivotsOf(correlation);
  if (alone === null || together === null)
    return {
      reason: 'one column is a linear function of others (the covariance matrix is singular), which leaves the value infinite or undefined',
    };
  const value = (logSum(alone, zs.length) - logSum(together, zs.length + ys.length)) / 2;
  return { value: Math.max(0, value), count: columns[0].length, freedom: xs.length * ys.length };
}

/** What was found as a measured value in nats. */
export function inNats(what: Found, convention: string): Measured<number> {
  const about = { units: 'nats', convention: `${CONVENTION}; ${convention}` };
  return 'reason' in what ? nothing(what.reason, about) : found(what.value, about);
}

/** How likely at least so large a value is where the true one is zero: 2 N I follows chi-square. */
export function asPValue(what: Found, convention: string): Measured<number> {
  const about = {
    units: 'probability',
    convention: `tail of chi-square at 2 N I (I in nats, N rows), degrees of freedom: columns of x times columns of y; ${convention}`,
  };
  return 'reason' in what ? nothing(what.reason, about) : found(chiSquareTail(2 * what.count * what.value, what.freedom), about);
}

/**
 * Joint differential entropy of Gaussian variables, H = 1/2 ln((2πe)^n det Σ), nats. It may be negative and moves with the units of
 * the series: ln 2 more for each series measured in half the unit. O(N n² + n³).
 *
 * @param xs n series of N values each, N > n
 * @returns nothing if a series is constant, if one is a linear function of the others, or if there are too few values
 * @throws LabError E_METRIC for series of different lengths or values that are not finite
 */
export function gaussianEntropy(xs: readonly Series[]): Measured<number> {
  const columns = columnsOf(xs, 'xs');
  const correlation = correlated(
    columns,
    columns.map((_, i) => `xs[${i}]`),
  );
  if ('reason' in correlation) return inNats(correlation, 'joint entropy');
  const pivots = pivotsOf(correlation);
  if (pivots === null)
    return inNats({ reason: 'one series is a linear function of the others, so the entropy is minus infinity' }, 'joint entropy');
  const value = (columns.length * (1 + Math.log(2 * Math.PI)) + logSum(pivots)) / 2 + logSum(correlation.deviations);
  return inNats({ value, count: columns[0].length, freedom: 0 }, 'joint entropy');
}

export interface LagOptions {
  /** steps by which y is later than x, default 0; the rows without a partner are left out */
  readonly lag?: number;
}

function pairs(xs: readonly Series[], ys: readonly Series[], options: LagOptions): { found: Found; words: string } {
  refuseUnknown('E_METRIC', 'gaussianMutualInformation', options, ['lag']);
  const lag = whole(options.lag ?? 0, 'lag', 0);
  const x = columnsOf(xs, 'xs');
  const y = columnsOf(ys, 'ys', x[0].length);
  const words = `x and y ${lag} steps later`;
  return {
    found: gaussianInformation(
      x.map((each) => lagged(each, lag, lag)),
      y.map((each) => lagged(each, 0, lag)),
      [],
    ),
    words,
  };
}

/**
 * Mutual information of two groups of Gaussian variables, nats, in [0, ∞): for one series each -1/2 ln(1 - r²). O(N n² + n³).
 *
 * @param xs one series or more; @param ys likewise, of the same length
 * @returns nothing if a series is constant, if the covariance matrix is singular (a copy: infinite), or if there are too few values
 * @throws LabError E_METRIC for series of different lengths, values that are not finite, or a lag below 0
 */
export function gaussianMutualInformation(xs: readonly Series[], ys: readonly Series[], options: LagOptions = {}): Measured<number> {
  const { found, words } = pairs(xs, ys, options);
  return inNats(found, words);
}

/** P-value of {@link gaussianMutualInformation} against independent rows: chi-square of |x| |y| degrees of freedom at 2 N I. */
export function gaussianMutualInformationPValue(xs: readonly Series[], ys: readonly Series[], options: LagOptions = {}): Measured<number> {
  const { found, words } = pairs(xs, ys, options);
  return asPValue(found, words);
}

/**
 * Conditional mutual information I(X; Y | Z) of Gaussian variables, nats, in [0, ∞): for single series -1/2 ln(1 - r²) with r the
 * partial correlation. Values, errors and cost as {@link gaussianMutualInformation}.
 */
export function gaussianConditionalMutualInformation(
  xs: readonly Series[],
  ys: readonly Series[],
  zs: readonly Series[],
): Measured<number> {
  const x = columnsOf(xs, 'xs');
  const rows = x[0].length;
  return inNats(gaussianInformation(x, columnsOf(ys, 'ys', rows), columnsOf(zs, 'zs', rows)), 'conditional');
}

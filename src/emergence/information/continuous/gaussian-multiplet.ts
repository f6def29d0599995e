// What three or more Gaussian variables share, redundantly or synergistically. Imports measure.ts.
// With R the correlation matrix of n variables and P its inverse: TC = -1/2 ln det R, DTC = 1/2 (ln det R + Σ ln P_ii),
// O = TC - DTC, S = TC + DTC. Rosas, Mediano, Gastpar & Jensen, PRE 100:032305 (2019). doi:10.1103/PhysRevE.100.032305

import { LabError } from '../../../errors.ts';
import type { Measured } from '../../measure.ts';
import { correlated, logSum, pivotsOf } from './covariance.ts';
import type { Series } from './embedding.ts';
import { columnsOf } from './embedding.ts';
import { inNats } from './gaussian.ts';

/** Total and dual total correlation of the same rows. O(N n² + n⁴). */
function correlations(xs: readonly Series[]): { tc: number; dtc: number } | { reason: string } {
  const columns = columnsOf(xs, 'xs');
  const n = columns.length;
  if (n < 2) throw new LabError('E_METRIC', `xs must hold two series or more, but got ${n}. One variable shares nothing with others.`);
  const correlation = correlated(
    columns,
    columns.map((_, i) => `xs[${i}]`),
  );
  if ('reason' in correlation) return correlation;
  let tc = 0;
  let unexplained = 0;
  for (let last = 0; last < n; last++) {
    const order = Array.from({ length: n }, (_, i) => (last + 1 + i) % n); // the last pivot is 1 / P_ii of column `last`
    const pivots = pivotsOf(correlation, order);
    if (pivots === null) return { reason: 'one series is a linear function of others (the covariance matrix is singular)' };
    unexplained -= Math.log(pivots[n - 1]);
    tc = -logSum(pivots) / 2;
  }
  return { tc: Math.max(0, tc), dtc: Math.max(0, unexplained / 2 - tc) };
}

function combined(xs: readonly Series[], convention: string, combine: (tc: number, dtc: number) => number): Measured<number> {
  const both = correlations(xs);
  return inNats('reason' in both ? both : { value: combine(both.tc, both.dtc), count: xs[0].length, freedom: 0 }, convention);
}

/**
 * Total correlation (multi-information) TC = Σ H(X_i) - H(X), nats, in [0, ∞). O(N n² + n⁴) for n series of N values.
 *
 * @param xs two series or more
 * @returns nothing if a series is constant, if the covariance matrix is singular, or if there are too few values
 * @throws LabError E_METRIC for fewer than two series, different lengths or values that are not finite
 * @see Watanabe, IBM J. Res. Dev. 4:66 (1960). doi:10.1147/rd.41.0066
 */
export function gaussianTotalCorrelation(xs: readonly Series[]): Measured<number> {
  return combined(xs, 'total correlation', (tc) => tc);
}

/**
 * Dual total correlation (binding information) DTC = H(X) - Σ H(X_i | all others), nats, in [0, ∞). As {@link gaussianTotalCorrelation}.
 *
 * @see Han, Information and Control 36:133-156 (1978). doi:10.1016/S0019-9958(78)90275-9
 */
export function gaussianDualTotalCorrelation(xs: readonly Series[]): Measured<number> {
  return combined(xs, 'dual total correlation', (_, dtc) => dtc);
}

/**
 * O-information O = TC - DTC, nats: above zero redundancy prevails, below zero synergy; zero for any two variables.
 * As {@link gaussianTotalCorrelation}.
 */
export function gaussianOInformation(xs: readonly Series[]): Measured<number> {
  return combined(xs, 'O = TC - DTC', (tc, dtc) => tc - dtc);
}

/** S-information S = TC + DTC, nats, in [0, ∞): how much all variables depend on one another. As {@link gaussianTotalCorrelation}. */
export function gaussianSInformation(xs: readonly Series[]): Measured<number> {
  return combined(xs, 'S = TC + DTC', (tc, dtc) => tc + dtc);
}

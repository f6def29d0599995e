// Mutual information of two pasts and two futures sample by sample: from counts, or from a Gaussian density. Imports the information folder.

import { correlated, pivotsInto, standardised } from '../information/continuous/covariance.ts';
import { localInformationOfStates, nothingKnown } from '../information/discrete/information.ts';
import { together } from '../information/discrete/mutual-information.ts';
import type { States } from '../information/discrete/states.ts';

/** Information that some of the past variables (0, 1) give about some of the future ones, in each sample. */
export interface Pointwise {
  information(before: readonly number[], after: readonly number[]): Float64Array;
}

/** Columns: past 0, past 1, future 0, future 1. */
const FUTURE = 2;

/** From counts, bits. */
export function discretePointwise(columns: readonly States[]): Pointwise | { readonly reason: string } {
  const samples = columns[0].code.length;
  if (samples === 0) return { reason: 'there is no sample: the series are no longer than the lag' };
  const c = nothingKnown(samples);
  const joint = (which: readonly number[]): States =>
    together(
      which.map((i) => columns[i]),
      samples,
    );
  return {
    information: (before, after) => localInformationOfStates({ a: joint(after.map((i) => i + FUTURE)), b: joint(before), c }),
  };
}

/** From the Gaussian density of the sample covariance, nats. */
export function gaussianPointwise(columns: readonly Float64Array[], names: readonly string[]): Pointwise | { readonly reason: string } {
  if (columns[0].length === 0) return { reason: 'there is no sample: the series are no longer than the lag' };
  const correlation = correlated(columns, names);
  if ('reason' in correlation) return correlation;
  const scaled = columns.map((each) => standardised(each).values);
  const surprisal = (which: readonly number[]): Float64Array | null => surprisals(scaled, correlation.matrix, which);
  if (surprisal([0, 1, 2, 3]) === null) return { reason: 'one column is a linear function of others (the covariance matrix is singular)' };
  return {
    information(before, after) {
      const later = after.map((i) => i + FUTURE);
      const [x, y, xy] = [before, later, [...before, ...later]].map((which) => surprisal(which) ?? scaled[0]); // none is singular where the whole is not
      return x.map((each, t) => each + y[t] - xy[t]);
    },
  };
}

/** −ln of the density of each sample, less what depends on the number of columns alone; null for a singular covariance. */
function surprisals(scaled: readonly Float64Array[], matrix: Float64Array, which: readonly number[]): Float64Array | null {
  const n = which.length;
  const factor = new Float64Array(n * n);
  const pivots = new Float64Array(n);
  if (!pivotsInto(matrix, scaled.length, which, factor, pivots)) return null;
  const columns = which.map((i) => scaled[i]);
  const out = new Float64Array(columns[0].length).fill(pivots.reduce((sum, pivot) => sum + Math.log(pivot), 0) / 2);
  const white = new Float64Array(n);
  for (let t = 0; t < out.length; t++) {
    for (let r = 0; r < n; r++) {
      let value = columns[r][t];
      for (let c = 0; c < r; c++) value -= factor[r * n + c] * white[c];
      white[r] = value / factor[r * n + r];
      out[t] += (white[r] * white[r]) / 2;
    }
  }
  return out;
}

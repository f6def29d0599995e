// Transition matrices of Markov chains: checked, and estimated from a series. What causes what on which scale is the subject of this
// folder, which may import engine, spaces, rules, measure.ts and the information folder.

import { LabError, refuseUnknown } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { checkDistribution } from '../information/discrete/entropy.ts';
import { lagged, symbolsOf, whole, type Series } from '../information/discrete/states.ts';

/** Row i: the probabilities of the next state from state i. */
export type TransitionMatrix = readonly ArrayLike<number>[];

/** @throws LabError E_METRIC unless the matrix is square, not empty, and each row has values >= 0 with sum 1 (to 1e-9) */
export function checkTransitions(matrix: TransitionMatrix): void {
  if (matrix.length === 0) throw new LabError('E_METRIC', 'a transition matrix needs at least one row, but got none.');
  matrix.forEach((row, i) => {
    if (row.length !== matrix.length)
      throw new LabError(
        'E_METRIC',
        `row ${i} of the transition matrix has ${row.length} values, but there are ${matrix.length} rows. It must be square.`,
      );
    checkDistribution(row, `row ${i} of the transition matrix`);
  });
}

/**
 * Transition matrix of a series of symbols: relative frequencies of x(t + lag) after each x(t). O(N + base²).
 *
 * @param options base = largest symbol + 1, lag = 1
 * @returns base rows; nothing when a symbol never has a successor, whose row would be made up
 * @throws LabError E_METRIC for what is no symbol, a lag below 1, and more than 4096 symbols
 */
export function transitionMatrix(
  series: Series,
  options: { readonly base?: number; readonly lag?: number } = {},
): Measured<Float64Array[]> {
  refuseUnknown('E_METRIC', 'transitionMatrix', options, ['base', 'lag']);
  const lag = whole(options.lag ?? 1, 'lag', 1);
  const { states, base } = symbolsOf([series], ['series'], options.base);
  if (base > 4096)
    throw new LabError('E_METRIC', `a matrix of ${base} × ${base} is too large; at most 4096 states. Give relabel(series) or larger bins.`);
  const about = { units: 'probability', convention: `relative frequencies, lag ${lag}, ${base} states, no smoothing` };
  const now = lagged({ ...states[0], code: Int32Array.from(series) }, lag, lag, series.length).code;
  const counts = Array.from({ length: base }, () => new Float64Array(base));
  for (let t = 0; t < now.length; t++) counts[now[t]][series[t + lag]]++;
  for (const [state, row] of counts.entries()) {
    const total = row.reduce((a, b) => a + b, 0);
    if (total === 0) return nothing(`state ${state} has no successor in the series`, about);
    for (let j = 0; j < base; j++) row[j] /= total;
  }
  return found(counts, about);
}

// Mutual information, conditional mutual information and total correlation by nearest neighbours. Imports errors, measure.ts and significance.ts.

import { LabError } from '../../../errors.ts';
import type { Measured } from '../../measure.ts';
import { found, nothing } from '../../measure.ts';
import type { Permutation, PermutationOptions } from '../significance.ts';
import type { Series } from './embedding.ts';
import { columnsOf, lagged, whole } from './embedding.ts';
import type { KsgOptions, Locals } from './ksg.ts';
import { conventionOf, localInformation, localTotalCorrelation, meanOf, settingsOf } from './ksg.ts';
import type { Variable } from './neighbourhood.ts';
import { surrogateTest } from './surrogates.ts';

export interface KsgLagOptions extends KsgOptions {
  /** steps by which y is later than x, default 0; the rows without a partner are left out */
  readonly lag?: number;
}

/** The mean of local values as a measured value, nats. */
export function measuredMean(locals: Locals, convention: string): Measured<number> {
  const about = { units: 'nats', convention };
  return 'reason' in locals ? nothing(locals.reason, about) : found(meanOf(locals.values), about);
}

/** Local values as a measured value, nats. */
export function measuredLocals(locals: Locals, convention: string): Measured<Float64Array> {
  const about = { units: 'nats', convention };
  return 'reason' in locals ? nothing(locals.reason, about) : found(locals.values, about);
}

const NAMES = ['x', 'y', 'z'];

/** Columns of x, and the estimate with such columns in their place. */
function layout(xs: readonly Series[], ys: readonly Series[], options: KsgLagOptions, more: readonly string[] = []) {
  const settings = settingsOf(options, 'KSG mutual information', ['lag', ...more]);
  const lag = whole(options.lag ?? 0, 'lag', 0);
  const first = columnsOf(xs, 'xs');
  const from = first.map((each) => lagged(each, lag, lag));
  const y = columnsOf(ys, 'ys', first[0].length).map((each) => lagged(each, 0, lag));
  return {
    from,
    words: `${conventionOf(settings)}; x and y ${lag} steps later`,
    estimate: (columns: Variable): Locals => localInformation(columns, y, [], settings, NAMES),
  };
}

/**
 * Mutual information of two groups of continuous variables, nats. Estimates of independent variables scatter around 0, so some are
 * negative. O(N log N) for well spread single series; a group of three or more costs a search of a tree for each row.
 *
 * @param xs one series or more of N values; @param ys likewise
 * @param options neighbours = 4, algorithm = 1, normalise = true, theiler = 0, noise = 0, lag = 0
 * @returns nothing for a constant series, too few rows, or rows that equal K others (the data are then not continuous)
 * @throws LabError E_METRIC for series of different lengths, values that are not finite, and options out of range
 * @see Kraskov, Stögbauer & Grassberger, PRE 69:066138 (2004). doi:10.1103/PhysRevE.69.066138
 */
export function ksgMutualInformation(xs: readonly Series[], ys: readonly Series[], options: KsgLagOptions = {}): Measured<number> {
  const { estimate, from, words } = layout(xs, ys, options);
  return measuredMean(estimate(from), words);
}

/** Local mutual information, nats, one value for each row from the first that has a partner; their mean is {@link ksgMutualInformation}. */
export function ksgLocalMutualInformation(
  xs: readonly Series[],
  ys: readonly Series[],
  options: KsgLagOptions = {},
): Measured<Float64Array> {
  const { estimate, from, words } = layout(xs, ys, options);
  return measuredLocals(estimate(from), words);
}

export interface KsgTestOptions extends KsgLagOptions, PermutationOptions {
  readonly seed: string; // decides the surrogates, and the noise if there is any
}

/**
 * {@link ksgMutualInformation} against surrogates in which the rows of x are shuffled. Costs one estimate for each surrogate.
 *
 * @param options as there, and `surrogates` (1 or more; p is never below 1 / (1 + surrogates)) and `seed`, which have no default
 * @returns the estimate, its p-value, and mean and deviation of the surrogates, nats
 */
export function ksgMutualInformationTest(xs: readonly Series[], ys: readonly Series[], options: KsgTestOptions): Measured<Permutation> {
  const { estimate, from, words } = layout(xs, ys, options, ['surrogates']);
  return surrogateTest(from, estimate, words, options);
}

/**
 * Conditional mutual information I(X; Y | Z), nats. Options, cost, values and errors as {@link ksgMutualInformation}, without lag.
 *
 * @see Frenzel & Pompe, PRL 99:204101 (2007). doi:10.1103/PhysRevLett.99.204101
 */
export function ksgConditionalMutualInformation(
  xs: readonly Series[],
  ys: readonly Series[],
  zs: readonly Series[],
  options: KsgOptions = {},
): Measured<number> {
  const settings = settingsOf(options, 'ksgConditionalMutualInformation');
  const x = columnsOf(xs, 'xs');
  const rows = x[0].length;
  return measuredMean(localInformation(x, columnsOf(ys, 'ys', rows), columnsOf(zs, 'zs', rows), settings, NAMES), conventionOf(settings));
}

/**
 * Total correlation (multi-information) of two or more single series, nats. Options, cost, values and errors as
 * {@link ksgMutualInformation}, without lag.
 *
 * @see Kraskov, Stögbauer & Grassberger (2004), eqs. 23 and 24. doi:10.1103/PhysRevE.69.066138
 */
export function ksgTotalCorrelation(xs: readonly Series[], options: KsgOptions = {}): Measured<number> {
  const settings = settingsOf(options, 'ksgTotalCorrelation');
  const columns = columnsOf(xs, 'xs');
  if (columns.length < 2)
    throw new LabError('E_METRIC', `xs must hold two series or more, but got ${columns.length}. One variable shares nothing with others.`);
  return measuredMean(
    localTotalCorrelation(
      columns.map((each) => [each]),
      settings,
    ),
    conventionOf(settings),
  );
}

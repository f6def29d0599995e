// Transfer entropy and active information storage by nearest neighbours. Imports measure.ts and significance.ts.

import type { Measured } from '../../measure.ts';
import type { Permutation, PermutationOptions } from '../significance.ts';
import type { Embedding, Series } from './embedding.ts';
import { EMBEDDING_OPTIONS, TRANSFER_NAMES, embed, embedPast, whole } from './embedding.ts';
import type { KsgOptions, Locals } from './ksg.ts';
import { conventionOf, localInformation, settingsOf } from './ksg.ts';
import { measuredLocals, measuredMean } from './ksg-information.ts';
import type { Variable } from './neighbourhood.ts';
import { surrogateTest } from './surrogates.ts';

export interface KsgTransferOptions extends KsgOptions, Embedding {}

/** Columns of the source, and the estimate with such columns in their place. */
function layout(source: Series, target: Series, options: KsgTransferOptions, more: readonly string[] = []) {
  const settings = settingsOf(options, 'KSG transfer entropy', [...EMBEDDING_OPTIONS, ...more]);
  const { next, past, source: from, given, words } = embed(source, target, options);
  const known = [...past, ...given];
  return {
    from,
    words: `${conventionOf(settings)}; ${words}`,
    estimate: (columns: Variable): Locals => localInformation(next, columns, known, settings, TRANSFER_NAMES),
  };
}

/**
 * Transfer entropy from a source to a target, I(y_t; x_(t-delay), … | y_(t-1), …, given), nats; conditional where `options.given` names
 * further series. Without transfer it scatters around 0, so some estimates are negative. O(N log N) for k = l = 1 and well spread
 * rows; longer pasts cost a search of a tree for each row and marginal.
 *
 * @param source T values; @param target T values
 * @param options neighbours = 4, algorithm = 1, normalise = true (each column by itself), theiler = 0, noise = 0; k = tau = l = sourceTau =
 *   delay = 1, given = none
 * @returns nothing for a constant series, too few rows, or rows that equal K others (the data are then not continuous)
 * @throws LabError E_METRIC for series of different lengths, values that are not finite, and options out of range
 * @see Schreiber, PRL 85:461 (2000). doi:10.1103/PhysRevLett.85.461
 * @see Frenzel & Pompe, PRL 99:204101 (2007). doi:10.1103/PhysRevLett.99.204101
 */
export function ksgTransferEntropy(source: Series, target: Series, options: KsgTransferOptions = {}): Measured<number> {
  const { estimate, from, words } = layout(source, target, options);
  return measuredMean(estimate(from), words);
}

/**
 * Local transfer entropy, nats, one value for each row: the last is that of the last time step. Their mean is {@link ksgTransferEntropy}.
 *
 * @see Lizier, Prokopenko & Zomaya, PRE 77:026110 (2008). doi:10.1103/PhysRevE.77.026110
 */
export function ksgLocalTransferEntropy(source: Series, target: Series, options: KsgTransferOptions = {}): Measured<Float64Array> {
  const { estimate, from, words } = layout(source, target, options);
  return measuredLocals(estimate(from), words);
}

export interface KsgTransferTestOptions extends KsgTransferOptions, PermutationOptions {
  readonly seed: string; // decides the surrogates, and the noise if there is any
}

/**
 * {@link ksgTransferEntropy} against surrogates in which the rows of the source are shuffled, while target and given series keep theirs.
 * Costs one estimate for each surrogate.
 *
 * @param options as there, and `surrogates` (1 or more; p is never below 1 / (1 + surrogates)) and `seed`, which have no default
 * @returns the estimate, its p-value, and mean and deviation of the surrogates, nats
 */
export function ksgTransferEntropyTest(source: Series, target: Series, options: KsgTransferTestOptions): Measured<Permutation> {
  const { estimate, from, words } = layout(source, target, options, ['surrogates']);
  return surrogateTest(from, estimate, words, options);
}

export interface KsgPastOptions extends KsgOptions {
  /** past values, default 1 */
  readonly k?: number;
  /** steps between them, default 1 */
  readonly tau?: number;
}

function storage(series: Series, options: KsgPastOptions): { locals: Locals; words: string } {
  const settings = settingsOf(options, 'KSG active information', ['k', 'tau']);
  const { k = 1, tau = 1 } = options;
  const { next, past } = embedPast(series, whole(k, 'k', 1), whole(tau, 'tau', 1));
  return {
    locals: localInformation(past, next, [], settings, ['the past', 'the series', '']),
    words: `${conventionOf(settings)}; past k = ${k} (tau = ${tau})`,
  };
}

/**
 * Active information storage I(y_t; y_(t-1), …, y_(t-1-(k-1)tau)), nats. Defaults k = 1, tau = 1; the rest as {@link ksgTransferEntropy}.
 *
 * @see Lizier, Prokopenko & Zomaya, Information Sciences 208:39-54 (2012). doi:10.1016/j.ins.2012.04.016
 */
export function ksgActiveInformation(series: Series, options: KsgPastOptions = {}): Measured<number> {
  const { locals, words } = storage(series, options);
  return measuredMean(locals, words);
}

/** Local active information storage, nats, one value for each row; their mean is {@link ksgActiveInformation}. */
export function ksgLocalActiveInformation(series: Series, options: KsgPastOptions = {}): Measured<Float64Array> {
  const { locals, words } = storage(series, options);
  return measuredLocals(locals, words);
}

// Transfer entropy and active information storage of series that are taken to be jointly Gaussian. Imports errors and measure.ts.

import { LabError, refuseUnknown } from '../../../errors.ts';
import type { Measured } from '../../measure.ts';
import { found } from '../../measure.ts';
import type { Embedding, Series } from './embedding.ts';
import { EMBEDDING_OPTIONS, TRANSFER_NAMES, embed, embedPast, whole } from './embedding.ts';
import type { Found } from './gaussian.ts';
import { asPValue, gaussianInformation, inNats } from './gaussian.ts';

function transfer(source: Series, target: Series, options: Embedding): { what: Found; words: string } {
  refuseUnknown('E_METRIC', 'Gaussian transfer entropy', options, EMBEDDING_OPTIONS);
  const { next, past, source: from, given, words } = embed(source, target, options);
  return { what: gaussianInformation(next, from, [...past, ...given], TRANSFER_NAMES), words };
}

/**
 * Transfer entropy from a source to a target, I(y_t; x_(t-delay), … | y_(t-1), …, given), nats, in [0, ∞). For Gaussian variables it is
 * half of Granger's causality. Conditional where `options.given` names further series. O(T n² + n³) for n columns in all.
 *
 * @param source T values; @param target T values
 * @param options k = 1 past values of the target, l = 1 of the source, tau = sourceTau = 1 steps apart, delay = 1, given = none
 * @returns nothing if a column is constant, if the covariance matrix is singular, or if there are too few values
 * @throws LabError E_METRIC for series of different lengths, values that are not finite, and options out of range
 * @see Schreiber, PRL 85:461 (2000). doi:10.1103/PhysRevLett.85.461
 * @see Barnett, Barrett & Seth, PRL 103:238701 (2009). doi:10.1103/PhysRevLett.103.238701
 */
export function gaussianTransferEntropy(source: Series, target: Series, options: Embedding = {}): Measured<number> {
  const { what, words } = transfer(source, target, options);
  return inNats(what, words);
}

/**
 * P-value of {@link gaussianTransferEntropy} against no transfer: chi-square of l degrees of freedom at 2 N TE, N the rows behind it.
 *
 * @see Barnett & Bossomaier, PRL 109:138105 (2012). doi:10.1103/PhysRevLett.109.138105
 */
export function gaussianTransferEntropyPValue(source: Series, target: Series, options: Embedding = {}): Measured<number> {
  const { what, words } = transfer(source, target, options);
  return asPValue(what, words);
}

export interface PastOptions {
  /** past values, default 1 */
  readonly k?: number;
  /** steps between them, default 1 */
  readonly tau?: number;
}

function storage(series: Series, options: PastOptions): { what: Found; words: string } {
  refuseUnknown('E_METRIC', 'Gaussian active information', options, ['k', 'tau']);
  const { k = 1, tau = 1 } = options;
  const { next, past } = embedPast(series, whole(k, 'k', 1), whole(tau, 'tau', 1));
  return { what: gaussianInformation(next, past, [], ['the series', 'the past', '']), words: `past k = ${k} (tau = ${tau})` };
}

/**
 * Active information storage I(y_t; y_(t-1), …, y_(t-1-(k-1)tau)), nats, in [0, ∞). O(T k² + k³). Nothing and errors as
 * {@link gaussianTransferEntropy}; defaults k = 1, tau = 1.
 *
 * @see Lizier, Prokopenko & Zomaya, Information Sciences 208:39-54 (2012). doi:10.1016/j.ins.2012.04.016
 */
export function gaussianActiveInformation(series: Series, options: PastOptions = {}): Measured<number> {
  const { what, words } = storage(series, options);
  return inNats(what, words);
}

/** P-value of {@link gaussianActiveInformation} against no memory: chi-square of k degrees of freedom at 2 N AIS. */
export function gaussianActiveInformationPValue(series: Series, options: PastOptions = {}): Measured<number> {
  const { what, words } = storage(series, options);
  return asPValue(what, words);
}

/**
 * Active information storage of a stationary Gaussian process y_t = phi y_(t-1) + noise, from the coefficient alone:
 * -1/2 ln(1 - phi²), nats, in [0, ∞); the same for any k >= 1.
 *
 * @param phi in (-1, 1)
 * @throws LabError E_METRIC for any other phi: the process is not stationary
 */
export function autoregressiveActiveInformation(phi: number): Measured<number> {
  if (!(Math.abs(phi) < 1))
    throw new LabError('E_METRIC', `phi must lie in (-1, 1), but got ${phi}. Other processes of first order are not stationary.`);
  return found(-Math.log1p(-phi * phi) / 2, { units: 'nats', convention: 'closed form of a stationary Gaussian AR(1), natural logarithm' });
}

// Is it more than chance? Tail probabilities, corrections for many tests, and permutation tests. Imports engine and special functions.

import { integer, keyFromSeed, streamKey, type Key } from '../../engine/random.ts';
import { LabError } from '../../errors.ts';
import { erfc, gammaQ } from '../special.ts';

/** Two values of a statistic closer than this part of the larger are a tie: the same counts summed in another order. */
const TIE = 1e-12;

/**
 * Probability that a chi-square variable is at least `statistic`.
 *
 * @param statistic >= 0 (a likelihood ratio statistic is 2 N I with I in nats, never in bits); what rounding left below 0 counts as 0
 * @param degrees degrees of freedom, finite, >= 0; with 0 the variable is 0
 * @returns in [0, 1]; relative error below 1e-12 down to 1e-290
 * @throws LabError E_METRIC for NaN and degrees outside of that
 */
export function chiSquareTail(statistic: number, degrees: number): number {
  if (Number.isNaN(statistic) || !(degrees >= 0 && degrees < Infinity))
    throw new LabError(
      'E_METRIC',
      `chiSquareTail needs a statistic and finite degrees of freedom >= 0, but got ${statistic} and ${degrees}. Check the counts they come from.`,
    );
  if (degrees === 0) return statistic > 0 ? 0 : 1;
  return gammaQ(degrees / 2, Math.max(0, statistic) / 2);
}

/**
 * Probability that a standard normal variable is at least `z`.
 *
 * @param z any number but NaN
 * @returns in [0, 1]; relative error below 1e-14, growing as 1e-16 z² in the far tail
 * @throws LabError E_METRIC for NaN
 */
export function normalTail(z: number): number {
  return erfc(z * Math.SQRT1_2) / 2;
}

/**
 * P-values adjusted for a false discovery rate: reject what is at most q, and on average at most a part q of what is rejected is false,
 * for independent tests and for tests that depend on each other positively. O(n log n).
 *
 * @param pValues in [0, 1]
 * @returns adjusted values in [0, 1], in the same order, none below its p-value
 * @throws LabError E_METRIC for values outside of [0, 1]
 * @see Benjamini & Hochberg, J. R. Stat. Soc. B 57:289-300 (1995). doi:10.1111/j.2517-6161.1995.tb02031.x
 */
export function falseDiscovery(pValues: ArrayLike<number>): Float64Array {
  const n = pValues.length;
  for (let i = 0; i < n; i++) {
    if (!(pValues[i] >= 0 && pValues[i] <= 1))
      throw new LabError(
        'E_METRIC',
        `falseDiscovery needs p-values in [0, 1], but number ${i} is ${pValues[i]}. Leave out the tests without one.`,
      );
  }
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => pValues[i] - pValues[j]);
  const adjusted = new Float64Array(n);
  let least = 1;
  for (let rank = n; rank >= 1; rank--) {
    const i = order[rank - 1];
    least = Math.min(least, (pValues[i] * n) / rank);
    adjusted[i] = Math.max(least, pValues[i]); // p n / n may round to less than p
  }
  return adjusted;
}

/** How surrogates are drawn. */
export interface PermutationOptions {
  /** how many, >= 1; the smallest p-value is 1 / (1 + surrogates) */
  readonly surrogates: number;
  /** any string; the same seed gives the same bits */
  readonly seed: string;
}

/** What a permutation test found. */
export interface Permutation {
  readonly observed: number;
  /** (1 + surrogates at or above the observed value) / (1 + surrogates), in (0, 1] */
  readonly p: number;
  /** mean of the surrogates: the bias of the estimator where nothing is to be found */
  readonly mean: number;
  /** standard deviation of the surrogates, divisor n − 1; 0 of one */
  readonly deviation: number;
  /** values of the statistic, one a surrogate */
  readonly values: Float64Array;
}

/**
 * One-sided test of an observed value against surrogates of which nothing but chance is known. Costs one statistic a surrogate.
 *
 * @param statistic of surrogate `index`, drawn from `key` alone
 * @throws LabError E_METRIC for a number of surrogates that is no positive integer
 * @see Phipson & Smyth, Stat. Appl. Genet. Mol. Biol. 9:39 (2010), on why p is never 0. doi:10.2202/1544-6115.1585
 */
export function permutationTest(
  observed: number,
  statistic: (key: Key, index: number) => number,
  { surrogates, seed }: PermutationOptions,
): Permutation {
  if (!Number.isInteger(surrogates) || surrogates < 1)
    throw new LabError(
      'E_METRIC',
      `surrogates must be a positive integer, but got ${surrogates}. A hundred or more resolve p-values near 0.01.`,
    );
  const run = keyFromSeed(seed);
  const values = Float64Array.from({ length: surrogates }, (_, index) => statistic(streamKey(run, 'surrogate', index), index));
  let hits = 0;
  let sum = 0;
  for (const value of values) {
    if (value >= observed - TIE * Math.max(Math.abs(observed), Math.abs(value))) hits++;
    sum += value;
  }
  const mean = sum / surrogates;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const deviation = surrogates > 1 ? Math.sqrt(squares / (surrogates - 1)) : 0;
  return { observed, p: (1 + hits) / (1 + surrogates), mean, deviation, values };
}

/**
 * By how much a series of `length` values is shifted in a circle for a surrogate: from a quarter to three quarters of it, so that what a
 * series remembers for a shorter time is gone.
 */
export function circularOffset(key: Key, length: number): number {
  return (Math.ceil(length / 4) + integer(key.k0, key.k1, 0, 0, Math.max(1, Math.floor(length / 2)))) % length;
}

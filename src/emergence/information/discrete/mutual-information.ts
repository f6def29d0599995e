// Mutual information of series of symbols. Imports measure.ts and significance.

import { refuseUnknown } from '../../../errors.ts';
import { found, nothing, type About, type Measured } from '../../measure.ts';
import type { Permutation } from '../significance.ts';
import {
  chanceOf,
  degreesOf,
  informationOfStates,
  nothingKnown,
  permutedInformation,
  PLUG_IN,
  sparseWords,
  type SurrogateOptions,
  type Triple,
} from './information.ts';
import { joined, lagged, symbolsOf, whole, type Series, type States } from './states.ts';

export interface MutualInformationOptions {
  /** steps by which y is later than x, default 0; samples without a partner are left out */
  readonly lag?: number;
  /** symbols of the alphabet, default the largest symbol of both series + 1; p-values depend on it, values do not */
  readonly base?: number;
}

const OPTIONS = ['lag', 'base'] as const;

function paired(x: Series, y: Series, options: MutualInformationOptions): { triple: Triple; words: string; base: number } {
  const lag = whole(options.lag ?? 0, 'lag', 0);
  const { states, base } = symbolsOf([x, y], ['x', 'y'], options.base);
  const n = x.length;
  const b = lagged(states[0], lag, lag, n);
  const a = lagged(states[1], 0, lag, n);
  return { triple: { a, b, c: nothingKnown(b.code.length) }, words: `y ${lag} steps later than x`, base };
}

const inBits = (words: string): About => ({ units: 'bits', convention: `${PLUG_IN}; ${words}` });
const NONE = 'there is no sample: the series is no longer than the lag';

/**
 * Mutual information I(x(t); y(t + lag)) of two series of symbols, Σ p(x, y) log2(p(x, y) / (p(x) p(y))), bits, in [0, log2 m];
 * biased upwards by about (m − 1)² / (2 N ln 2) where they are independent. O(N).
 *
 * @param x N symbols, whole numbers >= 0; @param y likewise
 * @returns nothing when the lag leaves no sample; 0 when a series is constant
 * @throws LabError E_METRIC for series of different lengths, what is no symbol, a lag below 0
 */
export function mutualInformation(x: Series, y: Series, options: MutualInformationOptions = {}): Measured<number> {
  refuseUnknown('E_METRIC', 'mutualInformation', options, OPTIONS);
  const { triple, words } = paired(x, y, options);
  if (triple.a.code.length === 0) return nothing(NONE, inBits(words));
  return found(informationOfStates(triple), inBits(words));
}

/**
 * P-value of {@link mutualInformation} against independent samples: chi-square of (base − 1)² degrees of freedom at 2 N I, I in nats.
 * An approximation for many samples a cell of the table; where there are few, {@link mutualInformationPermutation} is right.
 */
export function mutualInformationPValue(x: Series, y: Series, options: MutualInformationOptions = {}): Measured<number> {
  refuseUnknown('E_METRIC', 'mutualInformationPValue', options, OPTIONS);
  const { triple, words, base } = paired(x, y, options);
  const degrees = degreesOf(triple);
  const samples = triple.a.code.length;
  const few = sparseWords(samples, triple.a.alphabet * triple.b.alphabet);
  const about = {
    units: 'probability',
    convention: `chi-square tail of 2 N I in nats, ${degrees} degrees of freedom (alphabet ${base}); ${words}${few}`,
  };
  return samples === 0 ? nothing(NONE, about) : found(chanceOf(informationOfStates(triple), samples, degrees), about);
}

/**
 * Permutation test of {@link mutualInformation}: the samples of x are moved against those of y. O(surrogates · N).
 *
 * @param options surrogate = 'permute' (or 'shift'); surrogates and seed have no default
 */
export function mutualInformationPermutation(
  x: Series,
  y: Series,
  options: MutualInformationOptions & SurrogateOptions,
): Measured<Permutation> {
  refuseUnknown('E_METRIC', 'mutualInformationPermutation', options, [...OPTIONS, 'surrogate', 'surrogates', 'seed']);
  const { triple, words } = paired(x, y, options);
  const { surrogate = 'permute', surrogates, seed } = options;
  const about = inBits(`${words}; ${surrogates} surrogates (${surrogate}), seed "${seed}", p = (1 + hits) / (1 + surrogates)`);
  return triple.a.code.length === 0 ? nothing(NONE, about) : found(permutedInformation(triple, options), about);
}

/**
 * Conditional mutual information I(x; y | z), bits, in [0, log2 m]; each variable is one series or several taken together. O(N columns).
 *
 * @param z series that are known; none gives I(x; y)
 * @returns nothing for empty series
 * @throws LabError E_METRIC for series of different lengths, what is no symbol, and no series for x or y
 */
export function conditionalMutualInformation(xs: readonly Series[], ys: readonly Series[], zs: readonly Series[]): Measured<number> {
  const name = (list: readonly Series[], of: string): string[] => list.map((_, i) => `${of}[${i}]`);
  const { states } = symbolsOf([...xs, ...ys, ...zs], [...name(xs, 'xs'), ...name(ys, 'ys'), ...name(zs, 'zs')]);
  whole(xs.length, 'the number of series in xs', 1);
  whole(ys.length, 'the number of series in ys', 1);
  const about = inBits(`${xs.length} and ${ys.length} series given ${zs.length}`);
  const samples = xs[0].length;
  if (samples === 0) return nothing('the series are empty', about);
  const b = together(states.slice(0, xs.length), samples);
  const a = together(states.slice(xs.length, xs.length + ys.length), samples);
  return found(informationOfStates({ a, b, c: together(states.slice(xs.length + ys.length), samples) }), about);
}

/** Joint states of any number of variables. */
export function together(states: readonly States[], samples: number): States {
  return states.length === 0 ? nothingKnown(samples) : states.reduce(joined);
}

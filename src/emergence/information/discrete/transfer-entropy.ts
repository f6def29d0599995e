// Transfer entropy between series of symbols, conditional or not, with local values and tests. Imports measure.ts and significance.

import { refuseUnknown } from '../../../errors.ts';
import { found, nothing, type About, type Measured } from '../../measure.ts';
import type { Permutation } from '../significance.ts';
import type { LocalValues } from './active-information.ts';
import {
  chanceOf,
  degreesOf,
  informationOfStates,
  localInformationOfStates,
  permutedInformation,
  PLUG_IN,
  sparseWords,
  type SurrogateOptions,
  type Triple,
} from './information.ts';
import { joined, past, symbolsOf, whole, type Series } from './states.ts';

/** A series that is conditioned on: its values at t − lag, t − lag − 1, … stand beside the target's value at t. */
export interface GivenSymbols {
  readonly series: Series;
  /** how many values, default 1 */
  readonly length?: number;
  /** steps from the newest of them to the target's next value, default 1 */
  readonly lag?: number;
}

export interface TransferOptions {
  /** past values of the target, default 1 */
  readonly k?: number;
  /** steps between past values of the target, default 1 */
  readonly tau?: number;
  /** values of the source, default 1 */
  readonly l?: number;
  /** steps between values of the source, default 1 */
  readonly sourceTau?: number;
  /** steps from the newest value of the source to the target's next value, default 1; 0 acts at once */
  readonly delay?: number;
  /** series to condition on, any number, default none */
  readonly given?: readonly GivenSymbols[];
  /** symbols of the alphabet of all series, default the largest symbol in them + 1; p-values depend on it, values do not */
  readonly base?: number;
}

export const TRANSFER_OPTIONS = ['k', 'tau', 'l', 'sourceTau', 'delay', 'given', 'base'] as const;

/** How source and target lie in time, with every default written out. */
export interface Layout {
  readonly k: number;
  readonly tau: number;
  readonly l: number;
  readonly sourceTau: number;
  readonly delay: number;
  /** first time step with a sample, of source and target alone */
  readonly first: number;
  readonly words: string;
}

/** @throws LabError E_METRIC for k, l, tau or sourceTau below 1 and a delay below 0 */
export function layoutOf({ k = 1, tau = 1, l = 1, sourceTau = 1, delay = 1 }: TransferOptions): Layout {
  for (const [name, value] of Object.entries({ k, tau, l, sourceTau })) whole(value, name, 1);
  whole(delay, 'delay', 0);
  const first = Math.max(1 + (k - 1) * tau, delay + (l - 1) * sourceTau);
  const words = `target past k = ${k} (tau = ${tau}), source l = ${l} (tau = ${sourceTau}), delay ${delay}`;
  return { k, tau, l, sourceTau, delay, first, words };
}

interface Laid {
  /** null when the series are too short */
  readonly triple: Triple | null;
  readonly first: number;
  readonly words: string;
  readonly base: number;
}

function laid(source: Series, target: Series, options: TransferOptions): Laid {
  const { k, tau, l, sourceTau, delay, first, words } = layoutOf(options);
  const given = (options.given ?? []).map(({ series, length = 1, lag = 1 }, i) => {
    return { series, length: whole(length, `given[${i}].length`, 1), lag: whole(lag, `given[${i}].lag`, 0) };
  });
  const all = [target, source, ...given.map(({ series }) => series)];
  const { states, base } = symbolsOf(all, ['target', 'source', ...given.map((_, i) => `given[${i}]`)], options.base);
  const start = Math.max(first, ...given.map(({ length, lag }) => lag + length - 1));
  const end = target.length;
  const about = words + given.map(({ length, lag }, i) => `, given series ${i} with ${length} values from lag ${lag}`).join('');
  if (end <= start) return { triple: null, first: start, words: about, base };
  const conditions = given.map(({ length, lag }, i) => past(states[i + 2], length, 1, lag, start, end));
  const triple = {
    a: past(states[0], 1, 1, 0, start, end),
    b: past(states[1], l, sourceTau, delay, start, end),
    c: conditions.reduce(joined, past(states[0], k, tau, 1, start, end)),
  };
  return { triple, first: start, words: about, base };
}

const inBits = (words: string): About => ({ units: 'bits', convention: `${PLUG_IN}; ${words}` });

function tooShort({ first }: Laid, target: Series): string {
  return `${target.length} symbols are too few: the first sample needs ${first + 1}`;
}

/**
 * Transfer entropy from a source to a target, I(y(t); x(t − delay), … | y(t − 1), …, given), bits, in [0, log2 m]. Samples are the
 * T − max(1 + (k − 1) tau, delay + (l − 1) sourceTau) time steps whose past is known. Biased upwards by about
 * degrees of freedom / (2 N ln 2) where there is no transfer. O(T (k + l)).
 *
 * @param source T symbols, whole numbers >= 0; @param target T symbols
 * @param options k = 1, tau = 1, l = 1, sourceTau = 1, delay = 1, given = none, base = largest symbol + 1
 * @returns nothing when the series are too short for one sample; 0 when the target is constant
 * @throws LabError E_METRIC for series of different lengths, what is no symbol, and options out of range
 * @see Schreiber, PRL 85:461 (2000). doi:10.1103/PhysRevLett.85.461
 * @see Lizier, Prokopenko & Zomaya, Chaos 20:037109 (2010), on conditions. doi:10.1063/1.3486801
 */
export function transferEntropy(source: Series, target: Series, options: TransferOptions = {}): Measured<number> {
  refuseUnknown('E_METRIC', 'transferEntropy', options, TRANSFER_OPTIONS);
  const what = laid(source, target, options);
  if (what.triple === null) return nothing(tooShort(what, target), inBits(what.words));
  return found(informationOfStates(what.triple), inBits(what.words));
}

/**
 * Local transfer entropy log2(p(y(t) | past, source) / p(y(t) | past)) of each time step, bits; below 0 where the source misleads.
 * The mean of the values is {@link transferEntropy}; options, nothing and errors as there.
 *
 * @see Lizier, Prokopenko & Zomaya, Phys. Rev. E 77:026110 (2008). doi:10.1103/PhysRevE.77.026110
 */
export function localTransferEntropy(source: Series, target: Series, options: TransferOptions = {}): Measured<LocalValues> {
  refuseUnknown('E_METRIC', 'localTransferEntropy', options, TRANSFER_OPTIONS);
  const what = laid(source, target, options);
  const about = inBits(`${what.words}; local values`);
  if (what.triple === null) return nothing(tooShort(what, target), about);
  return found({ first: what.first, values: localInformationOfStates(what.triple) }, about);
}

/**
 * P-value of {@link transferEntropy} against no transfer: chi-square of (b^l − 1) (b − 1) b^(k + given) degrees of freedom at
 * 2 N TE, TE in nats, b the alphabet. An approximation for many samples a cell of the table; where there are few,
 * {@link transferEntropyPermutation} is right.
 *
 * @see Barnett & Bossomaier, PRL 109:138105 (2012). doi:10.1103/PhysRevLett.109.138105
 */
export function transferEntropyPValue(source: Series, target: Series, options: TransferOptions = {}): Measured<number> {
  refuseUnknown('E_METRIC', 'transferEntropyPValue', options, TRANSFER_OPTIONS);
  const what = laid(source, target, options);
  const { triple, words, base } = what;
  const degrees = triple === null ? null : degreesOf(triple);
  const few = triple === null ? '' : sparseWords(triple.a.code.length, triple.a.alphabet * triple.b.alphabet * triple.c.alphabet);
  const convention = `chi-square tail of 2 N TE in nats, ${degrees ?? 'unknown'} degrees of freedom (alphabet ${base}); ${words}${few}`;
  const about = { units: 'probability', convention };
  if (triple === null || degrees === null) return nothing(tooShort(what, target), about);
  if (!Number.isFinite(degrees)) return nothing('the alphabet of the joint past is too large for degrees of freedom', about);
  return found(chanceOf(informationOfStates(triple), triple.a.code.length, degrees), about);
}

/**
 * Permutation test of {@link transferEntropy}: the samples of the source are moved against those of the target, whose own past and next
 * value stay side by side. O(surrogates · T).
 *
 * @param options surrogate = 'permute' (or 'shift'); surrogates and seed have no default
 */
export function transferEntropyPermutation(
  source: Series,
  target: Series,
  options: TransferOptions & SurrogateOptions,
): Measured<Permutation> {
  refuseUnknown('E_METRIC', 'transferEntropyPermutation', options, [...TRANSFER_OPTIONS, 'surrogate', 'surrogates', 'seed']);
  const { surrogate = 'permute', surrogates, seed } = options;
  const what = laid(source, target, options);
  const about = inBits(`${what.words}; ${surrogates} surrogates (${surrogate}), seed "${seed}", p = (1 + hits) / (1 + surrogates)`);
  if (what.triple === null) return nothing(tooShort(what, target), about);
  return found(permutedInformation(what.triple, options), about);
}

// What a series of symbols says about its own next value: active information, entropy rate, predictive information. Imports measure.ts.

import { refuseUnknown } from '../../../errors.ts';
import { found, nothing, type Measured } from '../../measure.ts';
import {
  conditionalEntropyOfStates,
  informationOfStates,
  localInformationOfStates,
  nothingKnown,
  PLUG_IN,
  type Triple,
} from './information.ts';
import { past, symbolsOf, whole, type Series, type States } from './states.ts';

const bits = (convention: string) => ({ units: 'bits', convention: `${PLUG_IN}; ${convention}` });

const tooShort = (length: number, needed: number): string => `${length} symbols are too few: at least ${needed} are needed`;

const only = (series: Series): States => symbolsOf([series], ['series']).states[0];

export interface HistoryOptions {
  /** past values, default 1 */
  readonly k?: number;
  /** steps between them, default 1 */
  readonly tau?: number;
}

/** Next value and past of a series, over the same samples; null when there is none. */
function history(series: Series, options: HistoryOptions, place: string): { next: States; before: States } | null {
  refuseUnknown('E_METRIC', place, options, ['k', 'tau']);
  const { k = 1, tau = 1 } = options;
  const start = 1 + (whole(k, 'k', 1) - 1) * whole(tau, 'tau', 1);
  const states = only(series);
  const n = series.length;
  if (n <= start) return null;
  return { next: past(states, 1, 1, 0, start, n), before: past(states, k, tau, 1, start, n) };
}

const historyWords = ({ k = 1, tau = 1 }: HistoryOptions): string => `past k = ${k} (tau = ${tau})`;
const needed = ({ k = 1, tau = 1 }: HistoryOptions): number => 2 + (k - 1) * tau;

/**
 * Entropy rate of order k, h = H(x(t) | x(t − 1), …, x(t − 1 − (k − 1) tau)), bits a symbol, in [0, log2 m]. O(N k).
 *
 * @param options k = 1, tau = 1
 * @returns nothing for a series without a sample
 * @throws LabError E_METRIC for what is no symbol, k or tau below 1
 * @see Crutchfield & Feldman, Chaos 13:25-54 (2003). doi:10.1063/1.1530990
 */
export function entropyRate(series: Series, options: HistoryOptions = {}): Measured<number> {
  const taken = history(series, options, 'entropyRate');
  const about = bits(historyWords(options));
  if (taken === null) return nothing(tooShort(series.length, needed(options)), about);
  return found(conditionalEntropyOfStates(taken.next, taken.before), about);
}

/**
 * Active information storage A = I(x(t); x(t − 1), …, x(t − 1 − (k − 1) tau)), bits, in [0, log2 m]. O(N k).
 *
 * @param options k = 1, tau = 1
 * @returns nothing for a series without a sample; 0 for a constant one
 * @throws LabError E_METRIC for what is no symbol, k or tau below 1
 * @see Lizier, Prokopenko & Zomaya, Inf. Sci. 208:39-54 (2012). doi:10.1016/j.ins.2012.04.016
 */
export function activeInformation(series: Series, options: HistoryOptions = {}): Measured<number> {
  const taken = history(series, options, 'activeInformation');
  const about = bits(historyWords(options));
  if (taken === null) return nothing(tooShort(series.length, needed(options)), about);
  return found(informationOfStates(storage(taken)), about);
}

/** Values of each time step from `first` on. */
export interface LocalValues {
  readonly first: number;
  /** their mean is the value of the whole series */
  readonly values: Float64Array;
}

/**
 * Local active information log2(p(x(t) | past) / p(x(t))) of each time step, bits; below 0 where the past misleads. Nothing and errors
 * as {@link activeInformation}, which is the mean of the values.
 */
export function localActiveInformation(series: Series, options: HistoryOptions = {}): Measured<LocalValues> {
  const taken = history(series, options, 'localActiveInformation');
  const about = bits(`${historyWords(options)}; local values`);
  if (taken === null) return nothing(tooShort(series.length, needed(options)), about);
  return found({ first: series.length - taken.next.code.length, values: localInformationOfStates(storage(taken)) }, about);
}

function storage({ next, before }: { next: States; before: States }): Triple {
  return { a: next, b: before, c: nothingKnown(next.code.length) };
}

/**
 * Predictive information I(past ; future) of blocks of k and of `future` symbols, over N − k − future + 1 samples, bits whatever the
 * alphabet. O(N (k + future)).
 *
 * @param options k = 1 past symbols, future = k following ones
 * @returns nothing for a series without a sample
 * @throws LabError E_METRIC for what is no symbol, k or future below 1
 * @see Bialek, Nemenman & Tishby, Neural Comput. 13:2409-2463 (2001). doi:10.1162/089976601753195969
 */
export function predictiveInformation(series: Series, options: { readonly k?: number; readonly future?: number } = {}): Measured<number> {
  refuseUnknown('E_METRIC', 'predictiveInformation', options, ['k', 'future']);
  const { k = 1, future = k } = options;
  const about = bits(`past k = ${whole(k, 'k', 1)}, future of ${whole(future, 'future', 1)} symbols`);
  const states = only(series);
  const n = series.length;
  const start = k + future - 1; // t is the last symbol of the future
  if (n <= start) return nothing(tooShort(n, start + 1), about);
  const b = past(states, k, 1, future, start, n);
  const a = past(states, future, 1, 0, start, n);
  return found(informationOfStates({ a, b, c: nothingKnown(n - start) }), about);
}

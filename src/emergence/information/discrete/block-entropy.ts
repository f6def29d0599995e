// Entropy of blocks of symbols, and what it converges to. Imports measure.ts.

import { found, nothing, type Measured } from '../../measure.ts';
import { conditionalEntropyOfStates, entropyOfStates, PLUG_IN } from './information.ts';
import { past, symbolsOf, whole, type Series, type States } from './states.ts';

const bits = (convention: string) => ({ units: 'bits', convention: `${PLUG_IN}; ${convention}` });

const tooShort = (length: number, needed: number): string => `${length} symbols are too few: at least ${needed} are needed`;

const only = (series: Series): States => symbolsOf([series], ['series']).states[0];

/**
 * Block entropy H(L) of the N − L + 1 overlapping blocks of L symbols, bits, in [0, L log2 m]. O(N L).
 *
 * @param length L >= 1, no default
 * @returns nothing for a series shorter than a block
 * @throws LabError E_METRIC for what is no symbol, and a length that is no positive integer
 */
export function blockEntropy(series: Series, { length }: { readonly length: number }): Measured<number> {
  const about = bits(`overlapping blocks of ${whole(length, 'length', 1)} symbols`);
  const states = only(series);
  const n = series.length;
  if (n < length) return nothing(tooShort(n, length), about);
  return found(entropyOfStates(past(states, length, 1, 0, length - 1, n)), about);
}

/**
 * Excess entropy from blocks of at most L symbols, E = H(L) − L h, h = H(L) − H(L − 1) taken over the same blocks: what the past says of
 * the future where memory reaches no further than L − 1 symbols. Bits, >= 0 but for what the ends of a short series do. O(N L).
 *
 * @param length L >= 2, no default
 * @returns nothing for a series shorter than a block
 * @throws LabError E_METRIC for what is no symbol, and a length below 2
 * @see Crutchfield & Feldman, Chaos 13:25-54 (2003), section III. doi:10.1063/1.1530990
 */
export function excessEntropy(series: Series, { length }: { readonly length: number }): Measured<number> {
  const about = bits(`blocks of up to ${whole(length, 'length', 2)} symbols, E = H(L) - L h(L)`);
  const states = only(series);
  const n = series.length;
  if (n < length) return nothing(tooShort(n, length), about);
  const next = past(states, 1, 1, 0, length - 1, n);
  const before = past(states, length - 1, 1, 1, length - 1, n);
  return found(entropyOfStates(past(states, length, 1, 0, length - 1, n)) - length * conditionalEntropyOfStates(next, before), about);
}

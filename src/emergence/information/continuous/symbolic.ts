// Transfer entropy between the ordinal patterns of two series. Imports errors and measure.ts.

import { LabError, refuseUnknown } from '../../../errors.ts';
import type { Measured } from '../../measure.ts';
import { found, nothing } from '../../measure.ts';
import type { Series } from './embedding.ts';
import { samples, whole } from './embedding.ts';

/** More values in a pattern than this have more patterns than any series can show. */
const LONGEST = 12;

export interface SymbolicOptions {
  /** values in a pattern, 2 to 12, default 3 */
  readonly order?: number;
  /** steps from the source's pattern to the target's next one, default 1 */
  readonly delay?: number;
}

/**
 * Symbolic transfer entropy, bits: each window of `order` consecutive values becomes the order of its values (equal ones by time, the
 * earlier as the lesser), and the plug-in transfer entropy of those symbols is taken with one past symbol of each. Windows overlap, and
 * a pattern is known at its last value. Biased upwards when the patterns are many and the values few. O(T order²).
 *
 * @param source T values; @param target T values
 * @param options order = 3, delay = 1
 * @returns nothing for a constant series or too few values
 * @throws LabError E_METRIC for series of different lengths, values that are not finite, and options out of range
 * @see Staniek & Lehnertz, PRL 100:158101 (2008). doi:10.1103/PhysRevLett.100.158101
 */
export function symbolicTransferEntropy(source: Series, target: Series, options: SymbolicOptions = {}): Measured<number> {
  refuseUnknown('E_METRIC', 'symbolicTransferEntropy', options, ['order', 'delay']);
  const { order = 3, delay = 1 } = options;
  if (whole(order, 'order', 2) > LONGEST)
    throw new LabError('E_METRIC', `order must be at most ${LONGEST}, but got ${order}. 3 to 7 are common.`);
  whole(delay, 'delay', 1);
  const about = {
    units: 'bits',
    convention: `ordinal patterns of ${order} values, equal ones by time, plug-in probabilities, k = l = 1 patterns, delay ${delay}, log base 2`,
  };
  const to = samples(target, 'target');
  const from = samples(source, 'source', to.length);
  for (const [name, values] of Object.entries({ source: from, target: to }))
    if (values.every((value) => value === values[0])) return nothing(`all values of ${name} are equal`, about);
  const x = patterns(from, order);
  const y = patterns(to, order);
  const rows = y.length - delay;
  if (rows < 1) return nothing(`${to.length} values are too few for patterns of ${order} and a delay of ${delay}`, about);
  return found(transfer(x, y, delay), about);
}

/** The rank of each window's order among all orders (Lehmer's code), in [0, order!). */
function patterns(values: Float64Array, order: number): Float64Array {
  const out = new Float64Array(Math.max(0, values.length - order + 1));
  for (let t = 0; t < out.length; t++) {
    let code = 0;
    for (let i = 0; i < order; i++) {
      let less = 0;
      for (let j = i + 1; j < order; j++) if (values[t + j] < values[t + i]) less++;
      code = code * (order - i) + less;
    }
    out[t] = code;
  }
  return out;
}

/** Plug-in transfer entropy of symbols, bits, k = l = 1. */
function transfer(x: Float64Array, y: Float64Array, delay: number): number {
  const rows = y.length - delay;
  const past = numbered(y.subarray(delay - 1, -1), new Float64Array(rows));
  const both = numbered(x.subarray(0, rows), past.numbers);
  const next = numbered(y.subarray(delay), past.numbers);
  const all = numbered(y.subarray(delay), both.numbers);
  let sum = 0;
  for (let t = 0; t < rows; t++) {
    const seen = all.counts[all.numbers[t]] * past.counts[past.numbers[t]];
    sum += Math.log2(seen / (both.counts[both.numbers[t]] * next.counts[next.numbers[t]]));
  }
  return sum / rows;
}

/** Numbers pairs (symbol, other) in the order in which they are met, and counts each. Pairs are keys below 12! 2^21 < 2^53. */
function numbered(symbols: Float64Array, others: Float64Array): { numbers: Float64Array; counts: number[] } {
  const known = new Map<number, number>();
  const counts: number[] = [];
  const span = others.length + 1;
  const numbers = symbols.map((symbol, t) => {
    const key = symbol * span + others[t];
    let number = known.get(key);
    if (number === undefined) {
      number = counts.push(0) - 1;
      known.set(key, number);
    }
    counts[number]++;
    return number;
  });
  return { numbers, counts };
}

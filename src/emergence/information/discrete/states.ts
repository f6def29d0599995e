// Information between series of symbols: plug-in probabilities, base-2 logarithm.
// May import engine, measure.ts, special.ts and significance.ts of this part of the house; this folder's files import each other.
// This file: symbols, pasts and joint states as whole numbers that counts can be kept for.

import { LabError } from '../../../errors.ts';

/** A series of symbols: a whole number >= 0 for each time step. */
export type Series = ArrayLike<number>;

/** The state of one variable in each sample. */
export interface States {
  /** in [0, size) */
  readonly code: Int32Array;
  /** cells that a table of counts needs; never more than {@link cellLimit} of the samples, or the alphabet of one symbol */
  readonly size: number;
  /** states there could be by the alphabet, seen or not; may be beyond 2^53 */
  readonly alphabet: number;
}

const LEAST_CELLS = 1024;
/** So that codes fit 32 bits. */
const MOST_SYMBOLS = 2 ** 31;
const EMPTY = -1;

/** Cells that a table may have for n samples: above, the states that occur are numbered by a hash table of at most 4 n cells. */
export const cellLimit = (samples: number): number => Math.max(LEAST_CELLS, 2 * samples);

/** Series as states over one alphabet, named in errors, with the alphabet that was taken. */
export interface Alphabet {
  readonly base: number;
  readonly states: readonly States[];
}

/**
 * Read series over one alphabet of symbols 0 … base − 1. O(samples).
 *
 * @param base size of the alphabet; the largest symbol + 1 when left out
 * @throws LabError E_METRIC for what is no whole number in [0, base), and for series of different lengths
 */
export function symbolsOf(series: readonly Series[], names: readonly string[], base?: number): Alphabet {
  if (base !== undefined && !(Number.isInteger(base) && base >= 1 && base <= MOST_SYMBOLS))
    throw new LabError('E_METRIC', `base must be a positive integer, but got ${base}. It is the number of symbols: 2 for 0 and 1.`);
  let largest = 0;
  series.forEach((each, s) => {
    sameLength(each, series[0], names[s], names[0]);
    for (let t = 0; t < each.length; t++) {
      if (!(Number.isInteger(each[t]) && each[t] >= 0 && each[t] < (base ?? MOST_SYMBOLS))) throw noSymbol(names[s], t, each[t], base);
      if (each[t] > largest) largest = each[t];
    }
  });
  const alphabet = base ?? largest + 1;
  return { base: alphabet, states: series.map((each) => bounded({ code: Int32Array.from(each), size: alphabet, alphabet })) };
}

function sameLength(a: Series, b: Series, name: string, other: string): void {
  if (a === null || typeof a !== 'object' || !(a.length >= 0))
    throw new LabError('E_METRIC', `${name} must be an array of symbols, but got ${String(a)}. Give one symbol for each time step.`);
  if (a.length !== b.length)
    throw new LabError('E_METRIC', `${name} has ${a.length} symbols and ${other} has ${b.length}. Give series of one length.`);
}

function noSymbol(name: string, t: number, value: unknown, base: number | undefined): LabError {
  const range = base === undefined ? 'a whole number >= 0' : `a whole number in [0, ${base})`;
  return new LabError(
    'E_METRIC',
    `${name}[${t}] must be ${range}, but got ${String(value)}. Turn values into symbols with equalWidth, equalFrequency, atThresholds or relabel.`,
  );
}

/** @throws LabError E_METRIC if `value` is no whole number of at least `least` */
export function whole(value: number, name: string, least: number): number {
  if (!Number.isInteger(value) || value < least)
    throw new LabError('E_METRIC', `${name} must be a whole number of at least ${least}, but got ${value}. Set it in the options.`);
  return value;
}

/** The states at t − lag for t in [start, end); no copy. */
export function lagged({ code, size, alphabet }: States, lag: number, start: number, end: number): States {
  return { code: code.subarray(Math.max(0, start - lag), Math.max(0, end - lag)), size, alphabet };
}

/** Joint states of `length` values at t − lag, t − lag − step, … for t in [start, end); the oldest weighs most. O(length · samples). */
export function past(series: States, length: number, step: number, lag: number, start: number, end: number): States {
  let states = lagged(series, lag + (length - 1) * step, start, end);
  for (let j = length - 2; j >= 0; j--) states = joined(states, lagged(series, lag + j * step, start, end));
  return states;
}

/** The joint states of two variables over the same samples: a · |b| + b where a table of those has room. */
export function joined(a: States, b: States): States {
  const samples = a.code.length;
  const alphabet = a.alphabet * b.alphabet;
  if (a.size * b.size > cellLimit(samples)) {
    const keys = new Float64Array(samples);
    for (let t = 0; t < samples; t++) keys[t] = a.code[t] * b.size + b.code[t];
    return numbered(keys, alphabet);
  }
  const code = new Int32Array(samples);
  for (let t = 0; t < samples; t++) code[t] = a.code[t] * b.size + b.code[t];
  return { code, size: a.size * b.size, alphabet };
}

function bounded(states: States): States {
  return states.size > cellLimit(states.code.length) ? numbered(states.code, states.alphabet) : states;
}

/** Keys, whole numbers >= 0, numbered in the order in which they first occur. Open addressing, linear probing. */
function numbered(keys: Float64Array | Int32Array, alphabet: number): States {
  const mask = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * keys.length))) - 1;
  const held = new Float64Array(mask + 1).fill(EMPTY);
  const ids = new Int32Array(mask + 1);
  const code = new Int32Array(keys.length);
  let size = 0;
  for (let t = 0; t < keys.length; t++) {
    const key = keys[t];
    let slot = spread(key) & mask;
    while (held[slot] !== key && held[slot] !== EMPTY) slot = (slot + 1) & mask;
    if (held[slot] === EMPTY) {
      held[slot] = key;
      ids[slot] = size++;
    }
    code[t] = ids[slot];
  }
  return { code, size: Math.max(1, size), alphabet };
}

/** Spread the 53 bits of a key over 32. */
function spread(key: number): number {
  const low = key | 0;
  const high = Math.floor(key / 2 ** 32) | 0;
  let hash = Math.imul(low ^ Math.imul(high, 0x27d4eb2f), 0x9e3779b1 | 0);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b | 0);
  return hash ^ (hash >>> 13);
}

/** How often each state occurs. */
export function tally({ code, size }: States): Int32Array {
  const counts = new Int32Array(size);
  for (let t = 0; t < code.length; t++) counts[code[t]]++;
  return counts;
}

// Series of states as planes of bits, counted 32 samples at a time. Imports states.ts.

import type { States } from './states.ts';

/** One plane a state: bit t of plane s says whether sample t is in state s. */
export interface BitPlanes {
  /** plane after plane, `words` words each */
  readonly bits: Int32Array;
  readonly words: number;
  /** samples in each state */
  readonly ones: Int32Array;
}

/** Words whose counts a byte can add up: 31 · 8 < 256. */
const RUN = 31;

/** The planes of all states, |states| of them. O(samples + states · samples / 32). */
export function bitPlanes({ code, size }: States): BitPlanes {
  const words = Math.ceil(code.length / 32);
  const bits = new Int32Array(size * words);
  const ones = new Int32Array(size);
  for (let t = 0; t < code.length; t++) {
    bits[code[t] * words + (t >>> 5)] |= 1 << (t & 31);
    ones[code[t]]++;
  }
  return { bits, words, ones };
}

/**
 * Joint counts of two variables over the same samples, written to counts[a · |b| + b]. Planes of state 0 of `b` and of the last state
 * of `a` are not read: their counts are what the others leave. O((|a| − 1) (|b| − 1) words).
 */
export function onesInto(a: BitPlanes, b: BitPlanes, sizeA: number, sizeB: number, counts: Int32Array): void {
  const last = (sizeA - 1) * sizeB;
  for (let y = 0; y < sizeB; y++) counts[last + y] = b.ones[y];
  for (let x = 0; x < sizeA - 1; x++) {
    const row = x * sizeB;
    let rest = a.ones[x];
    for (let y = 1; y < sizeB; y++) {
      const both = rest === 0 ? 0 : onesOfBoth(a.bits, x * a.words, b.bits, y * b.words, a.words);
      counts[row + y] = both;
      counts[last + y] -= both;
      rest -= both;
    }
    counts[row] = rest;
    counts[last] -= rest;
  }
}

/**
 * Bits that are set in both of two runs of words: pairs, nibbles and bytes are added within a word (Warren, Hacker's Delight, 2nd ed.,
 * section 5-1), bytes over a run of words.
 */
function onesOfBoth(a: Int32Array, fromA: number, b: Int32Array, fromB: number, words: number): number {
  let total = 0;
  for (let w = 0; w < words;) {
    const end = Math.min(words, w + RUN);
    let bytes = 0;
    for (; w < end; w++) {
      let v = a[fromA + w] & b[fromB + w];
      v -= (v >>> 1) & 0x55555555;
      v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
      bytes += (v + (v >>> 4)) & 0x0f0f0f0f;
    }
    const halves = (bytes & 0x00ff00ff) + ((bytes >>> 8) & 0x00ff00ff);
    total += (halves & 0xffff) + (halves >>> 16);
  }
  return total;
}

// Entropy and conditional mutual information of states, from counts. Imports engine's random numbers and significance.

import { shuffle, type Key } from '../../../engine/random.ts';
import { LabError } from '../../../errors.ts';
import { chiSquareTail, circularOffset, permutationTest, type Permutation, type PermutationOptions } from '../significance.ts';
import { joined, tally, type States } from './states.ts';

/** What a plug-in estimate says of itself. */
export const PLUG_IN = 'plug-in probabilities, log base 2, no bias correction';

/** Three variables over the same samples: I(a; b | c). */
export interface Triple {
  readonly a: States;
  readonly b: States;
  readonly c: States;
}

/** The condition that says nothing. */
export function nothingKnown(samples: number): States {
  return { code: new Int32Array(samples), size: 1, alphabet: 1 };
}

/** One cell's part of N · I: n(abc) log2(n(abc) n(c) / (n(ac) n(bc))). Exactly 0 where a and b are independent given c. */
export function cellBits(abc: number, c: number, ac: number, bc: number): number {
  return abc === 0 ? 0 : abc * Math.log2((abc * c) / (ac * bc));
}

/** Plug-in entropy of states, bits, in [0, log2 size]. O(samples + size). */
export function entropyOfStates(states: States): number {
  const samples = states.code.length;
  let sum = 0;
  for (const count of tally(states)) if (count > 0) sum += count * Math.log2(samples / count);
  return sum / samples;
}

/** Plug-in H(a | b), bits; exactly 0 where b determines a. O(samples + sizes). */
export function conditionalEntropyOfStates(a: States, b: States): number {
  const ofB = tally(b);
  const { counts, first } = cells(joined(b, a));
  let sum = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    if (counts[cell] > 0) sum += counts[cell] * Math.log2(ofB[b.code[first[cell]]] / counts[cell]);
  }
  return sum / a.code.length;
}

/** Counts of states, and a sample in which each was. */
function cells(states: States): { counts: Int32Array; first: Int32Array } {
  const counts = tally(states);
  const first = new Int32Array(states.size);
  for (let t = 0; t < states.code.length; t++) first[states.code[t]] = t;
  return { counts, first };
}

/** Plug-in I(a; b | c), bits, >= 0. O(samples + sizes), cells in the order of c, b, a. */
export function informationOfStates({ a, b, c }: Triple): number {
  const { cell, bits } = cellTable({ a, b, c });
  let sum = 0;
  for (let i = 0; i < cell.counts.length; i++) sum += bits[i];
  return Math.max(0, sum / a.code.length);
}

/** Local values log2(p(a | bc) / p(a | c)) of each sample, bits; their mean is {@link informationOfStates}. */
export function localInformationOfStates({ a, b, c }: Triple): Float64Array {
  const { cell, bits, joint } = cellTable({ a, b, c });
  return Float64Array.from(joint.code, (at) => bits[at] / cell.counts[at]);
}

function cellTable({ a, b, c }: Triple): { cell: ReturnType<typeof cells>; bits: Float64Array; joint: States } {
  const bc = joined(c, b);
  const ac = joined(c, a);
  const joint = joined(bc, a);
  const cell = cells(joint);
  const ofC = tally(c);
  const ofAc = tally(ac);
  const ofBc = tally(bc);
  const bits = new Float64Array(joint.size);
  for (let i = 0; i < bits.length; i++) {
    const t = cell.first[i];
    if (cell.counts[i] > 0) bits[i] = cellBits(cell.counts[i], ofC[c.code[t]], ofAc[ac.code[t]], ofBc[bc.code[t]]);
  }
  return { cell, bits, joint };
}

/** Degrees of freedom of the likelihood ratio test of I(a; b | c) = 0: (|a| − 1) (|b| − 1) |c|, by the alphabets. */
export function degreesOf({ a, b, c }: Triple): number {
  return (a.alphabet - 1) * (b.alphabet - 1) * c.alphabet;
}

const SAMPLES_A_CELL = 5;

/** A warning for tables of fewer than five samples a cell, to end a convention with; empty for others. */
export function sparseWords(samples: number, cells: number): string {
  return samples < SAMPLES_A_CELL * cells
    ? `; ${samples} samples for ${cells} cells are few: chance alone gives small p more often than it should, so prefer a permutation test`
    : '';
}

/** Probability of at least so many bits by chance where the truth is 0: 2 N I follows chi-square, with I in nats. */
export function chanceOf(bits: number, samples: number, degrees: number): number {
  return chiSquareTail(2 * samples * bits * Math.LN2, degrees);
}

/** How the samples of a source are moved to break what it has to do with the target. */
export type Surrogate = 'permute' | 'shift';

export interface SurrogateOptions extends PermutationOptions {
  /** 'permute' the samples of the source (default), or 'shift' them in a circle by a quarter to three quarters, which keeps the source's own memory */
  readonly surrogate?: Surrogate;
}

/** {@link permutationTest} of I(a; b | c): the states of b are moved against those of a and c. O(surrogates · samples). */
export function permutedInformation(triple: Triple, { surrogate = 'permute', ...options }: SurrogateOptions): Permutation {
  if (surrogate !== 'permute' && surrogate !== 'shift')
    throw new LabError('E_METRIC', `surrogate must be "permute" or "shift", but got "${String(surrogate)}".`);
  const { a, b, c } = triple;
  const moved = surrogate === 'permute' ? permuted : shifted;
  const statistic = (key: Key): number => informationOfStates({ a, b: { ...b, code: moved(b.code, key) }, c });
  return permutationTest(informationOfStates(triple), statistic, options);
}

function permuted(code: Int32Array, key: Key): Int32Array {
  const order = Uint32Array.from(code, (_, t) => t);
  shuffle(key, order);
  return Int32Array.from(order, (t) => code[t]);
}

function shifted(code: Int32Array, key: Key): Int32Array {
  const by = circularOffset(key, code.length);
  return Int32Array.from(code, (_, t) => code[(t + by) % code.length]);
}

// What makes an instance of a BBOB function: its random draws, exactly those of 2009. Imports engine only.
// Source: Hansen, Finck, Ros & Auger, "Real-parameter black-box optimization benchmarking 2009: noiseless functions
// definitions", INRIA RR-6829, section 0.2; the generator is that of numbbo/coco-experiment, src/suite_bbob_legacy_code.c.

import { roundedCos, roundedLog } from './rounded.ts';

const MODULUS = 2147483647; // 2^31 - 1, prime
const QUOTIENT = 127773; // MODULUS / 16807, for Schrage's product without overflow
const SHUFFLE = 32; // slots of the Bays-Durham shuffle
const TINY = 1e-99; // stands for a draw of exactly 0

/** Next state of the minimal standard generator, 16807 s mod 2^31 - 1, by Schrage's method. */
function advance(state: number): number {
  const quotient = Math.floor(state / QUOTIENT);
  const next = 16807 * (state - quotient * QUOTIENT) - 2836 * quotient;
  return next < 0 ? next + MODULUS : next;
}

/** `count` draws, uniform in (0, 1). @param seed positive integer below 9.6e10 */
export function uniformDraws(count: number, seed: number): Float64Array {
  const slots = new Float64Array(SHUFFLE);
  let state = Math.max(1, Math.abs(seed));
  for (let i = 39; i >= 0; i--) {
    state = advance(state);
    if (i < SHUFFLE) slots[i] = state;
  }
  const draws = new Float64Array(count);
  let drawn = slots[0];
  for (let i = 0; i < count; i++) {
    state = advance(state);
    const slot = Math.floor(drawn / 67108865);
    drawn = slots[slot];
    slots[slot] = state;
    draws[i] = drawn / MODULUS || TINY;
  }
  return draws;
}

/** `count` standard normal draws, by Box and Muller, the cosine half only. */
export function normalDraws(count: number, seed: number): Float64Array {
  const uniform = uniformDraws(2 * count, seed);
  const draws = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    draws[i] = Math.sqrt(-2 * roundedLog(uniform[i])) * roundedCos(2 * Math.PI * uniform[count + i]) || TINY;
  }
  return draws;
}

/** Where the optimum lies: a point of [-4, 4]^n with four decimals, no coordinate exactly 0. */
export function optimumDraw(n: number, seed: number): Float64Array {
  return uniformDraws(n, seed).map((u) => (8 * Math.floor(1e4 * u)) / 1e4 - 4 || -1e-5);
}

/** The value at the optimum: Cauchy distributed, rounded to two decimals, held to [-1000, 1000]. */
export function offsetDraw(seed: number): number {
  const ratio = (10_000 * normalDraws(1, seed)[0]) / normalDraws(1, seed + 1)[0];
  return Math.min(1000, Math.max(-1000, Math.floor(ratio + 0.5) / 100));
}

/**
 * A random rotation (or reflection) of R^n, row by row: normal columns made orthonormal by modified Gram-Schmidt.
 *
 * Gram-Schmidt magnifies roundings, to 1e-12 in unlucky 40-D instances, which f19 and f23 make 1e-9 of their value. The
 * logarithm and cosine of the draws are therefore correctly rounded; the C library behind published values is, but for
 * one draw in some hundreds.
 */
export function rotationDraw(n: number, seed: number): Float64Array {
  const columns = normalDraws(n * n, seed); // entry (k, j) at j n + k
  for (let i = 0; i < n; i++) {
    const column = columns.subarray(i * n, i * n + n);
    for (let j = 0; j < i; j++) subtractProjection(column, columns.subarray(j * n, j * n + n));
    const length = Math.sqrt(dot(column, column));
    for (let k = 0; k < n; k++) column[k] /= length;
  }
  return transpose(columns, n);
}

/** Take away from `vector` its part along `unit`. */
function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  const along = dot(vector, unit);
  for (let k = 0; k < vector.length; k++) vector[k] -= along * unit[k];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

function transpose(matrix: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) result[i * n + j] = matrix[j * n + i];
  return result;
}

/** The order that sorts `count` uniform draws: a random permutation of 0 ... count - 1. */
export function permutationDraw(count: number, seed: number): number[] {
  const draws = uniformDraws(count, seed);
  return Array.from(draws.keys()).sort((a, b) => draws[a] - draws[b]);
}

// The transformations that BBOB functions are composed of: T_osz, T_asy, Lambda^alpha, rotations, f_pen.
// Imports engine only. Source: Hansen et al., INRIA RR-6829, section 0.2.

import { exp64, log64 } from '../engine/elementary.ts';
import { roundedPow } from './rounded.ts';
import { sineOfTurns } from './turns.ts';

/** One instance of a function: where its optimum is, and its value at any point (scratch inside, nothing allocated). */
export type Problem = { position: Float64Array; evaluate(x: Float64Array): number };

/** Builds an instance. @param seed of its draws @param n dimensions, >= 2 @param offset value at the optimum */
export type Builder = (seed: number, n: number, offset: number) => Problem;

/** Seed of the first rotation, R; the second, Q, takes the seed itself. */
export const firstRotationSeed = (seed: number): number => seed + 1_000_000;

/** exp(y) for |y| <= 0.098: Taylor's series, whose rest is below 3e-17. */
function expNear0(y: number): number {
  return (
    1 + y * (1 + y * (1 / 2 + y * (1 / 6 + y * (1 / 24 + y * (1 / 120 + y * (1 / 720 + y * (1 / 5040 + y * (1 / 40320 + y / 362880))))))))
  );
}

const TURN = 10 / (2 * Math.PI); // turns of sin(10 log|x|) for every unit of log|x|

/** How far T_osz moves log|x|: 0.049 (sin(a t) + sin(b t)), t = 10 log|x|, (a, b) = (1, 0.79) for x > 0, else (0.55, 0.31). */
function bump(x: number, log: number): number {
  const turns = TURN * log,
    a = x > 0 ? 1 : 0.55,
    b = x > 0 ? 0.79 : 0.31;
  return 0.049 * (sineOfTurns(a * turns) + sineOfTurns(b * turns));
}

/**
 * T_osz: smooth, monotone, irregular bumps, alike at all scales; 0 stays 0.
 * The definition's sign(x) exp(log|x| + 0.049 (...)) with the factor x taken out of the exponential.
 */
export function oscillate(x: number): number {
  return x === 0 ? 0 : x * expNear0(bump(x, log64(Math.abs(x))));
}

/**
 * z = T_osz(z) in every coordinate; `bumps` is scratch. One pass for each function, so that the steps of several
 * coordinates overlap in the processor: half the time of calling `oscillate` for each.
 */
export function oscillateAll(z: Float64Array, bumps: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) bumps[i] = log64(Math.abs(z[i]));
  for (let i = 0; i < n; i++) bumps[i] = bump(z[i], bumps[i]);
  for (let i = 0; i < n; i++) z[i] = z[i] === 0 ? 0 : z[i] * expNear0(bumps[i]);
}

/** z = T_asy(T_osz(z)) in every coordinate, with one logarithm for both; `logs` and `bumps` are scratch. */
export function skewOscillatedAll(z: Float64Array, bend: Float64Array, logs: Float64Array, bumps: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) logs[i] = log64(Math.abs(z[i]));
  for (let i = 0; i < n; i++) bumps[i] = bump(z[i], logs[i]);
  for (let i = 0; i < n; i++) {
    const y = z[i] === 0 ? 0 : z[i] * expNear0(bumps[i]);
    z[i] = y > 0 ? y * exp64(bend[i] * Math.sqrt(y) * (logs[i] + bumps[i])) : y;
  }
}

/** T_asy of one coordinate: x^(1 + bend sqrt(x)) where x > 0. @param bend beta i / (n - 1) of coordinate i */
export function skew(x: number, bend: number): number {
  return x > 0 ? x * exp64(bend * Math.sqrt(x) * log64(x)) : x;
}

/** scale * i / (n - 1) for i = 0 ... n - 1: from 0 to `scale`. */
export function ramp(n: number, scale: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => (scale * i) / (n - 1));
}

/** base^(i / (n - 1)) for i = 0 ... n - 1: the diagonal of Lambda^alpha when base is sqrt(alpha). */
export function powers(n: number, base: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => roundedPow(base, i / (n - 1)));
}

/** f_pen: the squared distance from the box [-5, 5]^n. */
export function penalty(x: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const outside = Math.abs(x[i]) - 5;
    if (outside > 0) sum += outside * outside;
  }
  return sum;
}

/** left diag(diagonal) right, all n by n and row by row. */
export function compose(left: Float64Array, diagonal: Float64Array, right: Float64Array): Float64Array {
  const n = diagonal.length;
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += left[i * n + k] * diagonal[k] * right[k * n + j];
      result[i * n + j] = sum;
    }
  }
  return result;
}

/** diag(diagonal) matrix: row i times diagonal[i]. */
export function scaleRows(diagonal: Float64Array, matrix: Float64Array): Float64Array {
  const n = diagonal.length;
  return matrix.map((entry, at) => diagonal[Math.floor(at / n)] * entry);
}

/** out = x - origin. */
export function shiftInto(x: Float64Array, origin: Float64Array, out: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) out[i] = x[i] - origin[i];
}

/**
 * out = matrix x; `out` is not `x`. Each row is summed from left to right, four rows abreast: a single row waits for
 * every addition to finish before the next (20-D: 0.25 microseconds, this 0.20).
 */
export function multiplyInto(matrix: Float64Array, x: Float64Array, out: Float64Array, n: number): void {
  let i = 0;
  for (; i + 3 < n; i += 4) {
    let a = i * n,
      b = a + n,
      c = b + n,
      d = c + n;
    let s0 = 0,
      s1 = 0,
      s2 = 0,
      s3 = 0;
    for (let j = 0; j < n; j++) {
      const v = x[j];
      s0 += matrix[a++] * v;
      s1 += matrix[b++] * v;
      s2 += matrix[c++] * v;
      s3 += matrix[d++] * v;
    }
    out[i] = s0;
    out[i + 1] = s1;
    out[i + 2] = s2;
    out[i + 3] = s3;
  }
  for (; i < n; i++) {
    const row = i * n;
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[row + j] * x[j];
    out[i] = sum;
  }
}

// BBOB f6 to f9: low or moderate conditioning. Imports engine. Source: Hansen et al., INRIA RR-6829, section 2.

import { optimumDraw, rotationDraw } from './bbob-random.ts';
import type { Builder } from './bbob-transform.ts';
import { compose, firstRotationSeed, multiplyInto, oscillate, penalty, powers, scaleRows, shiftInto } from './bbob-transform.ts';
import { pow64 } from '../engine/elementary.ts';

/** f6, attractive sector: one hypercone of the space has low values, the rest is 1e4 times as steep. */
export const attractiveSector: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  const matrix = compose(rotationDraw(n, firstRotationSeed(seed)), powers(n, Math.sqrt(10)), rotationDraw(n, seed));
  const shifted = new Float64Array(n);
  const z = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, shifted, n);
      multiplyInto(matrix, shifted, z, n);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (position[i] * z[i] > 0 ? 1e4 : 1) * z[i] * z[i];
      return pow64(oscillate(sum), 0.9) + offset;
    },
  };
};

/** Nearest integer, halves up. */
const round = (x: number): number => Math.floor(x + 0.5);

/** f7, step ellipsoid: plateaus of width 1, near the optimum 0.1; the first coordinate alone shows the way down. */
export const stepEllipsoid: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  const first = rotationDraw(n, firstRotationSeed(seed));
  const second = scaleRows(powers(n, 10).map(Math.sqrt), rotationDraw(n, seed));
  const weight = powers(n, 100);
  const shifted = new Float64Array(n);
  const step = new Float64Array(n);
  const z = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, shifted, n);
      multiplyInto(second, shifted, step, n);
      const leading = Math.abs(step[0]) * 1e-4;
      for (let i = 0; i < n; i++) step[i] = Math.abs(step[i]) > 0.5 ? round(step[i]) : round(10 * step[i]) / 10;
      multiplyInto(first, step, z, n);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weight[i] * z[i] * z[i];
      return 0.1 * Math.max(leading, sum) + penalty(x, n) + offset;
    },
  };
};

/** The banana itself: least at (1, ..., 1). */
function rosenbrockAt(z: Float64Array, n: number): number {
  let bank = 0,
    drift = 0;
  for (let i = 0; i < n - 1; i++) {
    const across = z[i] * z[i] - z[i + 1];
    const along = z[i] - 1;
    bank += across * across;
    drift += along * along;
  }
  return 100 * bank + drift;
}

/** f8, Rosenbrock: the optimum lies in [-3, 3]^n. */
export const rosenbrock: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed).map((p) => 0.75 * p);
  const scale = Math.max(1, Math.sqrt(n) / 8);
  const z = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      for (let i = 0; i < n; i++) z[i] = scale * (x[i] - position[i]) + 1;
      return rosenbrockAt(z, n) + offset;
    },
  };
};

/** f9, rotated Rosenbrock: z = scale R x + 1/2, so that the optimum follows from the rotation. */
export const rotatedRosenbrock: Builder = (seed, n, offset) => {
  const scale = Math.max(1, Math.sqrt(n) / 8);
  const rotation = rotationDraw(n, seed);
  const matrix = rotation.map((entry) => scale * entry);
  const z = new Float64Array(n);
  return {
    position: columnSums(rotation, n).map((sum) => sum / (2 * scale)),
    evaluate(x) {
      multiplyInto(matrix, x, z, n);
      for (let i = 0; i < n; i++) z[i] += 0.5;
      return rosenbrockAt(z, n) + offset;
    },
  };
};

/** Sum of each column of an n by n matrix: its transpose times (1, ..., 1). */
export function columnSums(matrix: Float64Array, n: number): Float64Array {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sums[j] += matrix[i * n + j];
  return sums;
}

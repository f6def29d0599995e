// BBOB f15 to f19: many optima, with an overall structure. Imports engine.
// Source: Hansen et al., INRIA RR-6829, section 4.

import { columnSums } from './bbob-moderate.ts';
import { optimumDraw, rotationDraw } from './bbob-random.ts';
import type { Builder } from './bbob-transform.ts';
import {
  compose,
  firstRotationSeed,
  multiplyInto,
  oscillateAll,
  penalty,
  powers,
  ramp,
  scaleRows,
  shiftInto,
  skew,
  skewOscillatedAll,
} from './bbob-transform.ts';
import { cos64, exp64, log64 } from '../engine/elementary.ts';
import { haversine } from './turns.ts';

/** f15, rotated Rastrigin: about 10^n optima. */
export const rotatedRastrigin: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  const rotation = rotationDraw(n, firstRotationSeed(seed));
  const matrix = compose(rotation, powers(n, Math.sqrt(10)), rotationDraw(n, seed));
  const bend = ramp(n, 0.2);
  const shifted = new Float64Array(n),
    scratch = new Float64Array(n);
  const z = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, shifted, n);
      multiplyInto(rotation, shifted, z, n);
      skewOscillatedAll(z, bend, scratch, shifted, n);
      multiplyInto(matrix, z, shifted, n);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += 20 * haversine(shifted[i]) + shifted[i] * shifted[i];
      return sum + offset;
    },
  };
};

/**
 * Sum over k = 0 ... 11 of 2^-k (1 - cos(2 pi 3^k z)). As 3^k is odd this equals the sum of 2^-k cos(2 pi 3^k (z + 1/2))
 * less its value at z = 0, without the cancellation.
 */
function weierstrassTerm(z: number): number {
  let sum = 0;
  for (let k = 0; k < 12; k++) sum += AMPLITUDE[k] * haversine(FREQUENCY[k] * z);
  return sum;
}

const FREQUENCY = Float64Array.from({ length: 12 }, (_, k) => 3 ** k);
const AMPLITUDE = Float64Array.from({ length: 12 }, (_, k) => 2 / 2 ** k); // 1 - cos is two haversines

/** f16, Weierstrass: rugged at twelve scales; the optimum is not unique. */
export const weierstrass: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  const rotation = rotationDraw(n, firstRotationSeed(seed));
  const matrix = compose(rotation, powers(n, 1 / Math.sqrt(100)), rotationDraw(n, seed));
  const shifted = new Float64Array(n);
  const z = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, shifted, n);
      multiplyInto(rotation, shifted, z, n);
      oscillateAll(z, shifted, n);
      multiplyInto(matrix, z, shifted, n);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weierstrassTerm(shifted[i]);
      const mean = sum / n;
      return 10 * mean * mean * mean + offset + (10 / n) * penalty(x, n);
    },
  };
};

/** Schaffer's F7 with the given condition number: f17 and f18 differ in nothing else. */
const schaffers =
  (condition: number): Builder =>
  (seed, n, offset) => {
    const position = optimumDraw(n, seed);
    const rotation = rotationDraw(n, firstRotationSeed(seed));
    const matrix = scaleRows(powers(n, Math.sqrt(condition)), rotationDraw(n, seed));
    const bend = ramp(n, 0.5);
    const shifted = new Float64Array(n);
    const z = new Float64Array(n);
    return {
      position,
      evaluate(x) {
        shiftInto(x, position, shifted, n);
        multiplyInto(rotation, shifted, z, n);
        for (let i = 0; i < n; i++) shifted[i] = skew(z[i], bend[i]);
        multiplyInto(matrix, shifted, z, n);
        let sum = 0;
        for (let i = 0; i < n - 1; i++) {
          const s = z[i] * z[i] + z[i + 1] * z[i + 1];
          const wave = (50 / Math.PI) * exp64(0.1 * log64(s)); // s = 0: log is -Infinity, its exponential 0
          sum += Math.sqrt(Math.sqrt(s)) * (1 + haversine(wave)); // sin(50 s^0.1)^2
        }
        const mean = sum / (n - 1);
        return mean * mean + offset + 10 * penalty(x, n);
      },
    };
  };

/** f17, Schaffer's F7: frequency and amplitude of the modulation vary. */
export const schaffersF7 = schaffers(10);

/** f18, Schaffer's F7, ill-conditioned. */
export const illConditionedSchaffersF7 = schaffers(1000);

/** f19, Griewank of Rosenbrock (F8F2), rotated as f9 is. */
export const griewankRosenbrock: Builder = (seed, n, offset) => {
  const scale = Math.max(1, Math.sqrt(n) / 8);
  const matrix = rotationDraw(n, seed).map((entry) => scale * entry);
  const z = new Float64Array(n);
  return {
    position: columnSums(matrix, n).map((sum) => sum / (2 * scale * scale)),
    evaluate(x) {
      multiplyInto(matrix, x, z, n);
      for (let i = 0; i < n; i++) z[i] += 0.5;
      let sum = 0;
      for (let i = 0; i < n - 1; i++) {
        const across = z[i] * z[i] - z[i + 1];
        const along = 1 - z[i];
        const s = 100 * across * across + along * along;
        sum += s / 4000 - cos64(s);
      }
      return 10 + (10 * sum) / (n - 1) + offset;
    },
  };
};

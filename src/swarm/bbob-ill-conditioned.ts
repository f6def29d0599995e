// BBOB f10 to f14: unimodal, badly conditioned. Imports engine. Source: Hansen et al., INRIA RR-6829, section 3.

import { optimumDraw, rotationDraw } from './bbob-random.ts';
import type { Builder } from './bbob-transform.ts';
import { compose, firstRotationSeed, multiplyInto, oscillateAll, powers, ramp, shiftInto, skew } from './bbob-transform.ts';
import { exp64, log64 } from '../engine/elementary.ts';

/** f10, rotated ellipsoid: condition 1e6, oscillated. */
export const rotatedEllipsoid: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  const rotation = rotationDraw(n, firstRotationSeed(seed));
  const weight = powers(n, 1e6);
  const shifted = new Float64Array(n);
  const z = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, shifted, n);
      multiplyInto(rotation, shifted, z, n);
      oscillateAll(z, shifted, n); // what was shifted is done with
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weight[i] * z[i] * z[i];
      return sum + offset;
    },
  };
};

/** f11, discus: one direction a thousand times as sensitive as all others. */
export const discus: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  const rotation = rotationDraw(n, firstRotationSeed(seed));
  const shifted = new Float64Array(n);
  const z = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, shifted, n);
      multiplyInto(rotation, shifted, z, n);
      oscillateAll(z, shifted, n);
      let sum = 1e6 * z[0] * z[0];
      for (let i = 1; i < n; i++) sum += z[i] * z[i];
      return sum + offset;
    },
  };
};

/** f12, bent cigar: a narrow curved ridge. Its optimum is drawn from the seed of the rotation. */
export const bentCigar: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, firstRotationSeed(seed));
  const rotation = rotationDraw(n, firstRotationSeed(seed));
  const bend = ramp(n, 0.5);
  const shifted = new Float64Array(n);
  const z = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, shifted, n);
      multiplyInto(rotation, shifted, z, n);
      for (let i = 0; i < n; i++) shifted[i] = skew(z[i], bend[i]);
      multiplyInto(rotation, shifted, z, n);
      let sum = z[0] * z[0];
      for (let i = 1; i < n; i++) sum += 1e6 * z[i] * z[i];
      return sum + offset;
    },
  };
};

/** f13, sharp ridge: a cone whose edge, not differentiable, leads to the optimum. */
export const sharpRidge: Builder = (seed, n, offset) => {
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
      for (let i = 1; i < n; i++) sum += z[i] * z[i];
      return 100 * Math.sqrt(sum) + z[0] * z[0] + offset;
    },
  };
};

/** f14, different powers: the exponents run from 2 to 6. */
export const differentPowers: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  const rotation = rotationDraw(n, firstRotationSeed(seed));
  const exponent = ramp(n, 4).map((e) => 2 + e);
  const shifted = new Float64Array(n);
  const z = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, shifted, n);
      multiplyInto(rotation, shifted, z, n);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += exp64(exponent[i] * log64(Math.abs(z[i])));
      return Math.sqrt(sum) + offset;
    },
  };
};

// BBOB f20 to f24: many optima, weak overall structure. Imports engine.
// Source: Hansen et al., INRIA RR-6829, section 5.

import { normalDraws, optimumDraw, permutationDraw, rotationDraw, uniformDraws } from './bbob-random.ts';
import type { Builder } from './bbob-transform.ts';
import { compose, firstRotationSeed, multiplyInto, oscillate, penalty, powers, shiftInto } from './bbob-transform.ts';
import { exp64, log64, pow64, sin64 } from '../engine/elementary.ts';
import { haversine } from './turns.ts';

/**
 * f20, Schwefel x sin(sqrt|x|): the best of 2^n optima lies near a corner.
 * As in COCO the transformation is centred on 4.2096874637 while the optimum is said to lie at 4.2096874633 / 2, like the
 * report has it. The first moves values by 1e-9, so it matters; the second moves the least value by less than a rounding.
 */
export const schwefel: Builder = (seed, n, offset) => {
  const sign = uniformDraws(n, seed).map((u) => (u < 0.5 ? -1 : 1));
  const centre = 4.2096874637;
  const scale = powers(n, Math.sqrt(10));
  return {
    position: sign.map((s) => (s * 4.2096874633) / 2),
    evaluate(x) {
      let sum = 0,
        outside = 0,
        previous = centre;
      for (let i = 0; i < n; i++) {
        const own = 2 * sign[i] * x[i];
        const z = 100 * (scale[i] * (own + 0.25 * (previous - centre) - centre) + centre);
        previous = own;
        const size = Math.abs(z);
        if (size > 500) outside += (size - 500) * (size - 500);
        sum += z * sin64(Math.sqrt(size));
      }
      return 0.01 * (outside + 418.9828872724339 - sum / n) + offset;
    },
  };
};

/** Gaussian peaks at random places, each with its own condition number, all under one rotation: f21 and f22. */
const gallagher =
  (spec: { peaks: number; spread: number; leadingCondition: number }): Builder =>
  (seed, n, offset) => {
    const { peaks, spread } = spec;
    const rotation = rotationDraw(n, seed);
    const places = uniformDraws(n * peaks, seed).map((u, at) => (at < n ? 0.8 : 1) * (2 * spread * u - spread));
    const centres = new Float64Array(n * peaks);
    for (let p = 0; p < peaks; p++) {
      multiplyInto(rotation, places.subarray(p * n, p * n + n), centres.subarray(p * n, p * n + n), n);
    }
    const widths = gallagherWidths(seed, n, peaks, spec.leadingCondition);
    const height = Float64Array.from({ length: peaks }, (_, p) => (p === 0 ? 10 : ((p - 1) / (peaks - 2)) * 8 + 1.1));
    const logHeight = height.map((h) => log64(h));
    const decay = -0.5 / n;
    const z = new Float64Array(n);

    /** Sum of width times squared distance to peak p, or a part of it that already exceeds `limit`. NaN where z is. */
    function distanceTo(p: number, limit: number): number {
      const end = p * n + n;
      let sum = 0;
      for (let at = p * n, j = 0; at < end; at++, j++) {
        const d = z[j] - centres[at];
        sum += widths[at] * d * d;
        if (sum > limit) return sum;
      }
      return sum;
    }

    return {
      position: places.slice(0, n),
      evaluate(x) {
        multiplyInto(rotation, x, z, n);
        // The highest peak here is found among exponents, so that a single exponential is taken.
        let best = 0,
          nearest = distanceTo(0, Infinity),
          exponent = logHeight[0] + decay * nearest;
        for (let p = 1; p < peaks; p++) {
          const limit = (exponent - logHeight[p]) / decay;
          if (limit < 0) continue;
          const distance = distanceTo(p, limit);
          if (distance < limit) {
            best = p;
            nearest = distance;
            exponent = logHeight[p] + decay * distance;
          }
        }
        const value = oscillate(10 - height[best] * exp64(decay * nearest));
        return value * value + penalty(x, n) + offset;
      },
    };
  };

/** Diagonals of the peaks' metrics: condition numbers spread over [1, 1000] at random, their axes permuted at random. */
function gallagherWidths(seed: number, n: number, peaks: number, leadingCondition: number): Float64Array {
  const order = permutationDraw(peaks - 1, seed);
  const widths = new Float64Array(n * peaks);
  for (let p = 0; p < peaks; p++) {
    const condition = p === 0 ? leadingCondition : pow64(1000, order[p - 1] / (peaks - 2));
    const axes = permutationDraw(n, seed + 1000 * p);
    for (let j = 0; j < n; j++) widths[p * n + j] = pow64(condition, axes[j] / (n - 1) - 0.5);
  }
  return widths;
}

/** f21, Gallagher's 101 peaks. */
export const gallagher101 = gallagher({ peaks: 101, spread: 5, leadingCondition: Math.sqrt(1000) });

/** f22, Gallagher's 21 peaks, the highest one ill-conditioned. */
export const gallagher21 = gallagher({ peaks: 21, spread: 4.9, leadingCondition: 1000 });

/** Sum over k = 1 ... 32 of |2^k z - [2^k z]| / 2^k, [.] the nearest integer. */
function katsuuraTerm(z: number): number {
  let sum = 0,
    power = 2,
    inverse = 0.5;
  for (let k = 1; k <= 32; k++) {
    const scaled = power * z;
    sum += Math.abs(scaled - Math.floor(scaled + 0.5)) * inverse;
    power *= 2;
    inverse *= 0.5;
  }
  return sum;
}

/** f23, Katsuura: more than 10^n optima, continuous and nowhere differentiable. */
export const katsuura: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  const matrix = compose(rotationDraw(n, firstRotationSeed(seed)), powers(n, Math.sqrt(100)), rotationDraw(n, seed));
  const exponent = 10 / pow64(n, 1.2);
  const shifted = new Float64Array(n);
  const z = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, shifted, n);
      multiplyInto(matrix, shifted, z, n);
      let result = 1,
        product = 1;
      for (let i = 0; i < n; i++) {
        product *= 1 + (i + 1) * katsuuraTerm(z[i]);
        if (product > 1e280 || i === n - 1) {
          // a factor is at most 1 + n / 2: no overflow before the next look
          result *= pow64(product, exponent);
          product = 1;
        }
      }
      return (10 / n / n) * (result - 1) + offset + penalty(x, n);
    },
  };
};

/** f24, Lunacek bi-Rastrigin: two funnels, the wider one without the optimum. */
export const lunacekBiRastrigin: Builder = (seed, n, offset) => {
  const sign = normalDraws(n, seed).map((g) => (g < 0 ? -1 : 1));
  const matrix = compose(rotationDraw(n, firstRotationSeed(seed)), powers(n, Math.sqrt(100)), rotationDraw(n, seed));
  const near = 2.5;
  const shallow = 1 - 0.5 / (Math.sqrt(n + 20) - 4.1);
  const far = -Math.sqrt((near * near - 1) / shallow);
  const shifted = new Float64Array(n);
  const z = new Float64Array(n);
  return {
    position: sign.map((s) => 0.5 * near * s),
    evaluate(x) {
      let deep = 0,
        wide = 0;
      for (let i = 0; i < n; i++) {
        const own = 2 * sign[i] * x[i];
        const a = own - near,
          b = own - far;
        shifted[i] = a;
        deep += a * a;
        wide += b * b;
      }
      multiplyInto(matrix, shifted, z, n);
      let ripple = 0;
      for (let i = 0; i < n; i++) ripple += haversine(z[i]);
      return Math.min(deep, n + shallow * wide) + 20 * ripple + 1e4 * penalty(x, n) + offset;
    },
  };
};

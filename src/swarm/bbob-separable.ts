// BBOB f1 to f5: separable. Imports engine. Source: Hansen et al., INRIA RR-6829, section 1.

import { optimumDraw } from './bbob-random.ts';
import type { Builder } from './bbob-transform.ts';
import { oscillateAll, penalty, powers, ramp, shiftInto, skewOscillatedAll } from './bbob-transform.ts';
import { haversine } from './turns.ts';

/** f1, sphere. */
export const sphere: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  return {
    position,
    evaluate(x) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const z = x[i] - position[i];
        sum += z * z;
      }
      return sum + offset;
    },
  };
};

/** f2, ellipsoid: condition 1e6, oscillated. */
export const ellipsoid: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  const weight = powers(n, 1e6);
  const z = new Float64Array(n),
    scratch = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, z, n);
      oscillateAll(z, scratch, n);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weight[i] * z[i] * z[i];
      return sum + offset;
    },
  };
};

/** f3, Rastrigin: oscillated, skewed, condition 10. */
export const rastrigin: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed);
  const scale = powers(n, Math.sqrt(10));
  const bend = ramp(n, 0.2);
  const z = new Float64Array(n),
    scratch = new Float64Array(n),
    more = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, z, n);
      skewOscillatedAll(z, bend, scratch, more, n);
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const s = scale[i] * z[i];
        sum += 20 * haversine(s) + s * s;
      }
      return sum + offset;
    },
  };
};

/** f4, Büche-Rastrigin: every other coordinate ten times as wide above its optimum, which lies at or above 0 there. */
export const buecheRastrigin: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed).map((p, i) => (i % 2 === 0 ? Math.abs(p) : p));
  const scale = powers(n, Math.sqrt(10));
  const scaleAbove = scale.map((s, i) => (i % 2 === 0 ? 10 * s : s));
  const z = new Float64Array(n),
    scratch = new Float64Array(n);
  return {
    position,
    evaluate(x) {
      shiftInto(x, position, z, n);
      oscillateAll(z, scratch, n);
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const s = (z[i] > 0 ? scaleAbove[i] : scale[i]) * z[i];
        sum += 20 * haversine(s) + s * s;
      }
      return sum + offset + 100 * penalty(x, n);
    },
  };
};

/** f5, linear slope: the optimum is a corner of the box, and the slope ends there. */
export const linearSlope: Builder = (seed, n, offset) => {
  const position = optimumDraw(n, seed).map((p) => (p < 0 ? -5 : 5));
  const slope = powers(n, 10).map((s, i) => (position[i] < 0 ? -s : s));
  return {
    position,
    evaluate(x) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const z = x[i] * position[i] >= 25 ? position[i] : x[i]; // NaN stays NaN
        sum += 5 * Math.abs(slope[i]) - slope[i] * z;
      }
      return sum + offset;
    },
  };
};

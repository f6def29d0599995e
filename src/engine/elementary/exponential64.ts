// The exponential and the hyperbolic functions of doubles. May import bits.ts.
import { ONE, POW2, ROUND64 } from './bits.ts';

const INVERSE_LN2 = 1.4426950408889634;
/** ln 2 in a part of 40 bits, whose multiples up to 2^13 are exact, and the rest. */
const LN2_HIGH = 0.6931471805601177,
  LN2_LOW = -1.7239444525614835e-13;
/** Below this e^x - 1 = x to the last bit. */
const TINY = 5.551115123125783e-17; // 2^-54

/** (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2. Minimax, 2^-57.6 of e^r. */
function expSeries(r: number): number {
  const z = r * r;
  const w = z * z;
  const a = 0.500000000000001 + r * 0.16666666666666421 + z * (0.04166666666653483 + r * 0.008333333333490248);
  const b = 0.0013888888942550591 + r * 0.0001984126951274343 + z * (2.4801494106576647e-5 + r * 2.755758277734329e-6);
  return a + w * (b + w * (2.7629919154073745e-7 + r * 2.5000743675355424e-8));
}

/** e^(high - low) for |high - low| <= ln 2 / 2, low small. */
export function expKernel(high: number, low: number): number {
  const r = high - low;
  const s = 1 + high;
  return s + (1 - s + high + (r * r * expSeries(r) - low));
}

/**
 * e^x.
 *
 * @returns 0 at -Infinity, Infinity above 709.78; at most 0.8 ulp (measured) from the true value, subnormal results too
 */
export function exp64(x: number): number {
  if (!(x > -708 && x < 709)) return expScaled(x, 0);
  const n = x * INVERSE_LN2 + ROUND64 - ROUND64;
  return expKernel(x - n * LN2_HIGH, n * LN2_LOW) * POW2[(n | 0) + ONE];
}

/** e^x * 2^shift for any x, scaled in two steps so that only the last one rounds. */
function expScaled(x: number, shift: number): number {
  if (x > 800) return Infinity;
  if (x < -800) return 0;
  if (x !== x) return NaN;
  const n = x * INVERSE_LN2 + ROUND64 - ROUND64;
  return scale(expKernel(x - n * LN2_HIGH, n * LN2_LOW), n + shift);
}

/** y * 2^n for y near 1 and |n| <= 2000, rounded once. */
export function scale(y: number, n: number): number {
  const half = n >> 1;
  return y * POW2[half + ONE] * POW2[n - half + ONE];
}

/**
 * e^x - 1.
 *
 * @returns -1 at -Infinity, Infinity above 709.78; at most 1.05 ulp (measured) from the true value
 */
export function expm1_64(x: number): number {
  const a = Math.abs(x);
  if (!(a < 38)) return x < 0 ? -1 : exp64(x) - 1;
  if (a < TINY) return x;
  const n = x * INVERSE_LN2 + ROUND64 - ROUND64;
  const power = POW2[(n | 0) + ONE];
  const high = x - n * LN2_HIGH;
  const low = n * LN2_LOW;
  const r = high - low;
  const base = power - 1;
  const step = power * high;
  const sum = base + step;
  return sum + (base - sum + step + power * (r * r * expSeries(r) - low));
}

/**
 * Hyperbolic sine.
 *
 * @returns ±Infinity beyond ±710.48; at most 1.65 ulp (measured) from the true value
 */
export function sinh64(x: number): number {
  const a = Math.abs(x);
  if (a < 1) {
    const z = x * x;
    const w = z * z;
    const p =
      0.16666666666666669 +
      z * 0.008333333333332912 +
      w *
        (0.00019841269841593405 +
          z * 2.7557319106762123e-6 +
          w * (2.5052130997001626e-8 + z * 1.6056659382653617e-10 + w * 7.776590873544031e-13));
    return x + x * (z * p);
  }
  const e = expScaled(a, -1);
  const v = e - 0.25 / e;
  return x < 0 ? -v : v;
}

/**
 * Hyperbolic cosine.
 *
 * @returns Infinity beyond ±710.48; at most 1.2 ulp (measured) from the true value
 */
export function cosh64(x: number): number {
  const e = expScaled(Math.abs(x), -1);
  return e + 0.25 / e;
}

/**
 * Hyperbolic tangent.
 *
 * @returns ±1 at ±Infinity; at most 1.4 ulp (measured) from the true value
 */
export function tanh64(x: number): number {
  const a = Math.abs(x);
  if (a < 7.450580596923828e-9) return x; // 2^-27
  if (a < 0.625) {
    const z = x * x;
    const w = z * z;
    const p = -0.33333333333333315 + z * 0.1333333333332996 + w * (-0.053968253966149474 + z * 0.02186948847070042);
    const q = -0.008863234338778456 + z * 0.0035921142227170314 + w * (-0.001455727211844709 + z * 0.0005894566285848357);
    const o = -0.00023702401949353213 + z * 9.157837226789207e-5 + w * (-3.0205944352658327e-5 + z * 6.05018673012046e-6);
    const w2 = w * w;
    return x + x * (z * (p + w2 * (q + w2 * o)));
  }
  const v = 1 - 2 / (exp64(2 * Math.min(a, 22)) + 1);
  return x < 0 ? -v : v;
}

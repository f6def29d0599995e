// The exponential and the hyperbolic functions of float32 numbers, every operation rounded to float32;
// Math.fround is left out only where the result of an operation is a float32 anyway. May import bits.ts.
import { ONE, POW2, ROUND32 } from './bits.ts';

const f = Math.fround;
const INVERSE_LN2 = 1.4426950216293335;
/** ln 2 in a part of 15 bits, whose multiples up to 2^9 are exact, and the rest. */
const LN2_HIGH = 0.693145751953125,
  LN2_LOW = 1.428606765330187e-6;

/** (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2. Minimax, 2^-27.9 of e^r. */
function expSeries(r: number): number {
  const a = f(f(f(f(0.0013816823484376073 * r) + 0.00836864486336708) * r) + 0.04166834056377411);
  return f(f(f(f(a * r) + 0.1666652113199234) * r) + 0.4999999403953552);
}

/** e^(high - low) for |high - low| <= ln 2 / 2, low small. */
function expKernel(high: number, low: number): number {
  const r = f(high - low);
  const s = f(1 + high);
  return f(s + f(f(1 - s + high) + f(f(f(r * r) * expSeries(r)) - low)));
}

/**
 * e^x of a float32.
 *
 * @returns 0 at -Infinity, Infinity above 88.72; at most 0.8 float32 ulp (measured) from the true value, subnormal results too
 */
export function exp32(x: number): number {
  if (!(x > -87 && x < 88)) return expScaled(x, 0);
  const n = f(f(f(x * INVERSE_LN2) + ROUND32) - ROUND32);
  return expKernel(x - n * LN2_HIGH, f(n * LN2_LOW)) * POW2[(n | 0) + ONE];
}

/** e^x * 2^shift for any x, scaled in two steps so that only the last one rounds. */
function expScaled(x: number, shift: number): number {
  if (x > 120) return Infinity;
  if (x < -120) return 0;
  if (x !== x) return NaN;
  const n = f(f(f(x * INVERSE_LN2) + ROUND32) - ROUND32);
  return scale(expKernel(x - n * LN2_HIGH, f(n * LN2_LOW)), n + shift);
}

/** y * 2^n for y near 1 and |n| <= 250, rounded once. */
function scale(y: number, n: number): number {
  const half = n >> 1;
  return f(y * POW2[half + ONE] * POW2[n - half + ONE]);
}

/**
 * e^x - 1 of a float32.
 *
 * @returns -1 at -Infinity, Infinity above 88.72; at most 1.1 float32 ulp (measured) from the true value
 */
export function expm1_32(x: number): number {
  const a = Math.abs(x);
  if (!(a < 18)) return x < 0 ? -1 : f(exp32(x) - 1);
  if (a < 2.9802322387695312e-8) return x; // 2^-25
  const n = f(f(f(x * INVERSE_LN2) + ROUND32) - ROUND32);
  const power = POW2[(n | 0) + ONE];
  const high = x - n * LN2_HIGH;
  const low = f(n * LN2_LOW);
  const r = f(high - low);
  const base = f(power - 1);
  const step = power * high;
  const sum = f(base + step);
  return f(sum + f(f(f(base - sum) + step) + power * f(f(f(r * r) * expSeries(r)) - low)));
}

/**
 * Hyperbolic sine of a float32.
 *
 * @returns ±Infinity beyond ±89.42; at most 1.65 float32 ulp (measured) from the true value
 */
export function sinh32(x: number): number {
  const a = Math.abs(x);
  if (a < 1) {
    const z = f(x * x);
    const p = f(f(f(f(2.7822125048260204e-6 * z) + 0.00019842895562760532) * z) + 0.00833331048488617);
    return f(x + f(x * f(z * f(f(p * z) + 0.1666666716337204))));
  }
  const e = expScaled(a, -1);
  const v = f(e - f(0.25 / e));
  return x < 0 ? -v : v;
}

/**
 * Hyperbolic cosine of a float32.
 *
 * @returns Infinity beyond ±89.42; at most 1.15 float32 ulp (measured) from the true value
 */
export function cosh32(x: number): number {
  const e = expScaled(Math.abs(x), -1);
  return f(e + f(0.25 / e));
}

/**
 * Hyperbolic tangent of a float32.
 *
 * @returns ±1 at ±Infinity; at most 1.4 float32 ulp (measured) from the true value
 */
export function tanh32(x: number): number {
  const a = Math.abs(x);
  if (a < 0.000244140625) return x; // 2^-12
  if (a < 0.625) {
    const z = f(x * x);
    const p = f(f(f(f(-0.005692305974662304 * z) + 0.020628182217478752) * z) - 0.05373651906847954);
    return f(x + f(x * f(z * f(f(f(f(p * z) + 0.13331405818462372) * z) - 0.3333328068256378))));
  }
  const v = f(1 - f(2 / f(exp32(2 * Math.min(a, 10)) + 1)));
  return x < 0 ? -v : v;
}

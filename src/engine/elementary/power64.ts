// Powers, the cube root and lengths of doubles. May import bits.ts, exponential64.ts, logarithm64.ts.
import { highWord, ONE, POW2, ROUND64 } from './bits.ts';
import { expKernel, scale } from './exponential64.ts';
import { exponentOf } from './logarithm64.ts';

const LN2 = 0.6931471805599453,
  LN2_TOP = 0.6931471824645996,
  LN2_REST = -1.904654299957768e-9;
/** 2/(3 ln 2) and its parts: 24 bits and the rest. */
const FACTOR = 0.9617966939259756,
  FACTOR_TOP = 0.9617967009544373,
  FACTOR_REST = -7.028461650952758e-9;
/** 2^65: from here on a power of any a but 1 is 0 or infinite. */
const LARGEST_POWER = 36893488147419103232;

/**
 * x to the power y.
 *
 * Special cases as in ECMAScript: anything^0 = 1, (±1)^±Infinity = NaN, a negative x needs an integer y.
 * @returns at most 0.8 ulp (measured) from the true value
 * @see ECMA-262, Number::exponentiate
 */
export function pow64(x: number, y: number): number {
  const a = Math.abs(x);
  if (!(a > 0 && a < Infinity && Math.abs(y) < Infinity) || y === 0) return powEdge(x, y);
  const v = powKernel(a, y);
  return x < 0 ? v * signOfPower(y) : v;
}

/** 1 for an even integer y, -1 for an odd one, NaN for others: (-1)^y. */
function signOfPower(y: number): number {
  if (Math.floor(y) !== y) return NaN;
  const half = 0.5 * y;
  return Math.floor(half) === half ? 1 : -1;
}

/** One of the arguments is zero, infinite or NaN. */
function powEdge(x: number, y: number): number {
  if (y === 0) return 1;
  if (x !== x || y !== y) return NaN;
  const a = Math.abs(x);
  if (Math.abs(y) === Infinity) return a === 1 ? NaN : a > 1 === y > 0 ? Infinity : 0;
  const v = (a === 0) === y > 0 ? 0 : Infinity;
  const negative = x < 0 || 1 / x < 0;
  return negative && signOfPower(y) === -1 ? -v : v;
}

/**
 * a^y for finite a > 0 and finite y: log2(a) as the sum of two doubles (error 2^-64), times y, exponential.
 * A factor that must be exact is cut to 24 bits by Math.fround.
 */
function powKernel(a: number, y: number): number {
  const small = a < 2.2250738585072014e-308;
  const x = small ? a * 18014398509481984 : a;
  const e = exponentOf(highWord(x));
  const k = small ? e - 54 : e;
  // s = (m - 1) / (m + 1) as top + rest
  const m = x * POW2[ONE - e];
  const f = m - 1;
  const inverse = 1 / (m + 1);
  const s = f * inverse;
  const top = Math.fround(s);
  const sumTop = Math.fround(m + 1);
  const rest = inverse * (f - top * sumTop - top * (m - (sumTop - 1)));
  // atanh(s) = s/3 * (3 + s^2 + s^4 * series)
  const z = s * s;
  const w = z * z;
  const series =
    0.6000000000000338 +
    z * 0.42857142855147606 +
    w * (0.33333333780200003 + z * 0.27272676522685396 + w * (0.2308013730691454 + z * 0.19885195616625867 + w * 0.19794785466503959));
  const square = top * top;
  const tail = w * series + rest * (top + s);
  const threeTop = Math.fround(3 + square + tail);
  const threeRest = tail - (threeTop - 3 - square);
  const u = top * threeTop;
  const v = rest * threeTop + s * threeRest;
  const productTop = Math.fround(u + v);
  const productRest = v - (productTop - u);
  // log2(m) = high + low, log2(a) = logTop + logRest
  const high = FACTOR_TOP * productTop;
  const low = FACTOR_REST * productTop + productRest * FACTOR;
  const logTop = Math.fround(high + low + k);
  const logRest = low - (logTop - k - high);
  // y log2(a)
  const c = y > LARGEST_POWER ? LARGEST_POWER : y < -LARGEST_POWER ? -LARGEST_POWER : y;
  const yTop = Math.fround(c);
  const p = yTop * logTop;
  const q = (c - yTop) * logTop + c * logRest;
  const n = p + q + ROUND64 - ROUND64;
  if (n > 1100) return Infinity;
  if (n < -1100) return 0;
  const r = p - n;
  const d = Math.fround(r + q);
  const exact = d * LN2_TOP;
  const more = (q - (d - r)) * LN2 + d * LN2_REST;
  const power = expKernel(exact, -more);
  return n > -1000 && n < 1000 ? power * POW2[(n | 0) + ONE] : scale(power, n);
}

/** Cube roots of 1, 2, 4. */
const ROOTS = Float64Array.of(1, 1.2599210498948732, 1.5874010519681996);

/**
 * Cube root.
 *
 * @returns at most 0.67 ulp (measured) from the true value
 */
export function cbrt64(x: number): number {
  const a = Math.abs(x);
  if (!(a >= 2.2250738585072014e-308 && a < Infinity)) return cbrtEdge(x);
  const k = (highWord(a) >> 20) - 1023;
  const third = (((k + 1200) * 21846) >> 16) - 400; // floor(k / 3)
  const j = k - 3 * third;
  const m = a * POW2[ONE - k];
  const goal = m * POW2[ONE + j];
  // 2^-16.7, then a step of Newton, then one of Halley from a root whose square is exact
  const w = m * m;
  const t =
    ROOTS[j] * (0.50697976348559 + m * 0.7181528434696245 + w * (-0.3006104014535053 + m * 0.08609081676645843 - w * 0.010603808531447387));
  const s = Math.fround(t + (goal / (t * t) - t) * 0.3333333333333333);
  const r = goal / (s * s);
  const v = (s + s * ((r - s) / (s + s + r))) * POW2[ONE + third];
  return x < 0 ? -v : v;
}

function cbrtEdge(x: number): number {
  if (x === 0 || !(Math.abs(x) < Infinity)) return x;
  return cbrt64(x * 18014398509481984) * 3.814697265625e-6;
}

/**
 * Length of (x, y) without overflow on the way.
 *
 * @returns Infinity if either is infinite, even beside NaN; at most 1.15 ulp (measured) from the true value
 */
export function hypot64(x: number, y: number): number {
  const larger = Math.max(Math.abs(x), Math.abs(y));
  if (!(larger > 1e-130 && larger < 1e150)) return hypotEdge(x, y, 0);
  return Math.sqrt(x * x + y * y);
}

/**
 * Length of (x, y, z) without overflow on the way.
 *
 * @returns Infinity if any is infinite, even beside NaN; at most 1.3 ulp (measured) from the true value
 */
export function hypot3_64(x: number, y: number, z: number): number {
  const larger = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  if (!(larger > 1e-130 && larger < 1e150)) return hypotEdge(x, y, z);
  return Math.sqrt(x * x + y * y + z * z);
}

function hypotEdge(x: number, y: number, z: number): number {
  if (Math.abs(x) === Infinity || Math.abs(y) === Infinity || Math.abs(z) === Infinity) return Infinity;
  const larger = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  if (!(larger > 0)) return larger;
  const power = larger < 1 ? 4.149515568880993e180 : 2.409919865102884e-181; // 2^600, 2^-600
  const a = x * power;
  const b = y * power;
  const c = z * power;
  return Math.sqrt(a * a + b * b + c * c) / power;
}

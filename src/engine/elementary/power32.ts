// Powers, the cube root and lengths of float32 numbers, every operation but those of pow32 rounded to float32;
// Math.fround is left out only where the result of an operation is a float32 anyway.
// May import bits.ts, exponential64.ts, logarithm64.ts.
import { bits32, ONE, POW2 } from './bits.ts';
import { exp64 } from './exponential64.ts';
import { log64 } from './logarithm64.ts';

const f = Math.fround;
/** Beyond this the exponential of a logarithm is 0 or infinite as a float32. */
const LARGEST_LOG = 200;

/**
 * x to the power y for float32 numbers.
 *
 * Special cases as in ECMAScript: anything^0 = 1, (±1)^±Infinity = NaN, a negative x needs an integer y.
 * The one function here that computes in doubles and rounds once: three times as fast as pairs of float32 numbers.
 * @returns at most 0.51 float32 ulp (measured) from the true value
 * @see ECMA-262, Number::exponentiate
 */
export function pow32(x: number, y: number): number {
  const a = Math.abs(x);
  if (!(a > 0 && a < Infinity && Math.abs(y) < Infinity) || y === 0) return powEdge(x, y);
  const log = y * log64(a);
  const v = f(exp64(log > LARGEST_LOG ? LARGEST_LOG : log < -LARGEST_LOG ? -LARGEST_LOG : log));
  return x < 0 ? v * signOfPower(y) : v;
}

/** 1 for an even integer y, -1 for an odd one, NaN for others: (-1)^y. */
function signOfPower(y: number): number {
  if (Math.floor(y) !== y) return NaN;
  const half = f(0.5 * y);
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

/** Cube roots of 1, 2, 4. */
const ROOTS = Float32Array.of(1, 1.2599210739135742, 1.587401032447815);

/**
 * Cube root of a float32.
 *
 * @returns at most 0.97 float32 ulp (measured) from the true value
 */
export function cbrt32(x: number): number {
  const a = Math.abs(x);
  if (!(a >= 1.1754943508222875e-38 && a < Infinity)) return cbrtEdge(x);
  const k = (bits32(a) >> 23) - 127;
  const third = (((k + 1200) * 21846) >> 16) - 400; // floor(k / 3)
  const j = k - 3 * third;
  const m = a * POW2[ONE - k];
  const goal = m * POW2[ONE + j];
  // 2^-13.7, then a step of Halley
  const p = f(f(f(f(f(f(0.02310517430305481 * m) - 0.1629703789949417) * m) + 0.5871149897575378) * m) + 0.5528232455253601);
  const t = f(ROOTS[j] * p);
  const cube = f(f(t * t) * t);
  const v = f(f(t + f(t * f(f(goal - cube) / f(cube + cube + goal)))) * POW2[ONE + third]);
  return x < 0 ? -v : v;
}

function cbrtEdge(x: number): number {
  if (x === 0 || !(Math.abs(x) < Infinity)) return x;
  return f(cbrt32(f(x * 134217728)) * 0.001953125); // 2^27, 2^-9
}

/**
 * Length of (x, y) of float32 numbers without overflow on the way.
 *
 * @returns Infinity if either is infinite, even beside NaN; at most 1.15 float32 ulp (measured) from the true value
 */
export function hypot32(x: number, y: number): number {
  const larger = Math.max(Math.abs(x), Math.abs(y));
  if (!(larger > 1e-12 && larger < 1e19)) return hypotEdge(x, y, 0);
  return f(Math.sqrt(f(f(x * x) + f(y * y))));
}

/**
 * Length of (x, y, z) of float32 numbers without overflow on the way.
 *
 * @returns Infinity if any is infinite, even beside NaN; at most 1.35 float32 ulp (measured) from the true value
 */
export function hypot3_32(x: number, y: number, z: number): number {
  const larger = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  if (!(larger > 1e-12 && larger < 1e19)) return hypotEdge(x, y, z);
  return f(Math.sqrt(f(f(f(x * x) + f(y * y)) + f(z * z))));
}

function hypotEdge(x: number, y: number, z: number): number {
  if (Math.abs(x) === Infinity || Math.abs(y) === Infinity || Math.abs(z) === Infinity) return Infinity;
  const larger = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  if (!(larger > 0)) return larger;
  const power = larger < 1 ? 1.2379400392853803e27 : 8.077935669463161e-28; // 2^90, 2^-90
  const a = f(x * power);
  const b = f(y * power);
  const c = f(z * power);
  return f(f(Math.sqrt(f(f(f(a * a) + f(b * b)) + f(c * c)))) / power);
}

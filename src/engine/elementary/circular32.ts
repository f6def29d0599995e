// Sine, cosine and tangent of float32 numbers, every operation rounded to float32;
// Math.fround is left out only where the result of an operation is a float32 anyway. May import bits.ts and reduction.ts.
import { ROUND32 } from './bits.ts';
import { REST, reduce } from './reduction.ts';

const f = Math.fround;
/** Up to here (512 * pi/2, radians) the products with the parts of pi/2 below are exact; beyond, doubles reduce x. */
const COMMON32 = 804;
const TWO_OVER_PI = 0.6366197466850281;
/** pi/2 in three parts of 15 bits and one of 24. */
const HALF_PI_1 = 1.57080078125,
  HALF_PI_2 = -4.454515874385834e-6;
const HALF_PI_3 = 6.077272018956137e-11,
  HALF_PI_4 = -1.7151245100058819e-15;
/** Below this sin x = tan x = x to the last bit. */
const TINY = 0.000244140625; // 2^-12

/** sin(r + t) - r for |r| <= pi/4, t the tail of r. Minimax, 2^-27.9. */
function sinMore(r: number, t: number): number {
  const z = f(r * r);
  const p = f(f(f(f(-0.00019518287444952875 * z) + 0.008332189172506332) * z) - 0.16666655242443085);
  return f(f(f(r * z) * p) + t);
}

/** cos(r + t) - (1 - r^2 / 2) for |r| <= pi/4, t the tail of r. Minimax, 2^-33. */
function cosMore(r: number, t: number): number {
  const z = f(r * r);
  const p = f(f(f(f(2.4432329155388288e-5 * z) - 0.0013887309469282627) * z) + 0.04166664555668831);
  const h = 0.5 * z;
  const c = f(1 - h);
  return f(f(1 - c - h) + f(f(f(z * z) * p) - f(r * t)));
}

function sinKernel(r: number, t: number): number {
  return f(r + sinMore(r, t));
}

function cosKernel(r: number, t: number): number {
  return f(f(1 - 0.5 * f(r * r)) + cosMore(r, t));
}

/** The multiple of pi/2 nearest to x radians, for |x| < COMMON32. */
function quarters(x: number): number {
  return f(f(f(x * TWO_OVER_PI) + ROUND32) - ROUND32);
}

/** x - n * pi/2 rounded to a float32. */
function remainder(x: number, n: number): number {
  const a = x - n * HALF_PI_1;
  const b = n * HALF_PI_2;
  const c = f(a - b);
  const low = f(f(f(a - c) - b) - n * HALF_PI_3);
  const d = f(c + low);
  return f(d + f(f(f(c - d) + low) - f(n * HALF_PI_4)));
}

/** What `remainder` lost by rounding. Repeats its lines: once inlined, they are computed once. */
function remainderTail(x: number, n: number): number {
  const a = x - n * HALF_PI_1;
  const b = n * HALF_PI_2;
  const c = f(a - b);
  const low = f(f(f(a - c) - b) - n * HALF_PI_3);
  const d = f(c + low);
  const e = f(f(f(c - d) + low) - f(n * HALF_PI_4));
  return f(f(d - f(d + e)) + e);
}

/**
 * Sine of a float32.
 *
 * @param x radians, any magnitude
 * @returns NaN for NaN and infinities; at most 0.9 float32 ulp (measured) from the true sine
 */
export function sin32(x: number): number {
  const a = Math.abs(x);
  if (!(a < COMMON32)) return sinHuge(x, 0);
  if (a < TINY) return x;
  const n = quarters(x);
  const r = remainder(x, n);
  const t = remainderTail(x, n);
  const v = (n & 1) === 0 ? sinKernel(r, t) : cosKernel(r, t);
  return (n & 2) === 0 ? v : -v;
}

/**
 * Cosine of a float32.
 *
 * @param x radians, any magnitude
 * @returns NaN for NaN and infinities; at most 0.9 float32 ulp (measured) from the true cosine
 */
export function cos32(x: number): number {
  if (!(Math.abs(x) < COMMON32)) return sinHuge(x, 1);
  const n = quarters(x);
  const r = remainder(x, n);
  const t = remainderTail(x, n);
  const q = (n | 0) + 1;
  const v = (q & 1) === 0 ? sinKernel(r, t) : cosKernel(r, t);
  return (q & 2) === 0 ? v : -v;
}

/**
 * Tangent of a float32.
 *
 * @param x radians, any magnitude
 * @returns NaN for NaN and infinities; at most 1.7 float32 ulp (measured) from the true tangent
 */
export function tan32(x: number): number {
  const a = Math.abs(x);
  if (!(a < COMMON32)) return tanHuge(x);
  if (a < TINY) return x;
  const n = quarters(x);
  const r = remainder(x, n);
  const t = remainderTail(x, n);
  return tanKernel(r, t, n | 0);
}

/** tan(r + t + quadrant * pi/2): the rounding of sine and cosine is carried into the quotient. */
function tanKernel(r: number, t: number, quadrant: number): number {
  const a = sinMore(r, t);
  const b = f(1 - 0.5 * f(r * r));
  const c = cosMore(r, t);
  const sin = f(r + a);
  const cos = f(b + c);
  const sinTail = f(f(r - sin) + a);
  const cosTail = f(f(b - cos) + c);
  const odd = (quadrant & 1) !== 0;
  const over = odd ? cos : sin;
  const under = odd ? -sin : cos;
  const v = f(over / under);
  return f(v + f(f((odd ? cosTail : sinTail) - f(v * (odd ? -sinTail : cosTail))) / under));
}

/** Sine of x + turn * pi/2 where the common path ends. */
function sinHuge(x: number, turn: number): number {
  if (!(Math.abs(x) < Infinity)) return NaN;
  const q = reduce(x) + turn;
  const r = f(REST[0]);
  const t = f(REST[0] - r);
  const v = (q & 1) === 0 ? sinKernel(r, t) : cosKernel(r, t);
  return (q & 2) === 0 ? v : -v;
}

function tanHuge(x: number): number {
  if (!(Math.abs(x) < Infinity)) return NaN;
  const q = reduce(x);
  const r = f(REST[0]);
  const t = f(REST[0] - r);
  return tanKernel(r, t, q);
}

// Logarithms of float32 numbers, every operation rounded to float32;
// Math.fround is left out only where the result of an operation is a float32 anyway. May import bits.ts.
import { bits32, ONE, POW2, top12 } from './bits.ts';

const f = Math.fround;
const SMALLEST_NORMAL = 1.1754943508222875e-38,
  LARGEST = 3.4028234663852886e38;
/** ln 2 in a part of 15 bits, whose multiples up to 2^9 are exact, and the rest. */
const LN2_HIGH = 0.693145751953125,
  LN2_LOW = 1.428606765330187e-6;
/** 1/ln 2 and 1/ln 10 in a part of 12 bits and the rest; log10 2 in 15 bits and the rest. */
const INVERSE_LN2 = 1.4426950216293335,
  INVERSE_LN2_HIGH = 1.44287109375,
  INVERSE_LN2_LOW = f(-0.00017605286103659264);
const INVERSE_LN10 = f(0.4342944819032518),
  INVERSE_LN10_HIGH = 0.434326171875,
  INVERSE_LN10_LOW = f(-3.168997174817235e-5);
const LOG10_2_HIGH = 0.301025390625,
  LOG10_2_LOW = f(4.605038981195214e-6);

/** The k with x * 2^-k in [sqrt(1/2), sqrt(2)), from the bits of a normal float32. */
function exponentOf(bits: number): number {
  return (bits - 0x3f3504f3) >> 23;
}

/** (2 atanh(s) - 2 s) / s^3 with z = s^2 and |s| <= 0.1716. Minimax, 2^-30.2 of the logarithm. */
function logSeries(z: number): number {
  return f(f(f(f(0.29870694875717163 * z) + 0.3997758626937866) * z) + 0.6666677594184875);
}

/** k ln 2 + ln(1 + g) + correction, |g| small: 1 + g = (1 + s) / (1 - s). */
function logKernel(k: number, g: number, correction: number): number {
  const s = f(g / f(2 + g));
  const z = f(s * s);
  const h = f(0.5 * g * g);
  const tail = f(f(s * f(h + f(z * logSeries(z)))) + f(f(k * LN2_LOW) + correction));
  return f(k * LN2_HIGH - f(f(h - tail) - g));
}

/**
 * Natural logarithm of a float32.
 *
 * @returns -Infinity at ±0, NaN below; at most 0.85 float32 ulp (measured) from the true value
 */
export function log32(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x <= LARGEST)) return x > 0 && x < 1 ? logSubnormal(x) : logEdge(x, log32, 0);
  const k = exponentOf(bits32(x));
  return logKernel(k, x * POW2[ONE - k] - 1, 0);
}

function logSubnormal(x: number): number {
  const y = x * 33554432; // 2^25
  const k = exponentOf(bits32(y));
  return logKernel(k - 25, y * POW2[ONE - k] - 1, 0);
}

/** Logarithms outside the normal numbers; subnormals are multiplied by 2^25, whose logarithm is `shift`. */
function logEdge(x: number, log: (x: number) => number, shift: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  if (x === Infinity) return x;
  return f(log(x * 33554432) - shift);
}

/**
 * ln(1 + x) of a float32, exact near 0.
 *
 * @returns -Infinity at -1, NaN below; at most 0.85 float32 ulp (measured) from the true value
 */
export function log1p_32(x: number): number {
  if (!(x > -1 && x <= LARGEST)) return x === -1 ? -Infinity : x === Infinity ? x : NaN;
  if (Math.abs(x) < 2.9802322387695312e-8) return x; // 2^-25
  const u = f(1 + x);
  const lost = x < 1 ? f(x - f(u - 1)) : f(1 - f(u - x));
  const k = exponentOf(bits32(u));
  return logKernel(k, u * POW2[ONE - k] - 1, f(lost / u));
}

/**
 * Logarithm of a float32 to the base 2, exact for powers of two.
 *
 * @returns -Infinity at ±0, NaN below; at most 0.8 float32 ulp (measured) from the true value
 */
export function log2_32(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x <= LARGEST)) return logEdge(x, log2_32, 25);
  const k = exponentOf(bits32(x));
  const g = x * POW2[ONE - k] - 1;
  const s = f(g / f(2 + g));
  const z = f(s * s);
  const h = f(0.5 * g * g);
  const high = top12(f(g - h));
  const low = f(f(f(g - high) - h) + f(s * f(h + f(z * logSeries(z)))));
  const a = high * INVERSE_LN2_HIGH;
  const w = f(k + a);
  return f(w + f(f(f(k - w) + a) + f(f(low * INVERSE_LN2) + f(high * INVERSE_LN2_LOW))));
}

/**
 * Logarithm of a float32 to the base 10, exact for powers of ten that are float32 numbers.
 *
 * @returns -Infinity at ±0, NaN below; at most 0.75 float32 ulp (measured) from the true value
 */
export function log10_32(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x <= LARGEST)) return logEdge(x, log10_32, f(7.525749891599529));
  const k = exponentOf(bits32(x));
  const g = x * POW2[ONE - k] - 1;
  const s = f(g / f(2 + g));
  const z = f(s * s);
  const h = f(0.5 * g * g);
  const high = top12(f(g - h));
  const low = f(f(f(g - high) - h) + f(s * f(h + f(z * logSeries(z)))));
  const a = high * INVERSE_LN10_HIGH;
  const b = k * LOG10_2_HIGH;
  const w = f(b + a);
  const rest = f(f(k * LOG10_2_LOW) + f(f(low * INVERSE_LN10) + f(high * INVERSE_LN10_LOW)));
  return f(w + f(f(f(b - w) + a) + rest));
}

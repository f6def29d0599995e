// Logarithms of doubles. May import bits.ts.
import { highWord, ONE, POW2 } from './bits.ts';

const SMALLEST_NORMAL = 2.2250738585072014e-308,
  LARGEST = 1.7976931348623157e308;
/** ln 2 in a part of 40 bits, whose multiples up to 2^13 are exact, and the rest. */
const LN2_HIGH = 0.6931471805601177,
  LN2_LOW = -1.7239444525614835e-13;
/** 1/ln 2 and 1/ln 10 in a part of 24 bits and the rest; log10 2 in 40 bits and the rest. */
const INVERSE_LN2 = 1.4426950408889634,
  INVERSE_LN2_HIGH = 1.4426950216293335,
  INVERSE_LN2_LOW = 1.9259629911266175e-8;
const INVERSE_LN10 = 0.4342944819032518,
  INVERSE_LN10_HIGH = 0.4342944920063019,
  INVERSE_LN10_LOW = -1.0103050052231683e-8;
const LOG10_2_HIGH = 0.3010299956640665,
  LOG10_2_LOW = -8.532344317057107e-14;

/** The k with x * 2^-k in [sqrt(1/2), sqrt(2)), from the high word of a normal x. */
export function exponentOf(high: number): number {
  return (high - 0x3fe6a09e) >> 20;
}

/** (2 atanh(s) - 2 s) / s^3 with z = s^2 and |s| <= 0.1716. Minimax, 2^-59.4 of the logarithm. */
function logSeries(z: number): number {
  const w = z * z;
  const p = 0.6666666666666734 + z * 0.3999999999941681 + w * (0.28571428741981525 + z * 0.22222198609875357);
  return p + w * w * (0.18183562617410287 + z * 0.15314090273249495 + w * 0.14795583946272853);
}

/** k ln 2 + ln(1 + f) + correction, |f| small: 1 + f = (1 + s) / (1 - s). */
function logKernel(k: number, f: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const h = 0.5 * f * f;
  return k * LN2_HIGH - (h - (s * (h + z * logSeries(z)) + (k * LN2_LOW + correction)) - f);
}

/**
 * Natural logarithm.
 *
 * @returns -Infinity at ±0, NaN below; at most 0.8 ulp (measured) from the true value
 */
export function log64(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x <= LARGEST)) return x > 0 && x < 1 ? logSubnormal(x) : logEdge(x, log64, 0);
  const k = exponentOf(highWord(x));
  return logKernel(k, x * POW2[ONE - k] - 1, 0);
}

function logSubnormal(x: number): number {
  const y = x * 18014398509481984; // 2^54
  const k = exponentOf(highWord(y));
  return logKernel(k - 54, y * POW2[ONE - k] - 1, 0);
}

/** Logarithms outside the normal numbers; subnormals are multiplied by 2^54, whose logarithm is `shift`. */
function logEdge(x: number, log: (x: number) => number, shift: number): number {
  if (x === 0) return -Infinity;
  if (!(x > 0)) return NaN;
  if (x === Infinity) return x;
  return log(x * 18014398509481984) - shift;
}

/**
 * ln(1 + x), exact near 0.
 *
 * @returns -Infinity at -1, NaN below; at most 0.8 ulp (measured) from the true value
 */
export function log1p_64(x: number): number {
  if (!(x > -1 && x <= LARGEST)) return x === -1 ? -Infinity : x === Infinity ? x : NaN;
  if (Math.abs(x) < 5.551115123125783e-17) return x;
  const u = 1 + x;
  const lost = x < 1 ? x - (u - 1) : 1 - (u - x);
  const k = exponentOf(highWord(u));
  return logKernel(k, u * POW2[ONE - k] - 1, lost / u);
}

/**
 * Logarithm to the base 2, exact for powers of two.
 *
 * @returns -Infinity at ±0, NaN below; at most 0.8 ulp (measured) from the true value
 */
export function log2_64(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x <= LARGEST)) return logEdge(x, log2_64, 54);
  const k = exponentOf(highWord(x));
  const f = x * POW2[ONE - k] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const h = 0.5 * f * f;
  const high = Math.fround(f - h);
  const low = f - high - h + s * (h + z * logSeries(z));
  const a = high * INVERSE_LN2_HIGH;
  const w = k + a;
  return w + (k - w + a + (low * INVERSE_LN2 + high * INVERSE_LN2_LOW));
}

/**
 * Logarithm to the base 10, exact for powers of ten that are doubles.
 *
 * @returns -Infinity at ±0, NaN below; at most 0.7 ulp (measured) from the true value
 */
export function log10_64(x: number): number {
  if (!(x >= SMALLEST_NORMAL && x <= LARGEST)) return logEdge(x, log10_64, 16.255619765854984);
  const k = exponentOf(highWord(x));
  const f = x * POW2[ONE - k] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const h = 0.5 * f * f;
  const high = Math.fround(f - h);
  const low = f - high - h + s * (h + z * logSeries(z));
  const a = high * INVERSE_LN10_HIGH;
  const b = k * LOG10_2_HIGH;
  const w = b + a;
  return w + (b - w + a + (k * LOG10_2_LOW + (low * INVERSE_LN10 + high * INVERSE_LN10_LOW)));
}

// Special functions that estimators and significance tests need, in double precision. Imports errors.

import { LabError } from '../errors.ts';

/** 1 − γ, γ being Euler's constant. */
const ONE_MINUS_GAMMA = 0.42278433509846713;
/** ln(2π) / 2. */
const HALF_LOG_TWO_PI = 0.9189385332046728;
/** The positive root of the digamma function, in two parts that add up to 33 digits. */
const ROOT = 1.4616321449683622;
const ROOT_REST = 9.549995429965697e-17;

/** B(2k) / (2k (2k − 1)), k = 1, 2, …: Stirling's series of ln Γ, in powers x^(1 − 2k). */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156, -3617 / 122_400];
/** B(2k) / 2k: the series of the digamma function, in powers x^(−2k). */
const DIGAMMA = STIRLING.map((each, k) => each * (2 * k + 1));

/** Arguments from here on are left to the asymptotic series: its first term left out is below 2^-57 of the sum. */
const LARGE = 12;

/** Terms of the two series about a point; each is less than 0.35 of the one before. */
const TERMS = 40;

/** (−1)^n ζ(n, 2) / n for n = 2, 3, …: ln Γ(2 + z) = (1 − γ) z + Σ c_n z^n. */
const ABOUT_TWO = Array.from({ length: TERMS }, (_, m) => ((m % 2 === 0 ? 1 : -1) * hurwitz(m + 2, 2)) / (m + 2));
/** (−1)^n ζ(n, root) for n = 2, 3, …: ψ(root + h) = Σ c_n h^(n − 1). */
const ABOUT_ROOT = Array.from({ length: TERMS }, (_, m) => (m % 2 === 0 ? 1 : -1) * hurwitz(m + 2, ROOT));

/** Hurwitz's ζ(s, q) = Σ (q + i)^(−s), i = 0, 1, … by Euler and Maclaurin: whole s >= 2, q >= 1. */
function hurwitz(s: number, q: number): number {
  const from = q + 15;
  let rest = from ** (1 - s) / (s - 1) + from ** -s / 2;
  let power = s * from ** (-s - 1); // s (s + 1) … (s + 2k − 2) from^(1 − s − 2k) / (2k − 2)!
  for (let k = 0; k < 6; k++) {
    rest += STIRLING[k] * power; // B(2k) / (2k)! is STIRLING / (2k − 2)!
    power *= ((s + 2 * k + 1) * (s + 2 * k + 2)) / ((2 * k + 1) * (2 * k + 2) * from * from);
  }
  for (let i = 14; i >= 0; i--) rest += (q + i) ** -s;
  return rest;
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i];
  return sum;
}

/**
 * Digamma function ψ(x) = d ln Γ(x) / dx.
 *
 * @param x finite, > 0
 * @returns in nats; relative error below 4e-15, near the root at 1.4616 too
 * @throws LabError E_METRIC unless x is finite and > 0
 * @see DLMF 5.11.2 (asymptotic series), 5.7.4 (series about a point). https://dlmf.nist.gov/5
 */
export function digamma(x: number): number {
  if (!(x > 0 && x < Infinity)) throw refused('digamma', 'x', x, 'finite and > 0');
  if (Math.abs(x - ROOT) < 0.5) {
    const h = x - ROOT - ROOT_REST;
    return h * polynomial(ABOUT_ROOT, h);
  }
  let shift = 0;
  let y = x;
  for (; y < LARGE; y++) shift += 1 / y;
  const inverse = 1 / (y * y);
  return Math.log(y) - 0.5 / y - inverse * polynomial(DIGAMMA, inverse) - shift;
}

/**
 * ln Γ(x).
 *
 * @param x finite, > 0
 * @returns in nats; relative error below 4e-15, near the roots at 1 and 2 too
 * @throws LabError E_METRIC unless x is finite and > 0
 * @see DLMF 5.11.1 (asymptotic series), 5.7.3 (series about 2). https://dlmf.nist.gov/5
 */
export function lgamma(x: number): number {
  if (!(x > 0 && x < Infinity)) throw refused('lgamma', 'x', x, 'finite and > 0');
  if (x >= LARGE) return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingRest(x);
  if (x < 0.5) return aboutTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return aboutTwo(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let y = x;
  for (; y >= 2.5; y--) product *= y - 1;
  return aboutTwo(y - 2) + (product === 1 ? 0 : Math.log(product));
}

/** ln Γ(2 + z), |z| <= 0.5. */
function aboutTwo(z: number): number {
  return z * (ONE_MINUS_GAMMA + z * polynomial(ABOUT_TWO, z));
}

/** ln Γ(x) − ((x − 1/2) ln x − x + ln(2π) / 2), x >= {@link LARGE}. */
function stirlingRest(x: number): number {
  return polynomial(STIRLING, 1 / (x * x)) / x;
}

/**
 * Regularised lower incomplete gamma function P(a, x) = γ(a, x) / Γ(a), the distribution function of a gamma variable of shape a.
 *
 * @param a shape, finite, > 0
 * @param x >= 0, Infinity allowed
 * @returns in [0, 1]; relative error below 1e-12 for a in [0.1, 1000] down to 1e-290. O(√a), slowly less precise above.
 * @throws LabError E_METRIC outside of that
 * @see DLMF 8.7.1 (series), 8.9.2 (continued fraction). https://dlmf.nist.gov/8
 */
export function gammaP(a: number, x: number): number {
  checkGamma(a, x);
  if (x === 0) return 0;
  return upperFirst(a, x) ? 1 - upper(a, x) : lower(a, x);
}

/**
 * Regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), without the loss of a subtraction where Q is small.
 *
 * @param a shape, finite, > 0
 * @param x >= 0, Infinity allowed
 * @returns in [0, 1]; relative error below 1e-12 for a in [0.1, 1000] down to 1e-290. Cost as {@link gammaP}.
 * @throws LabError E_METRIC outside of that
 */
export function gammaQ(a: number, x: number): number {
  checkGamma(a, x);
  if (x === Infinity) return 0;
  return upperFirst(a, x) ? upper(a, x) : 1 - lower(a, x);
}

function checkGamma(a: number, x: number): void {
  if (!(a > 0 && a < Infinity)) throw refused('the incomplete gamma function', 'a', a, 'finite and > 0');
  if (!(x >= 0)) throw refused('the incomplete gamma function', 'x', x, 'at least 0');
}

/** Is Q the smaller part, or about it? */
const upperFirst = (a: number, x: number): boolean => x >= Math.max(1, a + 1);

/** x^a e^(−x) / Γ(a). */
function density(a: number, x: number): number {
  if (x === Infinity) return 0;
  if (a < LARGE) return Math.exp(a * Math.log(x) - x - lgamma(a));
  // The large terms of a ln x − x − ln Γ(a) cancel: with x = a (1 + d) what is left is a (ln(1 + d) − d).
  return Math.exp(a * logLess((x - a) / a) - stirlingRest(a)) * Math.sqrt(a / (2 * Math.PI));
}

/** ln(1 + d) − d, d > −1. */
function logLess(d: number): number {
  if (Math.abs(d) > 0.4) return Math.log1p(d) - d;
  const s = d / (2 + d); // ln(1 + d) = 2 (s + s³/3 + s⁵/5 + …)
  const s2 = s * s;
  let sum = 0;
  for (let n = 41; n >= 3; n -= 2) sum = sum * s2 + 1 / n;
  return 2 * s * s2 * sum - s * d; // 2 s − d = −s d
}

function lower(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return Math.min(1, sum * density(a, x));
}

/** By the continued fraction, forward (Lentz's method as modified by Thompson and Barnett). */
function upper(a: number, x: number): number {
  if (x === Infinity) return 0;
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < 1e7; n++) {
    const by = n * (a - n);
    b += 2;
    d = 1 / (by * d + b);
    c = b + by / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 3e-16) break;
  }
  return Math.min(1, density(a, x) * value);
}

/**
 * Complementary error function erfc(x) = 2 / √π · ∫ e^(−t²) dt from x to infinity.
 *
 * @param x any number but NaN
 * @returns in [0, 2]; relative error below 1e-14 down to 1e-300
 * @throws LabError E_METRIC for NaN
 * @see DLMF 7.6.2 (series), 7.9.1 (continued fraction). https://dlmf.nist.gov/7
 */
export function erfc(x: number): number {
  if (Number.isNaN(x)) throw refused('erfc', 'x', x, 'a number');
  if (x < 0) return 2 - erfc(-x);
  if (x > 27.3) return 0;
  return x < 0.9 ? 1 - erfSmall(x) : gaussian(x) * tailFraction(x);
}

function erfSmall(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-18; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** e^(−x²): the square of the leading 26 bits is exact, so that its rounding is not multiplied. */
function gaussian(x: number): number {
  const lead = Math.round(x * 2 ** 20) / 2 ** 20;
  return Math.exp(-lead * lead) * Math.exp((lead - x) * (lead + x));
}

/** erfc(x) e^(x²) = 1 / (√π (x + (1/2) / (x + 1 / (x + (3/2) / (x + …))))), from the far end. */
function tailFraction(x: number): number {
  let f = x;
  for (let n = Math.ceil(20 + 200 / (x * x)); n >= 1; n--) f = x + n / 2 / f;
  return 1 / (Math.sqrt(Math.PI) * f);
}

function refused(what: string, name: string, value: number, range: string): LabError {
  return new LabError('E_METRIC', `${what} needs ${name} ${range}, but got ${value}. Check the counts or the statistic it is made of.`);
}

// Hurwitz zeta function, scaled. Imports nothing.

/** B(2j) / (2j)! for j = 1..8, of the Euler-Maclaurin formula. */
const BERNOULLI = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
];

/** A term below this share of the sum ends it: terms fall so fast only where s is large, and all that follow add as little. */
const NOTHING = 1e-18;

/** Where the formula takes over from plain terms: from a = 10 + 1.5 s on each of its terms is below 1/50 of the one before. */
const startOf = (s: number): number => 10 + 1.5 * s;

/**
 * Z(s, q) = Σ over k >= 0 of (1 + k / q)^-s = q^s ζ(s, q): neither over- nor underflows. Plain terms first, then Euler & Maclaurin.
 *
 * @param s above 1
 * @param q above 0
 * @returns at least 1, relative error about 1e-15
 */
export function scaledZeta(s: number, q: number): number {
  const from = Math.max(0, Math.ceil(startOf(s) - q));
  let sum = 0;
  for (let k = 0; k < from; k++) {
    const term = Math.exp(-s * Math.log1p(k / q));
    sum += term;
    if (term < NOTHING * sum) return sum;
  }
  const a = q + from;
  const w = Math.exp(-s * Math.log(a / q));
  let rising = s / a;
  sum += w * (a / (s - 1) + 0.5);
  for (let j = 0; j < BERNOULLI.length; j++) {
    sum += BERNOULLI[j] * rising * w;
    rising *= ((s + 2 * j + 1) * (s + 2 * j + 2)) / (a * a);
  }
  return sum;
}

/** Moments of ln(x / q) for the power law p(x) ~ x^-s on the whole numbers from q: what Newton's method needs. */
export interface LogMoments {
  /** Z(s, q) */
  readonly z: number;
  readonly mean: number;
  readonly variance: number;
}

/** {@link scaledZeta} with mean -Z'/Z and variance Z''/Z - (Z'/Z)² of ln(x / q). */
export function logMoments(s: number, q: number): LogMoments {
  const from = Math.max(0, Math.ceil(startOf(s) - q));
  let z = 0;
  let first = 0;
  let second = 0;
  for (let k = 0; k < from; k++) {
    const log = Math.log1p(k / q);
    const term = Math.exp(-s * log);
    z += term;
    first -= term * log;
    second += term * log * log;
    if (term * log * log < NOTHING * second) return { z, mean: -first / z, variance: second / z - (first / z) ** 2 };
  }
  const a = q + from;
  const log = Math.log(a / q);
  const w = Math.exp(-s * log);
  // each further term T(s) adds T, T' = T l' and T'' = T (l'² + l''), where l = ln T
  const add = (term: number, slope: number, bend: number): void => {
    z += term;
    first += term * slope;
    second += term * (slope * slope + bend);
  };
  add((w * a) / (s - 1), -log - 1 / (s - 1), 1 / (s - 1) ** 2);
  add(w / 2, -log, 0);
  let rising = s / a;
  let slope = 1 / s;
  let bend = -1 / (s * s);
  for (let j = 0; j < BERNOULLI.length; j++) {
    add(BERNOULLI[j] * rising * w, slope - log, bend);
    const u = s + 2 * j + 1;
    const v = s + 2 * j + 2;
    rising *= (u * v) / (a * a);
    slope += 1 / u + 1 / v;
    bend -= 1 / (u * u) + 1 / (v * v);
  }
  return { z, mean: -first / z, variance: second / z - (first / z) ** 2 };
}

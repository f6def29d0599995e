// Heavy and light tails that a power law is held against. Imports its own folder.

import { hazardExcess, logUpperTail } from './mills.ts';
import { simplex } from './simplex.ts';

/** A distribution of the tail from x_min on, fitted by maximum likelihood. */
export interface Rival {
  readonly parameters: Readonly<Record<string, number>>;
  /** ln p(x | x >= x_min), a density or (discrete) a probability */
  logDensity(x: number): number;
}

/** A log-normal cut off this many standard deviations above its middle cannot be told from a power law. */
const FLAT = 1000;
/** And one cut off this far below is not cut off. */
const FREE = -1e8;
const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * Exponential: p(x) = λ exp(-λ (x - x_min)); discrete: the geometric distribution from x_min on. Closed forms.
 */
export function exponential(x: Float64Array, xmin: number, discrete: boolean): Rival {
  let sum = 0;
  for (const each of x) sum += each - xmin;
  const over = sum / x.length;
  const rate = discrete ? Math.log1p(1 / over) : 1 / over;
  const scale = discrete ? Math.log(-Math.expm1(-rate)) : Math.log(rate);
  return { parameters: { rate }, logDensity: (value) => scale - rate * (value - xmin) };
}

/**
 * Log-normal cut off below x_min. With y = ln(x / x_min) this is a normal distribution cut off at 0, whose mean and variance decide the
 * likelihood: the ratio var / mean² fixes z = (ln x_min - μ) / σ (it rises with z from 0 to 1, found by bisection), the mean fixes σ.
 * Where the ratio is 1 or more the best log-normal is its limit μ → -∞: the power law itself.
 * Discrete: rounded to the nearest whole number; the likelihood is then climbed from there.
 *
 * @returns null in that limit
 */
export function logNormal(x: Float64Array, xmin: number, discrete: boolean): Rival | null {
  const floor = discrete ? xmin - 0.5 : xmin;
  let mean = 0;
  for (const each of x) mean += Math.log(each / floor) / x.length;
  let square = 0;
  for (const each of x) square += (Math.log(each / floor) - mean) ** 2 / x.length;
  const wanted = square / (mean * mean);
  let low = FREE;
  let high = FLAT;
  if (ratio(high) <= wanted) return null;
  while (high - low > 1e-14 * Math.max(1, Math.abs(high))) {
    const z = (low + high) / 2;
    if (z === low || z === high) break;
    if (ratio(z) < wanted) low = z;
    else high = z;
  }
  const z = (low + high) / 2;
  const sigma = mean / hazardExcess(z);
  if (discrete) return roundedLogNormal(x, floor, z, sigma);
  const scale = Math.log(sigma) + HALF_LOG_TWO_PI + logUpperTail(z);
  return {
    parameters: { mu: Math.log(xmin) - z * sigma, sigma },
    logDensity: (value) => -scale - Math.log(value) - 0.5 * (z + Math.log(value / xmin) / sigma) ** 2,
  };
}

/** Variance over squared mean of a standard normal cut off below z, less z: from 0 (far left) to 1 (far right). */
function ratio(z: number): number {
  const excess = hazardExcess(z);
  return (1 - (excess + z) * excess) / (excess * excess);
}

function roundedLogNormal(x: Float64Array, floor: number, z: number, sigma: number): Rival | null {
  const rival = (at: readonly number[]): Rival => {
    const width = Math.exp(at[1]);
    const whole = logUpperTail(at[0]);
    const survival = (value: number): number => logUpperTail(at[0] + Math.log(value / floor) / width) - whole;
    return { parameters: { mu: Math.log(floor) - at[0] * width, sigma: width }, logDensity: (value) => between(survival, value) };
  };
  const best = simplex((at) => -likelihood(rival(at), counted(x)), [z, Math.log(sigma)], 0.2);
  return best[0] > FLAT ? null : rival(best);
}

/**
 * Stretched exponential (Weibull) cut off below x_min: S(x) = exp(-(λx)^β + (λ x_min)^β). For each β the best λ is known in closed form,
 * and the likelihood of β is climbed on a logarithmic scale. As β → 0 it becomes the power law itself.
 * Discrete: rounded to the nearest whole number.
 *
 * @returns null in that limit
 */
export function stretchedExponential(x: Float64Array, xmin: number, discrete: boolean): Rival | null {
  const floor = discrete ? xmin - 0.5 : xmin;
  const logs = x.map((each) => Math.log(each / floor));
  let mean = 0;
  for (const each of logs) mean += each / x.length;
  const grown = (beta: number): number => {
    let sum = 0;
    for (const each of logs) sum += Math.expm1(beta * each);
    return sum / x.length;
  };
  // mean of the log-density of ln(x / x_min), λ at its best
  const profile = (log: number): number => log - Math.log(grown(Math.exp(log))) + Math.exp(log) * mean;
  const log = highest(profile, Math.log(1e-4), Math.log(50));
  if (log <= Math.log(2e-4)) return null;
  const at = [log, -Math.log(grown(Math.exp(log)))];
  const rival = ([a, b]: readonly number[], rounded: boolean): Rival => {
    const beta = Math.exp(a);
    const k = Math.exp(b); // (λ x_min)^β
    const survival = (value: number): number => -k * Math.expm1(beta * Math.log(value / floor));
    return {
      parameters: { beta, rate: Math.exp(b / beta) / floor },
      logDensity: (value) =>
        rounded ? between(survival, value) : a + b - Math.log(value) + beta * Math.log(value / floor) + survival(value),
    };
  };
  if (!discrete) return rival(at, false);
  const values = counted(x);
  const best = simplex((point) => -likelihood(rival(point, true), values), at, 0.2);
  return best[0] <= Math.log(2e-4) ? null : rival(best, true);
}

/** ln(S(x - ½) - S(x + ½)) from ln S. */
function between(logSurvival: (x: number) => number, x: number): number {
  const low = logSurvival(x - 0.5);
  return low + Math.log(-Math.expm1(logSurvival(x + 0.5) - low));
}

/** Different values and how often they occur: the likelihood of whole numbers costs as much as there are of them. */
function counted(x: Float64Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const each of x) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}

/** Mean log-likelihood of a value; minus infinity where some value is impossible. */
function likelihood(rival: Rival, counts: ReadonlyMap<number, number>): number {
  let sum = 0;
  let total = 0;
  for (const [value, count] of counts) {
    sum += count * rival.logDensity(value);
    total += count;
  }
  return Number.isNaN(sum) ? -Infinity : sum / total;
}

/** Where a function with one peak in [low, high] is highest: a grid of 60, then golden sections. */
function highest(f: (x: number) => number, low: number, high: number): number {
  const step = (high - low) / 60;
  let top = low;
  for (let k = 0, most = -Infinity; k <= 60; k++) {
    const value = f(low + k * step);
    if (value > most) {
      most = value;
      top = low + k * step;
    }
  }
  const golden = (Math.sqrt(5) - 1) / 2;
  let a = Math.max(low, top - step);
  let b = Math.min(high, top + step);
  let c = b - golden * (b - a);
  let d = a + golden * (b - a);
  let fc = f(c);
  let fd = f(d);
  while (b - a > 1e-9) {
    if (fc > fd) {
      b = d;
      d = c;
      fd = fc;
      c = b - golden * (b - a);
      fc = f(c);
    } else {
      a = c;
      c = d;
      fc = fd;
      d = a + golden * (b - a);
      fd = f(d);
    }
  }
  return (a + b) / 2;
}

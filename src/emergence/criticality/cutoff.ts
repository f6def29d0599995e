// Power law with an exponential cut-off, which contains the plain power law. Imports its own folder.

import type { Rival } from './rivals.ts';
import { simplex } from './simplex.ts';
import { scaledZeta } from './zeta.ts';

const PANELS = 32;
/** What lies this far below the peak of a log-integrand is left out: exp(-40) is 4e-18. */
const DEEP = 40;
/** Terms summed one by one before Euler & Maclaurin. */
const PLAIN = 30;
const { points: POINTS, weights: WEIGHTS } = gauss(16);

/** Points and weights of Gauss & Legendre on [-1, 1]: roots of the Legendre polynomial of degree n by Newton's method. */
function gauss(n: number): { points: Float64Array; weights: Float64Array } {
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step++) {
      let before = 1;
      let value = x;
      for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = (n * (before - x * value)) / (1 - x * x);
      x -= value / slope;
    }
    points[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { points, weights };
}

/**
 * ∫ u^-α exp(-l (u - 1)) du from 1 to ∞ = e^l E_α(l), for any real α and l > 0, by quadrature in ln u; relative error about 1e-12.
 */
export function cutIntegral(alpha: number, l: number): number {
  const log = (v: number): number => (1 - alpha) * v - l * Math.expm1(v);
  const peak = alpha < 1 ? Math.max(0, Math.log((1 - alpha) / l)) : 0;
  const top = log(peak);
  let far = 1e-3;
  while (log(peak + far) > top - DEEP) far *= 2;
  let near = far / 2;
  for (let k = 0; k < 30; k++) {
    const middle = (near + far) / 2;
    if (log(peak + middle) > top - DEEP) near = middle;
    else far = middle;
  }
  const half = (peak + far) / PANELS / 2;
  let sum = 0;
  for (let p = 0; p < PANELS; p++) {
    const centre = (2 * p + 1) * half;
    for (let k = 0; k < POINTS.length; k++) sum += WEIGHTS[k] * Math.exp(log(centre + half * POINTS[k]) - top);
  }
  return sum * half * Math.exp(top);
}

/** Σ over k >= 0 of (1 + k / q)^-α exp(-λk): plain terms, then Euler & Maclaurin with {@link cutIntegral}. */
export function cutSum(alpha: number, rate: number, q: number): number {
  let sum = 0;
  for (let k = 0; k < PLAIN; k++) sum += Math.exp(-alpha * Math.log1p(k / q) - rate * k);
  const a = q + PLAIN;
  const f = Math.exp(-alpha * Math.log(a / q) - rate * PLAIN);
  const g = -(alpha / a + rate);
  const g1 = alpha / (a * a);
  const third = f * (g * g * g + 3 * g * g1 - (2 * g1) / a);
  return sum + f * a * cutIntegral(alpha, rate * a) + f / 2 - (f * g) / 12 + third / 720;
}

/**
 * p(x) ~ x^-α exp(-λx) from x_min on, λ > 0, by maximum likelihood (an exponential family: one peak), climbed from the power law.
 *
 * @param alpha exponent of the plain power law that fits best
 * @returns null where λ = 0 is best: the tail is at least as heavy as the power law's
 */
export function withCutoff(x: Float64Array, xmin: number, alpha: number, discrete: boolean): Rival | null {
  let logs = 0;
  let mean = 0;
  for (const each of x) {
    logs += Math.log(each / xmin) / x.length;
    mean += each / xmin / x.length;
  }
  // the likelihood rises with λ from 0 if the power law expects a larger mean than there is
  if (alpha > 2 && (discrete ? scaledZeta(alpha - 1, xmin) / scaledZeta(alpha, xmin) : (alpha - 1) / (alpha - 2)) <= mean) return null;
  const scale = (a: number, l: number): number => Math.log(discrete ? cutSum(a, l / xmin, xmin) : xmin * cutIntegral(a, l));
  const [a, logCut] = simplex(
    ([a, logCut]) => a * logs + Math.exp(logCut) * (mean - 1) + scale(a, Math.exp(logCut)),
    [alpha * 0.9, Math.log(0.1 / mean)],
    0.3,
  );
  const l = Math.exp(logCut);
  if (l < 1e-12) return null;
  const norm = scale(a, l);
  return {
    parameters: { alpha: a, rate: l / xmin },
    logDensity: (value) => -a * Math.log(value / xmin) - (l * (value - xmin)) / xmin - norm,
  };
}

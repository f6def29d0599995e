// Power laws: exponent and lower end of a heavy tail. Imports errors, measure and series.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { above, samples, wholeNumber } from '../series/samples.ts';
import { continuousTail, discreteTail, Kolmogorov, type Tail } from './tail.ts';
import { logMoments } from './zeta.ts';

export interface PowerLawOptions {
  /** values are whole numbers from 1 on; default false */
  readonly discrete?: boolean;
  /** where the tail starts, above 0; default: the value, of all different ones but the largest, at which the distance is least */
  readonly xmin?: number;
  /** values that a tail must have to be considered, at least 2; default 2 */
  readonly least?: number;
}

export interface PowerLaw {
  /** exponent α of the density x^-α, above 1 */
  readonly alpha: number;
  /** asymptotic standard error of α for this xmin: (α - 1) / √n, or from the curvature of the likelihood where discrete */
  readonly error: number;
  readonly xmin: number;
  /** Kolmogorov-Smirnov distance D between tail and fit, in [0, 1] */
  readonly distance: number;
  /** number of values from xmin on */
  readonly tail: number;
  /** number of all values */
  readonly count: number;
}

/**
 * Power law of greatest likelihood above the x_min at which model and data are nearest, Clauset, Shalizi & Newman (2009). Continuous:
 * α = 1 + n / Σ ln(x / x_min), D = max |F(x_i) - i / n|, i = 0..n - 1. Discrete: α by Newton's method on the Hurwitz zeta function, D over
 * all whole numbers up to the largest value. No correction for small samples.
 *
 * EVERY different value but the largest is a candidate. Candidates are tried from a coarse grid to a fine one, each first at the point
 * where its neighbour was worst: nearly all are beaten after a few comparisons. Cost O(n log n) typically.
 *
 * @returns x_min in units of the values, the rest dimensionless; nothing with fewer than two different values (from xmin on), or when no
 *   tail has `least` values. A fit is not evidence: see goodness and likelihoodRatio.
 * @throws LabError E_METRIC for values that are not above 0 (or whole, where discrete) or options outside their ranges
 * @see doi:10.1137/070710111
 */
export function powerLaw(values: ArrayLike<number>, options: PowerLawOptions = {}): Measured<PowerLaw> {
  const { discrete = false, xmin, least = 2 } = options;
  const about = aboutFit(options);
  const sorted = positive(values, discrete, 'a power law');
  wholeNumber(least, 'least', 'a power law', 2);
  const from = xmin === undefined ? 0 : startOf(sorted, xmin, discrete);
  if (from === sorted.length) return nothing(xmin === undefined ? 'there are no values' : `no value is ${xmin} or more`, about);
  const used = sorted.subarray(from);
  const tail = discrete ? discreteTail(used, xmin) : continuousTail(used, xmin);
  const lone = tail.starts.length === 0 && tail.xminOf(0) === used[0];
  if (lone) return nothing(`there are fewer than two different values${xmin === undefined ? '' : ` from ${xmin} on`}`, about);
  const best = xmin === undefined ? nearest(tail, least, Infinity) : distanceAt(tail, least);
  if (best === null) return nothing(`no tail has ${least} values`, about);
  return found(fitOf(tail, best, discrete, sorted.length), about);
}

export function aboutFit({ discrete = false, xmin, least = 2 }: PowerLawOptions): { units: string; convention: string } {
  return {
    units: 'dimensionless; xmin in units of the values',
    convention: `${discrete ? 'discrete (Hurwitz zeta)' : 'continuous'} maximum likelihood without small-sample correction, ${
      xmin === undefined
        ? `xmin of least Kolmogorov-Smirnov distance over every different value but the largest, tails of at least ${least}`
        : 'xmin given'
    }`,
  };
}

/** Sorted values, known to suit a power law. */
export function positive(values: ArrayLike<number>, discrete: boolean, place: string): Float64Array {
  const x = samples(values, place);
  for (let i = 0; i < x.length; i++) {
    if (x[i] > 0 && (!discrete || Number.isInteger(x[i]))) continue;
    const wanted = discrete ? 'whole numbers from 1 on' : 'numbers above 0';
    throw new LabError(
      'E_METRIC',
      `${place} needs ${wanted}, but value ${i} is ${x[i]}. Leave such values out${discrete ? ' or set discrete to false' : ''}.`,
    );
  }
  return x.sort();
}

/** Index of the first value from xmin on. */
function startOf(sorted: Float64Array, xmin: number, discrete: boolean): number {
  if (discrete) wholeNumber(xmin, 'xmin', 'a discrete power law', 1);
  else above(xmin, 'xmin', 'a power law', 0);
  const from = sorted.findIndex((each) => each >= xmin);
  return from < 0 ? sorted.length : from;
}

/** A start of a tail with its exponent and distance. */
export interface Candidate {
  readonly k: number;
  readonly alpha: number;
  readonly distance: number;
}

function distanceAt(tail: Tail, least: number): Candidate | null {
  if (tail.countFrom(0) < least) return null;
  const alpha = tail.alphaOf(0);
  return { k: 0, alpha, distance: new Kolmogorov(tail).farthest(0, alpha, Infinity, []).distance };
}

/**
 * The candidate of least distance, the first of equal ones.
 *
 * @param enough stop at the first candidate that is below this distance: pass it to ask only whether there is one
 * @returns null when no tail has `least` values
 */
export function nearest(tail: Tail, least: number, enough: number): Candidate | null {
  const { starts } = tail;
  const worst = new Int32Array(starts.length).fill(-1);
  const search = new Kolmogorov(tail);
  const hints = [0, 0];
  let best: Candidate | null = null;
  let stride = 1;
  while (stride < starts.length) stride *= 2;
  for (let first = true; stride >= 1; first = false, stride /= 2) {
    for (let c = first ? 0 : stride; c < starts.length; c += first ? stride : 2 * stride) {
      const k = starts[c];
      if (tail.countFrom(k) < least) continue;
      const alpha = tail.alphaOf(k);
      hints[0] = worst[c - stride] ?? -1;
      hints[1] = worst[c + stride] ?? -1;
      const { distance, at } = search.farthest(k, alpha, Math.min(best?.distance ?? Infinity, enough), hints);
      worst[c] = at;
      if (best === null || distance < best.distance || (distance === best.distance && k < best.k)) best = { k, alpha, distance };
      if (best.distance < enough && enough < Infinity) return best;
    }
  }
  return best;
}

function fitOf(tail: Tail, { k, alpha, distance }: Candidate, discrete: boolean, count: number): PowerLaw {
  const many = tail.countFrom(k);
  const xmin = tail.xminOf(k);
  const error = discrete ? 1 / Math.sqrt(many * logMoments(alpha, xmin).variance) : (alpha - 1) / Math.sqrt(many);
  return { alpha, error, xmin, distance, tail: many, count };
}

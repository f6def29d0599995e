// The tail of a sample above each possible x_min, and how far a power law is from it. Imports its own folder.

import { logMoments, scaledZeta } from './zeta.ts';

/**
 * A sorted sample, seen as the power law that fits it best from each of its values on. Candidates are numbers of different values
 * for whole numbers, and positions of the sorted sample else.
 */
export interface Tail {
  /** the points at which model and data are compared: 0..points - 1 */
  readonly points: number;
  /** candidates, rising: where the tail may start, the largest value excluded */
  readonly starts: Uint32Array;
  /** where the tail that starts at point k starts: its value, or the x_min given for the first */
  xminOf(k: number): number;
  /** distance of model and data between x_min and the first point, 0 unless x_min lies between whole numbers that occur */
  gap(k: number, alpha: number): number;
  /** number of values from point k on */
  countFrom(k: number): number;
  /** exponent α of greatest likelihood of the tail from point k on */
  alphaOf(k: number): number;
  /** P(X > x) of the power law (α, x_min) at point i >= k, just after it */
  after(k: number, alpha: number, i: number): number;
  /** the same just before point i + 1 */
  before(k: number, alpha: number, i: number): number;
  /** share of the tail from k on that data has above point i */
  share(k: number, i: number): number;
}

/**
 * Tail of real numbers: α = 1 + n / Σ ln(x / x_min), S(x) = (x / x_min)^(1 - α), held against 1 - i / n at the i-th value.
 *
 * @param xmin where the first tail starts, at most the least value; default: that value
 */
export function continuousTail(sorted: Float64Array, xmin: number = sorted[0]): Tail {
  const n = sorted.length;
  const logs = sorted.map(Math.log);
  const excess = new Float64Array(n); // Σ over i >= k of ln(x(i) / x(k)), from the far end and by log1p: nothing cancels
  for (let k = n - 2; k >= 0; k--) excess[k] = excess[k + 1] + (n - k - 1) * Math.log1p((sorted[k + 1] - sorted[k]) / sorted[k]);
  excess[0] += n * Math.log1p((sorted[0] - xmin) / xmin);
  const origins = logs.slice();
  origins[0] = Math.log(xmin);
  const starts: number[] = [];
  for (let k = 0; k < n && sorted[k] < sorted[n - 1]; k++) if (k === 0 || sorted[k] > sorted[k - 1]) starts.push(k);
  const survival = (k: number, alpha: number, i: number): number => Math.exp((1 - alpha) * (logs[i] - origins[k]));
  return {
    points: n,
    starts: Uint32Array.from(starts),
    xminOf: (k) => (k === 0 ? xmin : sorted[k]),
    gap: () => 0, // the first point itself is held against a share of 1
    countFrom: (k) => n - k,
    alphaOf: (k) => 1 + (n - k) / excess[k],
    after: survival,
    before: survival,
    share: (k, i) => (n - i) / (n - k),
  };
}

/** Tail of whole numbers from 1 on: P(x) = x^-α / ζ(α, x_min), compared at every whole number between x_min and the largest. */
export function discreteTail(sorted: Float64Array, xmin: number = sorted[0]): Tail {
  const values: number[] = [];
  const first: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    values.push(sorted[i]);
    first.push(i);
  }
  const points = values.length;
  const from = Uint32Array.from([...first, sorted.length]);
  const n = sorted.length;
  const excess = new Float64Array(points);
  for (let k = points - 2; k >= 0; k--) excess[k] = excess[k + 1] + (n - from[k + 1]) * Math.log1p((values[k + 1] - values[k]) / values[k]);
  excess[0] += n * Math.log1p((values[0] - xmin) / xmin);
  const floors = Float64Array.from(values);
  floors[0] = xmin;
  let norm = { k: -1, alpha: NaN, z: NaN };
  // P(X >= x) of the law that starts at floors[k]
  const survival = (k: number, alpha: number, x: number): number => {
    if (norm.k !== k || norm.alpha !== alpha) norm = { k, alpha, z: scaledZeta(alpha, floors[k]) };
    return (Math.exp(-alpha * Math.log(x / floors[k])) * scaledZeta(alpha, x)) / norm.z;
  };
  return {
    points,
    starts: Uint32Array.from({ length: Math.max(0, points - 1) }, (_, k) => k),
    xminOf: (k) => floors[k],
    gap: (k, alpha) => (values[k] > floors[k] ? 1 - survival(k, alpha, values[k]) : 0),
    countFrom: (k) => n - from[k],
    alphaOf: (k) => discreteAlpha(excess[k] / (n - from[k]), floors[k]),
    after: (k, alpha, i) => survival(k, alpha, values[i] + 1),
    before: (k, alpha, i) => survival(k, alpha, i + 1 < points ? values[i + 1] : values[i] + 1),
    share: (k, i) => (n - from[i + 1]) / (n - from[k]),
  };
}

/**
 * The α at which the mean of ln(x / x_min) under the discrete power law is `target`: Newton from below, where it converges always
 * (the mean falls and is convex in α).
 *
 * @param target mean of ln(x / x_min), above 0
 */
export function discreteAlpha(target: number, xmin: number): number {
  let alpha = 1 + 1 / (target + Math.log(xmin / (xmin - 0.5))); // Clauset et al. (2009), eq. 3.7
  for (let step = 0; step < 60; step++) {
    const { mean, variance } = logMoments(alpha, xmin);
    const next = alpha + (mean - target) / variance;
    const bounded = next > 1 ? next : (1 + alpha) / 2;
    if (Math.abs(bounded - alpha) <= 1e-13 * alpha) return bounded;
    alpha = bounded;
  }
  return alpha;
}

/** Where a candidate stands: its largest distance, or a lower bound of it once that exceeds what is asked for. */
export interface Distance {
  readonly distance: number;
  /** point at which it was met */
  readonly at: number;
}

const DEPTH = 64;

/** Finds distances without allocating: its stacks are its own. */
export class Kolmogorov {
  readonly #tail: Tail;
  readonly #low = new Int32Array(DEPTH);
  readonly #high = new Int32Array(DEPTH);
  #most = 0;
  #at = 0;

  constructor(tail: Tail) {
    this.#tail = tail;
  }

  /**
   * Largest distance between model and data over the tail from point k on. Both fall along the tail, so their values at the ends of a
   * stretch bound all that lies between; stretches that cannot hold more than what was met are skipped.
   *
   * @param stop return as soon as a distance above this is met: the candidate is beaten
   * @param hints points to look at first; those before k are ignored
   */
  farthest(k: number, alpha: number, stop: number, hints: readonly number[]): Distance {
    const last = this.#tail.points - 1;
    this.#most = this.#tail.gap(k, alpha);
    this.#at = k;
    for (const hint of hints) if (hint >= k && hint <= last && this.#look(k, alpha, hint) > stop) return this.#found();
    if (this.#look(k, alpha, k) > stop || this.#look(k, alpha, last) > stop) return this.#found();
    const { after, share } = this.#tail;
    let depth = 0;
    this.#low[0] = k;
    this.#high[0] = last;
    while (depth >= 0) {
      const lo = this.#low[depth];
      const hi = this.#high[depth--];
      if (hi - lo < 2) continue;
      const bound = Math.max(after(k, alpha, lo) - share(k, hi), share(k, lo) - after(k, alpha, hi));
      if (bound <= this.#most) continue;
      const middle = (lo + hi) >> 1;
      if (this.#look(k, alpha, middle) > stop) return this.#found();
      this.#low[++depth] = lo;
      this.#high[depth] = middle;
      this.#low[++depth] = middle;
      this.#high[depth] = hi;
    }
    return this.#found();
  }

  #look(k: number, alpha: number, i: number): number {
    const share = this.#tail.share(k, i);
    const distance = Math.max(Math.abs(this.#tail.after(k, alpha, i) - share), Math.abs(this.#tail.before(k, alpha, i) - share));
    if (distance > this.#most) {
      this.#most = distance;
      this.#at = i;
    }
    return distance;
  }

  #found(): Distance {
    return { distance: this.#most, at: this.#at };
  }
}

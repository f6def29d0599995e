// Change points: where a series changes its level or its spread. Imports engine, errors, measure and series.

import { LabError } from '../../errors.ts';
import { integer, keyFromSeed, streamKey, type Key } from '../../engine/random.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { above, constant, samples, wholeNumber } from '../series/samples.ts';
import { segmentCost, type Change, type SegmentCost } from './segment-cost.ts';

const NONE = -1;

export interface ChangePointOptions {
  /** what may change at a place: 'mean' (the spread is that of the noise throughout), 'variance' (about the mean of the series) or 'both' */
  readonly change: Change;
  /** 'pelt': the optimum, O(n) with many changes and O(n²) with none. 'binary': splits one by one, O(n changes); default 'pelt' */
  readonly method?: 'pelt' | 'binary';
  /** what one change must gain in -2 ln L, above 0; default (parameters of a segment + 1) ln n × correlationTime: the place counts as one */
  readonly penalty?: number;
  /** of the values about their level, samples, at least 1: a correlated series needs a larger penalty; default 1 (independent values) */
  readonly correlationTime?: number;
  /** standard deviation of the noise, for 'mean'; default: 1.4826 median |x(i + 1) - x(i)| / √2, good for independent values */
  readonly noise?: number;
  /** values that a segment has at least, 1 or more; default 5 */
  readonly least?: number;
  /** resamplings for the confidence of each place, 0 for none; default 200 */
  readonly resamples?: number;
  /** values that stay together when resampled, at least 1; default: the cube root of the segment's length, times correlationTime */
  readonly block?: number;
  /** seed of the resampling; default 'changes' */
  readonly seed?: string;
}

export interface ChangePoint {
  /** first sample after the change */
  readonly at: number;
  /** what it gains in -2 ln L against none between its neighbours; with 'pelt' at least the penalty */
  readonly gain: number;
  /** percentile interval of 95 % for the place; null without resampling */
  readonly low: number | null;
  readonly high: number | null;
  /** share of resamplings in which a change between its neighbours is found again; null without resampling */
  readonly support: number | null;
}

export interface Segment {
  /** samples [from, to) */
  readonly from: number;
  readonly to: number;
  readonly mean: number;
  /** divisor: its length */
  readonly variance: number;
}

export interface ChangePoints {
  readonly places: readonly ChangePoint[];
  readonly segments: readonly Segment[];
  readonly penalty: number;
}

/**
 * Splits a series where that raises the Gaussian likelihood by more than a penalty, by PELT (Killick, Fearnhead & Eckley 2012) or binary
 * segmentation (Scott & Knott 1974). Confidence: blocks of each segment are resampled within it, and the best place between the
 * neighbouring changes is sought anew.
 *
 * @returns places in samples; an empty list is an answer: no change. Nothing for a constant series, one shorter than two segments, or one
 *   whose noise cannot be told since most neighbours are equal (give `noise`).
 * @throws LabError E_METRIC for options outside their ranges or values that are not finite
 * @see doi:10.1080/01621459.2012.737745, doi:10.2307/2529204
 */
export function changePoints(series: ArrayLike<number>, options: ChangePointOptions): Measured<ChangePoints> {
  const { change, method = 'pelt', correlationTime = 1, least = 5, resamples = 200, block, seed = 'changes' } = options;
  const place = 'change points';
  if (!['mean', 'variance', 'both'].includes(change))
    throw new LabError('E_METRIC', `change of ${place} must be "mean", "variance" or "both", but got "${change}".`);
  if (!['pelt', 'binary'].includes(method))
    throw new LabError('E_METRIC', `method of ${place} must be "pelt" or "binary", but got "${method}".`);
  above(correlationTime, 'correlationTime', place, 1, true);
  wholeNumber(least, 'least', place, 1);
  wholeNumber(resamples, 'resamples', place, 0);
  if (options.penalty !== undefined) above(options.penalty, 'penalty', place, 0);
  if (options.noise !== undefined) above(options.noise, 'noise', place, 0);
  if (block !== undefined) wholeNumber(block, 'block', place, 1);
  const x = samples(series, place);
  const penalty = options.penalty ?? (change === 'both' ? 3 : 2) * Math.log(Math.max(2, x.length)) * correlationTime;
  const about = {
    units: 'samples',
    convention: `change of ${change === 'both' ? 'mean and variance' : change}, Gaussian likelihood, ${method}, penalty ${
      options.penalty ?? `${change === 'both' ? 3 : 2} ln n × ${correlationTime}`
    }, segments of at least ${least}; ${resamples > 0 ? `intervals of 95 % by ${resamples} block resamplings, seed "${seed}"` : 'no intervals'}`,
  };
  if (x.length < 2 * least) return nothing(`there are ${x.length} values and it needs ${2 * least}`, about);
  if (constant(x)) return nothing('all values are equal', about);
  const noise = options.noise ?? noiseOf(x);
  if (change === 'mean' && !(noise > 0)) return nothing('most neighbours are equal, so the noise cannot be told: give it', about);
  const cost = segmentCost(x, change, noise);
  const cuts = method === 'pelt' ? pelt(cost, x.length, penalty, least) : binary(cost, x.length, penalty, least);
  const edges = [0, ...cuts, x.length];
  const key = keyFromSeed(seed);
  const places = cuts.map((at, c) => {
    const part = { from: edges[c], at, to: edges[c + 2] };
    const gain = cost(part.from, part.to) - cost(part.from, at) - cost(at, part.to);
    if (resamples === 0) return { at, gain, low: null, high: null, support: null };
    return { at, gain, ...confidence(x, part, { change, noise, penalty, least, resamples, block, correlationTime, key, c }) };
  });
  const segments = edges.slice(1).map((to, c) => ({ from: edges[c], to, ...moments(x, edges[c], to) }));
  return found({ places, segments, penalty }, about);
}

/** 1.4826 median |difference| / √2: the standard deviation of independent Gaussian noise, whatever the levels do now and then. */
function noiseOf(x: Float64Array): number {
  const steps = x.subarray(1).map((value, i) => Math.abs(value - x[i]));
  return (1.4826 * steps.sort()[steps.length >> 1]) / Math.SQRT2;
}

function moments(x: Float64Array, from: number, to: number): { mean: number; variance: number } {
  let mean = 0;
  for (let i = from; i < to; i++) mean += x[i] / (to - from);
  let variance = 0;
  for (let i = from; i < to; i++) variance += (x[i] - mean) ** 2 / (to - from);
  return { mean, variance };
}

/** Optimal cuts: F(t) = min over s of F(s) + cost(s, t) + penalty; an s that has lost once is dropped when its winner may be used. */
export function pelt(cost: SegmentCost, n: number, penalty: number, least: number): number[] {
  const best = new Float64Array(n + 1).fill(Infinity);
  const before = new Int32Array(n + 1).fill(NONE);
  const until = new Int32Array(n + 1).fill(n + 1); // the first end for which a start is of no more use
  const starts = new Int32Array(n + 1);
  const totals = new Float64Array(n + 1);
  let open = 0;
  best[0] = -penalty;
  for (let t = least; t <= n; t++) {
    if (Number.isFinite(best[t - least])) starts[open++] = t - least;
    for (let k = 0; k < open; k++) {
      const total = best[starts[k]] + cost(starts[k], t);
      totals[k] = total;
      if (total + penalty < best[t]) {
        best[t] = total + penalty;
        before[t] = starts[k];
      }
    }
    let kept = 0;
    for (let k = 0; k < open; k++) {
      const s = starts[k];
      if (totals[k] >= best[t]) until[s] = Math.min(until[s], t + least);
      if (until[s] > t + 1) starts[kept++] = s;
    }
    open = kept;
  }
  const cuts: number[] = [];
  for (let t = before[n]; t > 0; t = before[t]) cuts.push(t);
  return cuts.reverse();
}

function binary(cost: SegmentCost, n: number, penalty: number, least: number): number[] {
  const cuts: number[] = [];
  const parts = [[0, n]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [from, to] = part;
    const { at, gain } = bestCut(cost, from, to, least);
    if (!(gain > penalty)) continue;
    cuts.push(at);
    parts.push([from, at], [at, to]);
  }
  return cuts.sort((a, b) => a - b);
}

function bestCut(cost: SegmentCost, from: number, to: number, least: number): { at: number; gain: number } {
  const whole = cost(from, to);
  let at = NONE;
  let gain = -Infinity;
  for (let t = from + least; t <= to - least; t++) {
    const each = whole - cost(from, t) - cost(t, to);
    if (each > gain) {
      gain = each;
      at = t;
    }
  }
  return { at, gain };
}

interface Resampling {
  readonly change: Change;
  readonly noise: number;
  readonly penalty: number;
  readonly least: number;
  readonly resamples: number;
  readonly block: number | undefined;
  readonly correlationTime: number;
  readonly key: Key;
  readonly c: number;
}

function confidence(
  x: Float64Array,
  { from, at, to }: { from: number; at: number; to: number },
  { change, noise, penalty, least, resamples, block, correlationTime, key, c }: Resampling,
): { low: number; high: number; support: number } {
  const made = new Float64Array(to - from);
  const places = new Float64Array(resamples);
  let again = 0;
  for (let r = 0; r < resamples; r++) {
    const drawn = streamKey(key, `change ${c}`, r);
    resample(x, from, at, made, 0, blockOf(at - from), drawn);
    resample(x, at, to, made, at - from, blockOf(to - at), drawn);
    const cut = bestCut(segmentCost(made, change, noise), 0, made.length, least);
    places[r] = from + cut.at;
    if (cut.gain > penalty) again++;
  }
  places.sort();
  const at95 = (share: number): number => places[Math.min(resamples - 1, Math.floor(share * resamples))];
  return { low: at95(0.025), high: at95(0.975), support: again / resamples };

  function blockOf(length: number): number {
    return Math.min(length, block ?? Math.max(1, Math.round(Math.cbrt(length) * correlationTime)));
  }
}

/** Fills out[to ..] with blocks of x[lo .. hi), each from a random place (circular within the stretch). */
function resample(x: Float64Array, lo: number, hi: number, out: Float64Array, to: number, block: number, { k0, k1 }: Key): void {
  const n = hi - lo;
  for (let i = 0; i < n; i += block) {
    const start = integer(k0, k1, to + i, 0, n);
    for (let j = 0; j < block && i + j < n; j++) out[to + i + j] = x[lo + ((start + j) % n)];
  }
}

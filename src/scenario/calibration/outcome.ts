// What a calibration comes to: the best parameters, their intervals, the fit number by number. Imports engine's draws, report's quantiles, this folder.

import { integer, keyFromSeed, streamKey } from '../../engine/random.ts';
import type { ParamValue } from '../../engine/world.ts';
import { quantile } from '../../report/quantile.ts';
import type { RunRow } from '../../store/index.ts';
import type { Candidate } from './candidates.ts';
import { leastSquares, leastValue, localModel, radiusFor, termsOf, type LocalModel, type Sample } from './local.ts';
import type { Judge } from './loss.ts';
import { valueAt, type Point } from './points.ts';
import type { Space } from './space.ts';
import { IGNORANT, spreadsOf, spreadsOfLoss, type Spreads } from './uncertainty.ts';

/** One fitted parameter with what is known of it. */
export interface FittedParameter {
  readonly name: string;
  readonly value: ParamValue;
  /** ends of the 95 % interval, inside the range; null where there is none */
  readonly low: number | null;
  readonly high: number | null;
  /** width of the interval as a share of the range that was searched (of its logarithm on a log scale) */
  readonly share: number | null;
  /** false: the data leave open half of its range and more; null where nothing can be said */
  readonly determined: boolean | null;
  /** at the border of the range, where a better value may lie outside */
  readonly atBorder: boolean;
}

/** One number that the model was to give, beside what it gives at the best parameters, over the final replicates. */
export interface FittedPoint {
  readonly label: string;
  readonly metric: string;
  readonly tick: number | null;
  readonly target: number;
  /** standard error that was given; null where none was */
  readonly tolerance: number | null;
  readonly fitted: number | null;
  /** standard error of `fitted` over replicates */
  readonly error: number | null;
  /** 10 % and 90 % quantiles of single runs */
  readonly low: number | null;
  readonly high: number | null;
  /** fitted - target, in the unit of the loss */
  readonly deviation: number | null;
}

/** A candidate that was run again with fresh seeds. */
export interface Finalist {
  readonly params: Readonly<Record<string, ParamValue>>;
  /** loss in the search; null for the one that the local fit proposed */
  readonly searchLoss: number | null;
  /** with fresh seeds; null when it failed */
  readonly loss: number | null;
  /** standard error of that by a bootstrap over replicates */
  readonly lossError: number | null;
}

/** The loss along one parameter through the best point, as the local fit has it. */
export interface Slice {
  readonly name: string;
  readonly at: readonly number[];
  readonly loss: readonly number[];
}

export interface Outcome {
  /** null when every candidate failed */
  readonly best: Finalist | null;
  readonly parameters: readonly FittedParameter[];
  /** how the intervals were made, or why there are none */
  readonly method: string;
  /** pairs of parameters that move together, with their correlation */
  readonly tradeOffs: readonly { readonly names: readonly [string, string]; readonly correlation: number }[];
  readonly warnings: readonly string[];
  readonly fitted: readonly FittedPoint[];
  readonly finalists: readonly Finalist[];
  readonly slices: readonly Slice[];
  /** in the order in which they were tried, those of the search first */
  readonly candidates: readonly {
    readonly stage: Candidate['stage'];
    readonly generation: number;
    readonly params: Readonly<Record<string, ParamValue>>;
    readonly loss: number | null;
  }[];
  /** candidates that failed, by reason */
  readonly failures: readonly { readonly reason: string; readonly times: number }[];
  readonly stopReason: string;
}

/** What an outcome is made of. */
export interface Grounds {
  readonly space: Space;
  readonly points: readonly Point[];
  readonly judge: Judge;
  /** how losses are named: squares, rmse or own */
  readonly loss: 'squares' | 'rmse' | 'own';
  readonly seed: string;
  readonly replicates: number;
}

/** Beyond this correlation two parameters are said to move together. */
const TRADE_OFF = 0.95;
const RESAMPLES = 200;
const SLICE_PLACES = 41;

/** Candidates of the search that did not fail, best first; each parameter set once. */
export function ranked(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  return candidates
    .filter(({ stage, verdict }) => stage === 'search' && verdict.loss !== null)
    .sort((a, b) => (a.verdict.loss ?? 0) - (b.verdict.loss ?? 0) || a.candidate - b.candidate)
    .filter(({ params }) => {
      const key = JSON.stringify(params);
      return seen.size < seen.add(key).size;
    });
}

/** Candidates like `best` in what is listed, as samples of the numbers that the loss is made of. */
function samplesOf({ space, points, loss }: Grounds, candidates: readonly Candidate[], best: Candidate['params']): Sample[] {
  const fixed = space.axes.filter((axis) => 'values' in axis).map(({ name }) => name);
  return candidates.flatMap(({ params, verdict }) => {
    if (verdict.loss === null || fixed.some((name) => params[name] !== best[name])) return [];
    const values =
      loss === 'own' ? Float64Array.of(verdict.loss) : Float64Array.from(points, (point, k) => deviation(point, verdict.fitted[k]) ?? 0);
    return [{ at: numericOf(space, params), values }];
  });
}

function numericOf(space: Space, params: Candidate['params']): Float64Array {
  const all = space.pointOf(params);
  return Float64Array.from(space.numeric, (d) => all[d]);
}

function deviation({ value, scale }: Point, fitted: number | null): number | null {
  return fitted === null ? null : (fitted - value) / scale;
}

/**
 * What the candidates together say is best: the least of a regression around the best of them, whose noise is averaged out. Null
 * where too few were tried.
 */
export function refined(grounds: Grounds, candidates: readonly Candidate[]): Candidate['params'] | null {
  const { space, loss } = grounds;
  const [first] = ranked(candidates);
  const p = space.numeric.length;
  if (first === undefined || p === 0) return null;
  const samples = samplesOf(
    grounds,
    candidates.filter(({ stage }) => stage === 'search'),
    first.params,
  );
  let centre = numericOf(space, first.params);
  const fewest = 3 * termsOf(p, 'quadratic');
  for (let round = 0; round < 2; round++) {
    const model = localModel(samples, centre, radiusFor(samples, centre, fewest, 0));
    if (model === null) return null;
    if (loss === 'own' && model.order === 'linear') return null;
    const delta = loss === 'own' ? leastValue(model) : leastSquares(model);
    centre = centre.map((x, d) => x + delta[d]);
  }
  const point = space.pointOf(first.params);
  space.numeric.forEach((d, n) => (point[d] = centre[n]));
  return space.paramsAt(point);
}

/** The whole result, from all candidates; the best is the finalist with the least loss. */
export function outcomeOf(grounds: Grounds, candidates: readonly Candidate[], stopReason: string): Outcome {
  const finals = candidates.filter(({ stage }) => stage === 'final');
  const finalists = finals.map((each) => finalistOf(grounds, each, candidates));
  const order = finalists.map((each, n) => ({ loss: each.loss ?? Infinity, n })).sort((a, b) => a.loss - b.loss || a.n - b.n);
  const best = order.length > 0 && order[0].loss < Infinity ? order[0].n : -1;
  const failures = failuresOf(candidates);
  const tried = candidates.map(({ stage, generation, params, verdict }) => ({ stage, generation, params, loss: verdict.loss }));
  const common = { finalists: order.map(({ n }) => finalists[n]), candidates: tried, failures, stopReason };
  if (best < 0)
    return {
      ...common,
      best: null,
      parameters: [],
      method: 'no candidate gave a loss',
      tradeOffs: [],
      warnings: [],
      fitted: [],
      slices: [],
    };
  const winner = finals[best];
  const { spreads, method } = spreadOf(grounds, candidates, winner);
  const parameters = parametersOf(grounds.space, winner.params, spreads);
  return {
    ...common,
    best: finalists[best],
    parameters,
    method,
    tradeOffs: tradeOffsOf(grounds.space, spreads),
    warnings: warningsOf(grounds.space, parameters, spreads),
    fitted: grounds.points.map((point) => fittedPoint(point, winner.rows)),
    slices: spreads === null ? [] : slicesOf(grounds, spreads.model),
  };
}

function finalistOf({ judge, seed }: Grounds, { params, rows, verdict }: Candidate, candidates: readonly Candidate[]): Finalist {
  const key = JSON.stringify(params);
  const before = candidates.find((each) => each.stage === 'search' && JSON.stringify(each.params) === key);
  const lossError = verdict.loss === null ? null : bootstrapped(rows, params, judge, seed);
  return { params, searchLoss: before?.verdict.loss ?? null, loss: verdict.loss, lossError };
}

/** Standard deviation of the loss over replicates drawn anew; null for one replicate. */
function bootstrapped(rows: readonly RunRow[], params: Candidate['params'], judge: Judge, seed: string): number | null {
  if (rows.length < 2) return null;
  const { k0, k1 } = streamKey(keyFromSeed(seed), 'bootstrap of the loss', 0);
  const losses: number[] = [];
  for (let r = 0; r < RESAMPLES; r++) {
    const drawn = rows.map((_, n) => rows[integer(k0, k1, n, r, rows.length)]);
    const { loss } = judge(drawn, params);
    if (loss !== null) losses.push(loss);
  }
  if (losses.length < 2) return null;
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / (losses.length - 1));
}

function failuresOf(candidates: readonly Candidate[]): Outcome['failures'] {
  const times = new Map<string, number>();
  for (const { verdict } of candidates) if (verdict.reason !== null) times.set(verdict.reason, (times.get(verdict.reason) ?? 0) + 1);
  return [...times].map(([reason, n]) => ({ reason, times: n })).sort((a, b) => b.times - a.times);
}

function spreadOf(grounds: Grounds, candidates: readonly Candidate[], winner: Candidate): { spreads: Spreads | null; method: string } {
  const { space, points, loss, judge, replicates, seed } = grounds;
  const few = 'too few candidates were tried around the best for an interval: raise --runs';
  if (space.numeric.length === 0) return { spreads: null, method: 'listed values have no interval' };
  const samples = samplesOf(
    grounds,
    candidates.filter(({ stage }) => stage === 'search'),
    winner.params,
  );
  const centre = numericOf(space, winner.params);
  if (loss === 'own') {
    const error = bootstrapped(winner.rows, winner.params, judge, seed);
    if (error === null || error === 0)
      return { spreads: null, method: 'the loss has no scatter over replicates to measure a difference by: no interval' };
    const rise = 1.96 * Math.SQRT2 * error * Math.sqrt(winner.rows.length / replicates);
    const spreads = spreadsOfLoss(samples, centre, rise);
    return {
      spreads,
      method:
        spreads === null
          ? few
          : 'where the quadratic approximation of the loss lies less above its least value than the losses of two candidates differ by chance (95 %)',
    };
  }
  const replicatesOff = winner.rows.map((row) =>
    Float64Array.from(
      points,
      (point, k) => (deviation(point, valueAt(row, point)) ?? 0) - (deviation(point, winner.verdict.fitted[k]) ?? 0),
    ),
  );
  const { data, single, how } = dataNoise(grounds, winner, replicatesOff);
  const spreads = spreadsOf(samples, centre, { data, single, replicates: replicatesOff, each: replicates });
  if (spreads === null) return { spreads, method: few };
  return {
    spreads,
    method: `95 % intervals of least squares, from the slopes of the model around the best candidate, for ${how} and the randomness of ${replicates} run${replicates === 1 ? '' : 's'} a candidate`,
  };
}

/**
 * Variance of the data at each point: of a tolerance its own; of a series without, that of one run of the model (it is one run of what
 * is modelled), and what it scatters about the fit beyond that; a target without is exact.
 */
function dataNoise(
  { points, space }: Grounds,
  winner: Candidate,
  replicates: readonly Float64Array[],
): { data: Float64Array; single: number[]; how: string } {
  const single = points.map(({ known, place }) => (known || place < 0 ? 0 : 1));
  const series = points.flatMap((_, k) => (single[k] === 1 ? [k] : []));
  const free = series.length - space.axes.length;
  let scatter = 0;
  if (free > 0) {
    const squares = series.reduce((sum, k) => sum + (deviation(points[k], winner.verdict.fitted[k]) ?? 0) ** 2, 0);
    const own =
      series.reduce((sum, k) => sum + replicates.reduce((all, each) => all + each[k] ** 2, 0), 0) / Math.max(1, replicates.length - 1);
    scatter = Math.max(0, (squares - own * (1 + 1 / replicates.length)) / free);
  }
  const data = Float64Array.from(points, ({ known }, k) => (known ? 1 : single[k] * scatter));
  const parts = [
    ...(points.some(({ known }) => known) ? ['the tolerances that were given'] : []),
    ...(series.length > 0 ? ['data that are one run of what is modelled, and what scatters about the fit beyond that'] : []),
    ...(points.some(({ known, place }) => !known && place < 0) ? ['exact targets where no tolerance was given'] : []),
  ];
  return { data, single, how: parts.join(', ') };
}

function parametersOf(space: Space, params: Candidate['params'], spreads: Spreads | null): FittedParameter[] {
  const point = space.pointOf(params);
  return space.axes.map((axis, d) => {
    const { name } = axis;
    const value = params[name];
    const n = space.numeric.indexOf(d);
    const atBorder = 'from' in axis && (value === space.valueAt(d, 0) || value === space.valueAt(d, 1));
    if (n < 0 || spreads === null) return { name, value, low: null, high: null, share: null, determined: null, atBorder };
    const half = 1.96 * spreads.parameters[n].error;
    const [from, to] = [Math.max(0, point[d] - half), Math.min(1, point[d] + half)];
    const determined = half < 0.9 * 1.96 * IGNORANT && to - from < 0.5;
    return { name, value, low: space.numberAt(d, from), high: space.numberAt(d, to), share: to - from, determined, atBorder };
  });
}

function tradeOffsOf(space: Space, spreads: Spreads | null): Outcome['tradeOffs'] {
  if (spreads === null) return [];
  const names = space.numeric.map((d) => space.axes[d].name);
  const p = names.length;
  return names.flatMap((a, i) =>
    names.slice(i + 1).flatMap((b, j) => {
      const correlation = spreads.correlations[i * p + i + 1 + j];
      return Math.abs(correlation) > TRADE_OFF ? [{ names: [a, b] as const, correlation }] : [];
    }),
  );
}

function warningsOf(space: Space, parameters: readonly FittedParameter[], spreads: Spreads | null): string[] {
  const p = space.numeric.length;
  return parameters.flatMap(({ name, determined, atBorder }, d) => {
    const n = space.numeric.indexOf(d);
    const border = atBorder ? [`${name} ended at the border of its range: a better value may lie outside.`] : [];
    if (determined !== false || spreads === null) return border;
    const { alone } = spreads.parameters[n];
    if (2 * 1.96 * alone >= 0.5) return [...border, `${name} hardly matters here: much of its range fits as well.`];
    const other = space.numeric
      .map((e, m) => ({ name: space.axes[e].name, size: m === n ? -1 : Math.abs(spreads.correlations[n * p + m]) }))
      .sort((a, b) => b.size - a.size)[0];
    return [
      ...border,
      `${name} is not determined by itself: a change of it is made up for by ${other.name}. Add a target that tells them apart, or fix one.`,
    ];
  });
}

function fittedPoint(point: Point, rows: readonly RunRow[]): FittedPoint {
  const values = rows.map((row) => valueAt(row, point)).filter((value) => value !== null);
  const n = values.length;
  const mean = n === 0 ? null : values.reduce((sum, value) => sum + value, 0) / n;
  const error = n < 2 || mean === null ? null : Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n);
  const sorted = values.toSorted((a, b) => a - b);
  const { label, metric, tick, value: target, scale, known } = point;
  return {
    label,
    metric,
    tick,
    target,
    tolerance: known ? scale : null,
    fitted: mean,
    error,
    low: n < 2 ? null : quantile(sorted, 0.1),
    high: n < 2 ? null : quantile(sorted, 0.9),
    deviation: deviation(point, mean),
  };
}

function slicesOf({ space, loss, points }: Grounds, model: LocalModel): Slice[] {
  return space.numeric.map((d, n) => {
    const places = Array.from(
      { length: SLICE_PLACES },
      (_, k) => model.centre[n] + model.radius * ((2 * k) / (SLICE_PLACES - 1) - 1),
    ).filter((x) => x >= 0 && x <= 1);
    const values = places.map((x) => {
      const found = model.valuesAt(new Float64Array(model.centre.length).with(n, x - model.centre[n]));
      if (loss === 'own') return found[0];
      const squares = found.reduce((sum, value) => sum + value * value, 0);
      return loss === 'rmse' ? Math.sqrt(squares / points.length) : squares;
    });
    return { name: space.axes[d].name, at: places.map((x) => space.numberAt(d, x) ?? 0), loss: values };
  });
}

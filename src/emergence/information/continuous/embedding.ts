// Information between continuous series: Gaussian, nearest-neighbour, kernel and symbolic estimators.
// May import engine, measure.ts, special.ts and significance.ts of this part of the house; this folder's files import each other.
// This file: which values of which series stand side by side, and what series are taken.

import { LabError } from '../../../errors.ts';

/** One series: a value for each time step, finite, in any unit. */
export type Series = ArrayLike<number>;

/** A series that is conditioned on. Its values at t - lag, t - lag - 1, … stand beside the target's value at t. */
export interface Given {
  readonly series: Series;
  /** how many past values, default 1 */
  readonly length?: number;
  /** steps from the newest of them to the target's next value, default 1 */
  readonly lag?: number;
}

/** How a transfer from a source to a target is laid out in time. */
export interface Embedding {
  /** past values of the target, default 1 */
  readonly k?: number;
  /** steps between past values of the target, default 1 */
  readonly tau?: number;
  /** values of the source, default 1 */
  readonly l?: number;
  /** steps between values of the source, default 1 */
  readonly sourceTau?: number;
  /** steps from the newest value of the source to the target's next value, default 1 */
  readonly delay?: number;
  /** further series to condition on, default none */
  readonly given?: readonly Given[];
}

export const EMBEDDING_OPTIONS = ['k', 'tau', 'l', 'sourceTau', 'delay', 'given'] as const;

/** What the variables of a transfer are called where they have no value: next, source, and what is conditioned on. */
export const TRANSFER_NAMES = ['the target', 'the source', "the target's past or a given series"] as const;

/** Columns side by side, one row for each time step that all of them reach. */
export interface Embedded {
  /** the target at t; one column */
  readonly next: readonly Float64Array[];
  /** the target at t - 1, t - 1 - tau, …; k columns */
  readonly past: readonly Float64Array[];
  /** the source at t - delay, t - delay - sourceTau, …; l columns */
  readonly source: readonly Float64Array[];
  readonly given: readonly Float64Array[];
  /** all of this in words */
  readonly words: string;
}

/**
 * A series as numbers to compute with.
 *
 * @throws LabError E_METRIC if it is no array of numbers, holds one that is not finite, or has not the length that is wanted
 */
export function samples(series: Series, name: string, length?: number): Float64Array {
  if (typeof series !== 'object' || series === null || !(series.length >= 0))
    throw new LabError('E_METRIC', `${name} must be an array of numbers, but got ${String(series)}. Give one value for each time step.`);
  if (length !== undefined && series.length !== length)
    throw new LabError('E_METRIC', `${name} has ${series.length} values and the others ${length}. Give series of one length.`);
  const values = series instanceof Float64Array ? series : new Float64Array(series);
  for (let t = 0; t < values.length; t++) {
    if (!Number.isFinite(values[t]))
      throw new LabError('E_METRIC', `${name}[${t}] must be a finite number, but got ${series[t]}. Leave out or replace missing values.`);
  }
  return values;
}

/**
 * Columns of one variable, all of one length.
 *
 * @throws LabError E_METRIC if there are none, and as {@link samples}
 */
export function columnsOf(series: readonly Series[], name: string, length?: number): Float64Array[] {
  if (!Array.isArray(series) || series.length === 0)
    throw new LabError('E_METRIC', `${name} must be a list of one series or more. Give each series as an array of its own: [x] for one.`);
  const [first, ...rest] = series as readonly Series[];
  const columns = [samples(first, `${name}[0]`, length)];
  return columns.concat(rest.map((each, i) => samples(each, `${name}[${i + 1}]`, columns[0].length)));
}

/** @throws LabError E_METRIC if `value` is no whole number of at least `least` */
export function whole(value: number, name: string, least: number): number {
  if (!Number.isInteger(value) || value < least)
    throw new LabError('E_METRIC', `${name} must be a whole number of at least ${least}, but got ${value}. Set it in the options.`);
  return value;
}

/** The values at t - lag for t in [start, length); a view where it can be. */
export function lagged(series: Float64Array, lag: number, start: number): Float64Array {
  return series.subarray(Math.min(start - lag, series.length), Math.max(series.length - lag, start - lag, 0));
}

/**
 * Lay out source, target and what is conditioned on: rows t from the first one whose past is known to the end of the series.
 *
 * @throws LabError E_METRIC if lengths differ, for values that are not finite, and for k, l, tau, delay, lag or length below 1
 *   (a delay of 0 is allowed: the source then acts at once)
 */
export function embed(source: Series, target: Series, options: Embedding): Embedded {
  const { k = 1, tau = 1, l = 1, sourceTau = 1, delay = 1, given = [] } = options;
  for (const [name, value] of Object.entries({ k, tau, l, sourceTau })) whole(value, name, 1);
  whole(delay, 'delay', 0);
  const to = samples(target, 'target');
  const from = samples(source, 'source', to.length);
  const others = given.map(({ series, length = 1, lag = 1 }, i) => ({
    values: samples(series, `given[${i}].series`, to.length),
    length: whole(length, `given[${i}].length`, 1),
    lag: whole(lag, `given[${i}].lag`, 0),
  }));
  const start = Math.max(1 + (k - 1) * tau, delay + (l - 1) * sourceTau, ...others.map(({ length, lag }) => lag + length - 1));
  const column = (values: Float64Array, lag: number) => lagged(values, lag, start);
  return {
    next: [column(to, 0)],
    past: Array.from({ length: k }, (_, j) => column(to, 1 + j * tau)),
    source: Array.from({ length: l }, (_, j) => column(from, delay + j * sourceTau)),
    given: others.flatMap(({ values, length, lag }) => Array.from({ length }, (_, j) => column(values, lag + j))),
    words:
      `target past k = ${k} (tau = ${tau}), source l = ${l} (tau = ${sourceTau}), delay ${delay}` +
      others.map(({ length, lag }, i) => `, given series ${i} with ${length} values from lag ${lag}`).join(''),
  };
}

/** The past of one series beside its next value: k values, tau steps apart. Errors as {@link embed}. */
export function embedPast(series: Series, k: number, tau: number): Pick<Embedded, 'next' | 'past'> {
  return embed(series, series, { k, tau });
}

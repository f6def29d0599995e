// Rows of an experiment as a report wants them: grouped by the values of parameters, summed up over replicates. Imports store's types.

import type { ParamValue } from '../../engine/world.ts';
import type { MetricStatistics, RunRow } from '../../store/index.ts';

export type { MetricStatistics, RunRow } from '../../store/index.ts';

/** Which number of a run stands for a metric: its mean over the measured part, or its last value. */
export type Which = 'mean' | 'last';

/** Runs whose parameters have the same values. */
export interface RowGroup {
  readonly params: Readonly<Record<string, ParamValue>>;
  /** replicates in order, failed ones too */
  readonly rows: readonly RunRow[];
}

/** A mean over replicates. */
export interface Estimate {
  /** runs that gave a number */
  readonly n: number;
  readonly mean: number | null;
  /** standard deviation between runs (n - 1), and standard error of the mean; null for fewer than two */
  readonly sd: number | null;
  readonly se: number | null;
}

/** A point of parameter space and what its runs came to. */
export interface PointSummary {
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly runs: number;
  readonly failed: number;
  readonly metrics: Readonly<Record<string, Estimate>>;
}

/** Names of all metrics, in the order in which they appear; those that have a series only, when asked. */
export function metricNames(rows: readonly RunRow[], { measured = false } = {}): string[] {
  const names = new Set<string>();
  for (const { metrics, statistics } of rows) for (const name of Object.keys(measured ? statistics : metrics)) names.add(name);
  return [...names];
}

/** What a metric came to in a run; null where it has no value or the run failed. A metric without a series has only its last value. */
export function valueOf(row: RunRow, metric: string, which: Which = 'mean'): number | null {
  if (row.status === 'failed') return null;
  const last = Object.hasOwn(row.metrics, metric) ? row.metrics[metric] : null;
  if (which === 'last') return last;
  return Object.hasOwn(row.statistics, metric) ? row.statistics[metric].mean : last;
}

/**
 * Group rows by the values of some parameters, in the order in which they first appear. Cost O(rows).
 *
 * @param names parameters to group by; all that vary by default
 */
export function groupsOf(rows: readonly RunRow[], names?: readonly string[]): RowGroup[] {
  const groups = new Map<string, { params: Record<string, ParamValue>; rows: RunRow[] }>();
  for (const row of rows) {
    const by = names ?? Object.keys(row.params);
    const key = JSON.stringify(by.map((name) => row.params[name]));
    const group = groups.get(key);
    if (group !== undefined) group.rows.push(row);
    else groups.set(key, { params: Object.fromEntries(by.map((name) => [name, row.params[name]])), rows: [row] });
  }
  return [...groups.values()];
}

/** Mean, standard deviation and standard error of some values; nulls are left out. */
export function estimateOf(values: readonly (number | null)[]): Estimate {
  const known = values.filter((value) => value !== null);
  const n = known.length;
  if (n === 0) return { n, mean: null, sd: null, se: null };
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean, sd: null, se: null };
  const sd = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  return { n, mean, sd, se: sd / Math.sqrt(n) };
}

/** Every point with the mean of each metric over its replicates. */
export function summariesOf(rows: readonly RunRow[], which: Which = 'mean', names?: readonly string[]): PointSummary[] {
  const metrics = metricNames(rows);
  return groupsOf(rows, names).map(({ params, rows: runs }) => ({
    params,
    runs: runs.length,
    failed: runs.filter(({ status }) => status === 'failed').length,
    metrics: Object.fromEntries(metrics.map((metric) => [metric, estimateOf(runs.map((row) => valueOf(row, metric, which)))])),
  }));
}

/**
 * Moments of a metric at a point, averaged over replicates: mean, m2 and m4 are those of all measurements together, each run with
 * the same weight; n measurements. Susceptibility and Binder's cumulant follow from them.
 *
 * @returns null when no run of the group has them
 */
export function pooledMoments({ rows }: RowGroup, metric: string): { n: number; mean: number; m2: number; m4: number } | null {
  const all = rows.flatMap(({ status, statistics }) =>
    status === 'done' && Object.hasOwn(statistics, metric) ? [statistics[metric]] : [],
  );
  const known = all.filter(({ mean, m2, m4 }) => mean !== null && m2 !== null && m4 !== null);
  if (known.length === 0) return null;
  const average = (of: (each: MetricStatistics) => number | null): number =>
    known.reduce((sum, each) => sum + (of(each) ?? 0), 0) / known.length;
  return {
    n: known.reduce((sum, { n }) => sum + n, 0),
    mean: average(({ mean }) => mean),
    m2: average(({ m2 }) => m2),
    m4: average(({ m4 }) => m4),
  };
}

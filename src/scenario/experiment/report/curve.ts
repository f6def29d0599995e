// A metric along one parameter of a sweep: means with intervals, fluctuations, Binder's cumulant. Imports emergence and this folder.

import type { ParamValue } from '../../../engine/world.ts';
import { bootstrap, meanMoments, type Level, type Moments, type SweepRow } from '../../../emergence/criticality/sweep.ts';
import { groupsOf, valueOf, type RunRow } from '../rows.ts';
import { banded, type Banded } from './student.ts';

/** Resamplings for the interval of one point. */
const RESAMPLES = 400;

/** Runs of a point below which no interval is told by resampling them: few runs resampled are too much alike. */
export const LEAST_RUNS = 5;

/** A value with its interval of 95 %. */
export interface Ranged {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** One value of the parameter. */
export interface CurvePoint extends Banded {
  readonly x: number;
  readonly runs: number;
  readonly failed: number;
  /** of each run that gave a number */
  readonly values: readonly number[];
  /** factor · (⟨m²⟩ - ⟨m⟩²), averages over measurements and replicates; null without moments, and for a metric of both signs */
  readonly susceptibility: Ranged | null;
  /** 1 - ⟨m⁴⟩ / 3 ⟨m²⟩² */
  readonly binder: Ranged | null;
}

/** A metric along one parameter, the other parameters fixed. */
export interface Curve {
  readonly metric: string;
  readonly parameter: string;
  /** the other parameters that vary, with their values on this curve */
  readonly others: Readonly<Record<string, ParamValue>>;
  /** agents of a run where all runs of the curve have as many; else null */
  readonly agents: number | null;
  /** what the variance is multiplied with: the number of agents, or 1 where that changes */
  readonly factor: number;
  /** 'mean': of the metric. 'rms': square root of its mean square, where it takes both signs */
  readonly order: 'mean' | 'rms';
  /** rising in x */
  readonly points: readonly CurvePoint[];
  /** of the runs that have moments: what the transition is located from */
  readonly moments: readonly SweepRow[];
}

/**
 * The curves of a metric along a parameter, one for each combination of the other parameters that vary, in order of appearance.
 *
 * @param parameter a numeric one; rows where it is none are left out
 */
export function curvesOf(rows: readonly RunRow[], parameter: string, metric: string): Curve[] {
  const names = Object.keys(rows[0]?.params ?? {}).filter((name) => name !== parameter);
  return groupsOf(rows, names).map(({ params, rows: runs }) => curveOf(runs, { parameter, metric, others: params }));
}

function curveOf(rows: readonly RunRow[], { parameter, metric, others }: Pick<Curve, 'parameter' | 'metric' | 'others'>): Curve {
  const sizes = new Set(rows.filter(({ status }) => status === 'done').map(({ agents }) => agents));
  const agents = sizes.size === 1 ? [...sizes][0] : null;
  const factor = agents !== null && agents > 0 ? agents : 1;
  const sign = (row: RunRow): number => Math.sign(valueOf(row, metric) ?? 0);
  const signed = rows.some((row) => sign(row) < 0) && rows.some((row) => sign(row) > 0);
  const order = signed ? 'rms' : 'mean';
  const groups = groupsOf(rows, [parameter]).flatMap(({ params, rows: runs }) => {
    const x = params[parameter];
    return typeof x === 'number' ? [{ x, runs }] : [];
  });
  const moments: SweepRow[] = [];
  const points = groups
    .sort((a, b) => a.x - b.x)
    .map(({ x, runs }): CurvePoint => {
      const values = runs.map((row) => finite(valueOf(row, metric))).filter((value) => value !== null);
      const replicates = runs.flatMap((row) => momentsOf(row, metric, order) ?? []);
      replicates.forEach((each, replicate) => moments.push({ parameter: x, replicate, ...each }));
      const level = { parameter: x, replicates };
      return {
        x,
        runs: runs.length,
        failed: runs.filter(({ status }) => status === 'failed').length,
        values,
        ...banded(values),
        susceptibility: signed ? null : ranged(level, `${metric} susceptibility`, ({ m, m2 }) => factor * Math.max(0, m2 - m * m)),
        binder: ranged(level, `${metric} binder`, ({ m2, m4 }) => 1 - m4 / (3 * m2 * m2)),
      };
    });
  return { metric, parameter, others, agents, factor, order, points, moments };
}

/** Moments of a run; null where it has none, or a constant zero whose cumulant is none. */
function momentsOf(row: RunRow, metric: string, order: Curve['order']): Moments | null {
  if (row.status === 'failed' || !Object.hasOwn(row.statistics, metric)) return null;
  const { mean, m2, m4, n } = row.statistics[metric];
  if (mean === null || m2 === null || m4 === null || n < 2) return null;
  return { m: order === 'rms' ? Math.sqrt(m2) : mean, m2, m4 };
}

function ranged(level: Level, seed: string, statistic: (means: Moments) => number): Ranged | null {
  if (level.replicates.length === 0) return null;
  const value = finite(statistic(meanMoments(level)));
  if (value === null) return null;
  const resamples = level.replicates.length < LEAST_RUNS ? 0 : RESAMPLES;
  const { low, high } = bootstrap([[level]], ([[means]]) => statistic(means), { resamples, seed: `${seed} ${level.parameter}` });
  return { value, low, high };
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

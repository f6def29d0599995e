// What a model is compared with, number by number: targets of metrics and measurements through time. Imports errors, store's types.

import { LabError, nearest } from '../../errors.ts';
import type { CalibrationData, CalibrationTarget, RunRow } from '../../store/index.ts';

/** What of a metric a target is about. */
export const STATISTICS = ['mean', 'last', 'sd', 'm2', 'm4'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** What a script says: a number, or one with its standard error. */
export type Target = number | { readonly value: number; readonly tolerance?: number };

/** One number that the model is to give, and the unit that a deviation from it is measured in. */
export interface Point {
  /** for people: "polarization", "infected at tick 40" */
  readonly label: string;
  readonly metric: string;
  readonly statistic: Statistic;
  /** null for a target, which is about the whole measured part */
  readonly tick: number | null;
  /** place among the ticks of the series; -1 for a target */
  readonly place: number;
  readonly value: number;
  readonly scale: number;
  /** whether the scale is a standard error that somebody gave */
  readonly known: boolean;
}

/**
 * Read `metric=value` or `metric=value±tolerance` (or `+-`).
 *
 * @throws LabError E_FLAG
 */
export function parseTarget(text: string, metrics: readonly string[] | null): CalibrationTarget {
  const at = text.indexOf('=');
  const parts = text
    .slice(at + 1)
    .split(/±|\+-|\+\/-/)
    .map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (at < 1 || parts.length > 2 || parts.some(Number.isNaN))
    throw new LabError('E_FLAG', `--target takes metric=value or metric=value±tolerance, but got "${text}".`);
  const [value, tolerance] = parts;
  return targetOf(text.slice(0, at).trim(), tolerance === undefined ? value : { value, tolerance }, metrics);
}

/**
 * A target, its metric found by name: `name`, or `name.last`, `name.sd`, `name.m2`, `name.m4`, `name.mean`.
 *
 * @param metrics names that the scenario has; null when not all of them are known
 * @throws LabError E_FLAG for no metric, a value that is no number, a tolerance that is not above 0
 */
export function targetOf(name: string, target: Target, metrics: readonly string[] | null): CalibrationTarget {
  const { value, tolerance = null } = typeof target === 'number' ? { value: target } : target;
  if (!Number.isFinite(value)) throw new LabError('E_FLAG', `the target of ${name} must be a finite number, but got ${value}.`);
  if (tolerance !== null && !(tolerance > 0 && tolerance < Infinity))
    throw new LabError('E_FLAG', `the tolerance of ${name} must be above 0, but got ${tolerance}: it is a standard error.`);
  const dot = name.lastIndexOf('.');
  const statistic = STATISTICS.find((each) => each === name.slice(dot + 1));
  if (metrics?.includes(name) || statistic === undefined || dot < 1) {
    refuseNoMetric(name, metrics);
    return { metric: name, statistic: 'mean', value, tolerance };
  }
  refuseNoMetric(name.slice(0, dot), metrics);
  return { metric: name.slice(0, dot), statistic, value, tolerance };
}

function refuseNoMetric(name: string, metrics: readonly string[] | null): void {
  if (metrics === null || metrics.includes(name)) return;
  const near = nearest(name, metrics);
  throw new LabError(
    'E_FLAG',
    `there is no metric "${name}" to reach${near ? `; did you mean "${near}"?` : '.'} Metrics: ${metrics.join(', ') || 'none'}.`,
  );
}

/**
 * All numbers to compare with, each with its unit: the tolerance where there is one, else of a target the size of its value, of a
 * series the standard deviation of its measurements, so that several weigh alike. Where `natural`, the unit of the metric.
 */
export function pointsOf(targets: readonly CalibrationTarget[], data: CalibrationData | null, natural = false): Point[] {
  const single = targets.map(({ metric, statistic, value, tolerance }): Point => ({
    label: statistic === 'mean' ? metric : `${metric}.${statistic}`,
    metric,
    statistic: STATISTICS.find((each) => each === statistic) ?? 'mean',
    tick: null,
    place: -1,
    value,
    scale: natural ? 1 : (tolerance ?? (Math.abs(value) || 1)),
    known: !natural && tolerance !== null,
  }));
  const series = (data?.columns ?? []).flatMap(({ metric, values, tolerances }) => {
    const spread = deviationOf(values);
    return values.flatMap((value, place): Point[] => {
      if (value === null) return [];
      const tick = data?.ticks[place] ?? 0;
      const tolerance = tolerances?.[place] ?? null;
      const scale = natural ? 1 : (tolerance ?? spread);
      return [
        { label: `${metric} at tick ${tick}`, metric, statistic: 'last', tick, place, value, scale, known: !natural && tolerance !== null },
      ];
    });
  });
  return [...single, ...series];
}

/** Standard deviation of the measurements; of equal ones their size, or 1. */
function deviationOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length - 1));
  return deviation > 1e-12 * Math.abs(mean) ? deviation : Math.abs(mean) || 1;
}

/** What one run gives at a point; null where it has no value. */
export function valueAt(row: RunRow, { metric, statistic, place }: Point): number | null {
  if (place >= 0) return row.series?.[metric]?.[place] ?? null;
  const last = Object.hasOwn(row.metrics, metric) ? row.metrics[metric] : null;
  if (statistic === 'last' || !Object.hasOwn(row.statistics, metric)) return statistic === 'last' || statistic === 'mean' ? last : null;
  return row.statistics[metric][statistic];
}

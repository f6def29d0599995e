// Where a sweep has its transition, by each method that can tell, and which of them to believe. Imports emergence and this folder.

import { binderCrossing } from '../../../emergence/criticality/binder-crossing.ts';
import { criticalCurve } from '../../../emergence/criticality/critical-curve.ts';
import { orderDrop } from '../../../emergence/criticality/order-drop.ts';
import { susceptibilityPeak } from '../../../emergence/criticality/susceptibility-peak.ts';
import type { Curve } from './curve.ts';

export type Method = 'binder' | 'critical' | 'peak' | 'middle' | 'steepest';

/** A place of the parameter, or why a method knows none. */
export interface Place {
  readonly method: Method;
  /** in the words of a table */
  readonly name: string;
  readonly at: number | null;
  /** 95 %, by resampling replicates; null where that needs more replicates */
  readonly low: number | null;
  readonly high: number | null;
  readonly reason: string | null;
  readonly convention: string;
  /** of the critical curve */
  readonly exponent: { readonly value: number; readonly low: number | null; readonly high: number | null } | null;
  /** agents of the two sizes whose cumulants cross */
  readonly sizes: readonly [number, number] | null;
}

export interface Transition {
  /** the place to believe; null where nothing tells one */
  readonly best: Place | null;
  readonly places: readonly Place[];
}

const NAMES: Readonly<Record<Method, string>> = {
  binder: 'crossing of the Binder cumulants of two sizes',
  critical: 'critical point of the scaling form',
  peak: 'peak of the susceptibility',
  middle: 'middle of a logistic curve',
  steepest: 'steepest step of the mean',
};

/**
 * Where one curve changes from one phase to the other.
 *
 * The critical point of the scaling form is the one that publications give, of a large system; the peak of the susceptibility is where
 * this system, of its size, wavers most. The first one that has an interval is believed: critical point, peak, middle, steepest step.
 */
export function transitionOf({ moments, points, factor, order }: Curve): Transition {
  const known = points.flatMap(({ x, values }) => values.map((m, replicate) => ({ parameter: x, replicate, m })));
  const rows = moments.length > 0 ? moments : order === 'rms' ? [] : known;
  const plain = rows.map(({ parameter, replicate, ...rest }) => ({ parameter, replicate, m: 'm' in rest ? rest.m : NaN }));
  const critical = criticalCurve(plain);
  const drop = orderDrop(plain);
  const steepest = orderDrop(plain, { method: 'steepest' });
  const places = [
    place(
      'critical',
      critical,
      critical.value && { value: critical.value.exponent, low: critical.value.exponentLow, high: critical.value.exponentHigh },
    ),
    ...(moments.length > 0 ? [place('peak', susceptibilityPeak(moments, { agents: factor }))] : []),
    place('middle', drop),
    place('steepest', steepest),
  ];
  return { best: believed(places), places };
}

/**
 * The transition of a family of curves of different sizes: that of the two largest whose Binder cumulants cross.
 *
 * @returns null for fewer than two curves with moments whose sizes differ
 */
export function crossingOf(curves: readonly Curve[]): Place | null {
  const sized = curves.filter(({ agents, moments }) => agents !== null && moments.length > 0);
  if (sized.length < 2 || new Set(sized.map(({ agents }) => agents)).size < sized.length) return null;
  const usable = sized.map(({ agents, moments }) => ({
    size: agents ?? 0,
    rows: moments.filter((row) => 'm2' in row && (row.m2 ?? 0) > 0),
  }));
  const crossing = binderCrossing(usable);
  const best = crossing.value?.best ?? null;
  return { ...place('binder', { ...crossing, value: best }), sizes: best && [best.smaller, best.larger] };
}

function place(
  method: Method,
  {
    value,
    reason,
    convention,
  }: { value: { at: number; low: number | null; high: number | null } | null; reason: string | null; convention: string },
  exponent: Place['exponent'] = null,
): Place {
  const { at = null, low = null, high = null } = value ?? {};
  return { method, name: NAMES[method], at, low, high, reason, convention, exponent, sizes: null };
}

/** The first with an interval, else the first at all. */
export function believed(places: readonly Place[]): Place | null {
  return places.find(({ at, low }) => at !== null && low !== null) ?? places.find(({ at }) => at !== null) ?? null;
}

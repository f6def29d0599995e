// Where a sweep has its transition, by each method that can tell, and which of them to believe. Imports emergence and this folder.

import { binderCrossing } from '../../../emergence/criticality/binder-crossing.ts';
import { criticalCurve } from '../../../emergence/criticality/critical-curve.ts';
import { orderDrop } from '../../../emergence/criticality/order-drop.ts';
import type { SweepRow } from '../../../emergence/criticality/sweep.ts';
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

/** Resamplings for the places beside the critical point. */
const RESAMPLES = 400;

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
 * this system, of its size, wavers most. The first one that has an interval is believed: critical point, peak, middle.
 */
export function transitionOf({ moments, points, factor, order }: Curve): Transition {
  const known = points.flatMap(({ x, values }) => values.map((m, replicate) => ({ parameter: x, replicate, m })));
  const rows = repeated(moments.length > 0 ? moments : order === 'rms' ? [] : known);
  const plain = scaled(rows.flatMap(({ parameter, replicate, ...rest }) => ('m' in rest ? [{ parameter, replicate, m: rest.m }] : [])));
  const critical = criticalCurve(plain);
  const drop = orderDrop(plain, { resamples: RESAMPLES });
  const steepest = orderDrop(plain, { method: 'steepest', resamples: RESAMPLES });
  const places = [
    place(
      'critical',
      critical,
      critical.value && { value: critical.value.exponent, low: critical.value.exponentLow, high: critical.value.exponentHigh },
    ),
    ...(moments.length > 0 && order === 'mean' ? [place('peak', susceptibilityPeak(rows, { agents: factor, resamples: RESAMPLES }))] : []),
    place('middle', drop),
    place('steepest', { ...steepest, value: steepest.value && withinStep(steepest.value) }),
  ];
  const [first, last] = [points[0]?.x ?? 0, points[points.length - 1]?.x ?? 0];
  const judged = places.map((each) => sharp(each, first, last));
  return { best: believed(judged), places: judged };
}

/** An interval wider than this share of the sweep locates nothing. */
const WIDE = 2 / 3;

/** A place, with the reason why it locates nothing where its interval is too wide or leaves the sweep. */
function sharp(found: Place, first: number, last: number): Place {
  const { at, low, high } = found;
  if (at === null || low === null || high === null) return found;
  const reason =
    low < first || high > last ? 'its interval leaves the sweep' : high - low > WIDE * (last - first) ? 'its interval is too wide' : null;
  return { ...found, reason };
}

/** A step tells no more of a place than its own width. */
function withinStep<T extends { width: number; low: number | null; high: number | null }>(found: T): T {
  const { low, high, width } = found;
  return { ...found, low: low === null ? null : low - width / 2, high: high === null ? null : high + width / 2 };
}

/** Without the few parameter values that have a single run (others failed), which would deny all others their interval. */
function repeated(rows: readonly SweepRow[]): readonly SweepRow[] {
  const counts = new Map<number, number>();
  for (const { parameter } of rows) counts.set(parameter, (counts.get(parameter) ?? 0) + 1);
  const several = [...counts.values()].filter((count) => count > 1).length;
  return 2 * several > counts.size ? rows.filter(({ parameter }) => (counts.get(parameter) ?? 0) > 1) : rows;
}

/** The largest value 1, so that no square overflows or vanishes: places stay where they are. */
function scaled<T extends { readonly m: number }>(rows: readonly T[]): T[] {
  const most = rows.reduce((a, { m }) => Math.max(a, Math.abs(m)), 0);
  return rows.map((row) => ({ ...row, m: most > 0 ? row.m / most : 0 }));
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
    rows: repeated(moments).filter((row) => 'm2' in row && (row.m2 ?? 0) > 0),
  }));
  const crossing = binderCrossing(usable);
  const best = crossing.value?.best ?? null;
  const xs = usable.flatMap(({ rows }) => rows.map(({ parameter }) => parameter));
  const [first, last] = [xs.reduce((a, b) => Math.min(a, b), Infinity), xs.reduce((a, b) => Math.max(a, b), -Infinity)];
  return { ...sharp(place('binder', { ...crossing, value: best }), first, last), sizes: best && [best.smaller, best.larger] };
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

/**
 * The first whose interval locates it; where none has an interval, since each point has one run, the first at all. Never the steepest
 * step: every curve has one.
 */
function believed(all: readonly Place[]): Place | null {
  const places = all.filter(({ method }) => method !== 'steepest');
  const ranged = places.filter(({ low }) => low !== null);
  if (ranged.length === 0) return places.find(({ at }) => at !== null) ?? null;
  return ranged.find(({ reason }) => reason === null) ?? null;
}

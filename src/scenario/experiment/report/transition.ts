// Where a sweep has its transition, by each method that can tell, and which of them to believe. Imports emergence and this folder.

import { binderCrossing } from '../../../emergence/criticality/binder-crossing.ts';
import { criticalCurve } from '../../../emergence/criticality/critical-curve.ts';
import { orderDrop } from '../../../emergence/criticality/order-drop.ts';
import type { SweepRow } from '../../../emergence/criticality/sweep.ts';
import { susceptibilityPeak } from '../../../emergence/criticality/susceptibility-peak.ts';
import { LEAST_RUNS, type Curve } from './curve.ts';

export type Method = 'binder' | 'critical' | 'peak' | 'middle' | 'steepest';

/** A place of the parameter, or why a method knows none. */
export interface Place {
  readonly method: Method;
  /** in the words of a table */
  readonly name: string;
  readonly at: number | null;
  /** 95 %, by resampling replicates; null where that needs more replicates ({@link LEAST_RUNS}) */
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
  /** runs of a point where they are too few to locate anything; else null */
  readonly few: number | null;
}

/** Why what was measured from tick 0 locates nothing by its fluctuations. */
export const TRANSIENT = 'measured from tick 0, so that the initial transient is in it: raise --metrics-from';

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
 * this system, of its size, wavers most. The first one that has an interval is believed: critical point, peak, middle. Where most
 * points have fewer than {@link LEAST_RUNS} runs none is.
 *
 * @param transient whether the measurements begin at tick 0: then the peak of the susceptibility is none of a steady state
 */
export function transitionOf({ moments, points, factor, order }: Curve, transient = false): Transition {
  const known = points.flatMap(({ x, values }) => values.map((m, replicate) => ({ parameter: x, replicate, m })));
  const rows = repeated(moments.length > 0 ? moments : order === 'rms' ? [] : known);
  const plain = scaled(rows.flatMap(({ parameter, replicate, ...rest }) => ('m' in rest ? [{ parameter, replicate, m: rest.m }] : [])));
  const few = tooFew(plain);
  const resampled = { resamples: few === null ? RESAMPLES : 0 };
  const critical = criticalCurve(plain, few === null ? {} : { resamples: 0 });
  const drop = orderDrop(plain, resampled);
  const steepest = orderDrop(plain, { method: 'steepest', ...resampled });
  const places = [
    place(
      'critical',
      critical,
      critical.value && { value: critical.value.exponent, low: critical.value.exponentLow, high: critical.value.exponentHigh },
    ),
    ...(moments.length > 0 && order === 'mean' ? [place('peak', susceptibilityPeak(rows, { agents: factor, ...resampled }))] : []),
    place('middle', drop),
    place('steepest', { ...steepest, value: steepest.value && withinStep(steepest.value) }),
  ];
  const [first, last] = [points[0]?.x ?? 0, points[points.length - 1]?.x ?? 0];
  const judged = places
    .map((each) => sharp(each, first, last))
    .map((each) => (transient && each.method === 'peak' ? unlocated(each, TRANSIENT) : each))
    .map((each) => (few === null ? each : unlocated(each, fewWords(few))));
  return { best: few === null ? believed(judged) : null, places: judged, few };
}

/** A place that something forbids to believe; one that was not found keeps its own reason. */
const unlocated = (found: Place, reason: string): Place => (found.at === null ? found : { ...found, reason });

/** "2 runs of a point, and it needs 5" */
const fewWords = (few: number): string => `${few} run${few === 1 ? '' : 's'} of a point, and it needs ${LEAST_RUNS}`;

/** The runs of the middle point, in order of their number, where no more than half of the points have enough; else null. */
function tooFew(rows: readonly SweepRow[]): number | null {
  const counts = [...countsOf(rows).values()];
  const enough = counts.filter((count) => count >= LEAST_RUNS).length;
  return counts.length === 0 || 2 * enough > counts.length ? null : (counts.toSorted((a, b) => a - b)[counts.length >> 1] ?? 0);
}

function countsOf(rows: readonly SweepRow[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { parameter } of rows) counts.set(parameter, (counts.get(parameter) ?? 0) + 1);
  return counts;
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

/** Without the few parameter values that have fewer runs than an interval needs (others failed), which would spoil that of all. */
function repeated(rows: readonly SweepRow[]): readonly SweepRow[] {
  const counts = countsOf(rows);
  const several = [...counts.values()].filter((count) => count >= LEAST_RUNS).length;
  return 2 * several > counts.size ? rows.filter(({ parameter }) => (counts.get(parameter) ?? 0) >= LEAST_RUNS) : rows;
}

/** The largest value 1, so that no square overflows or vanishes: places stay where they are. */
function scaled<T extends { readonly m: number }>(rows: readonly T[]): T[] {
  const most = rows.reduce((a, { m }) => Math.max(a, Math.abs(m)), 0);
  return rows.map((row) => ({ ...row, m: most > 0 ? row.m / most : 0 }));
}

/**
 * The transition of a family of curves of different sizes: that of the two largest whose Binder cumulants cross.
 *
 * @param transient whether the measurements begin at tick 0: then what crosses is not of a steady state
 * @returns null for fewer than two curves with moments whose sizes differ
 */
export function crossingOf(curves: readonly Curve[], transient = false): Place | null {
  const sized = curves.filter(({ agents, moments }) => agents !== null && moments.length > 0);
  if (sized.length < 2 || new Set(sized.map(({ agents }) => agents)).size < sized.length) return null;
  const usable = sized.map(({ agents, moments }) => ({
    size: agents ?? 0,
    rows: repeated(moments).filter((row) => 'm2' in row && (row.m2 ?? 0) > 0),
  }));
  const few = usable.map(({ rows }) => tooFew(rows)).find((each) => each !== null) ?? null;
  const crossing = binderCrossing(usable, few === null ? {} : { resamples: 0 });
  const best = crossing.value?.best ?? null;
  const xs = usable.flatMap(({ rows }) => rows.map(({ parameter }) => parameter));
  const [first, last] = [xs.reduce((a, b) => Math.min(a, b), Infinity), xs.reduce((a, b) => Math.max(a, b), -Infinity)];
  const judged: Place = {
    ...sharp(place('binder', { ...crossing, value: best }), first, last),
    sizes: best && [best.smaller, best.larger],
  };
  return few !== null ? unlocated(judged, fewWords(few)) : transient ? unlocated(judged, TRANSIENT) : judged;
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

/** The first whose interval locates it. Never the steepest step: every curve has one. */
function believed(places: readonly Place[]): Place | null {
  return places.find(({ method, low, reason }) => method !== 'steepest' && low !== null && reason === null) ?? null;
}

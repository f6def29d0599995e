// How one metric went over a run: when it changed, where it settled, whether it still drifts. Imports emergence and report.

import { changePoints, correlatedMean } from '../../emergence/index.ts';
import type { CorrelatedMean } from '../../emergence/series/autocorrelation.ts';
import type { Row } from '../../report/index.ts';
import { seenInRanks } from './ranks.ts';
import { driftOf, withoutTrend, type Drift } from './drift.ts';

/** Values that the statistics of a course need at least. */
const FEWEST = 40;
/** Values that a settled part needs at least, and its least share of the run. */
const SETTLED = 20;
const SETTLED_SHARE = 0.1;
/** What a change of level must gain, correlation times × ln n: more than the usual 2, since noise and correlation time are estimates. */
const PENALTY = 4;
/** Independent values that a level needs: of random walks, which have none, one in twelve then seems to have one (three in five with 10). */
const INDEPENDENT = 25;
/** From so many shifts on, the last level counts as settled only when it has lasted longer than any before, and a third of the run. */
const RESTLESS = 3;
const RESTLESS_SHARE = 1 / 3;
/** The last quarter tells the noise where it is this much quieter than the last half: that one holds a change. */
const QUIETER = 0.5;

/** A place in time, the first measured tick after it, with its interval of 95 %, which begins at the last measured tick before. */
export interface When {
  readonly tick: number;
  readonly low: number;
  readonly high: number;
  /** share of resamplings that find it again */
  readonly support: number;
}

/** A change of level in one direction: at once (`end` is `begin`), or in several steps. */
export interface Shift {
  readonly begin: When;
  readonly end: When;
  /** mean levels before and after */
  readonly from: number;
  readonly to: number;
}

/** Where a metric ended up. */
export interface Settled extends CorrelatedMean {
  /** measured ticks that it is the mean of, both included */
  readonly first: number;
  readonly last: number;
}

/** How one metric went; what is null has its reason in `why`. */
export interface Course {
  readonly name: string;
  /** its first and last value */
  readonly first: { readonly tick: number; readonly value: number };
  readonly last: { readonly tick: number; readonly value: number };
  /** first tick from which on it has been exactly the same, where that is a tenth of the run or more */
  readonly constantSince: number | null;
  readonly shifts: readonly Shift[] | null;
  readonly settled: Settled | null;
  readonly drift: Drift | null;
  readonly why: string;
}

/**
 * The course of one metric. Noise and correlation time are those of its last half (of its last quarter where that is much quieter), freed
 * of a straight trend; changes of the mean are sought with that noise and a penalty of 4 ln n correlation times; those that ranks do not show are none; steps of one direction
 * that follow each other are one shift. It is settled from the middle of the run or the last change on, whichever is later. O(n²) at most.
 *
 * @param rows ascending in tick; rows without a value are left out
 * @returns null when there is no value at all
 */
export function courseOf(name: string, rows: readonly Row[]): Course | null {
  const kept = rows.filter((row) => typeof row[name] === 'number');
  const first = kept.at(0);
  const last = kept.at(-1);
  if (!first || !last) return null;
  const x = Float64Array.from(kept, (row) => row[name] ?? 0); // numbers: filtered above
  const ticks = kept.map(({ tick }) => tick);
  const ends = { name, first: { tick: ticks[0], value: x[0] }, last: { tick: ticks[x.length - 1], value: x[x.length - 1] } };
  const none = { ...ends, constantSince: null, shifts: null, settled: null, drift: null };
  const still = stillFrom(x);
  if (x.length > 1 && x.length - still >= Math.max(2, x.length / 10)) return { ...none, constantSince: ticks[still], why: '' };
  if (x.length < FEWEST) return { ...none, why: `it was measured ${x.length} times, and its statistics need ${FEWEST}` };
  const noise = noiseOf(x);
  if (typeof noise === 'string') return { ...none, why: noise };
  const { shifts, lastAt, longest, why } = shiftsOf(x, ticks, noise);
  const half = x.length >> 1;
  const unsettled = whyUnsettled(x.length - lastAt, x.length, shifts?.length ?? 0, longest);
  if (unsettled !== null) return { ...none, shifts, drift: driftOf(x.subarray(half), ticks.slice(half)), why: unsettled };
  const start = Math.max(half, lastAt);
  return { ...none, shifts, ...endOf(x.subarray(start), ticks.slice(start)), ...(shifts === null && { why }) };
}

/** First place from which on all values are the same. */
function stillFrom(x: Float64Array): number {
  let at = x.length - 1;
  while (at > 0 && x[at - 1] === x[at]) at--;
  return at;
}

interface Noise {
  /** standard deviation of single values */
  readonly deviation: number;
  /** integrated correlation time, samples, at least 1 */
  readonly time: number;
}

function noiseOf(x: Float64Array): Noise | string {
  const half = noiseIn(x.subarray(x.length >> 1));
  const quarter = noiseIn(x.subarray(x.length - (x.length >> 2)));
  const long = (noise: Noise | string): number => (typeof noise === 'string' ? Infinity : noise.deviation * Math.sqrt(noise.time));
  return long(quarter) < QUIETER * long(half) ? quarter : half;
}

/** A reason in plain words where the noise cannot be told. */
function noiseIn(x: Float64Array): Noise | string {
  const { value, reason } = correlatedMean(withoutTrend(x));
  if (value === null) return `of its last part, ${reason}`;
  return { deviation: value.error * Math.sqrt(value.effective), time: Math.max(1, value.time) };
}

function shiftsOf(
  x: Float64Array,
  ticks: readonly number[],
  { deviation, time }: Noise,
): { shifts: Shift[] | null; lastAt: number; longest: number; why: string } {
  const least = Math.max(5, Math.ceil(2 * time));
  const { value, reason } = changePoints(x, {
    change: 'mean',
    noise: deviation,
    correlationTime: time,
    least,
    penalty: PENALTY * Math.log(x.length) * time,
  });
  if (value === null) return { shifts: null, lastAt: 0, longest: 0, why: reason ?? '' };
  const { places, segments } = seenInRanks(x, value, time);
  const tickAt = (sample: number): number => ticks[Math.max(0, Math.min(ticks.length - 1, sample))];
  const shifts: Shift[] = [];
  places.forEach(({ at, low, high, support }, c) => {
    const when = { tick: ticks[at], low: tickAt((low ?? at) - 1), high: tickAt(high ?? at), support: support ?? 0 };
    const [from, to] = [segments[c].mean, segments[c + 1].mean];
    const before = shifts.at(-1);
    if (before && to > from === before.to > before.from) shifts[shifts.length - 1] = { ...before, end: when, to };
    else shifts.push({ begin: when, end: when, from, to });
  });
  const longest = Math.max(0, ...segments.slice(0, -1).map((segment) => segment.to - segment.from)); // of the levels before the last
  return { shifts, lastAt: places.at(-1)?.at ?? 0, longest, why: '' };
}

/** Why the last level, of so many samples, is none to settle at; null where it may be one. */
function whyUnsettled(length: number, whole: number, shifts: number, longest: number): string | null {
  if (length < Math.max(SETTLED, SETTLED_SHARE * whole)) return 'its level changed too shortly before the end';
  return shifts >= RESTLESS && length < Math.max(longest, RESTLESS_SHARE * whole) ? 'its level keeps changing' : null;
}

function endOf(x: Float64Array, ticks: readonly number[]): Pick<Course, 'settled' | 'drift' | 'why'> {
  const drift = driftOf(x, ticks);
  const { value, reason } = correlatedMean(x);
  if (value === null) return { settled: null, drift, why: reason ?? '' };
  const [first, last] = [ticks[0], ticks[ticks.length - 1]];
  if (value.effective >= INDEPENDENT) return { settled: { ...value, first, last }, drift, why: '' };
  const few = `values of ticks ${first} to ${last} tell as little as ${Math.floor(value.effective)} independent ones, and ${INDEPENDENT} are needed to tell a level from a walk`;
  return { settled: null, drift, why: few };
}

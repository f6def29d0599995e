// Changes of a level that the ranks of the values show too. Imports emergence.

import type { ChangePoints } from '../../emergence/criticality/change-points.ts';

/** Chance that a value after the change lies beyond one before it, from which on a change is clear. */
const CLEAR = 0.85;
/** Different values in turn, or else values, that each side of a change must have for that. */
const RUNS = 5;
const LASTING = 20;
/** Standard errors by which that chance is above one half for a change that is less clear. */
const SIGNIFICANT = 3;

type Found = Pick<ChangePoints, 'places' | 'segments'>;

/**
 * The changes of mean that the ranks of the values confirm (Mann & Whitney); the others are left out one by one, the least clear first, and the
 * levels beside them joined. Where the noise has a heavy tail, a single event lifts the mean of a few values, and so seems a level of its own;
 * of the ranks it is one of many. Changes in noise without such a tail are all kept: what pays the penalty is significant in ranks too.
 *
 * @param time correlation time, samples: so many count as one value
 * @see Mann & Whitney, Ann. Math. Stat. 18:50-60 (1947). doi:10.1214/aoms/1177730491
 */
export function seenInRanks(x: Float64Array, { places, segments }: Found, time: number): Found {
  const kept = { places: [...places], segments: [...segments] };
  while (kept.places.length > 0) {
    const clearness = kept.places.map((_, c) => clearnessOf(x, kept.segments[c], kept.segments[c + 1], time));
    const least = clearness.indexOf(Math.min(...clearness));
    if (clearness[least] >= 1) break;
    const [before, after] = [kept.segments[least], kept.segments[least + 1]];
    const values = x.subarray(before.from, after.to);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    kept.places.splice(least, 1);
    kept.segments.splice(least, 2, { ...before, to: after.to, mean });
  }
  return kept;
}

/** From 1 on: clear, or significant. */
function clearnessOf(x: Float64Array, before: Found['segments'][number], after: Found['segments'][number], time: number): number {
  const [a, b] = [x.subarray(before.from, before.to), x.subarray(after.from, after.to)];
  const beyond = after.mean > before.mean ? chanceBeyond(a, b) : chanceBeyond(b, a);
  const [n, m] = [a, b].map((values) => Math.min(values.length / time, runsOf(values)));
  const error = Math.sqrt((n + m + 1) / (12 * n * m));
  const lasting = [a, b].every((values) => values.length >= LASTING || runsOf(values) >= RUNS);
  return Math.max(lasting ? beyond / CLEAR : 0, (beyond - 0.5) / (SIGNIFICANT * error));
}

/** Runs of equal values: a metric that shows its last event until the next one has measured it once. */
function runsOf(values: Float64Array): number {
  return values.reduce((count, value, i) => (i > 0 && value === values[i - 1] ? count : count + 1), 0);
}

/** Share of pairs in which the value of the second is the larger one, ties by half. O(n log n). */
export function chanceBeyond(first: Float64Array, second: Float64Array): number {
  const sorted = first.toSorted();
  let sum = 0;
  for (const value of second) sum += (below(sorted, (other) => other < value) + below(sorted, (other) => other <= value)) / 2;
  return sum / (first.length * second.length);
}

/** How many of ascending values come before the first that fails. */
function below(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

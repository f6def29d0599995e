// Avalanches: bursts of activity between silences. Imports errors, measure and series.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { above, samples } from '../series/samples.ts';

export interface Avalanches {
  /** first sample, or time of the first event, of each */
  readonly starts: Float64Array;
  /** samples, or time from the first event to the last */
  readonly durations: Float64Array;
  /** summed activity, or number of events */
  readonly sizes: Float64Array;
}

export interface ActivityOptions {
  /** an avalanche lasts while the activity is above this; default 0 */
  readonly threshold?: number;
  /** sum only what exceeds the threshold; default false: sum the activity itself */
  readonly excess?: boolean;
  /** count avalanches that begin before the first or end after the last sample, whose size is not known; default false */
  readonly cut?: boolean;
}

/**
 * Avalanches of an activity series (Beggs & Plenz 2003): runs of samples above a threshold.
 *
 * @param activity one value a sample, at least 0 for sizes to make sense
 * @returns starts and durations in samples, sizes in units of the activity × samples, in the order of time; nothing when there is no whole
 *   avalanche. Cost O(n).
 * @throws LabError E_METRIC for a threshold or values that are not finite
 * @see doi:10.1523/JNEUROSCI.23-35-11167.2003
 */
export function avalanches(
  activity: ArrayLike<number>,
  { threshold = 0, excess = false, cut = false }: ActivityOptions = {},
): Measured<Avalanches> {
  const place = 'avalanches';
  if (!Number.isFinite(threshold)) throw new LabError('E_METRIC', `threshold of ${place} must be a finite number, but got ${threshold}.`);
  const x = samples(activity, place);
  const about = {
    units: 'samples; activity × samples',
    convention: `runs of activity above ${threshold}, size = summed ${excess ? 'excess' : 'activity'}, those cut by the ends ${cut ? 'kept' : 'left out'}`,
  };
  const starts: number[] = [];
  const durations: number[] = [];
  const sizes: number[] = [];
  for (let i = 0; i < x.length;) {
    if (!(x[i] > threshold)) {
      i++;
      continue;
    }
    const start = i;
    let size = 0;
    for (; i < x.length && x[i] > threshold; i++) size += excess ? x[i] - threshold : x[i];
    if (!cut && (start === 0 || i === x.length)) continue;
    starts.push(start);
    durations.push(i - start);
    sizes.push(size);
  }
  if (starts.length === 0) return nothing(`there is no whole run of activity above ${threshold}`, about);
  return found(table(starts, durations, sizes), about);
}

/**
 * Avalanches of an event log: events that follow each other by at most `gap` belong together.
 *
 * @param times of the events, in units of time, rising (equal ones allowed)
 * @param gap the longest pause within an avalanche, above 0
 * @returns starts and durations (first to last event, 0 for a lone one) in units of time, sizes in events; nothing without events. Cost O(n).
 * @throws LabError E_METRIC for a gap that is not above 0, or times that fall or are not finite
 */
export function eventAvalanches(times: ArrayLike<number>, gap: number): Measured<Avalanches> {
  const place = 'avalanches of events';
  above(gap, 'gap', place, 0);
  const t = samples(times, place);
  const about = { units: 'units of time; events', convention: `events at most ${gap} apart belong together, duration from first to last` };
  if (t.length === 0) return nothing('there are no events', about);
  const starts: number[] = [];
  const durations: number[] = [];
  const sizes: number[] = [];
  for (let i = 0, first = 0; i < t.length; i++) {
    if (i + 1 < t.length && t[i + 1] < t[i])
      throw new LabError('E_METRIC', `${place} needs rising times, but time ${i + 1} is ${t[i + 1]} after ${t[i]}. Sort them.`);
    if (i + 1 < t.length && t[i + 1] - t[i] <= gap) continue;
    starts.push(t[first]);
    durations.push(t[i] - t[first]);
    sizes.push(i - first + 1);
    first = i + 1;
  }
  return found(table(starts, durations, sizes), about);
}

function table(starts: number[], durations: number[], sizes: number[]): Avalanches {
  return { starts: Float64Array.from(starts), durations: Float64Array.from(durations), sizes: Float64Array.from(sizes) };
}

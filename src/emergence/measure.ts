// What every metric gives back: a value with its units and convention, or why there is none. Imports engine.

import type { Measured } from '../engine/world.ts';

export type { Measured };

/** What is said of every value of one metric. */
export interface About {
  readonly units: string;
  readonly convention: string;
}

/** A value that was found. A number that is not finite is none: metrics say why beforehand, see {@link nothing}. */
export function found<T>(value: T, { units, convention }: About): Measured<T> {
  if (typeof value === 'number' && !Number.isFinite(value))
    return nothing('it is not a finite number for this input', { units, convention });
  return { value, units, convention, reason: null };
}

/** No value: the metric is undefined for this input, for a `reason` in plain words ("all values are equal"). */
export function nothing(reason: string, { units, convention }: About): Measured<never> {
  return { value: null, units, convention, reason };
}

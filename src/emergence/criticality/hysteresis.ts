// Hysteresis: does a sweep down retrace the sweep up? Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { bootstrap, intervalWords, levels, meanMoments, type BootstrapOptions, type Interval, type Level, type SweepRow } from './sweep.ts';

export interface Hysteresis extends Interval {
  /** ∫ (m on the way down - m on the way up) dp: signed, so that noise averages out */
  readonly area: number;
  /** the part of the parameter that both sweeps cover */
  readonly from: number;
  readonly to: number;
}

/**
 * Area between the mean order parameters of an up-sweep and a down-sweep, by trapezia on all parameter values of both, linear between
 * points. An interval that leaves out 0 speaks for hysteresis; a slow system also lags, so repeat it with slower sweeps.
 *
 * @returns units of m × units of the parameter; nothing where the sweeps have no stretch of the parameter in common. Cost O(rows ×
 *   resamplings).
 * @throws LabError E_METRIC for rows without m
 */
export function hysteresis(up: readonly SweepRow[], down: readonly SweepRow[], options: BootstrapOptions = {}): Measured<Hysteresis> {
  const rise = levels(up, ['m'], 'hysteresis, sweep up');
  const fall = levels(down, ['m'], 'hysteresis, sweep down');
  const about = {
    units: 'units of m × units of the parameter',
    convention: `signed area, down less up, trapezia on the mean over replicates; ${intervalWords(options)}`,
  };
  const ends = [rise, fall].map((sweep) => [sweep.at(0)?.parameter ?? NaN, sweep.at(-1)?.parameter ?? NaN]);
  const from = Math.max(ends[0][0], ends[1][0]);
  const to = Math.min(ends[0][1], ends[1][1]);
  if (!(from < to)) return nothing('the sweeps have no stretch of the parameter in common', about);
  const grid = [...new Set([...rise, ...fall].map(({ parameter }) => parameter))].filter((p) => p >= from && p <= to).sort((a, b) => a - b);
  const area = (a: readonly { m: number }[], b: readonly { m: number }[]): number => {
    const gap = grid.map((p) => at(fall, b, p) - at(rise, a, p));
    let sum = 0;
    for (let i = 0; i + 1 < grid.length; i++) sum += ((gap[i] + gap[i + 1]) / 2) * (grid[i + 1] - grid[i]);
    return sum;
  };
  const whole = area(
    rise.map((level) => meanMoments(level)),
    fall.map((level) => meanMoments(level)),
  );
  return found({ area: whole, from, to, ...bootstrap([rise, fall], ([a, b]) => area(a, b), options) }, about);
}

/** m at p, linear between the levels around it. */
function at(sweep: readonly Level[], means: readonly { m: number }[], p: number): number {
  let i = 0;
  while (i + 2 < sweep.length && sweep[i + 1].parameter < p) i++;
  const low = sweep[i].parameter;
  const t = (p - low) / (sweep[i + 1].parameter - low);
  return means[i].m + t * (means[i + 1].m - means[i].m);
}

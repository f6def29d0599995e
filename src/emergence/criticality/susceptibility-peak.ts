// Where fluctuations are largest over a sweep: a finite system's transition. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { above } from '../series/samples.ts';
import {
  bootstrap,
  intervalWords,
  levels,
  meanMoments,
  type BootstrapOptions,
  type Estimate,
  type Moments,
  type SweepRow,
} from './sweep.ts';

export interface SusceptibilityPeak extends Estimate {
  /** χ at the peak of the parabola */
  readonly height: number;
  /** the parameter values, rising, and χ at each */
  readonly parameters: readonly number[];
  readonly susceptibilities: readonly number[];
}

/**
 * Peak of χ = N (⟨m²⟩ - ⟨|m|⟩²) over a sweep, averages over samples and replicates; its place is that of the parabola through the highest
 * value and its neighbours, and never leaves these.
 *
 * @param options `agents`: N, above 0, default 1 (fluctuations of the whole, whose place is the same); see BootstrapOptions
 * @returns `at` in units of the parameter; nothing with fewer than three parameter values, or when the largest χ lies at an end of the
 *   sweep: the peak may be beyond. Cost O(rows × resamplings).
 * @throws LabError E_METRIC for rows without m and m2, or options outside their ranges
 */
export function susceptibilityPeak(
  rows: readonly SweepRow[],
  { agents = 1, ...options }: BootstrapOptions & { readonly agents?: number } = {},
): Measured<SusceptibilityPeak> {
  const place = 'the peak of the susceptibility';
  above(agents, 'agents', place, 0);
  const sweep = levels(rows, ['m', 'm2'], place);
  const about = {
    units: 'units of the parameter',
    convention: `χ = N (⟨m²⟩ - ⟨|m|⟩²), N = ${agents}, parabola through the highest value and its neighbours; ${intervalWords(options)}`,
  };
  if (sweep.length < 3) return nothing(`there are ${sweep.length} parameter values and it needs 3`, about);
  const parameters = sweep.map(({ parameter }) => parameter);
  const chi = (means: readonly Moments[]): number[] => means.map(({ m, m2 }) => agents * (m2 - m * m));
  const susceptibilities = chi(sweep.map((level) => meanMoments(level)));
  const top = peak(parameters, susceptibilities);
  if (top === null) return nothing('the largest susceptibility lies at an end of the sweep, so the peak may lie beyond it', about);
  const interval = bootstrap([sweep], ([means]) => peak(parameters, chi(means))?.at ?? null, options);
  return found({ ...top, ...interval, parameters, susceptibilities }, about);
}

/** Vertex of the parabola through the highest point and its neighbours; null at an end. */
export function peak(x: readonly number[], y: readonly number[]): { at: number; height: number } | null {
  let i = 0;
  for (let k = 1; k < y.length; k++) if (y[k] > y[i]) i = k;
  if (i === 0 || i === y.length - 1) return null;
  const left = x[i] - x[i - 1];
  const right = x[i + 1] - x[i];
  const rise = (y[i] - y[i - 1]) / left;
  const fall = (y[i + 1] - y[i]) / right;
  const bend = (fall - rise) / (left + right);
  if (!(bend < 0)) return { at: x[i], height: y[i] };
  const slope = (rise * right + fall * left) / (left + right); // at x[i]
  const shift = Math.max(-left, Math.min(right, -slope / (2 * bend)));
  return { at: x[i] + shift, height: y[i] + shift * (slope + bend * shift) };
}

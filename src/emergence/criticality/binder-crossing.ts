// Where Binder cumulants of different sizes cross: the transition of the infinite system. Imports errors and measure.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import {
  bootstrap,
  intervalWords,
  levels,
  meanMoments,
  type BootstrapOptions,
  type Estimate,
  type Level,
  type Moments,
  type SweepRow,
} from './sweep.ts';

/** A sweep of one system size. */
export interface SizedSweep {
  /** number of agents, or length; only its order counts */
  readonly size: number;
  readonly rows: readonly SweepRow[];
}

export interface Crossing extends Estimate {
  readonly smaller: number;
  readonly larger: number;
  /** cumulant of both where they cross */
  readonly cumulant: number;
}

export interface BinderCrossing {
  /** one for each two sizes that follow each other, by size; null where they do not cross within the sweep */
  readonly crossings: readonly (Crossing | null)[];
  /** that of the two largest sizes that cross: the best estimate, since corrections shrink with size */
  readonly best: Crossing;
}

/**
 * Crossings of U = 1 - ⟨m⁴⟩ / (3 ⟨m²⟩²) (Binder 1981) between sizes, over parameter values that both have. In a finite sample the curves
 * also cross by chance where they nearly agree, deep in either phase; taken is the crossing that best parts the sweep into one side
 * where the larger size has the larger U and one where it has the smaller (largest difference of the summed differences). Linear between points.
 *
 * @param curves at least two sizes
 * @returns `at` in units of the parameter; nothing when no two sizes that follow each other cross. Cost O(rows × resamplings).
 * @throws LabError E_METRIC for fewer than two sizes, equal sizes, or rows without m2 and m4
 * @see doi:10.1007/BF01293604
 */
export function binderCrossing(curves: readonly SizedSweep[], options: BootstrapOptions = {}): Measured<BinderCrossing> {
  const place = 'a crossing of Binder cumulants';
  const sorted = [...curves].sort((a, b) => a.size - b.size);
  if (sorted.length < 2)
    throw new LabError('E_METRIC', `${place} needs at least two sizes, but got ${sorted.length}. Sweep another size too.`);
  sorted.forEach(({ size }, k) => {
    if (!Number.isFinite(size) || (k > 0 && size === sorted[k - 1].size))
      throw new LabError(
        'E_METRIC',
        `${place} needs sizes that are finite and differ, but got ${sorted.map((each) => each.size).join(', ')}.`,
      );
  });
  const about = {
    units: 'units of the parameter',
    convention: `U = 1 - ⟨m⁴⟩ / (3 ⟨m²⟩²), averages over samples and replicates, linear between points; ${intervalWords(options)}`,
  };
  const sweeps = sorted.map(({ size, rows }) => ({ size, sweep: levels(rows, ['m2', 'm4'], `${place}, size ${size}`) }));
  const crossings = sweeps.slice(1).map((larger, k) => between(sweeps[k], larger, options));
  const best = crossings.findLast((each) => each !== null);
  return best ? found({ crossings, best }, about) : nothing('the cumulants of no two sizes cross within the sweep', about);
}

interface Sized {
  readonly size: number;
  readonly sweep: readonly Level[];
}

function between(smaller: Sized, larger: Sized, options: BootstrapOptions): Crossing | null {
  const shared = new Set(larger.sweep.map(({ parameter }) => parameter));
  const a = smaller.sweep.filter(({ parameter }) => shared.has(parameter));
  const known = new Set(a.map(({ parameter }) => parameter));
  const b = larger.sweep.filter(({ parameter }) => known.has(parameter));
  const x = a.map(({ parameter }) => parameter);
  const at = crossing(
    x,
    a.map((level) => cumulant(meanMoments(level))),
    b.map((level) => cumulant(meanMoments(level))),
  );
  if (at === null) return null;
  const interval = bootstrap([a, b], ([p, q]) => crossing(x, p.map(cumulant), q.map(cumulant))?.at ?? null, options);
  return { ...at, ...interval, smaller: smaller.size, larger: larger.size };
}

function cumulant({ m2, m4 }: Moments): number {
  return 1 - m4 / (3 * m2 * m2);
}

/** The change of sign of q - p at which the sums of q - p on both sides differ most; null without one. */
export function crossing(x: readonly number[], p: readonly number[], q: readonly number[]): { at: number; cumulant: number } | null {
  const d = q.map((value, i) => value - p[i]);
  if (d.some((each) => !Number.isFinite(each))) return null;
  const total = d.reduce((sum, each) => sum + each, 0);
  let best: { at: number; cumulant: number } | null = null;
  let most = 0;
  for (let i = 0, left = 0; i + 1 < x.length; i++) {
    left += d[i];
    const parted = Math.abs(2 * left - total);
    if (d[i] * d[i + 1] > 0 || (d[i] === 0 && d[i + 1] === 0) || parted <= most) continue;
    most = parted;
    const t = d[i] / (d[i] - d[i + 1]);
    best = { at: x[i] + t * (x[i + 1] - x[i]), cumulant: p[i] + t * (p[i + 1] - p[i]) };
  }
  return best;
}

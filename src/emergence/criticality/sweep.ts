// Rows of a sweep over a parameter, and intervals over its replicates. Imports engine and errors.

import { LabError } from '../../errors.ts';
import { integer, keyFromSeed, streamKey } from '../../engine/random.ts';
import { samples, wholeNumber } from '../series/samples.ts';

/** One replicate at one value of the parameter: its moments, or the samples of the order parameter m that they are taken from. */
export type SweepRow = { readonly parameter: number; readonly replicate: number | string } & (
  | { readonly samples: ArrayLike<number> }
  | { readonly m: number; readonly m2?: number; readonly m4?: number }
);

export interface Moments {
  /** ⟨|m|⟩ where taken from samples */
  readonly m: number;
  /** ⟨m²⟩ and ⟨m⁴⟩; NaN where the row does not say */
  readonly m2: number;
  readonly m4: number;
}

/** The replicates at one value of the parameter. */
export interface Level {
  readonly parameter: number;
  readonly replicates: readonly Moments[];
}

/**
 * Rows grouped by parameter, rising.
 *
 * @param needs moments that every row must have
 * @throws LabError E_METRIC for numbers that are not finite, empty samples, a replicate that occurs twice at one parameter, or a moment
 *   that is missing
 */
export function levels(rows: readonly SweepRow[], needs: readonly (keyof Moments)[], place: string): Level[] {
  const byParameter = new Map<number, Map<number | string, Moments>>();
  for (const row of rows) {
    const where = `${place}, parameter ${row.parameter}, replicate ${row.replicate}`;
    const moments = momentsOf(row, where);
    for (const name of ['parameter', ...needs] as const) {
      const value = name === 'parameter' ? row.parameter : moments[name];
      if (!Number.isFinite(value))
        throw new LabError('E_METRIC', `${where}: ${name} must be a finite number, but it is ${value}. Give samples or this moment.`);
    }
    const group = byParameter.get(row.parameter) ?? new Map<number | string, Moments>();
    if (group.has(row.replicate)) throw new LabError('E_METRIC', `${where}: this replicate occurs twice. Give each its own name.`);
    byParameter.set(row.parameter, group.set(row.replicate, moments));
  }
  return [...byParameter]
    .map(([parameter, group]) => ({ parameter, replicates: [...group.values()] }))
    .sort((a, b) => a.parameter - b.parameter);
}

function momentsOf(row: SweepRow, where: string): Moments {
  if (!('samples' in row)) return { m: row.m, m2: row.m2 ?? NaN, m4: row.m4 ?? NaN };
  const x = samples(row.samples, where);
  if (x.length === 0) throw new LabError('E_METRIC', `${where}: there are no samples. Leave this row out.`);
  let m = 0;
  let m2 = 0;
  let m4 = 0;
  for (const each of x) {
    const square = each * each;
    m += Math.abs(each) / x.length;
    m2 += square / x.length;
    m4 += (square * square) / x.length;
  }
  return { m, m2, m4 };
}

/** Mean moments over replicates, of one resampling or of all. */
export function meanMoments(level: Level, pick: (replicates: readonly Moments[]) => readonly Moments[] = (all) => all): Moments {
  const chosen = pick(level.replicates);
  let m = 0;
  let m2 = 0;
  let m4 = 0;
  for (const each of chosen) {
    m += each.m / chosen.length;
    m2 += each.m2 / chosen.length;
    m4 += each.m4 / chosen.length;
  }
  return { m, m2, m4 };
}

export interface BootstrapOptions {
  /** resamplings of the replicates at each parameter, 0 for none; default 1000 */
  readonly resamples?: number;
  /** seed of the resampling; default 'bootstrap' */
  readonly seed?: string;
}

/** Percentile interval of 95 %. */
export interface Interval {
  /** null without resampling, with a single replicate somewhere, or when more than a tenth of the resamplings have no value */
  readonly low: number | null;
  readonly high: number | null;
  /** share of resamplings that have a value; null without resampling */
  readonly resolved: number | null;
}

/** What a sweep gives: a value and how sure it is. */
export interface Estimate extends Interval {
  readonly at: number;
}

/**
 * Interval of a statistic by resampling replicates within each parameter value, independently (Efron 1979).
 *
 * @param statistic of the mean moments of each level; null where it has no value
 * @throws LabError E_METRIC for a number of resamplings that is not whole
 * @see doi:10.1214/aos/1176344552
 */
export function bootstrap(
  sweeps: readonly (readonly Level[])[],
  statistic: (means: readonly (readonly Moments[])[]) => number | null,
  { resamples = 1000, seed = 'bootstrap' }: BootstrapOptions,
): Interval {
  wholeNumber(resamples, 'resamples', 'a bootstrap', 0);
  const single = sweeps.some((sweep) => sweep.some(({ replicates }) => replicates.length < 2));
  if (resamples === 0 || single) return { low: null, high: null, resolved: null };
  const base = keyFromSeed(seed);
  const values: number[] = [];
  for (let r = 0; r < resamples; r++) {
    const means = sweeps.map((sweep, s) => {
      const { k0, k1 } = streamKey(base, `sweep ${s}`, r);
      return sweep.map((level, l) => meanMoments(level, (all) => all.map((_, i) => all[integer(k0, k1, i, l, all.length)])));
    });
    const value = statistic(means);
    if (value !== null && Number.isFinite(value)) values.push(value);
  }
  const resolved = values.length / resamples;
  if (resolved < 0.9) return { low: null, high: null, resolved };
  values.sort((a, b) => a - b);
  return { low: percentile(values, 0.025), high: percentile(values, 0.975), resolved };
}

/** Linear between order statistics. */
function percentile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (at - low) * (sorted[Math.min(sorted.length - 1, low + 1)] - sorted[low]);
}

/** How intervals are said in a convention. */
export function intervalWords({ resamples = 1000, seed = 'bootstrap' }: BootstrapOptions): string {
  return resamples === 0 ? 'no interval' : `interval of 95 % by ${resamples} resamplings of replicates, seed "${seed}"`;
}

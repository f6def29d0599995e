// Where an order parameter would vanish: a power law of the distance to a critical point. Imports engine, errors, measure and series.

import { keyFromSeed, streamKey, uniform53 } from '../../engine/random.ts';
import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { bootstrap, intervalWords, levels, meanMoments, type BootstrapOptions, type Estimate, type Level, type SweepRow } from './sweep.ts';

export interface CriticalCurveOptions extends BootstrapOptions {
  /**
   * Which levels belong to the curve: those above so much of the way from the least mean to the greatest. Each resampling draws its own
   * from this range, so that the interval holds the choice too; default [0.1, 0.5]
   */
  readonly cut?: readonly [number, number];
}

export interface CriticalCurve extends Estimate {
  /** β; below 1 in most continuous transitions */
  readonly exponent: number;
  readonly exponentLow: number | null;
  readonly exponentHigh: number | null;
  /** the order parameter at a distance of one unit of the parameter */
  readonly amplitude: number;
  /** 1: order lies below the critical point; -1: above it */
  readonly side: 1 | -1;
  /** levels in the fit with the middle cut, and the share of the variance of ln m that it explains */
  readonly used: number;
  readonly r2: number;
}

const CUT = [0.1, 0.5] as const;
/** Levels of a curve, parameter values in all, and the share of the variance of ln m that a fit must explain. */
const LEAST = 5;
const LEAST_LEVELS = 7;
const LEAST_R2 = 0.8;
/** A sweep whose least mean is above this share of its greatest has no disordered side. */
const DISORDERED = 0.6;
/** Relative error of a mean that replicates do not show: that of the form itself. */
const FORM = 0.02;
/** Distances of the critical point beyond the last level of the curve that are tried, in widths of the sweep. */
const NEAR = 5e-4;
const STEPS = 48;

/**
 * Critical point by the scaling form m = A |x - xc|^β, fitted as a straight line of ln m against ln |x - xc| over the ordered side, xc the
 * one for which it is straightest: the procedure of Vicsek et al. (1995). A finite system rounds the transition, so that levels
 * near the critical point belong to no power law, and where the curve ends is a choice; the interval resamples that choice with the
 * replicates.
 *
 * @returns `at` in units of the parameter, from the middle of `cut`; nothing when order does not vanish within the sweep, or the form does
 *   not fit. Cost O(rows × resamplings), the fit some hundred times the number of parameter values each.
 * @throws LabError E_METRIC for rows without m, or a cut that is no range within 0 and 1
 * @see Vicsek et al., PRL 75:1226 (1995). doi:10.1103/PhysRevLett.75.1226
 */
export function criticalCurve(rows: readonly SweepRow[], { cut = CUT, ...options }: CriticalCurveOptions = {}): Measured<CriticalCurve> {
  const place = 'a critical curve';
  if (!(cut[0] > 0 && cut[0] <= cut[1] && cut[1] < 1))
    throw new LabError('E_METRIC', `cut of ${place} must be a range within 0 and 1, but got ${cut[0]} to ${cut[1]}.`);
  const sweep = levels(rows, ['m'], place);
  const about = {
    units: 'units of the parameter',
    convention: `m = A |x - xc|^β, straightest line of ln m against ln |x - xc| over levels above ${cut[0]} to ${cut[1]} of the range of m; ${intervalWords(options)}`,
  };
  if (sweep.length < LEAST_LEVELS) return nothing(`there are ${sweep.length} parameter values and it needs ${LEAST_LEVELS}`, about);
  const x = sweep.map(({ parameter }) => parameter);
  const m = sweep.map((level) => meanMoments(level).m);
  const [least, greatest] = [Math.min(...m), Math.max(...m)];
  if (!(greatest > 0) || least > DISORDERED * greatest)
    return nothing('the order parameter does not come near zero anywhere in the sweep', about);
  const errors = sweep.map(standardError);
  const middle = (cut[0] + cut[1]) / 2;
  const best = fit(x, m, errors, middle);
  if (typeof best === 'string') return nothing(best, about);
  const key = keyFromSeed(`${options.seed ?? 'bootstrap'} cut`);
  const exponents: number[] = [];
  let r = 0;
  const interval = bootstrap(
    [sweep],
    ([means]) => {
      const { k0, k1 } = streamKey(key, 'cut', r++);
      const drawn = cut[0] + (cut[1] - cut[0]) * uniform53(k0, k1, 0, 0);
      const each = fit(
        x,
        means.map((level) => level.m),
        errors,
        drawn,
      );
      if (typeof each === 'string') return null;
      exponents.push(each.exponent);
      return each.at;
    },
    options,
  );
  exponents.sort((a, b) => a - b);
  const share = (p: number): number | null => (interval.low === null ? null : exponents[Math.round(p * (exponents.length - 1))]);
  return found({ ...best, ...interval, exponentLow: share(0.025), exponentHigh: share(0.975) }, about);
}

type Fit = Pick<CriticalCurve, 'at' | 'exponent' | 'amplitude' | 'side' | 'used' | 'r2'>;

function standardError({ replicates }: Level): number {
  const n = replicates.length;
  if (n < 2) return 0;
  const mean = replicates.reduce((sum, { m }) => sum + m / n, 0);
  return Math.sqrt(replicates.reduce((sum, { m }) => sum + (m - mean) ** 2, 0) / (n - 1) / n);
}

/** The straightest line, or why there is none. */
function fit(x: readonly number[], m: readonly number[], errors: readonly number[], cut: number): Fit | string {
  const quarter = Math.max(1, x.length >> 2);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value / values.length, 0);
  const side = mean(m.slice(0, quarter)) >= mean(m.slice(-quarter)) ? 1 : -1;
  const [least, greatest] = [Math.min(...m), Math.max(...m)];
  const above = least + cut * (greatest - least);
  const order = side === 1 ? x.map((_, i) => i) : x.map((_, i) => x.length - 1 - i);
  const end = order.findIndex((i) => !(m[i] > above && m[i] > 0));
  const kept = end === -1 ? order : order.slice(0, end);
  if (end === -1) return 'the order parameter does not vanish within the sweep';
  if (kept.length < LEAST) return `only ${kept.length} parameter values lie on the ordered side and it needs ${LEAST}`;
  const range = x[x.length - 1] - x[0];
  const last = x[kept[kept.length - 1]];
  const line = lineThrough(
    kept.map((i) => side * (last - x[i])),
    kept.map((i) => Math.log(m[i])),
    kept.map((i) => 1 / ((errors[i] / m[i]) ** 2 + FORM ** 2)),
  );
  const distance = straightest((log) => line(Math.exp(log)).left, Math.log(NEAR * range), Math.log(range));
  if (distance === null) return 'no critical point near the sweep makes the curve a power law';
  const { slope, intercept, r2 } = line(Math.exp(distance));
  const at = last + side * Math.exp(distance);
  if (!(at >= x[0] && at <= x[x.length - 1])) return 'the curve would vanish outside of the sweep';
  if (!(slope > 0) || r2 < LEAST_R2) return `a power law explains only ${Math.round(100 * r2)} % of the variance of its logarithm`;
  return { at, exponent: slope, amplitude: Math.exp(intercept), side, used: kept.length, r2 };
}

interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly r2: number;
  /** weighted squares that are left */
  readonly left: number;
}

/** Weighted least squares of y against ln (distance + away), as a function of away. */
function lineThrough(away: readonly number[], y: readonly number[], weights: readonly number[]): (distance: number) => Line {
  const whole = weights.reduce((sum, w) => sum + w, 0);
  const middle = y.reduce((sum, value, i) => sum + (weights[i] * value) / whole, 0);
  const all = y.reduce((sum, value, i) => sum + weights[i] * (value - middle) ** 2, 0);
  return (distance) => {
    const t = away.map((each) => Math.log(each + distance));
    const centre = t.reduce((sum, value, i) => sum + (weights[i] * value) / whole, 0);
    let tt = 0;
    let ty = 0;
    t.forEach((value, i) => {
      tt += weights[i] * (value - centre) ** 2;
      ty += weights[i] * (value - centre) * (y[i] - middle);
    });
    const slope = tt > 0 ? ty / tt : 0;
    const left = Math.max(0, all - slope * ty);
    return { slope, intercept: middle - slope * centre, r2: all > 0 ? 1 - left / all : 0, left };
  };
}

/** Where a function of one minimum is least, by steps and then golden sections; null when it is least at the upper end. */
function straightest(f: (at: number) => number, from: number, to: number): number | null {
  const step = (to - from) / STEPS;
  let best = 0;
  let least = Infinity;
  for (let k = 0; k <= STEPS; k++) {
    const value = f(from + k * step);
    if (value < least) [best, least] = [k, value];
  }
  if (best === STEPS) return null;
  let [low, high] = [from + Math.max(0, best - 1) * step, from + (best + 1) * step];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let k = 0; k < 24; k++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (f(a) < f(b)) high = b;
    else low = a;
  }
  return (low + high) / 2;
}

// Where an order parameter falls (or rises) over a sweep. Imports errors and measure.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { simplex } from './simplex.ts';
import { bootstrap, intervalWords, levels, meanMoments, type BootstrapOptions, type Estimate, type SweepRow } from './sweep.ts';

export interface OrderDropOptions extends BootstrapOptions {
  /** 'steepest': middle of the step of steepest mean change; 'logistic': mid-point of a logistic curve by least squares; default 'logistic' */
  readonly method?: 'steepest' | 'logistic';
}

export interface OrderDrop extends Estimate {
  /** change of the order parameter per unit of the parameter there; below 0: order is lost as the parameter grows */
  readonly slope: number;
  /** logistic: width of the transition, units of the parameter (12 % to 88 % lie within 4 of them); steepest: width of the step */
  readonly width: number;
  /** share of the variance of the means that the curve explains; null for 'steepest' */
  readonly r2: number | null;
}

/** A logistic curve that explains less is none. */
const LEAST_R2 = 0.5;

/**
 * Where the mean order parameter changes most over a sweep: of a step between neighbours, or of m = a + b / (1 + exp((p - at) / width)),
 * where the best a and b for each `at` and width are known in closed form.
 *
 * @returns `at` in units of the parameter; nothing when m is the same everywhere, with fewer than 2 (logistic: 5) parameter values, or when
 *   the best logistic curve explains less than half of the variance or has its mid-point outside the sweep. Cost O(rows × resamplings), for
 *   the logistic curve some hundred times the number of parameter values each.
 * @throws LabError E_METRIC for rows without m or a method that is not known
 */
export function orderDrop(rows: readonly SweepRow[], { method = 'logistic', ...options }: OrderDropOptions = {}): Measured<OrderDrop> {
  const place = 'the drop of an order parameter';
  if (method !== 'steepest' && method !== 'logistic')
    throw new LabError('E_METRIC', `method of ${place} must be "steepest" or "logistic", but got "${String(method)}".`);
  const sweep = levels(rows, ['m'], place);
  const about = {
    units: 'units of the parameter',
    convention: `${method === 'steepest' ? 'middle of the steepest step between neighbours' : 'mid-point of a logistic curve by least squares'}; ${intervalWords(options)}`,
  };
  const least = method === 'steepest' ? 2 : 5;
  if (sweep.length < least) return nothing(`there are ${sweep.length} parameter values and it needs ${least}`, about);
  const x = sweep.map(({ parameter }) => parameter);
  const m = sweep.map((level) => meanMoments(level).m);
  if (m.every((each) => each === m[0])) return nothing('the order parameter is the same at all parameter values', about);
  if (method === 'steepest') {
    const interval = bootstrap(
      [sweep],
      ([means]) =>
        steepest(
          x,
          means.map((each) => each.m),
        ).at,
      options,
    );
    return found({ ...steepest(x, m), ...interval, r2: null }, about);
  }
  const fit = logistic(x, m);
  if (fit.r2 < LEAST_R2) return nothing(`the best logistic curve explains only ${Math.round(100 * fit.r2)} % of the variance`, about);
  if (!(fit.at >= x[0] && fit.at <= x[x.length - 1]))
    return nothing('the mid-point of the best logistic curve lies outside the sweep', about);
  const interval = bootstrap(
    [sweep],
    ([means]) =>
      logistic(
        x,
        means.map((each) => each.m),
        fit,
      ).at,
    options,
  );
  return found({ ...fit, ...interval }, about);
}

function steepest(x: readonly number[], m: readonly number[]): { at: number; slope: number; width: number } {
  let best = { at: x[0], slope: 0, width: 0 };
  for (let i = 0; i + 1 < x.length; i++) {
    const width = x[i + 1] - x[i];
    const slope = (m[i + 1] - m[i]) / width;
    if (i === 0 || Math.abs(slope) > Math.abs(best.slope)) best = { at: (x[i] + x[i + 1]) / 2, slope, width };
  }
  return best;
}

interface Logistic {
  readonly at: number;
  readonly slope: number;
  readonly width: number;
  readonly r2: number;
}

/** Least squares; starts at the guess, or at every point with three widths. */
function logistic(x: readonly number[], m: readonly number[], guess?: Logistic): Logistic {
  const range = x[x.length - 1] - x[0];
  const middle = m.reduce((sum, each) => sum + each / m.length, 0);
  const all = m.reduce((sum, each) => sum + (each - middle) ** 2, 0);
  // a width far below the spacing of points is a step, which has no definite mid-point: kept at a tenth of the mean spacing or above
  const narrow = range / (x.length - 1) / 10;
  const fit = ([at, log]: readonly number[]): { left: number; b: number; width: number } => {
    const width = narrow + Math.exp(log) * range;
    const s = x.map((each) => 1 / (1 + Math.exp((each - at) / width)));
    const centre = s.reduce((sum, each) => sum + each / s.length, 0);
    let sss = 0;
    let ssm = 0;
    s.forEach((each, i) => {
      sss += (each - centre) ** 2;
      ssm += (each - centre) * (m[i] - middle);
    });
    const b = sss > 1e-12 ? ssm / sss : 0;
    return { left: all - b * ssm, b, width };
  };
  const left = (point: readonly number[]): number => fit(point).left;
  const starts = guess
    ? [[guess.at, Math.log(Math.max(1e-6, (guess.width - narrow) / range))]]
    : x.flatMap((at) => [0.02, 0.1, 0.4].map((width) => [at, Math.log(width)]));
  const start = starts.reduce((a, b) => (left(b) < left(a) ? b : a));
  const scaled = (point: readonly number[]): number[] => [x[0] + point[0] * range, point[1]];
  const best = scaled(simplex((point) => left(scaled(point)), [(start[0] - x[0]) / range, start[1]], 0.1));
  const { b, width, left: rest } = fit(best);
  return { at: best[0], slope: -b / (4 * width), width, r2: all > 0 ? Math.max(0, 1 - rest / all) : 0 };
}

// Early warning of a transition: does a series slow down before it tips? Imports engine, measure and series.

import { LabError } from '../../errors.ts';
import { keyFromSeed, normal, streamKey } from '../../engine/random.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { mean, samples, variance, wholeNumber } from '../series/samples.ts';
import { lessGaussian, lessLine } from './detrend.ts';
import { kendall } from './kendall.ts';
import { rolling, type Indicator } from './rolling.ts';

export interface EarlyWarningOptions {
  readonly indicator: Indicator;
  /** samples in a window, from 4 to the length of the series less 1 */
  readonly window: number;
  /** what is taken out first: nothing, a straight line, or a mean under a Gaussian kernel of this standard deviation in samples; default 'none' */
  readonly detrend?: 'none' | 'line' | { readonly gaussian: number };
  /** surrogates for the probability of the trend, 0 for none; default 0 */
  readonly surrogates?: number;
  /** seed of the surrogates; default 'surrogates' */
  readonly seed?: string;
}

export interface EarlyWarning {
  /** the indicator, one for each window, by the window's first sample */
  readonly values: Float64Array;
  /** Kendall's τ-b of the indicator against time, in [-1, 1] */
  readonly tau: number;
  /** share of surrogates (this series added) with a τ at least as large: a one-sided p-value for a rise; null without surrogates */
  readonly p: number | null;
}

/**
 * Rolling variance, lag-1 autocorrelation or skewness and its trend (Scheffer et al. 2009, Dakos et al. 2012): the first two rise when a
 * state loses stability. Windows overlap, so τ has no textbook p-value; surrogates are stationary AR(1) series of the same length, memory
 * and variance as the detrended one, measured in the same way.
 *
 * @returns the indicator in squared units of the series (variance) or dimensionless, τ dimensionless; nothing when some window is flat, or
 *   the indicator the same in all windows. Cost O(n) and the detrending, times (1 + surrogates), and a sort for each τ.
 * @throws LabError E_METRIC for options outside their ranges or values that are not finite
 * @see doi:10.1038/nature08227, doi:10.1371/journal.pone.0041010
 */
export function earlyWarning(series: ArrayLike<number>, options: EarlyWarningOptions): Measured<EarlyWarning> {
  const { indicator, window, detrend = 'none', surrogates = 0, seed = 'surrogates' } = options;
  const place = 'early warning';
  const x = samples(series, place);
  if (!['variance', 'lag1', 'skewness'].includes(indicator))
    throw new LabError('E_METRIC', `indicator of ${place} must be "variance", "lag1" or "skewness", but got "${indicator}".`);
  wholeNumber(window, 'window', place, 4);
  wholeNumber(surrogates, 'surrogates', place, 0);
  const about = {
    units: indicator === 'variance' ? 'squared units of the series' : 'dimensionless',
    convention: `${WORDS[indicator]} of windows of ${window}, ${trendWords(detrend)}; Kendall's tau-b against time${
      surrogates > 0 ? `; p one-sided against ${surrogates} AR(1) surrogates, seed "${seed}"` : ''
    }`,
  };
  if (x.length < window + 1) return nothing(`there are ${x.length} values, too few for two windows of ${window}`, about);
  const residual = without(x, detrend);
  const values = rolling(residual, window, indicator);
  const flat = values.findIndex((each) => Number.isNaN(each));
  if (flat >= 0) return nothing(`all values of the window from sample ${flat} are equal`, about);
  const tau = trend(values);
  if (tau === null) return nothing(`the ${indicator} is the same in all windows`, about);
  if (surrogates === 0) return found({ values, tau, p: null }, about);
  let atLeast = 1;
  const { memory, deviation } = fitted(residual);
  for (let s = 0; s < surrogates; s++) {
    const made = without(autoregressive(x.length, memory, deviation, seed, s), detrend);
    if ((trend(rolling(made, window, indicator)) ?? 0) >= tau) atLeast++;
  }
  return found({ values, tau, p: atLeast / (surrogates + 1) }, about);
}

const WORDS: Readonly<Record<Indicator, string>> = {
  variance: 'variance (divisor window - 1)',
  lag1: 'Pearson correlation at lag 1',
  skewness: 'adjusted Fisher-Pearson skewness',
};

function trendWords(detrend: NonNullable<EarlyWarningOptions['detrend']>): string {
  if (detrend === 'none') return 'nothing taken out';
  return detrend === 'line' ? 'a straight line taken out' : `a Gaussian trend of bandwidth ${detrend.gaussian} taken out`;
}

function without(x: Float64Array, detrend: NonNullable<EarlyWarningOptions['detrend']>): Float64Array {
  if (detrend === 'none') return x;
  return detrend === 'line' ? lessLine(x) : lessGaussian(x, detrend.gaussian);
}

function trend(values: Float64Array): number | null {
  return kendall(
    values.map((_, i) => i),
    values,
  ).value;
}

/** Memory and standard deviation of the stationary AR(1) process that resembles the series. */
function fitted(x: Float64Array): { memory: number; deviation: number } {
  const centre = mean(x);
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += (x[i] - centre) * (x[i - 1] - centre);
  const spread = variance(x, 0);
  return { memory: Math.max(-0.999, Math.min(0.999, sum / (spread * x.length))), deviation: Math.sqrt(spread) };
}

function autoregressive(n: number, memory: number, deviation: number, seed: string, replicate: number): Float64Array {
  const { k0, k1 } = streamKey(keyFromSeed(seed), 'surrogate', replicate);
  const out = new Float64Array(n);
  const fresh = deviation * Math.sqrt(1 - memory * memory);
  for (let i = 0; i < n; i++) out[i] = i === 0 ? deviation * normal(k0, k1, 0, 0) : memory * out[i - 1] + fresh * normal(k0, k1, i, 0);
  return out;
}

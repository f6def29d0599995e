// Reference values of series metrics.

import { earlyWarning } from '../../../src/emergence/criticality/early-warning.ts';
import { likelihoodRatio, type Alternative } from '../../../src/emergence/criticality/likelihood-ratio.ts';
import { mapLyapunov, rosenstein } from '../../../src/emergence/criticality/lyapunov.ts';
import { powerLaw } from '../../../src/emergence/criticality/power-law.ts';
import type { Indicator } from '../../../src/emergence/criticality/rolling.ts';
import { approximateEntropy } from '../../../src/emergence/series/approximate-entropy.ts';
import { correlationDimension } from '../../../src/emergence/series/correlation-dimension.ts';
import { detrendedFluctuation } from '../../../src/emergence/series/detrended-fluctuation.ts';
import { higuchi } from '../../../src/emergence/series/higuchi.ts';
import { hjorth } from '../../../src/emergence/series/hjorth.ts';
import { katz } from '../../../src/emergence/series/katz.ts';
import { aboveMedian, lempelZiv } from '../../../src/emergence/series/lempel-ziv.ts';
import { missingPatterns } from '../../../src/emergence/series/missing-patterns.ts';
import { permutationEntropy, weightedPermutationEntropy } from '../../../src/emergence/series/permutation-entropy.ts';
import { multiscaleEntropy, sampleEntropy } from '../../../src/emergence/series/sample-entropy.ts';
import { mean, variance } from '../../../src/emergence/series/samples.ts';
import { spectralEntropy } from '../../../src/emergence/series/spectral-entropy.ts';
import { statisticalComplexity } from '../../../src/emergence/series/statistical-complexity.ts';
import { svdEntropy } from '../../../src/emergence/series/svd-entropy.ts';
import type { Computed, Entry } from './entry.ts';

const numberIn = ({ params }: Entry, name: string): number | undefined => params[name] as number | undefined;

/** "0.2*std(ddof=0)"; a value given in the file counts first. */
function tolerance(x: number[], entry: Entry) {
  const [, share, freedom] = /([\d.]+)\*std\(ddof=([01])\)/.exec(String(entry.params['r'])) ?? [];
  const r = share ? Number(share) * Math.sqrt(variance(x, freedom === '1' ? 1 : 0)) : undefined;
  return { m: numberIn(entry, 'm'), r: numberIn(entry, 'r_value') ?? r };
}

const windows = (entry: Entry) => ({ order: numberIn(entry, 'order'), delay: numberIn(entry, 'delay') });

const normalised = ({ params }: Entry): boolean => params['normalised'] !== false;

/** Bits, in the base that the entry asks for; what is normalised has none. */
function inBase(value: number | null, entry: Entry): number | null {
  const base = entry.params['log_base'] ?? entry.params['base'] ?? 2;
  return value === null || normalised(entry) ? value : value / Math.log2(base === 'e' || base === 'natural' ? Math.E : Number(base));
}

/** "first 500 samples" in an entry's note. */
function noted(x: number[], entry: Entry): number[] {
  const first = /first (\d+) samples/.exec(JSON.stringify({ ...entry }))?.[1];
  return first ? x.slice(0, Number(first)) : x;
}

/** Was the value made by this version of a tool, whose convention differs from the paper's? */
const madeBy = (entry: Entry, tool: string): boolean => (entry as Entry & { tool?: string }).tool?.startsWith(tool) ?? false;

/** Values of a sequence, made of 0 and 1 where the entry says so. */
function symbols(x: number[], { params }: Entry): ArrayLike<number> {
  if (params['binarise'] === 'x > mean') return x.map((each) => (each > mean(x) ? 1 : 0));
  return params['binarise'] ? aboveMedian(x) : x;
}

/** logarithmic_r(a*std,b*std,f) of nolds, std with divisor n - 1. */
function radii(x: number[], { params }: Entry): number[] | undefined {
  const given = params['rvals'];
  if (Array.isArray(given)) return given as number[];
  const [low, high, factor] = /\(([\d.]+)\*std,([\d.]+)\*std,([\d.]+)\)/.exec(String(given))?.slice(1).map(Number) ?? [];
  if (!factor) return undefined;
  const deviation = Math.sqrt(variance(x, 1));
  const count = Math.floor(Math.log(high / low) / Math.log(factor)) + 1;
  return Array.from({ length: count }, (_, k) => low * deviation * factor ** k);
}

/** [first window, last window, tau] of one indicator. */
const warning =
  (indicator: Indicator) =>
  ([x]: readonly number[][], entry: Entry) => {
    const value = earlyWarning(x, { indicator, window: numberIn(entry, 'window') ?? 0 }).value;
    return value && [value.values[0], value.values.at(-1), value.tau];
  };

const tail = (entry: Entry) => ({ discrete: entry.params['discrete'] === true });

/** Without inputs: the orbit of period 3 of x -> 4x(1 - x), on which the mean is exactly ln 2, as on almost every orbit. */
const PERIOD_3 = [1, 2, 4].map((k) => Math.sin((k * Math.PI) / 7) ** 2);

export const series: Computed = {
  permutation_entropy: ([x], entry) => inBase(permutationEntropy(x, { ...windows(entry), normalised: normalised(entry) }).value, entry),
  weighted_permutation_entropy: ([x], entry) =>
    inBase(weightedPermutationEntropy(x, { ...windows(entry), normalised: normalised(entry) }).value, entry),
  jensen_shannon_statistical_complexity: ([x], entry) => {
    const { value } = statisticalComplexity(x, windows(entry));
    return value && [value.entropy, value.complexity];
  },
  missing_ordinal_patterns: ([x], entry) => missingPatterns(x, windows(entry)).value,
  sample_entropy: ([x], entry) => sampleEntropy(x, tolerance(x, entry)).value,
  approximate_entropy: ([x], entry) => approximateEntropy(x, tolerance(x, entry)).value,
  multiscale_sample_entropy: ([x], entry) => multiscaleEntropy(x, { ...tolerance(x, entry), scale: numberIn(entry, 'scale') ?? 1 }).value,
  lempel_ziv_complexity: ([x], entry) => lempelZiv(symbols(x, entry)).value,
  lempel_ziv_complexity_normalised: ([x], entry) => lempelZiv(symbols(x, entry), { normalised: true }).value,
  higuchi_fractal_dimension: ([x], entry) =>
    higuchi(x, { kmax: numberIn(entry, 'kmax'), lastStep: !madeBy(entry, 'antropy b774718') }).value,
  katz_fractal_dimension: ([x]) => katz(x).value,
  svd_entropy: ([x], entry) => inBase(svdEntropy(x, { ...windows(entry), normalised: normalised(entry) }).value, entry),
  spectral_entropy: ([x], entry) => inBase(spectralEntropy(x, { normalised: normalised(entry) }).value, entry),
  hjorth_mobility_complexity: ([x]) => {
    const { value } = hjorth(x);
    return value && [value.mobility, value.complexity];
  },
  detrended_fluctuation_exponent: ([x], entry) =>
    detrendedFluctuation(noted(x, entry), {
      windows: entry.params['nvals'] as number[],
      order: numberIn(entry, 'order'),
      overlap: entry.params['overlap'] === true,
    }).value?.exponent,
  correlation_dimension: ([x], entry) => {
    const used = noted(x, entry);
    return correlationDimension(used, {
      dimension: numberIn(entry, 'emb_dim') ?? 0,
      delay: numberIn(entry, 'lag'),
      distances: radii(used, entry),
      self: madeBy(entry, 'nolds'),
    }).value?.dimension;
  },
  lyapunov_exponent_map: ([x], entry) => {
    const r = numberIn(entry, 'r') ?? 4;
    return mapLyapunov(x ?? PERIOD_3, (value) => r * (1 - 2 * value)).value;
  },
  lyapunov_rosenstein: ([x], entry) =>
    rosenstein(noted(x, entry), {
      dimension: numberIn(entry, 'emb_dim') ?? 0,
      delay: numberIn(entry, 'lag'),
      apart: numberIn(entry, 'min_tsep') ?? 0,
      length: numberIn(entry, 'trajectory_len') ?? 0,
      dt: numberIn(entry, 'tau'),
    }).value?.exponent,
  early_warning_variance: warning('variance'),
  early_warning_ar1: warning('lag1'),
  early_warning_skewness: warning('skewness'),
  powerlaw_fit: ([x], entry) => {
    const { value } = powerLaw(x, tail(entry));
    return value && [value.alpha, value.xmin, value.distance, value.tail];
  },
  powerlaw_mle_fixed_xmin: ([x], entry) => {
    const { value } = powerLaw(x, { ...tail(entry), xmin: numberIn(entry, 'xmin') });
    return Array.isArray(entry.expected) ? value && [value.alpha, value.error] : value?.alpha;
  },
  powerlaw_likelihood_ratio: ([x], entry) => {
    const alternative = String(entry.params['alternative']).replaceAll('_', ' ').replace('truncated power law', 'power law with cut-off');
    const { value } = likelihoodRatio(x, { ...tail(entry), xmin: numberIn(entry, 'xmin'), alternative: alternative as Alternative });
    return value && [value.normalised, value.p];
  },
};

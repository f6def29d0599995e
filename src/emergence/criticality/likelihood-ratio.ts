// Which tail is likelier: a power law or something else? Imports errors, measure and emergence.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { constant, mean, variance } from '../series/samples.ts';
import { erfc } from '../special.ts';
import { withCutoff } from './cutoff.ts';
import { positive, powerLaw, type PowerLaw, type PowerLawOptions } from './power-law.ts';
import { exponential, logNormal, stretchedExponential, type Rival } from './rivals.ts';
import { scaledZeta } from './zeta.ts';

const ALTERNATIVES = ['exponential', 'lognormal', 'stretched exponential', 'power law with cut-off'] as const;

export type Alternative = (typeof ALTERNATIVES)[number];

export interface LikelihoodRatioOptions extends PowerLawOptions {
  readonly alternative: Alternative;
}

export interface LikelihoodRatio {
  /** log-likelihood of the power law less that of the alternative, nats: above 0 speaks for the power law */
  readonly ratio: number;
  /** ratio over its standard deviation √n σ, about standard normal where neither is better */
  readonly normalised: number;
  /** probability of a ratio this far from 0 where neither is better; small: the sign can be trusted */
  readonly p: number;
  /** of the alternative: rate; mu and sigma; beta and rate; alpha and rate (λ) */
  readonly parameters: Readonly<Record<string, number>>;
  readonly fit: PowerLaw;
}

/**
 * Vuong's test as in Clauset, Shalizi & Newman (2009), section 5: both distributions are fitted to the tail from x_min on (the power law's
 * own x_min unless given) by maximum likelihood. p = erfc(|R| / √(2n) σ), σ² the variance (divisor n) of the differences. The power law
 * with cut-off contains the plain one, so there p = P(χ²₁ > 2|R|), which is cautious since λ = 0 is at the border of its range.
 * Discrete log-normal and stretched exponential are the continuous ones rounded to the nearest whole number.
 *
 * @returns nats and dimensionless; nothing where {@link powerLaw} has no value, or where the best alternative is the power law itself, its
 *   limit. Cost that of the fit and O(n) a step of the climb, about a hundred steps (none but the first two need it in closed form).
 * @throws LabError E_METRIC as powerLaw, and for an alternative that is not known
 * @see doi:10.1137/070710111, doi:10.2307/1912557
 */
export function likelihoodRatio(values: ArrayLike<number>, options: LikelihoodRatioOptions): Measured<LikelihoodRatio> {
  const { alternative, discrete = false } = options;
  if (!ALTERNATIVES.includes(alternative))
    throw new LabError('E_METRIC', `alternative to a power law must be one of ${ALTERNATIVES.join(', ')}, but got "${alternative}".`);
  const nested = alternative === 'power law with cut-off';
  const about = {
    units: 'nats; dimensionless',
    convention: `${discrete ? 'discrete' : 'continuous'} maximum likelihood from xmin on, above 0 for the power law; p by ${
      nested ? 'χ² with 1 degree of freedom (nested)' : "Vuong's test, two-sided"
    }`,
  };
  const { value: fit, reason } = powerLaw(values, options);
  if (fit === null) return nothing(reason ?? '', about);
  const tail = positive(values, discrete, 'a likelihood ratio').subarray(-fit.tail);
  if (constant(tail)) return nothing(`all values from ${fit.xmin} on are equal`, about);
  const rival = rivalOf(alternative, tail, fit, discrete);
  if (rival === null) return nothing(`the best ${alternative} is its limit, the power law itself`, about);
  const norm = discrete ? Math.log(scaledZeta(fit.alpha, fit.xmin)) : Math.log(fit.xmin / (fit.alpha - 1));
  const differences = tail.map((x) => -fit.alpha * Math.log(x / fit.xmin) - norm - rival.logDensity(x));
  const n = tail.length;
  const ratio = mean(differences) * n;
  const deviation = Math.sqrt(variance(differences, 0) * n);
  if (!(deviation > 1e-9)) return nothing(`the best ${alternative} cannot be told from the power law`, about);
  const normalised = ratio / deviation;
  const p = nested ? erfc(Math.sqrt(Math.max(0, -ratio))) : erfc(Math.abs(normalised) / Math.SQRT2);
  return found({ ratio, normalised, p, parameters: rival.parameters, fit }, about);
}

function rivalOf(alternative: Alternative, tail: Float64Array, { xmin, alpha }: PowerLaw, discrete: boolean): Rival | null {
  switch (alternative) {
    case 'exponential':
      return exponential(tail, xmin, discrete);
    case 'lognormal':
      return logNormal(tail, xmin, discrete);
    case 'stretched exponential':
      return stretchedExponential(tail, xmin, discrete);
    case 'power law with cut-off':
      return withCutoff(tail, xmin, alpha, discrete);
  }
}

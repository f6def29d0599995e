// How well the data determine the fitted parameters, from the candidates around the best one. Imports this folder.

import { localModel, radiusFor, termsOf, type LocalModel, type Sample } from './local.ts';
import { eigenOf } from './symmetric.ts';

/** What is known of one parameter, in coordinates of the unit cube. */
export interface Spread {
  /** standard error; that of a uniform distribution over the range where nothing is known */
  readonly error: number;
  /** the same if all other parameters were known */
  readonly alone: number;
}

export interface Spreads {
  readonly parameters: readonly Spread[];
  /** p × p */
  readonly correlations: Float64Array;
  readonly model: LocalModel;
}

/** Standard deviation of a uniform distribution on [0, 1]: what one knows of a parameter before it is fitted. */
export const IGNORANT = 1 / Math.sqrt(12);
/** Neighbourhood that is begun with, in the unit cube, and how many standard errors it is to hold. */
const BEGIN = 0.2;
const HOLD = 3;
const ROUNDS = 3;

/** What the deviations at the best candidate are uncertain by. */
export interface Noise {
  /** variance of the data at each point, in units of its scale squared */
  readonly data: Float64Array;
  /** deviations of single runs at the best candidate from their mean, one array a replicate */
  readonly replicates: readonly Float64Array[];
  /** replicates that a candidate of the search had */
  readonly each: number;
  /** points whose data are one run of what is modelled, with the randomness of one: 1, else 0 */
  readonly single: ArrayLike<number>;
}

/**
 * Standard errors of least squares: with J the slopes of the K deviations, C = (JᵀJ)⁻¹ Jᵀ Σ J (JᵀJ)⁻¹, Σ the variance of the data and
 * of the model's own randomness (by Student's t, as it is known from few replicates). J comes from a regression on the candidates around the best, in a neighbourhood as wide as three
 * standard errors; what the scatter of the candidates adds to JᵀJ by chance is taken off, so that a parameter without effect does not
 * look determined. Directions about which nothing is known have the variance of the whole range.
 *
 * @returns null where too few candidates were tried
 * @see McFadden, Econometrica 57:995 (1989), the method of simulated moments. doi:10.2307/1913621
 */
export function spreadsOf(samples: readonly Sample[], centre: Float64Array, noise: Noise): Spreads | null {
  return narrowing(samples, centre, (model) => {
    const p = centre.length;
    const slopes = model.slopesAt(new Float64Array(p));
    const numbers = model.scatter.length;
    const normal = new Float64Array(p * p);
    const middle = new Float64Array(p * p);
    for (let k = 0; k < numbers; k++) addOuter(normal, slopes.subarray(k * p, (k + 1) * p), 1, middle, noise.data[k]);
    const degrees = Math.max(1, noise.replicates.length - 1);
    const wider = (student(degrees) / 1.96) ** 2 / degrees;
    for (const deviations of noise.replicates) {
      const [along, alongSingle] = [new Float64Array(p), new Float64Array(p)];
      for (let k = 0; k < numbers; k++) {
        for (let d = 0; d < p; d++) {
          along[d] += slopes[k * p + d] * deviations[k];
          alongSingle[d] += slopes[k * p + d] * deviations[k] * noise.single[k];
        }
      }
      addOuter(null, along, 0, middle, wider / noise.each);
      addOuter(null, alongSingle, 0, middle, wider);
    }
    const chance = model.scatter.reduce((sum, each) => sum + each, 0) * (1 + 2 * Math.sqrt(2 / numbers));
    const freed = normal.map((value, at) => value - chance * model.slopeVariance[at]);
    return covarianceOf(freed, middle, p);
  });
}

/**
 * Where the loss cannot be told from the least one: the ellipsoid on which its quadratic approximation rises by `rise`, half its width
 * counted as 1.96 standard errors. For losses that are no sum of squares.
 *
 * @returns null where too few candidates were tried for a quadratic
 */
export function spreadsOfLoss(samples: readonly Sample[], centre: Float64Array, rise: number): Spreads | null {
  return narrowing(samples, centre, (model) => {
    if (model.order === 'linear') return null;
    const p = centre.length;
    // half the width is sqrt(2 rise (H⁻¹)ii): the covariance is 2 rise H⁻¹ / 1.96²
    const unit = (2 * rise) / 1.96 ** 2;
    const least = 2 * Math.max(...model.curvatureError);
    const { values, vectors } = eigenOf(model.curvature, p);
    const freed = new Float64Array(p * p);
    for (let j = 0; j < p; j++)
      for (let a = 0; a < p; a++)
        for (let b = 0; b < p; b++) freed[a * p + b] += (values[j] > least ? values[j] : 0) * vectors[a * p + j] * vectors[b * p + j];
    return covarianceOf(
      freed,
      freed.map((value) => value * unit),
      p,
    );
  });
}

/**
 * The 97.5 % quantile of Student's t: few replicates know their own variance badly. Within 1 % by the expansion of Cornish and Fisher
 * from three degrees of freedom on.
 *
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 26.7.5
 */
function student(degrees: number): number {
  if (degrees < 3) return degrees < 2 ? 12.706 : 4.303;
  const z = 1.959964;
  const terms = [(z ** 3 + z) / 4, (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96, (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384];
  return terms.reduce((sum, term, k) => sum + term / degrees ** (k + 1), z);
}

/** Add v vᵀ to both matrices, each with its weight. */
function addOuter(a: Float64Array | null, v: Float64Array, ofA: number, b: Float64Array, ofB: number): void {
  const p = v.length;
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      if (a) a[i * p + j] += ofA * v[i] * v[j];
      b[i * p + j] += ofB * v[i] * v[j];
    }
  }
}

interface Covariance {
  readonly matrix: Float64Array;
  readonly alone: Float64Array;
}

/** A⁻¹ B A⁻¹, but along directions in which that is wider than ignorance, or A nothing, the variance of ignorance. */
function covarianceOf(a: Float64Array, b: Float64Array, p: number): Covariance {
  const { values, vectors } = eigenOf(a, p);
  const most = Math.max(0, ...values);
  const known = values.map((value) => (value > 1e-12 * most ? value : 0));
  const inner = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      if (known[i] === 0 || known[j] === 0) continue;
      let sum = 0;
      for (let r = 0; r < p; r++) for (let s = 0; s < p; s++) sum += vectors[r * p + i] * b[r * p + s] * vectors[s * p + j];
      inner[i * p + j] = sum / (known[i] * known[j]);
    }
  }
  const shrink = Float64Array.from({ length: p }, (_, i) => Math.min(1, IGNORANT / Math.sqrt(inner[i * p + i])));
  const matrix = new Float64Array(p * p);
  for (let r = 0; r < p; r++) {
    for (let s = 0; s < p; s++) {
      for (let i = 0; i < p; i++) {
        if (known[i] === 0) matrix[r * p + s] += IGNORANT ** 2 * vectors[r * p + i] * vectors[s * p + i];
        for (let j = 0; j < p; j++)
          matrix[r * p + s] +=
            (inner[i * p + j] === 0 ? 0 : inner[i * p + j] * shrink[i] * shrink[j]) * vectors[r * p + i] * vectors[s * p + j];
      }
    }
  }
  const alone = Float64Array.from({ length: p }, (_, d) => {
    const own = a[d * p + d];
    return own > 0 ? Math.min(IGNORANT, Math.sqrt(b[d * p + d]) / own) : IGNORANT;
  });
  return { matrix, alone };
}

/** Narrow the neighbourhood until it is about as wide as what it says. */
function narrowing(samples: readonly Sample[], centre: Float64Array, look: (model: LocalModel) => Covariance | null): Spreads | null {
  const p = centre.length;
  if (p === 0) return null;
  const fewest = 3 * termsOf(p, 'quadratic');
  let found: Spreads | null = null;
  for (let round = 0, wanted = BEGIN; round < ROUNDS; round++) {
    const model = localModel(samples, centre, radiusFor(samples, centre, fewest, wanted));
    const covariance = model === null ? null : look(model);
    if (model === null || covariance === null) return found;
    const { matrix, alone } = covariance;
    const errors = Float64Array.from({ length: p }, (_, d) => Math.min(IGNORANT, Math.sqrt(Math.max(0, matrix[d * p + d]))));
    const correlations = matrix.map((value, at) => {
      const size = errors[Math.floor(at / p)] * errors[at % p];
      return size > 0 ? Math.min(1, Math.max(-1, value / size)) : 0;
    });
    found = { parameters: Array.from(errors, (error, d) => ({ error, alone: alone[d] })), correlations, model };
    wanted = Math.min(0.5 * Math.sqrt(p), HOLD * Math.max(...errors));
  }
  return found;
}

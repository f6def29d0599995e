// What a model gives near a point, from the candidates that were tried there: a regression of each of its numbers on the parameters. Imports this folder.

import { inverseOf } from './symmetric.ts';

/** A candidate: its coordinates in the unit cube of the parameters that vary, and the numbers it gave. */
export interface Sample {
  readonly at: Float64Array;
  readonly values: Float64Array;
}

/** Numbers of the model as polynomials of δ = at - centre. */
export interface LocalModel {
  readonly centre: Float64Array;
  /** half width of the neighbourhood, in the unit cube */
  readonly radius: number;
  /** candidates that have a weight */
  readonly samples: number;
  readonly order: 'quadratic' | 'linear';
  /** values at δ */
  valuesAt(delta: ArrayLike<number>): Float64Array;
  /** number by parameter: ∂ value / ∂ δ */
  slopesAt(delta: ArrayLike<number>): Float64Array;
  /** p × p: variance of the slopes of a number whose candidates scatter by 1 about its polynomial */
  readonly slopeVariance: Float64Array;
  /** variance of the candidates about the polynomial, of each number */
  readonly scatter: Float64Array;
  /** of the first number: second derivatives, p × p */
  readonly curvature: Float64Array;
  /** standard error of each of them */
  readonly curvatureError: Float64Array;
}

/** Added to the diagonal, relative: points on a line leave the rest undetermined instead of failing. */
const RIDGE = 1e-9;

/** Coefficients of a polynomial in p unknowns. */
export function termsOf(p: number, order: LocalModel['order']): number {
  return 1 + p + (order === 'quadratic' ? (p * (p + 1)) / 2 : 0);
}

/**
 * Fit polynomials about a centre by least squares with tricube weights: quadratic where there are twice as many candidates as
 * coefficients, else linear; null with fewer than two more than a linear one has. Cost O(n t² + n t K), t coefficients, K numbers.
 *
 * @param radius where the weight reaches 0, in the unit cube
 * @see Cleveland & Devlin, J. Am. Stat. Assoc. 83:596 (1988). doi:10.1080/01621459.1988.10478639
 */
export function localModel(samples: readonly Sample[], centre: Float64Array, radius: number): LocalModel | null {
  const p = centre.length;
  const near = samples.flatMap(({ at, values }) => {
    const delta = at.map((x, d) => (x - centre[d]) / radius);
    const distance = Math.hypot(...delta);
    return distance < 1 ? [{ delta, values, weight: (1 - distance ** 3) ** 3 }] : [];
  });
  const order = near.length >= 2 * termsOf(p, 'quadratic') ? 'quadratic' : 'linear';
  const t = termsOf(p, order);
  if (near.length < t + 2) return null;
  const numbers = near[0].values.length;
  const rows = near.map(({ delta }) => termsAt(delta, order));
  const normal = new Float64Array(t * t);
  const squared = new Float64Array(t * t);
  const right = new Float64Array(t * numbers);
  near.forEach(({ values, weight }, n) => {
    const row = rows[n];
    for (let i = 0; i < t; i++) {
      for (let j = 0; j < t; j++) {
        normal[i * t + j] += weight * row[i] * row[j];
        squared[i * t + j] += weight * weight * row[i] * row[j];
      }
      for (let k = 0; k < numbers; k++) right[i * numbers + k] += weight * row[i] * values[k];
    }
  });
  for (let i = 0; i < t; i++) normal[i * t + i] += RIDGE * normal[0];
  const inverse = inverseOf(normal, t);
  if (inverse === null) return null;
  const coefficients = product(inverse, right, t, numbers);
  const variance = product(product(inverse, squared, t, t), inverse, t, t);
  const total = near.reduce((sum, { weight }) => sum + weight, 0);
  let used = 0;
  for (let i = 0; i < t; i++) for (let j = 0; j < t; j++) used += inverse[i * t + j] * squared[j * t + i];
  const scatter = new Float64Array(numbers);
  near.forEach(({ values, weight }, n) => {
    for (let k = 0; k < numbers; k++) {
      let fitted = 0;
      for (let i = 0; i < t; i++) fitted += rows[n][i] * coefficients[i * numbers + k];
      scatter[k] += (weight * (values[k] - fitted) ** 2) / Math.max(1e-9, total - used);
    }
  });
  const second = secondOf(p, order, t, numbers, coefficients, variance, scatter, radius);
  return {
    centre,
    radius,
    samples: near.length,
    order,
    scatter,
    ...second,
    slopeVariance: Float64Array.from({ length: p * p }, (_, at) => {
      const [i, j] = [Math.floor(at / p) + 1, (at % p) + 1];
      return variance[i * t + j] / radius ** 2;
    }),
    valuesAt(delta) {
      const row = termsAt(scaled(delta, radius), order);
      return Float64Array.from({ length: numbers }, (_, k) => row.reduce((sum, term, i) => sum + term * coefficients[i * numbers + k], 0));
    },
    slopesAt(delta) {
      const at = scaled(delta, radius);
      const slopes = new Float64Array(numbers * p);
      for (let k = 0; k < numbers; k++)
        for (let d = 0; d < p; d++) slopes[k * p + d] = slope(coefficients, numbers, k, at, d, order) / radius;
      return slopes;
    },
  };
}

function scaled(delta: ArrayLike<number>, radius: number): Float64Array {
  return Float64Array.from(delta, (x) => x / radius);
}

/** 1, x1, …, xp, then x1²/2, x1 x2, …, x2²/2, … */
function termsAt(x: Float64Array, order: LocalModel['order']): Float64Array {
  const p = x.length;
  const row = new Float64Array(termsOf(p, order));
  row[0] = 1;
  row.set(x, 1);
  if (order === 'linear') return row;
  let at = 1 + p;
  for (let i = 0; i < p; i++) for (let j = i; j < p; j++) row[at++] = i === j ? (x[i] * x[i]) / 2 : x[i] * x[j];
  return row;
}

function slope(coefficients: Float64Array, numbers: number, k: number, x: Float64Array, d: number, order: LocalModel['order']): number {
  const p = x.length;
  let sum = coefficients[(1 + d) * numbers + k];
  if (order === 'linear') return sum;
  let at = 1 + p;
  for (let i = 0; i < p; i++) {
    for (let j = i; j < p; j++, at++) {
      if (i === d) sum += coefficients[at * numbers + k] * x[j];
      else if (j === d) sum += coefficients[at * numbers + k] * x[i];
    }
  }
  return sum;
}

/** Second derivatives of the first number with their standard errors. */
function secondOf(
  p: number,
  order: LocalModel['order'],
  t: number,
  numbers: number,
  coefficients: Float64Array,
  variance: Float64Array,
  scatter: Float64Array,
  radius: number,
): Pick<LocalModel, 'curvature' | 'curvatureError'> {
  const curvature = new Float64Array(p * p);
  const curvatureError = new Float64Array(p * p).fill(order === 'linear' ? Infinity : 0);
  if (order === 'linear') return { curvature, curvatureError };
  let at = 1 + p;
  for (let i = 0; i < p; i++) {
    for (let j = i; j < p; j++, at++) {
      curvature[i * p + j] = curvature[j * p + i] = coefficients[at * numbers] / radius ** 2;
      curvatureError[i * p + j] = curvatureError[j * p + i] = Math.sqrt(scatter[0] * variance[at * t + at]) / radius ** 2;
    }
  }
  return { curvature, curvatureError };
}

/** a (n × n) · b (n × m). */
function product(a: Float64Array, b: Float64Array, n: number, m: number): Float64Array {
  const c = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) for (let j = 0; j < m; j++) c[i * m + j] += a[i * n + k] * b[k * m + j];
  return c;
}

/**
 * The radius that holds at least `fewest` samples, and `wanted` where it may choose.
 *
 * @param wanted in the unit cube
 */
export function radiusFor(samples: readonly Sample[], centre: Float64Array, fewest: number, wanted: number): number {
  const distances = samples.map(({ at }) => Math.hypot(...at.map((x, d) => x - centre[d]))).sort((a, b) => a - b);
  const needed = distances[Math.min(distances.length, fewest) - 1] ?? 0;
  return Math.max(1e-9, 1.25 * needed, wanted);
}

/**
 * δ in the neighbourhood and the unit cube where the sum of squares of the model's numbers is least, by damped Gauss-Newton steps.
 *
 * @see Marquardt, J. SIAM 11:431 (1963). doi:10.1137/0111030
 */
export function leastSquares(model: LocalModel): Float64Array {
  const p = model.centre.length;
  const total = (delta: Float64Array): number => model.valuesAt(delta).reduce((sum, value) => sum + value * value, 0);
  let best: Float64Array = new Float64Array(p);
  let least = total(best);
  for (let step = 0, damping = 1e-3; step < 40 && damping < 1e9; step++) {
    const values = model.valuesAt(best);
    const slopes = model.slopesAt(best);
    const normal = new Float64Array(p * p);
    const gradient = new Float64Array(p);
    for (let k = 0; k < values.length; k++)
      for (let i = 0; i < p; i++) {
        gradient[i] += slopes[k * p + i] * values[k];
        for (let j = 0; j < p; j++) normal[i * p + j] += slopes[k * p + i] * slopes[k * p + j];
      }
    const trace = normal.reduce((sum, value, at) => (at % (p + 1) === 0 ? sum + value : sum), 0) / p;
    for (let i = 0; i < p; i++) normal[i * p + i] += damping * (trace || 1);
    const inverse = inverseOf(normal, p);
    if (inverse === null) return best;
    const next = held(
      best.map((x, i) => x - gradient.reduce((sum, g, j) => sum + inverse[i * p + j] * g, 0)),
      model,
    );
    const value = total(next);
    if (value < least) {
      const gained = least - value;
      [best, least, damping] = [next, value, damping / 4];
      if (gained < 1e-12 * least) break;
    } else damping *= 8;
  }
  return best;
}

/** δ in the neighbourhood and the unit cube where the first number of the model is least, by steps along the axes that halve. */
export function leastValue(model: LocalModel): Float64Array {
  let best: Float64Array = new Float64Array(model.centre.length);
  let [least] = model.valuesAt(best);
  for (let step = model.radius / 2; step > 1e-4 * model.radius;) {
    let moved = false;
    for (let d = 0; d < best.length; d++) {
      for (const way of [step, -step]) {
        const next = held(best.with(d, best[d] + way), model);
        const [value] = model.valuesAt(next);
        if (!(value < least)) continue;
        [best, least, moved] = [next, value, true];
      }
    }
    if (!moved) step /= 2;
  }
  return best;
}

/** δ moved into the neighbourhood and the unit cube. */
function held(delta: Float64Array, { centre, radius }: LocalModel): Float64Array {
  const length = Math.hypot(...delta);
  const shrink = length > radius ? radius / length : 1;
  return delta.map((x, d) => Math.min(1, Math.max(0, centre[d] + x * shrink)) - centre[d]);
}

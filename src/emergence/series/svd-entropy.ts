// Entropy of singular values: in how many directions a series moves. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { samples, wholeNumber } from './samples.ts';

export interface SvdEntropyOptions {
  /** values in a window, at least 2; default 3 */
  readonly order?: number;
  /** samples between the values of a window, at least 1; default 1 */
  readonly delay?: number;
  /** divide by log2(order); default true. Otherwise bits. */
  readonly normalised?: boolean;
}

const SWEEPS = 60; // one-sided Jacobi converges in about 6; more means that it never will

/**
 * Entropy -Σ p log2 p of the singular values of the matrix of all windows, divided by their sum (Roberts et al. 1999). The matrix is
 * not centred.
 *
 * @returns dimensionless in [0, 1] when normalised (the default), else bits; nothing when the series is shorter than order × delay or
 *   all zero. Cost O(n order²) a sweep, about six sweeps.
 * @throws LabError E_METRIC for an order below 2, a delay below 1, or values that are not finite
 * @see doi:10.1007/BF02513271
 */
export function svdEntropy(
  series: ArrayLike<number>,
  { order = 3, delay = 1, normalised = true }: SvdEntropyOptions = {},
): Measured<number> {
  const place = 'entropy of singular values';
  wholeNumber(order, 'order', place, 2);
  wholeNumber(delay, 'delay', place, 1);
  const x = samples(series, place);
  const about = {
    units: normalised ? 'dimensionless' : 'bits',
    convention: `order ${order}, delay ${delay}, windows not centred, log base 2${normalised ? ', divided by log2(order)' : ''}`,
  };
  const rows = x.length - (order - 1) * delay;
  if (rows < order) return nothing(`there are ${x.length} values and it needs ${order + (order - 1) * delay}`, about);
  const columns = Array.from({ length: order }, (_, j) => x.slice(j * delay, j * delay + rows));
  const values = singularValues(columns);
  let sum = 0;
  for (const each of values) sum += each;
  if (sum === 0) return nothing('all values are 0', about);
  let bits = 0;
  for (const each of values) if (each > 0) bits -= (each / sum) * Math.log2(each / sum);
  return found(normalised ? Math.min(1, bits / Math.log2(order)) : bits, about);
}

/**
 * Singular values of the matrix with these columns (which are overwritten), in no order, by one-sided Jacobi rotations (Hestenes 1958):
 * small ones keep their relative accuracy, which eigenvalues of the products would lose.
 */
export function singularValues(columns: readonly Float64Array[]): Float64Array {
  for (let sweep = 0, turned = true; turned && sweep < SWEEPS; sweep++) {
    turned = false;
    for (let p = 0; p < columns.length; p++) for (let q = p + 1; q < columns.length; q++) if (rotate(columns[p], columns[q])) turned = true;
  }
  return Float64Array.from(columns, (column) => Math.sqrt(dot(column, column)));
}

/** Makes two columns orthogonal; false when they were, to rounding. */
function rotate(a: Float64Array, b: Float64Array): boolean {
  const aa = dot(a, a);
  const bb = dot(b, b);
  const ab = dot(a, b);
  if (Math.abs(ab) <= 1e-15 * Math.sqrt(aa * bb)) return false;
  const zeta = (bb - aa) / (2 * ab);
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cos = 1 / Math.sqrt(1 + t * t);
  const sin = cos * t;
  for (let i = 0; i < a.length; i++) {
    const u = a[i];
    const v = b[i];
    a[i] = cos * u - sin * v;
    b[i] = sin * u + cos * v;
  }
  return true;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

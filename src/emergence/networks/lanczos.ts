// Outermost eigenvalues of large sparse symmetric matrices. Imports tridiagonal.ts.

import { outerEigenvalue } from './tridiagonal.ts';

/** A symmetric matrix by what it does, and how to look for its largest or smallest eigenvalue. */
export interface Sought {
  /** rows */
  readonly n: number;
  /** Write A x to `y`. */
  readonly apply: (x: Float64Array, y: Float64Array) => void;
  /** not orthogonal to the eigenvector sought; any length > 0 */
  readonly start: Float64Array;
  readonly largest: boolean;
  /** eigenvectors whose entries are all equal are left out */
  readonly centred: boolean;
  /** residual at most, in the units of A, > 0 */
  readonly tolerance: number;
  /** steps at most */
  readonly steps: number;
}

/** What was found after how many steps; the eigenvalue lies within `residual` of an eigenvalue of A. */
export interface Ritz {
  readonly value: number;
  readonly residual: number;
  readonly steps: number;
}

/**
 * The largest or smallest eigenvalue by Lanczos' method without reorthogonalisation: rounding lets copies of eigenvalues appear that have
 * converged, which does the outermost no harm. Stops when the residual is at most `tolerance`, or after `steps`: O(m) each, memory O(n +
 * steps).
 *
 * @see Lanczos, J. Res. NBS 45:255 (1950), doi:10.6028/jres.045.026; Paige, Linear Algebra Appl. 34:235 (1980),
 * doi:10.1016/0024-3795(80)90167-6
 */
export function lanczos({ n, apply, start, largest, centred, tolerance, steps }: Sought): Ritz {
  let before = new Float64Array(n);
  let now = start.slice();
  if (centred) centre(now);
  scale(now, 1 / length(now));
  let next = new Float64Array(n);
  const alpha: number[] = [];
  const beta: number[] = [];
  let check = 1;
  for (let k = 1; ; k++) {
    apply(now, next);
    const along = dot(now, next);
    const back = k > 1 ? beta[k - 2] : 0;
    for (let i = 0; i < n; i++) next[i] -= along * now[i] + back * before[i];
    if (centred) centre(next);
    const rest = length(next);
    alpha.push(along);
    if (k >= check || k === steps || rest <= tolerance) {
      const { value, last } = outerEigenvalue(alpha, beta, k, largest);
      if (rest * last <= tolerance || k === steps) return { value, residual: rest * last, steps: k };
      check = Math.ceil(k * 1.1);
    }
    beta.push(rest);
    scale(next, 1 / rest);
    [before, now, next] = [now, next, before];
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function length(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function scale(a: Float64Array, by: number): void {
  for (let i = 0; i < a.length; i++) a[i] *= by;
}

/** Take away the mean. */
function centre(a: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i];
  const mean = sum / a.length;
  for (let i = 0; i < a.length; i++) a[i] -= mean;
}

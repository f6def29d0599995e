// The outermost eigenvalue of a symmetric tridiagonal matrix. Imports nothing.

/** An eigenvalue with the size of the last component of its unit eigenvector. */
export interface OuterEigenvalue {
  readonly value: number;
  readonly last: number;
}

/**
 * The largest or smallest eigenvalue of the symmetric tridiagonal matrix of diagonal `alpha` and off-diagonal `beta`, first `k` rows, to
 * rounding: by bisection on the number of negative pivots; the eigenvector by a twisted factorisation. O(60 k).
 *
 * @param beta beta[i] joins rows i and i + 1
 * @param k ≥ 1
 * @see Parlett, The Symmetric Eigenvalue Problem (1998), doi:10.1137/1.9781611971163; Parlett & Dhillon, Linear Algebra Appl. 267:247
 * (1997), doi:10.1016/S0024-3795(97)80053-5
 */
export function outerEigenvalue(alpha: ArrayLike<number>, beta: ArrayLike<number>, k: number, largest: boolean): OuterEigenvalue {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < k; i++) {
    const around = (i > 0 ? Math.abs(beta[i - 1]) : 0) + (i < k - 1 ? Math.abs(beta[i]) : 0);
    low = Math.min(low, alpha[i] - around);
    high = Math.max(high, alpha[i] + around);
  }
  const sought = largest ? k : 1; // the value below which there are so many eigenvalues
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (below(alpha, beta, k, middle) >= sought) high = middle;
    else low = middle;
  }
  const value = (low + high) / 2;
  return { value, last: lastComponent(alpha, beta, k, value) };
}

/** A pivot that is zero would divide by zero; the least number moves the matrix by less than rounding. */
const LEAST = 1e-300;

/** Eigenvalues below `x`: by Sylvester's law, the negative pivots of T - x. */
function below(alpha: ArrayLike<number>, beta: ArrayLike<number>, k: number, x: number): number {
  let count = 0;
  let pivot = 1;
  for (let i = 0; i < k; i++) {
    pivot = alpha[i] - x - (i > 0 ? (beta[i - 1] * beta[i - 1]) / pivot : 0);
    if (pivot === 0) pivot = -LEAST;
    if (pivot < 0) count++;
  }
  return count;
}

/** |last component| of the unit eigenvector to `x`: pivots from the top and from the bottom meet where the eigenvector is large. */
function lastComponent(alpha: ArrayLike<number>, beta: ArrayLike<number>, k: number, x: number): number {
  const down = new Float64Array(k);
  const up = new Float64Array(k);
  for (let i = 0; i < k; i++) down[i] = alpha[i] - x - (i > 0 ? (beta[i - 1] * beta[i - 1]) / down[i - 1] : 0) || LEAST;
  for (let i = k - 1; i >= 0; i--) up[i] = alpha[i] - x - (i < k - 1 ? (beta[i] * beta[i]) / up[i + 1] : 0) || LEAST;
  let twist = 0;
  let least = Infinity;
  for (let i = 0; i < k; i++) {
    const gap = Math.abs(down[i] + up[i] - (alpha[i] - x));
    if (gap < least) [least, twist] = [gap, i];
  }
  let squares = 1;
  let each = 1;
  for (let i = twist - 1; i >= 0; i--) {
    each *= -beta[i] / down[i];
    squares += each * each;
  }
  each = 1;
  for (let i = twist + 1; i < k; i++) {
    each *= -beta[i - 1] / up[i];
    squares += each * each;
  }
  return Math.abs(each) / Math.sqrt(squares);
}

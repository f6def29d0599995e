// How columns vary together, and the determinants of parts of it. Imports nothing.

/** A pivot is the part of a column's variance that the columns before it leave unexplained; below this it is rounding. */
const SINGULAR = 1e-12;

/** Correlations and scales of columns. */
export interface Correlation {
  readonly size: number;
  /** rows behind it */
  readonly count: number;
  /** size × size, row by row, 1 on the diagonal */
  readonly matrix: Float64Array;
  /** sample standard deviation (divisor N - 1) of each column; 0 for a column whose values are all equal */
  readonly deviations: Float64Array;
}

/**
 * Correlations of columns of one length N >= 2, each centred by its own mean first. O(columns² N).
 */
export function correlationOf(columns: readonly Float64Array[]): Correlation {
  const size = columns.length;
  const count = columns[0].length;
  const scaled = columns.map(standardised);
  const matrix = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    matrix[a * size + a] = 1;
    for (let b = 0; b < a; b++) matrix[a * size + b] = matrix[b * size + a] = product(scaled[a].values, scaled[b].values) / (count - 1);
  }
  return { size, count, matrix, deviations: Float64Array.from(scaled, ({ deviation }) => deviation) };
}

/** A column less its mean, over its sample standard deviation (divisor N - 1); all 0 with deviation 0 if its values are equal. */
export function standardised(column: Float64Array): { readonly values: Float64Array; readonly deviation: number } {
  const count = column.length;
  const values = new Float64Array(count);
  const scale = scaleOf(column);
  if (scale === 0) return { values, deviation: 0 };
  const first = column[0] * scale;
  let sum = 0;
  for (let t = 0; t < count; t++) sum += column[t] * scale - first; // the shift keeps the digits of a small spread around a large value
  const mean = sum / count;
  let squares = 0;
  for (let t = 0; t < count; t++) {
    const value = column[t] * scale - first - mean;
    values[t] = value;
    squares += value * value;
  }
  const deviation = Math.sqrt(squares / (count - 1));
  for (let t = 0; t < count; t++) values[t] /= deviation;
  return { values, deviation: deviation / scale };
}

/** A power of two that keeps squares of differences within the range of numbers: 1 but for extreme columns; 0 if all values are equal. */
function scaleOf(column: Float64Array): number {
  let least = Infinity;
  let greatest = -Infinity;
  for (let t = 0; t < column.length; t++) {
    if (column[t] < least) least = column[t];
    if (column[t] > greatest) greatest = column[t];
  }
  if (!(least < greatest)) return 0;
  const half = greatest / 2 - least / 2;
  return half > 1e-100 && half < 1e100 ? 1 : 2 ** Math.max(-1000, Math.min(1000, -Math.floor(Math.log2(half))));
}

/** Sum of products, in four lanes. */
export function product(a: Float64Array, b: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let t = 0;
  for (; t + 3 < a.length; t += 4) {
    s0 += a[t] * b[t];
    s1 += a[t + 1] * b[t + 1];
    s2 += a[t + 2] * b[t + 2];
    s3 += a[t + 3] * b[t + 3];
  }
  for (; t < a.length; t++) s0 += a[t] * b[t];
  return s0 + s1 + (s2 + s3);
}

/**
 * Correlations of named columns of one length, or why there are none: fewer rows than columns and one more, or a constant column.
 */
export function correlated(columns: readonly Float64Array[], names: readonly string[]): Correlation | { readonly reason: string } {
  const count = columns[0].length;
  const least = columns.length + 1;
  if (count < least) return { reason: `${count} rows are too few for ${columns.length} columns: at least ${least} are needed` };
  const correlation = correlationOf(columns);
  const constant = correlation.deviations.indexOf(0);
  return constant < 0 ? correlation : { reason: `all values of ${names[constant]} are equal` };
}

/**
 * Cholesky's pivots of the rows and columns `order` of a symmetric matrix, in that order: pivot p is the variance of column order[p]
 * given those before it, and their product is the determinant. O(n³).
 *
 * @param matrix correlations, size × size
 * @param factor n × n numbers of scratch, n = order.length
 * @param pivots n numbers, written
 * @returns false if a pivot is below 1e-12: a column is constant or a linear function of those before it
 */
export function pivotsInto(
  matrix: Float64Array,
  size: number,
  order: ArrayLike<number>,
  factor: Float64Array,
  pivots: Float64Array,
): boolean {
  const n = order.length;
  for (let r = 0; r < n; r++) {
    const row = order[r] * size;
    let pivot = matrix[row + order[r]];
    for (let c = 0; c < r; c++) {
      let value = matrix[row + order[c]];
      for (let m = 0; m < c; m++) value -= factor[r * n + m] * factor[c * n + m];
      value /= factor[c * n + c];
      factor[r * n + c] = value;
      pivot -= value * value;
    }
    if (!(pivot >= SINGULAR)) return false;
    pivots[r] = pivot;
    factor[r * n + r] = Math.sqrt(pivot);
  }
  return true;
}

/** {@link pivotsInto} with arrays of its own, of all columns in turn unless `order` says otherwise; null where it says false. */
export function pivotsOf(
  { matrix, size }: Correlation,
  order: readonly number[] = Array.from({ length: size }, (_, i) => i),
): Float64Array | null {
  const pivots = new Float64Array(order.length);
  return pivotsInto(matrix, size, order, new Float64Array(order.length ** 2), pivots) ? pivots : null;
}

/** Sum of the logarithms (nats) of values [from, to). */
export function logSum(values: Float64Array, from = 0, to = values.length): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.log(values[i]);
  return sum;
}

// Kendall's rank correlation. Imports errors, measure and series.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { constant, samples } from '../series/samples.ts';

/**
 * Kendall's τ-b: (concordant - discordant pairs) / √((pairs untied in x)(pairs untied in y)), by a merge sort that counts inversions
 * (Knight 1966). Cost O(n log n).
 *
 * @returns dimensionless in [-1, 1]; nothing when x or y is constant or has fewer than 2 values
 * @throws LabError E_METRIC when the lengths differ or values are not finite
 * @see doi:10.1093/biomet/33.3.239, doi:10.1080/01621459.1966.10480879
 */
export function kendall(x: ArrayLike<number>, y: ArrayLike<number>): Measured<number> {
  const about = { units: 'dimensionless', convention: "Kendall's tau-b, ties taken into account" };
  if (x.length !== y.length)
    throw new LabError('E_METRIC', `Kendall's tau needs two series of one length, but got ${x.length} and ${y.length}. Pair their values.`);
  const a = samples(x, "Kendall's tau");
  const b = samples(y, "Kendall's tau");
  if (constant(a) || constant(b)) return nothing('all values of one series are equal', about);
  const n = a.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => a[i] - a[j] || b[i] - b[j]);
  const byX = Float64Array.from(order, (i) => b[i]);
  let both = 0;
  for (let from = 0, k = 1; k <= n; k++) {
    if (k < n && a[order[k]] === a[order[from]] && byX[k] === byX[from]) continue;
    both += pairs(k - from);
    from = k;
  }
  const tiedX = tied(Float64Array.from(order, (i) => a[i]));
  const swaps = inversions(byX); // sorts byX
  const tiedY = tied(byX);
  const all = pairs(n);
  const score = all - tiedX - tiedY + both - 2 * swaps;
  return found(Math.max(-1, Math.min(1, score / Math.sqrt(all - tiedX) / Math.sqrt(all - tiedY))), about);
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}

/** Pairs of equal values in sorted ones. */
function tied(sorted: Float64Array): number {
  let sum = 0;
  for (let from = 0, k = 1; k <= sorted.length; k++) {
    if (k < sorted.length && sorted[k] === sorted[from]) continue;
    sum += pairs(k - from);
    from = k;
  }
  return sum;
}

/** Sorts `values` in place and counts pairs i < j with values[i] > values[j]. */
function inversions(values: Float64Array): number {
  const n = values.length;
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(n);
  let count = 0;
  for (let width = 1; width < n; width *= 2) {
    for (let lo = 0; lo < n; lo += 2 * width) {
      const middle = Math.min(n, lo + width);
      const hi = Math.min(n, lo + 2 * width);
      let i = lo;
      let j = middle;
      for (let k = lo; k < hi; k++) {
        if (j >= hi || (i < middle && from[i] <= from[j])) to[k] = from[i++];
        else {
          count += middle - i;
          to[k] = from[j++];
        }
      }
    }
    [from, to] = [to, from];
  }
  values.set(from);
  return count;
}

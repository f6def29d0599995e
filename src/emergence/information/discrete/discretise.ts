// Values turned into symbols 0, 1, …, which the other metrics of this folder read. Imports measure.ts.

import { LabError } from '../../../errors.ts';
import { found, nothing, type Measured } from '../../measure.ts';
import { whole } from './states.ts';

type Symbols = Measured<Int32Array>;

const UNITS = 'symbols';

function checkValues(series: ArrayLike<number>): void {
  for (let t = 0; t < series.length; t++) {
    if (!Number.isFinite(series[t]))
      throw new LabError(
        'E_METRIC',
        `series[${t}] must be a finite number, but got ${series[t]}. Leave out or replace missing values first.`,
      );
  }
}

/**
 * Bins of equal width from the smallest value to the largest; a value on a border belongs to the bin above, the largest to the last. O(N).
 *
 * @param bins >= 1, no default
 * @returns symbols 0 … bins − 1; nothing for an empty series or one whose values are all equal
 * @throws LabError E_METRIC for values that are not finite, and bins that are no positive integer
 */
export function equalWidth(series: ArrayLike<number>, { bins }: { readonly bins: number }): Symbols {
  whole(bins, 'bins', 1);
  checkValues(series);
  let least = Infinity;
  let most = -Infinity;
  for (let t = 0; t < series.length; t++) {
    least = Math.min(least, series[t]);
    most = Math.max(most, series[t]);
  }
  const about = { units: UNITS, convention: `${bins} bins of equal width over [${least}, ${most}]` };
  if (series.length === 0) return nothing('the series is empty', { units: UNITS, convention: `${bins} bins of equal width` });
  if (least === most) return nothing(`all values are ${least}: there is no width to divide`, about);
  const width = most / bins - least / bins; // the difference itself may be beyond the largest number
  return found(
    Int32Array.from(series, (value) => Math.min(bins - 1, Math.floor(value / width - least / width))),
    about,
  );
}

/**
 * Bins that hold about as many values each, by rank: a value that has r smaller ones goes to bin ⌊r · bins / N⌋. Equal values stay
 * together, so that with many of them bins may be uneven or empty. O(N log N).
 *
 * @param bins >= 1, no default
 * @returns symbols 0 … bins − 1; nothing for an empty series
 * @throws LabError E_METRIC for values that are not finite, and bins that are no positive integer
 */
export function equalFrequency(series: ArrayLike<number>, { bins }: { readonly bins: number }): Symbols {
  whole(bins, 'bins', 1);
  checkValues(series);
  const about = { units: UNITS, convention: `${bins} bins of equal frequency, equal values in one bin` };
  const n = series.length;
  if (n === 0) return nothing('the series is empty', about);
  const sorted = Float64Array.from(series).sort();
  return found(
    Int32Array.from(series, (value) => Math.floor((below(sorted, value) * bins) / n)),
    about,
  );
}

/**
 * The number of thresholds below a value: with one threshold θ, 0 for values <= θ and 1 for values > θ. O(N log thresholds).
 *
 * @param thresholds strictly increasing, finite, at least one
 * @returns symbols 0 … thresholds; nothing for an empty series
 * @throws LabError E_METRIC for values that are not finite, and thresholds that do not increase
 */
export function atThresholds(series: ArrayLike<number>, { thresholds }: { readonly thresholds: ArrayLike<number> }): Symbols {
  const limits = Float64Array.from(thresholds);
  limits.forEach((limit, i) => {
    if (!Number.isFinite(limit) || (i > 0 && !(limit > limits[i - 1])))
      throw new LabError(
        'E_METRIC',
        `thresholds must increase and be finite, but thresholds[${i}] is ${limit}. Sort them and leave out repeats.`,
      );
  });
  whole(limits.length, 'the number of thresholds', 1);
  checkValues(series);
  const about = { units: UNITS, convention: `thresholds ${limits.join(', ')}; a value on a threshold belongs below it` };
  if (series.length === 0) return nothing('the series is empty', about);
  return found(
    Int32Array.from(series, (value) => below(limits, value)),
    about,
  );
}

/**
 * The distinct values in increasing order become 0, 1, …: for series of few values, such as spins −1 and 1. O(N log N).
 *
 * @returns nothing for an empty series
 * @throws LabError E_METRIC for values that are not finite
 */
export function relabel(series: ArrayLike<number>): Symbols {
  checkValues(series);
  const distinct = [...new Set(Array.from(series, (value) => value + 0))].sort((a, b) => a - b);
  const about = { units: UNITS, convention: `${distinct.length} distinct values in increasing order` };
  if (series.length === 0) return nothing('the series is empty', about);
  const symbol = new Map(distinct.map((value, i) => [value, i]));
  return found(
    Int32Array.from(series, (value) => symbol.get(value + 0) ?? 0),
    about,
  );
}

/** How many of the sorted values are below `value`. */
function below(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

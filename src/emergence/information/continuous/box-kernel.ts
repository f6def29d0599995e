// Transfer entropy with probabilities from a box kernel. Imports errors and measure.ts.

import { LabError, refuseUnknown } from '../../../errors.ts';
import type { Measured } from '../../measure.ts';
import { found, nothing } from '../../measure.ts';
import { standardised } from './covariance.ts';
import type { Embedding, Series } from './embedding.ts';
import { EMBEDDING_OPTIONS, embed, whole } from './embedding.ts';
import { counting, inclusive } from './neighbourhood.ts';

export interface BoxKernelOptions extends Embedding {
  /** half the side of the box, in standard deviations of each series (divisor N - 1), or in the series' own unit; no default */
  readonly width: number;
  /** widths are in standard deviations, default true */
  readonly normalise?: boolean;
  /** rows at most so far away are not counted, default 0: all are, the row itself too */
  readonly theiler?: number;
}

/**
 * Transfer entropy of Schreiber (2000) with kernel probabilities, bits: the mean over rows of log2(n_all n_past / (n_(past,source)
 * n_(next,past))), where n counts the rows that differ by at most the width in each of the columns, the row itself included. It depends
 * much on the width and is biased upwards; compare it with surrogates. O(N log N) and more the more rows lie on the border of a box.
 *
 * @param source T values; @param target T values
 * @param options width, and k = tau = l = sourceTau = delay = 1, given = none, normalise = true, theiler = 0. The standard deviation of a
 *   series is that of its newest past column: with k = l = delay = 1 of all values but the last
 * @returns nothing for a constant series or too few rows
 * @throws LabError E_METRIC for series of different lengths, values that are not finite, and options out of range
 * @see Schreiber, PRL 85:461 (2000). doi:10.1103/PhysRevLett.85.461
 */
export function boxKernelTransferEntropy(source: Series, target: Series, options: BoxKernelOptions): Measured<number> {
  refuseUnknown('E_METRIC', 'boxKernelTransferEntropy', options, [...EMBEDDING_OPTIONS, 'width', 'normalise', 'theiler']);
  const { width, normalise = true, theiler = 0 } = options;
  whole(theiler, 'theiler', 0);
  if (!(width > 0 && width < Infinity))
    throw new LabError('E_METRIC', `width must be a number above 0, but got ${width}. 0.5 standard deviations are common.`);
  const { next, past, source: from, given, words } = embed(source, target, options);
  const about = {
    units: 'bits',
    convention:
      `box kernel, |difference| <= ${width} ${normalise ? 'standard deviations (divisor N - 1) of each series' : 'in the unit of the series'}, the row ` +
      `itself counted, ${theiler > 0 ? `rows within ${theiler} left out` : 'no Theiler window'}; ${words}`,
  };
  const rows = next[0].length;
  if (rows < 2) return nothing(`${rows} rows are too few: at least 2 are needed`, about);
  const scales = [past[0], from[0], ...given].map((column) => (normalise ? standardised(column).deviation : 1));
  if (scales.includes(0)) return nothing('all values of one series are equal', about);
  const [ofTarget, ofSource, ...ofGiven] = scales.map((scale) => inclusive(new Float64Array(rows).fill(width * scale)));
  const columns = [...next, ...past, ...given, ...from];
  const widths = [...[...next, ...past].map(() => ofTarget), ...ofGiven, ...from.map(() => ofSource)];
  const count = counting(columns, widths, theiler);
  const known = Array.from({ length: past.length + given.length }, (_, i) => i + 1);
  const sources = from.map((_, i) => known.length + 1 + i);
  const all = count([0, ...known, ...sources]);
  const [base, withSource, withNext] = [count(known), count([...known, ...sources]), count([0, ...known])];
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += Math.log2(((all[i] + 1) * (base[i] + 1)) / ((withSource[i] + 1) * (withNext[i] + 1)));
  return found(sum / rows, about);
}

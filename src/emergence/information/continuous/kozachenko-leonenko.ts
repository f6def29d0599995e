// Differential entropy from distances to nearest neighbours. Imports errors, measure.ts and special.ts.

import { refuseUnknown } from '../../../errors.ts';
import type { Measured } from '../../measure.ts';
import { found, nothing } from '../../measure.ts';
import { digamma, lgamma } from '../../special.ts';
import type { Series } from './embedding.ts';
import { columnsOf, whole } from './embedding.ts';
import { kdTree } from './kd-tree.ts';
import { nearestSquaresInto } from './nearest-euclidean.ts';

/**
 * Differential entropy of d variables, nats: ψ(N) - ψ(K) + ln V_d + d <ln ε>, ε the Euclidean distance of a row to its K-th nearest other
 * one and V_d = π^(d/2) / Γ(d/2 + 1) the volume of the unit ball. It may be negative and moves with the units of the series.
 * O(N log N) for well spread rows.
 *
 * @param xs d series of N values each, N > K; not scaled
 * @param options neighbours: K, default 1
 * @returns nothing if a row equals K others (the entropy is then minus infinity) or if there are too few rows
 * @throws LabError E_METRIC for series of different lengths, values that are not finite, or K below 1
 * @see Kozachenko & Leonenko, Problems Inform. Transmission 23:95-101 (1987); with K: Goria et al., J. Nonparametric Statistics
 *   17:277 (2005). doi:10.1080/104852504200026815
 */
export function kozachenkoLeonenkoEntropy(xs: readonly Series[], options: { readonly neighbours?: number } = {}): Measured<number> {
  refuseUnknown('E_METRIC', 'kozachenkoLeonenkoEntropy', options, ['neighbours']);
  const neighbours = whole(options.neighbours ?? 1, 'neighbours', 1);
  const columns = columnsOf(xs, 'xs');
  const about = {
    units: 'nats',
    convention: `Kozachenko-Leonenko estimator, neighbour ${neighbours}, Euclidean norm, columns as given, natural logarithm`,
  };
  const rows = columns[0].length;
  if (rows <= neighbours)
    return nothing(`${rows} rows are too few for neighbour ${neighbours}: at least ${neighbours + 1} are needed`, about);
  const tree = kdTree(columns);
  const best = new Float64Array(neighbours);
  let sum = 0;
  let equal = 0;
  for (let place = 0; place < rows; place++) {
    nearestSquaresInto(tree, place, best);
    if (best[neighbours - 1] === 0) equal++;
    else sum += Math.log(best[neighbours - 1]) / 2;
  }
  if (equal > 0)
    return nothing(`${equal} of ${rows} rows equal ${neighbours} others in every column, so the entropy is minus infinity`, about);
  const d = columns.length;
  const volume = (d / 2) * Math.log(Math.PI) - lgamma(d / 2 + 1);
  return found(digamma(rows) - digamma(neighbours) + volume + (d * sum) / rows, about);
}

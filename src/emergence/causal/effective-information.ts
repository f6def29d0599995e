// Effective information of a Markov chain: what setting its state at random says about the next one. Imports measure.ts.

import { found, nothing, type About, type Measured } from '../measure.ts';
import { bitsOf } from '../information/discrete/entropy.ts';
import { checkTransitions, type TransitionMatrix } from './transition-matrix.ts';

const ABOUT: About = { units: 'bits', convention: 'intervention uniform over all states, log base 2' };

/**
 * Effective information EI = mean over rows of KL(row ‖ mean row) = Σij Tij log2(Tij / T̄j) / n, bits, in [0, log2 n]. O(n²).
 *
 * @param matrix n × n, rows with sum 1
 * @throws LabError E_METRIC for what is no transition matrix
 * @see Hoel, Albantakis & Tononi, PNAS 110:19790-19795 (2013). doi:10.1073/pnas.1314922110
 */
export function effectiveInformation(matrix: TransitionMatrix): Measured<number> {
  checkTransitions(matrix);
  return found(effectiveBits(matrix), ABOUT);
}

/** {@link effectiveInformation} of what is known to be a transition matrix. */
export function effectiveBits(matrix: TransitionMatrix): number {
  const mean = meanRow(matrix);
  let sum = 0;
  for (const row of matrix) {
    for (let j = 0; j < row.length; j++) if (row[j] > 0) sum += row[j] * Math.log2(row[j] / mean[j]);
  }
  return Math.max(0, sum / matrix.length);
}

function meanRow(matrix: TransitionMatrix): Float64Array {
  const mean = new Float64Array(matrix.length);
  for (const row of matrix) for (let j = 0; j < row.length; j++) mean[j] += row[j] / matrix.length;
  return mean;
}

/** Where effective information comes from and where it is lost; all in [0, 1]. */
export interface Effectiveness {
  /** 1 − mean row entropy / log2 n: 1 when each state has one successor */
  readonly determinism: number;
  /** 1 − entropy of the mean row / log2 n: 1 when all states lead to one */
  readonly degeneracy: number;
  /** determinism − degeneracy = EI / log2 n */
  readonly effectiveness: number;
}

/**
 * Determinism, degeneracy and effectiveness of a Markov chain, dimensionless, each in [0, 1]. O(n²).
 *
 * @returns nothing for a single state, whose log2 n is 0
 * @throws LabError E_METRIC for what is no transition matrix
 * @see Hoel, Albantakis & Tononi, PNAS 110:19790-19795 (2013). doi:10.1073/pnas.1314922110
 */
export function effectivenessOf(matrix: TransitionMatrix): Measured<Effectiveness> {
  checkTransitions(matrix);
  const about = { units: 'dimensionless', convention: `${ABOUT.convention}, parts of log2 n` };
  if (matrix.length === 1) return nothing('one state alone has no alternative: log2 n is 0', about);
  const most = Math.log2(matrix.length);
  const rows = matrix.reduce((sum, row) => sum + bitsOf(row), 0) / matrix.length;
  const determinism = unit(1 - rows / most);
  const degeneracy = unit(1 - bitsOf(meanRow(matrix)) / most);
  return found({ determinism, degeneracy, effectiveness: unit(effectiveBits(matrix) / most) }, about);
}

/** Rounding may lead a hair outside of [0, 1]. */
const unit = (value: number): number => Math.min(1, Math.max(0, value));

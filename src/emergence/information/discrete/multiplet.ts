// How several variables depend on each other all at once: total and dual total correlation, O- and S-information. Imports measure.ts.

import { LabError, refuseUnknown } from '../../../errors.ts';
import { found, nothing, type Measured } from '../../measure.ts';
import { checkDistribution } from './entropy.ts';
import { entropyOfStates, nothingKnown, PLUG_IN } from './information.ts';
import { joined, symbolsOf, whole, type Series, type States } from './states.ts';

export interface MultipletOptions {
  /** probability of each row, with sum 1: the rows are then the outcomes of a known distribution; rows count equally when left out */
  readonly weights?: ArrayLike<number>;
}

/** Bits of the joint state, of each variable, and of all but each. */
interface Entropies {
  readonly all: number;
  readonly each: readonly number[];
  readonly others: readonly number[];
}

type Combine = (entropies: Entropies) => number;

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const totalOf: Combine = ({ all, each }) => sum(each) - all;
const dualOf: Combine = ({ all, others }) => sum(others) - (others.length - 1) * all;

/**
 * Total correlation (multi-information) Σ H(Xi) − H(X1 … Xn), bits, >= 0: 0 where all are independent. O(N n).
 *
 * @param series n >= 2 series of N symbols (or n columns of outcomes, see `weights`)
 * @returns nothing for empty series
 * @throws LabError E_METRIC for fewer than two series, different lengths, what is no symbol, and weights that are no distribution
 * @see Watanabe, IBM J. Res. Dev. 4:66-82 (1960). doi:10.1147/rd.41.0066
 */
export function totalCorrelation(series: readonly Series[], options: MultipletOptions = {}): Measured<number> {
  return combined('totalCorrelation', 'Σ H(Xi) - H(X)', series, options, (entropies) => Math.max(0, totalOf(entropies)));
}

/**
 * Dual total correlation (binding information) H(X1 … Xn) − Σ H(Xi | the others), bits, >= 0. O(N n). As {@link totalCorrelation}.
 *
 * @see Han, Inf. Control 36:133-156 (1978). doi:10.1016/S0019-9958(78)90275-9
 */
export function dualTotalCorrelation(series: readonly Series[], options: MultipletOptions = {}): Measured<number> {
  return combined('dualTotalCorrelation', 'H(X) - Σ H(Xi | others)', series, options, (entropies) => Math.max(0, dualOf(entropies)));
}

/**
 * O-information, total correlation less dual total correlation, bits: above 0 redundancy prevails, below 0 synergy; 0 for two variables.
 * O(N n). As {@link totalCorrelation}.
 *
 * @see Rosas, Mediano, Gastpar & Jensen, Phys. Rev. E 100:032305 (2019). doi:10.1103/PhysRevE.100.032305
 */
export function oInformation(series: readonly Series[], options: MultipletOptions = {}): Measured<number> {
  return combined('oInformation', 'TC - DTC, negative where synergy prevails', series, options, (e) => totalOf(e) - dualOf(e));
}

/** S-information, total correlation plus dual total correlation, bits, >= 0. O(N n). As {@link oInformation}. */
export function sInformation(series: readonly Series[], options: MultipletOptions = {}): Measured<number> {
  return combined('sInformation', 'TC + DTC', series, options, (entropies) => Math.max(0, totalOf(entropies) + dualOf(entropies)));
}

function combined(name: string, formula: string, series: readonly Series[], options: MultipletOptions, combine: Combine): Measured<number> {
  refuseUnknown('E_METRIC', name, options, ['weights']);
  whole(series.length, `the number of series of ${name}`, 2);
  const { states } = symbolsOf(
    series,
    series.map((_, i) => `series[${i}]`),
  );
  const { weights } = options;
  const about = { units: 'bits', convention: `${weights ? 'probabilities as given, log base 2' : PLUG_IN}; ${formula}` };
  if (series[0].length === 0) return nothing('the series are empty', about);
  if (weights) checkWeights(weights, series[0].length);
  return found(combine(entropiesOf(states, weights)), about);
}

function checkWeights(weights: ArrayLike<number>, rows: number): void {
  checkDistribution(weights, 'weights');
  if (weights.length !== rows)
    throw new LabError('E_METRIC', `weights has ${weights.length} values for ${rows} rows. Give one probability for each row.`);
}

/** All but one are joined from what stands before it and what stands after it. */
function entropiesOf(states: readonly States[], weights: ArrayLike<number> | undefined): Entropies {
  const none = nothingKnown(states[0].code.length);
  const bits = (each: States): number => (weights ? weightedEntropy(each, weights) : entropyOfStates(each));
  const after = [none];
  for (let i = states.length - 1; i >= 0; i--) after.push(joined(states[i], after[after.length - 1]));
  const others: number[] = [];
  let before = none;
  states.forEach((each, i) => {
    others.push(bits(joined(before, after[states.length - 1 - i])));
    before = joined(before, each);
  });
  return { all: bits(before), each: states.map(bits), others };
}

function weightedEntropy({ code, size }: States, weights: ArrayLike<number>): number {
  const p = new Float64Array(size);
  for (let t = 0; t < code.length; t++) p[code[t]] += weights[t];
  let bits = 0;
  for (const each of p) if (each > 0) bits -= each * Math.log2(each);
  return bits;
}

// Integrated information decomposition of two variables into sixteen atoms. Imports measure.ts and the information folder.
// Past (x, y), future (a, b). An atom is how information was carried before → how it is carried after: r by both alike, x by x (a) alone,
// y by y (b) alone, s by both together only. "xts" was in x alone and is in both together only.

import { LabError, refuseUnknown } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { columnsOf, lagged } from '../information/continuous/embedding.ts';
import { symbolsOf, whole } from '../information/discrete/states.ts';
import type { Estimator } from './emergence-criteria.ts';
import { discretePointwise, gaussianPointwise, type Pointwise } from './pointwise.ts';

/** 'mmi': the smallest mutual information, taken over time. 'ccs': common change in surprisal, moment by moment. */
export type Redundancy = 'mmi' | 'ccs';

export interface PhiIdOptions {
  readonly estimator: Estimator;
  readonly redundancy: Redundancy;
}

/** Atoms by name: carrier before, "t", carrier after. */
export interface PhiIdAtoms {
  readonly rtr: number;
  readonly rtx: number;
  readonly rty: number;
  readonly rts: number;
  readonly xtr: number;
  readonly xtx: number;
  readonly xty: number;
  readonly xts: number;
  readonly ytr: number;
  readonly ytx: number;
  readonly yty: number;
  readonly yts: number;
  readonly str: number;
  readonly stx: number;
  readonly sty: number;
  readonly sts: number;
}

/**
 * The sixteen atoms of I(x, y now; x, y `lag` steps later), of which they are the sum. Atoms may be below 0: unique and synergistic ones
 * follow from redundancy by subtraction. O(N).
 *
 * @param x N values: symbols for 'discrete' (plug-in, bits), finite numbers for 'gaussian' (nats); @param y likewise
 * @param options lag = 1; estimator and redundancy have no default, as published values differ by them
 * @returns nothing when there are too few values, or ('gaussian') when one is constant or a linear function of the others
 * @throws LabError E_METRIC for different lengths, what is no symbol or no finite number, a lag below 1, unknown options
 * @see Mediano, Rosas et al., "Towards an extended taxonomy of information dynamics via integrated information decomposition" (2021). arXiv:2109.13186
 * @see Ince, Entropy 19:318 (2017), on common change in surprisal. doi:10.3390/e19070318
 */
export function phiId(x: ArrayLike<number>, y: ArrayLike<number>, options: PhiIdOptions & { readonly lag?: number }): Measured<PhiIdAtoms> {
  refuseUnknown('E_METRIC', 'phiId', options, ['lag', 'estimator', 'redundancy']);
  const { lag = 1, estimator, redundancy } = options;
  whole(lag, 'lag', 1);
  const [first, second] = columnsOf([x, y], 'the series');
  const windows = [first, second].map((each) => ({ past: lagged(each, lag, lag), future: lagged(each, 0, lag) }));
  const [a, b] = windows;
  const atoms = phiIdOf([a.past, b.past], [a.future, b.future], { estimator, redundancy });
  return { ...atoms, convention: `${atoms.convention}, lag ${lag}` };
}

/** {@link phiId} of past and future columns that are given each on its own: row t of all four is one sample. */
export function phiIdOf(
  past: readonly [ArrayLike<number>, ArrayLike<number>],
  future: readonly [ArrayLike<number>, ArrayLike<number>],
  options: PhiIdOptions,
): Measured<PhiIdAtoms> {
  refuseUnknown('E_METRIC', 'phiIdOf', options, ['estimator', 'redundancy']);
  const { estimator, redundancy } = options;
  if (redundancy !== 'mmi' && redundancy !== 'ccs')
    throw new LabError('E_METRIC', `redundancy must be "mmi" or "ccs", but got "${String(redundancy)}". Say which; there is no default.`);
  if (estimator !== 'discrete' && estimator !== 'gaussian')
    throw new LabError(
      'E_METRIC',
      `estimator must be "discrete" or "gaussian", but got "${String(estimator)}". Say which; there is no default.`,
    );
  const words = redundancy === 'mmi' ? 'redundancy: minimum mutual information' : 'redundancy: common change in surprisal';
  const discrete = estimator === 'discrete';
  const about = {
    units: discrete ? 'bits' : 'nats',
    convention: `ΦID of two variables, ${words}; ${discrete ? 'plug-in probabilities, log base 2' : 'Gaussian, sample covariance (divisor N - 1), natural logarithm'}`,
  };
  const columns = [...past, ...future];
  const names = ['x past', 'y past', 'x future', 'y future'];
  const pointwise = discrete
    ? discretePointwise(symbolsOf(columns, names).states)
    : gaussianPointwise(columnsOf(columns, 'columns'), names);
  return 'reason' in pointwise ? nothing(pointwise.reason, about) : found(atomsOf(pointwise, redundancy), about);
}

/** Parts of a side by carrier: r none of its own, x the first variable, y the second, s both. */
const CARRIERS = ['r', 'x', 'y', 's'] as const;
const VARIABLES = [[], [0], [1], [0, 1]] as const;
const [R, X, Y, S] = [0, 1, 2, 3] as const;

/** Means of what is known of each pair of carriers: the sum of all atoms carried so or in a lower way. */
function atomsOf(pointwise: Pointwise, redundancy: Redundancy): PhiIdAtoms {
  const series = VARIABLES.map((before) =>
    VARIABLES.map((after) => (before.length && after.length ? pointwise.information(before, after) : none)),
  );
  const shared = redundancy === 'mmi' ? smallest : common;
  for (const i of [X, Y, S]) {
    series[R][i] = shared(series[X][i], series[Y][i], series[S][i]);
    series[i][R] = shared(series[i][X], series[i][Y], series[i][S]);
  }
  series[R][R] = redundancy === 'mmi' ? [series[X][X], series[X][Y], series[Y][X], series[Y][Y]].reduce(lesser) : doubleCommon(series);
  const below = series.map((row) => row.map(mean));
  const split = [R, X, Y, S].map((i) => above(below[i])); // carriers after
  const atoms = [R, X, Y, S].map((j) => above(split.map((row) => row[j]))); // carriers before, for each carrier after
  return Object.fromEntries(CARRIERS.flatMap((p, i) => CARRIERS.map((f, j) => [`${p}t${f}`, atoms[j][i]]))) as unknown as PhiIdAtoms; // the sixteen names, by construction
}

const none = new Float64Array(0);

/** From sums over lower carriers to what each carries itself. */
function above([r, x, y, s]: readonly number[]): number[] {
  return [r, x - r, y - r, s - x - y + r];
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

const lesser = (a: Float64Array, b: Float64Array): Float64Array => (mean(b) < mean(a) ? b : a);
const smallest = (one: Float64Array, other: Float64Array): Float64Array => lesser(other, one);

/** Where each alone, both and what they have in common change the surprisal the same way: what they have in common; elsewhere 0. */
function common(one: Float64Array, other: Float64Array, both: Float64Array): Float64Array {
  return one.map((value, t) => {
    const shared = value + other[t] - both[t];
    const sign = Math.sign(value);
    return sign === Math.sign(other[t]) && sign === Math.sign(both[t]) && sign === Math.sign(shared) ? shared : 0;
  });
}

/** The same for the four single informations and what they all have in common. */
function doubleCommon(series: readonly (readonly Float64Array[])[]): Float64Array {
  return series[X][X].map((value, t) => {
    const at = (i: number, j: number): number => series[i][j][t];
    const singles = at(X, X) + at(X, Y) + at(Y, X) + at(Y, Y);
    const mixed = at(X, S) + at(Y, S) + at(S, X) + at(S, Y) - at(S, S);
    const redundant = at(R, X) + at(R, Y) - at(R, S) + at(X, R) + at(Y, R) - at(S, R);
    const shared = mixed + redundant - singles;
    const sign = Math.sign(value);
    const same = [at(X, Y), at(Y, X), at(Y, Y), shared].every((each) => Math.sign(each) === sign);
    return same ? shared : 0;
  });
}

// Is a macroscopic feature more than its parts? Criteria Ψ, Δ and Γ of causal emergence. Imports measure.ts and the information folder.

import { LabError, refuseUnknown } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { gaussianMutualInformation } from '../information/continuous/gaussian.ts';
import { columnsOf, lagged, samples } from '../information/continuous/embedding.ts';
import { PLUG_IN } from '../information/discrete/information.ts';
import { mutualInformation } from '../information/discrete/mutual-information.ts';
import { symbolsOf, whole } from '../information/discrete/states.ts';
import { circularOffset, permutationTest, type Permutation, type PermutationOptions } from '../information/significance.ts';

/** 'discrete': symbols, plug-in, bits. 'gaussian': any values, half the logarithm of a ratio of covariance determinants, nats. */
export type Estimator = 'discrete' | 'gaussian';

export interface CriteriaOptions {
  /** steps from now to then, >= 1, default 1 */
  readonly lag?: number;
  readonly estimator: Estimator;
}

/** With V the macroscopic feature and Xj the parts, now, and V', X'j the same `lag` steps later. */
export interface EmergenceCriteria {
  /** Ψ = I(V; V') − Σj I(Xj; V'): above 0 is enough for causal emergence. Below 0 says nothing: redundancy of the parts is counted twice. */
  readonly psi: number;
  /** I(V; V') */
  readonly macroInformation: number;
  /** Σj I(Xj; V') */
  readonly partsInformation: number;
  /** Δ = max over j of I(V; X'j) − Σi I(Xi; X'j): above 0 is enough for downward causation */
  readonly delta: number;
  /** Γ = max over j of I(V; X'j): with Ψ > 0, 0 means that V is causally decoupled from single parts */
  readonly gamma: number;
}

/**
 * Criteria of causal emergence of a macroscopic feature V that the parts X1 … Xn determine. Each is a sufficient condition, and each is
 * estimated with the bias of its parts: judge it against surrogates. O(n² N).
 *
 * @param parts n >= 1 series of N values: symbols for 'discrete', finite numbers for 'gaussian'
 * @param macro N values of the feature
 * @param options lag = 1; estimator has no default
 * @returns in bits ('discrete') or nats ('gaussian'); nothing when one of the informations is undefined, with its reason
 * @throws LabError E_METRIC for no parts, different lengths, what is no symbol or no finite number, a lag below 1
 * @see Rosas, Mediano et al., PLoS Comput. Biol. 16:e1008289 (2020). doi:10.1371/journal.pcbi.1008289
 */
export function emergenceCriteria(
  parts: readonly ArrayLike<number>[],
  macro: ArrayLike<number>,
  options: CriteriaOptions,
): Measured<EmergenceCriteria> {
  refuseUnknown('E_METRIC', 'emergenceCriteria', options, ['lag', 'estimator']);
  const { now, later, words } = paired(parts, macro, options);
  return criteriaOf(now, later, options.estimator, words);
}

export interface CriteriaTest {
  readonly psi: Permutation;
  readonly delta: Permutation;
  readonly gamma: Permutation;
}

/**
 * {@link emergenceCriteria} against systems whose future has nothing to do with their past: all later values together are shifted in a
 * circle against the earlier ones, by a quarter to three quarters of their number. What parts and macro have in common at one time
 * stays, and so does the memory of each.
 * The mean of the surrogates is the bias of the estimate. O(surrogates · n² N).
 *
 * @param options lag = 1; estimator, surrogates and seed have no default
 */
export function emergenceCriteriaTest(
  parts: readonly ArrayLike<number>[],
  macro: ArrayLike<number>,
  options: CriteriaOptions & PermutationOptions,
): Measured<CriteriaTest> {
  refuseUnknown('E_METRIC', 'emergenceCriteriaTest', options, ['lag', 'estimator', 'surrogates', 'seed']);
  const { estimator, surrogates, seed } = options;
  const { now, later, words } = paired(parts, macro, options);
  const observed = criteriaOf(now, later, estimator, words);
  const about = {
    units: observed.units,
    convention: `${observed.convention}; ${surrogates} surrogates (later values shifted in a circle), seed "${seed}"`,
  };
  if (observed.value === null) return nothing(observed.reason ?? '', about);
  const drawn: EmergenceCriteria[] = [];
  let broken: string | null = null;
  const psi = permutationTest(
    observed.value.psi,
    (key) => {
      const by = circularOffset(key, now[0].length);
      const { value, reason } = criteriaOf(
        now,
        later.map((each) => shifted(each, by)),
        estimator,
        words,
      );
      broken ??= reason;
      drawn.push(value ?? NONE);
      return drawn[drawn.length - 1].psi;
    },
    { surrogates, seed },
  );
  if (broken !== null) return nothing(`a surrogate has no value: ${broken}`, about);
  const { delta, gamma } = observed.value;
  return found(
    {
      psi,
      delta: permutationTest(delta, (_, index) => drawn[index].delta, { surrogates, seed }),
      gamma: permutationTest(gamma, (_, index) => drawn[index].gamma, { surrogates, seed }),
    },
    about,
  );
}

const NONE: EmergenceCriteria = { psi: 0, macroInformation: 0, partsInformation: 0, delta: 0, gamma: 0 };

function shifted(values: Float64Array, by: number): Float64Array {
  const out = new Float64Array(values.length);
  out.set(values.subarray(by));
  out.set(values.subarray(0, by), values.length - by);
  return out;
}

/** Parts and, last, macro: now, and `lag` steps later. */
interface Paired {
  readonly now: readonly Float64Array[];
  readonly later: readonly Float64Array[];
  readonly words: string;
}

function paired(parts: readonly ArrayLike<number>[], macro: ArrayLike<number>, { lag = 1, estimator }: CriteriaOptions): Paired {
  if (parts.length === 0)
    throw new LabError('E_METRIC', 'emergenceCriteria needs at least one part, but got none. Give one series for each.');
  whole(lag, 'lag', 1);
  const columns = checked([...parts, macro], [...parts.map((_, j) => `parts[${j}]`), 'macro'], estimator);
  const words = `Ψ, Δ, Γ of Rosas et al. (2020), ${parts.length} parts, lag ${lag}`;
  return { now: columns.map((each) => lagged(each, lag, lag)), later: columns.map((each) => lagged(each, 0, lag)), words };
}

function criteriaOf(
  now: readonly Float64Array[],
  later: readonly Float64Array[],
  estimator: Estimator,
  words: string,
): Measured<EmergenceCriteria> {
  const last = now.length - 1;
  const nameOf = (i: number): string => (i === last ? 'macro' : `parts[${i}]`);
  let undefinedFor: string | null = null;
  const information = (from: number, to: number): number => {
    const { value, reason } =
      estimator === 'gaussian' ? gaussianMutualInformation([now[from]], [later[to]]) : mutualInformation(now[from], later[to]);
    if (value === null) undefinedFor ??= `the information between ${nameOf(from)} now and ${nameOf(to)} later is undefined: ${reason}`;
    return value ?? 0;
  };
  const parts = Array.from({ length: last }, (_, j) => j);
  const macroInformation = information(last, last);
  const partsInformation = sum(parts.map((j) => information(j, last)));
  const toPart = parts.map((j) => information(last, j));
  const delta = Math.max(...parts.map((j) => toPart[j] - sum(parts.map((i) => information(i, j)))));
  const about = estimator === 'gaussian' ? GAUSSIAN : DISCRETE;
  const described = { units: about.units, convention: `${words}; ${about.convention}` };
  if (undefinedFor !== null) return nothing(undefinedFor, described);
  return found(
    { psi: macroInformation - partsInformation, macroInformation, partsInformation, delta, gamma: Math.max(...toPart) },
    described,
  );
}

const DISCRETE = { units: 'bits', convention: PLUG_IN };
const GAUSSIAN = {
  units: 'nats',
  convention: 'Gaussian estimator, sample covariance (divisor N - 1), no bias correction, natural logarithm',
};

function checked(series: readonly ArrayLike<number>[], names: readonly string[], estimator: Estimator): Float64Array[] {
  if (estimator !== 'discrete' && estimator !== 'gaussian')
    throw new LabError(
      'E_METRIC',
      `estimator must be "discrete" or "gaussian", but got "${String(estimator)}". Say which; there is no default.`,
    );
  if (estimator === 'discrete') symbolsOf(series, names);
  return series.map((each, i) => columnsOf([samples(each, names[i])], names[i], series[0].length)[0]);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

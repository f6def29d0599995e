// Reference values of discrete information and causal emergence.

import { effectiveInformation, effectivenessOf } from '../../../src/emergence/causal/effective-information.ts';
import { emergenceCriteria } from '../../../src/emergence/causal/emergence-criteria.ts';
import { phiId, phiIdOf, type Redundancy } from '../../../src/emergence/causal/phi-id.ts';
import type { TransitionMatrix } from '../../../src/emergence/causal/transition-matrix.ts';
import { isingCriticalTemperature } from '../../../src/emergence/exact.ts';
import {
  activeInformation,
  entropyRate,
  localActiveInformation,
  predictiveInformation,
  type LocalValues,
} from '../../../src/emergence/information/discrete/active-information.ts';
import { blockEntropy } from '../../../src/emergence/information/discrete/block-entropy.ts';
import { atThresholds } from '../../../src/emergence/information/discrete/discretise.ts';
import { entropyOf, renyiEntropy, shannonEntropy, tsallisEntropy } from '../../../src/emergence/information/discrete/entropy.ts';
import {
  machineComplexity,
  machineEntropyRate,
  machineExcessEntropy,
  type Transition,
} from '../../../src/emergence/information/discrete/epsilon-machine.ts';
import {
  dualTotalCorrelation,
  oInformation,
  sInformation,
  totalCorrelation,
} from '../../../src/emergence/information/discrete/multiplet.ts';
import { mutualInformation } from '../../../src/emergence/information/discrete/mutual-information.ts';
import {
  localTransferEntropy,
  transferEntropy,
  transferEntropyPValue,
  type TransferOptions,
} from '../../../src/emergence/information/discrete/transfer-entropy.ts';
import type { Computed, Entry } from './entry.ts';

type Series = readonly number[];

/** A whole number of the params, or what it is when they do not say. */
const number = ({ params }: Entry, name: string, otherwise: number): number => Number(params[name] ?? otherwise);

const text = ({ params }: Entry, name: string): string => String(params[name] ?? '');

function transferOf(entry: Entry): TransferOptions {
  const base = entry.params['base'] as number | undefined;
  return { k: number(entry, 'k', 1), l: number(entry, 'l', 1), delay: number(entry, 'delay', 1), base };
}

/** Laid out over the whole series, with 0 before the first sample. */
function padded({ value }: { value: LocalValues | null }): number[] | undefined {
  return value === null ? undefined : [...new Array<number>(value.first).fill(0), ...value.values];
}

/** By name: distributions whose O-information is known, as equally likely outcomes. */
function outcomes(system: string): Series[] {
  if (system.includes('xor')) return [[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]]; // prettier-ignore
  if (system.includes('copies')) return [[0, 1], [0, 1], [0, 1]]; // prettier-ignore
  throw new Error(`the system "${system}" is not known to the tests`);
}

/** Machines of processes that are known by name. */
const PROCESSES: Readonly<Record<string, (p: number) => Transition[]>> = {
  /** After a 0 always a 1; after a 1 either, the 0 with probability p. */
  'Golden Mean': (p) => [
    { from: 'A', symbol: '1', to: 'A', probability: 1 - p },
    { from: 'A', symbol: '0', to: 'B', probability: p },
    { from: 'B', symbol: '1', to: 'A', probability: 1 },
  ],
  /** Runs of 1 are of even length; a run begins with probability p. */
  Even: (p) => [
    { from: 'A', symbol: '0', to: 'A', probability: 1 - p },
    { from: 'A', symbol: '1', to: 'B', probability: p },
    { from: 'B', symbol: '1', to: 'A', probability: 1 },
  ],
};

function processOf(words: string): Transition[] {
  const [, name = '', above, below = '1'] = /^(.*?)(?: Process)?, p ?= ?([\d.]+)(?:\/(\d+))?$/.exec(words) ?? [];
  if (!(name in PROCESSES)) throw new Error(`the process "${words}" is not known to the tests`);
  return PROCESSES[name](Number(above) / Number(below));
}

/** 1 where a value is above the mean of its own window. */
function binarised(values: Series): ArrayLike<number> {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return atThresholds(values, { thresholds: [mean] }).value ?? [];
}

function atoms(x: Series, y: Series, entry: Entry): unknown {
  const lag = number(entry, 'tau', 1);
  const redundancy = text(entry, 'redundancy').toLowerCase() as Redundancy; // refused by the metric where it is another
  if (text(entry, 'kind') === 'gaussian') return phiId(x, y, { lag, estimator: 'gaussian', redundancy }).value;
  if (!text(entry, 'kind').includes('binaris')) return phiId(x, y, { lag, estimator: 'discrete', redundancy }).value;
  const before = (each: Series): ArrayLike<number> => binarised(each.slice(0, each.length - lag));
  const after = (each: Series): ArrayLike<number> => binarised(each.slice(lag));
  return phiIdOf([before(x), before(y)], [after(x), after(y)], { estimator: 'discrete', redundancy }).value;
}

function criteria(series: readonly Series[], entry: Entry): unknown {
  const estimator = text(entry, 'estimator').startsWith('gaussian') ? 'gaussian' : 'discrete';
  const { value } = emergenceCriteria(series.slice(0, -1), series[series.length - 1], { lag: number(entry, 'tau', 1), estimator });
  return value && [value.psi, value.macroInformation, value.partsInformation, value.delta, value.gamma];
}

const history = (entry: Entry) => ({ k: number(entry, 'k', 1), tau: number(entry, 'tau', 1) });

export const discrete: Computed = {
  shannon_entropy: ([x]: readonly Series[]) => shannonEntropy(x).value,
  shannon_entropy_miller_madow: ([x]: readonly Series[]) => shannonEntropy(x, { correction: 'miller-madow' }).value,
  renyi_entropy: ([x]: readonly Series[], entry) => renyiEntropy(x, { order: number(entry, 'alpha', 2) }).value,
  tsallis_entropy: ([x]: readonly Series[], entry) => tsallisEntropy(x, { q: number(entry, 'q', 2) }).value,
  shannon_entropy_analytic: (_, entry) => entropyOf([number(entry, 'p', 0.5), 1 - number(entry, 'p', 0.5)]).value,
  block_entropy: ([x]: readonly Series[], entry) => blockEntropy(x, { length: number(entry, 'block', 1) }).value,
  entropy_rate: ([x]: readonly Series[], entry) => entropyRate(x, history(entry)).value,
  active_information_storage: ([x]: readonly Series[], entry) => activeInformation(x, history(entry)).value,
  local_active_information: ([x]: readonly Series[], entry) => padded(localActiveInformation(x, history(entry))),
  predictive_information: ([x]: readonly Series[], entry) =>
    predictiveInformation(x, { k: number(entry, 'k_past', 1), future: number(entry, 'k_future', 1) }).value,
  mutual_information_discrete: ([x, y]: readonly Series[], entry) => mutualInformation(x, y, { lag: number(entry, 'lag', 0) }).value,
  transfer_entropy_discrete: ([x, y]: readonly Series[], entry) => transferEntropy(x, y, transferOf(entry)).value,
  local_transfer_entropy: ([x, y]: readonly Series[], entry) => padded(localTransferEntropy(x, y, transferOf(entry))),
  transfer_entropy_analytic_pvalue: ([x, y]: readonly Series[], entry) => transferEntropyPValue(x, y, transferOf(entry)).value,
  conditional_transfer_entropy_discrete: ([x, y, ...others]: readonly Series[], entry) => {
    const given = others.map((series) => ({ series, lag: number(entry, 'cond_lag', 1) }));
    return transferEntropy(x, y, { ...transferOf(entry), given }).value;
  },
  total_correlation_discrete: (series: readonly Series[]) => totalCorrelation(series).value,
  dual_total_correlation_discrete: (series: readonly Series[]) => dualTotalCorrelation(series).value,
  o_information_discrete: (series: readonly Series[]) => oInformation(series).value,
  s_information_discrete: (series: readonly Series[]) => sInformation(series).value,
  o_information_analytic: (_, entry) => {
    const rows = outcomes(text(entry, 'system'));
    return oInformation(rows, { weights: rows[0].map(() => 1 / rows[0].length) }).value;
  },
  constant: (_, entry) => {
    if (!/ising2d_Tc/.test(entry.name)) throw new Error(`the constant "${entry.name}" is not known to the tests`);
    return isingCriticalTemperature().value;
  },
  statistical_complexity: (_, entry) => {
    const machine = processOf(text(entry, 'process'));
    return { C_mu: machineComplexity(machine).value, h_mu: machineEntropyRate(machine).value, E: machineExcessEntropy(machine).value };
  },
  effective_information: ([matrix]: readonly TransitionMatrix[]) => effectiveInformation(matrix).value,
  determinism_degeneracy: ([matrix]: readonly TransitionMatrix[]) => {
    const { value } = effectivenessOf(matrix);
    return value && [value.determinism, value.degeneracy, value.effectiveness];
  },
  rosas_psi_delta_gamma: (series: readonly Series[], entry) => criteria(series, entry),
  phi_id_atoms: ([x, y]: readonly Series[], entry) => atoms(x, y, entry),
};

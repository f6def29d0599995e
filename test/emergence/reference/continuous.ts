// Reference values of information between continuous series: Gaussian, nearest-neighbour, kernel and symbolic estimators.

import { boxKernelTransferEntropy } from '../../../src/emergence/information/continuous/box-kernel.ts';
import {
  gaussianDualTotalCorrelation,
  gaussianOInformation,
  gaussianSInformation,
  gaussianTotalCorrelation,
} from '../../../src/emergence/information/continuous/gaussian-multiplet.ts';
import {
  autoregressiveActiveInformation,
  gaussianActiveInformation,
  gaussianTransferEntropy,
  gaussianTransferEntropyPValue,
} from '../../../src/emergence/information/continuous/gaussian-transfer.ts';
import {
  gaussianConditionalMutualInformation,
  gaussianEntropy,
  gaussianMutualInformation,
} from '../../../src/emergence/information/continuous/gaussian.ts';
import type { KsgOptions } from '../../../src/emergence/information/continuous/ksg.ts';
import { ksgMutualInformation, ksgTotalCorrelation } from '../../../src/emergence/information/continuous/ksg-information.ts';
import { ksgActiveInformation, ksgTransferEntropy } from '../../../src/emergence/information/continuous/ksg-transfer.ts';
import { kozachenkoLeonenkoEntropy } from '../../../src/emergence/information/continuous/kozachenko-leonenko.ts';
import { symbolicTransferEntropy } from '../../../src/emergence/information/continuous/symbolic.ts';
import type { Computed, Entry } from './entry.ts';

type Columns = readonly (readonly number[])[];

/** What entries of these metrics say in numbers, yes or no, and lists. */
interface Params {
  readonly k?: number;
  readonly K?: number;
  readonly l?: number;
  readonly tau?: number;
  readonly delay?: number;
  readonly lag?: number;
  readonly cond_lag?: number;
  readonly split?: readonly [number, number];
  readonly algorithm?: 1 | 2;
  readonly normalise_to_unit_std?: boolean;
  readonly theiler?: number;
  readonly noise?: number;
  readonly clip?: string;
  readonly r?: number;
  readonly order?: number;
  readonly phi?: number;
}

const paramsOf = (entry: Entry): Params => entry.params;

/** A number of nats in the units of the entry. */
const inUnits = (nats: number | null, { params }: Entry): number | null =>
  nats === null || params['units'] !== 'bits' ? nats : nats / Math.LN2;

/** A number of bits in the units of the entry. */
const ofBits = (bits: number | null, { params }: Entry): number | null =>
  bits === null || params['units'] !== 'nats' ? bits : bits * Math.LN2;

const embedding = ({ k, l, tau, delay }: Params) => ({ k, l, tau, delay });

/** `neighbours` is K where k is the length of the past, else k. */
const ksg = ({ algorithm, normalise_to_unit_std: normalise, theiler, noise }: Params, neighbours: number | undefined): KsgOptions => ({
  neighbours,
  algorithm,
  normalise,
  theiler,
  noise,
  seed: 'reference',
});

/** The first group of columns and the rest; one and the others unless the entry says how they are split. */
const split = (columns: Columns, { split: sizes = [1, 1] }: Params): [Columns, Columns] => [
  columns.slice(0, sizes[0]),
  columns.slice(sizes[0]),
];

const gaussian = {
  mutual_information_gaussian: (columns: Columns, entry) => {
    const params = paramsOf(entry);
    return inUnits(gaussianMutualInformation(...split(columns, params), { lag: params.lag }).value, entry);
  },
  conditional_mutual_information_gaussian: ([x, y, ...z]: Columns, entry) =>
    inUnits(gaussianConditionalMutualInformation([x], [y], z).value, entry),
  entropy_gaussian: (columns: Columns, entry) => inUnits(gaussianEntropy(columns).value, entry),
  transfer_entropy_gaussian: ([source, target]: Columns, entry) =>
    inUnits(gaussianTransferEntropy(source, target, embedding(paramsOf(entry))).value, entry),
  transfer_entropy_gaussian_pvalue: ([source, target]: Columns, entry) =>
    gaussianTransferEntropyPValue(source, target, embedding(paramsOf(entry))).value,
  conditional_transfer_entropy_gaussian: ([source, target, ...others]: Columns, entry) => {
    const params = paramsOf(entry);
    const given = others.map((series) => ({ series, lag: params.cond_lag }));
    return inUnits(gaussianTransferEntropy(source, target, { ...embedding(params), given }).value, entry);
  },
  active_information_gaussian: ([series]: Columns, entry) => {
    const { k, tau } = paramsOf(entry);
    return inUnits(gaussianActiveInformation(series, { k, tau }).value, entry);
  },
  active_information_gaussian_analytic: (_, entry) => inUnits(autoregressiveActiveInformation(paramsOf(entry).phi ?? NaN).value, entry),
  total_correlation_gaussian: (columns: Columns, entry) => inUnits(gaussianTotalCorrelation(columns).value, entry),
  dual_total_correlation_gaussian: (columns: Columns, entry) => inUnits(gaussianDualTotalCorrelation(columns).value, entry),
  o_information_gaussian: (columns: Columns, entry) => inUnits(gaussianOInformation(columns).value, entry),
  s_information_gaussian: (columns: Columns, entry) => inUnits(gaussianSInformation(columns).value, entry),
} satisfies Computed;

const neighbours = {
  mutual_information_ksg: (columns: Columns, entry) => {
    const params = paramsOf(entry);
    const { value } = ksgMutualInformation(...split(columns, params), { ...ksg(params, params.K ?? params.k), lag: params.lag });
    return inUnits(value === null || params.clip !== 'max(0,.)' ? value : Math.max(0, value), entry);
  },
  transfer_entropy_ksg: ([source, target]: Columns, entry) => {
    const params = paramsOf(entry);
    return inUnits(ksgTransferEntropy(source, target, { ...ksg(params, params.K), ...embedding(params) }).value, entry);
  },
  active_information_ksg: ([series]: Columns, entry) => {
    const params = paramsOf(entry);
    return inUnits(ksgActiveInformation(series, { ...ksg(params, params.K), k: params.k, tau: params.tau }).value, entry);
  },
  total_correlation_ksg: (columns: Columns, entry) => {
    const params = paramsOf(entry);
    return inUnits(ksgTotalCorrelation(columns, ksg(params, params.K ?? params.k)).value, entry);
  },
  entropy_kozachenko_leonenko: (columns: Columns, entry) =>
    inUnits(kozachenkoLeonenkoEntropy(columns, { neighbours: paramsOf(entry).k }).value, entry),
} satisfies Computed;

const others = {
  transfer_entropy_box_kernel: ([source, target]: Columns, entry) => {
    const { r: width = NaN, theiler, ...params } = paramsOf(entry);
    return ofBits(boxKernelTransferEntropy(source, target, { width, theiler, ...embedding(params) }).value, entry);
  },
  transfer_entropy_symbolic: ([source, target]: Columns, entry) => {
    const { order, delay } = paramsOf(entry);
    return ofBits(symbolicTransferEntropy(source, target, { order, delay }).value, entry);
  },
} satisfies Computed;

export const continuous: Computed = { ...gaussian, ...neighbours, ...others };

// Reference values of structure metrics: params of the file, put as options of ours.

import type { Columns, SourceOptions } from '../../../src/emergence/source.ts';
import { boxDimension } from '../../../src/emergence/structure/box-counting.ts';
import { clusters } from '../../../src/emergence/structure/clusters.ts';
import { geary } from '../../../src/emergence/structure/geary.ts';
import { gini, lorenzShares, theil } from '../../../src/emergence/structure/inequality.ts';
import { joinCounts } from '../../../src/emergence/structure/joins.ts';
import { localMoran, moran } from '../../../src/emergence/structure/moran.ts';
import { clarkEvans, nearestDistances } from '../../../src/emergence/structure/nearest.ts';
import { patches } from '../../../src/emergence/structure/patches.ts';
import { spatialEntropy, varianceToMean } from '../../../src/emergence/structure/quadrats.ts';
import { ripleyK } from '../../../src/emergence/structure/ripley.ts';
import * as segregation from '../../../src/emergence/structure/segregation.ts';
import { similarity } from '../../../src/emergence/structure/similarity.ts';
import type { WeightOptions } from '../../../src/emergence/structure/sites.ts';
import type { Computed, Entry } from './entry.ts';
import { spaceOf } from './order.ts';
import { sierpinski } from './sierpinski.ts';

type Rows = readonly (readonly number[])[];

const points = (rows: Rows): Columns => Object.fromEntries(rows[0].map((_, d) => ['xyz'[d], rows.map((row) => row[d])]));

/** A space from `box`, from `area` (a square of it), or from the name of the input: points_box10 lie in a square of 10. */
function spaceBy(entry: Entry, rows: Rows): SourceOptions {
  const { box, area, boundary } = entry.params as { box?: unknown; area?: number; boundary?: string };
  if (box !== undefined) return spaceOf(entry, rows[0].length);
  const named = /box([\d.]+)/.exec(entry.inputs[0])?.[1];
  const side = area === undefined ? Number(named ?? NaN) : area ** (1 / rows[0].length);
  return { space: { size: rows[0].map(() => side), periodic: boundary?.startsWith('periodic') ?? false } };
}

/** "rook", "queen row-standardised", "periodic", …: one text may name contiguity and transformation. */
function weightsOf({ params }: Entry): WeightOptions {
  const said = Object.values(params).join(' ');
  return {
    contiguity: /rook|neumann|\b4\b/i.test(said) ? 'rook' : 'queen',
    periodic: / periodic|^periodic/.test(said.replace('non-periodic', '')) || params['boundary'] === 'periodic',
    weights: said.includes('row-standardised') ? 'row-standardised' : 'binary',
  };
}

export const structure: Computed = {
  nearest_neighbour_distances: ([rows], entry) => {
    const { value } = nearestDistances(points(rows), spaceBy(entry, rows));
    return value && [value.mean, value.sd, value.min, value.max];
  },
  clark_evans_R: ([rows], entry) =>
    clarkEvans(points(rows), { ...spaceBy(entry, rows), area: entry.params['area'] as number | undefined }).value,
  friends_of_friends_cluster_sizes: ([rows], entry) =>
    clusters(points(rows), { ...spaceBy(entry, rows), linkingLength: Number(entry.params['linking_length']) }).value?.sizes,
  ripley_K_uncorrected: ([rows], entry) => {
    const { r, area } = entry.params as { r: readonly number[]; area?: number };
    return ripleyK(points(rows), { ...spaceBy(entry, rows), r, area }).value;
  },
  spatial_entropy_grid: ([rows], entry) =>
    spatialEntropy(points(rows), { ...spaceBy(entry, rows), bins: entry.params['bins'] as readonly number[] }).value,
  variance_to_mean_ratio: ([rows], entry) =>
    varianceToMean(points(rows), { ...spaceBy(entry, rows), bins: entry.params['bins'] as readonly number[] }).value,
  moran_I: ([grid], entry) => {
    const { value } = moran(grid, weightsOf(entry));
    return value && [value.i, value.expected, value.varianceNormal, value.varianceRandom, value.zNormal, value.zRandom];
  },
  geary_C: ([grid], entry) => {
    const { value } = geary(grid, weightsOf(entry));
    return value && [value.c, value.varianceNormal, value.zNormal];
  },
  local_moran: ([grid], entry) => localMoran(grid, weightsOf(entry)).value,
  join_counts: ([grid], entry) => {
    const { value } = joinCounts(grid, weightsOf(entry));
    return value && [value.blackBlack, value.whiteWhite, value.blackWhite];
  },
  cluster_sizes_lattice: ([grid], { params }) => {
    const { connectivity, value, boundary } = params as { connectivity: 4 | 8; value?: number; boundary?: string };
    return patches(grid, { connectivity, value, periodic: boundary === 'periodic' }).value?.sizes;
  },
  schelling_similarity: ([grid], entry) => {
    const { value } = similarity(grid, weightsOf(entry));
    return value && [value.percent, value.meanShare];
  },
  segregation_index_dissim: ([tracts]) => segregation.dissimilarity(tracts).value,
  segregation_index_isolation: ([tracts]) => segregation.isolation(tracts).value,
  segregation_index_interaction: ([tracts]) => segregation.exposure(tracts).value,
  segregation_index_gini_seg: ([tracts]) => segregation.segregationGini(tracts).value,
  segregation_index_entropy: ([tracts]) => segregation.segregationEntropy(tracts).value,
  gini_coefficient: ([values]) => gini(values).value,
  theil_T: ([values]) => theil(values).value,
  lorenz_shares: ([values], { params }) => {
    const percents = /bottom ([\d,. ]+)%/.exec(String(params['returns']))?.[1].split(',') ?? ['20', '40', '60', '80'];
    return lorenzShares(values, { shares: percents.map((percent) => Number(percent) / 100) }).value;
  },
  box_counting_dimension: ([rows], entry) => {
    if (rows !== undefined) return boxDimension(points(rows), spaceBy(entry, rows)).value;
    if (entry.name.includes('sierpinski_triangle')) return boxDimension(sierpinski(9), { space: { size: [1, 1], periodic: false } }).value;
    return undefined;
  },
};

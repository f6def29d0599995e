// Moran's I, global and local: do neighbours have like values? Imports measure, links and sites.

import { found, nothing, type Measured } from '../measure.ts';
import { weightSums, type Links, type WeightSums } from './links.ts';
import { deviations, sitesOf, vacancy, type SiteSource, type WeightOptions } from './sites.ts';

export interface Moran {
  readonly i: number;
  /** expectation without spatial order, -1 / (n - 1) */
  readonly expected: number;
  /** variance where values are independent and normal */
  readonly varianceNormal: number;
  /** variance where the values at hand are shuffled; null of fewer than four sites */
  readonly varianceRandom: number | null;
  /** (i - expected) / standard deviation; null where that is 0 (all sites are neighbours of all) */
  readonly zNormal: number | null;
  readonly zRandom: number | null;
}

/**
 * Moran's I = (n / S0) Σ_ij w_ij z_i z_j / Σ z_i², z = deviation from the mean, S0 = Σ w_ij, with its expectation, its variance under
 * normality and under randomisation (Cliff & Ord 1981), and z-scores. Above expectation where like values adjoin. O(n + links log k).
 *
 * @returns dimensionless; none of fewer than two sites, without links, or where all values are equal
 * @throws LabError E_METRIC for values that are not finite or do not match the grid or the lists
 * @see Moran, Biometrika 37:17-23 (1950). doi:10.1093/biomet/37.1-2.17
 */
export function moran(source: SiteSource, options: WeightOptions = {}): Measured<Moran> {
  const sites = sitesOf(source, options);
  const about = {
    units: 'dimensionless',
    convention: `Moran's I, ${typeof sites === 'string' ? 'weights of neighbours' : sites.convention}`,
  };
  if (typeof sites === 'string') return nothing(sites, about);
  const vacant = vacancy(sites.values);
  if (vacant !== null) return nothing(vacant, about);
  const n = sites.values.length;
  if (n < 2) return nothing('there are fewer than two sites', about);
  if (sites.links.targets.length === 0) return nothing('no two sites are neighbours', about);
  const deviation = deviations(sites.values);
  if (deviation === null) return nothing('all values are equal', about);
  const { z, squares } = deviation;
  const { s0, s1, s2 } = weightSums(sites.links);
  const i = (n / s0) * (products(sites.links, z) / squares);
  const expected = -1 / (n - 1);
  const varianceNormal = noLess((n * n * s1 - n * s2 + 3 * s0 * s0) / (s0 * s0 * (n * n - 1)) - expected ** 2);
  const varianceRandom = n < 4 ? null : noLess(shuffled(n, { s0, s1, s2 }, kurtosis(z, squares)) - expected ** 2);
  const score = (variance: number | null): number | null => (variance ? (i - expected) / Math.sqrt(variance) : null);
  return found({ i, expected, varianceNormal, varianceRandom, zNormal: score(varianceNormal), zRandom: score(varianceRandom) }, about);
}

/** Mean of I² over all orders of the values. */
function shuffled(n: number, { s0, s1, s2 }: WeightSums, kurtosis: number): number {
  const kept = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0);
  const tails = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0);
  return (kept - tails) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0);
}

function kurtosis(z: Float64Array, squares: number): number {
  let fourth = 0;
  for (const each of z) fourth += each ** 4;
  return (z.length * fourth) / squares ** 2;
}

/** A variance that is 0 but for rounding is 0. */
export function noLess(variance: number): number {
  return variance > 1e-14 ? variance : 0;
}

/** I alone, as a metric of a run: of {@link moran}. */
export function moranI(source: SiteSource, options: WeightOptions = {}): Measured {
  const { value, ...rest } = moran(source, options);
  return { ...rest, value: value?.i ?? null };
}

/**
 * Local Moran's I_i = (n - 1) z_i Σ_j w_ij z_j / Σ z²: above 0 where a site is like its neighbours, below where it is unlike. 0 for a
 * site without neighbours. O(n + links).
 *
 * @returns one value a site, dimensionless; none of fewer than two sites, or where all values are equal
 * @throws LabError E_METRIC as {@link moran}
 * @see Anselin, Geographical Analysis 27:93-115 (1995). doi:10.1111/j.1538-4632.1995.tb00338.x
 */
export function localMoran(source: SiteSource, options: WeightOptions = {}): Measured<Float64Array> {
  const sites = sitesOf(source, options);
  const words = typeof sites === 'string' ? 'weights of neighbours' : sites.convention;
  const about = { units: 'dimensionless', convention: `local Moran's I, (n - 1) z_i Σ w_ij z_j / Σ z², ${words}` };
  if (typeof sites === 'string') return nothing(sites, about);
  const vacant = vacancy(sites.values);
  if (vacant !== null) return nothing(vacant, about);
  const n = sites.values.length;
  if (n < 2) return nothing('there are fewer than two sites', about);
  const deviation = deviations(sites.values);
  if (deviation === null) return nothing('all values are equal', about);
  const { z, squares } = deviation;
  return found(
    z.map((own, i) => ((n - 1) * own * lag(sites.links, z, i)) / squares),
    about,
  );
}

/** Σ_j w_ij z_j. */
function lag({ starts, targets, weights }: Links, z: Float64Array, i: number): number {
  let sum = 0;
  for (let e = starts[i]; e < starts[i + 1]; e++) sum += (weights === undefined ? 1 : weights[e]) * z[targets[e]];
  return sum;
}

function products(links: Links, z: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < z.length; i++) sum += z[i] * lag(links, z, i);
  return sum;
}

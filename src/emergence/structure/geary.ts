// Geary's C: how much neighbours differ. Imports measure, links, moran and sites.

import { found, nothing, type Measured } from '../measure.ts';
import { weightSums } from './links.ts';
import { noLess } from './moran.ts';
import { deviations, sitesOf, vacancy, type SiteSource, type WeightOptions } from './sites.ts';

export interface Geary {
  readonly c: number;
  /** expectation without spatial order */
  readonly expected: 1;
  /** variance where values are independent and normal */
  readonly varianceNormal: number;
  /** (c - 1) / standard deviation; null where that is 0 (all sites are neighbours of all) */
  readonly zNormal: number | null;
}

/**
 * Geary's C = (n - 1) Σ_ij w_ij (x_i - x_j)² / (2 S0 Σ z_i²), z = deviation from the mean, S0 = Σ w_ij, with its variance under normality
 * (Cliff & Ord 1981). 1 without spatial order, below where like values adjoin. O(n + links log k).
 *
 * @returns dimensionless; none of fewer than two sites, without links, or where all values are equal
 * @throws LabError E_METRIC for values that are not finite or do not match the grid or the lists
 * @see Geary, The Incorporated Statistician 5:115-145 (1954). doi:10.2307/2986645
 */
export function geary(source: SiteSource, options: WeightOptions = {}): Measured<Geary> {
  const sites = sitesOf(source, options);
  const about = {
    units: 'dimensionless',
    convention: `Geary's C, ${typeof sites === 'string' ? 'weights of neighbours' : sites.convention}`,
  };
  if (typeof sites === 'string') return nothing(sites, about);
  const { values, links } = sites;
  const vacant = vacancy(values);
  if (vacant !== null) return nothing(vacant, about);
  const n = values.length;
  if (links.targets.length === 0) return nothing('no two sites are neighbours', about);
  const deviation = deviations(values);
  if (deviation === null) return nothing('all values are equal', about);
  const { s0, s1, s2 } = weightSums(links);
  let differences = 0;
  for (let i = 0; i < n; i++)
    for (let e = links.starts[i]; e < links.starts[i + 1]; e++)
      differences += (links.weights?.[e] ?? 1) * (values[i] - values[links.targets[e]]) ** 2;
  const c = ((n - 1) * differences) / (2 * s0 * deviation.squares);
  const varianceNormal = noLess(((2 * s1 + s2) * (n - 1) - 4 * s0 * s0) / (2 * (n + 1) * s0 * s0));
  return found({ c, expected: 1, varianceNormal, zNormal: varianceNormal > 0 ? (c - 1) / Math.sqrt(varianceNormal) : null }, about);
}

/** C alone, as a metric of a run: of {@link geary}. */
export function gearyC(source: SiteSource, options: WeightOptions = {}): Measured {
  const { value, ...rest } = geary(source, options);
  return { ...rest, value: value?.c ?? null };
}

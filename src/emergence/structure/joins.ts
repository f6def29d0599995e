// Join counts: how often equal and unequal values adjoin. Imports errors, measure and sites.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { sitesOf, vacancy, type SiteOptions, type SiteSource } from './sites.ts';

export interface JoinCounts {
  /** pairs of neighbours that are both 1 */
  readonly blackBlack: number;
  /** both 0 */
  readonly whiteWhite: number;
  /** one of each */
  readonly blackWhite: number;
}

/**
 * Join counts of values 0 (white) and 1 (black): each unordered pair of neighbours once; a link that is listed one way counts half.
 * O(n + links).
 *
 * @returns pairs; none without links
 * @throws LabError E_METRIC for values other than 0 and 1, or that do not match the grid or the lists
 * @see Moran, J. R. Stat. Soc. B 10:243-251 (1948). doi:10.1111/j.2517-6161.1948.tb00012.x
 */
export function joinCounts(source: SiteSource, options: SiteOptions = {}): Measured<JoinCounts> {
  const sites = sitesOf(source, options);
  const words = typeof sites === 'string' ? 'neighbours' : sites.convention;
  const about = { units: 'pairs of neighbours', convention: `each unordered pair once, black is 1, ${words}` };
  if (typeof sites === 'string') return nothing(sites, about);
  const { values, links } = sites;
  const vacant = vacancy(values);
  if (vacant !== null) return nothing(vacant, about);
  const other = values.findIndex((value) => value !== 0 && value !== 1);
  if (other >= 0)
    throw new LabError('E_METRIC', `values must be 0 or 1, but values[${other}] is ${values[other]}. Say which are black first.`);
  if (links.targets.length === 0) return nothing('no two sites are neighbours', about);
  const twice = [0, 0, 0];
  for (let i = 0; i < values.length; i++)
    for (let e = links.starts[i]; e < links.starts[i + 1]; e++) twice[values[i] + values[links.targets[e]]]++;
  return found({ blackBlack: twice[2] / 2, whiteWhite: twice[0] / 2, blackWhite: twice[1] / 2 }, about);
}

// How alike neighbours are, by kind: Schelling's measure. Imports measure and sites.

import { found, nothing, type Measured } from '../measure.ts';
import { sitesOf, VACANT, type SiteOptions, type SiteSource } from './sites.ts';

export interface SimilarityOptions extends SiteOptions {
  /** value of a site where nobody lives; 0 when left out, or none where agents of a world stand in the cells of its grid */
  readonly empty?: number;
}

export interface Similarity {
  /** 100 × like neighbours of all / neighbours of all, as NetLogo's Segregation shows it, in [0, 100] */
  readonly percent: number;
  /** mean over those who have neighbours of the share of them that are alike, in [0, 1] */
  readonly meanShare: number;
}

/**
 * Percent similar of those who live on a grid or a list of sites, by equality of values: as a ratio of sums (NetLogo) and as a mean of
 * ratios (Schelling), which differ. Neighbours that are `empty` do not count. O(n + links).
 *
 * @returns none where nobody has a neighbour
 * @throws LabError E_METRIC for values that are not finite or do not match the grid or the lists
 * @see Schelling, Journal of Mathematical Sociology 1:143-186 (1971). doi:10.1080/0022250X.1971.9989794
 */
export function similarity(source: SiteSource, options: SimilarityOptions = {}): Measured<Similarity> {
  const empty = options.empty ?? (options.column === undefined ? 0 : VACANT);
  const sites = sitesOf(source, options);
  const words = typeof sites === 'string' ? 'neighbours' : sites.convention.replace(/, [a-z-]+ weights$/, '');
  const about = {
    units: 'percent: like neighbours of all neighbours; meanShare: share',
    convention: `percent is a ratio of sums (NetLogo), meanShare a mean of ratios over those with neighbours; ${empty === VACANT ? 'cells where nobody stands are' : `${empty} is`} empty; ${words}`,
  };
  if (typeof sites === 'string') return nothing(sites, about);
  const { values, links } = sites;
  let like = 0;
  let all = 0;
  let shares = 0;
  let social = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === empty || values[i] === VACANT) continue;
    let own = 0;
    let around = 0;
    for (let e = links.starts[i]; e < links.starts[i + 1]; e++) {
      const other = values[links.targets[e]];
      if (other === empty || other === VACANT) continue;
      around++;
      if (other === values[i]) own++;
    }
    if (around === 0) continue;
    like += own;
    all += around;
    shares += own / around;
    social++;
  }
  return social === 0
    ? nothing('nobody has a neighbour', about)
    : found({ percent: (100 * like) / all, meanShare: shares / social }, about);
}

/** NetLogo's percent similar alone, as a metric of a run: of {@link similarity}. */
export function percentSimilar(source: SiteSource, options: SimilarityOptions = {}): Measured {
  const { value, convention, reason } = similarity(source, options);
  return { value: value?.percent ?? null, units: 'percent', convention, reason };
}

// Patches of a lattice: connected cells of one value. Imports measure, sites and union.

import type { World } from '../../engine/world.ts';
import { found, nothing, type Measured } from '../measure.ts';
import type { Clusters } from './clusters.ts';
import { latticeLinks } from './links.ts';
import { gridOf, type Grid, type SiteOptions } from './sites.ts';
import { Union } from './union.ts';

export interface PatchOptions extends Omit<SiteOptions, 'contiguity'> {
  /** the value of the cells that are looked at; 1 when left out */
  readonly value?: number;
  /** cells that share a side (4), or a side or a corner (8); 4 when left out */
  readonly connectivity?: 4 | 8;
}

/**
 * Connected clusters of the cells of one value: sizes, and the cluster of each cell (-1 for cells of another value). O(cells).
 *
 * @returns cells; no sizes where no cell has the value; none for a world without fields
 * @throws LabError E_METRIC for values that are not finite or do not match the grid
 * @see Hoshen & Kopelman, Phys. Rev. B 14:3438-3445 (1976). doi:10.1103/PhysRevB.14.3438
 */
export function patches(source: World | Grid, options: PatchOptions = {}): Measured<Clusters> {
  const { value = 1, connectivity = 4 } = options;
  const grid = gridOf(source, options);
  const periodic = options.periodic ?? (typeof grid === 'string' ? undefined : grid.periodic) ?? false;
  const about = {
    units: 'cells',
    convention: `connected cells of value ${value}, ${connectivity} neighbours, ${periodic ? 'periodic' : 'open'} boundary`,
  };
  if (typeof grid === 'string') return nothing(grid, about);
  const { starts, targets } = latticeLinks(grid.rows, grid.cols, { contiguity: connectivity === 4 ? 'rook' : 'queen', periodic });
  const { values } = grid;
  const union = new Union(values.length);
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== value) continue;
    for (let e = starts[i]; e < starts[i + 1] && targets[e] < i; e++) if (values[targets[e]] === value) union.join(i, targets[e]);
  }
  return found(
    union.clusters((i) => values[i] === value),
    about,
  );
}

/** Share of all cells that the largest of the {@link patches} holds, in [0, 1]. */
export function largestPatchShare(source: World | Grid, options: PatchOptions = {}): Measured {
  const { value, convention, reason } = patches(source, options);
  const about = { units: 'share of all cells', convention: `largest cluster of ${convention}` };
  return value === null ? nothing(reason ?? '', about) : found((value.sizes[0] ?? 0) / value.labels.length, about);
}

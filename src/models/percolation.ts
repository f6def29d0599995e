// Site and bond percolation, with the clusters labelled by the model itself. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Site = Agent<{ label: 'i32'; right: 'i32'; down: 'i32'; changed: 'i32' }>;

interface PercolationParams {
  readonly probability: number;
  readonly of: string;
}

/**
 * Take the least label of those that I am linked to, and then the label of the site whose name that is: minimum propagation with
 * shortcuts. It ends when nothing changes: then each cluster bears the least id of its sites. Empty sites bear −1.
 * Source: Broadbent & Hammersley, Proc. Camb. Phil. Soc. 53:629 (1957), doi:10.1017/S0305004100032680; shortcuts: Shiloach & Vishkin,
 * J. Algorithms 3:57 (1982), doi:10.1016/0196-6774(82)90008-6
 */
export function join(self: Site, neighbours: Neighbours<Site>, _random: Random, _params: PercolationParams, world: RuleWorld): void {
  if (self.label < 0) return;
  let least = self.label;
  for (const other of neighbours) {
    const link = other.dy === 0 ? (other.dx > 0 ? self.right : other.right) : other.dy > 0 ? self.down : other.down;
    if (link === 1 && other.label >= 0 && other.label < least) least = other.label;
  }
  const further = world.agent<Site>(least).label;
  if (further < least) least = further;
  self.changed = least < self.label ? 1 : 0;
  self.label = least;
}

/** Sites are there with the probability p and all links open; or all sites are there, and the links right and down open with it. */
export function open(self: Site, random: Random, params: PercolationParams): void {
  const first = random.uniform();
  const second = random.uniform();
  const sites = params.of === 'sites';
  self.label = sites && first >= params.probability ? -1 : self.id;
  self.right = sites || first < params.probability ? 1 : 0;
  self.down = sites || second < params.probability ? 1 : 0;
}

/** Sizes of the clusters by their label, in sites; 0 for ids that name no cluster. True once nothing changes any more. */
export function clusterSizes({ kinds: { site } }: World): Int32Array {
  const label = site.column('label');
  const sizes = new Int32Array(label.length);
  for (let i = 0; i < label.length; i++) if (label[i] >= 0) sizes[label[i]]++;
  return sizes;
}

/** Share of all sites in the largest cluster. */
export function largestShare(world: World): number {
  const sizes = clusterSizes(world);
  let largest = 0;
  for (let i = 0; i < sizes.length; i++) largest = Math.max(largest, sizes[i]);
  return largest / sizes.length;
}

/** Number of clusters for each site. */
export function clusterDensity(world: World): number {
  const sizes = clusterSizes(world);
  let clusters = 0;
  for (let i = 0; i < sizes.length; i++) if (sizes[i] > 0) clusters++;
  return clusters / sizes.length;
}

/** Mean size Σ s² / Σ s over all clusters but the largest, in sites; null where there is no other. */
export function meanSize(world: World): number | null {
  const sizes = clusterSizes(world);
  let [sum, squares, largest] = [0, 0, 0];
  for (let i = 0; i < sizes.length; i++) {
    sum += sizes[i];
    squares += sizes[i] * sizes[i];
    largest = Math.max(largest, sizes[i]);
  }
  return sum > largest ? (squares - largest * largest) / (sum - largest) : null;
}

/** 1 if some cluster reaches from the left column to the right one, else 0; of a torus the columns at its seam. */
export function spans({ kinds: { site }, params }: World): number {
  const width = params['width'] as number;
  const label = site.column('label');
  const left = new Set<number>();
  for (let i = 0; i < label.length; i += width) if (label[i] >= 0) left.add(label[i]);
  for (let i = width - 1; i < label.length; i += width) if (left.has(label[i])) return 1;
  return 0;
}

/** Update mode: synchronous; the clusters are the same in any mode. The run ends when all are labelled. */
export const percolation = defineModel({
  name: 'percolation',
  description: 'Percolation: a cluster reaches across the lattice above p = 0.5927 for sites, 0.5 for links',
  source:
    'Broadbent & Hammersley, Proc. Camb. Phil. Soc. 53:629 (1957), doi:10.1017/S0305004100032680; Newman & Ziff, PRL 85:4104 (2000), doi:10.1103/PhysRevLett.85.4104',
  params: {
    width: { default: 512, min: 3, max: 32_768, integer: true, unit: 'cells', description: 'columns' },
    height: { default: 512, min: 3, max: 32_768, integer: true, unit: 'cells', description: 'rows' },
    periodic: { default: false, description: 'a torus; else with open borders' },
    of: { default: 'sites', choices: ['sites', 'bonds'], description: 'what is there with the probability p' },
    probability: { default: 0.592746, min: 0, max: 1, description: 'probability p' },
  },
  space: ({ width, height, periodic }) => grid({ width, height, periodic, neighbourhood: 'von-neumann' }),
  kinds: {
    site: {
      on: 'cells',
      columns: { label: 'i32', right: 'i32', down: 'i32', changed: 'i32' },
      init: open,
      rule: rule(join),
    },
  },
  globals: { changed: { over: 'site', reduce: 'sum', of: (self) => self.changed } },
  until: (world) => world.tick > 0 && world.changed === 0,
  metrics: { largestShare, clusterDensity, meanSize, spans },
});

// The sandpile of Bak, Tang & Wiesenfeld. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Site = Agent<{ grains: 'i32' }>;

interface SandpileParams {
  readonly start: string;
}

/** From so many grains on a site topples: one to each of four sides. */
const TOPPLES = 4;

/**
 * Where all is stable, one grain falls on the site that was drawn; else every site with four grains or more gives one to each side, all
 * at once, and those at the border lose them. The order of topplings changes neither the sites at rest nor how many topplings it takes.
 * Source: Bak, Tang & Wiesenfeld, PRL 59:381 (1987), doi:10.1103/PhysRevLett.59.381; order: Dhar, PRL 64:1613 (1990), doi:10.1103/PhysRevLett.64.1613
 */
export function topple(self: Site, neighbours: Neighbours<Site>, _random: Random, _params: SandpileParams, world: RuleWorld): void {
  let received = 0;
  for (const other of neighbours) received += other.grains >= TOPPLES ? 1 : 0;
  if (world.unstable === 0) self.grains += world.drop === self.id ? 1 : 0;
  else self.grains += received - (self.grains >= TOPPLES ? TOPPLES : 0);
}

/** No grain, three on each site, or 0 to 3 drawn on each. */
export function heap(self: Site, random: Random, params: SandpileParams): void {
  self.grains = params.start === 'full' ? TOPPLES - 1 : params.start === 'empty' ? 0 : random.integer(TOPPLES);
}

/** Grains per site. */
export function meanHeight({ kinds: { site } }: World): number {
  const grains = site.column('grains');
  let sum = 0;
  for (let i = 0; i < grains.length; i++) sum += grains[i];
  return sum / grains.length;
}

/** Topplings for each grain that has fallen and come to rest, since tick 0; null before the first. */
export function meanAvalanche({ globals }: World): number | null {
  return globals['fallen'] > 0 ? globals['topplings'] / globals['fallen'] : null;
}

/** Topplings of the avalanche that ended last; 0 where a grain made none. */
export const lastAvalanche = ({ globals }: World): number => globals['last'];

/**
 * Update mode: synchronous: a tick is one grain or one wave of topplings. Globals: `fallen` grains that have come to rest, `topplings` they
 * made in all, `size` of the avalanche under way and `last` of the one before.
 */
export const sandpile = defineModel({
  name: 'sandpile',
  description: 'The sandpile of Bak, Tang & Wiesenfeld: grain by grain it comes to a state of avalanches of all sizes',
  source: 'Bak, Tang & Wiesenfeld, PRL 59:381 (1987). doi:10.1103/PhysRevLett.59.381',
  params: {
    width: { default: 64, min: 1, max: 32_768, integer: true, unit: 'cells', description: 'columns' },
    height: { default: 64, min: 1, max: 32_768, integer: true, unit: 'cells', description: 'rows' },
    start: { default: 'random', choices: ['empty', 'random', 'full'], description: 'grains at tick 0: none, 0 to 3 a site, 3 a site' },
  },
  space: ({ width, height }) => grid({ width, height, neighbourhood: 'von-neumann', periodic: false }),
  kinds: {
    site: {
      on: 'cells',
      columns: { grains: 'i32' },
      init: rule(heap, { uses: { TOPPLES } }),
      rule: rule(topple, { uses: { TOPPLES } }),
    },
  },
  globals: {
    unstable: { over: 'site', reduce: 'sum', of: rule((self: Agent) => (self.grains >= TOPPLES ? 1 : 0), { uses: { TOPPLES } }) },
    drop: { schedule: (world, random) => random.integer(world.count.site) },
    size: { initial: 0 },
    last: { initial: 0 },
    fallen: { initial: 0 },
    topplings: { initial: 0 },
  },
  after: (world) => {
    if (world.unstable > 0) world.size += world.unstable;
    else {
      world.last = world.size;
      world.topplings += world.size;
      world.fallen += 1;
      world.size = 0;
    }
  },
  metrics: { meanHeight, meanAvalanche, lastAvalanche },
});

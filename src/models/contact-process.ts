// The contact process: an epidemic without memory on a lattice. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Site = Agent<{ infected: 'i32' }>;

interface ContactParams {
  readonly width: number;
  readonly height: number;
  readonly rate: number;
  readonly step: number;
  readonly start: string;
}

/**
 * Within a step dt recover with probability 1 − exp(−dt), or catch it with probability 1 − exp(−λ dt n / z), n of the z neighbours infected.
 * Source: Harris, Ann. Probab. 2:969 (1974), doi:10.1214/aop/1176996493
 */
export function spread(self: Site, neighbours: Neighbours<Site>, random: Random, params: ContactParams): void {
  let infected = 0;
  let all = 0;
  for (const other of neighbours) {
    infected += other.infected;
    all++;
  }
  const draw = random.uniform();
  if (self.infected === 1) self.infected = draw < Math.exp(-params.step) ? 1 : 0;
  else self.infected = draw < 1 - Math.exp((-params.rate * params.step * infected) / all) ? 1 : 0;
}

/** All infected, or one site in the middle. */
export function begin(self: Site, _random: Random, params: ContactParams): void {
  const middle = self.x === Math.floor(params.width / 2) && self.y === Math.floor(params.height / 2);
  self.infected = params.start === 'all' || middle ? 1 : 0;
}

/** Share of infected sites. */
export function infectedShare({ kinds: { site } }: World): number {
  const infected = site.column('infected');
  let sum = 0;
  for (let i = 0; i < infected.length; i++) sum += infected[i];
  return sum / infected.length;
}

/**
 * Update mode: synchronous with a short step, which is the process in continuous time up to O(dt); sequential (random order, in place)
 * up to O(dt) as well. Critical rates in continuous time: λ_c = 1.64877 on the square lattice, 3.29785 on a ring (height 1).
 */
export const contactProcess = defineModel({
  name: 'contact-process',
  description: 'The contact process: infection dies out below a critical rate and stays above it',
  source:
    'Harris, Ann. Probab. 2:969 (1974), doi:10.1214/aop/1176996493; Dickman, Phys. Rev. E 60:R2441 (1999), doi:10.1103/PhysRevE.60.R2441',
  params: {
    width: { default: 256, min: 1, max: 2 ** 30, integer: true, unit: 'cells', description: 'columns of the torus' },
    height: { default: 256, min: 1, max: 32_768, integer: true, unit: 'cells', description: 'rows of the torus; 1 for a ring' },
    rate: { default: 2, min: 0, max: 1e3, unit: 'per mean time of recovery', description: 'rate λ at which an infected site infects' },
    step: { default: 0.05, min: 1e-6, max: 10, unit: 'mean times of recovery', description: 'length dt of a tick' },
    start: { default: 'all', choices: ['all', 'one'], description: 'who is infected at tick 0' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'update mode' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential', // one of its choices
  space: ({ width, height }) => grid({ width, height, neighbourhood: 'von-neumann' }),
  kinds: { site: { on: 'cells', columns: { infected: 'i32' }, init: begin, rule: rule(spread) } },
  globals: { infected: { over: 'site', reduce: 'sum', of: (self) => self.infected } },
  until: (world) => world.infected === 0,
  metrics: { infectedShare },
});

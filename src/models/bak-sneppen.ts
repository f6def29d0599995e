// Bak & Sneppen's evolution of species on a ring. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Species = Agent<{ fitness: 'f64' }>;

/**
 * The least fit species of all, and its two neighbours, are given a new fitness, uniform in [0, 1).
 * Source: Bak & Sneppen, PRL 71:4083 (1993), doi:10.1103/PhysRevLett.71.4083
 */
export function replace(self: Species, neighbours: Neighbours<Species>, random: Random, _params: object, world: RuleWorld): void {
  let least = self.fitness;
  for (const other of neighbours) least = Math.min(least, other.fitness);
  if (least === world.least) self.fitness = random.uniform();
}

export function begin(self: Species, random: Random): void {
  self.fitness = random.uniform();
}

/** Mean fitness: (1 + f_c) / 2 in the steady state of many species, f_c = 0.66702 the threshold. */
export function meanFitness({ kinds: { species } }: World): number {
  const fitness = species.column('fitness');
  let sum = 0;
  for (let i = 0; i < fitness.length; i++) sum += fitness[i];
  return sum / fitness.length;
}

/** Fitness of the least fit. */
export const leastFitness = ({ globals }: World): number => globals['least'];

/** The largest fitness that the least fit has had since tick 0, the gap: it grows to the threshold and stays there. */
export const gap = ({ globals }: World): number => globals['gap'];

/** Update mode: synchronous: there is one replacement a tick, as in the paper; the least fitness is a global of the previous tick. */
export const bakSneppen = defineModel({
  name: 'bak-sneppen',
  description: 'The least fit species and its neighbours change: fitness gathers above 0.667, in avalanches of all sizes',
  source:
    'Bak & Sneppen, PRL 71:4083 (1993), doi:10.1103/PhysRevLett.71.4083; Paczuski, Maslov & Bak, Phys. Rev. E 53:414 (1996), doi:10.1103/PhysRevE.53.414',
  params: { count: { default: 1_000, min: 3, max: 1e8, integer: true, unit: 'species', description: 'species on the ring' } },
  space: ({ count }) => grid({ width: count, height: 1 }),
  kinds: { species: { on: 'cells', columns: { fitness: 'f64' }, init: begin, rule: rule(replace) } },
  globals: {
    least: { over: 'species', reduce: 'min', of: (self) => self.fitness },
    gap: { initial: 0 },
  },
  after: (world) => {
    world.gap = Math.max(world.gap, world.least);
  },
  metrics: { meanFitness, leastFitness, gap },
});

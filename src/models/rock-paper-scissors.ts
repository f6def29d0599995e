// Rock, paper, scissors on a lattice: May & Leonard's game with mobility. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import { evenSides } from './ising.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Site = Agent<{ species: 'i32'; coin: 'f64' }>;

interface GameParams {
  readonly width: number;
  readonly height: number;
  readonly selection: number;
  readonly reproduction: number;
  readonly exchange: number;
}

/**
 * All sites are paired off with one side, the same for all and drawn anew each tick (`world.pairing`: right or left, below or above, by
 * parity), and each pair acts once, on the coin that its first site threw a tick ago: with rates σ, μ, ε as odds, the one of the two that
 * beats the other removes it (σ), or has a child on the other's empty place (μ), or they change places (ε). Species s beats s + 1 (of 1, 2, 3).
 * Source: Reichenbach, Mobilia & Frey, Nature 448:1046 (2007), doi:10.1038/nature06095
 */
export function compete(self: Site, _neighbours: Neighbours<Site>, random: Random, params: GameParams, world: RuleWorld): void {
  const upright = world.pairing >= 2;
  const along = upright ? self.y : self.x;
  const length = upright ? params.height : params.width;
  const first = (along + (world.pairing % 2)) % 2 === 0;
  const there = (along + (first ? 1 : length - 1)) % length;
  const partner = world.agent<Site>(upright ? there * params.width + self.x : self.y * params.width + there);
  const mine = self.species;
  const theirs = partner.species;
  const coin = (first ? self.coin : partner.coin) * (params.selection + params.reproduction + params.exchange);
  self.coin = random.uniform();
  if (coin < params.selection) {
    if (mine > 0 && theirs > 0 && mine === (theirs % 3) + 1) self.species = 0;
  } else if (coin < params.selection + params.reproduction) {
    if (mine === 0) self.species = theirs;
  } else {
    self.species = theirs;
  }
}

/** Each site empty or of one of the three species, all alike likely. */
export function begin(self: Site, random: Random): void {
  self.species = random.integer(4);
  self.coin = random.uniform();
}

/** Share of sites of one species, 1 to 3, or empty, 0. */
function share({ kinds: { site } }: World, wanted: number): number {
  const species = site.column('species');
  let sum = 0;
  for (let i = 0; i < species.length; i++) if (species[i] === wanted) sum++;
  return sum / species.length;
}

export const rock = (world: World): number => share(world, 1);
export const paper = (world: World): number => share(world, 2);
export const scissors = (world: World): number => share(world, 3);

/** How many of the three species live. */
export const species = (world: World): number => [1, 2, 3].filter((each) => share(world, each) > 0).length;

/**
 * Update mode: synchronous over a random pairing. The paper draws one pair after another; here N/2 pairs that have no site in common act at
 * once, each pair of neighbours as often: two ticks are N drawn pairs, and 2 (σ + μ + ε) ticks the unit of time of the rates. Mobility M = 2 ε / N for σ = μ = 1.
 */
export const rockPaperScissors = defineModel({
  name: 'rock-paper-scissors',
  description: 'Three species that beat each other in a circle: spirals that keep all alive, until they move too fast',
  source: 'Reichenbach, Mobilia & Frey, Nature 448:1046 (2007). doi:10.1038/nature06095',
  params: {
    width: { default: 256, min: 2, max: 32_768, integer: true, unit: 'cells', description: 'columns of the torus, even' },
    height: { default: 256, min: 2, max: 32_768, integer: true, unit: 'cells', description: 'rows of the torus, even' },
    selection: { default: 1, min: 0, max: 1e6, description: 'rate σ of removing a weaker neighbour' },
    reproduction: { default: 1, min: 0, max: 1e6, description: 'rate μ of a child on an empty neighbouring site' },
    exchange: { default: 2, min: 0, max: 1e6, description: 'rate ε of changing places' },
  },
  space: ({ width, height }) => {
    evenSides({ width, height });
    return grid({ width, height, neighbourhood: 'von-neumann' });
  },
  kinds: { site: { on: 'cells', columns: { species: 'i32', coin: 'f64' }, init: begin, rule: rule(compete) } },
  globals: { pairing: { schedule: (_world, random) => random.integer(4) } },
  metrics: { rock, paper, scissors, species },
});

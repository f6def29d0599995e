// Hunters that each want one prey, and duels of everybody with everybody: claims of all sorts.

import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from '../../../src/models/model.ts';
import { rule } from '../../../src/rules/rule.ts';
import { torus } from '../../../src/spaces/space.ts';

type Hunter = Agent<{ x: 'f64'; y: 'f64'; energy: 'f64'; meals: 'u32'; wants: 'u32' }>;
type Prey = Agent<{ x: 'f64'; y: 'f64' }>;
interface ChaseParams {
  readonly side: number;
  readonly step: number;
  readonly pup: number;
  readonly lamb: number;
  readonly death: number;
  readonly greedy: boolean;
}

const MEAL = 13;

/** Eat what the last claim brought; want the nearest prey that nobody holds (the greedy want it all the same); starve, or bear. `wants` is its id + 1, 0 for none. */
function hunt(self: Hunter, neighbours: Neighbours<Hunter>, random: Random, params: ChaseParams, world: RuleWorld): void {
  if (self.won) {
    self.energy += MEAL;
    self.meals += 1;
  }
  self.energy -= 1;
  self.wants = 0;
  let nearest = 2;
  for (const prey of neighbours.prey) {
    if (prey.claimed && !params.greedy) continue;
    if (prey.distance2 < nearest) {
      nearest = prey.distance2;
      prey.claim();
      self.wants = prey.id + 1;
    }
  }
  self.x += random.normal(0, params.step);
  self.y += random.normal(0, params.step);
  if (self.energy < 0) self.die();
  else if (self.energy > 20 && random.uniform() < params.pup) {
    self.energy /= 2;
    world.birth({ energy: self.energy, meals: 0, wants: 0 });
  }
}

/** Whoever is held is eaten; some die of themselves, also while they are wanted. */
function graze(self: Prey, _neighbours: Neighbours<Prey>, random: Random, params: ChaseParams, world: RuleWorld): void {
  if (self.claimed) self.die();
  else if (random.uniform() < params.death) self.die();
  else if (random.uniform() < params.lamb * (1 - world.count.prey / 4_000)) world.birth({});
  self.x += random.normal(0, params.step);
  self.y += random.normal(0, params.step);
}

function arrive(self: Hunter, random: Random, params: ChaseParams): void {
  self.x = random.uniform() * params.side;
  self.y = random.uniform() * params.side;
  self.energy = random.integer(15);
}

function place(self: { x: number; y: number }, random: Random, params: { readonly side: number }): void {
  self.x = random.uniform() * params.side;
  self.y = random.uniform() * params.side;
}

export const chase = defineModel({
  name: 'chase',
  description: 'hunters that claim their prey: no two eat one',
  params: {
    hunters: { default: 700, min: 0, integer: true, description: 'hunters at first' },
    prey: { default: 2_500, min: 0, integer: true, description: 'prey at first' },
    side: { default: 16, description: 'side of the square' },
    step: { default: 0.2, description: 'standard deviation of a step along an axis' },
    pup: { default: 0.3, description: 'probability of a pup' },
    lamb: { default: 0.2, description: 'probability of a lamb' },
    death: { default: 0.02, description: 'probability that prey dies of itself' },
    greedy: { default: false, description: 'whether hunters want prey that is held already' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'update mode' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential',
  space: ({ side }) => torus({ width: side, height: side, radius: 1 }),
  kinds: {
    hunter: {
      count: ({ hunters }) => hunters,
      columns: { x: 'f64', y: 'f64', energy: 'f64', meals: 'u32', wants: 'u32' },
      init: rule(arrive),
      rule: rule(hunt, { uses: { MEAL } }),
    },
    prey: { count: ({ prey }) => prey, columns: { x: 'f64', y: 'f64' }, init: rule(place), rule: rule(graze) },
  },
  globals: {
    fed: { over: 'hunter', reduce: 'sum', of: (self) => self.won },
    held: { over: 'prey', reduce: 'sum', of: (self) => self.claimed },
  },
});

type Duellist = Agent<{ x: 'f32'; y: 'f32'; wants: 'u32'; wantsShrine: 'u32'; wins: 'u32' }>;
type Pilgrim = Agent<{ x: 'f32'; y: 'f32'; wantsShrine: 'u32' }>;

/** Want a random neighbour; now and then think better of it and want a shrine. */
function duel(self: Duellist, neighbours: Neighbours<Duellist>, random: Random): void {
  self.wins += self.won;
  self.wants = 0;
  self.wantsShrine = 0;
  for (const other of neighbours) {
    if (self.wants === 0 || random.uniform() < 0.3) {
      other.claim();
      self.wants = other.id + 1;
    }
  }
  if (random.uniform() < 0.2) {
    for (const shrine of neighbours.shrine) {
      shrine.claim();
      self.wants = 0;
      self.wantsShrine = shrine.id + 1;
      break;
    }
  }
}

/** Pilgrims want shrines alone. */
function pray(self: Pilgrim, neighbours: Neighbours<Pilgrim>): void {
  self.wantsShrine = 0;
  for (const shrine of neighbours.shrine) {
    shrine.claim();
    self.wantsShrine = shrine.id + 1;
  }
}

/** Nobody moves, dies or is born: duellists claim each other and shrines, which pilgrims claim as well. Shrines have no rule. */
export const duels = defineModel({
  name: 'duels',
  description: 'claims within a kind, of two kinds on one, and of one kind on two',
  params: {
    duellists: { default: 600, min: 0, integer: true, description: 'duellists' },
    pilgrims: { default: 300, min: 0, integer: true, description: 'pilgrims' },
    shrines: { default: 40, min: 0, integer: true, description: 'shrines' },
    side: { default: 8, description: 'side of the square' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'update mode' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential',
  space: ({ side }) => torus({ width: side, height: side, radius: 1 }),
  kinds: {
    duellist: {
      count: ({ duellists }) => duellists,
      columns: { x: 'f32', y: 'f32', wants: 'u32', wantsShrine: 'u32', wins: 'u32' },
      init: rule(place),
      rule: rule(duel),
    },
    pilgrim: {
      count: ({ pilgrims }) => pilgrims,
      columns: { x: 'f32', y: 'f32', wantsShrine: 'u32' },
      init: rule(place),
      rule: rule(pray),
    },
    shrine: { count: ({ shrines }) => shrines, columns: { x: 'f32', y: 'f32' }, init: rule(place) },
  },
});

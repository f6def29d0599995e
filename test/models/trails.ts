// Walkers that lay a scent, climb it and eat what grows where they win the ground; the scent spreads and fades, the food grows back.

import { defineModel, type Agent, type Random, type RuleWorld } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { box, torus } from '../../src/spaces/space.ts';

type Walker = Agent<{ x: 'f64'; y: 'f64'; heading: 'f64'; eaten: 'f64'; smelt: 'f64' }>;

interface TrailParams {
  readonly count: number;
  readonly speed: number;
  readonly reach: number;
  readonly mortality: number;
}

/** Turn to where the scent is strongest of left, ahead and right, walk there, leave some behind; eat, if nobody else does here. */
function follow(self: Walker, _neighbours: unknown, random: Random, params: TrailParams, world: RuleWorld): void {
  const { scent, food } = world.fields;
  if (self.won) {
    const bite = Math.min(food.here, 0.5);
    self.eaten += bite;
    food.deposit(-bite);
  }
  const smell = (turn: number): number =>
    scent.at(self.x + params.reach * Math.cos(self.heading + turn), self.y + params.reach * Math.sin(self.heading + turn));
  const left = smell(0.8);
  const ahead = smell(0);
  const right = smell(-0.8);
  if (ahead < left || ahead < right) self.heading += left > right ? 0.6 : -0.6;
  self.heading += random.uniform(-0.3, 0.3);
  self.smelt = scent.here + ahead;
  scent.deposit(0.25);
  self.x += params.speed * Math.cos(self.heading);
  self.y += params.speed * Math.sin(self.heading);
  scent.deposit(1);
  if (self.id % 3 === 0) scent.deposit(0.5, self.x - 2, self.y + 1);
  food.claim();
  const fate = random.integer(1_000);
  if (fate < params.mortality) {
    self.die();
    scent.deposit(-0.125);
  } else if (fate < 2 * params.mortality) world.birth({ eaten: 0 });
}

function start(self: Walker, random: Random, _params: TrailParams, world: RuleWorld): void {
  self.x = random.uniform(0, 40);
  self.y = random.uniform(0, 25);
  self.heading = random.uniform(0, 6.28);
  self.smelt = world.fields.food.here;
}

export const trails = defineModel({
  name: 'trails',
  description: 'walkers that follow the scent that they lay',
  params: {
    count: { default: 1_100, integer: true, description: 'walkers' },
    speed: { default: 1, description: 'a tick' },
    reach: { default: 3, description: 'how far ahead they smell' },
    mortality: { default: 0, integer: true, description: 'of 1,000, who die or bear in a tick' },
    columns: { default: 60, integer: true, description: 'cells along x of the scent' },
    rows: { default: 31, integer: true, description: 'cells along y of the scent' },
    single: { default: false, description: 'the scent is kept in f32' },
    bounded: { default: false, description: 'the space is a box' },
    diffusion: { default: 0.5, description: 'share of the scent that spreads' },
    evaporation: { default: 0.1, description: 'share of the scent that fades' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'how walkers are updated' },
  },
  update: (params) => params.update as 'synchronous' | 'sequential', // one of its choices
  space: (params) => (params.bounded ? box : torus)({ width: 40, height: 25, radius: 1 }),
  kinds: {
    walker: {
      count: (params) => params.count,
      columns: { x: 'f64', y: 'f64', heading: 'f64', eaten: 'f64', smelt: 'f64' },
      init: start,
      rule: rule(follow),
    },
  },
  fields: {
    scent: {
      size: (params) => [params.columns, params.rows],
      type: (params) => (params.single ? 'f32' : 'f64'),
      diffusion: (params) => params.diffusion,
      evaporation: (params) => params.evaporation,
    },
    food: {
      size: [20, 25],
      initial: (x, y, random) => 1 + 0.01 * x + 0.1 * y + random.uniform(),
      range: [0, 9],
      neighbourhood: 'von-neumann',
    },
  },
  globals: {
    scent: { field: 'scent', reduce: 'sum' },
    least: { field: 'food', reduce: 'min' },
  },
});

// Sheep that flee wolves, wolves that eat, grass that both trample: three kinds that meet, are born and die.

import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from '../../../src/models/model.ts';
import { rule } from '../../../src/rules/rule.ts';
import { torus } from '../../../src/spaces/space.ts';

type Animal = Agent<{ x: 'f64'; y: 'f64'; energy: 'f64' }>;
interface MeadowParams {
  readonly step: number;
  readonly lamb: number;
  readonly pup: number;
}

function graze(self: Animal, neighbours: Neighbours<Animal>, random: Random, params: MeadowParams, world: RuleWorld): void {
  let grass = 0;
  for (const blade of neighbours.grass) grass += blade.height;
  let threat = 0;
  for (const wolf of neighbours.wolf) if (wolf.distance2 < 0.09) threat += 1;
  self.energy += grass > 0 ? 0.4 : -0.6;
  self.x += random.uniform(-params.step, params.step);
  self.y += random.uniform(-params.step, params.step);
  if (threat > 0 && random.uniform() < 0.5) self.die();
  if (self.energy < 0) self.die();
  else if (random.uniform() < params.lamb * (1 - world.count.sheep / 3000)) {
    self.energy /= 2;
    world.birth({ energy: self.energy });
  }
}

function hunt(self: Animal, neighbours: Neighbours<Animal>, random: Random, params: MeadowParams, world: RuleWorld): void {
  let prey = 0;
  let x = 0;
  let y = 0;
  for (const sheep of neighbours.sheep) {
    prey += 1;
    x += sheep.dx;
    y += sheep.dy;
  }
  let rivals = 0;
  for (const wolf of neighbours) rivals += wolf.distance2 >= 0 ? 1 : 0;
  self.energy += prey > 0 ? 0.5 / (1 + rivals) : -0.25;
  self.x += prey > 0 ? (0.5 * x) / prey : random.normal(0, params.step);
  self.y += prey > 0 ? (0.5 * y) / prey : random.normal(0, params.step);
  if (self.energy < 0) self.die();
  else if (random.uniform() < params.pup) {
    self.energy /= 2;
    world.birth({ energy: self.energy, x: self.x + 30 });
    world.birth.grass({ height: 1 });
  }
}

export const meadow = defineModel({
  name: 'meadow',
  description: 'sheep, wolves and grass',
  params: {
    sheep: { default: 900, min: 0, integer: true, description: 'sheep at first' },
    wolves: { default: 300, min: 0, integer: true, description: 'wolves at first' },
    grass: { default: 600, min: 0, integer: true, description: 'blades of grass' },
    step: { default: 0.7, description: 'longest step' },
    lamb: { default: 0.25, description: 'probability of a lamb' },
    pup: { default: 0.1, description: 'probability of a pup' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'update mode' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential',
  space: torus({ width: 26, height: 17, radius: 0.8 }),
  kinds: {
    sheep: {
      count: ({ sheep }) => sheep,
      columns: { x: 'f64', y: 'f64', energy: 'f64' },
      init(self, random) {
        self.x = random.uniform(0, 26);
        self.y = random.uniform(0, 17);
        self.energy = 3 * random.uniform();
      },
      rule: rule(graze),
    },
    wolf: {
      count: ({ wolves }) => wolves,
      columns: { x: 'f64', y: 'f64', energy: 'f64' },
      init(self, random) {
        self.x = random.uniform(0, 26);
        self.y = random.uniform(0, 17);
        self.energy = 2 * random.uniform();
      },
      rule: rule(hunt),
    },
    grass: {
      // has no rule, and is born all the same
      count: ({ grass }) => grass,
      columns: { x: 'f64', y: 'f64', height: 'f32' },
      init(self, random) {
        self.x = random.uniform(0, 26);
        self.y = random.uniform(0, 17);
        self.height = random.uniform();
      },
    },
  },
  globals: {
    flock: { over: 'sheep', reduce: 'count' },
    vigour: { over: 'wolf', reduce: 'mean', of: (self) => self.energy },
  },
});

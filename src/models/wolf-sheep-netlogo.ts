// Wolf Sheep Predation as NetLogo's model library has it. Imports the model's declaration, rules, spaces.

import { rule } from '../rules/rule.ts';
import { torus } from '../spaces/space.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';
import { countOf, ripeShare } from './wolf-sheep.ts';

type Animal = Agent<{ x: 'f64'; y: 'f64'; heading: 'f64'; energy: 'f64' }>;

interface Predation {
  readonly grass: boolean;
  readonly regrowth: number;
  readonly sheepGain: number;
  readonly wolfGain: number;
  readonly sheepBirths: number;
  readonly wolfBirths: number;
}

const DEGREE = Math.PI / 180;
const TURN = 2 * Math.PI;

/** rt random 50, lt random 50, fd 1 */
function wiggle(self: Animal, random: Random): void {
  self.heading += (random.integer(50) - random.integer(50)) * DEGREE;
  self.x += Math.cos(self.heading);
  self.y += Math.sin(self.heading);
}

/** hatch 1 [ rt random-float 360 fd 1 ]: mother and young have half of the energy each */
function hatch(self: Animal, random: Random, world: RuleWorld): void {
  self.energy /= 2;
  const heading = self.heading + random.uniform() * TURN;
  world.birth({ x: self.x + Math.cos(heading), y: self.y + Math.sin(heading), heading });
}

/** Where there is grass: spend 1, eat what grows on the patch, die with less than nothing; bear with a chance. */
function graze(self: Animal, _neighbours: Neighbours<Animal>, random: Random, params: Predation, world: RuleWorld): void {
  wiggle(self, random);
  let alive = true;
  if (params.grass) {
    self.energy -= 1;
    const ripe = world.fields.ripe.here;
    if (ripe <= world.tick) {
      self.energy += params.sheepGain;
      world.fields.ripe.deposit(world.tick + params.regrowth + 1 - ripe); // it counts down to 0, and is green a tick later
    }
    alive = self.energy >= 0;
  }
  if (!alive) self.die();
  else if (random.uniform() * 100 < params.sheepBirths) hatch(self, random, world);
}

/** Spend 1, eat one sheep of the patch, die with less than nothing; bear with a chance. */
function hunt(self: Animal, neighbours: Neighbours<Animal>, random: Random, params: Predation, world: RuleWorld): void {
  wiggle(self, random);
  self.energy -= 1;
  const left = Math.floor(self.x);
  const bottom = Math.floor(self.y);
  let here = 0;
  for (const sheep of neighbours.sheep) if (onPatch(self.x + sheep.dx - left, self.y + sheep.dy - bottom)) here++;
  if (here > 0) {
    let passed = random.integer(here);
    for (const sheep of neighbours.sheep) {
      if (onPatch(self.x + sheep.dx - left, self.y + sheep.dy - bottom)) {
        if (passed === 0) {
          sheep.die();
          self.energy += params.wolfGain;
          break;
        }
        passed -= 1;
      }
    }
  }
  if (self.energy < 0) self.die();
  else if (random.uniform() * 100 < params.wolfBirths) hatch(self, random, world);
}

/** Is that within the patch whose corner is the origin? */
function onPatch(x: number, y: number): boolean {
  return x >= 0 && x < 1 && y >= 0 && y < 1;
}

/**
 * NetLogo's own rules, which differ from those of the comparison of frameworks: animals wander freely over patches, chances of birth are in percent
 * and small, sheep live on energy only where there is grass, and the young step away. With grass the populations chase each other for long;
 * without it they swing ever wider until one is gone.
 *
 * Update mode: sequential: all sheep in a random order, then all wolves, then the grass, as `ask` does.
 */
export const wolfSheepNetlogo = defineModel({
  name: 'wolf-sheep-netlogo',
  description: "NetLogo's Wolf Sheep Predation: with grass the two live together, without it they do not",
  source:
    'Wilensky, NetLogo Wolf Sheep Predation model (1997); Wilensky & Reisman, Cognition and Instruction 24:171 (2006). doi:10.1207/s1532690xci2402_1',
  params: {
    side: { default: 51, min: 2, max: 30_000, integer: true, unit: 'patches', description: 'side of the periodic square' },
    sheep: { default: 100, min: 0, max: 1e8, integer: true, unit: 'sheep', description: 'sheep at the start' },
    wolves: { default: 50, min: 0, max: 1e8, integer: true, unit: 'wolves', description: 'wolves at the start' },
    grass: { default: true, description: 'whether sheep need grass to live' },
    regrowth: {
      default: 30,
      min: 0,
      max: 1e6,
      integer: true,
      unit: 'ticks',
      description: 'what grass counts down from before it is green again',
    },
    sheepGain: { default: 4, min: 0, max: 1e6, unit: 'energy', description: 'energy of a patch of grass' },
    wolfGain: { default: 20, min: 0, max: 1e6, unit: 'energy', description: 'energy of a sheep' },
    sheepBirths: { default: 4, min: 0, max: 100, unit: '% per tick', description: 'chance that a sheep bears' },
    wolfBirths: { default: 5, min: 0, max: 100, unit: '% per tick', description: 'chance that a wolf bears' },
  },
  update: 'sequential',
  space: ({ side }) => torus({ width: side, height: side, radius: Math.SQRT2, unit: 'patches' }), // no two of a patch are farther apart
  fields: {
    ripe: {
      size: ({ side }) => [side, side],
      initial: (_x, _y, random, { regrowth }) => (random.uniform() < 0.5 || regrowth === 0 ? 0 : 1 + random.integer(regrowth)),
    },
  },
  kinds: {
    sheep: {
      count: ({ sheep }) => sheep,
      columns: { x: 'f64', y: 'f64', heading: 'f64', energy: 'f64' },
      init: (self, random, { side, sheepGain }) => {
        self.x = random.uniform() * side;
        self.y = random.uniform() * side;
        self.heading = random.uniform() * 2 * Math.PI;
        self.energy = random.uniform() * 2 * sheepGain;
      },
      rule: rule(graze, { uses: { wiggle, hatch, DEGREE, TURN } }),
    },
    wolf: {
      count: ({ wolves }) => wolves,
      columns: { x: 'f64', y: 'f64', heading: 'f64', energy: 'f64' },
      init: (self, random, { side, wolfGain }) => {
        self.x = random.uniform() * side;
        self.y = random.uniform() * side;
        self.heading = random.uniform() * 2 * Math.PI;
        self.energy = random.uniform() * 2 * wolfGain;
      },
      rule: rule(hunt, { uses: { wiggle, hatch, onPatch, DEGREE, TURN } }),
    },
  },
  metrics: { sheep: countOf('sheep'), wolves: countOf('wolf'), ripe: ripeShare },
});

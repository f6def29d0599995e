// Wolves, sheep and grass. Imports the model's declaration, rules, spaces.

import { rule } from '../rules/rule.ts';
import { grid } from '../spaces/grid.ts';
import type { World } from '../engine/world.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Animal = Agent<{ x: 'f64'; y: 'f64'; energy: 'f64' }>;

interface Meadow {
  readonly width: number;
  readonly height: number;
  readonly periodic: boolean;
}

/** One step to one of the eight cells around, each as likely; at an open border to one of those that there are. */
function roam(self: Animal, random: Random, { width, height, periodic }: Meadow): void {
  const west = periodic || self.x > 0 ? 1 : 0;
  const south = periodic || self.y > 0 ? 1 : 0;
  const columns = 1 + west + (periodic || self.x < width - 1 ? 1 : 0);
  const rows = 1 + south + (periodic || self.y < height - 1 ? 1 : 0);
  if (columns * rows === 1) return;
  const own = south * columns + west; // my own cell among them
  const drawn = random.integer(columns * rows - 1);
  const to = drawn < own ? drawn : drawn + 1;
  self.x += (to % columns) - west;
  self.y += Math.floor(to / columns) - south;
}

interface WolfSheepParams extends Meadow {
  readonly regrowth: number;
  readonly sheepGain: number;
  readonly wolfGain: number;
  readonly sheepBirths: number;
  readonly wolfBirths: number;
  readonly sheepDeath: number;
}

/** Move, spend 1, eat the grass where there is some; die without energy, else bear with a chance: mother and lamb have half each. */
function graze(self: Animal, _neighbours: Neighbours<Animal>, random: Random, params: WolfSheepParams, world: RuleWorld): void {
  roam(self, random, params);
  self.energy -= 1;
  const ripe = world.fields.ripe.here;
  if (ripe <= world.tick) {
    self.energy += params.sheepGain;
    world.fields.ripe.deposit(world.tick + params.regrowth - ripe); // it is ripe again so many ticks from now
  }
  if (self.energy < params.sheepDeath) self.die();
  else if (random.uniform() < params.sheepBirths) {
    self.energy /= 2;
    world.birth({});
  }
}

/** Move, spend 1, eat one sheep of the same cell, whichever; die with less than nothing, else bear with a chance. */
function hunt(self: Animal, neighbours: Neighbours<Animal>, random: Random, params: WolfSheepParams, world: RuleWorld): void {
  roam(self, random, params);
  self.energy -= 1;
  let here = 0;
  for (const _ of neighbours.sheep) here++;
  if (here > 0) {
    let passed = random.integer(here);
    for (const sheep of neighbours.sheep) {
      if (passed === 0) {
        sheep.die();
        self.energy += params.wolfGain;
        break;
      }
      passed -= 1;
    }
  }
  if (self.energy < 0) self.die();
  else if (random.uniform() < params.wolfBirths) {
    self.energy /= 2;
    world.birth({});
  }
}

/** Share of cells where grass is ripe, 0 to 1. */
export function ripeShare({ fields, tick }: World): number | null {
  const cells = fields.ripe.values;
  let ripe = 0;
  for (const since of cells) if (since <= tick) ripe++;
  return ripe / cells.length;
}

/** How many agents of a kind there are. */
export const countOf =
  (kind: string) =>
  ({ kinds }: World): number =>
    kinds[kind].count;

/**
 * Predators, prey and what they live on, as the comparison of agent-based frameworks declares it: all sheep in a fresh random order, then all
 * wolves, then the grass. A lamb may be eaten in the tick of its birth; newborns have their first turn in the next one. A cell holds the tick at which its grass is
 * ripe: what was eaten at tick t is ripe for the sheep of tick t + regrowth.
 *
 * Of the published entries some let a sheep die with less than 1 (the declaration: `sheepDeath` 1), some with less than 0 (Agents.jl, Ark, Mesa: 0).
 *
 * Update mode: sequential: whoever comes first eats.
 */
export const wolfSheep = defineModel({
  name: 'wolf-sheep',
  description: 'Wolves eat sheep, sheep eat grass, grass grows again: populations that chase each other',
  source:
    'Wilensky & Reisman, Cognition and Instruction 24:171 (2006). doi:10.1207/s1532690xci2402_1; rules of the ABM framework comparison of JuliaDynamics',
  params: {
    width: { default: 100, min: 1, max: 30_000, integer: true, unit: 'cells', description: 'width of the meadow' },
    height: { default: 100, min: 1, max: 30_000, integer: true, unit: 'cells', description: 'height of the meadow' },
    periodic: { default: false, description: 'whether the meadow wraps round' },
    sheep: { default: 1_000, min: 0, max: 1e8, integer: true, unit: 'sheep', description: 'sheep at the start' },
    wolves: { default: 500, min: 0, max: 1e8, integer: true, unit: 'wolves', description: 'wolves at the start' },
    regrowth: { default: 10, min: 1, max: 1e6, integer: true, unit: 'ticks', description: 'ticks from eaten grass to ripe grass' },
    sheepGain: { default: 5, min: 0, max: 1e6, unit: 'energy', description: 'energy of a cell of grass' },
    wolfGain: { default: 13, min: 0, max: 1e6, unit: 'energy', description: 'energy of a sheep' },
    sheepBirths: { default: 0.4, min: 0, max: 1, unit: 'per tick', description: 'chance that a sheep bears' },
    wolfBirths: { default: 0.2, min: 0, max: 1, unit: 'per tick', description: 'chance that a wolf bears' },
    sheepDeath: { default: 1, min: 0, max: 1e6, unit: 'energy', description: 'a sheep with less than this dies' },
  },
  update: 'sequential',
  space: ({ width, height, periodic }) => grid({ width, height, periodic, radius: 0 }),
  fields: {
    ripe: {
      size: ({ width, height }) => [width, height],
      initial: (_x, _y, random, { regrowth }) => (random.uniform() < 0.5 ? 0 : 1 + random.integer(regrowth)),
    },
  },
  kinds: {
    sheep: {
      count: ({ sheep }) => sheep,
      columns: { x: 'f64', y: 'f64', energy: 'f64' },
      init: (self, random, { width, height, sheepGain }) => {
        self.x = random.integer(width);
        self.y = random.integer(height);
        self.energy = 1 + random.integer(2 * sheepGain);
      },
      rule: rule(graze, { uses: { roam } }),
    },
    wolf: {
      count: ({ wolves }) => wolves,
      columns: { x: 'f64', y: 'f64', energy: 'f64' },
      init: (self, random, { width, height, wolfGain }) => {
        self.x = random.integer(width);
        self.y = random.integer(height);
        self.energy = 1 + random.integer(2 * wolfGain);
      },
      rule: rule(hunt, { uses: { roam } }),
    },
  },
  metrics: { sheep: countOf('sheep'), wolves: countOf('wolf'), ripe: ripeShare },
});

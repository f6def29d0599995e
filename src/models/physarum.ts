// Jones' slime mould. Imports the model's declaration, rules, spaces.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { torus } from '../spaces/space.ts';
import { defineModel, type Agent, type Random, type RuleWorld } from './model.ts';

type Particle = Agent<{ x: 'f64'; y: 'f64'; heading: 'f64' }>;

interface MouldParams {
  readonly width: number;
  readonly height: number;
  readonly speed: number;
  readonly reach: number;
  readonly sight: number;
  readonly turn: number;
  readonly deposit: number;
}

/**
 * Smell the trail ahead on the left, ahead and ahead on the right; turn towards the strongest, either way where ahead is the weakest,
 * not at all where it is the strongest; step forward and leave a trail.
 * Source: Jones, Artificial Life 16:127 (2010), table 1 and fig. 2. doi:10.1162/artl.2010.16.2.16202
 */
function creep(self: Particle, _neighbours: unknown, random: Random, params: MouldParams, world: RuleWorld): void {
  const { trail } = world.fields;
  const sight = (params.sight * Math.PI) / 180;
  const turn = (params.turn * Math.PI) / 180;
  const at = self.heading;
  const ahead = trail.at(self.x + params.reach * Math.cos(at), self.y + params.reach * Math.sin(at));
  const left = trail.at(self.x + params.reach * Math.cos(at + sight), self.y + params.reach * Math.sin(at + sight));
  const right = trail.at(self.x + params.reach * Math.cos(at - sight), self.y + params.reach * Math.sin(at - sight));
  const coin = random.uniform() < 0.5 ? 1 : -1;
  const weakest = ahead < left && ahead < right;
  const side = weakest ? coin : left > right ? 1 : right > left ? -1 : 0;
  const heading = at + (ahead > left && ahead > right ? 0 : side * turn);
  self.heading = heading;
  self.x += params.speed * Math.cos(heading);
  self.y += params.speed * Math.sin(heading);
  trail.deposit(params.deposit);
}

function scatter(self: Particle, random: Random, params: MouldParams): void {
  self.x = random.uniform() * params.width;
  self.y = random.uniform() * params.height;
  self.heading = random.uniform(-Math.PI, Math.PI);
}

/** Coefficient of variation of the trail over cells: near 0 when it is even, above 1 when it is gathered in a network; null without a trail. */
export function contrast({ fields: { trail } }: World): number | null {
  const { values } = trail;
  let mean = 0;
  let squares = 0;
  for (const value of values) mean += value / values.length;
  for (const value of values) squares += (value - mean) ** 2 / values.length;
  return mean > 0 ? Math.sqrt(squares) / mean : null;
}

/**
 * Update mode: synchronous: all smell the trail of the tick before. Unlike in the paper many particles may stand in one cell, as in most
 * later versions: there one that finds its cell taken stays, and turns at random. What all leave in a tick is kept until it spreads and
 * evaporates: the whole trail tends to N × deposit × (1 - e) / e.
 */
export const physarum = defineModel({
  name: 'physarum',
  description: 'slime mould: particles that follow the trail they lay form a network that coarsens',
  source: 'Jones, Artificial Life 16:127 (2010). doi:10.1162/artl.2010.16.2.16202',
  params: {
    count: {
      default: 6_000,
      min: 1,
      max: 1e8,
      integer: true,
      unit: 'particles',
      description: 'number of particles; 15 % of cells in the paper',
    },
    width: { default: 200, min: 1, max: 1e5, integer: true, unit: 'cells', description: 'width of the periodic world' },
    height: { default: 200, min: 1, max: 1e5, integer: true, unit: 'cells', description: 'height of the periodic world' },
    speed: { default: 1, min: 0, max: 1e4, unit: 'cells per tick', description: 'step of a particle' },
    reach: { default: 9, min: 0, max: 1e4, unit: 'cells', description: 'how far ahead its sensors are' },
    sight: { default: 45, min: 0, max: 180, unit: 'degrees', description: 'angle of the outer sensors' },
    turn: { default: 45, min: 0, max: 180, unit: 'degrees', description: 'angle of a turn' },
    deposit: { default: 5, min: 0, max: 1e6, description: 'trail that a step leaves' },
    evaporation: { default: 0.1, min: 0, max: 1, unit: 'per tick', description: 'share of the trail that is lost' },
    diffusion: {
      default: 8 / 9,
      min: 0,
      max: 1,
      unit: 'per tick',
      description: 'share that spreads to the 8 cells around; 8/9 is their mean',
    },
  },
  space: ({ width, height }) => torus({ width, height, radius: 1, unit: 'cells' }),
  kinds: {
    particle: {
      count: ({ count }) => count,
      columns: { x: 'f64', y: 'f64', heading: 'f64' },
      init: scatter,
      rule: rule(creep),
    },
  },
  fields: {
    trail: {
      size: ({ width, height }) => [width, height],
      diffusion: ({ diffusion }) => diffusion,
      evaporation: ({ evaporation }) => evaporation,
    },
  },
  globals: { trail: { field: 'trail', reduce: 'sum' } },
  metrics: { contrast },
});

// Ants that forage along pheromone. Imports the model's declaration, rules, spaces.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { box } from '../spaces/space.ts';
import { defineModel, type Agent, type Random, type RuleWorld } from './model.ts';

/** `loaded`: 1 while it carries food; `brought`: loads that it has brought home */
type Ant = Agent<{ x: 'f64'; y: 'f64'; heading: 'f64'; loaded: 'u8'; brought: 'u32' }>;

interface AntParams {
  readonly side: number;
  readonly nest: number;
  readonly mark: number;
  readonly wiggle: number;
  readonly sniff: number;
  readonly dazed: number;
}

/**
 * Laden: home, which an ant knows the way to, leaving pheromone. Else: turn by 45° to where there is more pheromone, if there is enough
 * to smell, wiggle, and walk; where there is food, want a piece of it, and have it in the next tick unless another ant got it.
 * Source: the rules of NetLogo's model Ants (Wilensky 1997, ccl.northwestern.edu/netlogo/models/Ants), after Deneubourg & Goss, Ethology
 * Ecology & Evolution 1:295 (1989). doi:10.1080/08927014.1989.9525500
 */
function forage(self: Ant, _neighbours: unknown, random: Random, params: AntParams, world: RuleWorld): void {
  const { pheromone, food } = world.fields;
  const homeX = params.side / 2 - self.x;
  const homeY = params.side / 2 - self.y;
  const home = Math.sqrt(homeX * homeX + homeY * homeY);
  const found = self.loaded === 0 && self.won === 1 && food.here >= 1;
  if (found) food.deposit(-1);
  const laden = self.loaded === 1 || found;
  const arrived = laden && home <= params.nest;
  const at = self.heading;
  const ahead = pheromone.at(self.x + Math.cos(at), self.y + Math.sin(at));
  const left = pheromone.at(self.x + Math.cos(at + Math.PI / 4), self.y + Math.sin(at + Math.PI / 4));
  const right = pheromone.at(self.x + Math.cos(at - Math.PI / 4), self.y + Math.sin(at - Math.PI / 4));
  const side = left > right ? Math.PI / 4 : -Math.PI / 4;
  const here = pheromone.here;
  const smells = here >= params.sniff && here < params.dazed && Math.max(left, right) > ahead;
  const search = at + (smells ? side : 0) + random.uniform(-1, 1) * params.wiggle;
  let heading = laden ? Math.atan2(homeY, homeX) : search;
  if (arrived) {
    self.brought += 1;
    heading = at + Math.PI; // back to where it came from
  }
  if (laden && !arrived) pheromone.deposit(params.mark);
  self.loaded = laden && !arrived ? 1 : 0;
  const x = self.x + Math.cos(heading);
  const y = self.y + Math.sin(heading);
  const wall = x < 0 || y < 0 || x >= params.side || y >= params.side; // the space stops it there, and it turns round
  self.heading = wall ? heading + Math.PI : heading;
  self.x = x;
  self.y = y;
  if (self.loaded === 0 && food.here >= 1 && !arrived) food.claim();
}

/** Sum of whole numbers. */
function total(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** Loads brought home so far. */
export const brought = ({ kinds: { ant } }: World): number => total(ant.column('brought'));
/** Ants that carry food. */
export const laden = ({ kinds: { ant } }: World): number => total(ant.column('loaded'));
/** Pieces of food that are left. */
export const left = ({ fields: { food } }: World): number => total(food.values);

/**
 * Update mode: synchronous; two ants that want the same food settle it by a claim, so that none is taken twice: food left, loads carried
 * and loads brought home always add up. Three sources lie around the nest, at distances of 0.3, 0.36 and 0.4 sides, in numbers
 * of pieces that follow from `pieces`.
 */
export const ants = defineModel({
  name: 'ants',
  description: 'ants that bring food home along trails of pheromone that they lay themselves',
  source: 'Wilensky, NetLogo Ants (1997); Deneubourg & Goss, Ethology Ecology & Evolution 1:295 (1989). doi:10.1080/08927014.1989.9525500',
  params: {
    count: { default: 125, min: 1, max: 1e7, integer: true, unit: 'ants', description: 'number of ants' },
    side: {
      default: 71,
      min: 10,
      max: 1e5,
      integer: true,
      unit: 'cells',
      description: 'side of the bounded square; the nest is in its middle',
    },
    nest: { default: 5, min: 1, max: 1e5, unit: 'cells', description: 'radius of the nest' },
    source: { default: 5, min: 0, max: 1e5, unit: 'cells', description: 'radius of each of the three sources of food' },
    pieces: { default: 1.5, min: 0, max: 1e6, unit: 'pieces per cell', description: 'mean food in a cell of a source; whole pieces' },
    mark: { default: 60, min: 0, max: 1e9, unit: 'per tick', description: 'pheromone that a laden ant leaves; 0: no trails' },
    sniff: { default: 0.05, min: 0, max: 1e9, unit: 'per cell', description: 'pheromone below which an ant smells nothing' },
    dazed: { default: 2, min: 0, max: 1e9, unit: 'per cell', description: 'pheromone from which on an ant does not tell more from less' },
    wiggle: { default: 0.7, min: 0, max: 3.2, unit: 'radians', description: 'largest random turn of a searching ant' },
    diffusion: { default: 0.5, min: 0, max: 1, unit: 'per tick', description: 'share of the pheromone that spreads' },
    evaporation: { default: 0.1, min: 0, max: 1, unit: 'per tick', description: 'share of the pheromone that is lost' },
  },
  space: ({ side }) => box({ width: side, height: side, radius: 1, unit: 'cells' }),
  kinds: {
    ant: {
      count: ({ count }) => count,
      columns: { x: 'f64', y: 'f64', heading: 'f64', loaded: 'u8', brought: 'u32' },
      init: (self, random, params) => {
        self.x = params.side / 2;
        self.y = params.side / 2;
        self.heading = random.uniform(-Math.PI, Math.PI);
      },
      rule: rule(forage),
    },
  },
  fields: {
    pheromone: {
      size: ({ side }) => [side, side],
      diffusion: ({ diffusion }) => diffusion,
      evaporation: ({ evaporation }) => evaporation,
    },
    food: {
      size: ({ side }) => [side, side],
      initial: (x, y, random, params) => {
        const dx = x - params.side / 2;
        const dy = y - params.side / 2;
        const near1 = Math.hypot(dx - 0.3 * params.side, dy);
        const near2 = Math.hypot(dx + 0.3 * params.side, dy + 0.2 * params.side);
        const near3 = Math.hypot(dx + 0.35 * params.side, dy - 0.35 * params.side * 0.5);
        const pieces = Math.floor(params.pieces + random.uniform());
        return Math.min(near1, near2, near3) < params.source ? pieces : 0;
      },
    },
  },
  metrics: { brought, laden, left },
});

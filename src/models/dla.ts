// Diffusion-limited aggregation off the lattice. Imports the model's declaration, rules, spaces, engine.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { box } from '../spaces/space.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from './model.ts';

type Walker = Agent<{ x: 'f64'; y: 'f64' }>;

interface DlaParams {
  readonly side: number;
  readonly grains: number;
}

/** How far a walker sees grains, in diameters: the radius of the space. */
const SIGHT = 6;

/** There is one walker for so many grains: with more, they thicken the tips that others made, and the dimension comes out too low. */
const GRAINS_EACH = 200;

/** Walkers start on a circle so many diameters outside the farthest grain. */
const MARGIN = 4;

/**
 * A grain in the plane walks at random until it touches the cluster, and stays there. Where nothing is near, it goes to a point of the
 * circle that it would leave by first, as far as to just short of a touch; from outside the circle of its start to where it would come
 * back first, by Poisson's kernel φ = 2 atan((r − R)/(r + R) tan π(u − ½)); near the cluster one diameter at a time, or to the touch on its way.
 * Source: Witten & Sander, PRL 47:1400 (1981), doi:10.1103/PhysRevLett.47.1400
 */
export function wander(self: Walker, neighbours: Neighbours<Walker>, random: Random, params: DlaParams, world: RuleWorld): void {
  const middle = params.side / 2;
  const outX = self.x - middle;
  const outY = self.y - middle;
  const out = Math.hypot(outX, outY);
  const start = world.reach + MARGIN;
  const turn = random.uniform();
  const anew = random.uniform();
  const heading = 2 * Math.PI * turn;
  const cos = Math.cos(heading);
  const sin = Math.sin(heading);
  let nearest = SIGHT;
  let touch = 2;
  for (const grain of neighbours.grain) {
    const along = grain.dx * cos + grain.dy * sin;
    const depth = along * along - grain.distance2 + 1;
    nearest = Math.min(nearest, grain.distance);
    if (along > 0 && depth >= 0) touch = Math.min(touch, along - Math.sqrt(depth));
  }
  const free = Math.max(nearest, out - world.reach) - 1;
  const waits = self.id >= 1 + world.count.grain / GRAINS_EACH;
  const touches = free < 1 && touch <= 1 && !waits;
  const way = touches ? Math.max(touch, 0) : Math.max(free, 1);
  const x = self.x + way * cos;
  const y = self.y + way * sin;
  if (touches) world.birth.grain({ x, y });
  const outside = out > start;
  const kernel = 2 * Math.atan(((out - start) / (out + start)) * Math.tan(Math.PI * (anew - 0.5)));
  const back = outside ? Math.atan2(outY, outX) + kernel : 2 * Math.PI * anew;
  const placed = outside || touches || waits; // on the circle: come back to it, or a new walker, from anywhere
  self.x = placed ? middle + start * Math.cos(back) : x;
  self.y = placed ? middle + start * Math.sin(back) : y;
}

/** Anywhere on the circle around the first grain. */
export function begin(self: Walker, random: Random, params: DlaParams): void {
  const heading = 2 * Math.PI * random.uniform();
  self.x = params.side / 2 + MARGIN * Math.cos(heading);
  self.y = params.side / 2 + MARGIN * Math.sin(heading);
}

/** Number of grains in the cluster. */
export const grains = ({ kinds: { grain } }: World): number => grain.count;

/** Radius of gyration of the cluster, √(mean squared distance from its centre of mass), in diameters. */
export function gyration({ kinds: { grain } }: World): number {
  const [x, y] = [grain.column('x'), grain.column('y')];
  let [sumX, sumY, squares] = [0, 0, 0];
  for (let i = 0; i < grain.count; i++) {
    sumX += x[i];
    sumY += y[i];
  }
  for (let i = 0; i < grain.count; i++) squares += (x[i] - sumX / grain.count) ** 2 + (y[i] - sumY / grain.count) ** 2;
  return Math.sqrt(squares / grain.count);
}

/**
 * Update mode: synchronous. The definition has one walker at a time; here one walks for every 200 grains, so that one may touch where
 * another came to rest in the same tick: seldom, as 16 at once from the start lower the dimension by 0.05. Lengths in diameters of
 * a grain. The run ends with the wanted number of grains, or where the cluster comes near the border.
 */
export const dla = defineModel({
  name: 'dla',
  description: 'Diffusion-limited aggregation: grains that walk until they touch grow into a fractal of dimension 1.71',
  source: 'Witten & Sander, PRL 47:1400 (1981). doi:10.1103/PhysRevLett.47.1400',
  params: {
    grains: { default: 5_000, min: 1, max: 1e8, integer: true, description: 'size at which the cluster is done' },
    walkers: { default: 16, min: 1, max: 1e6, integer: true, description: 'walkers at a time at most, one for every 200 grains' },
    side: { default: 600, min: 40, max: 1e6, unit: 'diameters', description: 'side of the square' },
  },
  space: ({ side }) => box({ width: side, height: side, radius: SIGHT, unit: 'diameters' }),
  kinds: {
    walker: {
      count: ({ walkers }) => walkers,
      columns: { x: 'f64', y: 'f64' },
      init: rule(begin, { uses: { MARGIN } }),
      rule: rule(wander, { uses: { SIGHT, MARGIN, GRAINS_EACH } }),
    },
    grain: {
      count: 1,
      columns: { x: 'f64', y: 'f64' },
      init: (self, _random, params) => {
        self.x = params.side / 2;
        self.y = params.side / 2;
      },
    },
  },
  globals: {
    reach: {
      over: 'grain',
      reduce: 'max',
      of: (self, params) => Math.hypot(self.x - params.side / 2, self.y - params.side / 2),
    },
  },
  until: (world, _random, params) => world.count.grain >= params.grains || world.reach > params.side / 2 - 16,
  metrics: { grains, gyration },
});

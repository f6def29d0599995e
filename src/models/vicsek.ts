// Vicsek's self-propelled particles. Imports the model's declaration, rules, spaces, emergence.

import { rule } from '../rules/rule.ts';
import { torus } from '../spaces/space.ts';
import { polarization } from '../emergence/order/polarization.ts';
import { defineModel, type Neighbour, type Random } from './model.ts';

interface Bird {
  x: number;
  y: number;
  heading: number;
}

interface VicsekParams {
  readonly speed: number;
  readonly noise: number;
  readonly side: number;
}

/**
 * Take the mean heading of everyone within the interaction radius (self included), add noise, move along the old heading.
 * Source: Vicsek et al., PRL 75:1226 (1995), eqs. 1-2. doi:10.1103/PhysRevLett.75.1226
 */
export function align(self: Bird, neighbours: Iterable<Neighbour<Bird>>, random: Random, params: VicsekParams): void {
  let sin = Math.sin(self.heading);
  let cos = Math.cos(self.heading);
  self.x += params.speed * cos; // the old heading; the space wraps
  self.y += params.speed * sin;
  for (const other of neighbours) {
    sin += Math.sin(other.heading);
    cos += Math.cos(other.heading);
  }
  self.heading = Math.atan2(sin, cos) + params.noise * (random.uniform() - 0.5);
}

/** Anywhere, heading anywhere. */
export function scatter(self: Bird, random: Random, params: VicsekParams): void {
  self.x = random.uniform() * params.side;
  self.y = random.uniform() * params.side;
  self.heading = (2 * random.uniform() - 1) * Math.PI;
}

/** Update mode: synchronous, as in the paper. Lengths in interaction radii. */
export const vicsek = defineModel({
  name: 'vicsek',
  description: "Vicsek's flock: order appears out of local alignment and is lost as angular noise grows",
  source: 'Vicsek, Czirók, Ben-Jacob, Cohen & Shochet, PRL 75:1226 (1995). doi:10.1103/PhysRevLett.75.1226',
  params: {
    count: { default: 4_000, min: 1, max: 1e8, integer: true, unit: 'birds', description: 'number of birds' },
    side: { default: 31.6, min: 1e-3, max: 1e6, unit: 'interaction radii', description: 'side of the periodic square' },
    speed: { default: 0.03, min: 0, max: 1e3, unit: 'interaction radii per tick', description: 'speed of every bird' },
    noise: { default: 0.5, min: 0, max: 2 * Math.PI, unit: 'radians', description: 'width η of the uniform angular noise' },
  },
  space: ({ side }) => torus({ width: side, height: side, radius: 1, unit: 'interaction radii' }),
  kinds: {
    bird: {
      count: ({ count }) => count,
      columns: { x: 'f64', y: 'f64', heading: 'f64' },
      init: scatter,
      rule: rule(align),
    },
  },
  metrics: { polarization },
});

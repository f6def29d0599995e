// Vicsek's particles that follow their nearest neighbours, however far these are. Imports the model's declaration, rules, spaces, emergence.

import { polarization } from '../emergence/order/polarization.ts';
import { rule } from '../rules/rule.ts';
import { torus } from '../spaces/space.ts';
import { defineModel, type Neighbours, type Random } from './model.ts';
import { scatter } from './vicsek.ts';

interface Bird {
  x: number;
  y: number;
  heading: number;
}

interface TopologicalParams {
  readonly speed: number;
  readonly noise: number;
  readonly nearest: number;
}

/**
 * Take the mean heading of the nearest birds and one's own, add noise, move along the old heading: Vicsek's rule with a number of neighbours in the
 * place of a distance, as starlings keep it.
 * Source: Vicsek et al., PRL 75:1226 (1995), eqs. 1-2; Ballerini et al., PNAS 105:1232 (2008), doi:10.1073/pnas.0711437105
 */
export function alignToNearest(self: Bird, neighbours: Neighbours<Bird>, random: Random, params: TopologicalParams): void {
  let sin = Math.sin(self.heading);
  let cos = Math.cos(self.heading);
  self.x += params.speed * cos; // the old heading; the space wraps
  self.y += params.speed * sin;
  for (const other of neighbours.nearest(params.nearest)) {
    sin += Math.sin(other.heading);
    cos += Math.cos(other.heading);
  }
  self.heading = Math.atan2(sin, cos) + params.noise * (random.uniform() - 0.5);
}

/** Update mode: synchronous, as Vicsek's. Lengths in the model's unit; the radius of the space only says how birds are sorted. */
export const vicsekTopological = defineModel({
  name: 'vicsek-topological',
  description: 'birds that align with a number of nearest neighbours, however far: order does not depend on how dense the flock is',
  source: 'Ballerini et al., PNAS 105:1232 (2008). doi:10.1073/pnas.0711437105',
  params: {
    count: { default: 1_000, min: 1, max: 1e8, integer: true, unit: 'birds', description: 'number of birds' },
    side: { default: 31.6, min: 1e-3, max: 1e6, unit: 'lengths', description: 'side of the periodic square' },
    speed: { default: 0.03, min: 0, max: 1e3, unit: 'lengths per tick', description: 'speed of every bird' },
    noise: { default: 0.5, min: 0, max: 2 * Math.PI, unit: 'radians', description: 'width η of the uniform angular noise' },
    nearest: { default: 7, min: 1, max: 256, integer: true, unit: 'birds', description: 'neighbours that a bird follows' },
  },
  space: ({ count, side, nearest }) =>
    torus({ width: side, height: side, radius: side * Math.min(1, Math.sqrt(nearest / (Math.PI * count))) }),
  kinds: {
    bird: {
      count: ({ count }) => count,
      columns: { x: 'f64', y: 'f64', heading: 'f64' },
      init: rule(scatter),
      rule: rule(alignToNearest),
    },
  },
  metrics: { polarization },
});

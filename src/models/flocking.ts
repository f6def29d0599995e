// Reynolds' flock in the exact semantics of the published framework comparison. Imports the model's declaration, rules, spaces, emergence.

import { rule } from '../rules/rule.ts';
import { torus } from '../spaces/space.ts';
import { polarization } from '../emergence/order/polarization.ts';
import { meanNeighbours } from '../emergence/structure/neighbours.ts';
import { defineModel, type Neighbour, type Random } from './model.ts';

interface Bird {
  x: number;
  y: number;
  vx: number;
  vy: number;
}

interface FlockingParams {
  readonly width: number;
  readonly height: number;
  readonly speed: number;
  readonly separation: number;
  readonly cohere: number;
  readonly separate: number;
  readonly match: number;
}

/**
 * Steer towards the neighbours, away from those too near, and along with them; keep unit heading; move.
 * v ← normalise(v + (cohere Σd + match Σv − separate Σ_near d) / max(N, 1)), then x ← x + speed v.
 * Source: Reynolds, SIGGRAPH '87, doi:10.1145/37402.37406, with the numbers of JuliaDynamics/ABMFrameworksComparison (DECLARATION).
 */
export function steer(self: Bird, neighbours: Iterable<Neighbour<Bird>>, _random: Random, params: FlockingParams): void {
  let towardX = 0;
  let towardY = 0;
  let awayX = 0;
  let awayY = 0;
  let matchX = 0;
  let matchY = 0;
  let n = 0;
  const near = params.separation * params.separation;
  for (const other of neighbours) {
    n += 1;
    towardX += other.dx;
    towardY += other.dy;
    matchX += other.vx;
    matchY += other.vy;
    if (other.distance2 < near) {
      awayX -= other.dx;
      awayY -= other.dy;
    }
  }
  const share = 1 / Math.max(n, 1);
  const vx = self.vx + (params.cohere * towardX + params.separate * awayX + params.match * matchX) * share;
  const vy = self.vy + (params.cohere * towardY + params.separate * awayY + params.match * matchY) * share;
  const length = Math.sqrt(vx * vx + vy * vy);
  const scale = length > 0 ? 1 / length : 0;
  self.vx = vx * scale;
  self.vy = vy * scale;
  self.x += params.speed * (vx * scale);
  self.y += params.speed * (vy * scale);
}

/** Anywhere, with velocity components uniform in [-1, 1), not normalised. */
export function scatter(self: Bird, random: Random, params: FlockingParams): void {
  self.x = random.uniform() * params.width;
  self.y = random.uniform() * params.height;
  self.vx = 2 * random.uniform() - 1;
  self.vy = 2 * random.uniform() - 1;
}

/** Update mode: `synchronous` by default; `sequential` is the comparison's own (random order, in place). Lengths in world units. */
export const flocking = defineModel({
  name: 'flocking',
  description: "Reynolds' flock in the exact semantics of the published framework comparison",
  source:
    "Reynolds, SIGGRAPH '87. doi:10.1145/37402.37406; constants of the ABM framework comparison (Datseris et al. 2022). doi:10.1177/00375497211068820",
  params: {
    count: { default: 400, min: 1, max: 1e8, integer: true, unit: 'birds', description: 'number of birds' },
    width: { default: 150, min: 1e-3, max: 1e7, unit: 'world units', description: 'width of the periodic world' },
    height: { default: 150, min: 1e-3, max: 1e7, unit: 'world units', description: 'height of the periodic world' },
    visual: { default: 15, min: 1e-3, max: 1e7, unit: 'world units', description: 'distance up to which a bird sees others' },
    separation: { default: 1, min: 0, max: 1e7, unit: 'world units', description: 'distance below which birds part' },
    speed: { default: 1, min: 0, max: 1e6, unit: 'world units per tick', description: 'speed of every bird' },
    cohere: { default: 0.03, min: -1e3, max: 1e3, description: 'weight of steering towards the neighbours' },
    separate: { default: 0.015, min: -1e3, max: 1e3, description: 'weight of parting from those too near' },
    match: { default: 0.05, min: -1e3, max: 1e3, description: "weight of taking the neighbours' velocity" },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'update mode' },
    precision: { default: 'f64', choices: ['f32', 'f64'], description: 'type of all columns' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential',
  space: ({ width, height, visual }) => torus({ width, height, radius: visual, unit: 'world units' }),
  kinds: {
    bird: {
      count: ({ count }) => count,
      columns: ({ precision }: { readonly precision: string }) => {
        const type = precision === 'f32' ? 'f32' : 'f64';
        return { x: type, y: type, vx: type, vy: type };
      },
      init: scatter,
      rule: rule(steer),
    },
  },
  metrics: { polarization, meanNeighbours },
});

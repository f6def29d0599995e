// Active Brownian particles. Imports the model's declaration, rules, spaces.

import type { World } from '../engine/world.ts';
import { rule } from '../rules/rule.ts';
import { torus } from '../spaces/space.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Particle = Agent<{ x: 'f64'; y: 'f64'; heading: 'f64'; wentX: 'f64'; wentY: 'f64' }>;

interface BrownianParams {
  readonly speed: number;
  readonly rotation: number;
  readonly diffusion: number;
  readonly stiffness: number;
  readonly step: number;
  readonly side: number;
}

/**
 * dr = v e(θ) dt + F dt + √(2 D_t) dW, dθ = √(2 D_r) dW, by Euler & Maruyama; F = stiffness × overlap pushes particles nearer than one
 * diameter apart.
 * Source: Romanczuk, Bär, Ebeling, Lindner & Schimansky-Geier, Eur. Phys. J. Special Topics 202:1 (2012). doi:10.1140/epjst/e2012-01529-y
 */
function swim(self: Particle, neighbours: Neighbours<Particle>, random: Random, params: BrownianParams): void {
  let pushX = 0;
  let pushY = 0;
  for (const other of neighbours) {
    if (other.distance2 > 0) {
      const overlap = 1 / other.distance - 1; // per distance, so that it scales dx and dy
      pushX -= overlap * other.dx;
      pushY -= overlap * other.dy;
    }
  }
  const shake = Math.sqrt(2 * params.diffusion * params.step);
  const alongX = params.step * (params.speed * Math.cos(self.heading) + params.stiffness * pushX) + shake * random.normal();
  const alongY = params.step * (params.speed * Math.sin(self.heading) + params.stiffness * pushY) + shake * random.normal();
  self.x += alongX;
  self.y += alongY;
  self.wentX += alongX;
  self.wentY += alongY;
  self.heading += Math.sqrt(2 * params.rotation * params.step) * random.normal();
}

function scatter(self: Particle, random: Random, params: BrownianParams): void {
  self.x = random.uniform() * params.side;
  self.y = random.uniform() * params.side;
  self.heading = random.uniform(-Math.PI, Math.PI);
}

/** Mean squared displacement from tick 0, however often particles went round the torus; diameters squared; null without particles. */
export function displacement2({ kinds: { particle } }: World): number | null {
  const [x, y] = [particle.column('wentX'), particle.column('wentY')];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i] + y[i] * y[i];
  return x.length === 0 ? null : sum / x.length;
}

/**
 * Update mode: synchronous, as equations of motion are. Without pushes <r²> = 4 D_t t + 2 (v / D_r)² (D_r t - 1 + e^{-D_r t}), that is
 * diffusion with D = D_t + v² / (2 D_r) after a time 1 / D_r. Crowded and fast (v / D_r above about 40 diameters, half of the area
 * covered), particles that push each other part into a dense and a thin phase.
 */
export const activeBrownian = defineModel({
  name: 'active-brownian',
  description: 'particles that swim and lose their way; crowded, they cluster without attraction',
  source:
    'Romanczuk et al., Eur. Phys. J. Special Topics 202:1 (2012). doi:10.1140/epjst/e2012-01529-y; Fily & Marchetti, PRL 108:235702 (2012). doi:10.1103/PhysRevLett.108.235702',
  params: {
    count: { default: 4_000, min: 1, max: 1e8, integer: true, unit: 'particles', description: 'number of particles' },
    side: { default: 70, min: 3, max: 1e6, unit: 'diameters', description: 'side of the periodic square' },
    speed: { default: 1, min: 0, max: 1e4, unit: 'diameters per time', description: 'speed v of swimming' },
    rotation: { default: 0.01, min: 0, max: 1e6, unit: 'radians² per time', description: 'rotational diffusion D_r' },
    diffusion: { default: 0, min: 0, max: 1e6, unit: 'diameters² per time', description: 'translational diffusion D_t' },
    stiffness: { default: 50, min: 0, max: 1e6, unit: 'per time', description: 'speed of parting per diameter of overlap' },
    step: { default: 0.01, min: 1e-9, max: 10, unit: 'time', description: 'length of a tick; stiffness × step well below 1' },
  },
  space: ({ side }) => torus({ width: side, height: side, radius: 1, unit: 'diameters' }),
  kinds: {
    particle: {
      count: ({ count }) => count,
      columns: { x: 'f64', y: 'f64', heading: 'f64', wentX: 'f64', wentY: 'f64' },
      init: scatter,
      rule: rule(swim),
    },
  },
  metrics: { displacement2 },
});

// Couzin's animal groups of three zones. Imports the model's declaration, rules, spaces, emergence.

import { milling } from '../emergence/order/milling.ts';
import { polarization } from '../emergence/order/polarization.ts';
import { rule } from '../rules/rule.ts';
import { torus } from '../spaces/space.ts';
import { defineModel, type Agent, type Neighbours, type Random } from './model.ts';

type Fish = Agent<{ x: 'f64'; y: 'f64'; z: 'f64'; vx: 'f64'; vy: 'f64'; vz: 'f64' }>;

interface CouzinParams {
  readonly repulsion: number;
  readonly orientation: number;
  readonly attraction: number;
  readonly perception: number;
  readonly speed: number;
  readonly turning: number;
  readonly noise: number;
  readonly step: number;
  readonly side: number;
  readonly spread: number;
}

/**
 * Where anybody is nearer than the zone of repulsion, away from all of those; else along with those in the zone of orientation and
 * towards those in the zone of attraction, as far as they are not in the blind cone behind. Then noise, a turn that way by at most
 * `turning` × `step`, and a step of constant speed.
 * Source: Couzin, Krause, James, Ruxton & Franks, J. Theor. Biol. 218:1 (2002), eqs. 1-3. doi:10.1006/jtbi.2002.3065
 */
function swim(self: Fish, neighbours: Neighbours<Fish>, random: Random, params: CouzinParams): void {
  const seen = Math.cos((params.perception * Math.PI) / 360); // cosine of half the angle of sight
  const along = params.repulsion + params.orientation;
  let near = 0;
  let awayX = 0;
  let awayY = 0;
  let awayZ = 0;
  let x = 0;
  let y = 0;
  let z = 0;
  for (const other of neighbours) {
    const distance = other.distance;
    const scale = distance > 0 ? 1 / distance : 0;
    const ahead = (other.dx * self.vx + other.dy * self.vy + other.dz * self.vz) * scale;
    if (distance < params.repulsion) {
      near += 1;
      awayX -= other.dx * scale;
      awayY -= other.dy * scale;
      awayZ -= other.dz * scale;
    } else if (ahead >= seen) {
      x += distance < along ? other.vx : other.dx * scale;
      y += distance < along ? other.vy : other.dy * scale;
      z += distance < along ? other.vz : other.dz * scale;
    }
  }
  x = near > 0 ? awayX : x;
  y = near > 0 ? awayY : y;
  z = near > 0 ? awayZ : z;
  const length = Math.sqrt(x * x + y * y + z * z);
  const lost = length < 1e-12; // nobody is seen, or they cancel: straight on
  x = lost ? self.vx : x / length;
  y = lost ? self.vy : y / length;
  z = lost ? self.vz : z / length;

  // a Gaussian around the wanted direction: displaced at right angles to it, and brought back onto the sphere
  const noiseX = random.normal(0, params.noise);
  const noiseY = random.normal(0, params.noise);
  const noiseZ = random.normal(0, params.noise);
  const radial = 1 - (noiseX * x + noiseY * y + noiseZ * z);
  x = radial * x + noiseX;
  y = radial * y + noiseY;
  z = radial * z + noiseZ;
  const again = 1 / Math.sqrt(x * x + y * y + z * z);
  x *= again;
  y *= again;
  z *= again;

  const most = (params.turning * params.step * Math.PI) / 180;
  const cosine = x * self.vx + y * self.vy + z * self.vz;
  if (cosine < Math.cos(most)) {
    const sideX = x - cosine * self.vx;
    const sideY = y - cosine * self.vy;
    const sideZ = z - cosine * self.vz;
    const across = Math.sin(most) / Math.max(1e-12, Math.sqrt(sideX * sideX + sideY * sideY + sideZ * sideZ));
    x = Math.cos(most) * self.vx + across * sideX;
    y = Math.cos(most) * self.vy + across * sideY;
    z = Math.cos(most) * self.vz + across * sideZ;
  }
  const unit = 1 / Math.sqrt(x * x + y * y + z * z);
  self.vx = x * unit;
  self.vy = y * unit;
  self.vz = z * unit;
  self.x += params.speed * params.step * (x * unit);
  self.y += params.speed * params.step * (y * unit);
  self.z += params.speed * params.step * (z * unit);
}

/** Anywhere in a cube about the middle, heading anywhere. */
function scatter(self: Fish, random: Random, params: CouzinParams): void {
  self.x = params.side / 2 + params.spread * (random.uniform() - 0.5);
  self.y = params.side / 2 + params.spread * (random.uniform() - 0.5);
  self.z = params.side / 2 + params.spread * (random.uniform() - 0.5);
  const height = random.uniform(-1, 1);
  const angle = random.uniform(-Math.PI, Math.PI);
  self.vx = Math.sqrt(1 - height * height) * Math.cos(angle);
  self.vy = Math.sqrt(1 - height * height) * Math.sin(angle);
  self.vz = height;
}

/**
 * Update mode: synchronous, as in the paper. The paper's space is open: here it is a torus so large that the group does not meet itself.
 * With growing width of the zone of orientation, and a wide zone of attraction: swarm, torus (mill), dynamic parallel, highly parallel group.
 */
export const couzin = defineModel({
  name: 'couzin',
  description: 'fish that part, align and gather by distance: swarm, mill and parallel group',
  source: 'Couzin, Krause, James, Ruxton & Franks, J. Theor. Biol. 218:1 (2002). doi:10.1006/jtbi.2002.3065',
  params: {
    count: { default: 100, min: 1, max: 1e7, integer: true, unit: 'fish', description: 'number of fish' },
    repulsion: { default: 1, min: 1e-6, max: 1e4, unit: 'lengths', description: 'radius of the zone of repulsion' },
    orientation: { default: 1.5, min: 0, max: 1e4, unit: 'lengths', description: 'width of the zone of orientation' },
    attraction: { default: 14, min: 0, max: 1e4, unit: 'lengths', description: 'width of the zone of attraction' },
    perception: { default: 270, min: 0, max: 360, unit: 'degrees', description: 'angle of sight, centred ahead' },
    speed: { default: 3, min: 0, max: 1e4, unit: 'lengths per time', description: 'speed of every fish' },
    turning: { default: 40, min: 0, max: 1e5, unit: 'degrees per time', description: 'fastest turn' },
    noise: { default: 0.05, min: 0, max: 10, unit: 'radians', description: 'standard deviation of the wanted direction along each axis' },
    step: { default: 0.1, min: 1e-6, max: 10, unit: 'time', description: 'length of a tick' },
    side: { default: 200, min: 1, max: 1e6, unit: 'lengths', description: 'side of the periodic cube' },
    spread: { default: 10, min: 0, max: 1e6, unit: 'lengths', description: 'side of the cube in which they begin' },
  },
  space: ({ side, repulsion, orientation, attraction }) =>
    torus({ width: side, height: side, depth: side, radius: repulsion + orientation + attraction, unit: 'lengths' }),
  kinds: {
    fish: {
      count: ({ count }) => count,
      columns: { x: 'f64', y: 'f64', z: 'f64', vx: 'f64', vy: 'f64', vz: 'f64' },
      init: scatter,
      rule: rule(swim),
    },
  },
  metrics: { polarization, milling },
});

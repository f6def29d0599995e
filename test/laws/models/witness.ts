// Agents that walk at random and write down whom they meet: how many, and which.

import { defineModel, type Agent, type Neighbours, type Random } from '../../../src/models/model.ts';
import { rule } from '../../../src/rules/rule.ts';
import { box, torus } from '../../../src/spaces/space.ts';

type Witness = Agent<{ x: 'f64'; y: 'f64'; z: 'f64'; met: 'u32'; who: 'u32'; square: 'f64' }>;

function look(self: Witness, neighbours: Neighbours<Witness>, random: Random, params: { readonly step: number }): void {
  let met = 0;
  let who = 0;
  let square = 0;
  for (const other of neighbours) {
    met += 1;
    who = who ^ Math.imul(other.id + 1, 0x9e3779b1); // a set of ids leaves a mark of its own, in any order
    square += other.distance2;
  }
  self.met = met;
  self.who = who >>> 0;
  self.square = square;
  self.x += params.step * (random.uniform() - 0.5);
  self.y += params.step * (random.uniform() - 0.5);
  self.z += params.step * (random.uniform() - 0.5);
}

/** The mark that a set of ids leaves. */
export function markOf(ids: Iterable<number>): number {
  let mark = 0;
  for (const id of ids) mark ^= Math.imul(id + 1, 0x9e3779b1);
  return mark >>> 0;
}

const scalar = { x: 'f64', y: 'f64', z: 'f64', met: 'u32', who: 'u32', square: 'f64' } as const;

export const witness = defineModel({
  name: 'witness',
  description: 'who meets whom',
  params: {
    count: { default: 200, min: 0, integer: true, description: 'witnesses' },
    width: { default: 8, description: 'width' },
    height: { default: 3, description: 'height' },
    depth: { default: 0, description: 'depth; 0 for two dimensions' },
    radius: { default: 1, description: 'radius' },
    step: { default: 1.5, description: 'longest step' },
    lattice: { default: 0, description: 'distance of the lattice on which all stand at first; 0 for none' },
    periodic: { default: true, description: 'a torus' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'update mode' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential',
  space: ({ width, height, depth, radius, periodic }) =>
    (periodic ? torus : box)({ width, height, radius, ...(depth > 0 ? { depth } : {}) }),
  kinds: {
    witness: {
      count: ({ count }) => count,
      columns: scalar,
      init(self, random, params) {
        self.x = random.uniform() * params.width;
        self.y = random.uniform() * params.height;
        self.z = random.uniform() * params.depth;
        if (params.lattice > 0) {
          self.x = params.lattice * Math.floor(self.x / params.lattice);
          self.y = params.lattice * Math.floor(self.y / params.lattice);
          self.z = params.lattice * Math.floor(self.z / params.lattice);
        }
      },
      rule: rule(look),
    },
  },
});

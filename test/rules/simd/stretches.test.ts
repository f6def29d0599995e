// Rules that are cut at their loops over neighbours: what one stretch leaves for another, for each group of agents.

import { expect, test } from 'vitest';
import { box, torus } from '../../../src/spaces/space.ts';
import type { ColumnType } from '../../../src/engine/columns.ts';
import { column, makeKind } from '../harness.ts';
import { both } from './both.ts';
import { differences } from './generator-compare.ts';

interface Bird {
  [column: string]: number;
}
type Rule = (self: Bird, neighbours: Iterable<Bird>, random: { uniform(): number }) => void;

const RULES: Record<string, Rule> = {
  'a count that goes on after the loop': (self, neighbours) => {
    let k = 0;
    for (const other of neighbours) self.vy += other.vy;
    k++;
    self.vx = k;
  },
  'a variable set anew after it was read': (self, neighbours) => {
    let k = 0;
    for (const other of neighbours) self.vy += other.vy;
    self.vx = k;
    k = 3;
  },
  'two loops over neighbours and one over numbers between': (self, neighbours) => {
    let k = 0;
    for (const other of neighbours) self.vy += other.vy;
    for (let d = 0; d < 3; d++) k += 2;
    for (const other of neighbours) self.vx += other.vx * k;
    k += 1;
    self.vy += k;
  },
  'a column written before the loop and read in it': (self, neighbours) => {
    self.vx = self.vx * 2 + 1;
    let most = -1;
    for (const other of neighbours) most = Math.max(most, other.vx * self.vx);
    self.vy = most;
  },
  'a test before the loop that is used after it': (self, neighbours, random) => {
    const fast = self.vx > 0 && random.uniform() < 0.5;
    let n = 0;
    for (const other of neighbours) if (fast || other.vx > 0) n += 1;
    self.vx = fast ? n : -n;
    if (!fast) self.vy = random.uniform();
  },
  'positions moved before the loop': (self, neighbours) => {
    self.x += 3;
    let sum = 0;
    for (const other of neighbours) sum += other.dx;
    self.vx = sum;
    self.y -= 40;
  },
  'a nearest neighbour, and the loop left at the third': (self, neighbours) => {
    let best = 1e9;
    let whose = 0;
    let n = 0;
    for (const other of neighbours) {
      if (other.distance2 < best) {
        best = other.distance2;
        whose = other.vx;
      }
      n += 1;
      if (n === 3) break;
    }
    self.vx = whose;
    self.vy = best;
  },
};

const SPACES = {
  torus: torus({ width: 40, height: 30, radius: 5 }),
  'narrow torus': torus({ width: 9, height: 30, radius: 5 }),
  box: box({ width: 40, height: 30, radius: 5 }),
  'torus in three dimensions': torus({ width: 20, height: 20, depth: 20, radius: 4 }),
};

for (const [name, fn] of Object.entries(RULES)) {
  test.each(Object.entries(SPACES))(`${name}: %s`, (_, space) => {
    for (const precision of ['f64', 'f32'] as const satisfies ColumnType[]) {
      const axes = ['x', 'y', 'z'].slice(0, space.dimensions);
      const birds = makeKind(
        'bird',
        [...axes, 'vx', 'vy'].map((each) => column(each, precision)),
        203,
        space,
      );
      const given = { fn, kinds: [birds], more: { space, precision } };
      expect(differences({ ...given, order: null, world: { role: 'rule' } }, both(given))).toEqual([]);
    }
  });
}

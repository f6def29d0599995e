// Corners of lanes that once left other bits or never came to an end: loops that nobody is in any more, lanes that do not exist,
// jumps out of loops of both kinds, what is told ahead, and numbers that text takes for one another.

import { expect, test } from 'vitest';
import type { ColumnType } from '../../../src/engine/columns.ts';
import { compileRule } from '../../../src/rules/compile.ts';
import { torus } from '../../../src/spaces/space.ts';
import { column, context, makeKind } from '../harness.ts';
import { both } from './both.ts';
import { differences } from './generator-compare.ts';

interface Bird {
  [column: string]: number;
}
/** With its vectors, which the types of a rule keep apart. */
type Vectors = Record<'v', number[]> & Record<'vx' | 'vy' | 'u', number>;

const space = torus({ width: 40, height: 30, radius: 5 });

/** 203 birds, or one; u is 1 to 5, w is 1, or 0 of the one. */
function birds(precision: ColumnType, count: number) {
  const names = ['x', 'y', 'vx', 'vy'].map((name) => column(name, precision));
  const kind = makeKind('bird', [...names, column('u', 'i32'), column('w', 'u32'), column('v', precision, 3)], count, space);
  for (let i = 0; i < count; i++) {
    kind.now['u'][i] = 1 + (i % 5);
    kind.now['w'][i] = count === 1 ? 0 : 1;
  }
  return kind;
}

const RULES: Record<string, { fn: Function; alone?: boolean; inPlace?: boolean }> = {
  'a loop that would not end for those who have returned': {
    fn: (self: Bird, _n: unknown, _r: unknown, _p: unknown, world: { tick: number }) => {
      const step = world.tick > 3 ? 0 : 1;
      if (world.tick > 3 || self.vx > 1e9) return;
      for (let d = 0; d < 10; d += step) self.vy += d;
    },
  },
  'a loop that would not end after break': {
    fn: (self: Bird, _n: unknown, _r: unknown, _p: unknown, world: { tick: number }) => {
      const step = world.tick > 3 ? 0 : 1;
      let k = 0;
      while (k < self.u) {
        k++;
        if (step <= 0) break;
        for (let d = 0; d < 10; d += step) self.vy += d;
      }
    },
  },
  'a loop that would not end, inside of neighbours that are not there': {
    fn: (self: Bird, neighbours: Iterable<Bird>) => {
      for (const other of neighbours) for (let d = 0; d < 10; d += self.w) self.vx += other.vx * d;
    },
    alone: true,
  },
  'trips that depend on the neighbour': {
    fn: (self: Bird, neighbours: Iterable<Bird>) => {
      for (const other of neighbours) {
        let k = 1;
        while (k !== other.u) {
          k++;
          self.vx += 1;
        }
      }
    },
  },
  'trips that depend on the neighbour, in place': {
    fn: (self: Bird, neighbours: Iterable<Bird>) => {
      for (const other of neighbours) {
        let k = 1;
        while (k !== other.u) {
          k++;
          self.vx += 1;
        }
      }
    },
    inPlace: true,
  },
  'a loop of some left from a loop of all': {
    fn: (self: Bird) => {
      let k = 0;
      outer: while (k < self.u) {
        k++;
        for (let d = 0; d < 4; d++) {
          self.vx += 1;
          if (d === 1) break outer;
        }
      }
    },
  },
  'a branch that changes what was tested': {
    fn: (self: Bird) => {
      let fast = self.vx > 0;
      if (fast) {
        fast = self.vy > 0;
        self.vx = 3;
      } else {
        fast = self.u > 2;
        self.vy = 1;
      }
      self.u = fast ? 3 : 4;
    },
  },
  'one draw or the other, told by a vector that is written by index': {
    fn: (self: Vectors, _n: unknown, random: { uniform(): number }) => {
      if (self.v[0] > 0) self.vx = random.uniform();
      else self.vy = random.uniform();
      self.v[self.u] = 9;
    },
  },
  'draws after some have returned': {
    fn: (self: Bird, _n: unknown, random: { uniform(): number }) => {
      if (self.vx > 0) {
        self.vy = 1;
        return;
      }
      const r = random.uniform();
      if (r < 0.5) self.vx = random.uniform();
      else self.vy = random.uniform();
    },
  },
  'one draw of three, by a number that can be only one of them': {
    fn: (self: Bird, _n: unknown, random: { uniform(): number }) => {
      if (self.u === 1 && random.uniform() < 0.5) self.vx = 1;
      else if (self.u === 2 && random.uniform() < 0.2) self.vx = 2;
      else if (self.u === 3 && random.uniform() < 0.9) self.vx = 3;
      else self.vy = random.uniform();
    },
  },
};

test.each(Object.entries(RULES))('%s', (_, { fn, alone = false, inPlace = false }) => {
  for (const precision of ['f64', 'f32'] as const) {
    const kind = birds(precision, alone ? 1 : 203);
    const order = inPlace ? Array.from({ length: kind.count }, (__, i) => i) : null;
    const given = { fn, kinds: [kind], more: { space, precision, ...(inPlace ? { mode: 'sequential' as const } : {}) } };
    expect(differences({ ...given, order, world: { role: 'rule' } }, both(given, order))).toEqual([]);
  }
});

test('0 and -0, Infinity and -Infinity are not one and the same in what is computed once for each agent', () => {
  const fn = (self: Bird, neighbours: Iterable<Bird>): void => {
    for (const other of neighbours) {
      self.vx += Math.atan2(other.vy, 0) + Math.pow(other.vx, Infinity);
      self.vy += Math.atan2(other.vy, -0) + Math.pow(other.vx, -Infinity);
    }
  };
  expect(compileRule(fn, context([birds('f64', 1)], { space })).derived).toHaveLength(4);
});

// The k nearest, against sorting everyone by distance: in boxes and on tori, in two and three dimensions, in both back ends.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defineModel, type Agent, type Neighbours } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { grid } from '../../src/spaces/grid.ts';
import { box, torus } from '../../src/spaces/space.ts';
import { drive } from './drive.ts';

type Star = Agent<{ x: 'f64'; y: 'f64'; z: 'f64'; sum: 'f64'; met: 'i32'; way: 'f64'; last: 'f64' }>;
interface Sky {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly k: number;
}

function look(self: Star, neighbours: Neighbours<Star>, _random: unknown, params: Sky): void {
  let met = 0;
  let sum = 0;
  let way = 0;
  let last = 0;
  for (const other of neighbours.nearest(params.k)) {
    met++;
    sum += met * other.id;
    way += other.dx + 100 * other.dy;
    last = other.distance2;
  }
  self.met = met;
  self.sum = sum;
  self.way = way;
  self.last = last;
  self.x += 0.37 * (1 + (self.id % 3));
  self.y += 0.11 * (self.id % 5);
}

const sky = (precision: 'f32' | 'f64') =>
  defineModel({
    name: 'sky',
    description: '',
    params: {
      width: { default: 8, description: '' },
      height: { default: 3, description: '' },
      depth: { default: 0, description: '' },
      radius: { default: 1, description: '' },
      periodic: { default: true, description: '' },
      count: { default: 50, integer: true, description: '' },
      k: { default: 7, integer: true, description: '' },
    },
    space: ({ width, height, depth, radius, periodic }) =>
      (periodic ? torus : box)({ width, height, ...(depth > 0 ? { depth } : {}), radius }),
    kinds: {
      star: {
        count: ({ count }) => count,
        columns: { x: precision, y: precision, z: precision, sum: precision, met: 'i32', way: precision, last: precision },
        init: rule((self, random, params) => {
          self.x = random.uniform(0, params.width);
          self.y = random.uniform(0, params.height);
          self.z = random.uniform(0, 1) * params.depth;
        }),
        rule: rule(look),
      },
    },
  });

const skies = fc.record({
  width: fc.double({ min: 0.5, max: 20, noNaN: true }),
  height: fc.double({ min: 0.5, max: 9, noNaN: true }),
  depth: fc.constantFrom(0, 0, 2.5),
  radius: fc.double({ min: 0.2, max: 6, noNaN: true }),
  periodic: fc.boolean(),
  count: fc.integer({ min: 0, max: 80 }),
  k: fc.integer({ min: 1, max: 12 }),
});

test('are those that sorting everyone by distance gives, nearest first', async () => {
  await fc.assert(
    fc.asyncProperty(skies, fc.constantFrom('js', 'simd'), async (given, backend) => {
      const run = await drive(sky('f64'), given, { backend, parties: 2 });
      const axes = given.depth > 0 ? ['x', 'y', 'z'] : ['x', 'y'];
      const size = [given.width, given.height, given.depth];
      for (let tick = 0; tick < 3; tick++) {
        const before = run.to(tick).world().kinds.star;
        const at = axes.map((axis) => Array.from(before.column(axis)));
        const ids = Array.from(before.id);
        run.to(tick + 1);
        const after = run.world().kinds.star;
        const place = new Map(Array.from(after.id, (id, i) => [id, i]));
        ids.forEach((id, i) => {
          const ways = ids.flatMap((other, j) => {
            if (j === i) return [];
            const way = at.map((column, d) => {
              const raw = column[j] - column[i];
              if (!given.periodic) return raw;
              return raw > size[d] / 2 ? raw - size[d] : raw < -size[d] / 2 ? raw + size[d] : raw;
            });
            return [{ other, way, distance2: way.reduce((sum, each) => sum + each * each, 0) }];
          });
          const nearest = ways.sort((a, b) => a.distance2 - b.distance2).slice(0, given.k);
          const mine = place.get(id) ?? -1;
          expect(after.column('met')[mine]).toBe(nearest.length);
          expect(after.column('sum')[mine]).toBe(nearest.reduce((sum, { other }, n) => sum + (n + 1) * other, 0));
          expect(after.column('way')[mine]).toBeCloseTo(
            nearest.reduce((sum, { way }) => sum + way[0] + 100 * way[1], 0),
            8,
          );
          expect(after.column('last')[mine]).toBeCloseTo(nearest.at(-1)?.distance2 ?? 0, 9);
        });
      }
    }),
    { numRuns: 80, seed: 12 },
  );
});

test('both back ends and all numbers of workers agree, in either precision', async () => {
  for (const precision of ['f32', 'f64'] as const) {
    const given = { count: 1_700, width: 40, height: 11 };
    const hashes = [];
    for (const backend of ['js', 'simd'] as const)
      for (const parties of [1, 3])
        hashes.push((await drive(sky(precision), given, { backend, parties, redo: parties === 3 })).to(4).hash());
    expect(new Set(hashes).size).toBe(1);
  }
});

test('mistakes are told', async () => {
  const model = (body: (self: Star, neighbours: Neighbours<Star>) => void, more: object = {}): Promise<unknown> =>
    drive(
      defineModel({
        name: 'm',
        description: '',
        params: {},
        space: torus({ width: 5, height: 5, radius: 1 }),
        kinds: {
          star: { count: 3, columns: { x: 'f64', y: 'f64', z: 'f64', sum: 'f64', met: 'i32', way: 'f64', last: 'f64' }, rule: rule(body) },
        },
        ...more,
      }),
    );
  const seven = (self: Star, neighbours: Neighbours<Star>): void => {
    for (const other of neighbours.nearest(7)) self.sum += other.x;
  };
  await expect(model(seven, { update: 'sequential' })).rejects.toThrow(/agents that act in turn/);
  await expect(model(seven, { space: grid({ width: 4, height: 4 }) })).rejects.toThrow(/outside a continuous space/);
  await expect(
    model((self, neighbours) => {
      for (const other of neighbours.nearest(self.met)) self.sum += other.x;
    }),
  ).rejects.toThrow(/whole number from 1 to 256 that is fixed for the run/);
});

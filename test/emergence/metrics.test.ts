// Polarization and numbers of neighbours, of worlds made up and of worlds run.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neighbourCounts, meanNeighbours } from '../../src/emergence/neighbours.ts';
import { polarization } from '../../src/emergence/polarization.ts';
import type { KindView, SpaceView, World } from '../../src/engine/world.ts';
import { witness } from '../laws/models/witness.ts';
import { drive, type Settings } from '../models/drive.ts';
import { within } from '../reference/torus.ts';

function kindOf(name: string, columns: Record<string, ArrayLike<number>>): KindView {
  const count = Math.max(0, ...Object.values(columns).map(({ length }) => length));
  return {
    name,
    count,
    id: Uint32Array.from({ length: count }, (_, i) => i),
    columns: Object.keys(columns).map((column) => ({ name: column, type: 'f64', size: 1 })),
    column: (column) => Float64Array.from(columns[column]),
    has: (column) => column in columns,
  };
}

const worldWith = (kinds: KindView[], space: SpaceView | null = null): World => ({
  tick: 0,
  params: {},
  fields: {},
  globals: {},
  space,
  kinds: Object.fromEntries(kinds.map((kind) => [kind.name, kind])),
});

const length = fc.double({ min: 0.1, max: 60, noNaN: true });
const unit = fc.double({ min: 0, max: 0.999_999, noNaN: true });

test('numbers of neighbours are those of brute force, in any world', () => {
  fc.assert(
    fc.property(
      length,
      length,
      fc.option(length, { nil: null }),
      length,
      fc.boolean(),
      fc.array(fc.tuple(unit, unit, unit), { maxLength: 90 }),
      (width, height, depth, radius, periodic, at) => {
        const size = depth === null ? [width, height] : [width, height, depth];
        const axes = size.map((one, d) => at.map((point) => point[d] * one));
        const kind = kindOf('point', Object.fromEntries(axes.map((axis, d) => ['xyz'[d], axis])));
        const counts = neighbourCounts(worldWith([kind], { dimensions: size.length as 2 | 3, size, periodic, radius }));
        expect([...(counts ?? [])]).toEqual(at.map((_, i) => within(axes, i, size, radius, periodic).length));
      },
    ),
  );
});

test('numbers of neighbours are those that the rule met', async () => {
  for (const settings of [
    { width: 8, height: 3 },
    { width: 100, height: 7, radius: 5 },
    { width: 5, height: 4, depth: 3 },
    { width: 8, height: 4, lattice: 0.5, periodic: false },
    { width: 2, height: 90, radius: 3 },
  ] as Settings[]) {
    const run = (await drive(witness, { ...settings, count: 300, step: 0 })).to(1);
    expect([...(neighbourCounts(run.world()) ?? [])]).toEqual([...run.world().kinds.witness.column('met')]);
  }
});

test('a regular sample stands for many', async () => {
  const run = (await drive(witness, { width: 200, height: 100, radius: 2, count: 30_000, step: 0 })).to(1);
  const counts = neighbourCounts(run.world(), 1_000);
  const met = [...run.world().kinds.witness.column('met')];
  expect([...(counts ?? [])]).toEqual(Array.from({ length: 1_000 }, (_, s) => met[s * 30]));
  const mean = met.reduce((a, b) => a + b, 0) / met.length;
  expect(meanNeighbours(run.world())).toBeCloseTo(mean, 0);
});

test('there is no number of neighbours without a space, without a place in it, or without agents', () => {
  const space: SpaceView = { dimensions: 2, size: [8, 3], periodic: true, radius: 1 };
  expect(meanNeighbours(worldWith([kindOf('point', { x: [1], y: [1] })]))).toBeNull();
  expect(meanNeighbours(worldWith([kindOf('point', { level: [1] })], space))).toBeNull();
  expect(meanNeighbours(worldWith([kindOf('point', { x: [], y: [] })], space))).toBeNull();
  expect(meanNeighbours(worldWith([kindOf('flat', { x: [1], y: [1] })], { ...space, dimensions: 3, size: [8, 3, 2] }))).toBeNull();
});

test('one that is nowhere has no neighbours and is none', () => {
  const space: SpaceView = { dimensions: 2, size: [8, 3], periodic: true, radius: 1 };
  const counts = neighbourCounts(worldWith([kindOf('point', { x: [NaN, 0.1, 0.2, Infinity], y: [0.1, 0.1, 0.1, 0.1] })], space));
  expect([...(counts ?? [])]).toEqual([0, 1, 1, 0]);
});

test('polarization is 1 when all move one way, 0 when they cancel, and nothing when nobody moves', () => {
  const of = (columns: Record<string, ArrayLike<number>>): number | null => polarization(worldWith([kindOf('bird', columns)]));
  expect(of({ heading: [0.7, 0.7, 0.7] })).toBeCloseTo(1, 14);
  expect(of({ heading: [0, (2 * Math.PI) / 3, (4 * Math.PI) / 3] })).toBeCloseTo(0, 14);
  expect(of({ vx: [3, 0.1, 0], vy: [4, 0.4 / 3, 0] })).toBeCloseTo(1, 14); // speed does not count, rest is left out
  expect(of({ vx: [1, -1], vy: [0, 0], vz: [1, -1] })).toBeCloseTo(0, 14);
  expect(of({ vx: [0, 0], vy: [0, 0] })).toBeNull();
  expect(of({ heading: [] })).toBeNull();
  expect(of({ heading: [NaN, 0] })).toBeNull();
  expect(of({ vx: [NaN, 1], vy: [0, 0] })).toBeNull();
  expect(of({ x: [1] })).toBeNull();
});

test('polarization is never above 1', () => {
  fc.assert(
    fc.property(fc.double({ min: -7, max: 7, noNaN: true }), fc.integer({ min: 1, max: 300 }), (heading, n) => {
      expect(polarization(worldWith([kindOf('bird', { heading: new Float64Array(n).fill(heading) })]))).toBeLessThanOrEqual(1);
    }),
  );
});

// Polarization and numbers of neighbours, of worlds made up and of worlds run.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { polarization, speedPolarization } from '../../src/emergence/order/polarization.ts';
import { neighbourCounts, meanNeighbours } from '../../src/emergence/structure/neighbours.ts';
import type { SpaceView } from '../../src/engine/world.ts';
import type { Measured } from '../../src/emergence/measure.ts';
import { witness } from '../laws/models/witness.ts';
import { drive, type Settings } from '../models/drive.ts';
import { within } from '../reference/torus.ts';
import { kindOf, worldWith } from './order-worlds.ts';

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
        expect([...(counts.value ?? [])]).toEqual(at.map((_, i) => within(axes, i, size, radius, periodic).length));
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
    expect([...(neighbourCounts(run.world()).value ?? [])]).toEqual([...run.world().kinds.witness.column('met')]);
  }
});

test('a regular sample stands for many', async () => {
  const run = (await drive(witness, { width: 200, height: 100, radius: 2, count: 30_000, step: 0 })).to(1);
  const counts = neighbourCounts(run.world(), { sample: 1_000 });
  const met = [...run.world().kinds.witness.column('met')];
  expect([...(counts.value ?? [])]).toEqual(Array.from({ length: 1_000 }, (_, s) => met[s * 30]));
  const mean = met.reduce((a, b) => a + b, 0) / met.length;
  expect(meanNeighbours(run.world()).value).toBeCloseTo(mean, 0);
});

test('there is no number of neighbours without a space, without a place in it, or without agents', () => {
  const space: SpaceView = { dimensions: 2, size: [8, 3], periodic: true, radius: 1 };
  const reasonOf = (kind: Record<string, ArrayLike<number>>, given: SpaceView | null): string | null => {
    const { value, reason } = meanNeighbours(worldWith([kindOf('point', kind)], given));
    expect(value).toBeNull();
    return reason;
  };
  expect(reasonOf({ x: [1], y: [1] }, null)).toMatch('no space');
  expect(reasonOf({ level: [1] }, space)).toMatch('no kind of the world has the columns x, y');
  expect(reasonOf({ x: [], y: [] }, space)).toMatch('no agents');
  expect(reasonOf({ x: [1], y: [1] }, { ...space, dimensions: 3, size: [8, 3, 2] })).toMatch('x, y, z');
  expect(reasonOf({ x: [1], y: [1] }, { ...space, grid: {} })).toMatch('radius');
});

test('one that is nowhere has no neighbours and is none', () => {
  const space: SpaceView = { dimensions: 2, size: [8, 3], periodic: true, radius: 1 };
  const counts = neighbourCounts(worldWith([kindOf('point', { x: [NaN, 0.1, 0.2, Infinity], y: [0.1, 0.1, 0.1, 0.1] })], space));
  expect([...(counts.value ?? [])]).toEqual([0, 1, 1, 0]);
});

const value = ({ value, reason }: Measured): number | null => {
  expect(reason === null).toBe(value !== null);
  return value;
};

test('polarization is 1 when all move one way, 0 when they cancel, and nothing when nobody moves', () => {
  const of = (columns: Record<string, ArrayLike<number>>): number | null => value(polarization(worldWith([kindOf('bird', columns)])));
  expect(of({ heading: [0.7, 0.7, 0.7] })).toBeCloseTo(1, 14);
  expect(of({ heading: [0, (2 * Math.PI) / 3, (4 * Math.PI) / 3] })).toBeCloseTo(0, 14);
  expect(of({ vx: [3, 0.1, 0], vy: [4, 0.4 / 3, 0] })).toBeCloseTo(1, 14); // speed does not count, rest is left out
  expect(of({ vx: [1, -1], vy: [0, 0], vz: [1, -1] })).toBeCloseTo(0, 14);
  expect(of({ vx: [1e-300, 1e300], vy: [0, 1e300] })).toBeCloseTo(Math.cos(Math.PI / 8), 14); // squares neither vanish nor overflow
  expect(of({ vx: [0, 0], vy: [0, 0] })).toBeNull();
  expect(of({ heading: [] })).toBeNull();
  expect(of({ heading: [NaN, 0] })).toBeNull();
  expect(of({ vx: [NaN, 1], vy: [0, 0] })).toBeNull();
  expect(of({ x: [1] })).toBeNull();
});

test('polarization says why there is none, and refuses plain columns that are no columns', () => {
  expect(polarization(worldWith([kindOf('bird', { heading: [0, NaN] })])).reason).toBe('heading of agent 1 is NaN');
  expect(polarization(worldWith([kindOf('bird', { vx: [0], vy: [0] })])).reason).toBe('no agent moves');
  for (const [columns, pattern] of [
    [{ heading: [0, NaN] }, /heading of agent 1 is NaN/],
    [{ vx: [1, 2], vy: [1] }, /vx has 2 values and vy has 1/],
    [{ x: [1] }, /must hold heading or vx, vy, vz/],
  ] as const)
    expect(() => polarization(columns)).toThrow(expect.objectContaining({ code: 'E_METRIC', message: expect.stringMatching(pattern) }));
  const world = worldWith([kindOf('rock', { x: [1] }), kindOf('bird', { heading: [0] })]);
  expect(polarization(world).value).toBe(1);
  expect(() => polarization(world, { kind: 'rock' })).toThrow(/kind "rock" has no columns/);
  expect(() => polarization(world, { kind: 'brid' })).toThrow(/no kind "brid"/);
});

test('polarization is never above 1', () => {
  fc.assert(
    fc.property(fc.double({ min: -7, max: 7, noNaN: true }), fc.integer({ min: 1, max: 300 }), (heading, n) => {
      expect(value(polarization({ heading: new Float64Array(n).fill(heading) }))).toBeLessThanOrEqual(1);
    }),
  );
});

test('polarization is that of the plain sum, whatever the type and the number of the columns', () => {
  const angles = fc.array(fc.oneof(fc.double({ min: -10, max: 10, noNaN: true }), fc.double({ min: -1e9, max: 1e9, noNaN: true })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(angles, fc.boolean(), (some, single) => {
      const many = Array.from({ length: some.length * 300 }, (_, i) => some[i % some.length] + i / 100);
      const heading = single ? Float32Array.from(many) : many;
      const [x, y] = [Math.cos, Math.sin].map((part) => Array.from(heading, part).reduce((a, b) => a + b, 0) / heading.length);
      const expected = Math.hypot(x, y);
      expect(Math.abs((value(polarization({ heading })) ?? NaN) - expected)).toBeLessThan(1e-13);
      const [vx, vy] = [Array.from(heading, Math.cos), Array.from(heading, Math.sin)];
      expect(Math.abs((value(polarization({ vx, vy })) ?? NaN) - expected)).toBeLessThan(1e-13);
      expect(Math.abs((value(speedPolarization({ vx, vy })) ?? NaN) - expected)).toBeLessThan(1e-13);
      expect(value(speedPolarization({ heading }))).toBe(value(polarization({ heading })));
    }),
    { numRuns: 40 },
  );
});

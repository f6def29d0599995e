// Whom agents meet: exactly those within the radius, each once, in every shape of world.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderById } from '../../src/engine/hash.ts';
import { witness, markOf } from '../laws/models/witness.ts';
import { drive, type Settings } from '../models/drive.ts';
import { within } from '../reference/torus.ts';

/** Hold what every witness wrote down in `ticks` ticks against brute force over all pairs; returns how many were met in all. */
async function holdExact(settings: Settings, seed: string, ticks = 3): Promise<number> {
  const run = (await drive(witness, settings, { seed, parties: 3 })).to(0);
  const { space, kinds } = run.world();
  const axes = ['x', 'y', 'z'].slice(0, space?.dimensions);
  const byId = (name: string): number[] => {
    const kind = run.world().kinds.witness;
    return Array.from(orderById(kind.id, kind.count), (i) => kind.column(name)[i]);
  };
  let all = 0;
  for (let tick = 1; tick <= ticks && space; tick++) {
    const positions = axes.map(byId);
    run.to(tick);
    const [met, who] = [byId('met'), byId('who')];
    for (let i = 0; i < kinds.witness.count; i++) {
      const expected = within(positions, i, space.size, space.radius, space.periodic);
      expect(met[i], `witness ${i} of ${JSON.stringify(settings)}, seed ${seed}`).toBe(expected.length);
      expect(who[i]).toBe(markOf(expected));
      all += expected.length;
    }
  }
  return all;
}

test.each([
  { width: 8, height: 3 },
  { width: 100, height: 7, radius: 6.9 },
  { width: 9, height: 1.2 },
  { width: 9, height: 2 },
  { width: 9, height: 3 },
  { width: 2, height: 2 },
  { width: 3, height: 3 },
  { width: 3, height: 3, radius: 1.5 },
  { width: 8, height: 3, radius: 50 },
  { width: 1e-3, height: 1e5, radius: 400 },
  { width: 31.6, height: 31.6 },
  { width: 7, height: 5, depth: 3 },
  { width: 2.2, height: 9, depth: 1 },
  { width: 3, height: 3, depth: 3 },
  { width: 4, height: 4, depth: 4, radius: 9 },
] as Settings[])('neighbours are exact in %o, periodic and bounded', async (size) => {
  for (const periodic of [true, false]) {
    expect(await holdExact({ ...size, periodic }, 'a')).toBeGreaterThan(0);
  }
});

test('neighbours are exact on a lattice, where many stand at the very edge of the radius', async () => {
  for (const [width, height, radius, lattice] of [
    [8, 4, 1, 0.5],
    [8, 3, 2, 1],
    [12, 12, 4, 1],
    [6, 9, 3, 1],
    [10, 15, 5, 5],
    [3, 2, 1, 1],
    [16, 8, 0.25, 0.25],
    [1.2, 0.6, 0.3, 0.1],
    [7, 2.1, 0.7, 0.1],
    [3.3, 1.1, 0.1, 0.1],
    [0.9, 1.5, 0.3, 0.3],
    [2.1, 4.9, 0.7, 0.7],
  ]) {
    for (const periodic of [true, false])
      expect(await holdExact({ width, height, radius, lattice, periodic, step: 0 }, 'b', 1)).toBeGreaterThan(0);
  }
});

test('neighbours are exact in a nearly empty world, whose cells are fewer than its radius allows', async () => {
  expect(await holdExact({ width: 3_000, height: 9, radius: 0.2, count: 900 }, 'c')).toBeGreaterThan(0);
});

test('neighbours are exact in any world', async () => {
  const length = fc.double({ min: 0.05, max: 40, noNaN: true });
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        width: length,
        height: length,
        depth: fc.oneof(fc.constant(0), length),
        radius: fc.double({ min: 0.3, max: 12, noNaN: true }),
        periodic: fc.boolean(),
        count: fc.integer({ min: 0, max: 120 }),
        step: fc.constantFrom(0, 0.1, 90),
      }),
      fc.string(),
      async (settings, seed) => {
        await holdExact(settings, seed, 2);
      },
    ),
    { numRuns: 80 },
  );
});

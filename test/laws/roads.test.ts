// Roads with one lane: nobody overtakes, and the flow is known.

import { describe, expect, test } from 'vitest';
import { current, tasep } from '../../src/models/tasep.ts';
import { flow, traffic } from '../../src/models/traffic.ts';
import { drive } from '../models/drive.ts';
import { errorOf, mean, series } from './of/lattices/statistics.ts';

/** Gaps ahead of each on a ring, in the order of ids. */
function gaps(place: ArrayLike<number>, length: number): number[] {
  return Array.from(place, (at, i) => (place[(i + 1) % place.length] - at + length - 1) % length);
}

describe('traffic', () => {
  test.each([0.05, 0.15, 0.3, 0.7])('who never dawdles flows as min(ρ v_max, 1 − ρ), density %d', async (density) => {
    for (const start of ['even', 'jam']) {
      const run = (await drive(traffic, { length: 1_000, count: 1_000 * density, dawdle: 0, start })).to(3_000);
      expect(flow(run.world())).toBeCloseTo(Math.min(5 * density, 1 - density), 12);
    }
  });

  test.each([
    [0.5, 0.25],
    [0.3, 0.5],
    [0.7, 0.1],
  ])('with limit 1 the flow is (1 − √(1 − 4 (1 − p) ρ (1 − ρ))) / 2: density %d, p = %d', async (density, dawdle) => {
    const run = await drive(traffic, { length: 2_000, count: 2_000 * density, limit: 1, dawdle });
    const found = series(run, flow, 1_000, 3_000);
    const expected = (1 - Math.sqrt(1 - 4 * (1 - dawdle) * density * (1 - density))) / 2;
    expect(Math.abs(mean(found) - expected)).toBeLessThan(4.5 * errorOf(found) + 1 / 2_000); // a ring of L: off by some 1 / L
  });

  test('nobody overtakes or shares a place, and nobody is faster than allowed', async () => {
    for (const settings of [
      { length: 60, count: 60, limit: 5 },
      { length: 61, count: 30, limit: 5 },
      { length: 7, count: 1, limit: 5 },
      { length: 200, count: 50, limit: 7 },
    ]) {
      const run = await drive(traffic, settings);
      for (let tick = 1; tick <= 60; tick++) {
        const before = Array.from(
          run
            .to(tick - 1)
            .world()
            .kinds.car.column('place'),
        );
        const { car } = run.to(tick).world().kinds;
        const [place, speed] = [Array.from(car.column('place')), Array.from(car.column('speed'))];
        expect(new Set(place).size).toBe(settings.count);
        expect(place.reduce((sum, _, i) => sum + gaps(place, settings.length)[i], 0)).toBe(settings.length - settings.count);
        speed.forEach((v, i) => {
          expect(v).toBeLessThanOrEqual(settings.limit);
          expect(place[i]).toBe((before[i] + v) % settings.length);
        });
      }
    }
  });

  test('more cars than places are refused', async () => {
    await expect(drive(traffic, { length: 5, count: 6 })).rejects.toThrow(/6 cars have no room on 5 places/);
  });
});

describe('tasep', () => {
  test('particles hop one place at a time and never on each other', async () => {
    const run = await drive(tasep, { length: 40, count: 25, step: 0.7 });
    for (let tick = 1; tick <= 100; tick++) {
      const before = Array.from(
        run
          .to(tick - 1)
          .world()
          .kinds.particle.column('place'),
      );
      const after = Array.from(run.to(tick).world().kinds.particle.column('place'));
      expect(new Set(after).size).toBe(25);
      after.forEach((place, i) => expect([0, 1]).toContain((place - before[i] + 40) % 40));
    }
  });

  test.each([
    [20, 10],
    [30, 6],
    [12, 9],
  ])('the current on %d places with %d particles is ρ (1 − ρ) L / (L − 1)', async (length, count) => {
    const step = 0.02;
    const run = await drive(tasep, { length, count, step });
    const flows: number[] = [];
    for (let n = 1, before = 0; n <= 200; n++) {
      const all = (current(run.to(n * 500).world()) ?? 0) * run.tick;
      flows.push((all - before) / 500);
      before = all;
    }
    const expected = (count * (length - count)) / (length * (length - 1));
    expect(Math.abs(mean(flows) - expected)).toBeLessThan(4 * errorOf(flows) + step * expected); // a second try within a step is left out
  });
});

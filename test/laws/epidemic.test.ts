// What epidemics are known to do: final sizes, endemic levels, thresholds, and the curves of the differential equations.

import { describe, expect, test } from 'vitest';
import { epidemic, infected } from '../../src/models/epidemic.ts';
import { sir } from '../../src/models/sir.ts';
import { drive } from '../models/drive.ts';
import { finalSize, ofR0, outbreaks } from './of/minds/societies.ts';

describe('immune', () => {
  test.each([1.5, 2.5])('z = 1 - s₀ exp(-R0 z) of all are infected in the end, R0 = %d', async (R0) => {
    const [count, first] = [40_000, 400];
    let z = 0.9;
    for (let step = 0; step < 200; step++) z = 1 - (1 - first / count) * Math.exp(-R0 * z);
    const found = await finalSize({ count, infected: first, ...ofR0(R0, 0.2) }, 2);
    const variance = (z * (1 - z) * (1 + R0 * R0 * (1 - z))) / (count * (1 - R0 * (1 - z)) ** 2); // of the normal limit, exponential recovery
    expect(Math.abs(found - z)).toBeLessThan(4 * Math.sqrt(variance));
  });

  test('below the threshold it dies out', async () => {
    const run = (await drive(epidemic, { count: 20_000, infected: 200, ...ofR0(0.5, 0.1) })).to(300);
    expect(run.world().globals.infected).toBe(0);
  });

  test('large populations follow the differential equations', async () => {
    const [count, first] = [200_000, 2_000];
    const run = await drive(epidemic, { count, infected: first, transmission: 0.5, recovery: 0.2, step: 0.02 });
    const curve = sir({ population: count, infected: first, transmission: 0.5, recovery: 0.2, days: 20 });
    for (const day of [5, 10, 20]) {
      const expected = curve.infected[10 * day] / count;
      // the number of cases so far fluctuates as the square root of the first ones, grown as the epidemic is; steps of 0.02 days lag by a tick
      expect(Math.abs((infected(run.to(50 * day).world()) ?? NaN) / expected - 1)).toBeLessThan(4 / Math.sqrt(first) + 0.02);
    }
  });
});

test('not immune, 1 - 1 / R0 stay infected', async () => {
  const run = await drive(epidemic, { count: 20_000, infected: 4_000, immunity: false, ...ofR0(2, 0.1) });
  const levels = Array.from({ length: 40 }, (_, n) => infected(run.to(400 + 20 * n).world()) ?? NaN);
  const mean = levels.reduce((a, b) => a + b, 0) / levels.length;
  // i = 1 - 1 / R0 where (1 - e^{-β h i}) (1 - i) = (1 - e^{-γ h}) i, which for steps of 0.1 days is lower by up to h / 2
  expect(mean).toBeGreaterThan(0.47);
  expect(mean).toBeLessThan(0.505);
});

test('nobody is lost: the three shares add up', async () => {
  const run = (await drive(epidemic, { count: 999 })).to(40);
  const states = run.world().kinds.person.column('state');
  expect(states.length).toBe(999);
  expect(Math.max(...states)).toBeLessThanOrEqual(2);
});

test('one case starts an outbreak with chance 1 - 1 / R0', async () => {
  const runs = 120;
  expect(Math.abs((await outbreaks(4, runs)) - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / runs));
});

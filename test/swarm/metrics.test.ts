// Laws of a swarm's metrics, on worlds small enough to reckon by hand.

import { expect, test } from 'vitest';
import type { World } from '../../src/engine/world.ts';
import { bestValue, bestValueQuantile, distanceToBest, diversity, meanValue } from '../../src/swarm/metrics.ts';
import { pso } from '../../src/swarm/pso.ts';

/** Four particles at the corners of an oblong 6 × 8 in a box 12 × 16, with these values. */
function corners(values: number[]): World {
  const positions = [
    [0, 0],
    [6, 0],
    [0, 8],
    [6, 8],
  ];
  const swarm = pso({ dimensions: 2, particles: 4, lower: 0, upper: [12, 16], positions });
  swarm.tell((swarm.ask(), values));
  return swarm.world;
}

const LOWER = [0, 0],
  UPPER = [12, 16];

test('diversity is the mean distance from the centroid in diagonals of the box', () => {
  expect(diversity(LOWER, UPPER)(corners([1, 2, 3, 4]))).toBeCloseTo(5 / 20, 15);
});

test('the distance to the best is a median, in diagonals: 0, 6, 8 and 10 of 20', () => {
  expect(distanceToBest(LOWER, UPPER)(corners([1, 2, 3, 4]))).toBeCloseTo(7 / 20, 15);
  expect(distanceToBest(LOWER, UPPER)(corners([4, 3, 2, 1]))).toBeCloseTo(7 / 20, 15);
});

test('means and quantiles leave failures out', () => {
  const world = corners([3, NaN, 1, 2]);
  expect(meanValue(world)).toBe(2);
  expect([0, 0.25, 0.5, 1].map((q) => bestValueQuantile(q)(world))).toEqual([1, 1.5, 2, 3]);
  expect(bestValue(world)).toBe(1);
});

test('where nothing succeeded a metric is null, never NaN', () => {
  const world = corners([NaN, NaN, NaN, NaN]);
  expect([bestValue, meanValue, bestValueQuantile(0.5)].map((metric) => metric(world))).toEqual([null, null, null]);
});

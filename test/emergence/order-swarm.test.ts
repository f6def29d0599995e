// Diversity, exploration, convergence and stagnation of a swarm.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { convergenceRate, stagnationLength } from '../../src/emergence/swarm/convergence.ts';
import { diversity } from '../../src/emergence/swarm/diversity.ts';
import { exploration } from '../../src/emergence/swarm/exploration.ts';
import { kindOf, worldWith } from './order-worlds.ts';

const coordinate = fc.double({ min: -100, max: 100, noNaN: true });

test('diversity is the mean of the mean distances to the medians, wherever the swarm is', () => {
  expect(diversity([[0, 1, 5], [2, 2, 2]]).value).toBeCloseTo((5 / 3 + 0) / 2, 14); // prettier-ignore
  expect(diversity([[0, 4]]).value).toBe(2);
  fc.assert(
    fc.property(fc.array(coordinate, { minLength: 1, maxLength: 30 }), coordinate, (x, shift) => {
      const moved = diversity([x.map((each) => each + shift), x.map((each) => 2 * each)]).value ?? NaN;
      const still = diversity([x]).value ?? NaN;
      expect(moved).toBeCloseTo((still + 2 * still) / 2, 9);
      for (const other of [0, shift])
        expect(still).toBeLessThanOrEqual(x.reduce((sum, each) => sum + Math.abs(each - other), 0) / x.length + 1e-9); // least about the median
    }),
  );
});

test('a world gives the planes of a vector column, or x, y and z', () => {
  const planes = [
    [0, 1, 5],
    [2, 2, 8],
  ];
  const particle = {
    ...kindOf('particle', { x: planes[0] }),
    columns: [{ name: 'x', type: 'f64', size: 2 }] as const,
    column: (_: string, plane = 0) => Float64Array.from(planes[plane]),
  };
  expect(diversity(worldWith([particle])).value).toBe(diversity(planes).value);
  expect(diversity(worldWith([kindOf('bird', { x: planes[0], y: planes[1] })])).value).toBe(diversity(planes).value);
  expect(diversity(worldWith([kindOf('bird', { level: [1] })])).reason).toMatch('no kind');
  expect(diversity(worldWith([kindOf('bird', { x: [1, NaN] })])).reason).toMatch('dimension 0 of member 1 is NaN');
  expect(() => diversity([[1, NaN]])).toThrow(/dimension 0 of member 1 is NaN/);
  expect(() => diversity([[1, 2], [1]])).toThrow(/dimension 0 has 2 values and dimension 1 has 1/);
  expect(diversity([]).reason).toMatch('no members');
});

test('exploration and exploitation share 100 percent', () => {
  expect(exploration([4, 2, 1, 1]).value).toEqual({
    exploration: [100, 50, 25, 25],
    exploitation: [0, 50, 75, 75],
    meanExploration: 50,
    meanExploitation: 50,
  });
  expect(exploration([0, 0]).reason).toMatch('in one place');
  expect(() => exploration([1, -1])).toThrow(/0 or above, but one is -1/);
});

test('the convergence rate of a geometric series is its ratio', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.05, max: 0.99, noNaN: true }), coordinate, fc.integer({ min: 1, max: 40 }), (loss, optimum, n) => {
      const values = Array.from({ length: n + 1 }, (_, t) => optimum + 1000 * (1 - loss) ** t).filter((each) => each - optimum > 1e-6);
      if (values.length > 1) expect(convergenceRate(values, { optimum }).value).toBeCloseTo(loss, 6);
    }),
  );
  expect(convergenceRate([3, 1, 0]).value).toBe(1);
  expect(convergenceRate([3, 3]).value).toBeCloseTo(0, 14);
  expect(convergenceRate([0, 0]).reason).toMatch('optimum already');
  expect(() => convergenceRate([1, -1])).toThrow(/below the optimum 0, but values\[1\] is -1/);
});

test('stagnation is counted from the last value that was better by more than the tolerance', () => {
  expect(stagnationLength([5, 4, 4, 4.5, 4]).value).toBe(3);
  expect(stagnationLength([5, 4, 3.99, 3.98], { tolerance: 0.1 }).value).toBe(2);
  expect(stagnationLength([5, 4, 3]).value).toBe(0);
  expect(stagnationLength([]).reason).toBe('there are no values');
});

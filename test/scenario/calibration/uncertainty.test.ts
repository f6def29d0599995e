// Intervals of fitted parameters on models whose answer is known.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFromSeed, normal, uniform53 } from '../../../src/engine/random.ts';
import { leastSquares, leastValue, localModel, type Sample } from '../../../src/scenario/calibration/local.ts';
import { eigenOf, inverseOf } from '../../../src/scenario/calibration/symmetric.ts';
import { IGNORANT, spreadsOf, spreadsOfLoss } from '../../../src/scenario/calibration/uncertainty.ts';

/** Candidates all over the cube, each number with noise of its own. */
function tried(count: number, p: number, numbers: (at: Float64Array) => number[], noise: number, seed: string): Sample[] {
  const { k0, k1 } = keyFromSeed(seed);
  return Array.from({ length: count }, (_, n) => {
    const at = Float64Array.from({ length: p }, (_each, d) => uniform53(k0, k1, n, d));
    return { at, values: Float64Array.from(numbers(at), (value, k) => value + noise * normal(k0, k1, n, 100 + k)) };
  });
}

const QUIET = { replicates: [], each: 1 };
const exact = (numbers: number) => ({ ...QUIET, data: new Float64Array(numbers).fill(1), single: new Float64Array(numbers) });

describe('small symmetric matrices', () => {
  const matrix = fc
    .integer({ min: 1, max: 7 })
    .chain((n) => fc.tuple(fc.constant(n), fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: n * n, maxLength: n * n })))
    .map(([n, b]) => ({
      n,
      a: Float64Array.from({ length: n * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        let sum = i === j ? 0.5 : 0;
        for (let k = 0; k < n; k++) sum += b[i * n + k] * b[j * n + k];
        return sum;
      }),
    }));

  test('a matrix times its inverse is the unit matrix', () => {
    fc.assert(
      fc.property(matrix, ({ a, n }) => {
        const inverse = inverseOf(a, n);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let k = 0; k < n; k++) sum += a[i * n + k] * (inverse?.[k * n + j] ?? NaN);
            expect(sum).toBeCloseTo(i === j ? 1 : 0, 7);
          }
      }),
    );
  });

  test('eigenvectors are turned into themselves, times their values', () => {
    fc.assert(
      fc.property(matrix, ({ a, n }) => {
        const { values, vectors } = eigenOf(a, n);
        for (let j = 0; j < n; j++)
          for (let i = 0; i < n; i++) {
            let sum = 0;
            for (let k = 0; k < n; k++) sum += a[i * n + k] * vectors[k * n + j];
            expect(sum).toBeCloseTo(values[j] * vectors[i * n + j], 7);
          }
      }),
    );
  });

  test('a matrix that is not positive definite has no inverse here', () => {
    expect(inverseOf(Float64Array.of(1, 2, 2, 1), 2)).toBe(null);
  });
});

describe('the local fit', () => {
  test('a quadratic model is found exactly, with its slopes, and its least', () => {
    const numbers = ([x, y]: Float64Array) => [x * x + 3 * x * y - 2 * y + 1, y - x];
    const centre = Float64Array.of(0.4, 0.5);
    const model = localModel(tried(60, 2, numbers, 0, 'a'), centre, 0.6);
    expect(model?.order).toBe('quadratic');
    const at = [0.1, -0.2];
    const values = model?.valuesAt(at) ?? [];
    for (const [k, value] of numbers(Float64Array.of(0.5, 0.3)).entries()) expect(values[k]).toBeCloseTo(value, 6);
    const [dx, dy, ex, ey] = model?.slopesAt(at) ?? [];
    for (const [found, slope] of [
      [dx, 2 * 0.5 + 3 * 0.3],
      [dy, 3 * 0.5 - 2],
      [ex, -1],
      [ey, 1],
    ])
      expect(found).toBeCloseTo(slope, 5);
  });

  test('least squares finds the point where all numbers are zero, least value that of a bowl', () => {
    const centre = Float64Array.of(0.5, 0.5);
    const lines = localModel(
      tried(60, 2, ([x, y]) => [x + y - 0.9, x - y - 0.2], 0, 'b'),
      centre,
      0.7,
    );
    const bowl = localModel(
      tried(60, 2, ([x, y]) => [(x - 0.55) ** 2 + 2 * (y - 0.35) ** 2], 0, 'b'),
      centre,
      0.7,
    );
    if (lines === null || bowl === null) throw new Error('no local fit');
    for (const delta of [leastSquares(lines), leastValue(bowl)]) {
      expect(0.5 + delta[0]).toBeCloseTo(0.55, 3);
      expect(0.5 + delta[1]).toBeCloseTo(0.35, 3);
    }
  });

  test('too few candidates give none', () => {
    const centre = Float64Array.of(0.5, 0.5);
    expect(
      localModel(
        tried(4, 2, ([x]) => [x], 0, 'c'),
        centre,
        2,
      ),
    ).toBe(null);
    expect(spreadsOf([], centre, exact(1))).toBe(null);
  });
});

describe('standard errors', () => {
  test('of a linear model they are those of linear least squares', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 10, max: 60 }), { minLength: 4, maxLength: 4 }), fc.string(), ([a, b, c, d], seed) => {
        const determinant = a * d - b * c;
        fc.pre(Math.abs(determinant) > 200);
        const spreads = spreadsOf(
          tried(80, 2, ([x, y]) => [a * x + b * y, c * x + d * y], 0, seed),
          Float64Array.of(0.5, 0.5),
          exact(2),
        );
        const [x, y] = [Math.hypot(d, b), Math.hypot(a, c)].map((size) => size / Math.abs(determinant));
        fc.pre(Math.max(x, y) < 0.2); // wider ones end at ignorance
        expect(spreads?.parameters[0].error).toBeCloseTo(x, 5);
        expect(spreads?.parameters[1].error).toBeCloseTo(y, 5);
      }),
    );
  });

  test('the interval holds the truth 95 times in 100, with noise of the model and of the data', () => {
    // value = 20 x + noise of the replicates; the target is drawn with its tolerance of 1 about the truth
    let held = 0;
    const rounds = 300;
    for (let round = 0; round < rounds; round++) {
      const { k0, k1 } = keyFromSeed(`truth ${round}`);
      const truth = 0.3 + 0.4 * uniform53(k0, k1, 0, 0);
      const target = 20 * truth + normal(k0, k1, 0, 1);
      const replicates = Array.from({ length: 12 }, (_, n) => Float64Array.of(2 * normal(k0, k1, n, 2)));
      const common = (2 * normal(k0, k1, 0, 3)) / Math.sqrt(4); // of the four common seeds
      const samples = tried(40, 1, ([x]) => [20 * x + common - target], 0.05, `noise ${round}`);
      const fitted = (target - common) / 20;
      const spread = spreadsOf(samples, Float64Array.of(fitted), { data: Float64Array.of(1), single: [0], replicates, each: 4 });
      if (Math.abs(fitted - truth) < 1.96 * (spread?.parameters[0].error ?? 0)) held++;
    }
    const error = Math.sqrt((0.95 * 0.05) / rounds);
    expect(held / rounds).toBeGreaterThan(0.95 - 4 * error);
    expect(held / rounds).toBeLessThan(0.95 + 3.9 * error);
  });

  test('a parameter without effect is not determined, however noisy the model; the other one is', () => {
    let fooled = 0;
    const rounds = 100;
    for (let round = 0; round < rounds; round++) {
      const samples = tried(50, 2, ([x]) => [30 * x], 3, `idle ${round}`);
      const spreads = spreadsOf(samples, Float64Array.of(0.5, 0.5), exact(1));
      expect(spreads?.parameters[0].error).toBeLessThan(0.15);
      if ((spreads?.parameters[1].error ?? 0) < 0.5 * IGNORANT) fooled++;
    }
    expect(fooled).toBeLessThan(0.12 * rounds);
  });

  test('two parameters of which only the sum counts are not determined, each is when the other is known, and they are correlated', () => {
    const spreads = spreadsOf(
      tried(60, 2, ([x, y]) => [30 * (x + y), 60 * (x + y)], 0.1, 'sum'),
      Float64Array.of(0.5, 0.5),
      exact(2),
    );
    for (const { error, alone } of spreads?.parameters ?? []) {
      expect(error).toBeGreaterThan(0.6 * IGNORANT);
      expect(alone).toBeLessThan(0.1 * IGNORANT);
    }
    expect(spreads?.correlations[1]).toBeLessThan(-0.95);
  });

  test('of a loss: half the width is where the bowl has risen', () => {
    const samples = tried(60, 2, ([x, y]) => [100 * (x - 0.5) ** 2 + 400 * (y - 0.5) ** 2], 0, 'bowl');
    const spreads = spreadsOfLoss(samples, Float64Array.of(0.5, 0.5), 1);
    expect(1.96 * (spreads?.parameters[0].error ?? 0)).toBeCloseTo(0.1, 4);
    expect(1.96 * (spreads?.parameters[1].error ?? 0)).toBeCloseTo(0.05, 4);
  });
});

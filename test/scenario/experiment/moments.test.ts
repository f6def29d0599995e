// A series in a few numbers: moments, and an error that knows of autocorrelation.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFromSeed, normal, streamKey } from '../../../src/engine/random.ts';
import { momentsOf, standardError } from '../../../src/scenario/experiment/moments.ts';

/** x_t = φ x_{t-1} + noise, in equilibrium from the start, variance 1. */
function autoregressive(phi: number, n: number, seed: string): Float64Array {
  const { k0, k1 } = streamKey(keyFromSeed(seed), 'ar', 0);
  const x = new Float64Array(n);
  for (let t = 0; t < n; t++) x[t] = t === 0 ? normal(k0, k1, 0, 0) : phi * x[t - 1] + Math.sqrt(1 - phi * phi) * normal(k0, k1, t, 0);
  return x;
}

test('moments are those of their definition', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 60 }), (values) => {
      const mean = (of: (x: number) => number): number => values.reduce((sum, x) => sum + of(x), 0) / values.length;
      const found = momentsOf(values);
      expect(found.n).toBe(values.length);
      expect(found.mean).toBeCloseTo(
        mean((x) => x),
        8,
      );
      expect((found.m2 ?? 0) / 1e6).toBeCloseTo(mean((x) => x ** 2) / 1e6, 8);
      expect((found.m4 ?? 0) / 1e12).toBeCloseTo(mean((x) => x ** 4) / 1e12, 8);
      const centre = mean((x) => x);
      expect(found.sd).toBeCloseTo(Math.sqrt((mean((x) => (x - centre) ** 2) * values.length) / (values.length - 1)), 6);
    }),
  );
});

test('too few values have no spread, a constant has none of size', () => {
  expect(momentsOf([])).toEqual({ n: 0, mean: null, sd: null, se: null, m2: null, m4: null });
  expect(momentsOf([3])).toEqual({ n: 1, mean: 3, sd: null, se: null, m2: 9, m4: 81 });
  expect(momentsOf([3, 3, 3])).toMatchObject({ sd: 0, se: 0 });
});

test.each([
  [0, 2_000],
  [0.5, 2_000],
  [0.9, 2_000],
  [0.9, 20_000], // longer than what is looked at value by value
])('the standard error of an AR(1) series with φ = %f, n = %i is the one of its closed form', (phi, n) => {
  // var of the mean: (1 + φ) / (1 - φ) / n for n far above the correlation time
  const exact = Math.sqrt((1 + phi) / (1 - phi) / n);
  const found = Array.from({ length: 40 }, (_, k) => standardError(autoregressive(phi, n, `s${k}`)));
  const mean = found.reduce((sum, each) => sum + each, 0) / found.length;
  expect(mean / exact).toBeGreaterThan(0.93); // a window of 5 τ cuts off some of the tail
  expect(mean / exact).toBeLessThan(1.05);
});

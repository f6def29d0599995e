// Laws of noisy counts: their mean and variance, the Poisson limit, and each count a function of its key alone.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFromSeed, streamKey } from '../../src/engine/random.ts';
import { dispersionOf, noisyCounts } from '../../src/models/counts.ts';

const KEY = streamKey(keyFromSeed('thrush'), 'counts', 0);
const DRAWS = 20_000;

test.each([
  [0.5, 1],
  [3, 5.4],
  [40, 2],
  [300, 5.4],
  [700, 1],
])('counts of mean %d and dispersion %d have that mean and that variance', (mean, dispersion) => {
  const counts = noisyCounts(new Float64Array(DRAWS).fill(mean), dispersion, KEY);
  const average = counts.reduce((sum, count) => sum + count, 0) / DRAWS;
  const variance = counts.reduce((sum, count) => sum + (count - average) ** 2, 0) / DRAWS;
  expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt((dispersion * mean) / DRAWS)); // four standard errors
  expect(Math.abs(variance / (dispersion * mean) - 1)).toBeLessThan(4 * Math.sqrt((2 + kurtosis(mean, dispersion)) / DRAWS));
  expect(counts.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
});

/** Excess kurtosis of the negative binomial with this mean and variance / mean. */
function kurtosis(mean: number, dispersion: number): number {
  return dispersion === 1 ? 1 / mean : (6 * (dispersion - 1)) / mean + 1 / (dispersion * mean);
}

test('Poisson counts have the probabilities of Poisson', () => {
  const counts = noisyCounts(new Float64Array(DRAWS).fill(2), 1, KEY);
  for (const [count, probability] of [
    [0, Math.exp(-2)],
    [1, 2 * Math.exp(-2)],
    [4, (2 / 3) * Math.exp(-2)],
  ]) {
    const share = counts.filter((each) => each === count).length / DRAWS;
    expect(Math.abs(share - probability)).toBeLessThan(4 * Math.sqrt((probability * (1 - probability)) / DRAWS));
  }
});

test('a count depends on its own mean and its place alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 700, noNaN: true }), { minLength: 2, maxLength: 20 }),
      fc.double({ min: 1, max: 50, noNaN: true }),
      (means, dispersion) => {
        const counts = noisyCounts(means, dispersion, KEY);
        const others = [means[0], ...means.slice(1).map(() => 1)];
        expect(noisyCounts(others, dispersion, KEY)[0]).toBe(counts[0]);
        expect(noisyCounts(means, dispersion, KEY, 5)).toEqual(counts.map((count) => Math.min(count, 5)));
      },
    ),
  );
});

test('the dispersion with which counts were drawn is found again', () => {
  const means = Float64Array.from({ length: DRAWS }, (_, n) => 5 + (n % 290));
  expect(Math.abs(dispersionOf(noisyCounts(means, 5.4, KEY), means, 2) / 5.4 - 1)).toBeLessThan(0.05);
});

test.each([-1, NaN, 701, Infinity])('a Poisson mean of %d is refused', (mean) => {
  expect(() => noisyCounts([mean], 1, KEY)).toThrow(
    expect.objectContaining({ code: 'E_MODEL', message: expect.stringContaining(`got ${mean}`) }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  choice,
  exponential,
  integer,
  keyFromSeed,
  normal,
  shuffle,
  streamKey,
  threefry,
  uniform32,
  uniform53,
  WORDS,
} from '../../src/engine/random.ts';

test('Threefry-2x32-20 gives the known answers of Random123', () => {
  const answers = [
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ];
  for (const [[k0, k1], [c0, c1], [w0, w1]] of answers) {
    expect(threefry(k0 | 0, k1 | 0, c0 | 0, c1 | 0) >>> 0).toBe(w0);
    expect([WORDS[0] >>> 0, WORDS[1] >>> 0]).toEqual([w0, w1]);
  }
});

/** Draws of agents 0..n-1 under one key. */
function draws(draw: (k0: number, k1: number, agent: number, index: number) => number, n: number): Float64Array {
  const { k0, k1 } = streamKey(keyFromSeed('moments'), 'test', 3);
  return Float64Array.from({ length: n }, (_, agent) => draw(k0, k1, agent, 7));
}

/** Standard score of the mean of `values` against its expectation. */
function score(values: Float64Array, mean: number, sd: number): number {
  return (values.reduce((sum, x) => sum + x, 0) / values.length - mean) / (sd / Math.sqrt(values.length));
}

const N = 200_000;

test('uniform, normal and exponential draws have the moments of their distributions', () => {
  // six scores beyond 4.5 standard errors: one chance in 25,000 for a right generator, and the seed is fixed
  for (const uniform of [uniform32, uniform53]) {
    const u = draws(uniform, N);
    expect(u.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(Math.abs(score(u, 0.5, Math.sqrt(1 / 12)))).toBeLessThan(4.5);
    expect(
      Math.abs(
        score(
          u.map((x) => (x - 0.5) ** 2),
          1 / 12,
          Math.sqrt(1 / 180),
        ),
      ),
    ).toBeLessThan(4.5);
  }
  const z = draws(normal, N);
  expect(Math.abs(score(z, 0, 1))).toBeLessThan(4.5);
  expect(
    Math.abs(
      score(
        z.map((x) => x * x),
        1,
        Math.SQRT2,
      ),
    ),
  ).toBeLessThan(4.5);
  expect(
    Math.abs(
      score(
        z.map((x) => x ** 4),
        3,
        Math.sqrt(96),
      ),
    ),
  ).toBeLessThan(4.5);
  const e = draws(exponential, N);
  expect(e.every((x) => x >= 0)).toBe(true);
  expect(Math.abs(score(e, 1, 1))).toBeLessThan(4.5);
});

test('uniform draws fill 256 classes evenly', () => {
  const counts = new Float64Array(256);
  for (const u of draws(uniform32, N)) counts[Math.floor(u * 256)]++;
  const chi2 = counts.reduce((sum, n) => sum + (n - N / 256) ** 2 / (N / 256), 0);
  expect(chi2).toBeLessThan(255 + 4.5 * Math.sqrt(2 * 255));
});

test('streams, ticks, agents and draw indices are uncorrelated', () => {
  const seed = keyFromSeed('pairs');
  const pairs = [
    [streamKey(seed, 'a', 0), streamKey(seed, 'b', 0)],
    [streamKey(seed, 'a', 0), streamKey(seed, 'a', 1)],
    [streamKey(keyFromSeed('x'), 'a', 0), streamKey(keyFromSeed('y'), 'a', 0)],
  ];
  for (const [one, two] of pairs) {
    const products = Float64Array.from(
      { length: N },
      (_, i) => (uniform32(one.k0, one.k1, i, 0) - 0.5) * (uniform32(two.k0, two.k1, i, 0) - 0.5),
    );
    expect(Math.abs(score(products, 0, 1 / 12))).toBeLessThan(4.5);
  }
  const { k0, k1 } = streamKey(seed, 'a', 0);
  const lagged = Float64Array.from({ length: N }, (_, i) => (uniform32(k0, k1, i, 0) - 0.5) * (uniform32(k0, k1, i + 1, 1 << 16) - 0.5));
  expect(Math.abs(score(lagged, 0, 1 / 12))).toBeLessThan(4.5);
});

test('any string is a seed, and a draw is a function of its arguments alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.nat(), (text, agent, draw) => {
      const a = keyFromSeed(text);
      expect(keyFromSeed(text)).toEqual(a);
      expect(uniform53(a.k0, a.k1, agent, draw)).toBe(uniform53(a.k0, a.k1, agent, draw));
    }),
  );
});

test('integers lie in [0, n) and reach both ends', () => {
  const { k0, k1 } = keyFromSeed('integers');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.nat(), (n, agent) => {
      const value = integer(k0, k1, agent, 0, n);
      expect(Number.isInteger(value) && value >= 0 && value < n).toBe(true);
    }),
  );
  const seen = new Set(Array.from({ length: 300 }, (_, agent) => integer(k0, k1, agent, 1, 6)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a shuffle is a permutation, and each place is as likely for each value', () => {
  const size = 5;
  const counts = new Float64Array(size * size);
  const rounds = 20_000;
  for (let round = 0; round < rounds; round++) {
    const values = Uint32Array.from({ length: size }, (_, i) => i);
    shuffle(streamKey(keyFromSeed('cards'), 'order', round), values);
    expect([...values].sort()).toEqual([0, 1, 2, 3, 4]);
    values.forEach((value, place) => counts[place * size + value]++);
  }
  const expected = rounds / size;
  const chi2 = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  expect(chi2).toBeLessThan(16 + 4.5 * Math.sqrt(2 * 16) + 10); // 16 degrees of freedom
});

test('a choice is one of the values, and nothing of none', () => {
  const key = keyFromSeed('choice');
  expect(choice(key, [])).toBeUndefined();
  const seen = new Set(Array.from({ length: 100 }, (_, agent) => choice(key, ['a', 'b', 'c'], agent)));
  expect(seen).toEqual(new Set(['a', 'b', 'c']));
});

// Tests against chance: tails, false discovery rates, permutations; and that p-values of no effect are uniform.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutualInformationPValue } from '../../src/emergence/information/discrete/mutual-information.ts';
import {
  transferEntropy,
  transferEntropyPermutation,
  transferEntropyPValue,
} from '../../src/emergence/information/discrete/transfer-entropy.ts';
import { chiSquareTail, falseDiscovery, normalTail, permutationTest } from '../../src/emergence/information/significance.ts';
import { integer } from '../../src/engine/random.ts';

const symbols = (seed: number, length: number, base: number): Int32Array =>
  Int32Array.from({ length }, (_, t) => integer(seed, 7, t, 0, base));

describe('tails', () => {
  test.each([
    [3.841458820694124, 1, 0.05],
    [6.634896601021214, 1, 0.01],
    [18.307038053275146, 10, 0.05],
    [124.34211340400407, 100, 0.05],
  ])('chi-square %d of %d degrees leaves %d', (x, degrees, p) => {
    expect(chiSquareTail(x, degrees)).toBeCloseTo(p, 12);
  });

  test('two degrees of freedom leave e^(−x / 2); none leave nothing above 0', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), (x) => {
        expect(chiSquareTail(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 11);
      }),
    );
    expect([chiSquareTail(0, 0), chiSquareTail(1, 0), chiSquareTail(-1e-16, 3)]).toEqual([1, 0, 1]);
  });

  test('the square of a normal variable is chi-square of one degree', () => {
    expect(normalTail(1.959963984540054)).toBeCloseTo(0.025, 14);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30, noNaN: true }), (z) => {
        expect((2 * normalTail(z)) / chiSquareTail(z * z, 1)).toBeCloseTo(1, 11);
      }),
    );
  });

  test('bad arguments are refused', () => {
    for (const call of [() => chiSquareTail(NaN, 1), () => chiSquareTail(1, -1), () => chiSquareTail(1, Infinity), () => normalTail(NaN)])
      expect(call).toThrow(expect.objectContaining({ code: 'E_METRIC' }));
  });
});

describe('false discovery rate', () => {
  test('the example of Benjamini & Hochberg (1995) rejects four of fifteen at 5 %', () => {
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    expect([...falseDiscovery(p)].filter((q) => q <= 0.05)).toHaveLength(4);
    expect(falseDiscovery(p)[0]).toBeCloseTo(0.0015, 15);
  });

  test('it follows the definition, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (p) => {
        const q = falseDiscovery(p);
        p.forEach((each, i) => {
          // the least p' n / rank over p' >= p, rank counting values up to p'
          const plain = Math.min(
            1,
            ...p.filter((other) => other >= each).map((other) => (other * p.length) / p.filter((o) => o <= other).length),
          );
          expect(q[i]).toBeCloseTo(plain, 12);
          expect(q[i]).toBeGreaterThanOrEqual(each);
        });
      }),
    );
  });

  test('what is no p-value is refused', () => {
    expect(() => falseDiscovery([0.5, NaN])).toThrow(
      expect.objectContaining({ code: 'E_METRIC', message: expect.stringContaining('number 1') as string }),
    );
  });
});

describe('permutation test', () => {
  test('p counts the observed value among the surrogates, ties for chance', () => {
    const test = (observed: number) => permutationTest(observed, (_, index) => index, { surrogates: 9, seed: 's' });
    expect(test(100).p).toBe(1 / 10);
    expect(test(8).p).toBe(2 / 10);
    expect(test(-1).p).toBe(1);
    expect(test(0).mean).toBe(4);
    expect(test(0).deviation).toBeCloseTo(Math.sqrt(7.5), 14);
    expect(() => permutationTest(0, () => 0, { surrogates: 0, seed: 's' })).toThrow(expect.objectContaining({ code: 'E_METRIC' }));
  });

  test('the same seed gives the same bits, another seed others', () => {
    const x = symbols(1, 200, 2);
    const y = symbols(2, 200, 2);
    const values = (seed: string) => transferEntropyPermutation(x, y, { surrogates: 20, seed }).value?.values;
    expect(values('a')).toEqual(values('a'));
    expect(values('a')).not.toEqual(values('b'));
  });

  test.each(['permute', 'shift'] as const)('a copied source is found, by %s', (surrogate) => {
    const x = symbols(3, 300, 2);
    const y = Int32Array.from(x, (_, t) => x[Math.max(0, t - 1)]);
    const { value, convention } = transferEntropyPermutation(x, y, { surrogates: 99, seed: 'copy', surrogate });
    expect(value?.p).toBe(0.01);
    expect(value?.observed).toBe(transferEntropy(x, y).value);
    expect(convention).toContain(surrogate);
  });

  test('surrogates of no effect are like the observed value: their mean is that of chi-square', () => {
    // 2 N ln2 · TE has mean 2 = degrees of freedom and standard deviation 2 for each surrogate; 400 of them: 2 ± 0.1
    const { value } = transferEntropyPermutation(symbols(4, 1000, 2), symbols(5, 1000, 2), { surrogates: 400, seed: 'null' });
    expect(Math.abs(2 * 999 * Math.LN2 * (value?.mean ?? NaN) - 2)).toBeLessThan(0.5);
  });
});

// With bits in the place of nats it would be one in eight.
describe('p-values of independent series', () => {
  const RUNS = 1500;
  /** four standard deviations of a share of 5 % */
  const margin = 4 * Math.sqrt((0.05 * 0.95) / RUNS);

  test.each([
    ['transfer entropy', transferEntropyPValue, 2],
    ['mutual information', mutualInformationPValue, 3],
  ] as const)('%s: one in twenty is below 0.05', (_, pValue, base) => {
    let hits = 0;
    for (let run = 0; run < RUNS; run++) {
      const x = symbols(2 * run, 500, base);
      const y = symbols(2 * run + 1, 500, base);
      if ((pValue(x, y, { base }).value ?? 1) < 0.05) hits++;
    }
    expect(Math.abs(hits / RUNS - 0.05)).toBeLessThan(margin);
  });

  test('few samples a cell are pointed out, as chi-square then finds too much', () => {
    const [x, y] = [symbols(21, 300, 4), symbols(22, 300, 4)];
    expect(transferEntropyPValue(x, y, { k: 2 }).convention).toContain('298 samples for 256 cells');
    expect(transferEntropyPValue(x, y).convention).toContain('299 samples for 64 cells');
    expect(mutualInformationPValue(x, y).convention).not.toContain('cells');
  });

  test('the alphabet that is said enters the degrees of freedom', () => {
    const x = symbols(11, 100, 2);
    const y = symbols(12, 100, 2);
    expect(transferEntropyPValue(x, y, { base: 3 }).convention).toContain('12 degrees of freedom');
    expect(transferEntropyPValue(x, y).convention).toContain('2 degrees of freedom');
    expect(transferEntropyPValue(x, y, { k: 2, l: 2 }).convention).toContain('12 degrees of freedom');
  });
});

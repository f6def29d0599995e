// Entropies, blocks, several variables at once, discretisers and known processes: laws, closed forms, published values.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  entropyRate,
  localActiveInformation,
  activeInformation,
  predictiveInformation,
} from '../../src/emergence/information/discrete/active-information.ts';
import { blockEntropy, excessEntropy } from '../../src/emergence/information/discrete/block-entropy.ts';
import { atThresholds, equalFrequency, equalWidth, relabel } from '../../src/emergence/information/discrete/discretise.ts';
import { entropyOf, renyiEntropy, shannonEntropy, tsallisEntropy } from '../../src/emergence/information/discrete/entropy.ts';
import {
  machineComplexity,
  machineEntropyRate,
  machineExcessEntropy,
  type Transition,
} from '../../src/emergence/information/discrete/epsilon-machine.ts';
import { dualTotalCorrelation, oInformation, sInformation, totalCorrelation } from '../../src/emergence/information/discrete/multiplet.ts';
import { mutualInformation } from '../../src/emergence/information/discrete/mutual-information.ts';
import { integer } from '../../src/engine/random.ts';

const symbols = (seed: number, length: number, base: number): number[] => Array.from({ length }, (_, t) => integer(seed, 5, t, 0, base));
const series = fc.record({ seed: fc.nat(), length: fc.integer({ min: 1, max: 200 }), base: fc.integer({ min: 1, max: 9 }) });
const cycle = (period: number, length: number): number[] => Array.from({ length }, (_, t) => t % period);
const E_METRIC = expect.objectContaining({ code: 'E_METRIC' }) as Error;

describe('entropy', () => {
  test('n equally frequent symbols have log2 n bits by every order', () => {
    for (const n of [1, 2, 3, 8]) {
      const x = cycle(n, 12 * n);
      for (const order of [0, 0.5, 1, 2, 40, Infinity]) expect(renyiEntropy(x, { order }).value).toBeCloseTo(Math.log2(n), 12);
      expect(shannonEntropy(x).value).toBeCloseTo(Math.log2(n), 12);
      expect(entropyOf(new Array<number>(n).fill(1 / n)).value).toBeCloseTo(Math.log2(n), 12);
    }
  });

  test('Rényi entropy falls as its order grows and passes through that of Shannon', () => {
    fc.assert(
      fc.property(series, ({ seed, length, base }) => {
        const x = symbols(seed, length, base);
        const values = [0, 0.3, 1 - 1e-7, 1, 1 + 1e-7, 2, 7, Infinity].map((order) => renyiEntropy(x, { order }).value ?? NaN);
        values.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual(values[i] + 1e-7));
        expect(values[3]).toBeCloseTo(shannonEntropy(x).value ?? NaN, 12);
        expect(values[2]).toBeCloseTo(values[4], 5);
      }),
    );
  });

  test('Tsallis entropy of q = 2 is the chance that two draws differ; of q = 1 it is that of Shannon in nats', () => {
    const x = [0, 0, 0, 1, 1, 2];
    expect(tsallisEntropy(x, { q: 2 }).value).toBeCloseTo(1 - (9 + 4 + 1) / 36, 14);
    expect(tsallisEntropy(x, { q: 1 }).value).toBeCloseTo((shannonEntropy(x).value ?? NaN) * Math.LN2, 14);
  });

  test('the correction of Miller and Madow takes most of the bias away', () => {
    const runs = 300;
    const mean = (correction: 'none' | 'miller-madow'): number => {
      const values = Array.from({ length: runs }, (_, seed) => shannonEntropy(symbols(seed, 60, 4), { correction }).value ?? NaN);
      return values.reduce((a, b) => a + b, 0) / runs;
    };
    // bias −3 / (2 · 60 · ln 2) = −0.0361 bits; the mean of 300 has a standard error of about 0.0015
    expect(Math.abs(mean('none') - 2 + 0.0361)).toBeLessThan(0.006);
    expect(Math.abs(mean('miller-madow') - 2)).toBeLessThan(0.006);
  });

  test('what is undefined or wrong is said to be so', () => {
    expect(shannonEntropy([])).toMatchObject({ value: null, units: 'bits', reason: 'the series is empty' });
    expect(() => entropyOf([0.5, 0.6])).toThrow(E_METRIC);
    expect(() => entropyOf([-0.5, 1.5])).toThrow(E_METRIC);
    expect(() => renyiEntropy([0, 1], { order: -1 })).toThrow(E_METRIC);
    expect(() => shannonEntropy([0, -1])).toThrow(/relabel/);
  });
});

describe('blocks', () => {
  test('a cycle of p symbols has log2 p bits in blocks of any length, no rate, and log2 p of excess', () => {
    for (const p of [2, 3, 5]) {
      for (const length of [2, 3, 4]) {
        const x = cycle(p, 10 * p + length - 1); // each phase begins as many blocks
        expect(blockEntropy(x, { length }).value).toBeCloseTo(Math.log2(p), 12);
        expect(excessEntropy(x, { length }).value).toBeCloseTo(Math.log2(p), 12);
        expect(entropyRate(x, { k: length }).value).toBe(0);
      }
    }
  });

  test('predictive information is in bits whatever the alphabet', () => {
    for (const base of [2, 3, 4]) {
      const x = cycle(base, 30 * base + 1);
      expect(predictiveInformation(x, { k: 1 })).toMatchObject({ units: 'bits' });
      expect(predictiveInformation(x, { k: 1 }).value).toBeCloseTo(Math.log2(base), 12);
    }
  });

  test('H(L) grows with L, by less each time but for the ends', () => {
    const x = symbols(3, 4000, 3);
    const heights = [1, 2, 3, 4, 5].map((length) => blockEntropy(x, { length }).value ?? NaN);
    const steps = heights.slice(1).map((height, i) => height - heights[i]);
    steps.forEach((step, i) => {
      expect(step).toBeGreaterThan(0);
      if (i > 0) expect(step).toBeLessThan(steps[i - 1] + 1e-3);
    });
  });

  test('a block as long as the series is one block; a longer one is none', () => {
    expect(blockEntropy([0, 1, 1], { length: 3 }).value).toBe(0);
    expect(blockEntropy([0, 1, 1], { length: 4 }).reason).toContain('too few');
    expect(excessEntropy([0], { length: 2 }).value).toBe(null);
    expect(activeInformation([0]).value).toBe(null);
    expect(() => blockEntropy([0, 1], { length: 0 })).toThrow(E_METRIC);
    expect(() => excessEntropy([0, 1], { length: 1 })).toThrow(E_METRIC);
  });

  test('local active information has the active information as its mean', () => {
    const x = symbols(4, 100, 2);
    const { first, values } = localActiveInformation(x, { k: 2, tau: 3 }).value ?? { first: 0, values: new Float64Array(0) };
    expect(first + values.length).toBe(100);
    expect(values.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(activeInformation(x, { k: 2, tau: 3 }).value ?? NaN, 12);
  });
});

describe('several variables', () => {
  const bitsOf = (n: number): number[][] => Array.from({ length: n }, (_, i) => Array.from({ length: 2 ** n }, (_, row) => (row >> i) & 1));

  test('n − 1 fair coins and their parity have O = 2 − n; n copies of a coin n − 2', () => {
    for (const n of [2, 3, 4, 6]) {
      const coins = bitsOf(n - 1);
      const parity = coins[0].map((_, row) => coins.reduce((sum, coin) => sum ^ coin[row], 0));
      expect(oInformation([...coins, parity]).value).toBeCloseTo(2 - n, 12);
      expect(oInformation(Array.from({ length: n }, () => [0, 1])).value).toBeCloseTo(n - 2, 12);
    }
  });

  test('O is 0 for two variables, where both correlations are their mutual information', () => {
    fc.assert(
      fc.property(series, ({ seed, length, base }) => {
        const pair = [symbols(seed, length, base), symbols(seed + 1, length, base)];
        const information = mutualInformation(pair[0], pair[1]).value ?? NaN;
        expect(oInformation(pair).value).toBeCloseTo(0, 10);
        expect(totalCorrelation(pair).value).toBeCloseTo(information, 10);
        expect(dualTotalCorrelation(pair).value).toBeCloseTo(information, 10);
        expect(sInformation(pair).value).toBeCloseTo(2 * information, 10);
      }),
    );
  });

  test('the order of the variables does not matter, and DTC is that of its definition', () => {
    const [a, b, c] = [0, 1, 2].map((seed) => symbols(seed, 80, 3));
    expect(oInformation([a, b, c]).value).toBeCloseTo(oInformation([c, a, b]).value ?? NaN, 12);
    const H = (...xs: number[][]): number => shannonEntropy(xs[0].map((_, t) => xs.reduce((code, x) => 3 * code + x[t], 0))).value ?? NaN;
    expect(dualTotalCorrelation([a, b, c]).value).toBeCloseTo(H(a, b) + H(a, c) + H(b, c) - 2 * H(a, b, c), 12);
  });

  test('rows with weights are a distribution: repeating rows is the same as weighting them', () => {
    const rows = [[0, 1, 1], [0, 0, 1], [1, 0, 1]]; // prettier-ignore
    const repeated = rows.map(([x, y, z]) => [x, y, y, z, z, z]);
    expect(totalCorrelation(rows, { weights: [1 / 6, 2 / 6, 3 / 6] }).value).toBeCloseTo(totalCorrelation(repeated).value ?? NaN, 12);
    expect(() => totalCorrelation(rows, { weights: [0.5, 0.5] })).toThrow(E_METRIC);
    expect(() => totalCorrelation([[0, 1]])).toThrow(E_METRIC);
    expect(totalCorrelation([[], []]).value).toBe(null);
  });
});

describe('discretisers', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

  test('larger values never get smaller symbols, equal values equal ones, all within the bins', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 7 }), (x, bins) => {
        const results = [equalWidth(x, { bins }), equalFrequency(x, { bins }), atThresholds(x, { thresholds: [-10, 0, 10] }), relabel(x)];
        const tops = [bins, bins, 4, x.length];
        results.forEach(({ value }, which) => {
          if (value === null) return expect(new Set(x).size).toBe(1);
          const order = x.map((_, i) => i).sort((i, j) => x[i] - x[j]);
          order.slice(1).forEach((i, at) => {
            const before = order[at];
            expect(value[i]).toBeGreaterThanOrEqual(value[before]);
            if (x[i] === x[before]) expect(value[i]).toBe(value[before]);
          });
          expect(value.every((symbol) => symbol >= 0 && symbol < tops[which])).toBe(true);
        });
      }),
    );
  });

  test('distinct values fill bins of equal frequency evenly, and the ends fill those of equal width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }), (bins, each) => {
        const x = Array.from({ length: bins * each }, (_, i) => i ** 3);
        const counts = new Array<number>(bins).fill(0);
        for (const symbol of equalFrequency(x, { bins }).value ?? []) counts[symbol]++;
        expect(counts).toEqual(new Array<number>(bins).fill(each));
      }),
    );
    expect([...(equalWidth([0, 1, 2, 3, 4], { bins: 2 }).value ?? [])]).toEqual([0, 0, 1, 1, 1]);
    expect([...(relabel([1, -1, 1]).value ?? [])]).toEqual([1, 0, 1]);
    expect([...(atThresholds([-1, 0, 1], { thresholds: [0] }).value ?? [])]).toEqual([0, 0, 1]);
  });

  test('the way of binning is in the convention; what cannot be binned is refused', () => {
    expect(equalWidth([0, 4], { bins: 4 }).convention).toBe('4 bins of equal width over [0, 4]');
    expect(equalWidth([2, 2], { bins: 4 }).reason).toContain('all values are 2');
    expect(() => equalWidth([0, NaN], { bins: 2 })).toThrow(E_METRIC);
    expect(() => equalWidth([0, 1], { bins: 0 })).toThrow(E_METRIC);
    expect(() => atThresholds([0, 1], { thresholds: [1, 1] })).toThrow(E_METRIC);
  });
});

describe('known processes', () => {
  const probability = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  const H = (...p: number[]): number => entropyOf(p).value ?? NaN;
  const goldenMean = (p: number): Transition[] => [
    { from: 'A', symbol: '1', to: 'A', probability: 1 - p },
    { from: 'A', symbol: '0', to: 'B', probability: p },
    { from: 'B', symbol: '1', to: 'A', probability: 1 },
  ];
  const even = (p: number): Transition[] => goldenMean(p).map((each) => ({ ...each, symbol: each.from === each.to ? '0' : '1' }));

  test('golden mean: the next symbol depends on one before, so E = H(1) − h', () => {
    fc.assert(
      fc.property(probability, (p) => {
        const zero = p / (1 + p);
        const rate = H(p, 1 - p) * (1 - zero);
        expect(machineComplexity(goldenMean(p)).value).toBeCloseTo(H(zero, 1 - zero), 12);
        expect(machineEntropyRate(goldenMean(p)).value).toBeCloseTo(rate, 12);
        expect(machineExcessEntropy(goldenMean(p)).value).toBeCloseTo(H(zero, 1 - zero) - rate, 10);
      }),
    );
  });

  test('even process: the future tells the state in the end, so E = C', () => {
    const { value } = machineExcessEntropy(even(0.5));
    expect(value).toBeCloseTo(H(1 / 3, 2 / 3), 9);
    expect(machineEntropyRate(even(0.5)).value).toBeCloseTo(2 / 3, 12);
  });

  test('a coin has no memory and a cycle nothing but memory', () => {
    const coin = ['0', '1'].map((symbol) => ({ from: 'A', symbol, to: 'A', probability: 0.5 }));
    expect([machineComplexity(coin), machineEntropyRate(coin), machineExcessEntropy(coin)].map(({ value }) => value)).toEqual([0, 1, 0]);
    const ring = Array.from({ length: 5 }, (_, s) => ({ from: `${s}`, symbol: s === 0 ? 'a' : 'b', to: `${(s + 1) % 5}`, probability: 1 }));
    expect(machineComplexity(ring).value).toBeCloseTo(Math.log2(5), 12);
    expect(machineEntropyRate(ring).value).toBe(0);
    expect(machineExcessEntropy(ring).value).toBeCloseTo(Math.log2(5), 12);
  });

  test('states of the same future count as one', () => {
    const twice = goldenMean(0.3).flatMap(({ from, to, ...rest }) =>
      [0, 1].map((copy) => ({ from: `${from}${copy}`, to: `${to}${1 - copy}`, ...rest })),
    );
    expect(machineComplexity(twice).value).toBeCloseTo(machineComplexity(goldenMean(0.3)).value ?? NaN, 12);
  });

  test('E never exceeds C', () => {
    fc.assert(
      fc.property(probability, probability, (p, q) => {
        const machine = [
          ...goldenMean(p).slice(0, 2),
          { from: 'B', symbol: '1', to: 'A', probability: q },
          { from: 'B', symbol: '0', to: 'B', probability: 1 - q },
        ];
        expect(machineExcessEntropy(machine).value).toBeLessThanOrEqual((machineComplexity(machine).value ?? NaN) + 1e-12);
      }),
    );
  });

  test('machines that are none are refused', () => {
    expect(() => machineComplexity([])).toThrow(E_METRIC);
    expect(() => machineComplexity(goldenMean(0.5).slice(1))).toThrow(E_METRIC);
    expect(() => machineComplexity([...goldenMean(0.5), { from: 'B', symbol: '1', to: 'B', probability: 1 }])).toThrow(/not unifilar/);
    expect(() => machineComplexity([{ from: 'A', symbol: '0', to: 'B', probability: 1 }, { from: 'B', symbol: '0', to: 'B', probability: 1 }])).toThrow(/never reached/); // prettier-ignore
  });
});

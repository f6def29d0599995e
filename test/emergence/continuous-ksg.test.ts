// KSG estimators: the plain formula, known values, invariances, surrogates, and what is undefined.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KsgOptions } from '../../src/emergence/information/continuous/ksg.ts';
import {
  ksgConditionalMutualInformation,
  ksgLocalMutualInformation,
  ksgMutualInformation,
  ksgMutualInformationTest,
  ksgTotalCorrelation,
} from '../../src/emergence/information/continuous/ksg-information.ts';
import {
  ksgActiveInformation,
  ksgLocalActiveInformation,
  ksgLocalTransferEntropy,
  ksgTransferEntropy,
  ksgTransferEntropyTest,
} from '../../src/emergence/information/continuous/ksg-transfer.ts';
import { kozachenkoLeonenkoEntropy } from '../../src/emergence/information/continuous/kozachenko-leonenko.ts';
import type { Measured } from '../../src/emergence/measure.ts';
import { digamma, lgamma } from '../../src/emergence/special.ts';
import { keyFromSeed, normal, shuffle, uniform53 } from '../../src/engine/random.ts';

type Columns = readonly Float64Array[];

const noise = (rows: number, stream: number) => Float64Array.from({ length: rows }, (_, t) => normal(23, 9, t, stream));

function valueOf<T>({ value, reason }: Measured<T>): T {
  if (value === null) throw new Error(`no value: ${reason}`);
  return value;
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** The formulas of the papers on every pair of rows, for a list of variables with the last one conditioned on (if there is one). */
function plain(x: Columns, y: Columns, z: Columns, K: number, algorithm: 1 | 2, theiler: number): number {
  const rows = x[0].length;
  const gap = (columns: Columns, i: number, j: number) => Math.max(0, ...columns.map((column) => Math.abs(column[j] - column[i])));
  const locals = Array.from({ length: rows }, (_, i) => {
    const others = Array.from({ length: rows }, (_, j) => j).filter((j) => Math.abs(j - i) > theiler);
    const radius = others.map((j) => gap([...x, ...y, ...z], i, j)).toSorted((a, b) => a - b)[K - 1];
    const inside = others.filter((j) => gap([...x, ...y, ...z], i, j) <= radius);
    const count = (...variables: Columns[]) =>
      others.filter((j) =>
        variables.every((columns) => {
          const apart = gap(columns, i, j);
          return algorithm === 1 ? apart < radius : apart <= Math.max(...inside.map((other) => gap(columns, i, other)));
        }),
      ).length;
    const [nx, ny] = [count(x, z), count(y, z)];
    if (algorithm === 1) return digamma(K) + digamma(z.length > 0 ? count(z) + 1 : rows) - digamma(nx + 1) - digamma(ny + 1);
    if (z.length === 0) return digamma(K) - 1 / K + digamma(rows) - digamma(nx) - digamma(ny);
    return digamma(K) - 2 / K + digamma(count(z)) - digamma(nx) + 1 / nx - digamma(ny) + 1 / ny;
  });
  return mean(locals);
}

const columns = (count: number) =>
  fc
    .integer({ min: 12, max: 60 })
    .chain((rows) =>
      fc.array(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: rows, maxLength: rows }), {
        minLength: count,
        maxLength: count,
      }),
    )
    .map((all) => all.map((column, c) => Float64Array.from(column, (value, t) => value + normal(2, c, t, 0))));

describe('the estimators are the formulas of their papers', () => {
  const setting = fc.record({
    neighbours: fc.integer({ min: 1, max: 6 }),
    algorithm: fc.constantFrom(1 as const, 2 as const),
    theiler: fc.integer({ min: 0, max: 2 }),
  });

  test('mutual information, of single series and of pairs', () => {
    fc.assert(
      fc.property(columns(4), setting, ([a, b, c, d], options) => {
        const given = { ...options, normalise: false };
        const { neighbours: K, algorithm, theiler } = options;
        expect(valueOf(ksgMutualInformation([a], [b], given))).toBeCloseTo(plain([a], [b], [], K, algorithm, theiler), 10);
        expect(valueOf(ksgMutualInformation([a, b], [c, d], given))).toBeCloseTo(plain([a, b], [c, d], [], K, algorithm, theiler), 10);
      }),
      { numRuns: 40 },
    );
  });

  test('conditional mutual information, given one series and two', () => {
    fc.assert(
      fc.property(columns(4), setting, ([a, b, c, d], options) => {
        const given = { ...options, normalise: false };
        const { neighbours: K, algorithm, theiler } = options;
        expect(valueOf(ksgConditionalMutualInformation([a], [b], [c], given))).toBeCloseTo(plain([a], [b], [c], K, algorithm, theiler), 10);
        const two = valueOf(ksgConditionalMutualInformation([a], [b], [c, d], given));
        expect(two).toBeCloseTo(plain([a], [b], [c, d], K, algorithm, theiler), 10);
      }),
      { numRuns: 40 },
    );
  });

  test('transfer entropy is conditional mutual information of the columns side by side', () => {
    const [x, y, z] = [noise(200, 0), noise(200, 1), noise(200, 2)];
    const at = (values: Float64Array, lag: number) => values.subarray(4 - lag, 200 - lag);
    const options = { k: 2, tau: 2, l: 2, delay: 3, given: [{ series: z, length: 2, lag: 1 }], normalise: false } as const;
    const expected = plain([at(y, 0)], [at(x, 3), at(x, 4)], [at(y, 1), at(y, 3), at(z, 1), at(z, 2)], 4, 1, 0);
    expect(valueOf(ksgTransferEntropy(x, y, options))).toBeCloseTo(expected, 10);
  });

  test('of two series total correlation is mutual information', () => {
    const [x, y] = [noise(300, 0), noise(300, 1)];
    for (const algorithm of [1, 2] as const)
      expect(valueOf(ksgTotalCorrelation([x, y], { algorithm }))).toBeCloseTo(valueOf(ksgMutualInformation([x], [y], { algorithm })), 12);
  });

  test('local values have the estimate as their mean', () => {
    const [x, y] = [noise(300, 0), noise(300, 1)];
    expect(mean(valueOf(ksgLocalMutualInformation([x], [y], { lag: 2 })))).toBeCloseTo(
      valueOf(ksgMutualInformation([x], [y], { lag: 2 })),
      12,
    );
    expect(mean(valueOf(ksgLocalTransferEntropy(x, y)))).toBeCloseTo(valueOf(ksgTransferEntropy(x, y)), 12);
    expect(mean(valueOf(ksgLocalActiveInformation(x, { k: 2 })))).toBeCloseTo(valueOf(ksgActiveInformation(x, { k: 2 })), 12);
    expect(valueOf(ksgLocalTransferEntropy(x, y, { k: 3 })).length).toBe(297);
  });
});

describe('what they estimate', () => {
  test('mutual information of Gaussians of correlation r is -1/2 ln(1 - r²)', () => {
    const rows = 4_000;
    const [x, e] = [noise(rows, 0), noise(rows, 1)];
    for (const r of [0, 0.3, 0.6, 0.9]) {
      const y = x.map((value, t) => r * value + Math.sqrt(1 - r * r) * e[t]);
      // Kraskov et al., fig. 3 and 4: spread about 0.02 at 1,000 rows with K = 4, falling as 1 / sqrt(N); bias below it
      for (const algorithm of [1, 2] as const)
        expect(Math.abs(valueOf(ksgMutualInformation([x], [y], { algorithm })) + Math.log(1 - r * r) / 2)).toBeLessThan(0.05);
    }
  });

  test('mutual information that correlation does not see', () => {
    const x = noise(2_000, 0);
    const y = x.map((value, t) => value * value + 0.1 * normal(1, 1, t, 0));
    expect(valueOf(ksgMutualInformation([x], [y]))).toBeGreaterThan(0.8);
  });

  test('entropy of a uniform square is the logarithm of its area', () => {
    const rows = 4_000;
    const [x, y] = [0, 1].map((axis) => Float64Array.from({ length: rows }, (_, t) => 3 * uniform53(4, 2, t, axis)));
    // variance of ln(volume of the ball) is ψ'(1) = 1.64 a row; the border adds a bias of order N^(-1/2)
    expect(Math.abs(valueOf(kozachenkoLeonenkoEntropy([x, y])) - Math.log(9))).toBeLessThan(
      4 * Math.sqrt(1.65 / rows) + 2 / Math.sqrt(rows),
    );
  });

  test('entropy is the formula on every pair of rows, and moves by ln 2 for each series in half the unit', () => {
    fc.assert(
      fc.property(columns(3), fc.integer({ min: 1, max: 4 }), (all, neighbours) => {
        const rows = all[0].length;
        const logs = Array.from({ length: rows }, (_, i) => {
          const distances = Array.from({ length: rows }, (_, j) => Math.hypot(...all.map((column) => column[j] - column[i])));
          return Math.log(distances.filter((_, j) => j !== i).toSorted((a, b) => a - b)[neighbours - 1]);
        });
        const volume = 1.5 * Math.log(Math.PI) - lgamma(2.5);
        const expected = digamma(rows) - digamma(neighbours) + volume + 3 * mean(logs);
        expect(valueOf(kozachenkoLeonenkoEntropy(all, { neighbours }))).toBeCloseTo(expected, 10);
        const doubled = all.map((column) => column.map((value) => 2 * value));
        expect(valueOf(kozachenkoLeonenkoEntropy(doubled, { neighbours }))).toBeCloseTo(expected + 3 * Math.LN2, 10);
      }),
      { numRuns: 40 },
    );
  });

  test('a transfer stands out of its surrogates, and none does not; the same seed gives the same bits', () => {
    const [x, e] = [noise(300, 0), noise(300, 1)];
    const driven = e.map((value, t) => value + (x[t - 1] ?? 0));
    const test = (target: Float64Array, seed: string) => valueOf(ksgTransferEntropyTest(x, target, { surrogates: 39, seed }));
    const strong = test(driven, 'a');
    expect(strong.p).toBe(1 / 40);
    expect(strong.observed).toBe(valueOf(ksgTransferEntropy(x, driven)));
    expect(Math.abs(strong.mean)).toBeLessThan(0.05);
    expect(test(driven, 'a')).toEqual(strong);
    expect(test(driven, 'b').values).not.toEqual(strong.values);
    expect(test(e, 'a').p).toBeGreaterThan(1 / 40);
    const lagged = valueOf(ksgMutualInformationTest([x], [driven], { lag: 1, surrogates: 39, seed: 'a' }));
    expect(lagged.p).toBe(1 / 40);
    expect(valueOf(ksgMutualInformationTest([x], [e], { surrogates: 39, seed: 'a' })).p).toBeGreaterThan(1 / 40);
  });
});

describe('what does not matter', () => {
  test('the order of rows, which variable comes first, and scale where columns are scaled', () => {
    fc.assert(
      fc.property(columns(2), fc.constantFrom(1 as const, 2 as const), fc.string(), ([x, y], algorithm, seed) => {
        const options: KsgOptions = { algorithm };
        const given = valueOf(ksgMutualInformation([x], [y], options));
        expect(valueOf(ksgMutualInformation([y], [x], options))).toBeCloseTo(given, 12);
        expect(valueOf(ksgMutualInformation([x.map((value) => 1024 * value)], [y.map((value) => -value / 8)], options))).toBeCloseTo(
          given,
          12,
        );
        const order = Uint32Array.from(x, (_, i) => i);
        shuffle(keyFromSeed(seed), order);
        const [a, b] = [x, y].map((column) => column.map((_, i) => column[order[i]]));
        expect(valueOf(ksgMutualInformation([a], [b], { ...options, normalise: false }))).toBeCloseTo(
          valueOf(ksgMutualInformation([x], [y], { ...options, normalise: false })),
          12,
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe('what is undefined has no value and says why', () => {
  const x = noise(60, 0);
  const steps = x.map((value) => Math.round(value));
  test.each([
    ['a constant series', ksgMutualInformation([x], [new Float64Array(60)]), /are equal/],
    ['steps, which are not continuous', ksgMutualInformation([steps], [steps.toReversed()]), /not continuous: add noise/],
    ['few rows', ksgMutualInformation([x.subarray(0, 4)], [x.subarray(4, 8)]), /4 rows are too few for 4 neighbours/],
    ['a wide Theiler window', ksgTransferEntropy(x, x.toReversed(), { theiler: 30 }), /window of 30 leaves/],
    ['no rows', ksgActiveInformation([]), /too few/],
    ['equal points', kozachenkoLeonenkoEntropy([steps]), /minus infinity/],
    ['one point', kozachenkoLeonenkoEntropy([[1]]), /too few/],
    ['surrogates of a constant', ksgTransferEntropyTest(new Float64Array(60), x, { surrogates: 3, seed: 'a' }), /are equal/],
  ] as const)('%s', (_, measured, reason) => {
    expect(measured.value).toBeNull();
    expect(measured.reason).toMatch(reason);
  });

  test('noise makes steps continuous, the same for the same seed, and the convention says so', () => {
    const noisy = (seed: string) => ksgMutualInformation([steps], [steps.toReversed()], { noise: 1e-8, seed });
    expect(valueOf(noisy('a'))).toBe(valueOf(noisy('a')));
    expect(noisy('b').value).not.toBe(noisy('a').value);
    expect(noisy('a').convention).toMatch(/noise of 1e-8 \(seed "a"\)/);
  });

  test('the convention names algorithm, neighbours, norm, scale, noise and window', () => {
    const { convention, units } = ksgTransferEntropy(x, x.toReversed(), { algorithm: 2, neighbours: 3, theiler: 2, normalise: false });
    expect(units).toBe('nats');
    expect(convention).toMatch(
      /algorithm 2, 3 nearest neighbours, max-norm, columns as given, no noise, neighbours within 2 rows left out/,
    );
    expect(convention).toMatch(/k = 1 .*l = 1 .*delay 1/);
  });

  test.each([
    ['K = 0', () => ksgMutualInformation([x], [x], { neighbours: 0 }), /neighbours must be a whole number of at least 1/],
    ['a third algorithm', () => ksgMutualInformation([x], [x], { algorithm: 3 as never }), /algorithm must be 1 or 2/],
    ['noise without a seed', () => ksgMutualInformation([x], [x], { noise: 1e-8 }), /wants a seed/],
    ['noise below 0', () => ksgMutualInformation([x], [x], { noise: -1 }), /noise must be/],
    ['lengths that differ', () => ksgTransferEntropy(x, x.subarray(2)), /source has 60 values and the others 58/],
    ['an infinite value', () => ksgTotalCorrelation([x, [...x.subarray(1), Infinity]]), /xs\[1\]\[59\] must be a finite number/],
    ['one variable', () => ksgTotalCorrelation([x]), /two series or more/],
    ['a misspelt option', () => ksgTransferEntropy(x, x, { neighbour: 3 } as never), /did you mean "neighbours"/],
    ['no surrogates', () => ksgTransferEntropyTest(x, noise(60, 1), { surrogates: 0, seed: 'a' }), /surrogates must be a positive integer/],
    ['no seed', () => ksgTransferEntropyTest(x, noise(60, 1), { surrogates: 9 } as never), /seed must be a text/],
  ] as const)('%s is refused', (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ code: 'E_METRIC', message: expect.stringMatching(message) as string }));
  });
});

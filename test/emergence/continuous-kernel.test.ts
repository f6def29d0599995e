// Box-kernel and symbolic transfer entropy: plain versions, invariances, and what is undefined.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxKernelTransferEntropy } from '../../src/emergence/information/continuous/box-kernel.ts';
import { symbolicTransferEntropy } from '../../src/emergence/information/continuous/symbolic.ts';
import { normal } from '../../src/engine/random.ts';

const noise = (rows: number, stream: number) => Float64Array.from({ length: rows }, (_, t) => normal(29, 3, t, stream));

/** Two series of one length, with many equal values or few. */
const twoSeries = fc
  .tuple(fc.integer({ min: 15, max: 60 }), fc.boolean())
  .chain(([rows, coarse]) => {
    const value = coarse ? fc.integer({ min: 0, max: 3 }) : fc.double({ min: -3, max: 3, noNaN: true });
    const series = fc.array(value, { minLength: rows, maxLength: rows });
    return fc.tuple(series, series);
  })
  .filter((both) => both.every((series) => series.slice(1, -2).some((value) => value !== series[1])));

const deviation = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};

test('box-kernel transfer entropy is counting every pair of rows', () => {
  fc.assert(
    fc.property(
      twoSeries,
      fc.double({ min: 0.1, max: 2, noNaN: true }),
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom(1, 2),
      ([x, y], width, theiler, k) => {
        const rows = y.length - k;
        const past = (j: number) => y.slice(k - j, y.length - j);
        const source = x.slice(k - 1, -1);
        // in the unit of the series, so that no rounding of a standard deviation decides about the border
        const wide = width;
        const near = (values: readonly number[]) => (i: number, j: number) => Math.abs(values[i] - values[j]) <= wide;
        const pasts = Array.from({ length: k }, (_, j) => near(past(j + 1)));
        const count = (i: number, ...tests: readonly ((i: number, j: number) => boolean)[]) => {
          const inside = (j: number) => i === j || (Math.abs(i - j) > theiler && tests.every((test) => test(i, j)));
          return Array.from({ length: rows }, (_, j) => j).filter(inside).length;
        };
        let sum = 0;
        for (let i = 0; i < rows; i++) {
          const all = count(i, near(past(0)), near(source), ...pasts);
          sum += Math.log2((all * count(i, ...pasts)) / (count(i, near(source), ...pasts) * count(i, near(past(0)), ...pasts)));
        }
        expect(boxKernelTransferEntropy(x, y, { width, theiler, k, normalise: false }).value).toBeCloseTo(sum / rows, 10);
      },
    ),
    { numRuns: 50 },
  );
});

test('widths in standard deviations are those of all values but the last', () => {
  const [x, y] = [noise(200, 0), noise(200, 1)];
  const scaled = [x, y].map((series) => series.map((value) => value / deviation(Array.from(series.subarray(0, 199)))));
  const expected = boxKernelTransferEntropy(scaled[0], scaled[1], { width: 0.5, normalise: false }).value;
  expect(boxKernelTransferEntropy(x, y, { width: 0.5 }).value).toBeCloseTo(expected ?? NaN, 10);
});

test('symbolic transfer entropy is the plug-in one of the words that argsort spells', () => {
  fc.assert(
    fc.property(twoSeries, fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 3 }), ([x, y], order, delay) => {
      const spell = (values: readonly number[]) =>
        values.slice(0, values.length - order + 1).map((_, t) =>
          Array.from({ length: order }, (_, i) => i)
            .toSorted((i, j) => values[t + i] - values[t + j])
            .join(''),
        );
      const [xs, ys] = [spell(x), spell(y)];
      const rows = Array.from({ length: ys.length - delay }, (_, t) => [ys[t + delay], ys[t + delay - 1], xs[t]]);
      const entropy = (...which: readonly number[]) => {
        const counts = Map.groupBy(rows, (row) => which.map((c) => row[c]).join());
        return -[...counts.values()].reduce((sum, { length }) => sum + (length / rows.length) * Math.log2(length / rows.length), 0);
      };
      const expected = entropy(0, 1) + entropy(1, 2) - entropy(1) - entropy(0, 1, 2);
      expect(symbolicTransferEntropy(x, y, { order, delay }).value).toBeCloseTo(expected, 10);
    }),
  );
});

test('symbolic transfer entropy knows the order of values alone: any rising function leaves its bits', () => {
  fc.assert(
    fc.property(twoSeries, ([x, y]) => {
      const bent = y.map((value) => (value < 0 ? 4 * value : 16 * value)); // exact, so that no two values become one
      expect(
        symbolicTransferEntropy(
          x.map((value) => 8 * value),
          bent,
        ).value,
      ).toBe(symbolicTransferEntropy(x, y).value);
    }),
  );
});

test('a driven series is seen by both, in the right direction', () => {
  const x = noise(2_000, 0);
  const y = noise(2_000, 1).map((value, t) => 0.3 * value + (x[t - 1] ?? 0));
  const kernel = (a: Float64Array, b: Float64Array) => boxKernelTransferEntropy(a, b, { width: 0.5 }).value ?? NaN;
  const symbols = (a: Float64Array, b: Float64Array) => symbolicTransferEntropy(a, b).value ?? NaN;
  expect(kernel(x, y)).toBeGreaterThan(kernel(y, x) + 0.5);
  expect(symbols(x, y)).toBeGreaterThan(symbols(y, x) + 0.1);
});

test('what is undefined has no value and says why; what is wrong is refused', () => {
  const [x, y] = [noise(20, 0), noise(20, 1)];
  const flat = new Float64Array(20).fill(0.1);
  expect(boxKernelTransferEntropy(flat, y, { width: 0.5 })).toMatchObject({
    value: null,
    units: 'bits',
    reason: 'all values of one series are equal',
  });
  expect(boxKernelTransferEntropy([1, 2], [2, 1], { width: 0.5 }).reason).toMatch(/too few/);
  expect(symbolicTransferEntropy(x, flat)).toMatchObject({ value: null, units: 'bits', reason: 'all values of target are equal' });
  expect(symbolicTransferEntropy([1, 2, 3], [2, 1, 3], { order: 3 }).reason).toMatch(/too few/);
  for (const [call, message] of [
    [() => boxKernelTransferEntropy(x, y, { width: 0 }), /width must be a number above 0, but got 0/],
    [() => boxKernelTransferEntropy(x, y, {} as never), /width must be a number above 0, but got undefined/],
    [() => symbolicTransferEntropy(x, y, { order: 1 }), /order must be a whole number of at least 2/],
    [() => symbolicTransferEntropy(x, y, { order: 13 }), /order must be at most 12/],
    [() => symbolicTransferEntropy(x, y, { delay: 0 }), /delay must be a whole number of at least 1/],
    [() => symbolicTransferEntropy(x, y.subarray(1)), /source has 20 values and the others 19/],
  ] as const)
    expect(call).toThrow(expect.objectContaining({ code: 'E_METRIC', message: expect.stringMatching(message) as string }));
});

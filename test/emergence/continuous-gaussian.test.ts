// Gaussian information: closed forms, identities, plain versions, and what is undefined.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaussianTransferEntropyMatrix } from '../../src/emergence/information/continuous/gaussian-transfer-matrix.ts';
import {
  autoregressiveActiveInformation,
  gaussianActiveInformation,
  gaussianActiveInformationPValue,
  gaussianTransferEntropy,
  gaussianTransferEntropyPValue,
} from '../../src/emergence/information/continuous/gaussian-transfer.ts';
import {
  gaussianDualTotalCorrelation,
  gaussianOInformation,
  gaussianSInformation,
  gaussianTotalCorrelation,
} from '../../src/emergence/information/continuous/gaussian-multiplet.ts';
import {
  gaussianConditionalMutualInformation,
  gaussianEntropy,
  gaussianMutualInformation,
  gaussianMutualInformationPValue,
} from '../../src/emergence/information/continuous/gaussian.ts';
import type { Measured } from '../../src/emergence/measure.ts';
import { normal } from '../../src/engine/random.ts';

const noise = (rows: number, stream: number) => Float64Array.from({ length: rows }, (_, t) => normal(17, 4, t, stream));
const series = (rows: number) => fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: rows, maxLength: rows });
const several = (count: number) =>
  fc.integer({ min: 12, max: 40 }).chain((rows) => fc.tuple(...Array.from({ length: count }, () => series(rows))));

/** The value, which the test wants to be there. */
function valueOf<T>({ value, reason }: Measured<T>): T {
  if (value === null) throw new Error(`no value: ${reason}`);
  return value;
}

/** Variables with something in common, so that no covariance is near singular. */
const mixed = (columns: readonly number[][]) =>
  columns.map((column, c) =>
    Float64Array.from(column, (value, t) => value + normal(3, c, t, 0) + 0.5 * columns[(c + 1) % columns.length][t]),
  );

const mean = (x: ArrayLike<number>) => Array.from(x).reduce((sum, value) => sum + value, 0) / x.length;

function covariance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [mx, my] = [mean(x), mean(y)];
  return Array.from(x).reduce((sum, value, t) => sum + (value - mx) * (y[t] - my), 0) / (x.length - 1);
}

/** Variance of what a least-squares fit of `target` on `columns` and a constant leaves: solved by Gauss-Jordan. */
function unexplained(target: ArrayLike<number>, columns: readonly ArrayLike<number>[]): number {
  const rows = columns.map((a) => [...columns.map((b) => covariance(a, b)), covariance(a, target)]);
  for (let p = 0; p < rows.length; p++) {
    const best = rows.findIndex((row, r) => r >= p && rows.every((other, o) => o < p || Math.abs(other[p]) <= Math.abs(row[p])));
    [rows[p], rows[best]] = [rows[best], rows[p]];
    for (const row of rows) {
      if (row === rows[p]) continue;
      const times = row[p] / rows[p][p];
      rows[p].forEach((value, c) => (row[c] -= times * value));
    }
  }
  const weights = rows.map((row, p) => row[columns.length] / row[p]);
  return covariance(target, target) - weights.reduce((sum, weight, c) => sum + weight * covariance(columns[c], target), 0);
}

describe('entropy and mutual information', () => {
  test('of two series is -1/2 ln(1 - r²), either way round', () => {
    fc.assert(
      fc.property(several(2), (columns) => {
        const [x, y] = mixed(columns);
        const r2 = covariance(x, y) ** 2 / (covariance(x, x) * covariance(y, y));
        expect(valueOf(gaussianMutualInformation([x], [y]))).toBeCloseTo(-Math.log(1 - r2) / 2, 9);
        expect(valueOf(gaussianMutualInformation([y], [x]))).toBeCloseTo(-Math.log(1 - r2) / 2, 9);
      }),
    );
  });

  test('H(X) + H(Y) - H(X, Y) is I(X; Y), and I(X; Y, Z) = I(X; Z) + I(X; Y | Z)', () => {
    fc.assert(
      fc.property(several(4), (columns) => {
        const [a, b, c, d] = mixed(columns);
        const entropies = valueOf(gaussianEntropy([a, b])) + valueOf(gaussianEntropy([c, d])) - valueOf(gaussianEntropy([a, b, c, d]));
        expect(valueOf(gaussianMutualInformation([a, b], [c, d]))).toBeCloseTo(entropies, 9);
        const chain = valueOf(gaussianMutualInformation([a], [c, d])) + valueOf(gaussianConditionalMutualInformation([a], [b], [c, d]));
        expect(valueOf(gaussianMutualInformation([a], [b, c, d]))).toBeCloseTo(chain, 9);
      }),
    );
  });

  test('entropy of one series is 1/2 ln(2πe s²); twice the unit is ln 2 less for each series', () => {
    fc.assert(
      fc.property(several(2), (columns) => {
        const [x, y] = mixed(columns);
        expect(valueOf(gaussianEntropy([x]))).toBeCloseTo(Math.log(2 * Math.PI * Math.E * covariance(x, x)) / 2, 9);
        const [halfX, halfY] = [x, y].map((each) => each.map((value) => value / 2));
        expect(valueOf(gaussianEntropy([halfX, halfY]))).toBeCloseTo(valueOf(gaussianEntropy([x, y])) - 2 * Math.LN2, 9);
      }),
    );
  });

  test('units and offsets do not matter to mutual information, even an offset of a thousand million', () => {
    const [x, y] = [noise(500, 0), noise(500, 1)];
    const z = x.map((value, t) => value + y[t]);
    const given = valueOf(gaussianMutualInformation([x], [z]));
    expect(valueOf(gaussianMutualInformation([x.map((value) => 1e9 + 1e-3 * value)], [z.map((value) => -1e-150 * value)]))).toBeCloseTo(
      given,
      3,
    );
    expect(valueOf(gaussianMutualInformation([x.map((value) => 2 ** -60 * value)], [z.map((value) => 2 ** 90 * value)]))).toBe(given);
  });

  test('nor do units at the ends of the range of numbers', () => {
    const [x, e] = [noise(200, 0), noise(200, 1)];
    const y = x.map((value, t) => value + e[t]);
    for (const unit of [2 ** -1020, 2 ** 1020]) {
      const [a, b] = [x, y].map((each) => each.map((value) => value * unit));
      expect(valueOf(gaussianMutualInformation([a], [b]))).toBeCloseTo(valueOf(gaussianMutualInformation([x], [y])), 9);
    }
  });

  test('a lag pairs x at t with y at t + lag', () => {
    const x = noise(300, 0);
    const y = noise(300, 1).map((value, t) => value + 2 * (x[t - 3] ?? 0));
    const plain = gaussianMutualInformation([x.subarray(0, 297)], [y.subarray(3)]);
    expect(valueOf(gaussianMutualInformation([x], [y], { lag: 3 }))).toBe(valueOf(plain));
    expect(valueOf(plain)).toBeGreaterThan(0.5);
  });
});

describe('transfer entropy', () => {
  test("is half of Granger's causality: half the logarithm of two residual variances", () => {
    fc.assert(
      fc.property(
        several(3),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 1, max: 3 }),
        (columns, k, l, delay) => {
          const [x, y, z] = mixed(columns);
          const start = Math.max(k, delay + l - 1, 2);
          const at = (values: Float64Array, lag: number) => values.subarray(start - lag, values.length - lag);
          const known = [...Array.from({ length: k }, (_, j) => at(y, j + 1)), at(z, 2)];
          const more = Array.from({ length: l }, (_, j) => at(x, delay + j));
          if (known.length + more.length + 4 > x.length - start) return;
          const granger = Math.log(unexplained(at(y, 0), known) / unexplained(at(y, 0), [...known, ...more]));
          expect(valueOf(gaussianTransferEntropy(x, y, { k, l, delay, given: [{ series: z, lag: 2 }] }))).toBeCloseTo(granger / 2, 7);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('of y_t = 0.7 x_(t-1) + noise is 1/2 ln(1 + 0.49), and p says that it is no chance', () => {
    const rows = 10_000;
    const x = noise(rows, 0);
    const y = noise(rows, 1).map((value, t) => value + 0.7 * (x[t - 1] ?? 0));
    const r = 0.7 / Math.sqrt(1.49); // standard error of the estimate: r / sqrt(N)
    expect(Math.abs(valueOf(gaussianTransferEntropy(x, y)) - Math.log(1.49) / 2)).toBeLessThan((4 * r) / Math.sqrt(rows));
    expect(valueOf(gaussianTransferEntropyPValue(x, y))).toBeLessThan(1e-100);
  });

  test('all pairs at once are the pairs one by one', () => {
    fc.assert(
      fc.property(
        several(5),
        fc.record({
          k: fc.integer({ min: 1, max: 3 }),
          l: fc.integer({ min: 1, max: 3 }),
          tau: fc.integer({ min: 1, max: 2 }),
          delay: fc.integer({ min: 0, max: 3 }),
        }),
        (columns, options) => {
          const all = mixed(columns);
          const measured = gaussianTransferEntropyMatrix(all, options);
          if (measured.value === null) {
            expect(gaussianTransferEntropy(all[0], all[1], options).value).toBeNull();
            return;
          }
          const { source, target, value, p } = measured.value;
          expect(value.length).toBe(20);
          for (const [row, expected] of value.entries()) {
            const pair = [all[source[row]], all[target[row]]] as const;
            expect(expected).toBeCloseTo(valueOf(gaussianTransferEntropy(...pair, options)), 9);
            expect(p[row]).toBeCloseTo(valueOf(gaussianTransferEntropyPValue(...pair, options)), 7);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('of independent series has p-values below 0.05 in one case of twenty', () => {
    const agents = Array.from({ length: 50 }, (_, a) => noise(400, a));
    for (const l of [1, 2]) {
      const { p } = valueOf(gaussianTransferEntropyMatrix(agents, { l }));
      const part = p.filter((each) => each < 0.05).length / p.length;
      expect(p.length).toBe(2_450);
      expect(Math.abs(part - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / p.length));
    }
  });

  test('pairs with a constant series or a copy have no row', () => {
    const x = noise(100, 0);
    const table = valueOf(gaussianTransferEntropyMatrix([x, new Float64Array(100).fill(3), x, noise(100, 1)]));
    const pairs = Array.from(table.source, (source, row) => `${source}${table.target[row]}`);
    expect(pairs).toEqual(['30', '32', '03', '23']);
  });
});

describe('active information', () => {
  test('of an AR(1) comes out as its closed form', () => {
    for (const phi of [-0.8, 0, 0.3, 0.6]) {
      const rows = 20_000;
      const y = new Float64Array(rows);
      for (let t = 1; t < rows; t++) y[t] = phi * y[t - 1] + normal(5, 6, t, 0);
      const closed = valueOf(autoregressiveActiveInformation(phi));
      expect(closed).toBeCloseTo(-Math.log(1 - phi * phi) / 2, 12);
      // standard error of the estimate |phi| / sqrt(N), its mean k / 2N above the true value
      for (const k of [1, 3]) {
        const error = Math.abs(valueOf(gaussianActiveInformation(y, { k })) - closed);
        expect(error).toBeLessThan((4 * Math.abs(phi)) / Math.sqrt(rows) + (10 * k) / (2 * rows));
      }
    }
    expect(valueOf(gaussianActiveInformationPValue(noise(1_000, 8), { k: 2 }))).toBeGreaterThan(0.001);
  });
});

describe('three variables and more', () => {
  test('TC is the sum of entropies less the joint one, DTC the joint one less what each has alone; O and S follow', () => {
    fc.assert(
      fc.property(several(4), (columns) => {
        const xs = mixed(columns);
        const joint = valueOf(gaussianEntropy(xs));
        const tc = xs.reduce((sum, x) => sum + valueOf(gaussianEntropy([x])), 0) - joint;
        const dtc = joint - xs.reduce((sum, x) => sum + joint - valueOf(gaussianEntropy(xs.filter((other) => other !== x))), 0);
        expect(valueOf(gaussianTotalCorrelation(xs))).toBeCloseTo(tc, 8);
        expect(valueOf(gaussianDualTotalCorrelation(xs))).toBeCloseTo(dtc, 8);
        expect(valueOf(gaussianOInformation(xs))).toBeCloseTo(tc - dtc, 8);
        expect(valueOf(gaussianSInformation(xs))).toBeCloseTo(tc + dtc, 8);
        expect(valueOf(gaussianOInformation(xs.toReversed()))).toBeCloseTo(tc - dtc, 8);
        expect(valueOf(gaussianOInformation(xs.slice(2)))).toBeCloseTo(0, 9);
      }),
    );
  });

  test('O is above 0 for noisy copies and below 0 for a sum and its parts', () => {
    const [x, y, e] = [noise(2_000, 0), noise(2_000, 1), noise(2_000, 2)];
    const plus = (a: Float64Array, b: Float64Array) => a.map((value, t) => value + 0.5 * b[t]);
    expect(valueOf(gaussianOInformation([plus(x, y), plus(x, e), plus(x, noise(2_000, 3))]))).toBeGreaterThan(0.1);
    expect(valueOf(gaussianOInformation([x, y, x.map((value, t) => value + y[t] + 0.5 * e[t])]))).toBeLessThan(-0.1);
  });
});

describe('what is undefined has no value and says why', () => {
  const x = noise(50, 0);
  const y = noise(50, 1);
  test.each([
    ['a constant series', gaussianMutualInformation([x], [new Float64Array(50).fill(0.1)]), /all values of y are equal/],
    ['a constant target', gaussianTransferEntropy(x, new Float64Array(50)), /past or a given series are equal/],
    ['a constant source', gaussianTransferEntropy(new Float64Array(50), x), /all values of the source are equal/],
    ['a copy', gaussianMutualInformation([x], [x.map((value) => 3 - value / 7)]), /linear function/],
    ['few rows', gaussianMutualInformation([x.subarray(0, 2)], [y.subarray(0, 2)]), /2 rows are too few/],
    ['no rows at all', gaussianTransferEntropy([], []), /too few/],
    ['a delay longer than the series', gaussianTransferEntropy(x, y, { delay: 70 }), /too few/],
    ['the entropy of a line', gaussianEntropy([x, x]), /minus infinity/],
    ['the O-information of copies', gaussianOInformation([x, y, x]), /linear function/],
    ['a p-value without a value', gaussianMutualInformationPValue([x], [x]), /linear function/],
    ['a matrix of one series', gaussianTransferEntropyMatrix([x]), /no pair/],
    [
      'a matrix of short series',
      gaussianTransferEntropyMatrix([
        [1, 2],
        [2, 1],
      ]),
      /too few/,
    ],
  ] as const)('%s', (_, measured, reason) => {
    expect(measured.value).toBeNull();
    expect(measured.reason).toMatch(reason);
    expect(measured.units).toMatch(/nats|probability/);
  });

  test.each([
    ['lengths that differ', () => gaussianMutualInformation([x], [y.subarray(1)]), /ys\[0\] has 49 values and the others 50/],
    ['a NaN', () => gaussianTransferEntropy([1, NaN, 2], [1, 2, 3]), /source\[1\] must be a finite number, but got NaN/],
    ['k = 0', () => gaussianTransferEntropy(x, y, { k: 0 }), /k must be a whole number of at least 1, but got 0/],
    ['a bare series', () => gaussianEntropy(x as never), /xs must be a list/],
    ['no series', () => gaussianMutualInformation([], [y]), /xs must be a list/],
    ['a misspelt option', () => gaussianTransferEntropy(x, y, { dealy: 1 } as never), /did you mean "delay"/],
    ['a part below one whole', () => gaussianActiveInformation(x, { k: 1.5 }), /k must be a whole number/],
    ['one variable', () => gaussianTotalCorrelation([x]), /two series or more/],
    ['a process that grows', () => autoregressiveActiveInformation(1), /phi must lie in/],
  ] as const)('%s is refused', (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ code: 'E_METRIC', message: expect.stringMatching(message) as string }));
  });
});

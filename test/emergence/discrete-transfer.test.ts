// Transfer entropy of symbols against a plain count of tuples, and its laws.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activeInformation, entropyRate } from '../../src/emergence/information/discrete/active-information.ts';
import { conditionalMutualInformation, mutualInformation } from '../../src/emergence/information/discrete/mutual-information.ts';
import { transferEntropyMatrix } from '../../src/emergence/information/discrete/transfer-entropy-matrix.ts';
import { localTransferEntropy, transferEntropy, transferEntropyPValue } from '../../src/emergence/information/discrete/transfer-entropy.ts';
import { integer } from '../../src/engine/random.ts';

type Series = ArrayLike<number>;

const symbols = (seed: number, length: number, base: number): number[] => Array.from({ length }, (_, t) => integer(seed, 3, t, 0, base));

/** Entropy in bits of rows, counted by their text. */
function plainEntropy(rows: readonly (readonly number[])[]): number {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.join(), (counts.get(row.join()) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / rows.length) * Math.log2(count / rows.length), 0);
}

interface Plain {
  k: number;
  l: number;
  delay: number;
  tau: number;
  given?: Series;
}

function plainTransfer(source: Series, target: Series, { k, l, delay, tau, given }: Plain): number {
  const rows: { next: number; past: number[]; from: number[] }[] = [];
  for (let t = Math.max(1 + (k - 1) * tau, delay + l - 1); t < target.length; t++) {
    const past = Array.from({ length: k }, (_, j) => target[t - 1 - j * tau]);
    rows.push({
      next: target[t],
      past: given ? [...past, given[t - 1]] : past,
      from: Array.from({ length: l }, (_, j) => source[t - delay - j]),
    });
  }
  const of = (pick: (row: (typeof rows)[0]) => number[]): number => plainEntropy(rows.map(pick));
  return (
    of(({ past, from }) => [...past, ...from]) +
    of(({ past, next }) => [...past, next]) -
    of((r) => [...r.past, ...r.from, r.next]) -
    of((r) => r.past)
  );
}

const setting = fc.record({
  base: fc.integer({ min: 1, max: 6 }),
  k: fc.integer({ min: 1, max: 4 }),
  l: fc.integer({ min: 1, max: 3 }),
  tau: fc.integer({ min: 1, max: 3 }),
  delay: fc.integer({ min: 0, max: 4 }),
  length: fc.integer({ min: 15, max: 150 }),
  seed: fc.nat(),
});

describe('transfer entropy', () => {
  test('it is that of a plain count of tuples, whatever alphabet, history and delay', () => {
    fc.assert(
      fc.property(setting, fc.boolean(), ({ base, length, seed, ...layout }, conditional) => {
        const [x, y, z] = [0, 1, 2].map((i) => symbols(seed + i, length, base));
        const given = conditional ? [{ series: z }] : [];
        const { value } = transferEntropy(x, y, { ...layout, given });
        expect(value).toBeCloseTo(plainTransfer(x, y, { ...layout, given: conditional ? z : undefined }), 10);
      }),
    );
  });

  test('alphabets beyond any table are counted all the same', () => {
    const base = 1_000_000_000;
    const [x, y] = [5, 6].map((seed) => symbols(seed, 400, 6).map((each) => each * 199_999_999));
    const layout = { k: 5, l: 4, delay: 1, tau: 1 };
    expect(transferEntropy(x, y, { ...layout, base }).value).toBeCloseTo(plainTransfer(x, y, layout), 10);
    expect(transferEntropyPValue(x, y, { ...layout, k: 40, base }).reason).toContain('too large');
  });

  test('a copy one tick later carries all of a fair coin; noise that is not there carries none', () => {
    const x = symbols(8, 500, 2);
    const y = x.map((_, t) => x[Math.max(0, t - 1)]);
    const { value, units } = transferEntropy(x, y);
    expect(units).toBe('bits');
    expect(value).toBeCloseTo(entropyRate(y).value ?? NaN, 12); // the source leaves nothing open
    expect(
      transferEntropy(
        x,
        x.map(() => 1),
      ).value,
    ).toBe(0);
    expect(transferEntropy(x.map(() => 1), x).value).toBe(0); // prettier-ignore
  });

  test('it lies between 0 and what the target leaves open, and new names for symbols change nothing', () => {
    fc.assert(
      fc.property(setting, ({ base, length, seed, k, delay, l }) => {
        const [x, y] = [symbols(seed, length, base), symbols(seed + 1, length, base)];
        const value = transferEntropy(x, y, { k, l, delay }).value ?? NaN;
        const names = [3, 1, 7, 0, 2, 9];
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(Math.log2(base) + 1e-12);
        const named = transferEntropy(x.map((s) => names[s]), y.map((s) => names[s]), { k, l, delay }); // prettier-ignore
        expect(named.value).toBeCloseTo(value, 10);
      }),
    );
  });

  test('chain rule: both sources together are one, and the other given it', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2, max: 4 }), (seed, base) => {
        const [x, y, z] = [0, 1, 2].map((i) => symbols(seed + i, 120, base));
        const both = x.map((each, t) => each * base + z[t]);
        const one = transferEntropy(x, y).value ?? NaN;
        const other = transferEntropy(z, y, { given: [{ series: x }] }).value ?? NaN;
        expect(transferEntropy(both, y).value).toBeCloseTo(one + other, 10);
      }),
    );
  });

  test('local values have it as their mean', () => {
    fc.assert(
      fc.property(setting, ({ base, length, seed, ...layout }) => {
        const [x, y] = [symbols(seed, length, base), symbols(seed + 1, length, base)];
        const local = localTransferEntropy(x, y, layout).value;
        const values = local?.values ?? new Float64Array(0);
        expect(values.length + (local?.first ?? 0)).toBe(length);
        expect(values.reduce((a, b) => a + b, 0) / values.length).toBeCloseTo(transferEntropy(x, y, layout).value ?? NaN, 10);
      }),
    );
  });

  test('what is undefined has a reason, what is wrong a message', () => {
    expect(transferEntropy([0, 1], [1, 0], { k: 2 })).toMatchObject({ value: null, reason: expect.stringContaining('too few') as string });
    const wrong: [() => unknown, string][] = [
      [() => transferEntropy([0, 1, 0], [1, 0]), 'source has 3 symbols and target has 2'],
      [() => transferEntropy([0, 1.5], [1, 0]), 'source[1]'],
      [() => transferEntropy([0, NaN], [1, 0]), 'source[1]'],
      [() => transferEntropy([0, 1], [1, 2], { base: 2 }), 'target[1] must be a whole number in [0, 2)'],
      [() => transferEntropy([0, 1], [1, 0], { k: 0 }), 'k must be'],
      [() => transferEntropy([0, 1], [1, 0], { delay: -1 }), 'delay must be'],
      [() => transferEntropy([0, 1], [1, 0], { dealy: 1 } as object), 'did you mean "delay"'],
    ];
    for (const [call, pattern] of wrong)
      expect(call).toThrow(expect.objectContaining({ code: 'E_METRIC', message: expect.stringContaining(pattern) as string }));
  });
});

describe('all pairs at once', () => {
  const layouts = fc.record({
    base: fc.integer({ min: 1, max: 5 }),
    k: fc.integer({ min: 1, max: 3 }),
    l: fc.integer({ min: 1, max: 2 }),
    delay: fc.integer({ min: 0, max: 3 }),
    length: fc.integer({ min: 10, max: 1300 }),
    agents: fc.integer({ min: 2, max: 5 }),
    seed: fc.nat(),
  });

  test('every pair has the bits of the function for one pair', () => {
    fc.assert(
      fc.property(layouts, ({ agents, length, seed, ...options }) => {
        const series = Array.from({ length: agents }, (_, i) => symbols(seed + i, length, options.base));
        const table = transferEntropyMatrix(series, options).value;
        expect(table?.value).toHaveLength(agents * (agents - 1));
        table?.value.forEach((value, row) => {
          const [x, y] = [series[table.source[row]], series[table.target[row]]];
          expect(value).toBe(transferEntropy(x, y, options).value);
          expect(table.p[row]).toBe(transferEntropyPValue(x, y, options).value);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('series too short for a table of counts are counted one by one', () => {
    const series = [1, 2, 3].map((seed) => symbols(seed, 60, 9));
    const table = transferEntropyMatrix(series, { k: 4, l: 3 }).value;
    expect(table?.value[1]).toBe(transferEntropy(series[2], series[0], { k: 4, l: 3 }).value);
  });

  test('of a ring of copies only the true edges survive the correction', () => {
    const agents = 12;
    const ticks = 400;
    const series = Array.from({ length: agents }, () => new Int32Array(ticks));
    for (let t = 0; t < ticks; t++) {
      for (let i = 0; i < agents; i++) {
        const flip = integer(99, i, t, 0, 10) === 0 ? 1 : 0;
        series[i][t] = t === 0 ? integer(98, i, 0, 0, 2) : series[(i + agents - 1) % agents][t - 1] ^ flip;
      }
    }
    const table = transferEntropyMatrix(series, { base: 2 }).value;
    const found = [...(table?.q ?? [])].flatMap((q, row) => (q < 1e-6 ? [[table?.source[row], table?.target[row]]] : []));
    expect(found).toEqual(Array.from({ length: agents }, (_, i) => [(i + agents - 1) % agents, i]));
  });

  test('one series alone, or too few ticks, are said to be so', () => {
    expect(() => transferEntropyMatrix([[0, 1]])).toThrow(expect.objectContaining({ code: 'E_METRIC' }));
    expect(transferEntropyMatrix([[0], [1]]).reason).toContain('too few');
  });
});

describe('information and storage', () => {
  test('I(x; y) = I(y; x) <= both entropies; I(x; x) = H(x)', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 200 }), (seed, base, length) => {
        const [x, y] = [symbols(seed, length, base), symbols(seed + 1, length, base)];
        const entropy = plainEntropy(x.map((each) => [each]));
        const value = mutualInformation(x, y).value ?? NaN;
        expect(mutualInformation(y, x).value).toBeCloseTo(value, 12);
        expect(value).toBeLessThanOrEqual(entropy + 1e-12);
        expect(mutualInformation(x, x).value).toBeCloseTo(entropy, 12);
      }),
    );
  });

  test('I(x; y | z) is I(x; yz) − I(x; z), and grows where z is a sum', () => {
    const [x, y] = [symbols(1, 300, 2), symbols(2, 300, 2)];
    const z = x.map((each, t) => each ^ y[t]);
    const yz = y.map((each, t) => 2 * each + z[t]);
    const difference = (mutualInformation(x, yz).value ?? NaN) - (mutualInformation(x, z).value ?? NaN);
    expect(conditionalMutualInformation([x], [y], [z]).value).toBeCloseTo(difference, 12);
    expect(conditionalMutualInformation([x], [y], []).value).toBeCloseTo(mutualInformation(x, y).value ?? NaN, 12);
    expect(conditionalMutualInformation([x], [y, z], []).value).toBeCloseTo(mutualInformation(x, yz).value ?? NaN, 12);
  });

  test('what the past says and what it leaves open make up the next symbol', () => {
    fc.assert(
      fc.property(setting, ({ base, length, seed, k, tau }) => {
        const x = symbols(seed, length, base);
        const next = x.slice(1 + (k - 1) * tau).map((each) => [each]);
        const sum = (activeInformation(x, { k, tau }).value ?? NaN) + (entropyRate(x, { k, tau }).value ?? NaN);
        expect(sum).toBeCloseTo(plainEntropy(next), 10);
      }),
    );
  });
});

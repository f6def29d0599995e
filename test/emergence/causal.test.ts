// Causal emergence: effective information, coarse-graining, the criteria of Rosas et al., and the sixteen atoms of ΦID.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causalEmergence, macroMatrix } from '../../src/emergence/causal/coarse-graining.ts';
import { effectiveInformation, effectivenessOf } from '../../src/emergence/causal/effective-information.ts';
import { emergenceCriteria, emergenceCriteriaTest } from '../../src/emergence/causal/emergence-criteria.ts';
import { phiId, phiIdOf, type PhiIdAtoms } from '../../src/emergence/causal/phi-id.ts';
import { transitionMatrix } from '../../src/emergence/causal/transition-matrix.ts';
import { isingCriticalTemperature } from '../../src/emergence/exact.ts';
import { gaussianMutualInformation } from '../../src/emergence/information/continuous/gaussian.ts';
import { mutualInformation } from '../../src/emergence/information/discrete/mutual-information.ts';
import { integer, normal } from '../../src/engine/random.ts';

const E_METRIC = expect.objectContaining({ code: 'E_METRIC' }) as Error;

/** Random rows with sum 1, some with zeros. */
function chain(n: number, seed: number): number[][] {
  return Array.from({ length: n }, (_, i) => {
    const row = Array.from({ length: n }, (_, j) => Math.max(0, integer(seed, i, j, 0, 10) - 3) + (i === j ? 0.1 : 0));
    const sum = row.reduce((a, b) => a + b, 0);
    return row.map((each) => each / sum);
  });
}

/** All but the last of the states lead to any but the last with the same probability; the last leads to itself. */
function hoel(n: number): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === n - 1 ? +(j === n - 1) : j === n - 1 ? 0 : 1 / (n - 1))),
  );
}

describe('effective information', () => {
  test('a permutation of n states has log2 n bits; equal rows none', () => {
    for (const n of [1, 2, 5, 8]) {
      const ring = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => +(j === (i + 1) % n)));
      expect(effectiveInformation(ring).value).toBeCloseTo(Math.log2(n), 12);
      expect(effectiveInformation(ring.map(() => chain(n, 1)[0])).value).toBeCloseTo(0, 12);
    }
  });

  test('it is what determinism leaves of log2 n less degeneracy, and new names for states change nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(), (n, seed) => {
        const matrix = chain(n, seed);
        const bits = effectiveInformation(matrix).value ?? NaN;
        const { determinism = NaN, degeneracy = NaN, effectiveness = NaN } = effectivenessOf(matrix).value ?? {};
        expect((determinism - degeneracy) * Math.log2(n)).toBeCloseTo(bits, 11);
        expect(effectiveness * Math.log2(n)).toBeCloseTo(bits, 11);
        expect(Math.min(determinism, degeneracy, effectiveness)).toBeGreaterThanOrEqual(0);
        const turned = (i: number): number => (i + 1) % n;
        expect(effectiveInformation(matrix.map((_, i) => matrix[turned(i)].map((_, j) => matrix[turned(i)][turned(j)]))).value).toBeCloseTo(
          bits,
          11,
        );
      }),
    );
  });

  test('one state has no effectiveness; what is no transition matrix is refused', () => {
    expect(effectivenessOf([[1]])).toMatchObject({ value: null, reason: expect.stringContaining('one state') as string });
    expect(() => effectiveInformation([])).toThrow(E_METRIC);
    expect(() => effectiveInformation([[0.5, 0.5]])).toThrow(/square/);
    expect(() => effectiveInformation([[0.5, 0.4], [0, 1]])).toThrow(/row 0/); // prettier-ignore
  });

  test('a matrix is read off a series; a state without a successor is not made up', () => {
    expect(transitionMatrix([0, 1, 0, 1, 1, 0]).value?.map((row) => [...row])).toEqual([[0, 1], [2 / 3, 1 / 3]]); // prettier-ignore
    expect(transitionMatrix([0, 0, 1]).reason).toContain('state 1');
    expect(() => transitionMatrix([0, 1], { lag: 0 })).toThrow(E_METRIC);
  });
});

describe('causal emergence', () => {
  test('the eight states of Hoel et al. (2013) become two: 0.55 bits become 1', () => {
    for (const search of ['exhaustive', 'greedy'] as const) {
      const { value } = causalEmergence(hoel(8), { search });
      expect(value?.partition).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
      expect(value?.macro).toBeCloseTo(1, 12);
      expect(value?.micro).toBeCloseTo(0.5435644431995965, 12);
      expect(value?.search).toBe(search);
    }
  });

  test('fourteen states are searched greedily, and the answer says so', () => {
    const { value, convention } = causalEmergence(hoel(14));
    expect(value?.search).toBe('greedy');
    expect(convention).toContain('greedy');
    expect(value?.gain).toBeCloseTo(1 - (effectiveInformation(hoel(14)).value ?? NaN), 12);
    expect(() => causalEmergence(hoel(14), { search: 'exhaustive' })).toThrow(/too many/);
  });

  test('the best of all partitions is as good as any, and greedy search never better', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.nat(), fc.nat(), (n, seed, pick) => {
        const matrix = chain(n, seed);
        const { macro = NaN, micro = NaN, gain = NaN, partition = [], matrix: coarse = [] } = causalEmergence(matrix).value ?? {};
        const any = [...new Set(Array.from({ length: n }, (_, i) => integer(pick, 1, i, 0, n)))];
        const groups = Array.from({ length: n }, (_, i) => any.indexOf(integer(pick, 1, i, 0, n)));
        expect(effectiveInformation(macroMatrix(matrix, groups)).value).toBeLessThanOrEqual(macro + 1e-9);
        const greedy = causalEmergence(matrix, { search: 'greedy' }).value;
        expect(greedy?.macro).toBeLessThanOrEqual(macro + 1e-9);
        expect(greedy?.macro).toBeCloseTo(effectiveInformation(macroMatrix(matrix, greedy?.partition ?? [])).value ?? NaN, 10);
        expect(gain).toBeCloseTo(macro - micro, 12);
        expect(gain).toBeGreaterThanOrEqual(0);
        coarse.forEach((row, i) => row.forEach((p, j) => expect(p).toBeCloseTo(macroMatrix(matrix, partition)[i][j], 12)));
      }),
      { numRuns: 60 },
    );
  });

  test('greedy merging takes the pair that leaves the most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 6 }), fc.nat(), (n, seed) => {
        const matrix = chain(n, seed);
        let best = effectiveInformation(matrix).value ?? NaN;
        let partition = matrix.map((_, i) => i);
        for (let groups = n; groups > 1; groups--) {
          let most = -1;
          let chosen = partition;
          for (let a = 0; a < groups; a++) {
            for (let b = a + 1; b < groups; b++) {
              const trial = partition.map((g) => (g === b ? a : g > b ? g - 1 : g));
              const bits = effectiveInformation(macroMatrix(matrix, trial)).value ?? NaN;
              if (bits > most + 1e-12) [most, chosen] = [bits, trial];
            }
          }
          partition = chosen;
          best = Math.max(best, most);
        }
        expect(causalEmergence(matrix, { search: 'greedy' }).value?.macro).toBeCloseTo(best, 9);
      }),
      { numRuns: 60 },
    );
  });

  test('a deterministic permutation has nothing to gain', () => {
    const ring = Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => +(j === (i + 1) % 6)));
    expect(causalEmergence(ring).value).toMatchObject({ gain: 0, partition: [0, 1, 2, 3, 4, 5] });
  });
});

/** Four bits that are fair coins but for their parity, which stays as it was nine times of ten. */
function parity(length: number): { parts: number[][]; macro: number[] } {
  const parts = [0, 1, 2, 3].map(() => new Array<number>(length).fill(0));
  const macro: number[] = [];
  for (let t = 0; t < length; t++) {
    const before = t === 0 ? 0 : macro[t - 1];
    macro.push(integer(7, 9, t, 0, 10) === 0 ? 1 - before : before);
    for (const j of [0, 1, 2]) parts[j][t] = integer(7, j, t, 0, 2);
    parts[3][t] = parts[0][t] ^ parts[1][t] ^ parts[2][t] ^ macro[t];
  }
  return { parts, macro };
}

const noise = (seed: number, length: number): number[] => Array.from({ length }, (_, t) => normal(seed, 2, t, 0));

describe('Ψ, Δ and Γ', () => {
  test('parity that persists is emergent and decoupled from the single bits', () => {
    const { parts, macro } = parity(3000);
    const { psi = NaN, delta = NaN, gamma = NaN } = emergenceCriteria(parts, macro, { estimator: 'discrete' }).value ?? {};
    // I(V; V') = 1 − H(0.1) = 0.531 bits; the others are 0 but for a bias of 1 / (2 N ln 2) = 0.0002 bits each
    expect(Math.abs(psi - 0.531)).toBeLessThan(0.06);
    expect(gamma).toBeLessThan(0.005);
    expect(Math.abs(delta)).toBeLessThan(0.01);
  });

  test('a single part that is the feature leaves Ψ = Δ = 0 and Γ = I, by both estimators', () => {
    const { macro } = parity(500);
    const x = noise(1, 500);
    for (const [estimator, series] of [
      ['discrete', macro],
      ['gaussian', x],
    ] as const) {
      // prettier-ignore
      const { psi, delta, gamma, macroInformation } = emergenceCriteria([series], series, { estimator, lag: 2 }).value ?? {};
      expect([psi, delta]).toEqual([0, 0]);
      expect(gamma).toBe(macroInformation);
    }
  });

  test('against surrogates: parity that persists is no chance, a system of coins is', () => {
    const { parts, macro } = parity(600);
    const options = { estimator: 'discrete', surrogates: 49, seed: 'shift' } as const;
    const emergent = emergenceCriteriaTest(parts, macro, options).value;
    expect(emergent?.psi.p).toBe(1 / 50);
    expect(emergent?.psi.observed).toBe(emergenceCriteria(parts, macro, { estimator: 'discrete' }).value?.psi);
    const coins = emergenceCriteriaTest(parts.slice(0, 3), parts[2], options).value;
    expect(coins?.psi.p).toBeGreaterThan(0.02);
    expect(emergenceCriteriaTest(parts, macro, options).value).toEqual(emergent);
  });

  test('units and shifts of Gaussian series do not matter', () => {
    const parts = [1, 2, 3].map((seed) => noise(seed, 200));
    const macro = parts[0].map((_, t) => parts.reduce((sum, part) => sum + part[t], 0));
    const plain = emergenceCriteria(parts, macro, { estimator: 'gaussian' });
    const other = emergenceCriteria(parts.map((part) => part.map((each) => 5 - 3 * each)), macro.map((each) => each / 7), { estimator: 'gaussian' }); // prettier-ignore
    expect(plain.units).toBe('nats');
    expect(other.value?.psi).toBeCloseTo(plain.value?.psi ?? NaN, 12);
    expect(other.value?.delta).toBeCloseTo(plain.value?.delta ?? NaN, 12);
  });

  test('what is undefined has a reason that names the series; what is wrong is refused', () => {
    const x = noise(1, 50);
    expect(emergenceCriteria([x, x.map(() => 1)], x, { estimator: 'gaussian' }).reason).toContain('parts[1]');
    expect(() => emergenceCriteria([], x, { estimator: 'gaussian' })).toThrow(E_METRIC);
    expect(() => emergenceCriteria([x], x, { estimator: 'discrete' })).toThrow(/parts\[0\]/);
    expect(() => emergenceCriteria([[0, 1, 2]], [0, 1], { estimator: 'discrete' })).toThrow(E_METRIC);
    expect(() => emergenceCriteria([x], x, { estimator: 'guess' as 'discrete' })).toThrow(/no default/);
    expect(() => emergenceCriteria([x], x, { estimator: 'gaussian', lag: 0 })).toThrow(/lag/);
  });
});

describe('ΦID', () => {
  const x = noise(1, 300);
  const y = x.map((each, t) => 0.7 * (t > 0 ? x[t - 1] : 0) + 0.2 * each + noise(2, 300)[t]);
  const binary = (series: number[]): number[] => series.map((each) => +(each > 0));
  const cases = (['discrete', 'gaussian'] as const).flatMap((estimator) =>
    (['mmi', 'ccs'] as const).map((redundancy) => ({ estimator, redundancy })),
  );
  const sum = (atoms: PhiIdAtoms, names: readonly (keyof PhiIdAtoms)[]): number => names.reduce((total, name) => total + atoms[name], 0);

  test.each(cases)('atoms add up to the informations they are made of: $estimator, $redundancy', (options) => {
    const [a, b] = options.estimator === 'discrete' ? [binary(x), binary(y)] : [x, y];
    const { value } = phiId(a, b, { ...options, lag: 2 });
    if (value === null) throw new Error('no value');
    const [now, then] = [(s: number[]) => s.slice(0, -2), (s: number[]) => s.slice(2)];
    const information = (before: number[][], after: number[][]): number | null =>
      options.estimator === 'gaussian'
        ? gaussianMutualInformation(before, after).value
        : mutualInformation(coded(before), coded(after)).value;
    const coded = (columns: number[][]): number[] => columns[0].map((_, t) => columns.reduce((code, column) => 2 * code + column[t], 0));
    const names = Object.keys(value) as (keyof PhiIdAtoms)[];
    expect(names).toHaveLength(16);
    expect(sum(value, names)).toBeCloseTo(information([now(a), now(b)], [then(a), then(b)]) ?? NaN, 10);
    expect(sum(value, ['rtr', 'rtx', 'xtr', 'xtx'])).toBeCloseTo(information([now(a)], [then(a)]) ?? NaN, 10);
    expect(sum(value, ['rtr', 'rtx', 'ytr', 'ytx'])).toBeCloseTo(information([now(b)], [then(a)]) ?? NaN, 10);
    const fromX = names.filter((name) => name.startsWith('r') || name.startsWith('x'));
    expect(sum(value, fromX)).toBeCloseTo(information([now(a)], [then(a), then(b)]) ?? NaN, 10);
  });

  test.each(cases)('exchanging the two variables exchanges x and y in the names: $estimator, $redundancy', (options) => {
    const [a, b] = options.estimator === 'discrete' ? [binary(x), binary(y)] : [x, y];
    const one = phiId(a, b, options).value;
    const other = phiId(b, a, options).value;
    const swapped = (name: string): keyof PhiIdAtoms => name.replace(/[xy]/g, (each) => (each === 'x' ? 'y' : 'x')) as keyof PhiIdAtoms;
    for (const name of Object.keys(one ?? {}) as (keyof PhiIdAtoms)[]) expect(one?.[name]).toBeCloseTo(other?.[swapped(name)] ?? NaN, 9);
  });

  test('a copied bit is redundant throughout, parity that stays is synergy throughout', () => {
    const coin = Array.from({ length: 64 }, (_, t) => (t >> 1) & 1);
    const copies = phiIdOf([coin, coin], [coin, coin], { estimator: 'discrete', redundancy: 'mmi' }).value;
    expect(copies?.rtr).toBeCloseTo(1, 12);
    expect(copies?.sts).toBeCloseTo(0, 12);
    const [a, b, c] = [0, 1, 2].map((bit) => Array.from({ length: 64 }, (_, t) => (t >> bit) & 1));
    const stays = phiIdOf([a, b], [c, a.map((each, t) => each ^ b[t] ^ c[t])], { estimator: 'discrete', redundancy: 'mmi' }).value;
    expect(stays?.sts).toBeCloseTo(1, 12);
    expect(stays?.rtr).toBeCloseTo(0, 12);
  });

  test('what is undefined has a reason; what is wrong is refused', () => {
    const options = { estimator: 'gaussian', redundancy: 'mmi' } as const;
    expect(phiId(x, x.map(() => 0), options).reason).toContain('equal'); // prettier-ignore
    expect(phiId(x, x, options).reason).toContain('linear function');
    expect(phiId([0, 1], [1, 0], { estimator: 'discrete', redundancy: 'ccs', lag: 2 }).reason).toContain('no sample');
    expect(() => phiId(x, y, { estimator: 'gaussian', redundancy: 'dep' as 'mmi' })).toThrow(/no default/);
    expect(() => phiId(x, y.slice(1), options)).toThrow(E_METRIC);
    expect(() => phiId(x, y, { ...options, lag: 0 })).toThrow(E_METRIC);
  });
});

test("Onsager's temperature solves sinh(2 J / T) = 1, for any coupling", () => {
  for (const coupling of [0.5, 1, 3])
    expect(Math.sinh((2 * coupling) / (isingCriticalTemperature(coupling).value ?? NaN))).toBeCloseTo(1, 12);
  expect(() => isingCriticalTemperature(0)).toThrow(E_METRIC);
});

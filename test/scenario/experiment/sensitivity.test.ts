// Sensitivity measures against closed forms.

import { describe, expect, test } from 'vitest';
import { keyFromSeed, normal, streamKey } from '../../../src/engine/random.ts';
import { elementaryEffects, morrisDesign } from '../../../src/scenario/experiment/morris.ts';
import { saltelliDesign, sobolIndices } from '../../../src/scenario/experiment/saltelli.ts';

const names = (k: number): string[] => Array.from({ length: k }, (_, i) => `x${i + 1}`);

describe('Sobol indices', () => {
  test('the Ishigami function has its closed indices', () => {
    const [a, b] = [7, 0.1];
    const points = saltelliDesign(3, 4096, 11);
    const values = points.map((u) => {
      const [x, y, z] = u.map((v) => -Math.PI + 2 * Math.PI * v);
      return Math.sin(x) + a * Math.sin(y) ** 2 + b * z ** 4 * Math.sin(x);
    });
    const p4 = Math.PI ** 4;
    const variance = a ** 2 / 8 + (b * p4) / 5 + (b * b * p4 * p4) / 18 + 0.5;
    const first = [0.5 * (1 + (b * p4) / 5) ** 2, a ** 2 / 8, 0].map((v) => v / variance);
    const third = (b * b * p4 * p4 * 8) / 225 / variance;
    const { indices, reason } = sobolIndices(names(3), values, 's', 200);
    expect(reason).toBeNull();
    for (const [i, index] of indices.entries()) {
      expect(Math.abs((index.first ?? NaN) - first[i])).toBeLessThan(0.01);
      expect(Math.abs((index.total ?? NaN) - first[i] - (i === 1 ? 0 : third))).toBeLessThan(0.01);
    }
  });

  test('the G function of Sobol has its closed indices, within 95 % intervals nearly always', () => {
    const weights = [0, 1, 4.5, 9, 99, 99];
    const f = (u: readonly number[]): number =>
      u.reduce((product, x, i) => (product * (Math.abs(4 * x - 2) + weights[i])) / (1 + weights[i]), 1);
    const parts = weights.map((w) => 1 / (3 * (1 + w) ** 2));
    const whole = parts.reduce((product, v) => product * (1 + v), 1) - 1;
    let [inside, all] = [0, 0];
    for (const seed of [1, 2, 3, 4]) {
      const { indices } = sobolIndices(names(6), saltelliDesign(6, 1024, seed).map(f), String(seed), 300);
      for (const [i, { first, total, firstLow, firstHigh, totalLow, totalHigh }] of indices.entries()) {
        const exactFirst = parts[i] / whole;
        const exactTotal = (parts[i] * (whole + 1)) / (1 + parts[i]) / whole;
        expect(first).toBeCloseTo(exactFirst, 1);
        expect(total).toBeCloseTo(exactTotal, 1);
        for (const [low, value, high] of [
          [firstLow, exactFirst, firstHigh],
          [totalLow, exactTotal, totalHigh],
        ] as const) {
          all++;
          if (low !== null && high !== null && low <= value && value <= high) inside++;
        }
      }
    }
    expect(inside / all).toBeGreaterThan(0.85); // 48 intervals of 95 %: 41 of them or more with probability above 0.99
  });

  test('indices do not depend on the scale or the mean of what they are of', () => {
    const points = saltelliDesign(2, 64, 3);
    const f = ([x, y]: readonly number[]): number => x + 2 * y * y;
    const plain = sobolIndices(names(2), points.map(f), 's', 50).indices;
    const moved = sobolIndices(
      names(2),
      points.map((u) => 1000 + 0.001 * f(u)),
      's',
      50,
    ).indices;
    for (const [i, { first, total }] of plain.entries()) {
      expect(moved[i].first).toBeCloseTo(first ?? NaN, 6);
      expect(moved[i].total).toBeCloseTo(total ?? NaN, 6);
    }
  });

  test('blocks with a missing value are left out; a constant has no indices, for a reason', () => {
    const values: (number | null)[] = saltelliDesign(2, 32, 3).map(([x]) => x);
    values[5] = null;
    expect(sobolIndices(names(2), values, 's', 50).blocks).toBe(31);
    const constant = sobolIndices(
      names(2),
      values.map(() => 0.1),
      's',
      50,
    );
    expect([constant.reason, constant.indices[0].first]).toEqual(['the metric is the same at all points', null]);
    expect(
      sobolIndices(
        names(2),
        values.map(() => null),
        's',
        50,
      ).reason,
    ).toMatch(/0 whole blocks/);
  });
});

describe('elementary effects', () => {
  const key = keyFromSeed('m');

  test.each([2, 4, 6, 10])('each trajectory of %i levels changes each parameter once, by p / 2(p - 1), inside the cube', (levels) => {
    const points = morrisDesign(names(5), 20, key, levels);
    expect(points.length).toBe(120);
    const delta = levels / (2 * (levels - 1));
    for (let t = 0; t < 20; t++) {
      const moved = Array.from({ length: 5 }, (_, n) => {
        const [a, b] = [points[t * 6 + n], points[t * 6 + n + 1]];
        const changed = a.flatMap((x, d) => (x === b[d] ? [] : [d]));
        expect(changed.length).toBe(1);
        expect(Math.abs(a[changed[0]] - b[changed[0]])).toBeCloseTo(delta, 12);
        return changed[0];
      });
      expect(moved.toSorted()).toEqual([0, 1, 2, 3, 4]);
    }
    expect(points.flat().every((x) => x >= 0 && x <= 1)).toBe(true);
  });

  test('of a linear model they are its coefficients, without spread', () => {
    const weights = [3, -2, 0, 0.5];
    const points = morrisDesign(names(4), 8, key);
    const found = elementaryEffects(
      names(4),
      points,
      points.map((u) => u.reduce((sum, x, i) => sum + weights[i] * x, 7)),
    );
    for (const [i, { mu, muStar, sigma, trajectories }] of found.entries()) {
      expect(mu).toBeCloseTo(weights[i], 10);
      expect(muStar).toBeCloseTo(Math.abs(weights[i]), 10);
      expect(sigma).toBeCloseTo(0, 10);
      expect(trajectories).toBe(8);
    }
  });

  test('of the test function of Morris (1991) they tell his three groups of inputs', () => {
    const points = morrisDesign(names(20), 40, key);
    const f = morrisFunction();
    const found = elementaryEffects(names(20), points, points.map(f));
    const at = (i: number): { muStar: number; sigma: number } => ({ muStar: found[i].muStar ?? NaN, sigma: found[i].sigma ?? NaN });
    for (let i = 0; i < 20; i++) {
      if (i >= 10) expect(at(i).muStar).toBeLessThan(12); // no effect but the noise of β ~ N(0, 1)
      else expect(at(i).muStar).toBeGreaterThan(20);
      if (i < 7) expect(at(i).sigma).toBeGreaterThan(20); // curved, or in interactions
      else if (i < 10) expect(at(i).sigma).toBeLessThan(12); // straight: β = 20 per w, and w = 2 (x - 1/2)
    }
  });

  test('what has no value is left out of the effects it belongs to', () => {
    const points = morrisDesign(names(3), 4, key);
    const values: (number | null)[] = points.map((u) => u[0]);
    values[1] = null;
    const found = elementaryEffects(names(3), points, values);
    expect(found.reduce((sum, { trajectories }) => sum + trajectories, 0)).toBe(10);
    expect(
      elementaryEffects(
        names(3),
        points,
        points.map(() => null),
      )[0],
    ).toMatchObject({ mu: null, muStar: null, sigma: null, trajectories: 0 });
  });
});

/** Equation 7 of Morris, Technometrics 33:161 (1991), with its normal coefficients drawn. */
function morrisFunction(): (x: readonly number[]) => number {
  const { k0, k1 } = streamKey(keyFromSeed('beta'), 'coefficients', 0);
  const drawn = (i: number, j = 63): number => normal(k0, k1, i, j);
  return (x) => {
    const w = x.map((value, i) => ([2, 4, 6].includes(i) ? 2 * ((1.1 * value) / (value + 0.1) - 0.5) : 2 * (value - 0.5)));
    let y = drawn(100);
    for (let i = 0; i < 20; i++) {
      y += (i < 10 ? 20 : drawn(i)) * w[i];
      for (let j = i + 1; j < 20; j++) {
        y += (j < 6 ? -15 : drawn(i, j)) * w[i] * w[j];
        for (let l = j + 1; l < 5; l++) y += -10 * w[i] * w[j] * w[l];
      }
    }
    return y + 5 * w[0] * w[1] * w[2] * w[3];
  };
}

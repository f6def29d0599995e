// The critical point of the scaling form: coverage on worlds whose critical point is known, and what must change nothing.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { criticalCurve } from '../../src/emergence/criticality/critical-curve.ts';
import type { SweepRow } from '../../src/emergence/criticality/sweep.ts';
import { LabError } from '../../src/errors.ts';
import { keyFromSeed, normal, streamKey } from '../../src/engine/random.ts';

const VALUES = Array.from({ length: 30 }, (_, i) => 0.1 + 0.2 * i);

/** ⟨m⟩ and its spread of a mean-field world: P(m) ∝ m exp(-n (a m² / 2 + m⁴ / 4)) of a plane vector, a = (x - xc) / 3. */
function meanField(x: number, xc: number, n: number): { mean: number; sd: number } {
  const sums = [0, 0, 0];
  const exponent = (m: number): number => -n * ((((x - xc) / 3) * m * m) / 2 + m ** 4 / 4);
  const highest = Math.max(...Array.from({ length: 400 }, (_, k) => exponent(k / 200)));
  for (let m = 0.001; m < 2.5; m += 0.002) {
    const weight = m * Math.exp(exponent(m) - highest);
    [1, m, m * m].forEach((power, k) => (sums[k] += weight * power));
  }
  const mean = sums[1] / sums[0];
  return { mean, sd: Math.sqrt(Math.max(0, sums[2] / sums[0] - mean * mean)) };
}

function world(xc: number, n: number, seed: string, replicates = 8): SweepRow[] {
  const key = keyFromSeed(seed);
  return VALUES.flatMap((parameter, i) => {
    const { mean, sd } = meanField(parameter, xc, n);
    const { k0, k1 } = streamKey(key, 'replicate', i);
    return Array.from({ length: replicates }, (_, replicate) => ({
      parameter,
      replicate,
      m: Math.abs(mean + (sd / Math.sqrt(40)) * normal(k0, k1, replicate, 0)),
    }));
  });
}

const QUICK = { resamples: 120 };

describe('the critical curve', () => {
  test.each([60, 250, 1_000])('its interval holds the critical point of mean-field worlds of %i agents, nearly always', (n) => {
    let held = 0;
    const worlds = 30;
    for (let k = 0; k < worlds; k++) {
      const xc = 3.5 + 0.03 * k;
      const { value, reason } = criticalCurve(world(xc, n, `${n} ${k}`), QUICK);
      expect(reason).toBeNull();
      if (value && value.low !== null && value.high !== null && value.low <= xc && xc <= value.high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(25); // of 30: less has a chance below 1 in 500 at 95 %
  });

  test('a pure power law is found to the last digits, with its exponent and amplitude, on either side', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 5, noNaN: true }),
        fc.double({ min: 0.15, max: 1.5, noNaN: true }),
        fc.boolean(),
        (xc, beta, above) => {
          const rows = VALUES.map((x) => {
            const parameter = above ? -x : x;
            return { parameter, replicate: 0, m: 0.7 * Math.max(0, xc - x) ** beta };
          });
          const { value } = criticalCurve(rows);
          expect(value?.at).toBeCloseTo(above ? -xc : xc, 3);
          expect(value?.exponent).toBeCloseTo(beta, 2);
          expect(value?.amplitude).toBeCloseTo(0.7, 2);
          expect(value?.side).toBe(above ? -1 : 1);
          expect(value?.low).toBeNull(); // one replicate tells no interval
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the place follows the unit of the parameter and does not depend on that of the order parameter', () => {
    const rows = world(4, 200, 'units');
    const { value } = criticalCurve(rows, QUICK);
    const other = criticalCurve(
      rows.map((row) => ({ ...row, parameter: 100 - 10 * row.parameter, m: 37 * ('m' in row ? row.m : NaN) })),
      QUICK,
    ).value;
    expect(other?.at).toBeCloseTo(100 - 10 * (value?.at ?? NaN), 6);
    expect(other?.exponent).toBeCloseTo(value?.exponent ?? NaN, 6);
  });

  test('where order does not vanish, or not as a power, it says so', () => {
    const of = (m: (x: number) => number): string | null =>
      criticalCurve(VALUES.map((parameter) => ({ parameter, replicate: 0, m: m(parameter) }))).reason;
    expect(of(() => 0.5)).toMatch(/does not come near zero/);
    expect(of((x) => 1 - x / 9)).toMatch(/outside of the sweep/);
    expect(of(() => 0)).toMatch(/does not come near zero/);
    expect(of((x) => Math.exp(-x))).toMatch(/no critical point|outside/);
    expect(of((x) => (x < 0.4 ? 1 : 0))).toMatch(/only 2 parameter values/);
  });

  test('a cut that is no range is refused', () => {
    for (const cut of [
      [0, 0.3],
      [0.4, 0.2],
      [0.2, 1],
      [NaN, 0.2],
    ] as const)
      expect(() => criticalCurve(world(4, 100, 'cut', 1), { cut })).toThrow(LabError);
  });
});

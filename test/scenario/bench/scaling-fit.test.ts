// Laws of scaling fitted to synthetic throughput whose law is known.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFromSeed, normal, streamKey } from '../../../src/engine/random.ts';
import { fitAmdahl, fitUsl, peakWorkers, throughputOf, type ScalingLaw, type Throughput } from '../../../src/scenario/bench/scaling-fit.ts';

const COUNTS = [1, 2, 3, 4, 6, 8, 12, 16];

/** Rounds of throughput by a law, with relative normal noise. */
function measured(law: ScalingLaw, rounds: number, noise: number, seed: string, counts: readonly number[] = COUNTS): Throughput[] {
  return Array.from({ length: rounds }, (_, round) => {
    const { k0, k1 } = streamKey(keyFromSeed(seed), 'noise', round);
    return counts.map((workers, k) => ({ workers, throughput: throughputOf(law, workers) * (1 + noise * normal(k0, k1, k, 0)) }));
  }).flat();
}

const squares = (law: ScalingLaw, points: readonly Throughput[]): number =>
  points.reduce((sum, { workers, throughput }) => sum + (throughput - throughputOf(law, workers)) ** 2, 0);

const laws = fc.record({
  single: fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
  contention: fc.double({ min: 0, max: 0.9, noNaN: true }),
  coherency: fc.double({ min: 0, max: 0.2, noNaN: true }),
});

describe('from throughput without noise', () => {
  test('the Universal Scalability fit gives back the law that made it', () => {
    fc.assert(
      fc.property(laws, (law) => {
        const fit = fitUsl(measured(law, 1, 0, 's'));
        expect(fit?.single).toBeCloseTo(law.single, -Math.log10(law.single * 1e-5));
        expect(fit?.contention).toBeCloseTo(law.contention, 5);
        expect(fit?.coherency).toBeCloseTo(law.coherency, 6);
      }),
    );
  });

  test("the fit of Amdahl's law gives back the serial share, up to a program that is all serial", () => {
    fc.assert(
      fc.property(laws, fc.double({ min: 0, max: 1, noNaN: true }), ({ single }, contention) => {
        const fit = fitAmdahl(measured({ single, contention, coherency: 0 }, 1, 0, 's'));
        expect(fit?.contention).toBeCloseTo(contention, 6);
        expect(fit?.coherency).toBe(0);
      }),
    );
  });
});

describe('from noisy rounds', () => {
  test('the fit is near the law, within what the noise allows', () => {
    const law = { single: 5e6, contention: 0.05, coherency: 0.002 };
    const fit = fitUsl(measured(law, 40, 0.02, 'near'));
    expect(fit?.single).toBeGreaterThan(5e6 * 0.98);
    expect(fit?.single).toBeLessThan(5e6 * 1.02);
    expect(Math.abs((fit?.contention ?? 1) - 0.05)).toBeLessThan(0.01);
    expect(Math.abs((fit?.coherency ?? 1) - 0.002)).toBeLessThan(5e-4);
  });

  test('no other law of the kind has less squared error', () => {
    const other = fc.record({
      single: fc.double({ min: 0.5, max: 2, noNaN: true }),
      contention: fc.double({ min: 0, max: 0.9, noNaN: true }),
      coherency: fc.double({ min: 0, max: 0.2, noNaN: true }),
    });
    fc.assert(
      fc.property(laws, fc.integer(), fc.array(other, { minLength: 20, maxLength: 20 }), (law, seed, others) => {
        const points = measured(law, 3, 0.1, String(seed));
        const fit = fitUsl(points) as ScalingLaw; // eight counts: there is one
        const least = squares(fit, points) * (1 - 1e-6); // a thousandth of a standard error in the figures
        for (const { single, contention, coherency } of others)
          expect(squares({ single: single * law.single, contention, coherency }, points)).toBeGreaterThanOrEqual(least);
        for (const factor of [0.99, 1.01]) {
          expect(squares({ ...fit, single: fit.single * factor }, points)).toBeGreaterThanOrEqual(least);
          expect(squares({ ...fit, contention: Math.min(1, fit.contention * factor) }, points)).toBeGreaterThanOrEqual(least);
          expect(squares({ ...fit, coherency: fit.coherency * factor }, points)).toBeGreaterThanOrEqual(least);
        }
      }),
    );
  });

  test('both costs stay at 0 or above, and contention at 1 or below, whatever is measured', () => {
    const any = fc.array(
      fc.record({ workers: fc.integer({ min: 1, max: 64 }), throughput: fc.double({ min: 1e-3, max: 1e3, noNaN: true }) }),
      {
        minLength: 5,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(any, (points) => {
        for (const fit of [fitUsl(points), fitAmdahl(points)]) {
          if (fit === null) continue;
          expect(fit.single).toBeGreaterThan(0);
          expect(fit.contention).toBeGreaterThanOrEqual(0);
          expect(fit.coherency).toBeGreaterThanOrEqual(0);
          expect(fit.contention).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

test('more than ideal speed-up is no serial share at all', () => {
  const points = [1, 2, 4, 8].map((workers) => ({ workers, throughput: workers ** 1.2 }));
  expect(fitAmdahl(points)?.contention).toBe(0);
  expect(fitUsl(points)).toMatchObject({ contention: 0, coherency: 0 });
});

test('the unit of throughput and the order of the points change nothing', () => {
  const points = measured({ single: 3, contention: 0.1, coherency: 0.01 }, 4, 0.05, 'order');
  const fit = fitUsl(points) as ScalingLaw;
  const other = fitUsl(points.toReversed().map(({ workers, throughput }) => ({ workers, throughput: throughput * 1e6 }))) as ScalingLaw;
  expect(other.single / 1e6).toBeCloseTo(fit.single, 8);
  expect(other.contention).toBeCloseTo(fit.contention, 8);
  expect(other.coherency).toBeCloseTo(fit.coherency, 8);
});

test('what cannot be told apart is not fitted', () => {
  const points = measured({ single: 1, contention: 0.1, coherency: 0.01 }, 5, 0.01, 'few');
  const of = (...counts: number[]): Throughput[] => points.filter(({ workers }) => counts.includes(workers));
  expect(fitAmdahl(of(1))).toBeNull();
  expect(fitAmdahl(of(1, 2))).not.toBeNull();
  expect(fitUsl(of(1, 2))).toBeNull();
  expect(fitUsl(of(1, 2, 4))).toBeNull();
  expect(fitUsl(of(1, 2, 3, 4))).not.toBeNull();
});

test('throughput peaks where the law says, and never without coherency cost', () => {
  const law = { single: 1, contention: 0.02, coherency: 0.001 };
  const peak = peakWorkers(law);
  expect(throughputOf(law, peak)).toBeGreaterThan(throughputOf(law, peak * 0.99));
  expect(throughputOf(law, peak)).toBeGreaterThan(throughputOf(law, peak * 1.01));
  expect(peakWorkers({ ...law, coherency: 0 })).toBe(Number.POSITIVE_INFINITY);
});

// Power laws, avalanches and Lyapunov exponents: laws, plain versions, closed forms.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFromSeed, normal, uniform53 } from '../../src/engine/random.ts';
import { avalanches, eventAvalanches } from '../../src/emergence/criticality/avalanches.ts';
import { crackling } from '../../src/emergence/criticality/crackling.ts';
import { cutIntegral, cutSum, withCutoff } from '../../src/emergence/criticality/cutoff.ts';
import { goodness } from '../../src/emergence/criticality/goodness.ts';
import { likelihoodRatio, type Alternative } from '../../src/emergence/criticality/likelihood-ratio.ts';
import { mapLyapunov, rescaledLyapunov, rosenstein, twinLyapunov } from '../../src/emergence/criticality/lyapunov.ts';
import { hazardExcess, logUpperTail } from '../../src/emergence/criticality/mills.ts';
import { powerLaw } from '../../src/emergence/criticality/power-law.ts';
import { exponential, logNormal, stretchedExponential, type Rival } from '../../src/emergence/criticality/rivals.ts';
import { discreteAlpha } from '../../src/emergence/criticality/tail.ts';
import { logMoments, scaledZeta } from '../../src/emergence/criticality/zeta.ts';

const { k0, k1 } = keyFromSeed('criticality');
const uniform = (n: number, stream = 0): Float64Array => Float64Array.from({ length: n }, (_, i) => uniform53(k0, k1, i, stream));
const noise = (n: number, stream = 0): Float64Array => Float64Array.from({ length: n }, (_, i) => normal(k0, k1, i, stream));
const pareto = (n: number, alpha: number, xmin: number, stream = 0): Float64Array =>
  uniform(n, stream).map((u) => xmin * (1 - u) ** (-1 / (alpha - 1)));
const ALTERNATIVES: readonly Alternative[] = ['exponential', 'lognormal', 'stretched exponential', 'power law with cut-off'];

describe('zeta', () => {
  test('ζ(2), ζ(4) and ζ(3) are what they are', () => {
    expect(scaledZeta(2, 1)).toBeCloseTo(Math.PI ** 2 / 6, 14);
    expect(scaledZeta(4, 1)).toBeCloseTo(Math.PI ** 4 / 90, 14);
    expect(scaledZeta(3, 1)).toBeCloseTo(1.2020569031595942, 14);
  });

  test('the first term can be taken out: ζ(s, q) = q^-s + ζ(s, q + 1)', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.01, max: 300, noNaN: true }), fc.double({ min: 0.5, max: 1e6, noNaN: true }), (s, q) => {
        const rest = scaledZeta(s, q + 1) * Math.exp(-s * Math.log1p(1 / q));
        expect(scaledZeta(s, q) / (1 + rest)).toBeCloseTo(1, 11);
      }),
    );
  });

  test('its moments are its derivatives, and Newton finds the exponent of a mean', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.2, max: 10, noNaN: true }), fc.integer({ min: 1, max: 1000 }), (s, q) => {
        const { z, mean, variance } = logMoments(s, q);
        const h = 1e-4 * (s - 1);
        const log = (at: number): number => Math.log(scaledZeta(at, q));
        expect(z / scaledZeta(s, q)).toBeCloseTo(1, 12);
        expect((log(s - h) - log(s + h)) / (2 * h) / mean).toBeCloseTo(1, 5);
        expect(variance).toBeGreaterThan(0);
        expect(discreteAlpha(mean, q) / s).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('power law', () => {
  /** As Clauset et al. say it: every different value but the largest, all points. */
  function plain(values: readonly number[], discrete: boolean): { alpha: number; xmin: number; distance: number; tail: number } | null {
    const sorted = [...values].sort((a, b) => a - b);
    let best: { alpha: number; xmin: number; distance: number; tail: number } | null = null;
    for (const xmin of new Set(sorted)) {
      if (xmin === sorted.at(-1)) break;
      const tail = sorted.filter((x) => x >= xmin);
      const n = tail.length;
      const logs = tail.reduce((sum, x) => sum + Math.log(x / xmin), 0);
      const alpha = discrete ? discreteAlpha(logs / n, xmin) : 1 + n / logs;
      let distance = 0;
      if (discrete) {
        const z = scaledZeta(alpha, xmin);
        for (let x = xmin; x <= sorted[sorted.length - 1]; x++) {
          const above = ((x + 1) / xmin) ** -alpha * (scaledZeta(alpha, x + 1) / z);
          distance = Math.max(distance, Math.abs(above - tail.filter((each) => each > x).length / n));
        }
      } else tail.forEach((x, i) => (distance = Math.max(distance, Math.abs(1 - (x / xmin) ** (1 - alpha) - i / n))));
      if (best === null || distance < best.distance - 1e-13) best = { alpha, xmin, distance, tail: n };
    }
    return best;
  }

  function same(values: readonly number[], discrete: boolean): void {
    const wanted = plain(values, discrete);
    const { value } = powerLaw(values, { discrete });
    expect(value === null).toBe(wanted === null);
    if (wanted === null) return;
    expect(value?.distance).toBeCloseTo(wanted.distance, 11);
    if (value?.xmin !== wanted.xmin) return; // two starts whose distances agree to rounding
    expect(value.tail).toBe(wanted.tail);
    expect(value.alpha / wanted.alpha).toBeCloseTo(1, 9);
  }

  test('the scan finds what brute force finds, with ties', () => {
    const real = fc.oneof(
      fc.integer({ min: 1, max: 5000 }).map((k) => k / 100),
      fc.constantFrom(1, 2, 3, 7.5),
    );
    fc.assert(
      fc.property(fc.array(real, { minLength: 1, maxLength: 80 }), (values) => same(values, false)),
      { numRuns: 300 },
    );
  });

  test('the scan finds what brute force finds, whole numbers', () => {
    const whole = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 }));
    fc.assert(
      fc.property(fc.array(whole, { minLength: 1, maxLength: 60 }), (values) => same(values, true)),
      { numRuns: 200 },
    );
  });

  test('and so it does for a long sample that is no power law', () => {
    same(
      Array.from(uniform(1200), (u) => -Math.log(1 - u)),
      false,
    );
    same(Array.from(pareto(1200, 2.2, 1)), false);
    same(Array.from(pareto(800, 2.5, 3), Math.floor), true);
  });

  test('it finds the exponent that made the values, within four standard errors', () => {
    for (const [alpha, stream] of [
      [1.6, 1],
      [2.5, 2],
      [4, 3],
    ]) {
      const { value } = powerLaw(pareto(5000, alpha, 2, stream), { xmin: 2 });
      expect(value?.error).toBeCloseTo((alpha - 1) / Math.sqrt(5000), 2);
      expect(Math.abs((value?.alpha ?? 0) - alpha)).toBeLessThan(4 * (value?.error ?? 0));
    }
  });

  test('units do not matter: the scan moves with them', () => {
    const x = pareto(400, 2.3, 1, 4);
    const [a, b] = [x, x.map((each) => 8 * each)].map((each) => powerLaw(each).value);
    expect(b?.xmin).toBe(8 * (a?.xmin ?? 0));
    expect(b?.alpha).toBeCloseTo(a?.alpha ?? 0, 10);
    expect(b?.distance).toBeCloseTo(a?.distance ?? 0, 12);
  });

  test('what has no value says why, and what cannot be is refused', () => {
    expect(powerLaw([]).reason).toContain('no values');
    expect(powerLaw([2, 2, 2]).reason).toContain('fewer than two different values');
    expect(powerLaw([1, 2, 3], { xmin: 5 }).reason).toContain('no value is 5 or more');
    expect(powerLaw([1, 2, 3], { least: 7 }).reason).toContain('no tail has 7');
    expect(() => powerLaw([1, 0, 3])).toThrow(/numbers above 0, but value 1 is 0/);
    expect(() => powerLaw([1, 2.5], { discrete: true })).toThrow(/whole numbers from 1 on/);
    expect(() => powerLaw([1, 2], { xmin: -1 })).toThrow(/xmin/);
  });

  test('x_min between the values is allowed where it is given', () => {
    expect(powerLaw([4, 5, 9], { xmin: 3 }).value?.alpha).toBeCloseTo(1 + 3 / Math.log((4 * 5 * 9) / 27), 12);
    expect(powerLaw([4, 5, 9], { xmin: 3, discrete: true }).value?.distance).toBeGreaterThan(0);
  });
});

describe('goodness of fit', () => {
  const options = { replicates: 200, seed: 'test' };

  test('a power law is plausible, an exponential above a given x_min is not', () => {
    // p of a true model is uniform: below 0.01 once in a hundred samples, and these are fixed
    expect(goodness(pareto(1000, 2.5, 1, 5), options).value?.p).toBeGreaterThan(0.01);
    expect(goodness(Array.from(pareto(1000, 2.5, 5.5, 6), Math.round), { ...options, discrete: true }).value?.p).toBeGreaterThan(0.01);
    const waits = uniform(1000, 7).map((u) => 1 - Math.log(1 - u));
    expect(goodness(waits, { ...options, xmin: 1 }).value?.p).toBe(0);
  });

  test('p-values of true power laws are uniform', () => {
    const p = Array.from(
      { length: 40 },
      (_, k) => goodness(pareto(60, 2.5, 1, 100 + k), { replicates: 60, xmin: 1, seed: `${k}` }).value?.p ?? NaN,
    );
    const mean = p.reduce((sum, each) => sum + each / p.length, 0);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * p.length));
  });

  test('the same seed gives the same p, another seed nearly the same', () => {
    const x = pareto(300, 2.1, 1, 8);
    const [a, b, c] = ['a', 'a', 'b'].map((seed) => goodness(x, { replicates: 200, seed }).value?.p ?? NaN);
    expect(b).toBe(a);
    expect(Math.abs(c - a)).toBeLessThan(4 * Math.sqrt(0.5 / 200));
  });
});

describe('likelihood ratio', () => {
  test("the tail of the normal distribution is right near and far, and Gompertz' constant is the cut integral at 0, 1", () => {
    expect(logUpperTail(0)).toBeCloseTo(Math.log(0.5), 14);
    expect(Math.exp(logUpperTail(1.959963984540054))).toBeCloseTo(0.025, 14);
    expect(logUpperTail(10)).toBeCloseTo(-53.23128515051247, 10);
    expect(hazardExcess(6)).toBeCloseTo(hazardExcess(6 - 1e-9), 8);
    expect(cutIntegral(1, 1)).toBeCloseTo(0.5963473623231941, 12);
  });

  test('E(α + 1) follows from E(α): α E(α + 1) = 1 - l E(α), scaled', () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 6, noNaN: true }), fc.double({ min: 1e-6, max: 50, noNaN: true }), (alpha, l) => {
        const product = l * cutIntegral(alpha, l);
        expect((alpha * cutIntegral(alpha + 1, l) + product) / Math.max(1, product)).toBeCloseTo(1 / Math.max(1, product), 9);
      }),
    );
  });

  test('the cut sum is a sum', () => {
    for (const [alpha, rate, q] of [
      [2.5, 0.01, 1],
      [1.2, 0.3, 3],
      [-1, 0.05, 2],
    ]) {
      let sum = 0;
      for (let k = 0; k < 20_000; k++) sum += (1 + k / q) ** -alpha * Math.exp(-rate * k);
      expect(cutSum(alpha, rate, q) / sum).toBeCloseTo(1, 9);
    }
  });

  test('every rival is a distribution: its probabilities add up to 1', () => {
    const whole = Float64Array.from(uniform(400, 9), (u) => 2 + Math.floor(-6 * Math.log(1 - u) + 3 * u));
    const real = whole.map((each, i) => each + uniform53(k0, k1, i, 10));
    const fitted = (x: Float64Array, discrete: boolean): (Rival | null)[] => [
      exponential(x, 2, discrete),
      logNormal(x, 2, discrete),
      stretchedExponential(x, 2, discrete),
      withCutoff(x, 2, 1.8, discrete),
    ];
    for (const rival of fitted(whole, true)) {
      let sum = 0;
      for (let x = 2; x < 20_000; x++) sum += Math.exp(rival?.logDensity(x) ?? NaN);
      expect(sum).toBeCloseTo(1, 5);
    }
    for (const rival of fitted(real, false)) {
      let sum = 0;
      const step = 0.001; // mid-points in ln(x / 2)
      for (let v = step / 2; v < 12; v += step) sum += Math.exp((rival?.logDensity(2 * Math.exp(v)) ?? NaN) + Math.log(2) + v) * step;
      expect(sum).toBeCloseTo(1, 5);
    }
  });

  test('the sign tells what made the values', () => {
    const waits = uniform(3000, 11).map((u) => 1 - 2 * Math.log(1 - u));
    const heavy = pareto(3000, 2.3, 1, 12);
    const bell = noise(6000, 13)
      .map((z) => Math.exp(0.7 * z))
      .filter((x) => x >= 1);
    const compared = (x: ArrayLike<number>, alternative: Alternative, discrete = false) =>
      likelihoodRatio(x, { alternative, xmin: 1, discrete }).value;
    expect(compared(waits, 'exponential')).toMatchObject({ normalised: expect.toSatisfy((z: number) => z < -5) });
    expect(compared(heavy, 'exponential')).toMatchObject({ normalised: expect.toSatisfy((z: number) => z > 5) });
    expect(compared(bell, 'lognormal')).toMatchObject({ normalised: expect.toSatisfy((z: number) => z < -5) });
    expect(compared(bell, 'lognormal')?.parameters['sigma']).toBeCloseTo(0.7, 1);
    const counts = Array.from(waits, Math.round);
    expect(compared(counts, 'exponential', true)).toMatchObject({ normalised: expect.toSatisfy((z: number) => z < -5) });
  });

  test('a family that contains the power law is never less likely, and near a true one all families but the exponential come close', () => {
    for (let stream = 20; stream < 30; stream++) {
      const x = pareto(500, 2.5, 1, stream);
      for (const alternative of ALTERNATIVES.slice(1)) {
        const { value, reason } = likelihoodRatio(x, { alternative, xmin: 1 });
        if (value === null) expect(reason).toContain('power law itself');
        else {
          expect(value.ratio).toBeLessThan(1e-6); // each contains the power law, at least as its limit
          expect(value.ratio).toBeGreaterThan(-8); // 2 |R| is about χ² with one or two degrees of freedom
        }
      }
    }
  });

  test('a name that is not known is refused', () => {
    expect(() => likelihoodRatio([1, 2, 3], { alternative: 'gamma' as Alternative })).toThrow(/must be one of exponential, lognormal/);
  });
});

describe('avalanches', () => {
  test('with cut ones kept, sizes and durations add up to the activity above the threshold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 3 }),
        (x, threshold) => {
          const active = x.filter((each) => each > threshold);
          const { value } = avalanches(x, { threshold, cut: true });
          expect(value?.durations.reduce((a, b) => a + b, 0) ?? 0).toBe(active.length);
          expect(value?.sizes.reduce((a, b) => a + b, 0) ?? 0).toBe(active.reduce((a, b) => a + b, 0));
          const excess = avalanches(x, { threshold, cut: true, excess: true }).value;
          expect(excess?.sizes.reduce((a, b) => a + b, 0) ?? 0).toBe(active.reduce((a, b) => a + b - threshold, 0));
        },
      ),
    );
  });

  test('those cut by the ends are left out', () => {
    const { value } = avalanches([3, 1, 0, 2, 2, 0, 0, 1, 0, 4]);
    expect(value).toEqual({ starts: Float64Array.of(3, 7), durations: Float64Array.of(2, 1), sizes: Float64Array.of(4, 1) });
    expect(avalanches([1, 1, 1]).reason).toContain('no whole run');
  });

  test('events belong together while pauses are short', () => {
    expect(eventAvalanches([0, 1, 1.5, 4, 9, 9.9], 1).value).toEqual({
      starts: Float64Array.of(0, 4, 9),
      durations: Float64Array.of(1.5, 0, 0.9000000000000004),
      sizes: Float64Array.of(3, 1, 2),
    });
    expect(() => eventAvalanches([0, 2, 1], 1)).toThrow(/rising times, but time 2 is 1 after 2/);
  });

  test('sizes and durations of one law keep the scaling relation, those of two do not', () => {
    const durations = pareto(20_000, 2, 1, 30);
    const sizes = durations.map((each) => each * each); // τ = 1.5, α = 2, γ = 2
    const { value } = crackling({ sizes, durations }, { sizesFrom: 1, durationsFrom: 1 });
    expect(value?.sizes.alpha).toBeCloseTo(1.5, 1);
    expect(value?.predicted).toBeCloseTo(2, 6);
    expect(value?.measured).toBeCloseTo(2, 1);
    const other = crackling({ sizes: pareto(20_000, 1.5, 1, 31), durations }, { sizesFrom: 1, durationsFrom: 1 });
    expect(other.value?.apart).toBeGreaterThan(3);
  });
});

describe('Lyapunov', () => {
  const orbit = (n: number, start = 0.3): Float64Array => {
    let x = start;
    return Float64Array.from({ length: n }, () => (x = 4 * x * (1 - x)));
  };

  test('the logistic map at r = 4 has exponent ln 2, by its derivative, by neighbours and by twins', () => {
    const slope = (x: number): number => 4 * (1 - 2 * x);
    expect(mapLyapunov(orbit(100_000), slope).value).toBeCloseTo(Math.LN2, 3);
    expect(rosenstein(orbit(3000), { dimension: 2, apart: 5, length: 5 }).value?.exponent).toBeCloseTo(Math.LN2, 1);
    const starts = Array.from(uniform(300, 40));
    const ends = starts.map((x) => Math.abs(4 * x * (1 - x) - 4 * (x + 1e-9) * (1 - x - 1e-9)));
    const { value } = rescaledLyapunov(ends, { start: 1e-9, duration: 1 });
    // over the uniform instead of the invariant density the mean of ln |4 (1 - 2x)| is ln 4 - 1
    expect(Math.abs((value?.exponent ?? 0) - Math.log(4) + 1)).toBeLessThan(4 * (value?.error ?? 0));
  });

  test('an exact exponential is found exactly, and saturation is left out', () => {
    const distances = Array.from({ length: 200 }, (_, i) => Math.min(1, 1e-9 * Math.exp(0.3 * i)));
    const { value } = twinLyapunov(distances);
    expect(value?.exponent).toBeCloseTo(0.3, 10);
    expect(value?.error).toBeLessThan(1e-9);
    expect(distances[(value?.to ?? 0) - 1]).toBeLessThan(0.1);
    expect(twinLyapunov(distances, { dt: 2 }).value?.exponent).toBeCloseTo(0.15, 10);
    const shrinking = Array.from({ length: 50 }, (_, i) => Math.exp(-0.2 * i));
    expect(twinLyapunov(shrinking).value?.exponent).toBeCloseTo(-0.2, 10);
  });

  test('pairs of neighbours are the nearest', () => {
    const x = orbit(60);
    const apart = 3;
    const length = 4;
    const logs = Array.from({ length }, () => 0);
    const starts = 60 - 1 - length + 1;
    for (let i = 0; i < starts; i++) {
      let best = -1;
      const far = (a: number, b: number): number => Math.hypot(x[a] - x[b], x[a + 1] - x[b + 1]);
      for (let j = 0; j < starts; j++) if (Math.abs(i - j) > apart && (best < 0 || far(i, j) < far(i, best))) best = j;
      for (let k = 0; k < length; k++) logs[k] += Math.log(far(i + k, best + k)) / starts;
    }
    const slope = logs.reduce((sum, each, k) => sum + (k - 1.5) * each, 0) / 5;
    expect(rosenstein(x, { dimension: 2, apart, length }).value?.exponent).toBeCloseTo(slope, 10);
  });

  test('what has no value says why', () => {
    expect(mapLyapunov([], () => 1).reason).toContain('empty');
    expect(mapLyapunov([0.5], (x) => 4 - 8 * x).reason).toContain('minus infinity');
    expect(twinLyapunov(new Float64Array(20)).reason).toContain('never part');
    expect(twinLyapunov([1e-9, 1e-3, 1]).reason).toContain('only 2 steps');
    expect(twinLyapunov([1e-9, 1e-8, 0, 1e-7, 1]).reason).toContain('the same at step 2');
    expect(rosenstein(new Float64Array(100), { dimension: 2, apart: 2, length: 5 }).reason).toContain('equal');
    expect(rescaledLyapunov([1e-8, 1e-8, 0], { start: 1e-9, duration: 1 }).reason).toContain('fell together');
    expect(() => twinLyapunov([1, -1, 2])).toThrow(/distance 1/);
  });
});

// Complexity of a series: laws, published values, closed forms.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyFromSeed, normal, uniform53 } from '../../src/engine/random.ts';
import type { LabError } from '../../src/errors.ts';
import { approximateEntropy } from '../../src/emergence/series/approximate-entropy.ts';
import { autocorrelation, correlatedMean } from '../../src/emergence/series/autocorrelation.ts';
import { correlationDimension } from '../../src/emergence/series/correlation-dimension.ts';
import { detrendedFluctuation } from '../../src/emergence/series/detrended-fluctuation.ts';
import { fft, inverseFft } from '../../src/emergence/series/fft.ts';
import { higuchi } from '../../src/emergence/series/higuchi.ts';
import { hjorth } from '../../src/emergence/series/hjorth.ts';
import { katz } from '../../src/emergence/series/katz.ts';
import { aboveMedian, lempelZiv } from '../../src/emergence/series/lempel-ziv.ts';
import { matches } from '../../src/emergence/series/matches.ts';
import { missingPatterns } from '../../src/emergence/series/missing-patterns.ts';
import { permutationEntropy, weightedPermutationEntropy } from '../../src/emergence/series/permutation-entropy.ts';
import { multiscaleEntropy, sampleEntropy } from '../../src/emergence/series/sample-entropy.ts';
import { mean, variance } from '../../src/emergence/series/samples.ts';
import { periodogram, spectralEntropy } from '../../src/emergence/series/spectral-entropy.ts';
import { statisticalComplexity } from '../../src/emergence/series/statistical-complexity.ts';
import { svdEntropy } from '../../src/emergence/series/svd-entropy.ts';

const { k0, k1 } = keyFromSeed('series');
const noise = (n: number, stream = 0): Float64Array => Float64Array.from({ length: n }, (_, i) => normal(k0, k1, i, stream));
const uniform = (n: number, stream = 0): Float64Array => Float64Array.from({ length: n }, (_, i) => uniform53(k0, k1, i, stream));
const walk = (n: number, stream = 0): Float64Array => {
  let sum = 0;
  return noise(n, stream).map((each) => (sum += each));
};
const sine = (n: number, period: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / period));
/** The logistic map at r = 4. */
const logistic = (n: number): Float64Array => {
  let x = 0.3;
  return Float64Array.from({ length: n }, () => (x = 4 * x * (1 - x)));
};

const real = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const reals = (minLength: number, maxLength = 60) => fc.array(real, { minLength, maxLength });
/** Few different values, so that ties are common. */
const coarse = (minLength: number, maxLength = 60) => fc.array(fc.integer({ min: 0, max: 6 }), { minLength, maxLength });
const affine = fc.tuple(fc.constantFrom(0.5, 2, 8), fc.constantFrom(-4, 0, 16)); // exact in binary

describe('ordinal patterns', () => {
  test('counts are those of sorting each window, ties by time', () => {
    fc.assert(
      fc.property(coarse(12, 80), fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 2 }), (x, order, delay) => {
        const counts = new Map<string, number>();
        for (let i = 0; i + (order - 1) * delay < x.length; i++) {
          const places = Array.from({ length: order }, (_, k) => k).sort((a, b) => x[i + a * delay] - x[i + b * delay] || a - b);
          counts.set(places.join(), (counts.get(places.join()) ?? 0) + 1);
        }
        const total = x.length - (order - 1) * delay;
        const bits = [...counts.values()].reduce((sum, each) => sum - (each / total) * Math.log2(each / total), 0);
        expect(permutationEntropy(x, { order, delay, normalised: false }).value).toBeCloseTo(bits, 10);
        const all = [1, 1, 2, 6, 24, 120][order];
        expect(missingPatterns(x, { order, delay }).value).toBe(all - counts.size);
      }),
    );
  });

  test('no strictly rising transformation changes them', () => {
    fc.assert(
      fc.property(coarse(10), fc.integer({ min: 2, max: 6 }), (x, order) => {
        const bent = x.map((each) => Math.exp(each) - 3);
        expect(permutationEntropy(bent, { order }).value).toBe(permutationEntropy(x, { order }).value);
        expect(statisticalComplexity(bent, { order }).value).toEqual(statisticalComplexity(x, { order }).value);
      }),
    );
  });

  test('the logistic map at r = 4 never falls twice in a row (Amigo et al. 2007)', () => {
    expect(missingPatterns(logistic(20_000), { order: 3 }).value).toBe(1);
    expect(missingPatterns(noise(20_000), { order: 3 }).value).toBe(0);
  });

  test('a monotone series has no entropy and no complexity, weighted or not', () => {
    const ramp = Float64Array.from({ length: 50 }, (_, i) => i);
    expect(permutationEntropy(ramp).value).toBe(0);
    expect(weightedPermutationEntropy(ramp).value).toBe(0);
    expect(statisticalComplexity(ramp).value).toEqual({ entropy: 0, complexity: 0 });
  });

  test('entropy and complexity of white noise tend to 1 and 0', () => {
    // the bias of plug-in entropy is (M - 1) / (2 n ln M) of the maximum: 6e-5 for 6 patterns; ten times that is allowed
    const { value } = statisticalComplexity(noise(20_000));
    expect(value?.entropy).toBeGreaterThan(1 - 6e-4);
    expect(value?.complexity).toBeLessThan(6e-4);
  });

  test('windows of equal spread weigh alike', () => {
    const x = Array.from({ length: 60 }, (_, i) => [0, 1, 2, 0, 2, 1][i % 6]);
    const alternating = Array.from({ length: 41 }, (_, i) => i % 2);
    expect(weightedPermutationEntropy(alternating, { order: 2 }).value).toBe(permutationEntropy(alternating, { order: 2 }).value);
    expect(weightedPermutationEntropy(x).value).not.toBeNull();
  });
});

describe('sample and approximate entropy', () => {
  /** Matches as they are defined: all pairs. */
  function plain(x: readonly number[], m: number, r: number, closed: boolean, count: number): number[] {
    const near = Array.from({ length: count }, () => 0);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        if (i === j) continue;
        const far = Math.max(...Array.from({ length: m }, (_, k) => Math.abs(x[i + k] - x[j + k])));
        if (closed ? far <= r : far < r) near[i]++;
      }
    }
    return near;
  }

  test('matches are those of all pairs, with ties, outliers and any length', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(1e6, -1e9), real), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(0.5, 1, 2, 3.7, 100),
        fc.boolean(),
        fc.boolean(),
        (x, m, r, closed, all) => {
          const { short, long } = matches(Float64Array.from(x), m, r, closed, all);
          expect([...short]).toEqual(plain(x, m, r, closed, Math.max(0, all ? x.length - m + 1 : x.length - m)));
          expect([...long]).toEqual(plain(x, m + 1, r, closed, Math.max(0, x.length - m)));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of independent uniform values it is -ln of the chance that two are near', () => {
    const r = 0.2;
    const n = 4000;
    // B is about n² p² / 2 pairs, p = 2r - r²; the error of ln(A / B) follows from the pairs that go on, and is far below 0.02
    expect(Math.abs((sampleEntropy(uniform(n), { r }).value ?? 0) + Math.log(2 * r - r * r))).toBeLessThan(0.02);
  });

  test('neither changes when the series is moved and stretched, r following its spread', () => {
    fc.assert(
      fc.property(coarse(20), affine, (x, [scale, shift]) => {
        const moved = x.map((each) => scale * each + shift);
        for (const metric of [sampleEntropy, approximateEntropy]) {
          const [a, b] = [metric(x).value, metric(moved).value];
          if (a === null || b === null) expect(a).toBe(b);
          else expect(b).toBeCloseTo(a, 9);
        }
      }),
    );
  });

  test('scale 1 is sample entropy, and coarse-grained white noise loses entropy against the fixed r (Costa et al. 2002)', () => {
    const x = noise(3000);
    expect(multiscaleEntropy(x, { scale: 1 }).value).toBe(sampleEntropy(x).value);
    expect(multiscaleEntropy(x, { scale: 5 }).value).toBeLessThan((sampleEntropy(x).value ?? 0) - 0.3);
  });

  test('a regular series is told from a random one', () => {
    expect(sampleEntropy(sine(1000, 40)).value).toBeLessThan(0.4);
    expect(sampleEntropy(noise(1000)).value).toBeGreaterThan(1.8);
  });
});

describe('Lempel-Ziv', () => {
  /** As Lempel & Ziv say it: each phrase is the shortest stretch that does not occur in all before its last symbol. */
  function plain(x: readonly number[]): number {
    const text = String.fromCharCode(...x.map((each) => each + 65));
    let count = 0;
    for (let at = 0; at < text.length; count++) {
      let length = 1;
      while (at + length <= text.length && text.slice(0, at + length - 1).includes(text.slice(at, at + length))) length++;
      at += length;
    }
    return count;
  }

  test('phrases are those of the definition, for any alphabet', () => {
    const sequence = fc
      .integer({ min: 0, max: 5 })
      .chain((most) => fc.array(fc.integer({ min: 0, max: most }), { minLength: 1, maxLength: 120 }));
    fc.assert(
      fc.property(sequence, (x) => {
        expect(lempelZiv(x).value).toBe(plain(x));
      }),
      { numRuns: 500 },
    );
  });

  test('0001101001000101 has 6 phrases (Lempel & Ziv 1976)', () => {
    expect(lempelZiv([...'0001101001000101'].map(Number)).value).toBe(6);
  });

  test('a periodic sequence has three phrases at any length, a random one about n / log2 n', () => {
    expect(lempelZiv(Array.from({ length: 10_000 }, (_, i) => i % 2)).value).toBe(3);
    const bits = aboveMedian(noise(10_000));
    // from above, by terms of order log log n / log n: between 1 and 1.2 at this length
    expect(lempelZiv(bits, { normalised: true }).value).toBeGreaterThan(1);
    expect(lempelZiv(bits, { normalised: true }).value).toBeLessThan(1.2);
  });
});

describe('spectrum', () => {
  test('the transform of any length is the sum that defines it, and has an inverse', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(real, real), { minLength: 1, maxLength: 40 }), (z) => {
        const n = z.length;
        const re = Float64Array.from(z, ([a]) => a);
        const im = Float64Array.from(z, ([, b]) => b);
        fft(re, im);
        for (let k = 0; k < n; k++) {
          const turn = (j: number): number => (-2 * Math.PI * ((j * k) % n)) / n;
          const x = z.reduce((sum, [a, b], j) => sum + a * Math.cos(turn(j)) - b * Math.sin(turn(j)), 0);
          const y = z.reduce((sum, [a, b], j) => sum + a * Math.sin(turn(j)) + b * Math.cos(turn(j)), 0);
          expect(re[k]).toBeCloseTo(x, 7);
          expect(im[k]).toBeCloseTo(y, 7);
        }
        inverseFft(re, im);
        z.forEach(([a, b], j) => {
          expect(re[j]).toBeCloseTo(a, 8);
          expect(im[j]).toBeCloseTo(b, 8);
        });
      }),
    );
  });

  test('the periodogram adds up to the variance (Parseval)', () => {
    fc.assert(
      fc.property(reals(2, 50), fc.constantFrom(1, 10, 0.25), (x, rate) => {
        const sum = periodogram(x, rate).reduce((a, b) => a + b, 0) * (rate / x.length);
        expect(sum).toBeCloseTo(variance(x, 0), 5);
      }),
    );
  });

  test('a sine of whole periods is one frequency, white noise is many', () => {
    expect(spectralEntropy(sine(1000, 20)).value).toBeLessThan(1e-9);
    // powers of white noise are exponential: the entropy falls short by (1 - Euler's constant) / ln(bins), 0.055 at 2049 bins
    expect(Math.abs((spectralEntropy(noise(4096)).value ?? 0) - 1 + (1 - 0.5772156649) / Math.log(2049))).toBeLessThan(0.01);
  });
});

describe('shape of a curve', () => {
  test('a straight line has dimension 1', () => {
    const ramp = Float64Array.from({ length: 200 }, (_, i) => 3 * i - 7);
    expect(higuchi(ramp).value).toBeCloseTo(1, 10);
    expect(katz(ramp).value).toBeCloseTo(1, 10);
  });

  test("Higuchi's dimension of Brownian motion is 1.5, of white noise 2", () => {
    // standard deviation of the estimate is 0.02 or so at this length (20 series); three of them
    expect(Math.abs((higuchi(walk(8000)).value ?? 0) - 1.5)).toBeLessThan(0.06);
    expect(Math.abs((higuchi(noise(8000)).value ?? 0) - 2)).toBeLessThan(0.03);
  });

  test('a sine has mobility 2 sin(ω / 2) and complexity 1', () => {
    const { value } = hjorth(sine(40_001, 40));
    expect(value?.mobility).toBeCloseTo(2 * Math.sin(Math.PI / 40), 4);
    expect(value?.complexity).toBeCloseTo(1, 3);
  });

  test('singular values: one direction has no entropy, rows that never overlap have all of it', () => {
    expect(svdEntropy(new Float64Array(50).fill(2)).value).toBeCloseTo(0, 7);
    const pulse = Float64Array.from({ length: 9 }, (_, i) => (i === 4 ? 1 : 0)); // columns that are shifted pulses: orthonormal
    expect(svdEntropy(pulse, { order: 4 }).value).toBeCloseTo(1, 12);
    expect(svdEntropy(pulse, { order: 4, normalised: false }).value).toBeCloseTo(2, 12);
  });

  test('fluctuations grow as n^0.5 for white noise and n^1.5 for its sum', () => {
    const a = detrendedFluctuation(noise(20_000)).value;
    const b = detrendedFluctuation(walk(20_000)).value;
    expect(Math.abs((a?.exponent ?? 0) - 0.5)).toBeLessThan(0.06); // windows of 4 bias it upward by 0.03
    expect(Math.abs((b?.exponent ?? 0) - 1.5)).toBeLessThan(0.06);
  });

  test('detrended fluctuation of order d does not see polynomials of degree d - 1', () => {
    const x = noise(600);
    const windows = [8, 16, 32, 64];
    for (const order of [1, 2, 3]) {
      const bent = x.map((value, i) => value + [5, 5 + 0.3 * i, 5 + 0.3 * i - 0.01 * i * i][order - 1]);
      const [a, b] = [x, bent].map((each) => detrendedFluctuation(each, { windows, order }).value?.fluctuations ?? []);
      a.forEach((each, k) => expect(b[k]).toBeCloseTo(each, 5));
    }
  });

  test("the Hénon attractor's correlation dimension is 1.21 (Grassberger & Procaccia 1983)", () => {
    let [x, y] = [0.1, 0.1];
    const orbit = Float64Array.from({ length: 3000 }, () => {
      [x, y] = [1 - 1.4 * x * x + y, 0.3 * x];
      return x;
    }).subarray(100);
    const distances = Array.from({ length: 20 }, (_, k) => 0.01 * 1.15 ** k);
    const { value } = correlationDimension(orbit, { dimension: 2, distances });
    expect(Math.abs((value?.dimension ?? 0) - 1.21)).toBeLessThan(0.05);
  });

  test('shares of pairs are those of all pairs', () => {
    fc.assert(
      fc.property(coarse(6, 30), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), (x, dimension, apart) => {
        const distances = [1, 2.5, 4];
        const { value } = correlationDimension(x, { dimension, apart, distances });
        if (value === null) return;
        const windows = x.length - dimension + 1;
        let all = 0;
        const near = [0, 0, 0];
        for (let i = 0; i < windows; i++) {
          for (let j = i + apart; j < windows; j++) {
            all++;
            const far = Math.hypot(...Array.from({ length: dimension }, (_, k) => x[i + k] - x[j + k]));
            distances.forEach((r, k) => (near[k] += far <= r ? 1 : 0));
          }
        }
        value.shares.forEach((share, k) => expect(share).toBeCloseTo(near[k] / all, 12));
      }),
    );
  });
});

describe('autocorrelation', () => {
  test('it is the sum that defines it', () => {
    fc.assert(
      fc.property(coarse(2, 40), (x) => {
        const { value } = autocorrelation(x);
        if (value === null) return;
        const centre = mean(x);
        const sum = (lag: number): number =>
          x.reduce((s, each, i) => (i + lag < x.length ? s + (each - centre) * (x[i + lag] - centre) : s), 0);
        value.forEach((each, lag) => expect(each).toBeCloseTo(sum(lag) / sum(0), 9));
      }),
    );
  });

  test('an AR(1) series remembers for (1 + φ) / (1 - φ) samples, and its mean has that error', () => {
    for (const [memory, stream] of [
      [0, 1],
      [0.6, 2],
      [0.9, 3],
    ]) {
      let x = 0;
      const series = noise(100_000, stream).map((each) => (x = memory * x + each));
      const { value } = correlatedMean(series);
      const time = (1 + memory) / (1 - memory);
      // relative error of τ is √(2 (2W + 1) / n), W = 5 τ (Madras & Sokal 1988): 0.044 at φ = 0.9; four of them
      const spread = 4 * Math.sqrt((2 * (10 * time + 1)) / 100_000);
      expect(Math.abs((value?.time ?? 0) / time - 1)).toBeLessThan(spread);
      const error = Math.sqrt(time / 100_000 / (1 - memory * memory));
      expect(Math.abs((value?.error ?? 0) / error - 1)).toBeLessThan(spread);
      expect(Math.abs(value?.mean ?? 1)).toBeLessThan(4 * (value?.error ?? 0));
    }
  });

  test('a series shorter than its memory says so', () => {
    expect(correlatedMean(walk(200)).reason).toContain('too short');
  });
});

describe('what has no value says why', () => {
  const metrics: Record<string, (x: ArrayLike<number>) => { value: unknown; reason: string | null }> = {
    permutationEntropy,
    weightedPermutationEntropy,
    statisticalComplexity,
    missingPatterns,
    sampleEntropy,
    approximateEntropy,
    multiscaleEntropy: (x) => multiscaleEntropy(x, { scale: 2 }),
    lempelZiv,
    higuchi,
    katz,
    svdEntropy,
    spectralEntropy,
    hjorth,
    detrendedFluctuation,
    correlationDimension: (x) => correlationDimension(x, { dimension: 2 }),
    autocorrelation,
    correlatedMean,
  };

  test.each(Object.entries(metrics))('%s of nothing', (_, metric) => {
    expect(metric([])).toMatchObject({ value: null, reason: expect.stringMatching(/\w/) });
  });

  const known = ['permutationEntropy', 'statisticalComplexity', 'missingPatterns', 'lempelZiv', 'svdEntropy'];
  test.each(Object.entries(metrics).filter(([name]) => !known.includes(name)))('%s of a constant series', (_, metric) => {
    expect(metric(new Float64Array(100).fill(3))).toMatchObject({ value: null, reason: expect.stringMatching(/\w/) });
  });

  test.each(Object.entries(metrics))('%s refuses values that are no numbers, and names the place', (_, metric) => {
    for (const bad of [NaN, Infinity]) {
      const x = noise(50);
      x[17] = bad;
      expect(() => metric(x)).toThrow(
        expect.objectContaining({ code: 'E_METRIC', message: expect.stringContaining('value 17') }) as LabError,
      );
    }
  });

  test.each(Object.entries(metrics))('%s never gives NaN', (_, metric) => {
    fc.assert(
      fc.property(coarse(0, 40), (x) => {
        const { value, reason } = metric(x);
        expect(value === null).toBe(reason !== null);
        const numbers = typeof value === 'number' ? [value] : value === null ? [] : Object.values(value as object).flat();
        for (const each of numbers as number[]) expect(each).not.toBeNaN();
      }),
      { numRuns: 60 },
    );
  });

  test('options outside their ranges are refused by name', () => {
    const x = noise(50);
    expect(() => permutationEntropy(x, { order: 11 })).toThrow(/order of permutation entropy .* from 2 to 10, but got 11/);
    expect(() => sampleEntropy(x, { m: 0 })).toThrow(/m of sample entropy/);
    expect(() => sampleEntropy(x, { r: 0 })).toThrow(/r of sample entropy/);
    expect(() => higuchi(x, { kmax: 1.5 })).toThrow(/kmax/);
    expect(() => detrendedFluctuation(x, { windows: [8] })).toThrow(/at least two/);
    expect(() => autocorrelation(x, 50)).toThrow(/lags/);
  });
});

// What rounds say: bootstrap intervals, speed-ups within rounds, laws with bands.

import { describe, expect, test } from 'vitest';
import { keyFromSeed, normal, streamKey, uniform53 } from '../../../src/engine/random.ts';
import { bootstrap, median } from '../../../src/scenario/bench/bootstrap.ts';
import { throughputOf } from '../../../src/scenario/bench/scaling-fit.ts';
import { speedupChart, weakChart } from '../../../src/scenario/bench/scaling-charts.ts';
import { analyseScaling } from '../../../src/scenario/bench/scaling.ts';
import { expectCompiles } from './compiles.ts';

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function draws(seed: string, count: number): number[] {
  const { k0, k1 } = streamKey(keyFromSeed(seed), 'values', 0);
  return Array.from({ length: count }, (_, n) => 10 + normal(k0, k1, n, 0));
}

describe('the bootstrap', () => {
  test('covers the true mean about as often as it says', () => {
    const SETS = 120;
    let covered = 0;
    for (let set = 0; set < SETS; set++) {
      const [{ low, high }] = bootstrap(draws(`set ${set}`, 25), (rounds) => [mean(rounds)]) ?? [{ low: NaN, high: NaN }];
      if (low <= 10 && 10 <= high) covered++;
    }
    // percentile intervals of 25 normal values cover 93 %: five standard deviations of a binomial either way
    const spread = 5 * Math.sqrt(SETS * 0.93 * 0.07);
    expect(covered).toBeGreaterThan(SETS * 0.93 - spread);
    expect(covered).toBeLessThan(SETS); // an interval that always covers says nothing
  });

  test('holds its own figure, is the same again, and narrows as rounds are added', () => {
    const widths = [8, 32, 128].map((count) => {
      const [{ value, low, high }] = bootstrap(draws('narrow', count), (rounds) => [median(rounds)]) ?? [{ value: 0, low: 0, high: 0 }];
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(bootstrap(draws('narrow', count), (rounds) => [median(rounds)])).toEqual([{ value, low, high }]);
      return high - low;
    });
    expect(widths[1]).toBeLessThan(widths[0]);
    expect(widths[2]).toBeLessThan(widths[1]);
  });

  test('of one round, or of equal rounds, has no width; without figures there is none', () => {
    expect(bootstrap([3], (rounds) => [mean(rounds)])).toEqual([{ value: 3, low: 3, high: 3 }]);
    expect(bootstrap([2, 2, 2], (rounds) => [mean(rounds)])).toEqual([{ value: 2, low: 2, high: 2 }]);
    expect(bootstrap([1, 2], () => null)).toBeNull();
  });
});

const LAW = { single: 1e6, contention: 0.06, coherency: 0.004 };

/** Rounds in which the whole machine is slowed by a factor that all worker counts of the round share, with a little noise of each. */
function disturbed(workers: readonly number[], rounds: number, own: number): number[][] {
  const key = keyFromSeed('disturbed');
  return Array.from({ length: rounds }, (_, round) => {
    const { k0, k1 } = streamKey(key, 'round', round);
    const slow = 0.2 + 0.8 * uniform53(k0, k1, 99, 0);
    return workers.map((count, k) => throughputOf(LAW, count) * slow * (1 + own * normal(k0, k1, k, 1)));
  });
}

describe('scaling', () => {
  test('what slows a whole round does not reach the speed-ups', () => {
    const workers = [1, 2, 4, 8];
    const { points } = analyseScaling({ workers, rounds: disturbed(workers, 9, 0), cores: 8 });
    for (const { workers: count, speedup } of points) {
      expect(speedup.value).toBeCloseTo(throughputOf(LAW, count) / LAW.single, 9);
      expect(speedup.high - speedup.low).toBeLessThan(1e-9);
    }
  });

  test('the bands of both laws hold the truth that made the rounds', () => {
    const workers = [1, 2, 4, 6, 8, 12, 16];
    const key = keyFromSeed('truth');
    const rounds = Array.from({ length: 20 }, (_, round) => {
      const { k0, k1 } = streamKey(key, 'round', round);
      return workers.map((count, k) => throughputOf(LAW, count) * (1 + 0.02 * normal(k0, k1, k, 0)));
    });
    const { usl, amdahl, peak, unfitted } = analyseScaling({ workers, rounds, cores: 16 });
    expect(usl?.contention.low).toBeLessThan(LAW.contention);
    expect(usl?.contention.high).toBeGreaterThan(LAW.contention);
    expect(usl?.coherency.low).toBeLessThan(LAW.coherency);
    expect(usl?.coherency.high).toBeGreaterThan(LAW.coherency);
    expect(peak).toBeGreaterThan(12);
    expect(peak).toBeLessThan(19);
    expect(amdahl?.coherency).toEqual({ value: 0, low: 0, high: 0 });
    expect(amdahl?.contention.low).toBeGreaterThan(LAW.contention); // it takes coherency for serial work
    expect(unfitted).toBeNull();
    for (const { workers: count, speedup } of usl?.curve ?? []) {
      expect(speedup.low).toBeLessThanOrEqual(speedup.value);
      expect(speedup.high).toBeGreaterThanOrEqual(speedup.value);
      expect(speedup.value).toBeCloseTo(throughputOf(LAW, count) / LAW.single, 0);
    }
  });

  test('two numbers of workers have no Universal Scalability fit, and say so', () => {
    const found = analyseScaling({ workers: [1, 2], rounds: disturbed([1, 2], 5, 0.01), cores: 2 });
    expect(found.usl).toBeNull();
    expect(found.amdahl).not.toBeNull();
    expect(found.unfitted).toMatch(/not identifiable.*4.*2/);
    expect(analyseScaling({ workers: [1], rounds: [[1], [2]], cores: 1 })).toMatchObject({
      usl: null,
      amdahl: null,
      unfitted: expect.stringMatching(/Amdahl/),
    });
  });

  test('more workers than cores are marked and change no fit', () => {
    const rounds = disturbed([1, 2, 4, 8], 6, 0.01);
    const within = analyseScaling({ workers: [1, 2, 4, 8], rounds, cores: 8 });
    const beyond = analyseScaling({ workers: [1, 2, 4, 8, 16], rounds: rounds.map((row) => [...row, row[0] * 0.1]), cores: 8 });
    expect(beyond.points.map(({ crowded }) => crowded)).toEqual([false, false, false, false, true]);
    expect(beyond.usl?.law).toEqual(within.usl?.law);
    expect(beyond.usl?.contention).toEqual(within.usl?.contention);
    expect(beyond.amdahl?.law).toEqual(within.amdahl?.law);
  });

  test('its charts compile without a warning, with one worker count and with many', () => {
    for (const workers of [[1], [1, 2], [1, 2, 4, 8, 16]]) {
      const found = analyseScaling({ workers, rounds: disturbed(workers, 4, 0.05), cores: 8 });
      expectCompiles(speedupChart('a', 'A', found));
      expectCompiles(weakChart('b', 'B', found));
    }
  });
});

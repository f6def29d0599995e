// What ants, their colonies and slime moulds are known to do: choose, divide labour, bring food home, form networks.

import { describe, expect, test } from 'vitest';
import { ants, brought, laden, left } from '../../src/models/ants.ts';
import { doubleBridge, winnerShare, wonByA } from '../../src/models/double-bridge.ts';
import { contrast, physarum } from '../../src/models/physarum.ts';
import { majorsAtWork, minorsAtWork, responseThreshold } from '../../src/models/response-threshold.ts';
import { drive } from '../models/drive.ts';

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('the double bridge', () => {
  test('with n = 1 any share of the first arm is as likely as any other: an urn of Pólya', async () => {
    const count = 4_000;
    const { bridge } = (await drive(doubleBridge, { count, steepness: 1, threshold: 1 })).to(400).world().kinds;
    const shares = Array.from(bridge.column('a'), (marks) => marks / 400);
    expect(Math.abs(mean(shares) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * count));
    for (const below of [0.25, 0.75])
      expect(Math.abs(shares.filter((share) => share < below).length / count - below)).toBeLessThan(
        4 * Math.sqrt(0.1875 / count) + 1 / 400,
      );
  });

  test('equal arms win as often, a shorter one nearly always; without memory of marks, none does', async () => {
    const count = 1_000;
    expect(Math.abs((wonByA((await drive(doubleBridge, { count })).to(500).world()) ?? NaN) - 0.5)).toBeLessThan(2 / Math.sqrt(count));
    expect(wonByA((await drive(doubleBridge, { count, shorter: 2 })).to(500).world())).toBeGreaterThan(0.85);
    expect(winnerShare((await drive(doubleBridge, { count, steepness: 0 })).to(1_000).world())).toBeLessThan(0.52);
  });
});

describe('thresholds', () => {
  /** x_k = T_k / (T_k + p) of both castes, at the stimulus where δ / α of all work. */
  function rest(majors: number, [low, high]: [number, number], share: number, quit: number): [number, number] {
    const work = (s: number, threshold: number): number => {
      const start = (s * s) / (s * s + threshold * threshold);
      return start / (start + quit);
    };
    let [from, to] = [0, 1e6];
    for (let step = 0; step < 200; step++) {
      const s = (from + to) / 2;
      if ((1 - majors) * work(s, low) + majors * work(s, high) < share) from = s;
      else to = s;
    }
    return [work(from, low), work(from, high)];
  }

  test.each([0.1, 0.5, 0.9])('both castes work as much as the stimulus at rest asks of them; majors %d', async (majors) => {
    const count = 10_000;
    const run = await drive(responseThreshold, { count, majors });
    const found: [number, number][] = [];
    for (let tick = 1_000; tick < 3_000; tick += 20)
      found.push([minorsAtWork(run.to(tick).world()) ?? NaN, majorsAtWork(run.world()) ?? NaN]);
    const expected = rest(majors, [8, 100], 1 / 3, 0.2);
    // a caste of a tenth fluctuates by half of 1 / √1,000 at most; 100 looks of which every fifth is new
    for (const caste of [0, 1])
      expect(Math.abs(mean(found.map((each) => each[caste])) - expected[caste])).toBeLessThan((4 * 0.5) / Math.sqrt(1_000 * 20));
  });
});

describe('foraging ants', () => {
  test('no food is made, lost or taken twice', async () => {
    for (const side of [31, 71]) {
      const run = (await drive(ants, { side, pieces: 1.5, count: 200 })).to(0);
      const total = left(run.world());
      for (let tick = 50; tick <= 1_000; tick += 50) {
        const world = run.to(tick).world();
        expect(brought(world) + laden(world) + left(world)).toBe(total);
        expect(Math.min(...world.fields.food.values)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  test('trails bring home more', async () => {
    const home = async (mark: number): Promise<number[]> =>
      Promise.all(
        ['a', 'b', 'c', 'd', 'e', 'f'].map(async (seed) => brought((await drive(ants, { pieces: 10, mark }, { seed })).to(500).world())),
      );
    const [trails, none] = [await home(60), await home(0)];
    expect(Math.min(...trails)).toBeGreaterThan(Math.max(...none)); // by chance once in 924
    expect(mean(trails)).toBeGreaterThan(1.5 * mean(none));
  });
});

describe('slime mould', () => {
  test('the trail tends to N × deposit × (1 - e) / e, exactly', async () => {
    const run = await drive(physarum, { count: 900, width: 60, height: 40, evaporation: 0.2 });
    for (const tick of [1, 10, 100]) expect(run.to(tick).world().globals.trail / (900 * 5 * 4 * (1 - 0.8 ** tick))).toBeCloseTo(1, 9);
  });

  test('a network forms where particles follow the trail, and none where they do not', async () => {
    const settings = { count: 1_500, width: 100, height: 100 };
    const blind = contrast((await drive(physarum, { ...settings, turn: 0 })).to(300).world()) ?? NaN;
    const seeing = contrast((await drive(physarum, settings)).to(300).world()) ?? NaN;
    expect(blind).toBeLessThan(1);
    expect(seeing).toBeGreaterThan(2 * blind);
  });
});

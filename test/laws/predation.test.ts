// Wolves, sheep and grass: what the comparison of frameworks declares, and what NetLogo's library says of its own model.

import { describe, expect, test } from 'vitest';
import { wolfSheep } from '../../src/models/wolf-sheep.ts';
import { wolfSheepNetlogo } from '../../src/models/wolf-sheep-netlogo.ts';
import { drive, type Drive } from '../models/drive.ts';

const count = (run: Drive, kind: string): number => run.world().kinds[kind].count;
const total = (run: Drive, kind: string): number =>
  Array.from(run.world().kinds[kind].column('energy')).reduce((sum, energy) => sum + energy, 0);

describe('the comparison of frameworks, large: die with less than 0', () => {
  // a correct entry in MASON, die with less than 0: about 3,500 and 1,400 at tick 10, 1,300 and 1,700 at tick 50, 1,350 and 2,700 at tick 100,
  // 430,000 agent-steps; single runs of ours vary by some 5 %
  test('has the populations of other correct entries', async () => {
    const runs = await Promise.all(['a', 'b', 'c', 'd'].map((seed) => drive(wolfSheep, { sheepDeath: 0 }, { seed })));
    const mean = (of: (run: Drive) => number): number => runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
    for (const [tick, sheep, wolves] of [
      [10, 3_500, 1_400],
      [50, 1_300, 1_700],
      [100, 1_350, 2_700],
    ]) {
      for (const run of runs) run.to(tick);
      expect(mean((run) => count(run, 'sheep')) / sheep).toBeGreaterThan(0.8);
      expect(mean((run) => count(run, 'sheep')) / sheep).toBeLessThan(1.25);
      expect(mean((run) => count(run, 'wolf')) / wolves).toBeGreaterThan(0.8);
      expect(mean((run) => count(run, 'wolf')) / wolves).toBeLessThan(1.25);
    }
    const steps = mean((run) => run.arena.header.steps);
    expect(steps).toBeGreaterThan(0.8 * 430_000);
    expect(steps).toBeLessThan(1.25 * 430_000);
  });

  test('without births nobody is added, and without wolves sheep die of hunger alone: energy is what was eaten less one a tick', async () => {
    const settings = { wolves: 0, sheepBirths: 0, sheepDeath: 0, width: 40, height: 30, sheep: 500 };
    const run = (await drive(wolfSheep, settings)).to(0);
    for (let tick = 1; tick <= 30; tick++) {
      const before = { sheep: count(run, 'sheep'), energy: total(run, 'sheep'), ripe: Array.from(run.world().fields.ripe.values) };
      run.to(tick);
      const after = Array.from(run.world().fields.ripe.values);
      const eaten = after.filter((ripe, cell) => ripe !== before.ripe[cell]).length;
      for (const [cell, ripe] of after.entries())
        if (ripe !== before.ripe[cell]) expect([before.ripe[cell] <= tick - 1, ripe]).toEqual([true, tick - 1 + 10]);
      const dead = before.sheep - count(run, 'sheep'); // each died at -1
      expect(total(run, 'sheep') - dead).toBe(before.energy - before.sheep + 5 * eaten);
    }
  });

  test('a sheep less is a wolf fed: energies of both kinds balance while nobody starves', async () => {
    const settings = { sheepBirths: 0, wolfBirths: 0, sheepGain: 0, wolfGain: 13, width: 20, height: 20, sheep: 300, wolves: 60 };
    const run = (await drive(wolfSheep, { ...settings, sheepDeath: 0 })).to(0);
    // nobody starves before the tick that follows its initial energy: look at the wolves alone, whose number falls by hunger only
    for (let tick = 1; tick <= 8; tick++) {
      const before = { wolves: count(run, 'wolf'), energy: total(run, 'wolf') };
      run.to(tick);
      const starved = before.wolves - count(run, 'wolf');
      const meals = (total(run, 'wolf') - starved - before.energy + before.wolves) / 13;
      expect(Number.isInteger(meals)).toBe(true);
      expect(meals).toBeGreaterThanOrEqual(0);
      expect(meals).toBeLessThanOrEqual(before.wolves);
    }
  });
});

/** Pearson's correlation of sheep with the wolves of `lag` ticks later. */
function correlation(sheep: readonly number[], wolves: readonly number[], lag: number): number {
  const from = Math.max(0, -lag);
  const n = sheep.length - Math.abs(lag);
  const [s, w] = [sheep.slice(from, from + n), wolves.slice(from + lag, from + lag + n)];
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / n;
  const [ms, mw] = [mean(s), mean(w)];
  const moment = (a: readonly number[], ma: number, b: readonly number[], mb: number): number =>
    a.reduce((sum, value, i) => sum + (value - ma) * (b[i] - mb), 0);
  return moment(s, ms, w, mw) / Math.sqrt(moment(s, ms, s, ms) * moment(w, mw, w, mw));
}

describe("NetLogo's Wolf Sheep Predation", () => {
  const SEEDS = ['a', 'b', 'c', 'd', 'e', 'f'];

  test('with grass both live on for 500 ticks and more, and wolves lag behind sheep', async () => {
    const lags: number[][] = [];
    let together = 0;
    for (const seed of SEEDS) {
      const run = await drive(wolfSheepNetlogo, {}, { seed });
      const [sheep, wolves]: [number[], number[]] = [[], []];
      for (let tick = 0; tick <= 700; tick++) {
        run.to(tick);
        sheep.push(count(run, 'sheep'));
        wolves.push(count(run, 'wolf'));
      }
      if (sheep[500] > 0 && wolves[500] > 0) together++;
      if (wolves[700] > 0) lags.push([50, -20].map((lag) => correlation(sheep.slice(100), wolves.slice(100), lag)));
    }
    expect(together).toBeGreaterThanOrEqual(5);
    const [later, earlier] = [0, 1].map((k) => lags.reduce((sum, each) => sum + each[k], 0) / lags.length);
    expect(later).toBeGreaterThan(0.2); // many sheep, many wolves half a hundred ticks later
    expect(earlier).toBeLessThan(-0.2);
  });

  test('without grass one of them is gone before tick 1,000', async () => {
    for (const seed of SEEDS) {
      const run = await drive(wolfSheepNetlogo, { grass: false }, { seed });
      for (let tick = 0; tick <= 1_000 && count(run, 'sheep') > 0 && count(run, 'wolf') > 0; tick += 10) run.to(tick);
      expect(Math.min(count(run, 'sheep'), count(run, 'wolf'))).toBe(0);
    }
  });
});

// What money, players and guests are known to do when they meet at random, compete, or guess.

import { describe, expect, test } from 'vitest';
import { boltzmannWealth, gini } from '../../src/models/boltzmann-wealth.ts';
import { attendance, elFarol } from '../../src/models/el-farol.ts';
import { drive } from '../models/drive.ts';
import { volatilities } from './of/minds/memories.ts';

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('money that changes hands', () => {
  test.each([0, 0.3, 0.7])('has a variance of (1 - λ) / (1 + 2λ) squared means, λ = %d', async (saving) => {
    const run = await drive(boltzmannWealth, { count: 10_000, saving });
    const variances = Array.from({ length: 20 }, (_, n) => {
      const wealth = Array.from(
        run
          .to(60 + 20 * n)
          .world()
          .kinds.trader.column('wealth'),
      );
      expect(mean(wealth)).toBeCloseTo(1, 10); // none is made or lost
      return mean(wealth.map((each) => (each - 1) ** 2));
    });
    const expected = (1 - saving) / (1 + 2 * saving);
    // the squared deviation of an exponential variable has a variance of 8, others less; 20 snapshots some of which may be alike
    expect(Math.abs(mean(variances) - expected)).toBeLessThan(4 * expected * Math.sqrt(8 / (10_000 * 10)));
  });

  test('comes to be exponential: Gini 1/2, and e^{-w} of people have more than w', async () => {
    const run = (await drive(boltzmannWealth, { count: 40_000 })).to(100);
    const wealth = run.world().kinds.trader.column('wealth');
    expect(Math.abs((gini(run.world()).value ?? NaN) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / (12 * 40_000)));
    for (const w of [0.5, 1, 2]) {
      const share = Array.from(wealth).filter((each) => each > w).length / 40_000;
      expect(Math.abs(share - Math.exp(-w))).toBeLessThan((4 * 0.5) / Math.sqrt(40_000));
    }
  });
});

test('players of the minority game: with few histories herds do worse than chance, with some more they do far better', async () => {
  expect(mean(await volatilities(161, 4, 6))).toBeGreaterThan(1); // α = 0.1
  const near = mean(await volatilities(161, 6, 3)); // α = 0.4
  expect(near).toBeGreaterThan(0.05);
  expect(near).toBeLessThan(0.4);
  expect(mean(await volatilities(31, 6, 6))).toBeGreaterThan(near); // α = 2
});

test('guests of El Farol fill the bar to its capacity', async () => {
  for (const capacity of [40, 60]) {
    const weeks: number[] = [];
    for (const seed of ['a', 'b', 'c', 'd']) {
      const run = await drive(elFarol, { capacity }, { seed });
      for (let week = 200; week < 600; week++) weeks.push(attendance(run.to(week).world()));
    }
    expect(Math.abs(mean(weeks) - capacity)).toBeLessThan(6); // "hovers around" in the paper: no more is said
  }
});

// Segregation: the gates of the comparison of frameworks, and limits.

import { expect, test } from 'vitest';
import { schelling } from '../../src/models/schelling.ts';
import { segregation, similarShare, unhappyShare } from '../../src/models/segregation.ts';
import { modelContract } from '../contract/model.ts';
import { drive, type Settings } from '../models/drive.ts';

const TICKS = 20;

/** Moves in 20 ticks, and the share of happy households at the end, over seeds. */
async function gates(settings: Settings, seeds: number): Promise<{ moves: number; spread: number; happy: number }> {
  const moves: number[] = [];
  let happy = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const run = await drive(schelling, settings, { seed: `gate ${seed}` });
    let moved = 0;
    const places = (): Map<number, number> => {
      const { household } = run.world().kinds;
      const [x, y] = [household.column('x'), household.column('y')];
      return new Map(Array.from(household.id, (id, i): [number, number] => [id, 1e6 * y[i] + x[i]]));
    };
    let before = (run.to(0), places());
    for (let tick = 1; tick <= TICKS; tick++) {
      const after = (run.to(tick), places());
      for (const [id, at] of after) if (before.get(id) !== at) moved++;
      before = after;
    }
    moves.push(moved);
    happy += schelling.metrics?.['happyShare'](run.world()) as number; // it gives a number where there are households
  }
  const mean = moves.reduce((a, b) => a + b, 0) / seeds;
  const spread = Math.sqrt(moves.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (seeds - 1));
  return { moves: mean, spread, happy: happy / seeds };
}

// The gates of the comparison are about 6,900 moves and 0.999 happy in the large workload, about 1,500 moves in the small one. A plain
// simulation of the same rules, 20 and 3,000 runs of it, has 6,993 and 1,661 moves; one run of the small workload deviates by 105.
test.each([
  ['large', {}, 6_993, 6_900, 6],
  ['small', { width: 40, height: 40, count: 1_000, radius: 1, happy: 3 }, 1_661, 1_500, 12],
] as const)('the %s workload moves as often as a plain simulation, and passes its gate', async (_, settings, expected, gate, seeds) => {
  const { moves, spread, happy } = await gates(settings, seeds);
  expect(Math.abs(moves - expected)).toBeLessThan((4 * spread) / Math.sqrt(seeds) + 0.005 * expected);
  expect(Math.abs(moves / gate - 1)).toBeLessThan(0.15);
  expect(happy).toBeGreaterThan(0.98);
});

test('who wants nothing never moves; who wants nobody of the other group moves until there is none', async () => {
  const still = await drive(schelling, { width: 12, height: 9, count: 80, happy: 0 });
  const start = still.to(0).hash();
  expect(still.world().kinds.household.count).toBe(80);
  still.to(3);
  expect(schelling.metrics?.['happyShare'](still.world())).toBe(1);
  expect(start).not.toBe(''); // the column of happiness is written, positions are not
  const apart = await drive(segregation, { side: 14, density: 50, wanted: 100 });
  apart.to(300);
  if (unhappyShare(apart.world()) === 0) expect(similarShare(apart.world())).toBe(100);
});

modelContract({
  name: 'schelling, sequential',
  model: schelling,
  settings: { width: 30, height: 20, count: 480 },
  ticks: 6,
  odd: [{ count: 1 }, { width: 7, height: 3, count: 17 }],
});
modelContract({ name: 'segregation', model: segregation, settings: { side: 29 }, ticks: 6, odd: [{ side: 1 }, { side: 5, density: 100 }] });

// Flocks that follow a number of neighbours: the limit of complete order, and order that does not depend on density.

import { expect, test } from 'vitest';
import { polarization } from '../../src/emergence/order/polarization.ts';
import { vicsek } from '../../src/models/vicsek.ts';
import { vicsekTopological } from '../../src/models/vicsek-topological.ts';
import { modelContract } from '../contract/model.ts';
import { drive, type Settings } from '../models/drive.ts';

const SEEDS = ['a', 'b', 'c'];

/** Mean polarization of some ticks, over seeds. */
async function order(model: typeof vicsek, settings: Settings, from: number, to: number): Promise<number> {
  let sum = 0;
  for (const seed of SEEDS) {
    const run = await drive(model, settings, { seed });
    for (let tick = from; tick < to; tick++) sum += polarization(run.to(tick).world()).value ?? NaN;
  }
  return sum / (SEEDS.length * (to - from));
}

test('birds that follow everyone agree at once: with all others as neighbours and no noise, all fly one way after one tick', async () => {
  const run = await drive(vicsekTopological, { count: 40, side: 10, noise: 0, nearest: 39 });
  expect(polarization(run.to(1).world()).value).toBeCloseTo(1, 10);
});

test('a flock spread thin keeps its order when birds follow seven neighbours, and loses it when they follow those within a distance', async () => {
  const dense = { count: 200, side: 7, speed: 0.1, noise: 1 };
  const thin = { ...dense, side: 70 };
  const topological = [await order(vicsekTopological, dense, 150, 250), await order(vicsekTopological, thin, 150, 250)];
  const metric = [await order(vicsek, dense, 150, 250), await order(vicsek, thin, 150, 250)];
  expect(topological[0]).toBeGreaterThan(0.8);
  expect(metric[0]).toBeGreaterThan(0.8);
  expect(topological[1]).toBeGreaterThan(0.6);
  expect(metric[1]).toBeLessThan(0.3); // one neighbour in 25 birds' areas; random headings have 0.06
});

modelContract({
  name: 'topological Vicsek',
  model: vicsekTopological,
  settings: { count: 700, side: 26 },
  ticks: 8,
  odd: [{ count: 1 }, { count: 3, nearest: 7 }, { count: 513 }],
});

// Aggregates: grains touch, none overlaps another but by chance, and the cluster is thinner than the plane.

import { expect, test } from 'vitest';
import { dla } from '../../src/models/dla.ts';
import { drive } from '../models/drive.ts';
import { dimension } from './of/lattices/games.ts';

test('every grain touches an older one at one diameter, and one walker alone makes no grain overlap', async () => {
  const run = (await drive(dla, { grains: 250, walkers: 1 })).to(1e6);
  const { grain } = run.world().kinds;
  const order = Array.from(grain.id.keys()).sort((a, b) => grain.id[a] - grain.id[b]);
  const at = order.map((i) => [grain.column('x')[i], grain.column('y')[i]]);
  expect(at.length).toBe(250);
  for (let i = 1; i < at.length; i++) {
    const nearest = Math.min(...at.slice(0, i).map(([x, y]) => Math.hypot(x - at[i][0], y - at[i][1])));
    expect(nearest).toBeGreaterThan(1 - 1e-9);
    expect(nearest).toBeLessThan(1 + 1e-9);
  }
});

test('walkers wander on the circle evenly: the first grain is touched from all sides alike', async () => {
  let [cos, sin] = [0, 0];
  const runs = 150;
  for (let seed = 0; seed < runs; seed++) {
    const { grain } = (await drive(dla, { grains: 2, walkers: 1 }, { seed: `side ${seed}` })).to(1e5).world().kinds;
    cos += grain.column('x')[Array.from(grain.id).indexOf(1)] - 300;
    sin += grain.column('y')[Array.from(grain.id).indexOf(1)] - 300;
  }
  expect(Math.hypot(cos, sin) / runs).toBeLessThan(4 / Math.sqrt(runs));
});

test('its dimension is between that of a line and that of the plane, near 1.71', async () => {
  expect(Math.abs((await dimension('a', 150, 2_500, 8)) - 1.71)).toBeLessThan(0.15); // one cluster of 2,500 grains: some 0.05
});

// What fish of three zones are known to do: the regimes of Couzin et al. (2002), and limits.

import { expect, test } from 'vitest';
import { milling } from '../../src/emergence/order/milling.ts';
import { polarization } from '../../src/emergence/order/polarization.ts';
import { couzin } from '../../src/models/couzin.ts';
import { drive } from '../models/drive.ts';
import { regimeOf } from './of/flocks.ts';

// thresholds of the file of laws; the paper's own figures are of 30 runs of 5,000 steps
test.each([
  ['swarm', 0, { polarization: [0, 0.35], milling: [0, 0.35] }],
  ['torus', 2.5, { polarization: [0, 0.35], milling: [0.65, 1] }],
  ['highly parallel group', 12, { polarization: [0.95, 1], milling: [0, 0.35] }],
] as const)('%s', async (_, orientation, range) => {
  const found = await regimeOf(orientation, 14);
  for (const name of ['polarization', 'milling'] as const) {
    expect(found[name], name).toBeGreaterThanOrEqual(range[name][0]);
    expect(found[name], name).toBeLessThanOrEqual(range[name][1]);
  }
});

test('nobody turns faster than allowed, nor swims at another speed', async () => {
  const run = (await drive(couzin, { count: 60, orientation: 3 })).to(50);
  const of = (name: string): number[] => Array.from(run.world().kinds.fish.column(name));
  const names = ['vx', 'vy', 'vz', 'x', 'y', 'z'];
  const ids = Array.from(run.world().kinds.fish.id);
  const before = names.map(of);
  run.to(51);
  const after = names.map(of);
  const now = Array.from(run.world().kinds.fish.id);
  ids.forEach((id, i) => {
    const j = now.indexOf(id);
    const cosine = [0, 1, 2].reduce((sum, d) => sum + before[d][i] * after[d][j], 0);
    expect(Math.acos(Math.min(1, cosine))).toBeLessThanOrEqual((4 * Math.PI) / 180 + 1e-9);
    expect(Math.hypot(...[3, 4, 5].map((d) => after[d][j] - before[d][i]))).toBeCloseTo(0.3, 9);
  });
});

test('a lone fish without noise swims straight on; two that see each other meet', async () => {
  const lone = (await drive(couzin, { count: 1, noise: 0 })).to(0);
  const way = ['vx', 'vy', 'vz'].map((name) => lone.world().kinds.fish.column(name)[0]);
  lone.to(100);
  ['vx', 'vy', 'vz'].forEach((name, d) => expect(lone.world().kinds.fish.column(name)[0]).toBeCloseTo(way[d], 12));
  const pair = await drive(couzin, { count: 2, noise: 0, perception: 360, orientation: 0, attraction: 60, spread: 20 });
  let nearest = Infinity;
  for (let tick = 0; tick < 600; tick++) {
    const { fish } = pair.to(tick).world().kinds;
    nearest = Math.min(nearest, Math.hypot(...['x', 'y', 'z'].map((axis) => fish.column(axis)[0] - fish.column(axis)[1])));
  }
  expect(nearest).toBeLessThan(2);
  expect(milling(pair.world()).reason === null || polarization(pair.world()).reason === null).toBe(true);
});

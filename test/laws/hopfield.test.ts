// What memories are known to do: recall, up to a capacity, downhill.

import { expect, test } from 'vitest';
import { hebb, hopfield, overlap, patternsOf } from '../../src/models/hopfield.ts';
import { drive } from '../models/drive.ts';

test('few patterns are recalled from noise; far too many are not, even from themselves', async () => {
  const run = (await drive(hopfield, { count: 400, patterns: 12, flipped: 0.25 })).to(10);
  expect(overlap(run.world())).toBeGreaterThan(0.99);
  const full = (await drive(hopfield, { count: 400, patterns: 160, flipped: 0 })).to(50);
  expect(overlap(full.world())).toBeLessThan(0.6);
});

test('the energy never rises, and rest is where no neuron is against its field', async () => {
  const settings = { count: 150, patterns: 30, patternSeed: 'hills' };
  const weights = hebb({ count: 150, pattern: patternsOf(settings) });
  const run = await drive(hopfield, { ...settings, flipped: 0.5 });
  const spins = (): number[] => Array.from(run.world().kinds.neuron.column('spin'));
  const field = (s: readonly number[], i: number): number => s.reduce((sum, spin, j) => sum + weights[i][j] * spin, 0);
  const energy = (s: readonly number[]): number => -0.5 * s.reduce((sum, spin, i) => sum + spin * field(s, i), 0);
  let before = energy((run.to(0), spins()));
  for (let tick = 1; tick <= 30; tick++) {
    const now = energy((run.to(tick), spins()));
    expect(now).toBeLessThanOrEqual(before + 1e-9);
    before = now;
  }
  spins().forEach((spin, i) => expect(spin * field(spins(), i)).toBeGreaterThanOrEqual(-1e-9));
});

test('weights are symmetric, none leads back, and one pattern alone is recalled at once', async () => {
  const pattern = patternsOf({ count: 40, patterns: 3, patternSeed: 'w' });
  const weights = hebb({ count: 40, pattern });
  for (let i = 0; i < 40; i++) {
    expect(weights[i][i]).toBe(0);
    for (let j = 0; j < i; j++) expect(weights[i][j]).toBe(weights[j][i]);
  }
  expect(40 * weights[3][7]).toBeCloseTo(
    pattern.reduce((sum, xi) => sum + xi[3] * xi[7], 0),
    10,
  );
  const run = (await drive(hopfield, { count: 60, patterns: 1, flipped: 0.3 })).to(1);
  expect(overlap(run.world())).toBe(1);
});

// What voters and believers are known to do: consensus, by chance; camps, by confidence.

import { describe, expect, test } from 'vitest';
import { camps, deffuant, spread } from '../../src/models/deffuant.ts';
import { ones, voter } from '../../src/models/voter.ts';
import { drive } from '../models/drive.ts';
import { exits, modeOfCamps } from './of/minds/societies.ts';

describe('voters', () => {
  test('opinion 1 wins with the chance of its share', async () => {
    const runs = 150;
    expect(Math.abs((await exits(0.7, runs)) - 0.7)).toBeLessThan(4 * Math.sqrt((0.7 * 0.3) / runs));
  });

  test.each(['complete', 'ring', 'lattice', 'random', 'small-world', 'scale-free'])('agree in the end: %s', async (graph) => {
    // a random network of 12 links a node hangs together, and 64 nodes need some thousand ticks on a ring
    const run = (await drive(voter, { graph, count: 64, degree: 12 })).to(1e6);
    expect([0, 1]).toContain(ones(run.world()));
  });

  test('the mean share stays: no opinion is favoured, in either mode', async () => {
    for (const update of ['sequential', 'synchronous']) {
      const run = (await drive(voter, { graph: 'ring', count: 40_000, share: 0.3, update })).to(20);
      // after t ticks opinions agree over about 2 √(2 t) nodes on a ring of 6 links each: fewer independent ones
      expect(Math.abs((ones(run.world()) ?? NaN) - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7 * 60) / 40_000));
    }
  });
});

describe('believers', () => {
  test('confidence of half of the range ends in one camp, of a fifth in two', async () => {
    expect(await modeOfCamps({ confidence: 0.5 }, 7)).toBe(1);
    expect(await modeOfCamps({ confidence: 0.2 }, 7)).toBe(2);
  });

  test('the mean opinion is kept, and opinions never spread', async () => {
    const run = await drive(deffuant, { count: 1_001, confidence: 0.15, convergence: 0.3 });
    const sum = (): number => Array.from(run.world().kinds.believer.column('opinion')).reduce((a, b) => a + b, 0);
    run.to(0);
    const before = sum();
    let last = spread(run.world()) ?? NaN;
    for (let tick = 1; tick < 60; tick++) {
      const now = spread(run.to(tick).world()) ?? NaN;
      expect(now).toBeLessThanOrEqual(last + 1e-12);
      last = now;
    }
    expect(sum()).toBeCloseTo(before, 8);
  });

  test('listening to all, the variance falls by 2 μ (1 - μ) a meeting of all', async () => {
    const run = (await drive(deffuant, { count: 20_000, confidence: 1, convergence: 0.25 })).to(0);
    const before = spread(run.world()) ?? NaN;
    const after = spread(run.to(4).world()) ?? NaN;
    expect(camps(run.world())).toBe(1);
    expect((after / before) ** 2 / (1 - 2 * 0.25 * 0.75) ** 4).toBeCloseTo(1, 1);
  });
});

// Fires, clusters and avalanches: against breadth-first search, union-find and Dhar's sums.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fire } from '../../src/models/fire.ts';
import { clusterDensity, largestShare, meanSize, percolation, spans } from '../../src/models/percolation.ts';
import { sandpile } from '../../src/models/sandpile.ts';
import { drive } from '../models/drive.ts';
import { burnt, dhar, fall, fireSize, topplings } from './of/lattices/fires.ts';
import { recurrent } from './of/lattices/recurrent.ts';

describe('fire', () => {
  test('a tree burns at the tick that is its distance from the left column', async () => {
    const [width, height] = [40, 31];
    const run = await drive(fire, { width, height, density: 0.65 });
    const start = Array.from(run.to(0).world().kinds.patch.column('state'));
    const distance = start.map((state) => (state === 2 ? 0 : Infinity));
    for (let queue = start.flatMap((state, i) => (state === 2 ? [i] : [])); queue.length > 0;) {
      const next: number[] = [];
      for (const i of queue) {
        const [x, y] = [i % width, Math.floor(i / width)];
        for (const [dx, dy] of [
          [1, 0],
          [-1, 0],
          [0, 1],
          [0, -1],
        ]) {
          const j = i + dx + dy * width;
          if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height || start[j] !== 1 || distance[j] < Infinity) continue;
          distance[j] = distance[i] + 1;
          next.push(j);
        }
      }
      queue = next;
    }
    for (let tick = 1; tick <= 150; tick++) {
      const expected = start.map((state, i) => (distance[i] < tick ? 3 : distance[i] === tick ? 2 : state));
      run.to(tick);
      if (run.tick === tick) expect(Array.from(run.world().kinds.patch.column('state'))).toEqual(expected);
    }
    expect(run.world().kinds.patch.column('state').includes(2)).toBe(false);
  });

  test('thin woods keep, thick ones burn', async () => {
    expect(await burnt({ width: 101, height: 101, density: 0.5 }, 4)).toBeLessThan(0.15);
    expect(await burnt({ width: 101, height: 101, density: 0.7 }, 4)).toBeGreaterThan(0.9);
    expect(await burnt({ width: 33, height: 9, density: 1 }, 1)).toBe(1);
  });
});

test('forest-fire: what grows is what burns, so that a fire burns (p/f) (1 − ρ)/ρ trees on average', async () => {
  const { found, expected } = await fireSize({ width: 128, height: 128, growth: 0.01, lightning: 2e-4 }, 500, 2_500);
  expect(Math.abs(found / expected - 1)).toBeLessThan(0.15); // some 3,000 strokes, and the share that burns is left out of 1 − ρ
});

/** Least id of each cluster by union-find, −1 where no site is. */
function united(width: number, height: number, periodic: boolean, site: (name: string) => ArrayLike<number>): number[] {
  const [label, right, down] = ['label', 'right', 'down'].map(site);
  const parent = Array.from(label, (_, i) => i);
  const root = (i: number): number => (parent[i] === i ? i : (parent[i] = root(parent[i])));
  const join = (i: number, j: number): void => {
    if (label[i] >= 0 && label[j] >= 0) parent[Math.max(root(i), root(j))] = Math.min(root(i), root(j));
  };
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (right[i] && (x + 1 < width || periodic)) join(i, y * width + ((x + 1) % width));
      if (down[i] && (y + 1 < height || periodic)) join(i, ((y + 1) % height) * width + x);
    }
  }
  return Array.from(label, (given, i) => (given < 0 ? -1 : root(i)));
}

describe('percolation', () => {
  test('clusters are those of union-find, for sites and bonds, on a torus or not', async () => {
    const given = fc.record({
      width: fc.integer({ min: 3, max: 25 }),
      height: fc.integer({ min: 3, max: 25 }),
      periodic: fc.boolean(),
      of: fc.constantFrom('sites', 'bonds'),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(given, async (settings) => {
        const run = await drive(percolation, settings);
        const labels = united(settings.width, settings.height, settings.periodic, (name) => run.to(0).world().kinds.site.column(name));
        expect(Array.from(run.to(1e6).world().kinds.site.column('label'))).toEqual(labels);
        const world = run.world();
        const sizes = labels.map((_, i) => labels.filter((label) => label === i).length).filter((size) => size > 0);
        expect(largestShare(world) * labels.length).toBeCloseTo(Math.max(0, ...sizes), 9);
        expect(clusterDensity(world) * labels.length).toBeCloseTo(sizes.length, 9);
        const rest = sizes.sort((a, b) => a - b).slice(0, -1);
        const sum = rest.reduce((a, b) => a + b, 0);
        if (sum > 0) expect(meanSize(world)).toBeCloseTo(rest.reduce((a, b) => a + b * b, 0) / sum, 9);
        else expect(meanSize(world)).toBe(null);
      }),
      { numRuns: 40, seed: 9 },
    );
  });

  test('half of all lattices are crossed at p = 1/2 by bonds: self-dual on a lattice one wider than high', async () => {
    const runs = 60;
    let crossed = 0;
    for (let seed = 0; seed < runs; seed++) {
      const settings = { width: 25, height: 24, of: 'bonds', probability: 0.5 };
      crossed += spans((await drive(percolation, settings, { seed: `bonds ${seed}` })).to(1e6).world());
    }
    expect(Math.abs(crossed / runs - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / runs));
  });
});

describe('sandpile', () => {
  test('every grain topples as often as Dhar says: the sum of the inverse of Δ', async () => {
    expect(dhar(20, 20)).toBeCloseTo(16.96209329052579, 6);
    const found = await topplings(6, 4, 6_000);
    expect(Math.abs(found / dhar(6, 4) - 1)).toBeLessThan(0.1); // sizes spread as their mean, and hardly follow from each other
  });

  test('grains are lost at the border only: one for each toppling and each side that a site lacks', async () => {
    const run = (await drive(sandpile, { width: 9, height: 7, start: 'full' })).to(0);
    const total = (): number => Array.from(run.world().kinds.site.column('grains')).reduce((a, b) => a + b, 0);
    for (let tick = 1; tick <= 400; tick++) {
      const grains = Array.from(run.world().kinds.site.column('grains'));
      const lacks = (i: number): number => Number(i % 9 === 0) + Number(i % 9 === 8) + Number(i < 9) + Number(i >= 54);
      const lost = grains.reduce((sum, each, i) => sum + (each >= 4 ? lacks(i) : 0), 0);
      const [before, stable] = [total(), grains.every((each) => each < 4)];
      run.to(tick);
      expect(total()).toBe(before + (stable ? 1 : 0) - lost);
    }
  });

  test('a pile drawn from the steady state burns from the border to the last site, and its heights are those of Priezzhev inside', () => {
    const [width, height] = [150, 120];
    const grains = recurrent(width, height, 'burning');
    expect(burns(grains, width, height)).toBe(width * height);
    expect(burns(grains.fill(0, 5, 8).fill(0, 155, 158), width, height)).toBeLessThan(width * height); // two empty neighbours never burn
    const inside = recurrent(width, height, 'heights').filter(
      (_, i) => Math.abs((i % width) - 75) < 50 && Math.abs(Math.floor(i / width) - 60) < 40,
    );
    for (const [k, p] of [0.07363, 0.1739, 0.30629, 0.44617].entries()) {
      const share = inside.filter((each) => each === k).length / inside.length;
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / inside.length) + 1e-3); // and 1 / L² of the border
    }
  });

  test('from any start it comes to less than four grains a site, and in the steady state to about 17/8', async () => {
    const run = fall((await drive(sandpile, { width: 30, height: 30 })).to(0), 3_000);
    while (run.world().globals['unstable'] > 0) run.to(run.tick + 1);
    const grains = Array.from(run.world().kinds.site.column('grains'));
    expect(grains.every((each) => each >= 0 && each <= 3)).toBe(true);
    const height = grains.reduce((a, b) => a + b, 0) / 900;
    expect(height).toBeGreaterThan(2.0); // 2.083 for a side of 32
    expect(height).toBeLessThan(2.17);
  });
});

/** How many sites burn from the border: each once it has as many grains as sides to sites that do not burn. */
function burns(grains: Int32Array, width: number, height: number): number {
  const burnt = new Uint8Array(grains.length);
  for (let before = -1, count = 0; ; before = count) {
    for (let i = 0; i < grains.length; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const sides = [x > 0 ? i - 1 : -1, x + 1 < width ? i + 1 : -1, y > 0 ? i - width : -1, y + 1 < height ? i + width : -1];
      if (burnt[i] === 0 && grains[i] >= sides.filter((j) => j >= 0 && burnt[j] === 0).length) burnt[i] = 1;
    }
    count = burnt.reduce((a, b) => a + b, 0);
    if (count === before) return count;
  }
}

// The fast flocks against their plain versions.

import { describe, expect, test } from 'vitest';
import { CHUNK } from '../../src/engine/columns.ts';
import { orderById } from '../../src/engine/hash.ts';
import { shuffle, streamKey, uniform32 } from '../../src/engine/random.ts';
import { flocking } from '../../src/models/flocking.ts';
import { vicsek } from '../../src/models/vicsek.ts';
import { drive, type Drive } from '../models/drive.ts';
import { flockTick, flockTickInPlace, type Flock, type FlockNumbers } from './flocking.ts';
import { away } from './torus.ts';
import { vicsekTick, type Headings } from './vicsek.ts';

/** Columns of the run's first kind by ascending id. */
function columns<K extends string>(run: Drive, ...names: K[]): Record<K, Float64Array> {
  const [kind] = Object.values(run.world().kinds);
  const order = orderById(kind.id, kind.count);
  return Object.fromEntries(names.map((name) => [name, Float64Array.from(order, (i) => kind.column(name)[i])])) as Record<K, Float64Array>;
}

/** Largest distance between two columns of positions, the shorter way round. */
function apart(a: Float64Array, b: Float64Array, size: number): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(away(value, b[i], size))), 0);
}

/** width, height, visual range: oblong worlds, narrow ones of 1, 2 and 3 cells, a range larger than the world */
const WORLDS = [
  [8, 3, 1],
  [100, 7, 3],
  [7, 100, 3],
  [10, 2.5, 1],
  [10, 1.5, 1],
  [3, 3, 1],
  [2, 9, 1],
  [4, 4, 2],
  [6, 6, 2],
  [8, 3, 20],
  [5, 5, 2.5],
  [12, 5, 4.9],
] as const;

const numbers = (width: number, height: number, visual: number): FlockNumbers & Record<string, number> => ({
  width,
  height,
  visual,
  speed: 0.4,
  separation: visual / 3,
  cohere: 0.03,
  separate: 0.015,
  match: 0.05,
});

describe.each(WORLDS)('a flock in a world of %d × %d with sight %d', (width, height, visual) => {
  const p = numbers(width, height, visual);
  const close = (flock: Flock, got: Record<keyof Flock, Float64Array>): void => {
    expect(apart(flock.x, got.x, width)).toBeLessThan(1e-9);
    expect(apart(flock.y, got.y, height)).toBeLessThan(1e-9);
    expect(apart(flock.vx, got.vx, Infinity)).toBeLessThan(1e-9);
    expect(apart(flock.vy, got.vy, Infinity)).toBeLessThan(1e-9);
  };

  test('synchronous: as the plain loop over all pairs', async () => {
    const run = (await drive(flocking, { ...p, count: 150 }, { parties: 2 })).to(0);
    let flock: Flock = columns(run, 'x', 'y', 'vx', 'vy');
    for (let tick = 1; tick <= 12; tick++) {
      flock = flockTick(flock, p);
      close(flock, columns(run.to(tick), 'x', 'y', 'vx', 'vy'));
    }
  });

  test('sequential: as the plain loop in place, in the same order', async () => {
    const run = (await drive(flocking, { ...p, count: 150, update: 'sequential' })).to(0);
    const flock = columns(run, 'x', 'y', 'vx', 'vy');
    for (let tick = 0; tick < 12; tick++) {
      const order = Uint32Array.from({ length: 150 }, (_, i) => i);
      shuffle(streamKey(run.key, 'order:bird', tick), order);
      flockTickInPlace(flock, p, order);
      close(flock, columns(run.to(tick + 1), 'x', 'y', 'vx', 'vy'));
    }
  });
});

test.each([
  [31.6, 600],
  [10, 300],
  [3, 60],
  [2, 40],
  [1, 30],
  [0.7, 20],
  [0.3, CHUNK + 1],
])('vicsek on a side of %d with %d birds: as the plain loop over all pairs', async (side, count) => {
  const run = (await drive(vicsek, { side, count, speed: 0.3, noise: 0.4 })).to(0);
  let birds: Headings = columns(run, 'x', 'y', 'heading');
  for (let tick = 0; tick < 8; tick++) {
    const { k0, k1 } = streamKey(run.key, 'rule:bird', tick);
    birds = vicsekTick(birds, side, 0.3, (i) => 0.4 * (uniform32(k0, k1, i, 0) - 0.5));
    const got = columns(run.to(tick + 1), 'x', 'y', 'heading');
    expect(apart(birds.x, got.x, side)).toBeLessThan(1e-9);
    expect(apart(birds.y, got.y, side)).toBeLessThan(1e-9);
    expect(apart(birds.heading, got.heading, 2 * Math.PI)).toBeLessThan(1e-9);
  }
});

// Laws of who informs whom, and of the ball of SPSO-2011.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFromSeed } from '../../src/engine/random.ts';
import { GLOBAL } from '../../src/swarm/globals.ts';
import { pso } from '../../src/swarm/pso.ts';
import {
  drawNeighbourhoods,
  fixedNeighbourhoods,
  leadersInto,
  neighbourhoodRoom,
  type Neighbourhoods,
  type Rows,
} from '../../src/swarm/topology.ts';
import { fillUniforms } from '../../src/swarm/uniforms.ts';

const neighboursOf = ({ starts, members }: Neighbourhoods, i: number): number[] => [...members.subarray(starts[i], starts[i + 1])];

test('a ring knows k on each side and itself', () => {
  const ring = fixedNeighbourhoods({ name: 'ring', k: 1 }, 5);
  expect([0, 1, 4].map((i) => neighboursOf(ring, i))).toEqual([
    [0, 1, 4],
    [0, 1, 2],
    [0, 3, 4],
  ]);
  expect(neighboursOf(fixedNeighbourhoods({ name: 'ring', k: 2 }, 9), 0)).toEqual([0, 1, 2, 7, 8]);
  expect(neighboursOf(fixedNeighbourhoods({ name: 'ring', k: 7 }, 4), 2)).toEqual([0, 1, 2, 3]);
});

test('von Neumann is a torus: 12 particles are 3 rows of 4', () => {
  const torus = fixedNeighbourhoods({ name: 'vonNeumann', k: 1 }, 12);
  expect(neighboursOf(torus, 0)).toEqual([0, 1, 3, 4, 8]);
  expect(neighboursOf(torus, 6)).toEqual([2, 5, 6, 7, 10]);
});

test('ring and von Neumann are symmetric, and every neighbourhood ascends and holds its own particle', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 60 }),
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom('ring' as const, 'vonNeumann' as const),
      (count, k, name) => {
        const all = fixedNeighbourhoods({ name, k }, count);
        for (let i = 0; i < count; i++) {
          const mine = neighboursOf(all, i);
          expect(mine).toContain(i);
          expect(mine).toEqual([...new Set(mine)].sort((a, b) => a - b));
          for (const j of mine) expect(neighboursOf(all, j)).toContain(i);
        }
      },
    ),
    { numRuns: 40 },
  );
});

function rows(length: number): Rows {
  const [first, second] = [new Float64Array(length), new Float64Array(length)];
  return { first, second, fill: (k0, k1, counter, draw, count) => fillUniforms(k0, k1, counter, draw, count, first, second, 0) };
}

test('the random topology has each particle inform itself and k others: k + 1 words a particle, the same for the same key', () => {
  const draw = (seed: string, k: number, count: number, length = 256): Neighbourhoods => {
    const room = neighbourhoodRoom(k, count);
    for (const each of ['anything before', seed]) drawNeighbourhoods(k, count, keyFromSeed(each), rows(length), room);
    return room;
  };
  for (const [k, count] of [
    [3, 40],
    [1, 2],
    [4, 1100],
  ]) {
    const drawn = draw('who', k, count);
    expect(drawn.starts[count]).toBe(count * (k + 1));
    for (let i = 0; i < count; i++) {
      const mine = neighboursOf(drawn, i);
      expect(mine).toContain(i);
      expect(mine).toEqual(mine.toSorted((a, b) => a - b));
    }
    const told = new Map<number, number>();
    for (const i of drawn.members) told.set(i, (told.get(i) ?? 0) + 1);
    expect([...told.values()].every((times) => times === k + 1)).toBe(true);
    expect(draw('who', k, count)).toEqual(drawn);
    expect(draw('who', k, count, 48)).toEqual(drawn);
  }
  expect(draw('who', 3, 40)).not.toEqual(draw('other', 3, 40));
});

test('the leader is the neighbour with the least personal best, the first of equals', () => {
  const leaders = new Int32Array(5);
  leadersInto(fixedNeighbourhoods({ name: 'ring', k: 1 }, 5), Float64Array.of(2, 1, 5, 1, Infinity), 0, 5, leaders);
  expect([...leaders]).toEqual([1, 1, 1, 3, 3]);
});

test('without inertia a step of SPSO-2011 ends in the ball around the centre of gravity, evenly in all directions', () => {
  const particles = 512;
  const swarm = pso({
    dimensions: 3,
    particles,
    lower: -100,
    upper: 100,
    variant: 'spso2011',
    topology: 'global',
    inertia: 0,
    cognitive: 1.5,
    social: 1.5,
  });
  swarm.iterate(() => 0);
  const { x, best } = swarm.arena.now(0);
  x.fill(0);
  best.fill(0);
  for (let i = 0; i < particles; i++) best[i] = i === 0 ? 3 : 1; // along the first axis; particle 0 leads
  expect(swarm.arena.header.globals[GLOBAL.bestIndex]).toBe(0);
  const next = swarm.ask();
  const mean = [0, 0, 0];
  for (let i = 1; i < particles; i++) {
    const gravity = (1.5 * 1 + 1.5 * 3) / 3;
    const away = [0, 1, 2].map((d) => next[i][d] - (d === 0 ? gravity : 0));
    const distance = Math.hypot(...away);
    expect(distance).toBeLessThanOrEqual(gravity * (1 + 1e-12));
    away.forEach((value, d) => {
      mean[d] += value / distance / (particles - 1);
    });
  }
  for (const value of mean) expect(Math.abs(value)).toBeLessThan(4 / Math.sqrt(3 * particles)); // four standard errors of a unit vector's coordinate
  expect(Math.hypot(...[0, 1, 2].map((d) => next[0][d] - (d === 0 ? 2.25 : 0)))).toBeLessThanOrEqual(2.25 * (1 + 1e-12)); // the leader leaves itself out
});

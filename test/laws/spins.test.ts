// Small magnets against the exact sums over all their states, and what is known of large ones.

import { describe, expect, test } from 'vitest';
import { ising, isingEnergy, magnetization } from '../../src/models/ising.ts';
import { potts, pottsEnergy, pottsOrder } from '../../src/models/potts.ts';
import { drive } from '../models/drive.ts';
import { errorOf, mean, series } from './of/lattices/statistics.ts';

/** Links of a torus, each once. */
function links(width: number, height: number): [number, number][] {
  const all = new Set<string>();
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (const other of [y * width + ((x + 1) % width), ((y + 1) % height) * width + x])
        if (other !== y * width + x) all.add([Math.min(y * width + x, other), Math.max(y * width + x, other)].join());
  return Array.from(all, (link) => link.split(',').map(Number) as [number, number]);
}

/** Means of functions of a state over Boltzmann's distribution, by going through all q^N states. */
function exactly(
  size: readonly [number, number],
  q: number,
  energy: (state: readonly number[], links: [number, number][]) => number,
  T: number,
  of: ((state: readonly number[]) => number)[],
): number[] {
  const n = size[0] * size[1];
  const joined = links(...size);
  const sums = of.map(() => 0);
  let weights = 0;
  let energies = 0;
  for (let code = 0; code < q ** n; code++) {
    const state = Array.from({ length: n }, (_, k) => Math.floor(code / q ** k) % q);
    const e = energy(state, joined);
    const weight = Math.exp(-e / T);
    weights += weight;
    energies += weight * e;
    of.forEach((each, k) => (sums[k] += weight * each(state)));
  }
  return [energies / weights / n, ...sums.map((sum) => sum / weights)];
}

describe('ising', () => {
  const up = (state: readonly number[]): number => (2 * state.reduce((a, b) => a + b, 0)) / state.length - 1;
  const magnet =
    (field: number) =>
    (state: readonly number[], joined: [number, number][]): number =>
      -joined.reduce((sum, [a, b]) => sum + (2 * state[a] - 1) * (2 * state[b] - 1), 0) - field * up(state) * state.length;

  test.each([
    { dynamics: 'metropolis', width: 4, height: 4, temperature: 3, field: 0 },
    { dynamics: 'heat-bath', width: 4, height: 4, temperature: 2.5, field: 0.2 },
    { dynamics: 'metropolis', width: 4, height: 2, temperature: 2, field: -0.3 },
    { dynamics: 'heat-bath', width: 2, height: 2, temperature: 1.5, field: 0.1 },
  ])('$width × $height spins have the energy and magnetisation of the exact sum: $dynamics', async (settings) => {
    const { width, height, temperature, field } = settings;
    const [energy, m, m2] = exactly([width, height], 2, magnet(field), temperature, [up, (state) => up(state) ** 2]);
    const run = await drive(ising, settings);
    const seen: [number, number, number][] = [];
    for (let n = 0; n < 20_000; n++) {
      const world = run.to(2 * (n + 50)).world();
      seen.push([isingEnergy(world), magnetization(world), magnetization(world) ** 2]);
    }
    for (const [k, expected] of [energy, m, m2].entries()) {
      const found = seen.map((each) => each[k]);
      expect(Math.abs(mean(found) - expected)).toBeLessThan(4.5 * errorOf(found));
    }
  });

  test('a cold magnet that points up stays so, a hot one forgets', async () => {
    const size = { width: 64, height: 64, start: 'up' };
    expect(magnetization((await drive(ising, { ...size, temperature: 0.1 })).to(100).world())).toBe(1);
    const hot = series(await drive(ising, { ...size, temperature: 1e6 }), magnetization, 20, 420, 2);
    expect(Math.abs(mean(hot))).toBeLessThan(4.5 * Math.max(errorOf(hot), 1 / 64 / Math.sqrt(200)));
  });

  test('an odd side is refused, as a checkerboard does not close', async () => {
    await expect(drive(ising, { width: 7, height: 4 })).rejects.toThrow(/needs an even width and an even height, but got 7 × 4/);
  });
});

describe('potts', () => {
  test.each([
    { states: 3, width: 4, height: 2, temperature: 1 },
    { states: 4, width: 2, height: 2, temperature: 0.7 },
    { states: 2, width: 4, height: 4, temperature: 1.4 },
  ])('$width × $height sites of $states states have the energy and order of the exact sum', async (settings) => {
    const { width, height, states, temperature } = settings;
    const order = (state: readonly number[]): number => {
      const most = Math.max(...Array.from({ length: states }, (_, s) => state.filter((each) => each === s).length));
      return ((states * most) / state.length - 1) / (states - 1);
    };
    const agreement = (state: readonly number[], joined: [number, number][]): number =>
      -joined.filter(([a, b]) => state[a] === state[b]).length;
    const expected = exactly([width, height], states, agreement, temperature, [order]);
    const run = await drive(potts, settings);
    const seen: [number, number][] = [];
    for (let n = 0; n < 20_000; n++) {
      const world = run.to(2 * (n + 50)).world();
      seen.push([pottsEnergy(world), pottsOrder(world)]);
    }
    for (const [k, value] of expected.entries()) {
      const found = seen.map((each) => each[k]);
      expect(Math.abs(mean(found) - value)).toBeLessThan(4.5 * errorOf(found));
    }
  });

  test('the energy at the critical point is −(1 + 1/√q) by duality', async () => {
    const run = await drive(potts, { width: 48, height: 48, states: 3, temperature: 1 / Math.log(1 + Math.sqrt(3)) });
    const found = series(run, pottsEnergy, 2_000, 10_000, 4);
    const finite = 0.6 * 48 ** -0.8; // of a finite lattice: L^(1/ν − 2), ν = 5/6
    expect(Math.abs(mean(found) + 1 + 1 / Math.sqrt(3))).toBeLessThan(4 * errorOf(found) + finite);
  });
});

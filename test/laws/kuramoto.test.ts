// What oscillators are known to do: locking of two, the theorem of Kuramoto at a small size, networks that come to be the mean field.

import { describe, expect, test } from 'vitest';
import { kuramoto as coherence } from '../../src/emergence/order/kuramoto.ts';
import { frequencies, normalQuantile } from '../../src/models/frequencies.ts';
import { kuramotoNetwork } from '../../src/models/kuramoto-network.ts';
import { kuramoto } from '../../src/models/kuramoto.ts';
import { drive } from '../models/drive.ts';
import { coherences } from './of/minds/oscillators.ts';

const phases = (run: Awaited<ReturnType<typeof drive>>): number[] => Array.from(run.world().kinds.oscillator.column('phase'));

test('quantiles are those of their distributions', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
  expect(normalQuantile(0.0001)).toBeCloseTo(-3.719016485455709, 10);
  expect(normalQuantile(0.5)).toBe(0);
  const lorentz = frequencies({ count: 4, distribution: 'lorentz', width: 2 });
  expect(lorentz[2]).toBeCloseTo(2 * Math.tan(Math.PI / 8), 12);
  expect(lorentz[0]).toBeCloseTo(-2 * Math.tan((3 * Math.PI) / 8), 12);
  expect(Array.from(frequencies({ count: 4, distribution: 'uniform', width: 3 }))).toEqual([-2.25, -0.75, 0.75, 2.25]);
});

describe('two oscillators', () => {
  // of natural frequencies ±w they lock with sin Δ = 2w / K, as the mean of two halves the pull of one
  test.each([1, 2, 4])('lock at the angle whose sine is 2w / K (%i stages)', async (stages) => {
    const settings = { count: 2, distribution: 'uniform', width: 0.8, coupling: 1.1, step: 0.05, stages };
    const run = (await drive(kuramoto, settings)).to(2_000 * stages);
    const [slow, fast] = phases(run);
    expect(Math.sin(fast - slow)).toBeCloseTo(0.8 / 1.1, 9);
    expect(Math.cos(fast - slow)).toBeGreaterThan(0);
  });

  test.each([
    [1, 2],
    [2, 4],
    [4, 16],
  ])('errors of %i stages fall by %i when steps are halved', async (stages, factor) => {
    const at = async (step: number): Promise<number> => {
      const settings = { count: 2, distribution: 'uniform', width: 2, coupling: 3, step, stages };
      const [slow, fast] = phases((await drive(kuramoto, settings)).to(Math.round(4 / step) * stages));
      return fast - slow;
    };
    const exact = await at(0.0025);
    const ratio = Math.abs((await at(0.1)) - exact) / Math.abs((await at(0.05)) - exact);
    expect(ratio).toBeGreaterThan(0.7 * factor);
    expect(ratio).toBeLessThan(1.4 * factor);
  });
});

test('r = sqrt(1 - 2γ / K) of a Lorentz distribution', async () => {
  const found = await coherences({ count: 500, width: 0.5, coupling: 2, step: 0.05 }, 600, 300);
  const spread = 2 / Math.sqrt(500); // of a mean field of 500, generously
  expect(Math.abs(found.reduce((a, b) => a + b, 0) / found.length - Math.SQRT1_2)).toBeLessThan(spread / 2);
});

test('everyone linked to everyone is the mean field', async () => {
  const settings = { count: 60, distribution: 'normal', width: 1, step: 0.05 };
  const field = (await drive(kuramoto, { ...settings, coupling: 2 })).to(200);
  const linked = (await drive(kuramotoNetwork, { ...settings, graph: 'complete', coupling: 2 / 60 })).to(200);
  const [a, b] = [phases(field), phases(linked)];
  a.forEach((phase, i) => expect(Math.abs(phase - b[i])).toBeLessThan(1e-10));
});

test('without differences of frequency, a connected network comes to one phase; mean phases are kept', async () => {
  const run = (await drive(kuramotoNetwork, { count: 100, graph: 'random', degree: 10, width: 0, coupling: 1 })).to(0);
  const before = phases(run).reduce((a, b) => a + b, 0);
  expect(coherence(run.to(2_000).world()).value).toBeGreaterThan(0.999999);
  expect(phases(run).reduce((a, b) => a + b, 0)).toBeCloseTo(before, 8); // sin is odd: what one gains the other loses
});

// Transitions located by sweeps, against places that are known.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { curvesOf } from '../../src/scenario/experiment/report/curve.ts';
import { transitionOf } from '../../src/scenario/experiment/report/transition.ts';
import { sweep } from '../../src/scenario/experiment/sweep.ts';

const TIMES = Array.from({ length: 3_000 }, (_, k) => 0.01 + 0.02 * k);
const BESSEL = TIMES.map((t) => {
  let sum = 0;
  for (let k = 0; k < 200; k++) sum += Math.cos(t * Math.sin((Math.PI * (k + 0.5)) / 200)) / 200;
  return sum;
});

/** Mean length of the sum of n random unit vectors in the plane: ∫ (1 - J0(t)^n) / t² dt. */
function meanLength(n: number): number {
  return TIMES.reduce((sum, t, k) => sum + ((1 - BESSEL[k] ** n) / (t * t)) * 0.02, 1 / 60); // 1 / 60: beyond 60
}

/**
 * Noise at which birds that meet others at random begin to agree: a small order m becomes m · sin(η/2) / (η/2) · g, with g the mean length of
 * the sum of a bird's own heading and those of a Poisson number of others.
 */
function mixingNoise(density: number): number {
  let gain = 0;
  let share = Math.exp(-Math.PI * density);
  for (let others = 0; others < 30; others++) {
    gain += share * meanLength(others + 1);
    share *= (Math.PI * density) / (others + 1);
  }
  let [low, high] = [0.01, 6];
  for (let k = 0; k < 50; k++) {
    const middle = (low + high) / 2;
    if ((Math.sin(middle / 2) / (middle / 2)) * gain > 1) low = middle;
    else high = middle;
  }
  return low;
}

test('birds too fast to keep their neighbours lose order at the noise that follows from theory', async () => {
  const out = mkdtempSync(join(tmpdir(), 'swarmlab-transition-'));
  try {
    const { rows } = await sweep('vicsek', {
      over: { noise: { from: 0.25, to: 6.25, step: 0.25 } },
      replicates: 5,
      params: { count: 100, side: 10, speed: 3.7 },
      ticks: 200,
      metricsFrom: 50,
      workers: 2,
      out: join(out, 'sweep'),
    });
    const known = mixingNoise(1);
    expect(known).toBeCloseTo(3.519, 2);
    const { best, places } = transitionOf(curvesOf(rows, 'noise', 'polarization')[0]);
    expect(best?.method).toBe('critical');
    expect(best?.low).toBeLessThan(known);
    expect(best?.high).toBeGreaterThan(known);
    const peak = places.find(({ method }) => method === 'peak');
    expect(Math.abs((peak?.at ?? NaN) - known)).toBeLessThan(0.5); // a world of 100 birds wavers a little before
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}, 60_000);

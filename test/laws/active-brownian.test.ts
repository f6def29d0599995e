// What swimmers that lose their way are known to do: their spread, exactly.

import { describe, expect, test } from 'vitest';
import { activeBrownian, displacement2 } from '../../src/models/active-brownian.ts';
import { drive } from '../models/drive.ts';

/** <r²> after n ticks of length h, of the discrete steps themselves: headings forget by a = e^{-D_r h} a tick. */
function law(n: number, h: number, speed: number, rotation: number, diffusion: number): number {
  const a = Math.exp(-rotation * h);
  let correlated = n;
  for (let k = 1; k < n; k++) correlated += 2 * (n - k) * a ** k;
  return 4 * diffusion * n * h + (speed * h) ** 2 * correlated;
}

describe('without pushes', () => {
  const count = 4_000;
  test.each([
    { speed: 2, rotation: 1, diffusion: 0.1 },
    { speed: 0, rotation: 1, diffusion: 0.5 },
    { speed: 3, rotation: 0, diffusion: 0 },
  ])('the mean squared displacement is that of the law: %o', async (settings) => {
    const step = 0.05;
    const run = await drive(activeBrownian, { count, side: 200, stiffness: 0, step, ...settings });
    for (const ticks of [1, 20, 200]) {
      const expected = law(ticks, step, settings.speed, settings.rotation, settings.diffusion);
      const found = displacement2(run.to(ticks).world()) ?? NaN;
      // r² varies by at most its mean (where r is Gaussian in two dimensions): four standard errors
      expect(Math.abs(found / expected - 1)).toBeLessThan(4 / Math.sqrt(count));
    }
  });

  test('diffusion in the end is D_t + v² / (2 D_r)', async () => {
    const settings = { speed: 2, rotation: 2, diffusion: 0.3 };
    const run = await drive(activeBrownian, { count, side: 200, stiffness: 0, step: 0.02, ...settings });
    const early = displacement2(run.to(500).world()) ?? NaN;
    const late = displacement2(run.to(1_500).world()) ?? NaN;
    const effective = (late - early) / (4 * 20);
    // steps of 0.02 lengthen the memory of the heading by D_r h / 2 = 2 %
    expect(Math.abs(effective / (0.3 + 4 / 4) - 1)).toBeLessThan(0.02 + 5 / Math.sqrt(count));
  });
});

test('particles that push are further apart than those that do not', async () => {
  const closest = async (stiffness: number): Promise<number> => {
    const run = (await drive(activeBrownian, { count: 300, side: 24, stiffness })).to(300);
    const [x, y] = ['x', 'y'].map((axis) => run.world().kinds.particle.column(axis));
    let least = Infinity;
    for (let i = 0; i < 300; i++) {
      for (let j = 0; j < i; j++) {
        const [dx, dy] = [x[i] - x[j], y[i] - y[j]].map((d) => d - 24 * Math.round(d / 24));
        least = Math.min(least, Math.hypot(dx, dy));
      }
    }
    return least;
  };
  expect(await closest(50)).toBeGreaterThan(0.8); // two that head for each other overlap by 2 v / (2 stiffness)
  expect(await closest(0)).toBeLessThan(0.5);
});

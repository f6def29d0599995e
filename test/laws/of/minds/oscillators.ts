// Laws of oscillators that agree on a rhythm.

import { expect } from 'vitest';
import { fireflies, unison } from '../../../../src/models/fireflies.ts';
import { kuramoto } from '../../../../src/models/kuramoto.ts';
import { drive, type Settings } from '../../../models/drive.ts';
import { mean } from '../lattices/statistics.ts';
import { number, told, type Law, type Trial } from '../law.ts';
import { expectNear } from '../near.ts';

/** r at the ends of steps after `discard`, of the mean field that the model itself goes by. */
export async function coherences(settings: Settings, steps: number, discard: number): Promise<number[]> {
  const run = await drive(kuramoto, { ...settings, stages: 2 });
  const found: number[] = [];
  for (let step = discard + 1; step <= steps; step++) {
    const { sin, cos } = run.to(2 * step).world().globals;
    found.push(Math.hypot(sin, cos));
  }
  return found;
}

const DISTRIBUTIONS = [
  ['gamma', 'lorentz'],
  ['sigma', 'normal'],
  ['g', 'uniform'],
] as const;

/** The time-mean of r: also where it is only asked to be small. */
async function meanCoherence({ parameters }: Law): Promise<number> {
  const [width, distribution] = DISTRIBUTIONS.find(([name]) => name in (parameters as object)) ?? ['gamma', 'lorentz'];
  const settings = {
    count: told(parameters, 'N', 1_000),
    coupling: number(parameters, 'K'),
    step: told(parameters, 'dt', 0.02),
    distribution,
    width: number(parameters, width),
  };
  return mean(await coherences(settings, told(parameters, 'steps', 3_000), told(parameters, 'discard', 1_500)));
}

/**
 * Where r² of growing couplings comes from 0: a parabola in 1 / K through three of them, 10, 20 and 30 % above the expected one. r² of a
 * Lorentz distribution is a straight line there.
 */
async function criticalCoupling(distribution: string, expected: number): Promise<number> {
  const points: [number, number][] = [];
  for (const above of [1.1, 1.2, 1.3]) {
    const settings = { count: 4_000, distribution, width: 1, coupling: above * expected, step: 0.1 };
    points.push([mean(await coherences(settings, 1_500, 500)) ** 2, 1 / settings.coupling]);
  }
  return 1 / through(points, 0);
}

/** The polynomial through points (x, y), at `x` (Lagrange). */
const through = (points: readonly (readonly [number, number])[], x: number): number =>
  points.reduce((sum, [xi, yi]) => sum + points.reduce((product, [xj]) => (xj === xi ? product : (product * (x - xj)) / (xi - xj)), yi), 0);

export const oscillators: readonly Trial[] = [
  {
    law: 'Kuramoto | time-mean r',
    try: async (law) => expectNear(await meanCoherence(law), law.expected as number, law),
  },
  {
    law: 'Kuramoto | r below threshold',
    try: async (law) => expect(await meanCoherence(law)).toBeLessThan(number(law.tolerance, 'max')),
  },
  {
    law: 'kuramoto_Kc',
    long: true,
    async try(law) {
      expect(law.expected).toMatchObject({ lorentz_gamma: '2*gamma', uniform_halfwidth_g: '4*g/pi, jump r_c=pi/4' });
      expectNear(await criticalCoupling('lorentz', 2), 2, law);
      const normal = number(law.expected, 'gauss_sigma1');
      expectNear(await criticalCoupling('normal', normal), normal, law);
      // a jump: incoherent just below, at once beyond π / 4 above
      const rel = number(law.tolerance, 'rel');
      const jump = async (share: number): Promise<number> =>
        mean(
          await coherences({ count: 4_000, distribution: 'uniform', width: 1, coupling: (share * 4) / Math.PI, step: 0.1 }, 3_000, 2_500),
        );
      expect(await jump(1 - rel)).toBeLessThan(0.2);
      const above = await jump(1 + rel);
      expect(above).toBeGreaterThan(Math.PI / 4);
      expect(above).toBeLessThan(0.95);
    },
  },
  {
    law: 'mirollo_strogatz',
    async try(law) {
      for (const [seed, strength] of [0.0002, 0.002, 0.05].entries()) {
        const run = (await drive(fireflies, { count: told(law.parameters, 'N', 60), strength }, { seed: `swamp ${seed}` })).to(1e6);
        expectNear(unison(run.world()).value ?? NaN, law.expected as number, law);
      }
    },
  },
];

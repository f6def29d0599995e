// Laws of flocks: order against noise, zones, and what random headings have without any law.

import { expect } from 'vitest';
import { milling } from '../../../src/emergence/order/milling.ts';
import { polarization } from '../../../src/emergence/order/polarization.ts';
import { couzin } from '../../../src/models/couzin.ts';
import { vicsek } from '../../../src/models/vicsek.ts';
import { drive } from '../../models/drive.ts';
import { mean, numberIn, series } from './lattices/statistics.ts';
import { number, told, type Law, type Trial } from './law.ts';
import { expectNear } from './near.ts';

/** Mean order parameter of Vicsek's flock, lengths in interaction radii: of a flock by its number of birds and its side or density. */
async function meanOrder({ parameters }: Law): Promise<number> {
  const [count, radius] = [told(parameters, 'N'), told(parameters, 'r', 1)];
  const density = told(parameters, 'rho', NaN);
  const run = await drive(vicsek, {
    count,
    side: told(parameters, 'L', Math.sqrt(count / density)) / radius,
    speed: told(parameters, 'v', 0.03) / radius,
    noise: told(parameters, 'eta'),
  });
  const from = told(parameters, 'discard', 1_000) + 1;
  return mean(series(run, polarization, from, from + told(parameters, 'average', 2_000)));
}

/** Mean polarization and milling of Couzin's fish in ticks 2,000 to 3,000; widths of the zones in radii of repulsion. */
export async function regimeOf(orientation: number, attraction: number): Promise<{ polarization: number; milling: number }> {
  const run = await drive(couzin, { orientation, attraction });
  const both = { polarization: 0, milling: 0 };
  for (let tick = 2_000; tick < 3_000; tick += 10) {
    run.to(tick);
    both.polarization += (polarization(run.world()).value ?? NaN) / 100;
    both.milling += (milling(run.world()).value ?? NaN) / 100;
  }
  return both;
}

export const flocks: readonly Trial[] = [
  {
    law: 'Vicsek 1995 | mean order parameter v_a',
    try: async (law) => expectNear(await meanOrder(law), law.expected as number, law),
  },
  {
    law: 'random_heading_baseline',
    async try({ parameters, expected, tolerance }) {
      if (typeof expected !== 'number') expect(expected).toBe('sqrt(pi/(4N))');
      const least = told(parameters, 'N');
      const draws = numberIn(tolerance['average_over'] ?? 1_000);
      for (const count of [least, 3 * least]) {
        const run = await drive(vicsek, { count, side: 5, noise: 2 * Math.PI }); // headings drawn anew each tick
        const found = mean(series(run, polarization, 1, 1 + 4 * draws));
        const law = typeof expected === 'number' ? expected * Math.sqrt(least / count) : Math.sqrt(Math.PI / (4 * count));
        expect(Math.abs(found / law - 1)).toBeLessThan(number(tolerance, 'rel'));
      }
    },
  },
  {
    law: 'couzin_regimes',
    long: true,
    async try({ tolerance }) {
      const bound = (name: string): number => Number(String(tolerance[name]).replace(/[<>]/, ''));
      const swarm = await regimeOf(0, 14);
      const torus = await regimeOf(2.5, 14);
      const parallel = await regimeOf(5, 14);
      expect(Math.max(swarm.polarization, swarm.milling, torus.polarization)).toBeLessThan(bound('p_low'));
      expect(torus.milling).toBeGreaterThan(bound('m_high'));
      expect(parallel.polarization).toBeGreaterThan(bound('p_high'));
      expect(parallel.milling).toBeLessThan(bound('p_low'));
    },
  },
];

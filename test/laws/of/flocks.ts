// Laws of flocks: order against noise, zones, and what random headings have without any law.

import { expect } from 'vitest';
import { milling } from '../../../src/emergence/order/milling.ts';
import { polarization } from '../../../src/emergence/order/polarization.ts';
import { couzin } from '../../../src/models/couzin.ts';
import { vicsek } from '../../../src/models/vicsek.ts';
import { drive } from '../../models/drive.ts';
import { mean, series } from './lattices/statistics.ts';
import { number, type Trial } from './law.ts';

/** What "N=400, L=10 (rho=4), r=1, v=0.03, … discard 1000 steps, average 2000" says of a name. */
function said(setup: string, name: string): number {
  const found = new RegExp(`\\b${name}[ =]+([\\d.]+\\d|\\d)`).exec(setup);
  if (!found) throw new Error(`the setup does not say ${name}: ${setup}`);
  return Number(found[1]);
}

/** Mean order parameter of Vicsek's flock, lengths in interaction radii. */
async function meanOrder(parameters: unknown): Promise<number> {
  const { setup } = parameters as { setup: string };
  const run = await drive(vicsek, {
    count: said(setup, 'N'),
    side: said(setup, 'L') / said(setup, 'r'),
    speed: said(setup, 'v') / said(setup, 'r'),
    noise: number(parameters, 'eta'),
  });
  const from = said(setup, 'discard') + 1;
  return mean(series(run, polarization, from, from + said(setup, 'average')));
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
    async try({ parameters, expected, tolerance }) {
      expect(Math.abs((await meanOrder(parameters)) - (expected as number))).toBeLessThan(number(tolerance, 'abs'));
    },
  },
  {
    law: 'random_heading_baseline',
    async try({ parameters, expected, tolerance }) {
      expect(expected).toBe('sqrt(pi/(4N))');
      const least = Number(/N>=(\d+)/.exec(parameters as string)?.[1]);
      const draws = Number(/\d+/.exec(String(tolerance['average_over']))?.[0]);
      for (const count of [least, 3 * least]) {
        const run = await drive(vicsek, { count, side: 5, noise: 2 * Math.PI }); // headings drawn anew each tick
        const found = mean(series(run, polarization, 1, 1 + 4 * draws));
        const law = Math.sqrt(Math.PI / (4 * count));
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

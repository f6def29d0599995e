// The critical exponent of Vicsek's model by a fit over noises, as the paper made it.

import { expect } from 'vitest';
import { polarization } from '../../../src/emergence/order/polarization.ts';
import { vicsek } from '../../../src/models/vicsek.ts';
import { drive } from '../../models/drive.ts';
import { number, type Trial } from './law.ts';

/** 1,000 birds need some ten thousand ticks to settle at this density. */
const [BIRDS, SETTLE, MEASURE, EVERY] = [1_000, 40_000, 60_000, 20];

/** The slope of ln v_a against ln((η_c − η) / η_c), for the η_c that makes the points straightest. */
function straightest(points: readonly (readonly [number, number])[]): { beta: number; critical: number } {
  let best = { r: -1, beta: NaN, critical: NaN };
  const last = Math.max(...points.map(([eta]) => eta));
  for (let critical = last + 0.02; critical < 2 * last; critical += 0.01) {
    const x = points.map(([eta]) => Math.log((critical - eta) / critical));
    const y = points.map(([, order]) => Math.log(order));
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
    const [mx, my] = [mean(x), mean(y)];
    const xy = mean(x.map((each, k) => (each - mx) * (y[k] - my)));
    const xx = mean(x.map((each) => (each - mx) ** 2));
    const yy = mean(y.map((each) => (each - my) ** 2));
    const r = xy / Math.sqrt(xx * yy);
    if (r > best.r) best = { r, beta: xy / xx, critical };
  }
  return best;
}

export const exponents: readonly Trial[] = [
  {
    law: 'Vicsek 1995 | critical exponents and noise',
    long: true,
    async try({ parameters, expected }) {
      const points: [number, number][] = [];
      const side = Math.sqrt(BIRDS / number(parameters, 'rho'));
      for (let noise = 1; noise < 2.7; noise += 0.2) {
        const run = await drive(vicsek, { count: BIRDS, side, noise, speed: number(parameters, 'v') }, { seed: 'exponents' });
        let sum = 0;
        for (let tick = SETTLE; tick < SETTLE + MEASURE; tick += EVERY) sum += polarization(run.to(tick).world()).value ?? NaN;
        points.push([noise, sum / (MEASURE / EVERY)]);
      }
      const { beta } = straightest(points);
      expect(beta, `β of the fit; the paper has ${number(expected, 'beta')}`).toBeGreaterThan(0.3);
      expect(beta).toBeLessThan(0.6);
    },
  },
];

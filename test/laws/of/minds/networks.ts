// Laws of networks, and of the equations of prey and predators.

import { expect } from 'vitest';
import { averageClustering } from '../../../../src/emergence/networks/clustering.ts';
import { componentSizes } from '../../../../src/emergence/networks/components.ts';
import { barabasiAlbert, erdosRenyi, wattsStrogatz } from '../../../../src/spaces/network.ts';
import { drive } from '../../../models/drive.ts';
import { lotkaVolterra } from '../../models/lotka-volterra.ts';
import { mean } from '../lattices/statistics.ts';
import { number, told, type Trial } from '../law.ts';
import { expectNear } from '../near.ts';

/** The giant component's share S of a random graph of mean degree c: S = 1 − exp(−c S), 0 for c ≤ 1. */
function giant(c: number): number {
  let share = 1;
  for (let round = 0; round < 1e5; round++) share = -Math.expm1(-c * share);
  return share;
}

export const networks: readonly Trial[] = [
  {
    law: 'Erdos-Renyi | giant component',
    try(law) {
      const [n, c] = [told(law.parameters, 'N', 10_000), told(law.parameters, 'c')];
      const found = Array.from({ length: 5 }, (_, seed) => {
        const sizes = componentSizes(erdosRenyi({ n, probability: c / (n - 1), seed })).value ?? [];
        return Math.max(...sizes) / n;
      });
      expectNear(mean(found), typeof law.expected === 'number' ? law.expected : giant(c), law);
    },
  },
  {
    law: 'Watts-Strogatz | C(p)/C(0) and C(0)',
    try(law) {
      const [n, degree] = [number(law.parameters, 'N'), number(law.parameters, 'K')];
      expect(law.expected).toContain('C(0)=3(K-2)/(4(K-1))');
      expect(law.expected).toContain('C(p)=C(0)(1-p)^3');
      const start = (3 * (degree - 2)) / (4 * (degree - 1));
      for (const rewire of [0, 0.05, 0.1, 0.2, 0.3]) {
        const found = Array.from({ length: 8 }, (_, seed) => averageClustering(wattsStrogatz({ n, degree, rewire, seed })).value ?? NaN);
        expectNear(mean(found), start * (1 - rewire) ** 3, law);
      }
    },
  },
  {
    law: 'ba_degree',
    try(law) {
      const m = told(law.parameters, 'm');
      const n = 2 * told(law.parameters, 'N');
      const degrees = Array.from({ length: 10 }, (_, seed) => {
        const { offsets } = barabasiAlbert({ n, links: m, seed });
        return Array.from({ length: n }, (_, i) => offsets[i + 1] - offsets[i]);
      }).flat();
      expectNear(mean(degrees), 2 * m, law);
      for (let k = m; k <= 5 * m; k++) {
        const share = degrees.filter((degree) => degree === k).length / degrees.length;
        expectNear(share, (2 * m * (m + 1)) / (k * (k + 1) * (k + 2)), law);
      }
      // P(degree >= k) = m (m + 1) / (k (k + 1)): the exponent is 1 + minus its slope in √(k (k + 1)), between 10 m and 40 m
      const above = (k: number): number => degrees.filter((degree) => degree >= k).length;
      const slope = Math.log(above(10 * m) / above(40 * m)) / (0.5 * Math.log((40 * m * (40 * m + 1)) / (10 * m * (10 * m + 1))));
      expectNear(1 + slope, 3, law);
    },
  },
  {
    law: 'lotka_volterra',
    async try(law) {
      const [alpha, beta] = [told(law.parameters, 'alpha', 1.3), told(law.parameters, 'beta', 0.5)];
      const [delta, gamma, step] = [told(law.parameters, 'delta', 0.25), told(law.parameters, 'gamma', 0.6), 0.01];
      if (typeof law.expected !== 'number') expect(law.expected).toContain('T=2 pi/sqrt(alpha gamma)');
      const run = await drive(lotkaVolterra, { count: 1, alpha, beta, delta, gamma, step });
      const invariant = (x: number, y: number): number => delta * x - gamma * Math.log(x) + beta * y - alpha * Math.log(y);
      const crossings: number[] = [];
      const values: number[] = [];
      let before = Infinity;
      for (let tick = 0; tick < 4_000; tick++) {
        const { meadow } = run.to(tick).world().kinds;
        const [x, y] = [meadow.column('prey')[0], meadow.column('predators')[0]];
        if (before < gamma / delta && x >= gamma / delta) crossings.push(tick * step);
        before = x;
        values.push(invariant(x, y));
      }
      const period = (crossings[crossings.length - 1] - crossings[0]) / (crossings.length - 1);
      expectNear(period, typeof law.expected === 'number' ? law.expected : (2 * Math.PI) / Math.sqrt(alpha * gamma), law);
      expect(Math.max(...values) - Math.min(...values)).toBeLessThan(1e-9);
    },
  },
];

// Laws of flocks that follow a number of neighbours.

import { expect } from 'vitest';
import { correlationLength } from '../../../src/emergence/order/correlation.ts';
import { vicsekTopological } from '../../../src/models/vicsek-topological.ts';
import { settable } from '../../../src/engine/params.ts';
import { drive } from '../../models/drive.ts';
import { number, type Trial } from './law.ts';

/** Mean length at which velocity fluctuations lose their correlation, in a flock of one bird to a square of 1. */
async function lengthIn(side: number): Promise<number> {
  const run = await drive(vicsekTopological, { count: side * side, side, noise: 1, speed: 0.1 }, { seed: 'murmuration' });
  const lengths: number[] = [];
  for (let tick = 800; tick < 1_600; tick += 40) lengths.push(correlationLength(run.to(tick).world()).value ?? NaN);
  return lengths.reduce((a, b) => a + b) / lengths.length;
}

export const starlings: readonly Trial[] = [
  {
    // the number of neighbours is the published one; the correlation length grows as the flock does (its share of the size depends on the shape)
    law: 'starling_topological',
    async try({ expected }) {
      const { nearest } = settable(vicsekTopological.params);
      expect(Math.abs(Number(nearest.default) - number(expected, 'n_c'))).toBeLessThanOrEqual(number(expected, 'n_c_err'));
      const [small, large] = [await lengthIn(10), await lengthIn(20)];
      expect(large / small).toBeGreaterThan(1.6);
      expect(large / small).toBeLessThan(2.4);
    },
  },
];

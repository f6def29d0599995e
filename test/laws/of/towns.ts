// Laws of segregation.

import { expect } from 'vitest';
import { segregation, similarShare, unhappyShare } from '../../../src/models/segregation.ts';
import { drive } from '../../models/drive.ts';
import { number, type Trial } from './law.ts';

const RUNS = 10;
const LONGEST = 400;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export const towns: readonly Trial[] = [
  {
    law: 'NetLogo Segregation | final percent-similar (start ~50)',
    async try({ parameters, expected, tolerance }) {
      const [, width, height] = /(\d+)x(\d+)/.exec(String((parameters as Record<string, unknown>)['world'])) ?? [];
      expect(width).toBe(height);
      const settings = {
        side: Number(width),
        density: number(parameters, 'density_percent'),
        wanted: number(parameters, 'similar_wanted'),
      };
      const found = { initial: [] as number[], unhappy: [] as number[], final: [] as number[], left: [] as number[] };
      for (let seed = 0; seed < RUNS; seed++) {
        const run = await drive(segregation, settings, { seed: `town ${seed}` });
        run.to(1);
        found.initial.push(similarShare(run.world()) ?? NaN);
        found.unhappy.push(unhappyShare(run.world()) ?? NaN);
        for (let tick = 2; tick < LONGEST && unhappyShare(run.world()) !== 0; tick++) run.to(tick);
        found.final.push(similarShare(run.world()) ?? NaN);
        found.left.push(unhappyShare(run.world()) ?? NaN);
      }
      const within = (values: readonly number[], name: string, by: number): void =>
        expect(Math.abs(mean(values) - number(expected, name)), `${name}: ${mean(values)}`).toBeLessThan(by);
      within(found.final, 'final_similar', number(tolerance, 'final_similar_abs'));
      within(found.unhappy, 'initial_unhappy', number(tolerance, 'initial_unhappy_abs'));
      within(found.initial, 'initial_similar', 2); // ten runs of some 10,000 pairs each: 0.2 apart by chance
      expect(Math.max(...found.left)).toBeLessThan(0.5);
    },
  },
];

// Laws of automata that have no chance in them: life, the ant, elementary rules; and of the game of life in the long run.

import { expect } from 'vitest';
import { density, elementary, flow } from '../../../../src/models/elementary.ts';
import { black, langton } from '../../../../src/models/langton.ts';
import { life, liveShare } from '../../../../src/models/life.ts';
import { drive } from '../../../models/drive.ts';
import { number, told, type Law, type Trial } from '../law.ts';
import { expectNear } from '../near.ts';
import { mean, series } from './statistics.ts';

/** The number of the rule that a law names, as in "ECA 90". */
const numberOf = ({ model, parameters }: Law): number => told(parameters, 'rule', told(model, '(?:ECA|rule)', NaN));

/** Live cells of the R-pentomino, tick by tick, on a plane that nothing crosses before `until`: gliders go one cell in four ticks. */
export async function pentomino(until: number): Promise<number[]> {
  const side = 2 * Math.ceil(until / 4) + 80;
  const run = await drive(life, { width: side, height: side, start: 'r-pentomino', periodic: false }, { backend: 'simd' });
  return series(run, liveShare, 0, until + 1).map((share) => Math.round(share * side * side));
}

export const automata: readonly Trial[] = [
  {
    law: 'gol_density',
    long: true,
    try: async (law) => {
      const run = await drive(life, { width: 512, height: 512 }, { backend: 'simd' });
      const found = mean(series(run, liveShare, 10_000, 10_100, 10));
      expect(Math.abs(found - Number(law.expected)), `density ${found}`).toBeLessThan(number(law.tolerance, 'abs'));
    },
  },
  {
    law: 'gol_rpentomino',
    long: true,
    try: async (law) => {
      const at = number(law.expected, 'stabilises_at');
      const alive = await pentomino(at + 60);
      const population = number(law.expected, 'population');
      for (const [tick, count] of alive.entries()) if (tick >= at) expect(count, `tick ${tick}`).toBe(population);
      expect(alive[at - 1], 'before it is stable').not.toBe(population);
    },
  },
  {
    law: 'langton_small',
    try: async (law) => {
      const run = await drive(langton);
      const counts = typeof law.expected === 'number' ? { [told(law.parameters, 't')]: law.expected } : law.expected;
      for (const [ticks, cells] of Object.entries(counts as Record<string, number>))
        expect(black(run.to(Number(ticks)).world()), `after ${ticks} steps`).toBe(cells);
    },
  },
  {
    law: 'rule184',
    try: async (law) => {
      const given = told(law.parameters, 'rho', NaN);
      for (const share of given >= 0 ? [given] : [0.1, 0.3, 0.5, 0.8]) {
        const width = told(law.parameters, 'L', 2_000);
        const run = await drive(elementary, { number: 184, width, density: share });
        const density = mean(run.to(0).world().kinds.cell.column('alive'));
        const found = flow(run.to(Math.ceil(width / 2)).world());
        expect(Math.abs(found - Math.min(density, 1 - density)), `density ${density}`).toBeLessThan(number(law.tolerance, 'abs'));
      }
    },
  },
  {
    // after many ticks from a random start
    law: 'ECA | density',
    try: async (law) => {
      const settings = { number: numberOf(law), width: told(law.parameters, 'L', 20_000), density: told(law.parameters, 'rho', 0.5) };
      const found = mean(series(await drive(elementary, settings), density, 2_000, 3_000, 10));
      expectNear(found, Number(law.expected), law);
    },
  },
  {
    // of rows 0 to 2^n − 1 of a rule that is additive: each doubling of the rows has the same share more of live cells, in the end
    law: 'rule90_dim',
    try: async (law) => {
      for (const n of [4, 7, 9]) {
        const rows = 2 ** n;
        const run = await drive(elementary, { number: numberOf(law), width: 2 * rows + 1, start: 'one' });
        const live = series(run, ({ kinds: { cell } }) => cell.count * mean(cell.column('alive')), 0, rows).reduce((a, b) => a + b, 0);
        expect(Math.abs(Math.log(live) / Math.log(rows) - Number(law.expected)), `${rows} rows`).toBeLessThan(number(law.tolerance, 'abs'));
      }
    },
  },
];

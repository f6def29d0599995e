// What spreads from neighbour to neighbour: opinions, infections; against closed forms, percolation and plain JavaScript.

import { describe, expect, test } from 'vitest';
import { contactProcess, infectedShare } from '../../src/models/contact-process.ts';
import { epidemicLattice, infected, recovered, susceptible } from '../../src/models/epidemic-lattice.ts';
import { epidemicNetwork } from '../../src/models/epidemic-network.ts';
import { discord, support, voterLattice } from '../../src/models/voter-lattice.ts';
import { drive } from '../models/drive.ts';
import { wins } from './of/lattices/games.ts';
import { mean } from './of/lattices/statistics.ts';

describe('voter-lattice', () => {
  test.each(['synchronous', 'sequential'])('opinion 1 wins with the probability of its share at the start, %s', async (update) => {
    const runs = 80;
    const found = await wins({ width: 5, height: 5, share: 0.3, update, rate: 0.7 }, runs);
    expect(Math.abs(found - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / runs));
  });

  test.each(['synchronous', 'sequential'])('the mean opinion stays while disagreement fades, %s', async (update) => {
    const run = (await drive(voterLattice, { width: 160, height: 160, share: 0.4, update })).to(0);
    const [before, apart] = [support(run.world()), discord(run.world())];
    expect(Math.abs(apart - 0.48)).toBeLessThan(0.02);
    const { found, ticks } = { found: support(run.to(200).world()), ticks: 200 };
    // each tick changes at most the links that disagree: Var ≤ Σ rate × (share of links that disagree) / N
    expect(Math.abs(found - before)).toBeLessThan(4 * Math.sqrt((ticks * 0.5 * apart) / 25_600));
    expect(discord(run.world())).toBeLessThan(0.6 * apart);
  });
});

describe('contact-process', () => {
  test.each(['synchronous', 'sequential'])('where nobody infects, all recover as exp(−t), %s', async (update) => {
    const run = (await drive(contactProcess, { width: 150, height: 100, rate: 0, step: 0.1, update })).to(12);
    const expected = Math.exp(-1.2);
    expect(Math.abs(infectedShare(run.world()) - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 15_000));
  });

  test('one tick infects with probability 1 − exp(−λ dt n / 4)', async () => {
    const settings = { width: 3, height: 3, rate: 2, step: 0.3, start: 'one' };
    let caught = 0;
    const runs = 150;
    for (let seed = 0; seed < runs; seed++) {
      const { site } = (await drive(contactProcess, settings, { seed: `one ${seed}` })).to(1).world().kinds;
      const now = site.column('infected');
      caught += now[1] + now[3] + now[5] + now[7];
      expect(now[0] + now[2] + now[6] + now[8]).toBe(0);
    }
    const expected = 1 - Math.exp((-2 * 0.3) / 4);
    expect(Math.abs(caught / (4 * runs) - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / (4 * runs)));
  });

  test('it dies out below the critical rate of a short step, and stays above', async () => {
    const size = { width: 64, height: 64, step: 0.1 };
    const low = (await drive(contactProcess, { ...size, rate: 1.3 })).to(3_000);
    expect(infectedShare(low.world())).toBe(0);
    const high = (await drive(contactProcess, { ...size, rate: 2.2 })).to(3_000);
    expect(infectedShare(high.world())).toBeGreaterThan(0.3);
    expect(infectedShare(high.world())).toBeLessThan(1 - 1 / 2.2); // of the mean field, which forgets who stands near whom
  });
});

describe('epidemic-lattice', () => {
  test('what infects for sure reaches all at distance t by tick t: 2 t² + 2 t + 1 cells', async () => {
    const run = await drive(epidemicLattice, { width: 61, height: 61, infection: 1, recovery: 1 });
    for (const tick of [0, 1, 2, 10, 30]) {
      const touched = 1 - susceptible(run.to(tick).world());
      expect(Math.round(touched * 61 * 61)).toBe(2 * tick * tick + 2 * tick + 1);
      expect(Math.round(infected(run.world()) * 61 * 61)).toBe(Math.max(1, 4 * tick));
    }
  });

  test('with recovery in one tick it is bond percolation: small below β = 1/2, large above', async () => {
    const sizes = async (infection: number): Promise<number[]> => {
      const reached: number[] = [];
      for (let seed = 0; seed < 12; seed++) {
        const run = await drive(epidemicLattice, { width: 101, height: 101, infection, recovery: 1 }, { seed: `case ${seed}` });
        reached.push(recovered(run.to(1e5).world()));
      }
      return reached;
    };
    expect(Math.max(...(await sizes(0.4)))).toBeLessThan(0.1);
    expect((await sizes(0.65)).filter((share) => share > 0.8).length).toBeGreaterThan(6); // the giant cluster holds 0.95 of the sites
  });

  test('without recovery nobody leaves the sick, without infection the sick recover as (1 − γ)^t', async () => {
    const size = { width: 80, height: 70, share: 0.2 };
    const run = (await drive(epidemicLattice, { ...size, infection: 0.3, recovery: 0 })).to(400);
    expect(infected(run.world())).toBe(1);
    const alone = await drive(epidemicLattice, { ...size, infection: 0, recovery: 0.1, share: 1 });
    const expected = 0.9 ** 10;
    expect(Math.abs(infected(alone.to(10).world()) - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 5_600));
  });

  test('without immunity an epidemic stays', async () => {
    const run = (await drive(epidemicLattice, { width: 80, height: 80, share: 0.1, course: 'sis' })).to(1_000);
    expect(recovered(run.world())).toBe(0);
    expect(infected(run.world())).toBeGreaterThan(0.2);
  });
});

describe('epidemic-network', () => {
  test('with recovery in one tick on a random network the share z reached solves z = 1 − exp(−c β z)', async () => {
    const settings = { count: 20_000, kind: 'random', degree: 4, infection: 0.5, recovery: 1, start: 100 };
    const reached: number[] = [];
    for (let seed = 0; seed < 6; seed++)
      reached.push(recovered((await drive(epidemicNetwork, settings, { seed: `net ${seed}` })).to(1e4).world()));
    let z = 0.5;
    for (let n = 0; n < 200; n++) z = 1 - (1 - 100 / 20_000) * Math.exp(-2 * z); // those infected at the start are reached anyway
    expect(Math.abs(mean(reached) - z)).toBeLessThan(4 * Math.sqrt(2 / 20_000 / 6) + 0.004); // and the network is one of many
  });

  test('an epidemic on a scale-free network needs less than on a random one', async () => {
    const share = async (kind: string): Promise<number> => {
      const settings = { count: 5_000, kind, degree: 4, infection: 0.05, recovery: 0.25, start: 50, course: 'sis' };
      return infected((await drive(epidemicNetwork, settings)).to(600).world());
    };
    expect(await share('scale-free')).toBeGreaterThan(0.02);
    expect(await share('random')).toBeLessThan(await share('scale-free'));
  });
});

// Laws of epidemics, opinions, wealth and choices of ants.

import { expect } from 'vitest';
import { boltzmannWealth, gini } from '../../../../src/models/boltzmann-wealth.ts';
import { camps, deffuant } from '../../../../src/models/deffuant.ts';
import { doubleBridge } from '../../../../src/models/double-bridge.ts';
import { epidemic, recovered } from '../../../../src/models/epidemic.ts';
import { voter } from '../../../../src/models/voter.ts';
import { drive, type Settings } from '../../../models/drive.ts';
import { mean } from '../lattices/statistics.ts';
import { number, told, type Trial } from '../law.ts';
import { expectNear } from '../near.ts';

/** Settings of an epidemic whose R0 is exact for steps of any length: β h = R0 (1 - e^{-γ h}), with γ = 1 a day. */
export const ofR0 = (R0: number, step: number): Settings => ({
  transmission: (R0 * -Math.expm1(-step)) / step,
  recovery: 1,
  step,
});

/** Share infected in the end, over major outbreaks. */
export async function finalSize(settings: Settings, seeds: number): Promise<number> {
  const sizes: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const run = await drive(epidemic, settings, { seed: `outbreak ${seed}` });
    while (run.to(run.tick + 25).world().globals.infected > 0);
    sizes.push(recovered(run.world()) ?? 0);
  }
  return mean(sizes.filter((size) => size > 0.1));
}

/** Share of epidemics from one case that come to 60 infected at a time: the chance that so many die out is beyond measure. */
export async function outbreaks(R0: number, runs: number): Promise<number> {
  let major = 0;
  for (let seed = 0; seed < runs; seed++) {
    const run = await drive(epidemic, { count: 3_000, infected: 1, ...ofR0(R0, 0.05) }, { seed: `case ${seed}` });
    let sick = 1;
    while (sick > 0 && sick < 60) sick = run.to(run.tick + 5).world().globals.infected;
    if (sick > 0) major++;
  }
  return major / runs;
}

/** Share of runs that opinion 1 wins, on a ring and on a square lattice in turn. */
export async function exits(share: number, runs: number): Promise<number> {
  let won = 0;
  for (let seed = 0; seed < runs; seed++) {
    const where: Settings = seed % 2 === 0 ? { graph: 'ring', degree: 4, count: 20 } : { graph: 'lattice', count: 25 };
    const run = (await drive(voter, { ...where, share }, { seed: `vote ${seed}` })).to(1e6);
    won += run.world().globals.ones > 0 ? 1 : 0;
  }
  return won / runs;
}

/** Camps that remain, the most frequent number of several runs. */
export async function modeOfCamps(settings: Settings, runs: number): Promise<number> {
  const counts = new Map<number, number>();
  for (let seed = 0; seed < runs; seed++) {
    const found = camps((await drive(deffuant, settings, { seed: `forum ${seed}` })).to(400).world());
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0][0];
}

export const societies: readonly Trial[] = [
  {
    law: 'SIR well mixed | final size (major outbreaks)',
    async try(law) {
      const settings = {
        count: told(law.parameters, 'N', 10_000),
        infected: told(law.parameters, 'I0', 50),
        ...ofR0(number(law.parameters, 'R0'), 0.1),
      };
      expectNear(await finalSize(settings, 5), law.expected as number, law);
    },
  },
  {
    law: 'SIR | outbreak probability from 1 case',
    long: true,
    try: async (law) =>
      expectNear(
        await outbreaks(number(law.parameters, 'R0'), Math.max(1_600, Number(law.tolerance['runs'] ?? 0))),
        law.expected as number,
        law,
      ),
  },
  {
    law: 'voter_exit',
    long: true,
    async try(law) {
      const runs = Math.max(1_600, Number(law.tolerance['runs'] ?? 0));
      const share = typeof law.expected === 'number' ? told(law.parameters, 'm0') : number(law.expected, 'm0');
      const exit = typeof law.expected === 'number' ? law.expected : number(law.expected, 'exit');
      expectNear(await exits(share, runs), exit, law);
    },
  },
  {
    law: 'deffuant',
    async try({ parameters, expected, tolerance }) {
      const runs = Number(/over (\d+) runs/.exec(String(tolerance['mode']))?.[1] ?? 50);
      const counts = typeof expected === 'number' ? { [`eps${told(parameters, 'eps')}`]: expected } : (expected as Record<string, number>);
      for (const [name, clusters] of Object.entries(counts)) {
        const digits = name.replace('eps', '');
        const confidence = Number(digits.includes('.') ? digits : digits.replace(/^0?/, '0.')); // "eps05" is 0.5, "eps015" 0.15
        const found = await modeOfCamps({ convergence: told(parameters, 'mu', 0.5), confidence }, runs);
        expect(Math.abs(found - clusters), name).toBeLessThanOrEqual(number(tolerance, 'abs'));
      }
    },
  },
  {
    law: 'wealth_gini',
    async try(law) {
      const run = await drive(boltzmannWealth, { count: Math.max(4_000, told(law.parameters, 'N', 4_000)) });
      const found = Array.from({ length: 20 }, (_, n) => gini(run.to(100 + 10 * n).world()).value ?? NaN);
      expectNear(mean(found), law.expected as number, law);
    },
  },
  {
    law: 'ant double bridge, equal arms | distribution of final share of winning branch',
    async try(law) {
      const settings = {
        count: 2 * number(law.tolerance, 'runs'),
        steepness: number(law.parameters, 'n'),
        threshold: number(law.parameters, 'k'),
      };
      const { bridge } = (await drive(doubleBridge, settings)).to(number(law.parameters, 'ants')).world().kinds;
      const [a, b] = [bridge.column('a'), bridge.column('b')];
      const shares = Array.from(a, (marks, i) => Math.max(marks, b[i]) / (marks + b[i]));
      expectNear(mean(shares), number(law.expected, 'mean_winner_share'), law);
      expectNear(shares.filter((share) => share > 0.7).length / shares.length, number(law.expected, 'P_winner_gt_0p7'), law);
    },
  },
];

// Laws of games, traffic and growth: who holds out, what flows, how clusters grow.

import { expect } from 'vitest';
import { bakSneppen } from '../../../../src/models/bak-sneppen.ts';
import { dla, gyration } from '../../../../src/models/dla.ts';
import { cooperation, nowakMay } from '../../../../src/models/nowak-may.ts';
import { rockPaperScissors, species } from '../../../../src/models/rock-paper-scissors.ts';
import { current, tasep } from '../../../../src/models/tasep.ts';
import { support, voterLattice } from '../../../../src/models/voter-lattice.ts';
import { drive, type Settings } from '../../../models/drive.ts';
import { number, told, type Trial } from '../law.ts';
import { mean, numberIn, series, slope } from './statistics.ts';

/** Share of runs that end with opinion 1, each from its own seed. */
export async function wins(settings: Settings, runs: number): Promise<number> {
  let won = 0;
  for (let seed = 0; seed < runs; seed++) won += support((await drive(voterLattice, settings, { seed: `vote ${seed}` })).to(1e6).world());
  return won / runs;
}

/**
 * Where fitness begins: it is uniform above the threshold, and its density falls to nothing below; for N species lower by some
 * 1.4 N^(−1/ν), 1/ν = 0.83. They come to rest in some N^2.43 ticks, as their largest avalanches last. The place of half the height, from a histogram in steps of 0.01 taken every N ticks; the height is that above 0.75.
 */
export async function threshold(count: number, from: number, samples: number): Promise<number> {
  const run = await drive(bakSneppen, { count }, { backend: 'simd' });
  const bins = Array.from({ length: 100 }, () => 0);
  for (let n = 0; n < samples; n++) {
    const fitness = run
      .to(from + n * count)
      .world()
      .kinds['species'].column('fitness');
    for (const each of fitness) bins[Math.floor(100 * each)]++;
  }
  const half = mean(bins.slice(75)) / 2;
  const first = bins.findIndex((height, k) => k > 40 && height > half);
  const share = (half - bins[first - 1]) / (bins[first] - bins[first - 1]);
  return (first - 0.5 + share) / 100; // between the middles of two bins
}

/** Dimension of a cluster: slope of ln N in ln R as it grows from `from` grains on. */
export async function dimension(seed: string, from: number, to: number, walkers: number): Promise<number> {
  const run = await drive(dla, { grains: to, side: 1_200, walkers }, { seed });
  const [radii, sizes]: [number[], number[]] = [[], []];
  for (let next = from; next <= to; next *= 1.2) {
    while (run.world().kinds.grain.count < next && !run.arena.header.until) run.to(run.tick + 10);
    const world = run.world();
    radii.push(Math.log(gyration(world)));
    sizes.push(Math.log(world.kinds.grain.count));
  }
  return slope(radii, sizes);
}

/** Whether a species dies in most runs by tick N for each unit of rates: none is run once most have come to the same end. */
async function dies(side: number, mobility: number, runs: number): Promise<boolean> {
  const exchange = (mobility * side * side) / 2;
  let [died, lived] = [0, 0];
  for (let seed = 0; 2 * Math.max(died, lived) <= runs; seed++) {
    const settings = { width: side, height: side, exchange };
    const run = (await drive(rockPaperScissors, settings, { seed: `spiral ${seed}`, backend: 'simd' })).to(0);
    const end = Math.round(2 * (2 + exchange) * side * side);
    for (let tick = 0; tick < end && species(run.world()) === 3;) run.to((tick += 500));
    if (species(run.world()) < 3) died++;
    else lived++;
  }
  return 2 * died > runs;
}

export const games: readonly Trial[] = [
  {
    law: 'voter_exit',
    long: true,
    try: async (law) => {
      const share = typeof law.expected === 'number' ? told(law.parameters, 'm0') : number(law.expected, 'm0');
      const exit = typeof law.expected === 'number' ? law.expected : number(law.expected, 'exit');
      for (const update of ['synchronous', 'sequential']) {
        const found = await wins({ width: 8, height: 8, share, update }, Number(law.tolerance['runs'] ?? 400));
        expect(Math.abs(found - exit), `${update}: ${found}`).toBeLessThan(number(law.tolerance, 'abs'));
      }
    },
  },
  {
    law: 'TASEP ring | current',
    try: async (law) => {
      const [length, count] = [number(law.parameters, 'L'), number(law.parameters, 'N')];
      const run = (await drive(tasep, { length, count, step: 0.02 })).to(2_000);
      const before = (current(run.world()) ?? 0) * run.tick;
      const found = ((current(run.to(100_000).world()) ?? 0) * run.tick - before) / (run.tick - 2_000);
      expect(Math.abs((found * told(law.parameters, 'rate', 1)) / Number(law.expected) - 1), `current ${found}`).toBeLessThan(
        number(law.tolerance, 'rel'),
      );
    },
  },
  {
    law: 'Nowak-May spatial PD | asymptotic cooperator density',
    long: true,
    try: async (law) => {
      const { b, start } = law.parameters as Record<string, unknown>;
      const side = told(law.parameters, 'L', 200);
      // where all b between two bounds are the same game, as "1.8<b<2", the one in the middle
      const temptation =
        typeof b === 'number'
          ? b
          : mean(
              String(b)
                .match(/\d+\.?\d*/g)
                ?.map(Number) ?? [],
            );
      const settings = { width: side, height: side, share: numberIn(start ?? 90) / 100, temptation };
      const found = mean(series(await drive(nowakMay, settings), cooperation, 400, 1_200, 2));
      expect(Math.abs(found - Number(law.expected)), `cooperation ${found}`).toBeLessThan(number(law.tolerance, 'abs'));
    },
  },
  {
    law: 'dla',
    long: true,
    try: async (law) => {
      const found = mean(await Promise.all(['a', 'b', 'c', 'd'].map((seed) => dimension(seed, 500, 10_000, 16))));
      expect(Math.abs(found - Number(law.expected)), `dimension ${found}`).toBeLessThan(number(law.tolerance, 'abs'));
    },
  },
  {
    law: 'bak_sneppen',
    long: true,
    try: async (law) => {
      const [few, many] = [await threshold(100, 100_000, 3_000), await threshold(200, 500_000, 3_000)];
      const found = many + (many - few) / (2 ** 0.833 - 1); // of endlessly many, by ν = 1.2 (Paczuski, Maslov & Bak 1996)
      expect(Math.abs(found - Number(law.expected)), `threshold ${found}`).toBeLessThan(number(law.tolerance, 'abs'));
    },
  },
  {
    law: 'rps_mobility',
    long: true,
    try: async (law) => {
      const critical = Number(law.expected);
      const abs = number(law.tolerance, 'abs');
      expect(await dies(64, critical - abs, 15), 'most runs lose a species below the critical mobility').toBe(false);
      expect(await dies(64, critical + abs, 15), 'most runs lose a species above it').toBe(true);
    },
  },
];

// Laws of memory and of learning from history.

import { expect } from 'vitest';
import { hopfield, overlap } from '../../../../src/models/hopfield.ts';
import { minorityGame } from '../../../../src/models/minority-game.ts';
import { drive } from '../../../models/drive.ts';
import { mean } from '../lattices/statistics.ts';
import { number, told, type Trial } from '../law.ts';
import { expectNear } from '../near.ts';

/** Overlap after recall from the pattern itself, of memories of N neurons and αN patterns. */
export async function overlaps(count: number, alpha: number, seeds: number): Promise<number[]> {
  const found: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const settings = { count, patterns: Math.round(alpha * count), flipped: 0, patternSeed: `memory ${seed}` };
    const run = (await drive(hopfield, settings, { seed: `recall ${seed}` })).to(0);
    for (let hash = ''; hash !== run.hash() && run.tick < 200; run.to(run.tick + 5)) hash = run.tick === 0 ? '' : run.hash();
    found.push(overlap(run.world()) ?? NaN);
  }
  return found;
}

/** Of overlaps those of patterns that were not lost: there is nothing between about 0.6 and 0.9. */
const kept = (found: readonly number[]): number[] => found.filter((m) => m > 0.85);

/**
 * The load at which memories of two sizes keep their patterns as often: below the capacity the larger keeps more of them, above it fewer.
 * By a straight line through the differences at two loads.
 */
async function crossing(small: number, large: number, [low, high]: readonly [number, number]): Promise<number> {
  const difference = async (load: number): Promise<number> =>
    kept(await overlaps(large, load, 24)).length / 24 - kept(await overlaps(small, load, 120)).length / 120;
  const [below, above] = [await difference(low), await difference(high)];
  expect(above).toBeLessThan(below);
  return low + ((high - low) * below) / (below - above);
}

/** σ² / N of the minority game, over games of their own strategies, once scores have settled. */
export async function volatility(count: number, memory: number, games: number): Promise<number> {
  const rounds = 40 * 2 ** memory;
  const found: number[] = [];
  for (let seed = 0; seed < games; seed++) {
    const run = await drive(minorityGame, { count, memory }, { seed: `game ${seed}` });
    let [sum, squares] = [0, 0];
    for (let tick = rounds + 1; tick <= 2 * rounds; tick++) {
      const { attendance } = run.to(tick).world().globals;
      sum += attendance;
      squares += attendance * attendance;
    }
    found.push((squares / rounds - (sum / rounds) ** 2) / count);
  }
  return mean(found);
}

/** The lowest point of the parabola through the lowest of points (x, y), in order of x, and the two beside it. */
function lowest(points: readonly (readonly [number, number])[]): number {
  const y = points.map((point) => point[1]);
  const i = Math.min(points.length - 2, Math.max(1, y.indexOf(Math.min(...y))));
  const [[x0, y0], [x1, y1], [x2, y2]] = points.slice(i - 1, i + 2);
  const [left, right] = [(y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1)];
  return (x0 + x1) / 2 - (left * (x2 - x0)) / (2 * (right - left));
}

export const memories: readonly Trial[] = [
  {
    law: 'hopfield_capacity',
    long: true,
    async try(law) {
      const n = told(law.parameters, 'N');
      const [capacity, within] = [number(law.expected, 'alpha_c'), number(law.tolerance, 'abs')];
      expectNear(await crossing(n / 2, 2 * n, [capacity, capacity + within]), capacity, law);
      // a memory of n neurons has its own capacity, somewhat above: where half of its patterns are lost
      let load = capacity + within;
      let found = kept(await overlaps(n, load, 24));
      while (found.length > 12) found = kept(await overlaps(n, (load += within / 2), 24));
      expectNear(mean(found), number(law.expected, 'm_at_alpha_c'), law);
    },
  },
  {
    law: 'minority',
    long: true,
    async try(law) {
      const expected = Number(/([\d.]+)\s*$/.exec(String(law.expected))?.[1]);
      const memory = 7;
      const points: [number, number][] = [];
      for (const share of [0.7, 0.85, 1.03, 1.25, 1.5, 1.8]) {
        const count = 2 * Math.round(2 ** (memory - 1) / (share * expected)) + 1;
        points.push([Math.log(2 ** memory / count), Math.log(await volatility(count, memory, 12))]);
      }
      expectNear(Math.exp(lowest(points)), expected, law);
    },
  },
];

// Laws of memory and of learning from history.

import { expect } from 'vitest';
import { restoreCheckpoint } from '../../../../src/engine/checkpoint.ts';
import { hopfield, overlap, patternsOf } from '../../../../src/models/hopfield.ts';
import { minorityGame } from '../../../../src/models/minority-game.ts';
import { drive } from '../../../models/drive.ts';
import { mean } from '../lattices/statistics.ts';
import { number, told, type Trial } from '../law.ts';
import { expectNear } from '../near.ts';

/** An overlap below which a pattern is lost: those that are end about 0.35 in large memories, those that are not above 0.9. */
const LOST = 0.85;

/** Recall from the patterns themselves, until no neuron turns or the pattern is lost: overlaps in the end, of so many memories of N neurons and αN patterns each. */
async function overlaps(count: number, alpha: number, memories: number, recalls: number): Promise<number[]> {
  const found: number[] = [];
  for (let memory = 0; memory < memories; memory++) {
    const settings = { count, patterns: Math.round(alpha * count), flipped: 0, patternSeed: `memory ${memory}` };
    const run = (await drive(hopfield, settings, { seed: `recall ${memory}` })).to(0);
    const start = run.checkpoint();
    for (const pattern of patternsOf(settings).slice(0, recalls)) {
      restoreCheckpoint(run.arena, start); // its synapses are learnt once
      const { stored, spin } = run.arena.now(0);
      stored.set(pattern);
      spin.set(pattern);
      let [before, m] = ['', 1];
      for (let now = String(spin); now !== before && m > LOST; now = String(run.arena.now(0).spin)) {
        before = now;
        m = overlap(run.to(run.tick + 1).world()) ?? NaN; // each neuron has its turn in a tick
      }
      found.push(m);
    }
  }
  return found;
}

/** Of overlaps those of patterns that were not lost. */
const kept = (found: readonly number[]): number[] => found.filter((m) => m > LOST);

/** Memories, and patterns recalled of each: two hundred, so that a share of a half is known to 0.035. */
const [MEMORIES, RECALLS] = [5, 40];

/** Overlaps of those patterns that a memory of N neurons keeps, and the share that they are of all. */
async function keeping(count: number, load: number): Promise<{ share: number; overlap: number }> {
  const found = await overlaps(count, load, MEMORIES, RECALLS);
  return { share: kept(found).length / found.length, overlap: mean(kept(found)) };
}

/**
 * The load at which memories of two sizes keep their patterns as often, as Amit, Gutfreund & Sompolinsky found it, Annals of Physics 173:30
 * (1987), doi:10.1016/0003-4916(87)90092-3: the state begins in a pattern; below the capacity the larger memory keeps more of its patterns,
 * above it fewer. By a straight line through the differences at two loads.
 */
async function crossing(small: number, large: number, [low, high]: readonly [number, number]): Promise<number> {
  const difference = async (load: number): Promise<number> => (await keeping(large, load)).share - (await keeping(small, load)).share;
  const [below, above] = [await difference(low), await difference(high)];
  expect(above).toBeLessThan(below);
  return low + ((high - low) * below) / (below - above);
}

/** σ² / N of minority games with strategies of their own, each once its scores have settled for so many times 2^M rounds. */
export async function volatilities(count: number, memory: number, games: number, settle = 40, measure = 40): Promise<number[]> {
  const [from, rounds] = [settle * 2 ** memory, measure * 2 ** memory];
  const found: number[] = [];
  for (let seed = 0; seed < games; seed++) {
    const run = (await drive(minorityGame, { count, memory }, { seed: `game ${seed}`, backend: 'simd' })).to(from);
    let [sum, squares] = [0, 0];
    for (let tick = from + 1; tick <= from + rounds; tick++) {
      const { attendance } = run.to(tick).world().globals;
      sum += attendance;
      squares += attendance * attendance;
    }
    found.push((squares / rounds - (sum / rounds) ** 2) / count);
  }
  return found;
}

/** The middle one of several, in order of size. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
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
      let found = await keeping(n, load);
      let before = found;
      while (found.share > 0.5) [before, found] = [found, await keeping(n, (load += within / 2))];
      const past = before.share > found.share ? (before.share - 0.5) / (before.share - found.share) : 0;
      expectNear(before.overlap + past * (found.overlap - before.overlap), number(law.expected, 'm_at_alpha_c'), law);
    },
  },
  {
    // The typical game, by the median: near α_c a game of a few hundred players is in one of two states, with far more or far less volatility
    // than that of chance, and a mean over a dozen games is that of the few in the former. A finite memory has its minimum above α_c: means of
    // 150 games have it near 0.42, 0.40 and 0.385 for M = 6, 7 and 8, medians near 0.39 for M = 7; with half as long to settle it is higher.
    law: 'minority',
    long: true,
    async try(law) {
      const expected = Number(/([\d.]+)\s*$/.exec(String(law.expected))?.[1]);
      const memory = 7;
      const points: [number, number][] = [];
      for (const share of [0.85, 0.95, 1.05, 1.17, 1.3, 1.45]) {
        const count = 2 * Math.round(2 ** (memory - 1) / (share * expected)) + 1;
        points.push([Math.log(2 ** memory / count), Math.log(median(await volatilities(count, memory, 13, 100, 50)))]);
      }
      expectNear(Math.exp(lowest(points)), expected, law);
    },
  },
];

// Laws of fires, percolation and sandpiles: thresholds, sizes of clusters and avalanches.

import { expect } from 'vitest';
import { restoreCheckpoint } from '../../../../src/engine/checkpoint.ts';
import { keyFromSeed, uniform53 } from '../../../../src/engine/random.ts';
import { burned, fire } from '../../../../src/models/fire.ts';
import { forestFire, trees } from '../../../../src/models/forest-fire.ts';
import { clusterSizes, percolation, spans } from '../../../../src/models/percolation.ts';
import { sandpile } from '../../../../src/models/sandpile.ts';
import { drive, type Drive, type Settings } from '../../../models/drive.ts';
import { number, prose, told, type Law, type Trial } from '../law.ts';
import { recurrent } from './recurrent.ts';
import { mean, numberIn, series, slope } from './statistics.ts';

const FOREVER = 1e7;

/** Mean share burnt of woods of a density, each from its own seed. */
export async function burnt(settings: Settings, runs: number): Promise<number> {
  const shares: number[] = [];
  for (let seed = 0; seed < runs; seed++)
    shares.push(burned((await drive(fire, settings, { seed: `wood ${seed}` })).to(FOREVER).world()) ?? 0);
  return mean(shares);
}

/** Mean size of a fire, and what the identity of Drossel & Schwabl says of it: (p/f) (1 − ρ) / ρ. */
export async function fireSize(settings: Settings, from: number, to: number): Promise<{ found: number; expected: number }> {
  const run = await drive(forestFire, settings);
  const before = { ...run.to(from).world().globals };
  const density = mean(series(run, trees, from, to, 10));
  const { globals, params } = run.to(to).world();
  return {
    found: (globals['burnt'] - before['burnt']) / (globals['strokes'] - before['strokes']),
    expected: (Number(params['growth']) / Number(params['lightning'])) * ((1 - density) / density),
  };
}

/** Mean topplings a grain on an open lattice from Dhar's (1990) sum of the inverse of Δ, by relaxing Δ u = 1. */
export function dhar(width: number, height: number): number {
  const u = new Float64Array(width * height);
  for (let round = 0, change = 1; change > 1e-10 && round < 1e6; round++) {
    change = 0;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const near =
          (x > 0 ? u[i - 1] : 0) + (x + 1 < width ? u[i + 1] : 0) + (y > 0 ? u[i - width] : 0) + (y + 1 < height ? u[i + width] : 0);
        const next = (1 + near) / 4;
        change = Math.max(change, Math.abs(next - u[i]));
        u[i] = next;
      }
    }
  }
  return mean(u);
}

/** Let grains fall until so many have come to rest. */
export function fall(run: Drive, grains: number): Drive {
  while (run.world().globals['fallen'] < grains) run.to(run.tick + 1_000);
  return run;
}

/** A pile in its steady state, before the first grain. */
async function steady(width: number, height: number, seed: string): Promise<Drive> {
  const run = (await drive(sandpile, { width, height }, { seed, backend: 'simd' })).to(0);
  run.arena.now(0).grains.set(recurrent(width, height, seed));
  return run;
}

/** Topplings a grain in the steady state. */
export async function topplings(width: number, height: number, grains: number): Promise<number> {
  const { globals } = fall(await steady(width, height, 'pile'), grains).world();
  return globals['topplings'] / globals['fallen'];
}

/** Sizes of avalanches up to a bound, where larger ones are given up: one grain each, anywhere on piles of the steady state. */
async function avalanches(side: number, piles: number, each: number, bound: number): Promise<number[]> {
  const sizes: number[] = [];
  const { k0, k1 } = keyFromSeed('grains');
  for (let pile = 0; pile < piles; pile++) {
    const run = await steady(side, side, `pile ${pile}`);
    const start = run.checkpoint();
    const drop = Object.keys(sandpile.globals ?? {}).indexOf('drop');
    for (let n = 0; n < each; n++) {
      restoreCheckpoint(run.arena, start);
      run.arena.header.globals[drop] = Math.floor(side * side * uniform53(k0, k1, pile, n));
      let { globals } = run.to(1).world();
      while (globals['fallen'] === 0 && globals['size'] < bound) globals = run.to(run.tick + 1).world().globals;
      sizes.push(globals['fallen'] === 0 ? Infinity : globals['last']);
    }
  }
  return sizes;
}

/** Sites or bonds of the square lattice: there is no other in the library. */
function of({ quantity, parameters }: Law): 'sites' | 'bonds' {
  const words = [quantity, ...prose(parameters)].join(', ');
  const other = /triangular|honeycomb|hexagonal|cubic|kagome|bethe|moore|8-neighbour/i.exec(words);
  if (other) throw new Error(`percolation is modelled on the square lattice with 4 neighbours, not on "${other[0]}": ${words}`);
  return /bond/i.test(words) ? 'bonds' : 'sites';
}

/** Least p at which a lattice is spanned: sites or bonds of one seed are there in the order of their draws. */
async function spanned(side: number, of: 'sites' | 'bonds', seed: string): Promise<number> {
  let [low, high] = [0, 1];
  for (let n = 0; n < 10; n++) {
    const probability = (low + high) / 2;
    const run = await drive(percolation, { width: side, height: side, probability, of }, { seed, backend: 'simd' });
    if (spans(run.to(FOREVER).world()) === 1) high = probability;
    else low = probability;
  }
  return (low + high) / 2;
}

const THRESHOLD = 0.592746;

/**
 * Half the step of p by which derivatives are taken, for a torus of L = `side`: it moves the largest cluster by a fifth at any L, where 1/ν is
 * 0.75, so that what is of third order in the step does not depend on L. Wider steps know derivatives better: clusters join one by one.
 */
const stepOf = (side: number): number => 0.008 * (128 / side) ** 0.75;

/** What is seen on tori a step above and below the threshold, in the mean of both: what is of first order in the step is gone. */
interface Clusters {
  /** mean sites of the largest cluster */
  readonly largest: number;
  /** mean Σ s² / N */
  readonly size: number;
  /** d ln⟨largest⟩ / dp, from the same draws above and below */
  readonly steepness: number;
}

async function tori(side: number, count: number): Promise<Clusters> {
  const run = (await drive(percolation, { width: side, height: side, periodic: true }, { backend: 'simd' })).to(0);
  const start = run.checkpoint();
  const { k0, k1 } = keyFromSeed(`tori ${side}`);
  const step = stepOf(side);
  let squares = 0;
  const largest = (n: number, probability: number): number => {
    restoreCheckpoint(run.arena, start); // compiled once, with sites of its own each time
    const { label } = run.arena.now(0);
    for (let i = 0; i < label.length; i++) label[i] = uniform53(k0, k1, n, i) < probability ? i : -1;
    let most = 0;
    for (const s of clusterSizes(run.to(FOREVER).world())) {
      squares += s * s;
      most = Math.max(most, s);
    }
    return most;
  };
  let [below, above] = [0, 0];
  for (let n = 0; n < count; n++) {
    below += largest(n, THRESHOLD - step);
    above += largest(n, THRESHOLD + step);
  }
  const steepness = (above - below) / ((above + below) * step);
  return { largest: (above + below) / (2 * count), size: squares / (2 * count * side * side), steepness };
}

/** Slope of ln(number of clusters of s sites or more) in ln s, for s from 16 to 1,024, on large tori. */
async function tail(): Promise<number> {
  const bounds = [16, 32, 64, 128, 256, 512, 1_024];
  const counts = bounds.map(() => 0);
  for (let seed = 0; seed < 8; seed++) {
    const settings = { width: 512, height: 512, probability: THRESHOLD, periodic: true };
    const sizes = clusterSizes((await drive(percolation, settings, { seed: `tail ${seed}`, backend: 'simd' })).to(FOREVER).world());
    for (const size of sizes) for (const [k, bound] of bounds.entries()) if (size >= bound) counts[k]++;
  }
  return slope(
    bounds.map((bound) => Math.log(bound)),
    counts.map((count) => Math.log(count)),
  );
}

/** The mean over lattices of the least p at which they are spanned. */
async function tryThreshold(law: Law): Promise<void> {
  const found: number[] = [];
  const side = told(law.parameters, 'L', 64);
  for (let seed = 0; seed < 100; seed++) found.push(await spanned(side, of(law), `lattice ${seed}`));
  expect(Math.abs(mean(found) - Number(law.expected)), `threshold ${mean(found)}`).toBeLessThan(number(law.tolerance, 'abs'));
}

export const fires: readonly Trial[] = [
  {
    law: 'NetLogo Fire | percent of initial trees burned',
    long: true,
    try: async (law) => {
      const side = numberIn((law.parameters as Record<string, unknown>)['world']);
      const found =
        100 *
        (await burnt(
          { width: side, height: side, density: number(law.parameters, 'density_percent') / 100 },
          number(law.tolerance, 'runs'),
        ));
      expect(Math.abs(found - Number(law.expected)), `${found} %`).toBeLessThan(number(law.tolerance, 'abs'));
    },
  },
  {
    law: 'drossel_schwabl',
    long: true,
    try: async (law) => {
      const { found, expected } = await fireSize(
        { growth: told(law.parameters, 'p', 0.005), lightning: told(law.parameters, 'f', 5e-5) },
        2_000,
        8_000,
      );
      expect(Math.abs(found / expected - 1), `${found} for ${expected}`).toBeLessThan(number(law.tolerance, 'rel'));
    },
  },
  {
    law: 'perc_site',
    long: true,
    try: tryThreshold,
  },
  {
    law: 'percolation | bond threshold square',
    long: true,
    try: tryThreshold,
  },
  {
    law: 'perc_exponents',
    long: true,
    try: async (law) => {
      const sides = [16, 32, 64, 96];
      const seen = await Promise.all(sides.map((side, k) => tori(side, [8_000, 6_000, 4_000, 2_500][k])));
      const at = (of: (clusters: Clusters) => number): number =>
        slope(
          sides.map((side) => Math.log(side)),
          seen.map((clusters) => Math.log(of(clusters))),
        );
      const [nu, largest] = [1 / at(({ steepness }) => steepness), at((clusters) => clusters.largest)];
      const found = { tau: 1 - (await tail()), D_f: largest, beta: nu * (2 - largest), nu, gamma: nu * at(({ size }) => size) };
      for (const [name, value] of Object.entries(found))
        expect(Math.abs(value - number(law.expected, name)), `${name} = ${value}`).toBeLessThan(number(law.tolerance, 'abs'));
    },
  },
  {
    law: 'BTW sandpile | mean topplings per grain, uniform drops',
    long: true,
    try: async (law) => {
      const side = number(law.parameters, 'L');
      expect(told(law.parameters, 'threshold', 4), 'grains that topple a site of the square lattice').toBe(4);
      const found = await topplings(side, side, numberIn(law.tolerance['grains'] ?? 100_000));
      expect(Math.abs(found / Number(law.expected) - 1), `${found} topplings a grain`).toBeLessThan(number(law.tolerance, 'rel'));
    },
  },
  {
    law: 'sandpile_heights',
    long: true,
    try: async (law) => {
      const [side, samples] = [told(law.parameters, 'L', 96), 60];
      const run = await steady(side, side, 'heights');
      const shares = [0, 0, 0, 0];
      for (let n = 1; n <= samples; n++) {
        const grains = fall(run, n * 50)
          .world()
          .kinds.site.column('grains');
        for (let y = side / 4; y < (3 * side) / 4; y++)
          for (let x = side / 4; x < (3 * side) / 4; x++) shares[Math.min(3, grains[y * side + x])] += 4 / side ** 2 / samples;
      }
      const expected = (law.expected as { P: number[] }).P;
      for (const [height, p] of expected.entries())
        expect(Math.abs(shares[height] - p), `height ${height}: ${shares[height]}`).toBeLessThan(number(law.tolerance, 'abs'));
      const height = shares.reduce((sum, share, k) => sum + k * share, 0);
      expect(Math.abs(height - number(law.expected, 'mean')), `mean ${height}`).toBeLessThan(number(law.tolerance, 'abs'));
    },
  },
  {
    law: 'sandpile_tau',
    long: true,
    try: async (law) => {
      const bounds = [64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192];
      const sizes = await avalanches(256, 12, 500, 8_192);
      const counts = bounds
        .slice(1)
        .map((bound, k) => sizes.filter((size) => size >= bounds[k] && size < bound).length / (bound - bounds[k]));
      const tau = -slope(
        bounds.slice(1).map((bound) => Math.log(bound)),
        counts.map((count) => Math.log(count)),
      );
      const [low, high] = (law.expected as { range: [number, number] }).range;
      expect(tau, `tau ${tau}`).toBeGreaterThan(low);
      expect(tau).toBeLessThan(high);
    },
  },
];

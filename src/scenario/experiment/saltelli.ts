// Variance-based sensitivity: which share of a metric's variance comes from which parameter. Imports engine's draws, sobol.

import { keyFromSeed, streamKey, uniform53 } from '../../engine/random.ts';
import { LabError } from '../../errors.ts';
import { sobol, SOBOL_DIMENSIONS } from './sobol.ts';

/** Shares of the variance that belong to one parameter. */
export interface SobolIndex {
  readonly name: string;
  /** by itself; sums to 1 over the parameters of an additive model */
  readonly first: number | null;
  readonly firstLow: number | null;
  readonly firstHigh: number | null;
  /** with all its interactions */
  readonly total: number | null;
  readonly totalLow: number | null;
  readonly totalHigh: number | null;
}

export interface SobolIndices {
  readonly indices: readonly SobolIndex[];
  /** blocks of k + 2 points in which every run gave a number */
  readonly blocks: number;
  /** estimators and intervals in words */
  readonly convention: string;
  /** why there are no indices; null when there are */
  readonly reason: string | null;
}

const RESAMPLES = 1_000;
const LEVEL = 0.95;

/** Points of one block: A, B, and A with one column of B for each parameter. */
export function blockSize(parameters: number): number {
  return parameters + 2;
}

/**
 * The points of Saltelli's radial sampling in the unit cube, block after block: A_j, B_j, then A_j with coordinate i of B_j for
 * each i. A and B are halves of one Sobol sequence of 2k dimensions, scrambled; more blocks leave those before as they are.
 *
 * @param scramble 32-bit integer, null for the plain sequence (whose first block is the origin alone)
 * @throws LabError E_FLAG for more than half of the dimensions that {@link sobol} has
 * @see Saltelli et al., Comput. Phys. Commun. 181:259 (2010). doi:10.1016/j.cpc.2009.09.018
 */
export function saltelliDesign(parameters: number, blocks: number, scramble: number | null): number[][] {
  if (2 * parameters > SOBOL_DIMENSIONS)
    throw new LabError(
      'E_FLAG',
      `Saltelli's design takes at most ${SOBOL_DIMENSIONS / 2} parameters, but ${parameters} vary. Screen them with --design morris.`,
    );
  const sequence = sobol(2 * parameters, scramble);
  return Array.from({ length: blocks }, (_, j) => {
    const both = sequence.point(j);
    const [a, b] = [both.slice(0, parameters), both.slice(parameters)];
    return [a, b, ...a.map((_value, i) => a.with(i, b[i]))];
  }).flat();
}

/**
 * First-order and total indices with bootstrap intervals, from the values at the points of {@link saltelliDesign}.
 * First: mean of f(B) (f(AB_i) - f(A)) / V (Saltelli et al. 2010, table 2 b); total: mean of (f(A) - f(AB_i))² / 2V
 * (Jansen 1999. doi:10.1016/S0010-4655(98)00154-4); V over A and B; f centred. Intervals: percentiles of resampled blocks.
 * Cost O(k · blocks · resamples).
 *
 * @param values one a point, null where there is none: its block is left out
 * @param seed of the bootstrap
 */
export function sobolIndices(
  names: readonly string[],
  values: readonly (number | null)[],
  seed: string,
  resamples = RESAMPLES,
): SobolIndices {
  const blocks = wholeBlocks(values, blockSize(names.length));
  const convention = `first order by Saltelli et al. 2010, total by Jansen 1999; ${LEVEL * 100} % percentile intervals of ${resamples} bootstrap resamples of blocks; replicates averaged first`;
  const all = Uint32Array.from(blocks, (_, b) => b);
  const point = estimate(blocks, all, names.length);
  if (point === null) {
    const reason =
      blocks.length < 2 ? `${blocks.length} whole blocks of points: at least 2 are needed` : 'the metric is the same at all points';
    const nothing = { first: null, firstLow: null, firstHigh: null, total: null, totalLow: null, totalHigh: null };
    return { indices: names.map((name) => ({ name, ...nothing })), blocks: blocks.length, convention, reason };
  }
  const { k0, k1 } = streamKey(keyFromSeed(seed), 'bootstrap of sensitivity', 0);
  const drawn = new Uint32Array(blocks.length);
  const resampled: Estimate[] = [];
  for (let r = 0; r < resamples; r++) {
    for (let b = 0; b < drawn.length; b++) drawn[b] = Math.floor(uniform53(k0, k1, b, r) * blocks.length);
    const each = estimate(blocks, drawn, names.length);
    if (each !== null) resampled.push(each);
  }
  const indices = names.map((name, i) => {
    const first = interval(resampled.map((each) => each.first[i]));
    const total = interval(resampled.map((each) => each.total[i]));
    return {
      name,
      first: point.first[i],
      firstLow: first?.low ?? null,
      firstHigh: first?.high ?? null,
      total: point.total[i],
      totalLow: total?.low ?? null,
      totalHigh: total?.high ?? null,
    };
  });
  return { indices, blocks: blocks.length, convention, reason: null };
}

function wholeBlocks(values: readonly (number | null)[], size: number): Float64Array[] {
  const blocks: Float64Array[] = [];
  for (let at = 0; at + size <= values.length; at += size) {
    const block = values.slice(at, at + size).filter((value) => value !== null);
    if (block.length === size) blocks.push(Float64Array.from(block));
  }
  return blocks;
}

interface Estimate {
  readonly first: Float64Array;
  readonly total: Float64Array;
}

/** Indices of the chosen blocks; null for fewer than two, and where their variance is 0 or lost in rounding. */
function estimate(blocks: readonly Float64Array[], chosen: Uint32Array, parameters: number): Estimate | null {
  const n = chosen.length;
  if (n < 2) return null;
  let mean = 0;
  for (const b of chosen) mean += (blocks[b][0] + blocks[b][1]) / (2 * n);
  let variance = 0;
  let scale = 0;
  const [first, total] = [new Float64Array(parameters), new Float64Array(parameters)];
  for (const at of chosen) {
    const block = blocks[at];
    const [a, b] = [block[0] - mean, block[1] - mean];
    variance += (a * a + b * b) / (2 * n - 1);
    scale = Math.max(scale, Math.abs(block[0]), Math.abs(block[1]));
    for (let i = 0; i < parameters; i++) {
      const mixed = block[i + 2] - mean;
      first[i] += (b * (mixed - a)) / n;
      total[i] += (a - mixed) ** 2 / (2 * n);
    }
  }
  if (!(Math.sqrt(variance) > 1e-14 * scale)) return null;
  return { first: first.map((value) => value / variance), total: total.map((value) => value / variance) };
}

function interval(values: number[]): { low: number; high: number } | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))];
  return { low: at((1 - LEVEL) / 2), high: at((1 + LEVEL) / 2) };
}

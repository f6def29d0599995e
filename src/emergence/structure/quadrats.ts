// Points counted by cells of a grid: dispersion and entropy. Imports errors, measure, source, cells and points.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import type { Box, Source, SourceOptions } from '../source.ts';
import { range } from './cells.ts';
import { pointsOf, type Points } from './points.ts';

export interface QuadratOptions extends SourceOptions {
  /** cells along each axis; 10 along each when left out */
  readonly bins?: readonly number[];
}

/** Points in each cell, x fastest, and what is said of how they were counted. */
interface Counted {
  readonly counts: Float64Array;
  readonly points: number;
  readonly grid: string;
}

/**
 * Variance-to-mean ratio of the counts of points by cells of a grid, variance divided by (cells - 1): 1 of points placed at random
 * (Poisson), above where they gather, below where they keep apart. O(N + cells).
 *
 * @returns dimensionless; none without points, or of fewer than two cells
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths or not finite, or bins out of range
 * @see Clapham, Journal of Ecology 24:232-251 (1936). doi:10.2307/2256277
 */
export function varianceToMean(source: Source, options: QuadratOptions = {}): Measured {
  const counted = quadrats(source, options);
  const about = { units: 'dimensionless', convention: `variance (cells - 1) / mean of counts, ${grid(counted)}` };
  if (typeof counted === 'string') return nothing(counted, about);
  const { counts, points } = counted;
  if (counts.length < 2) return nothing('there are fewer than two cells', about);
  const mean = points / counts.length;
  let squares = 0;
  for (const n of counts) squares += (n - mean) ** 2;
  return found(squares / (counts.length - 1) / mean, about);
}

/**
 * Shannon entropy -Σ p log2 p of the shares of points in the cells of a grid (plug-in), in [0, log2 cells]: 0 when all are in one.
 * O(N + cells).
 *
 * @returns bits; none without points
 * @throws LabError E_METRIC as {@link varianceToMean}
 * @see Batty, Geographical Analysis 6:1-31 (1974). doi:10.1111/j.1538-4632.1974.tb01014.x
 */
export function spatialEntropy(source: Source, options: QuadratOptions = {}): Measured {
  const counted = quadrats(source, options);
  const about = { units: 'bits', convention: `plug-in shares, log base 2, ${grid(counted)}` };
  if (typeof counted === 'string') return nothing(counted, about);
  let sum = 0;
  for (const n of counted.counts) if (n > 0) sum += (n / counted.points) * Math.log2(counted.points / n);
  return found(sum, about);
}

const grid = (counted: Counted | string): string => (typeof counted === 'string' ? 'cells of a grid' : counted.grid);

function quadrats(source: Source, options: QuadratOptions): Counted | string {
  const given = pointsOf(source, options);
  if (typeof given === 'string') return given;
  const { points } = given;
  if (points.count === 0) return 'there are no points';
  const bins = options.bins ?? points.axes.map(() => 10);
  if (bins.length !== points.axes.length || !bins.every((n) => Number.isSafeInteger(n) && n > 0))
    throw new LabError(
      'E_METRIC',
      `bins must be a whole number above 0 for each of ${points.axes.length} axes, but got [${bins.join(', ')}].`,
    );
  const box = about(points);
  const counts = countBy(points, box.low, box.size, bins);
  const where = points.size === null ? 'the smallest box about the points' : 'the space';
  return { counts, points: points.count, grid: `${bins.join(' × ')} cells of ${where}` };
}

/** The box that points are counted in: their space, or the smallest about them. */
function about({ axes, size }: Points): { low: number[]; size: readonly number[] } {
  if (size !== null) return { low: axes.map(() => 0), size };
  const ranges = axes.map(range);
  return { low: ranges.map(([least]) => least), size: ranges.map(([least, most]) => most - least) };
}

/** Cells are [lo, hi); the last one along each axis holds its upper edge too. */
export function countBy({ axes, count }: Points, low: readonly number[], size: Box['size'], bins: readonly number[]): Float64Array {
  const counts = new Float64Array(bins.reduce((product, n) => product * n, 1));
  for (let i = 0; i < count; i++) {
    let cell = 0;
    for (let d = axes.length - 1; d >= 0; d--) cell = cell * bins[d] + binOf(axes[d][i] - low[d], size[d], bins[d]);
    counts[cell]++;
  }
  return counts;
}

/** Cell of a place in [0, size]; a world may let one stand a hair outside. */
export function binOf(place: number, size: number, bins: number): number {
  if (size === 0) return 0;
  return Math.max(0, Math.min(bins - 1, Math.floor((place / size) * bins)));
}

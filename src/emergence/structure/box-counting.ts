// Fractal dimension by box counting. Imports errors, measure, source, cells, points and quadrats.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import type { Source, SourceOptions } from '../source.ts';
import { range } from './cells.ts';
import { pointsOf, type Points } from './points.ts';
import { binOf } from './quadrats.ts';

export interface BoxCountingOptions extends SourceOptions {
  /** boxes along the longest side, growing; powers of two from 2 on when left out, as long as occupied boxes hold 5 points on average */
  readonly boxes?: readonly number[];
}

export interface BoxCounting {
  /** slope of log(occupied boxes) against log(boxes along the longest side), by least squares */
  readonly dimension: number;
  readonly boxes: readonly number[];
  readonly occupied: readonly number[];
}

/**
 * Box-counting (Minkowski) dimension of a set of points: the box (the space, or the smallest about the points) is cut into cubes whose
 * side is its longest side / n, and the number of cubes that hold a point grows as n^D. 0 of one place, 1 of a line, log2 3 of the
 * Sierpiński triangle, the dimension of space where it is filled. O(N log N) for each n.
 *
 * @returns dimensionless, with the counts; none without points or with fewer than two sizes of boxes that are still filled
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths or not finite, or boxes that do not grow
 * @see Falconer, Fractal Geometry, ch. 2 (2014). doi:10.1002/0470013850
 */
export function boxCounting(source: Source, options: BoxCountingOptions = {}): Measured<BoxCounting> {
  const { boxes: asked } = options;
  if (asked && !(asked.length >= 2 && asked.every((n, at) => Number.isSafeInteger(n) && n > (at === 0 ? 0 : asked[at - 1]))))
    throw new LabError('E_METRIC', `boxes must be two or more whole numbers that grow from 1 on, but got [${asked.join(', ')}].`);
  const about = {
    units: 'dimensionless',
    convention: `least-squares slope of log occupied boxes over log boxes a side, ${asked ? `${asked.join(', ')} a side` : 'powers of two while occupied boxes hold 5 points on average'}`,
  };
  const given = pointsOf(source, options);
  if (typeof given === 'string') return nothing(given, about);
  const { points } = given;
  if (points.count === 0) return nothing('there are no points', about);
  const boxes: number[] = [];
  const occupied: number[] = [];
  for (const n of asked ?? powers(points.axes.length)) {
    const filled = occupiedBy(points, n);
    if (!asked && filled * 5 > points.count) break;
    boxes.push(n);
    occupied.push(filled);
  }
  if (boxes.length < 2) return nothing('there are too few points for two sizes of boxes', about);
  return found({ dimension: slope(boxes.map(Math.log), occupied.map(Math.log)), boxes, occupied }, about);
}

/** Dimension alone, as a metric of a run: of {@link boxCounting}. */
export function boxDimension(source: Source, options: BoxCountingOptions = {}): Measured {
  const { value, ...rest } = boxCounting(source, options);
  return { ...rest, value: value?.dimension ?? null };
}

/** Keys of boxes are whole numbers below 2^53. */
function powers(dimensions: number): number[] {
  return Array.from({ length: Math.floor(51 / dimensions) }, (_, k) => 2 ** (k + 1));
}

function occupiedBy({ axes, count, size }: Points, n: number): number {
  const ranges = axes.map((axis, d) => (size === null ? range(axis) : [0, size[d]]));
  const longest = Math.max(...ranges.map(([least, most]) => most - least));
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let key = 0;
    for (let d = 0; d < axes.length; d++) key = key * n + binOf(axes[d][i] - ranges[d][0], longest, n);
    keys[i] = key;
  }
  keys.sort();
  let filled = 1;
  for (let i = 1; i < count; i++) if (keys[i] !== keys[i - 1]) filled++;
  return filled;
}

/** Slope of the line of least squares through points of which two differ in x. */
export function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length;
  const [mx, my] = [mean(x), mean(y)];
  let xy = 0;
  let xx = 0;
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) ** 2;
  }
  return xy / xx;
}

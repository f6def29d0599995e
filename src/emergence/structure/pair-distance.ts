// Mean distance of pairs. Imports engine, measure, source and points.

import { integer, keyFromSeed, streamKey } from '../../engine/random.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { whole, type Source, type SourceOptions } from '../source.ts';
import { pointsOf, type Points } from './points.ts';

/** Pairs looked at when there are more: those of a thousand points. A mean of so many is right to a thousandth. */
const PAIRS = 499_500;

export interface PairDistanceOptions extends SourceOptions {
  /** pairs drawn when there are more; 499,500 when left out. All pairs are taken where there are no more than these. */
  readonly pairs?: number;
  /** of the draws; "pairs" when left out */
  readonly seed?: string;
}

/**
 * Mean distance of the pairs i < j. O(N²) up to `pairs` pairs; of more, that many are drawn with replacement from the seed, O(pairs).
 *
 * @returns lengths of the model; none of fewer than two points
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths, or not finite, or pairs out of range
 */
export function meanPairDistance(source: Source, options: PairDistanceOptions = {}): Measured {
  const { pairs = PAIRS, seed = 'pairs' } = options;
  whole('pairs', pairs, 1);
  const given = pointsOf(source, options);
  if (typeof given === 'string') return nothing(given, { units: 'lengths of the model', convention: 'mean over pairs i < j' });
  const { points } = given;
  const all = (points.count * (points.count - 1)) / 2;
  const which = all <= pairs ? 'all pairs i < j' : `${pairs} of ${all} pairs i < j, drawn with replacement from seed "${seed}"`;
  const about = { units: points.unit, convention: `mean over ${which}, ${points.boundary}` };
  if (points.count < 2) return nothing('there are fewer than two points', about);
  return found(all <= pairs ? ofAll(points) / all : ofDrawn(points, pairs, seed) / pairs, about);
}

/** Distance of two points, the shortest way. */
export function distance({ axes, size, periodic }: Points, i: number, j: number): number {
  let square = 0;
  for (let d = 0; d < axes.length; d++) {
    let delta = Math.abs(axes[d][j] - axes[d][i]);
    if (periodic && size !== null && delta > size[d] / 2) delta = size[d] - delta;
    square += delta * delta;
  }
  return Math.sqrt(square);
}

/** Σ over pairs; one sum a row, so that rounding does not grow with the number of pairs. */
function ofAll(points: Points): number {
  let total = 0;
  for (let i = 1; i < points.count; i++) {
    let row = 0;
    for (let j = 0; j < i; j++) row += distance(points, i, j);
    total += row;
  }
  return total;
}

function ofDrawn(points: Points, pairs: number, seed: string): number {
  const { k0, k1 } = streamKey(keyFromSeed(seed), 'pairs', 0);
  let total = 0;
  for (let p = 0; p < pairs; p++) {
    const i = integer(k0, k1, p, 0, points.count);
    const j = integer(k0, k1, p, 1, points.count - 1);
    total += distance(points, i, j < i ? j : j + 1);
  }
  return total;
}

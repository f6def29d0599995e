// Giant number fluctuations. Imports errors, measure, source and structure.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import type { Source, SourceOptions } from '../source.ts';
import { slope } from '../structure/box-counting.ts';
import { pointsOf } from '../structure/points.ts';
import { countBy } from '../structure/quadrats.ts';

export interface NumberFluctuationOptions extends SourceOptions {
  /** boxes along each axis, two or more numbers of at least 2; 2, 4, 8, 16, 32 when left out */
  readonly boxes?: readonly number[];
}

export interface NumberFluctuations {
  /** α of Δn ~ n^α: 1/2 where agents are placed at random, up to 1 in giant fluctuations */
  readonly exponent: number;
  /** mean number of agents in a box, for each size of boxes */
  readonly means: readonly number[];
  /** standard deviation (divided by the number of counts) of that number, over boxes and snapshots */
  readonly deviations: readonly number[];
}

/**
 * Giant number fluctuations: how the standard deviation Δn of the number of agents in a box grows with its mean n, Δn ~ n^α, by least
 * squares of logs over box sizes. Snapshots of a run are counted together; one will do, with larger errors at large boxes. The total
 * is fixed, which lowers Δn where boxes are as large as half the space. O(snapshots × N × sizes).
 *
 * @param source one snapshot, or several of one space
 * @returns dimensionless; none without agents, a space, or two sizes at which numbers differ
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths or not finite, or boxes out of range
 * @see Chaté, Ginelli & Montagne, PRL 96:180602 (2006). doi:10.1103/PhysRevLett.96.180602
 */
export function numberFluctuations(
  source: Source | readonly Source[],
  options: NumberFluctuationOptions = {},
): Measured<NumberFluctuations> {
  const { boxes = [2, 4, 8, 16, 32] } = options;
  if (!(boxes.length >= 2 && boxes.every((n) => Number.isSafeInteger(n) && n >= 2)))
    throw new LabError(
      'E_METRIC',
      `boxes must be two or more whole numbers of at least 2, but got [${boxes.join(', ')}]. Set options.boxes.`,
    );
  const about = { units: 'dimensionless', convention: `slope of log sd over log mean of counts, boxes a side: ${boxes.join(', ')}` };
  const snapshots = Array.isArray(source) ? (source as readonly Source[]) : [source as Source]; // Array.isArray does not narrow read-only arrays
  const tallies = boxes.map(() => ({ n: 0, sum: 0, squares: 0 }));
  for (const snapshot of snapshots) {
    const given = pointsOf(snapshot, options);
    if (typeof given === 'string') return nothing(given, about);
    const { points } = given;
    const { size } = points;
    if (size === null) return nothing('open space cannot be cut into boxes: give options.space', about);
    boxes.forEach((side, b) => {
      const counts = countBy(
        points,
        [0, 0, 0],
        size,
        points.axes.map(() => side),
      );
      for (const n of counts) {
        tallies[b].n++;
        tallies[b].sum += n;
        tallies[b].squares += n * n;
      }
    });
  }
  if (tallies.every(({ sum }) => sum === 0)) return nothing('there are no agents', about);
  const means = tallies.map(({ n, sum }) => sum / n);
  const deviations = tallies.map(({ n, squares }, b) => Math.sqrt(Math.max(0, squares / n - means[b] ** 2)));
  const usable = means.map((_, b) => b).filter((b) => deviations[b] > 0);
  if (new Set(usable.map((b) => means[b])).size < 2) return nothing('numbers differ at fewer than two sizes of boxes', about);
  const exponent = slope(
    usable.map((b) => Math.log(means[b])),
    usable.map((b) => Math.log(deviations[b])),
  );
  return found({ exponent, means, deviations }, about);
}

// Which means lie above a level by more than chance. Imports this folder.

import type { CurvePoint } from './curve.ts';
import { studentQuantile } from './student.ts';

/** Chance of any false one among all points. */
const LEVEL = 0.05;

/**
 * Places of the points whose mean is above the level, one-sided by Student's t at 5 % over all points together (Bonferroni).
 *
 * @returns null when no point has two replicates
 */
export function beyondMeans(points: readonly Pick<CurvePoint, 'mean' | 'se' | 'n'>[], level: number): number[] | null {
  const tested = points.filter(({ se }) => se !== null).length;
  if (tested === 0) return null;
  return points.flatMap(({ mean, se, n }, i) =>
    mean !== null && se !== null && mean - studentQuantile(1 - LEVEL / tested, n - 1) * se > level ? [i] : [],
  );
}

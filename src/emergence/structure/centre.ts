// The middle of points, also where space has a seam. Imports angles and points.

import { sumOfAngles } from '../order/angles.ts';
import { along, type Points } from './points.ts';

export interface Centre {
  readonly at: readonly number[];
  /** from the centre to each point, the shortest way, one array an axis */
  readonly offsets: readonly Float64Array[];
}

/** What is said of centres in conventions. */
export function centreConvention({ periodic }: Points): string {
  return periodic ? 'about the circular mean of the torus, moved once by the mean of the wrapped offsets' : 'about the centroid';
}

/**
 * Centroid of one or more points. On a torus each axis has the circular mean, the angle of Σ exp(2πi x / L), which is then moved by the
 * mean of the shortest offsets from it: points that lie within half a box have the centroid that they have anywhere else. O(N).
 *
 * @returns null where an axis of a torus has no circular mean (points spread evenly round it)
 * @see Bai & Breen, Journal of Graphics Tools 13(4):53-60 (2008). doi:10.1080/2151237X.2008.10129266
 */
export function centreOf(points: Points): Centre | null {
  const { axes, count, size, periodic } = points;
  const at: number[] = [];
  const offsets: Float64Array[] = [];
  for (let d = 0; d < axes.length; d++) {
    const start = periodic && size !== null ? circularMean(axes[d], size[d]) : axes[d][0];
    if (start === null) return null;
    const off = new Float64Array(count);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += off[i] = along(points, d, start, axes[d][i]);
    const mean = sum / count;
    const here = start + mean;
    for (let i = 0; i < count; i++) off[i] = periodic ? along(points, d, 0, off[i] - mean) : off[i] - mean;
    at.push(periodic && size !== null ? here - size[d] * Math.floor(here / size[d]) : here);
    offsets.push(off);
  }
  return { at, offsets };
}

/** Circular mean of positions in [0, size); null where the resultant is nil but for rounding. */
function circularMean(axis: Float64Array, size: number): number | null {
  const turn = (2 * Math.PI) / size;
  const { x, y } = sumOfAngles(axis, turn);
  if (Math.hypot(x, y) < 1e-12 * axis.length) return null;
  const mean = Math.atan2(y, x) / turn;
  return mean < 0 ? mean + size : mean;
}

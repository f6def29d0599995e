// Area of the convex hull. Imports measure, source, centre and points.

import { found, nothing, type Measured } from '../measure.ts';
import type { Source, SourceOptions } from '../source.ts';
import { centreOf } from './centre.ts';
import { pointsOf } from './points.ts';

/**
 * Area of the convex hull of points in the plane: Andrew's monotone chain, then the shoelace formula. Points of a torus are unwrapped
 * about their centre first, which is right for a flock that lies within half a box. O(N log N).
 *
 * @returns squared lengths of the model, 0 of points on one line; none of no points, in three dimensions, or where there is no centre
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths, or not finite
 * @see Andrew, Information Processing Letters 9(5):216-219 (1979). doi:10.1016/0020-0190(79)90072-3
 */
export function convexHullArea(source: Source, options: SourceOptions = {}): Measured {
  const given = pointsOf(source, options);
  if (typeof given === 'string') return nothing(given, { units: 'squared lengths of the model', convention: 'area of the convex hull' });
  const { points } = given;
  const how = points.periodic ? 'points of the torus unwrapped about their circular mean' : points.boundary;
  const about = { units: `squared ${points.unit}`, convention: `area of the convex hull, ${how}` };
  if (points.axes.length === 3) return nothing('the hull is only taken in the plane', about);
  if (points.count === 0) return nothing('there are no points', about);
  const centre = centreOf(points);
  if (centre === null) return nothing('points spread evenly round the torus have no centre to unwrap them about', about);
  const [x, y] = centre.offsets;
  return found(area(hull(x, y), x, y), about);
}

/** Corners of the hull, counter-clockwise. */
function hull(x: Float64Array, y: Float64Array): number[] {
  const order = Uint32Array.from(x, (_, i) => i).sort((i, j) => x[i] - x[j] || y[i] - y[j]);
  const chain = (each: Iterable<number>): number[] => {
    const out: number[] = [];
    for (const i of each) {
      while (out.length > 1 && turn(x, y, out[out.length - 2], out[out.length - 1], i) <= 0) out.pop();
      out.push(i);
    }
    out.pop();
    return out;
  };
  return [...chain(order), ...chain(order.reverse())];
}

/** Twice the area of the triangle i, j, k: above 0 where it turns left. */
function turn(x: Float64Array, y: Float64Array, i: number, j: number, k: number): number {
  return (x[j] - x[i]) * (y[k] - y[i]) - (y[j] - y[i]) * (x[k] - x[i]);
}

function area(corners: readonly number[], x: Float64Array, y: Float64Array): number {
  let twice = 0;
  for (let c = 2; c < corners.length; c++) twice += turn(x, y, corners[0], corners[c - 1], corners[c]);
  return Math.max(0, twice / 2);
}

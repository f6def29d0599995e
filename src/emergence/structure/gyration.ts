// Radius of gyration. Imports measure, source, centre and points.

import { found, nothing, type Measured } from '../measure.ts';
import type { Source, SourceOptions } from '../source.ts';
import { centreConvention, centreOf } from './centre.ts';
import { pointsOf } from './points.ts';

/**
 * Radius of gyration √(mean |r_i - r_c|²) about the centre r_c of all points. O(N).
 *
 * @returns lengths of the model; none without points, or where points spread evenly round a torus have no centre
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths, or not finite
 */
export function radiusOfGyration(source: Source, options: SourceOptions = {}): Measured {
  const given = pointsOf(source, options);
  if (typeof given === 'string')
    return nothing(given, { units: 'lengths of the model', convention: 'root mean square distance to the centre' });
  const { points } = given;
  const about = { units: points.unit, convention: `root mean square distance ${centreConvention(points)}` };
  if (points.count === 0) return nothing('there are no points', about);
  const centre = centreOf(points);
  if (centre === null) return nothing('points spread evenly round the torus have no centre', about);
  let sum = 0;
  for (const axis of centre.offsets) for (let i = 0; i < axis.length; i++) sum += axis[i] * axis[i];
  return found(Math.sqrt(sum / points.count), about);
}

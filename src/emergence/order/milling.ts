// Rotation about the centre: mills. Imports measure, source, structure and velocities.

import { found, nothing, type Measured } from '../measure.ts';
import type { Source, SourceOptions } from '../source.ts';
import { centreConvention, centreOf } from '../structure/centre.ts';
import { pointsOf } from '../structure/points.ts';
import { DIRECTIONS, lengthsOf, velocitiesOf, VELOCITIES } from './velocities.ts';

/**
 * Rotation order m = |mean of r̂_i × v̂_i| of Couzin et al. (2002): unit vectors from the centre and of motion. 1 when all circle one way.
 * Agents at rest or at the centre are left out. In three dimensions the length of the mean vector. O(N).
 *
 * @returns dimensionless, in [0, 1]; none without such agents, or where agents spread evenly round a torus have no centre
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths, or not finite
 * @see Couzin, Krause, James, Ruxton & Franks, J. Theor. Biol. 218:1-11 (2002). doi:10.1006/jtbi.2002.3065
 */
export function milling(source: Source, options: SourceOptions = {}): Measured {
  return rotation(source, options, DIRECTIONS, '|mean of r̂ × v̂|, agents at rest or at the centre left out', true);
}

/**
 * Normalised angular momentum |Σ r_i × v_i| / Σ |r_i| |v_i| about the centre: as {@link milling}, but the far and the fast count for more.
 * O(N).
 *
 * @returns dimensionless, in [0, 1]; none and errors as {@link milling}
 * @see Couzin et al., J. Theor. Biol. 218:1-11 (2002). doi:10.1006/jtbi.2002.3065
 */
export function angularMomentum(source: Source, options: SourceOptions = {}): Measured {
  return rotation(source, options, VELOCITIES, '|Σ r × v| / Σ |r| |v|', false);
}

function rotation(source: Source, options: SourceOptions, sets: readonly (readonly string[])[], formula: string, unit: boolean): Measured {
  const about = { units: 'dimensionless', convention: formula };
  const given = pointsOf(source, options, sets);
  if (typeof given === 'string') return nothing(given, about);
  const { points, rest } = given;
  const says = { ...about, convention: `${formula}, ${centreConvention(points)}` };
  if (points.count === 0) return nothing('there are no agents', says);
  const centre = centreOf(points);
  if (centre === null) return nothing('agents spread evenly round the torus have no centre', says);
  const v = velocitiesOf(rest);
  const [rx, ry, rz] = centre.offsets;
  const [vx, vy, vz] = v;
  const far = lengthsOf(centre.offsets);
  const fast = lengthsOf(v);
  const sum = [0, 0, 0];
  let whole = 0;
  for (let i = 0; i < points.count; i++) {
    const weight = far[i] * fast[i];
    if (weight === 0) continue;
    const share = unit ? 1 / weight : 1;
    const z = rz ? rz[i] : 0;
    const w = vz ? vz[i] : 0;
    sum[0] += (ry[i] * w - z * vy[i]) * share;
    sum[1] += (z * vx[i] - rx[i] * w) * share;
    sum[2] += (rx[i] * vy[i] - ry[i] * vx[i]) * share;
    whole += unit ? 1 : weight;
  }
  if (whole === 0) return nothing('no agent moves away from the centre', says);
  return found(Math.min(1, Math.hypot(...sum) / whole), says);
}

// Nematic order: one axis, whichever way along it. Imports measure, source, angles and velocities.

import { found, nothing, type Measured } from '../measure.ts';
import { broken, take, type Source, type SourceOptions } from '../source.ts';
import { sumOfAngles } from './angles.ts';
import { DIRECTIONS, lengthsOf, velocitiesOf } from './velocities.ts';

/**
 * Nematic order parameter. In the plane |mean e^{2iθ}|; in space the largest eigenvalue S of Q = mean of (3 n nᵀ - 1) / 2, n the unit
 * vector of motion. 1 when all move along one line, either way. Agents at rest are left out. O(N).
 *
 * @returns dimensionless, in [0, 1]; none without such columns, without agents, or when no agent moves
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths, or not finite
 * @see Chaté, Ginelli & Montagne, PRL 96:180602 (2006). doi:10.1103/PhysRevLett.96.180602
 */
export function nematicOrder(source: Source, options: SourceOptions = {}): Measured {
  const about = {
    units: 'dimensionless',
    convention: '|mean exp(2iθ)| in the plane, largest eigenvalue of the mean of (3 n nᵀ - 1) / 2 in space; agents at rest are left out',
  };
  const taken = take(source, DIRECTIONS, options);
  if (typeof taken === 'string') return nothing(taken, about);
  const fault = broken(taken);
  if (fault !== null) return nothing(fault, about);
  if (taken.count === 0) return nothing('there are no agents', about);
  if (taken.names[0] === 'heading') {
    const { x, y } = sumOfAngles(taken.columns[0], 2);
    return found(Math.min(1, Math.hypot(x, y) / taken.count), about);
  }
  const v = velocitiesOf(taken);
  const { mean, moving } = secondMoments(v);
  if (moving === 0) return nothing('no agent moves', about);
  const [xx, yy, zz, xy, xz, yz] = mean;
  if (v.length === 2) return found(Math.min(1, Math.hypot(xx - yy, 2 * xy)), about);
  return found(Math.min(1, (3 * largestEigenvalue(xx, yy, zz, xy, xz, yz) - 1) / 2), about);
}

/** Means of the products of the components of unit vectors: xx, yy, zz, xy, xz, yz. */
function secondMoments(v: readonly Float64Array[]): { mean: number[]; moving: number } {
  const [vx, vy] = v;
  const speeds = lengthsOf(v);
  const sum = [0, 0, 0, 0, 0, 0];
  let moving = 0;
  for (let i = 0; i < speeds.length; i++) {
    if (speeds[i] === 0) continue;
    const x = vx[i] / speeds[i];
    const y = vy[i] / speeds[i];
    const z = v.length === 3 ? v[2][i] / speeds[i] : 0;
    sum[0] += x * x;
    sum[1] += y * y;
    sum[2] += z * z;
    sum[3] += x * y;
    sum[4] += x * z;
    sum[5] += y * z;
    moving++;
  }
  return { mean: sum.map((each) => each / moving), moving };
}

/** Of a symmetric matrix, by Jacobi's rotations: correct to rounding also where eigenvalues coincide. */
function largestEigenvalue(xx: number, yy: number, zz: number, xy: number, xz: number, yz: number): number {
  const a = [
    [xx, xy, xz],
    [xy, yy, yz],
    [xz, yz, zz],
  ];
  for (let sweep = 0; sweep < 20; sweep++) {
    for (const [p, q] of [[0, 1], [0, 2], [1, 2]] as const) rotate(a, p, q); // prettier-ignore
    if (Math.abs(a[0][1]) + Math.abs(a[0][2]) + Math.abs(a[1][2]) < 1e-17) break;
  }
  return Math.max(a[0][0], a[1][1], a[2][2]);
}

/** Turn the axes p and q so that a[p][q] vanishes. */
function rotate(a: number[][], p: number, q: number): void {
  if (a[p][q] === 0) return;
  const half = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1));
  const cos = 1 / Math.hypot(tangent, 1);
  const sin = tangent * cos;
  for (let k = 0; k < 3; k++) [a[k][p], a[k][q]] = [cos * a[k][p] - sin * a[k][q], sin * a[k][p] + cos * a[k][q]];
  for (let k = 0; k < 3; k++) [a[p][k], a[q][k]] = [cos * a[p][k] - sin * a[q][k], sin * a[p][k] + cos * a[q][k]];
}

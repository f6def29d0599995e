// Polarization: how much a flock moves one way. Imports source, measure and angles.

import { found, nothing, type Measured } from '../measure.ts';
import { broken, take, type Source, type SourceOptions, type Taken } from '../source.ts';
import { inBlocks, sumOfAngles } from './angles.ts';

const UNIT = {
  units: 'dimensionless',
  convention: '|mean of unit vectors of motion|; agents at rest are left out; in [0, 1]',
};
const WEIGHTED = {
  units: 'dimensionless',
  convention: '|sum of velocities| / sum of speeds; agents with a heading alone all count with one speed; in [0, 1]',
};

/** Squares of speeds within are neither rounded to 0 nor infinite. */
const LEAST = 1e-280;
const MOST = 1e280;

/**
 * Order parameter φ = |mean of unit headings| of Vicsek et al. (1995), eq. 3: 1 when all move one way, about √(π / 4N) for N random
 * headings in the plane. Taken of a `heading` (radians) or else of a velocity `vx`, `vy`(, `vz`); agents at rest have no heading and
 * are left out. O(N).
 *
 * @returns dimensionless, in [0, 1]; none without such columns, without agents, when no agent moves
 * @throws LabError E_METRIC for plain columns that are missing, of different lengths, or not finite
 * @see doi:10.1103/PhysRevLett.75.1226
 */
export function polarization(source: Source, options: SourceOptions = {}): Measured {
  const taken = take(source, [['heading'], ['vx', 'vy', 'vz?']], options);
  if (typeof taken === 'string') return nothing(taken, UNIT);
  if (taken.count === 0) return nothing('there are no agents', UNIT);
  if (taken.names[0] === 'heading') {
    const { x, y } = sumOfAngles(taken.columns[0]);
    return checked(taken, Math.sqrt(x * x + y * y) / taken.count, UNIT);
  }
  const [x, y, z, moving] = sums(taken, unitBlock);
  return moving === 0 ? nothing('no agent moves', UNIT) : checked(taken, Math.hypot(x, y, z) / moving, UNIT);
}

/**
 * Speed-weighted order parameter |Σ v| / Σ |v|, the v_a of Vicsek et al. (1995) where speeds differ: the fast count for more. Taken of
 * a velocity `vx`, `vy`(, `vz`), or else of a `heading` (radians), where it is {@link polarization}. O(N).
 *
 * @returns dimensionless, in [0, 1]; none without such columns, without agents, when no agent moves
 * @throws LabError E_METRIC as {@link polarization}
 * @see doi:10.1103/PhysRevLett.75.1226
 */
export function speedPolarization(source: Source, options: SourceOptions = {}): Measured {
  const taken = take(source, [['vx', 'vy', 'vz?'], ['heading']], options);
  if (typeof taken === 'string') return nothing(taken, WEIGHTED);
  if (taken.names[0] === 'heading') return { ...polarization(source, options), ...WEIGHTED };
  if (taken.count === 0) return nothing('there are no agents', WEIGHTED);
  const [x, y, z, speeds] = sums(taken, speedBlock);
  return speeds === 0 ? nothing('no agent moves', WEIGHTED) : checked(taken, Math.hypot(x, y, z) / speeds, WEIGHTED);
}

/** Rounding may leave a sum of unit vectors a hair above 1. Columns are looked through only where the result says that one is broken. */
function checked(taken: Taken, value: number, about: typeof UNIT): Measured {
  if (Number.isFinite(value)) return found(Math.min(1, value), about);
  return nothing(broken(taken) ?? 'velocities are too large to be added up', about);
}

type Sum = (vx: Float64Array, vy: Float64Array, vz: Float64Array | null, lo: number, hi: number, out: Float64Array, at: number) => void;

function sums({ columns }: Taken, sum: Sum): Float64Array {
  return inBlocks(columns, 4, (block, lo, hi, out, at) => sum(block[0], block[1], block.length > 2 ? block[2] : null, lo, hi, out, at));
}

/** Σ of unit vectors of the rows [lo, hi), and how many move. */
function unitBlock(
  vx: Float64Array,
  vy: Float64Array,
  vz: Float64Array | null,
  lo: number,
  hi: number,
  out: Float64Array,
  at: number,
): void {
  let x = 0;
  let y = 0;
  let z = 0;
  let moving = 0;
  for (let i = lo; i < hi; i++) {
    let a = vx[i];
    let b = vy[i];
    let c = vz === null ? 0 : vz[i];
    let square = a * a + b * b + c * c;
    if (!(square > LEAST && square < MOST)) {
      const largest = Math.max(Math.abs(a), Math.abs(b), Math.abs(c));
      if (largest === 0) continue;
      a /= largest;
      b /= largest;
      c /= largest;
      square = a * a + b * b + c * c;
    }
    const share = 1 / Math.sqrt(square);
    x += a * share;
    y += b * share;
    z += c * share;
    moving++;
  }
  out[at] = x;
  out[at + 1] = y;
  out[at + 2] = z;
  out[at + 3] = moving;
}

/** Σ of velocities of the rows [lo, hi), and Σ of speeds. */
function speedBlock(
  vx: Float64Array,
  vy: Float64Array,
  vz: Float64Array | null,
  lo: number,
  hi: number,
  out: Float64Array,
  at: number,
): void {
  let x = 0;
  let y = 0;
  let z = 0;
  let speeds = 0;
  for (let i = lo; i < hi; i++) {
    const c = vz === null ? 0 : vz[i];
    const square = vx[i] * vx[i] + vy[i] * vy[i] + c * c;
    x += vx[i];
    y += vy[i];
    z += c;
    speeds += square > LEAST && square < MOST ? Math.sqrt(square) : Math.hypot(vx[i], vy[i], c);
  }
  out[at] = x;
  out[at + 1] = y;
  out[at + 2] = z;
  out[at + 3] = speeds;
}

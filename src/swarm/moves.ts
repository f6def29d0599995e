// How particles move: hand-written loops over rows [lo, hi), plane by plane. Imports engine, bounds, draws and threefry-lanes.
// v velocity, x position, p personal best, l best personal best among the neighbours, U uniform in [0, 1).

import { CONFINED, confine } from './bounds.ts';
import { uniform32 } from '../engine/random.ts';
import { fillNormals } from './draws.ts';
import { uniformLanes, type UniformLanes } from './threefry-lanes.ts';

/** The columns of one buffer; plane d of a vector starts at d × capacity. */
export interface ParticleColumns {
  readonly id: Uint32Array;
  readonly x: Float64Array;
  readonly v: Float64Array;
  readonly best: Float64Array;
  readonly value: Float64Array;
  readonly bestValue: Float64Array;
}

/** What all kernels need to know of a swarm; arrays of one element a dimension. */
export interface MoveConstants {
  readonly dimensions: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** largest speed in each dimension, Infinity for none */
  readonly fastest: Float64Array;
  readonly inertia: number;
  readonly cognitive: number;
  readonly social: number;
  /** a particle that leads its own neighbours has nobody to follow: its third term is dropped */
  readonly leadless: boolean;
  /** index in BOUNDS */
  readonly bounds: number;
}

/** Working memory of one thread, as long as a chunk (`leaders` … `length`) or a chunk times dimensions (`gap`, `normals`). */
export interface MoveScratch {
  readonly leaders: Uint32Array;
  /** uniforms or normals of one dimension */
  readonly lanes: UniformLanes;
  /** weight of the leader */
  readonly pull: Float64Array;
  readonly radius: Float64Array;
  readonly length: Float64Array;
  readonly gap: Float64Array;
  readonly normals: Float64Array;
}

/** Both keys of a tick: of the velocities, and of particles that re-enter at random. */
export interface MoveKeys {
  k0: number;
  k1: number;
  e0: number;
  e1: number;
}

export function moveScratch(chunk: number, dimensions: number, sphere: boolean): MoveScratch {
  const of = (length: number): Float64Array => new Float64Array(length);
  const wide = sphere ? chunk * (dimensions + 1) : 0;
  return {
    leaders: new Uint32Array(chunk),
    lanes: uniformLanes(),
    pull: of(chunk),
    radius: of(chunk),
    length: of(chunk),
    gap: of(wide),
    normals: of(wide),
  };
}

/**
 * v' = inertia v + cognitive U1 (p - x) + social U2 (l - x), clamped; x' = x + v', confined. The inertia weight, the
 * constriction factor and SPSO-2007 have this form; the last drops the third term where a particle leads itself. Reads x, v and best of `now`; writes x and v of `next`.
 *
 * @see Shi & Eberhart, "A modified particle swarm optimizer", CEC 1998. doi:10.1109/ICEC.1998.699146
 * @see Clerc & Kennedy, IEEE TEC 6(1):58-73 (2002). doi:10.1109/4235.985692
 */
export function accelerate(
  now: ParticleColumns,
  next: ParticleColumns,
  capacity: number,
  lo: number,
  hi: number,
  self: MoveConstants,
  keys: MoveKeys,
  scratch: MoveScratch,
): void {
  const { dimensions, lower, upper, fastest, inertia, cognitive, social, bounds, leadless } = self;
  const { leaders, lanes, pull } = scratch;
  const { first, second } = lanes;
  const { x, v, best } = now;
  const { x: nextX, v: nextV } = next;
  for (let i = lo; i < hi; i++) pull[i - lo] = leadless && leaders[i - lo] === i ? 0 : social;
  for (let d = 0; d < dimensions; d++) {
    lanes.fill(keys.k0, keys.k1, lo, d, hi - lo);
    const low = lower[d],
      high = upper[d],
      most = fastest[d],
      plane = d * capacity;
    for (let i = lo; i < hi; i++) {
      const at = plane + i,
        n = i - lo,
        here = x[at];
      let speed = inertia * v[at] + cognitive * first[n] * (best[at] - here) + pull[n] * second[n] * (best[plane + leaders[n]] - here);
      if (speed > most) speed = most;
      else if (speed < -most) speed = -most;
      let to = here + speed;
      if (!(to >= low && to <= high)) {
        confine(bounds, to, speed, here, low, high, bounds === 4 ? uniform32(keys.e0, keys.e1, i, d) : 0);
        to = CONFINED.x;
        speed = CONFINED.v;
      }
      nextX[at] = to;
      nextV[at] = speed;
    }
  }
}

/**
 * v' = inertia v + s - x, where s is a random point of the ball around G through x: its direction is isotropic and its
 * distance from G is U |G - x|. G is the mean of x, x + c (p - x) and x + c (l - x); a particle that leads its own neighbours
 * leaves the third out. Draws no axis out, so that a rotated problem is the same problem. Reads x, v and best of `now`;
 * writes x and v of `next`.
 *
 * The distance is uniform, not uniform by volume: points gather about G in high dimensions too.
 * @see Zambrano-Bigiarini, Clerc & Rojas, CEC 2013, eqs. 4-7. doi:10.1109/CEC.2013.6557848
 */
export function sampleSphere(
  now: ParticleColumns,
  next: ParticleColumns,
  capacity: number,
  lo: number,
  hi: number,
  self: MoveConstants,
  keys: MoveKeys,
  scratch: MoveScratch,
): void {
  const { dimensions, lower, upper, fastest, inertia, bounds } = self;
  const { lanes, gap, normals, radius, length } = scratch;
  const { first } = lanes;
  const { x, v } = now;
  const { x: nextX, v: nextV } = next;
  const rows = hi - lo;
  gravityInto(now, capacity, lo, hi, self, scratch);
  isotropicInto(lo, hi, dimensions, keys, scratch);
  lanes.fill(keys.k0, keys.k1, lo, dimensions, rows);
  for (let n = 0; n < rows; n++) radius[n] = length[n] > 0 ? (first[n] * Math.sqrt(radius[n])) / Math.sqrt(length[n]) : 0;
  for (let d = 0; d < dimensions; d++) {
    const low = lower[d],
      high = upper[d],
      most = fastest[d],
      plane = d * capacity;
    for (let i = lo; i < hi; i++) {
      const at = plane + i,
        n = i - lo,
        here = x[at];
      let speed = inertia * v[at] + gap[d * rows + n] + radius[n] * normals[d * rows + n];
      if (speed > most) speed = most;
      else if (speed < -most) speed = -most;
      let to = here + speed;
      if (!(to >= low && to <= high)) {
        confine(bounds, to, speed, here, low, high, bounds === 4 ? uniform32(keys.e0, keys.e1, i, d) : 0);
        to = CONFINED.x;
        speed = CONFINED.v;
      }
      nextX[at] = to;
      nextV[at] = speed;
    }
  }
}

/** G - x into `gap` (plane d at d × rows) and its squared length into `radius`. */
function gravityInto(
  { x, best }: ParticleColumns,
  capacity: number,
  lo: number,
  hi: number,
  self: MoveConstants,
  { leaders, gap, radius }: MoveScratch,
): void {
  const { dimensions, cognitive, social } = self;
  const rows = hi - lo;
  radius.fill(0, 0, rows);
  for (let d = 0; d < dimensions; d++) {
    const plane = d * capacity;
    for (let i = lo; i < hi; i++) {
      const n = i - lo,
        here = x[plane + i],
        own = cognitive * (best[plane + i] - here);
      const toward = leaders[n] === i ? own / 2 : (own + social * (best[plane + leaders[n]] - here)) / 3;
      gap[d * rows + n] = toward;
      radius[n] += toward * toward;
    }
  }
}

/** A standard normal in every dimension into `normals` (plane d at d × rows), their squared length into `length`. */
function isotropicInto(lo: number, hi: number, dimensions: number, keys: MoveKeys, { normals, length, lanes }: MoveScratch): void {
  const { first, second } = lanes;
  const rows = hi - lo;
  length.fill(0, 0, rows);
  for (let d = 0; d < dimensions; d += 2) {
    fillNormals(lanes, keys.k0, keys.k1, lo, d, rows);
    for (let n = 0; n < rows; n++) {
      normals[d * rows + n] = first[n];
      normals[(d + 1) * rows + n] = second[n]; // an odd last plane has room and is not counted
      length[n] += first[n] * first[n] + (d + 1 < dimensions ? second[n] * second[n] : 0);
    }
  }
}

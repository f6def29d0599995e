// What a swarm's reports show, as pure functions of its world: null where undefined, never NaN. Imports engine.

import type { World } from '../engine/world.ts';
import { PARTICLE } from './particles.ts';

type Plain = (world: World) => number | null;

/** Best value so far. */
export const bestValue: Plain = ({ globals }) => finite(globals.bestValue);

/** Evaluations done. */
export const evaluationCount: Plain = ({ globals }) => globals.evaluations;

/** Mean of the finite values of this iteration. */
export const meanValue: Plain = (world) => {
  const values = world.kinds[PARTICLE].column('value');
  let sum = 0,
    count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return finite(sum / count);
};

/** Quantile `q` in [0, 1] of the particles' best values, by linear interpolation (Hyndman & Fan 1996, type 7). */
export function bestValueQuantile(q: number): Plain {
  return (world) => quantile(Float64Array.from(world.kinds[PARTICLE].column('bestValue')).filter(Number.isFinite), q);
}

/** Mean distance of the particles from their centroid, in diagonals of the box. */
export function diversity(lower: ArrayLike<number>, upper: ArrayLike<number>): Plain {
  return (world) => {
    const { count } = world.kinds[PARTICLE];
    const distances = squaredDistances(world, centroid(world));
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.sqrt(distances[i]);
    return finite(sum / count / diagonal(lower, upper));
  };
}

/** Distance of the particles from the best point found, in diagonals of the box: its quantile `q`, the median by default. */
export function distanceToBest(lower: ArrayLike<number>, upper: ArrayLike<number>, q = 0.5): Plain {
  return (world) => {
    const best = (d: number): number => world.kinds[PARTICLE].column('best', d)[world.globals.bestIndex];
    const distances = squaredDistances(
      world,
      Float64Array.from({ length: lower.length }, (_, d) => best(d)),
    );
    const distance = quantile(distances.map(Math.sqrt), q);
    return distance === null ? null : finite(distance / diagonal(lower, upper));
  };
}

function dimensionsOf(world: World): number {
  return world.kinds[PARTICLE].columns[0].size;
}

function centroid(world: World): Float64Array {
  const { count, column } = world.kinds[PARTICLE];
  return Float64Array.from({ length: dimensionsOf(world) }, (_, d) => {
    const x = column('x', d);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += x[i];
    return sum / count;
  });
}

function squaredDistances(world: World, from: Float64Array): Float64Array {
  const { count, column } = world.kinds[PARTICLE];
  const squares = new Float64Array(count);
  for (let d = 0; d < from.length; d++) {
    const x = column('x', d);
    for (let i = 0; i < count; i++) squares[i] += (x[i] - from[d]) ** 2;
  }
  return squares;
}

function diagonal(lower: ArrayLike<number>, upper: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < lower.length; d++) sum += (upper[d] - lower[d]) * (upper[d] - lower[d]);
  return Math.sqrt(sum);
}

/** Sorts `values` in place. */
function quantile(values: Float64Array, q: number): number | null {
  if (values.length === 0) return null;
  values.sort();
  const at = q * (values.length - 1),
    below = Math.floor(at);
  const high = values[Math.min(below + 1, values.length - 1)];
  return finite(values[below] + (at - below) * (high - values[below]));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

// The flock of the framework comparison (its DECLARATION), over all pairs: synchronous, and in place in a given order.

import { away, within, wrapped } from './torus.ts';

export interface Flock {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly vx: Float64Array;
  readonly vy: Float64Array;
}

export interface FlockNumbers {
  readonly width: number;
  readonly height: number;
  readonly visual: number;
  readonly speed: number;
  readonly separation: number;
  readonly cohere: number;
  readonly separate: number;
  readonly match: number;
}

/** The state that bird `i` of `seen` takes, written to `out`. */
function step(seen: Flock, i: number, p: FlockNumbers, out: Flock): void {
  let [cohereX, cohereY, separateX, separateY, matchX, matchY] = [0, 0, 0, 0, 0, 0];
  const neighbours = within([seen.x, seen.y], i, [p.width, p.height], p.visual);
  for (const j of neighbours) {
    const dx = away(seen.x[i], seen.x[j], p.width);
    const dy = away(seen.y[i], seen.y[j], p.height);
    cohereX += dx;
    cohereY += dy;
    matchX += seen.vx[j];
    matchY += seen.vy[j];
    if (Math.hypot(dx, dy) < p.separation) {
      separateX -= dx;
      separateY -= dy;
    }
  }
  const n = Math.max(neighbours.length, 1);
  const vx = seen.vx[i] + (p.cohere * cohereX + p.separate * separateX + p.match * matchX) / n;
  const vy = seen.vy[i] + (p.cohere * cohereY + p.separate * separateY + p.match * matchY) / n;
  const length = Math.hypot(vx, vy);
  out.vx[i] = vx / length;
  out.vy[i] = vy / length;
  out.x[i] = wrapped(seen.x[i] + p.speed * out.vx[i], p.width);
  out.y[i] = wrapped(seen.y[i] + p.speed * out.vy[i], p.height);
}

/** One synchronous tick: everyone sees the state before it. */
export function flockTick(flock: Flock, p: FlockNumbers): Flock {
  const out: Flock = { x: flock.x.slice(), y: flock.y.slice(), vx: flock.vx.slice(), vy: flock.vy.slice() };
  for (let i = 0; i < flock.x.length; i++) step(flock, i, p, out);
  return out;
}

/** One tick in place: each bird in its turn sees what those before it have done. */
export function flockTickInPlace(flock: Flock, p: FlockNumbers, order: Iterable<number>): void {
  for (const i of order) step(flock, i, p, flock);
}

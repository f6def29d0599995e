// How many points of a plane lie in a rectangle, in a time that does not depend on how many there are. Imports nothing.
// A wavelet matrix over places: Claude, Navarro & Ordóñez, Information Systems 47:15 (2015). doi:10.1016/j.is.2014.06.002

import type { Axis } from './axis.ts';

/** Below so many places on one side of the rectangle they are looked at one by one. */
const FEW = 48;

/**
 * For each sample i, how many samples lie in the rectangle [low, high) of places that two axes give for it. O(N log N).
 *
 * @param counts written, one for each sample
 */
export function countInRectangles(a: Axis, b: Axis, counts: Int32Array): void {
  const count = counts.length;
  const across = new Int32Array(count); // place on b of what stands at a place on a
  for (let i = 0; i < count; i++) across[a.places[i]] = b.places[i];
  const levels = Math.max(1, Math.ceil(Math.log2(count)));
  const zeros = wavelet(across, levels);
  for (let i = 0; i < count; i++) {
    const start = a.low[i];
    const end = a.high[i];
    counts[i] =
      end - start <= FEW
        ? lookedAt(across, start, end, b.low[i], b.high[i])
        : below(zeros, count, levels, start, end, b.high[i]) - below(zeros, count, levels, start, end, b.low[i]);
  }
}

/**
 * Level by level from the highest bit, how many of the first p values have a zero there: at level * (count + 1) + p. Values of a level
 * stand in the order of the level before, those with a zero first.
 */
function wavelet(values: Int32Array, levels: number): Int32Array {
  const count = values.length;
  const zeros = new Int32Array(levels * (count + 1));
  let now = Int32Array.from(values);
  let next = new Int32Array(count);
  for (let level = 0; level < levels; level++) {
    const bit = levels - 1 - level;
    const at = level * (count + 1);
    let total = 0;
    for (let p = 0; p < count; p++) {
      zeros[at + p] = total;
      total += ((now[p] >>> bit) & 1) ^ 1;
    }
    zeros[at + count] = total;
    for (let p = 0; p < count; p++) {
      const before = zeros[at + p];
      next[(now[p] >>> bit) & 1 ? total + p - before : before] = now[p];
    }
    [now, next] = [next, now];
  }
  return zeros;
}

/** How many of the values at places [start, end) are less than `limit`. */
function below(zeros: Int32Array, count: number, levels: number, start: number, end: number, limit: number): number {
  if (limit >= count) return end - start;
  let found = 0;
  for (let level = 0, at = 0; level < levels && start < end; level++, at += count + 1) {
    const from = zeros[at + start];
    const to = zeros[at + end];
    if ((limit >>> (levels - 1 - level)) & 1) {
      found += to - from;
      start += zeros[at + count] - from;
      end += zeros[at + count] - to;
    } else {
      start = from;
      end = to;
    }
  }
  return found;
}

function lookedAt(values: Int32Array, start: number, end: number, low: number, high: number): number {
  let found = 0;
  for (let p = start; p < end; p++) if (values[p] >= low && values[p] < high) found++;
  return found;
}

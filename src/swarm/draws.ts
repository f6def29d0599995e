// Normal random numbers for a row of particles at once. Imports engine.

import { cos64, log64, sin64 } from '../engine/elementary.ts';
import type { UniformLanes } from './threefry-lanes.ts';

const UNIT = 2 ** -32;
const TWO_PI = 2 * Math.PI;

/**
 * Two standard normals for each counter of a row, by both branches of Box & Muller (1958); the first uniform is moved into
 * (0, 1], so that the logarithm is finite. Writes `first` and `second` of the lanes.
 */
export function fillNormals(lanes: UniformLanes, k0: number, k1: number, counter: number, draw: number, count: number): void {
  const { first, second } = lanes;
  lanes.fill(k0, k1, counter, draw, count);
  for (let n = 0; n < count; n++) {
    const length = Math.sqrt(-2 * log64(first[n] + UNIT));
    const angle = TWO_PI * second[n];
    first[n] = length * cos64(angle);
    second[n] = length * sin64(angle);
  }
}

// Random numbers for a row of particles at once: one Threefry block a particle and dimension. Imports engine.

import { cos64, log64, sin64 } from '../engine/elementary.ts';
import { threefry, WORDS } from '../engine/random.ts';

const PARITY = 0x1bd11bda; // Skein's key-schedule constant, as in engine/random.ts
const UNIT = 2 ** -32;
const TWO_PI = 2 * Math.PI;

/**
 * Two uniforms in [0, 1) on a grid of 2^-32 for each particle of [lo, hi): both words of the block of counter (particle, draw).
 * Writes `first` and `second` from index 0. The same numbers as `threefry`, written out here because a call for each would
 * cost as much as the block itself.
 */
export function fillUniforms(k0: number, k1: number, draw: number, lo: number, hi: number, first: Float64Array, second: Float64Array): void {
  const k2 = k0 ^ k1 ^ PARITY;
  const y0 = (draw + k1) | 0;
  for (let i = lo; i < hi; i++) {
    let x = (i + k0) | 0;
    let y = y0;
    x = (x + y) | 0; y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0; y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0; y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0; y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k1) | 0; y = (y + k2 + 1) | 0;
    x = (x + y) | 0; y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0; y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0; y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0; y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + k2) | 0; y = (y + k0 + 2) | 0;
    x = (x + y) | 0; y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0; y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0; y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0; y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k0) | 0; y = (y + k1 + 3) | 0;
    x = (x + y) | 0; y = ((y << 17) | (y >>> 15)) ^ x;
    x = (x + y) | 0; y = ((y << 29) | (y >>> 3)) ^ x;
    x = (x + y) | 0; y = ((y << 16) | (y >>> 16)) ^ x;
    x = (x + y) | 0; y = ((y << 24) | (y >>> 8)) ^ x;
    x = (x + k1) | 0; y = (y + k2 + 4) | 0;
    x = (x + y) | 0; y = ((y << 13) | (y >>> 19)) ^ x;
    x = (x + y) | 0; y = ((y << 15) | (y >>> 17)) ^ x;
    x = (x + y) | 0; y = ((y << 26) | (y >>> 6)) ^ x;
    x = (x + y) | 0; y = ((y << 6) | (y >>> 26)) ^ x;
    x = (x + k2) | 0; y = (y + k0 + 5) | 0;
    first[i - lo] = (x >>> 0) * UNIT;
    second[i - lo] = (y >>> 0) * UNIT;
  }
}

/**
 * Two standard normals for each particle of [lo, hi), by both branches of Box & Muller (1958); the first uniform lies in (0, 1],
 * so that the logarithm is finite. Writes `first` and `second` from index 0.
 */
export function fillNormals(k0: number, k1: number, draw: number, lo: number, hi: number, first: Float64Array, second: Float64Array): void {
  for (let i = lo; i < hi; i++) {
    const word = threefry(k0, k1, i, draw);
    const length = Math.sqrt(-2 * log64(((word >>> 0) + 1) * UNIT));
    const angle = TWO_PI * (WORDS[1] >>> 0) * UNIT;
    first[i - lo] = length * cos64(angle);
    second[i - lo] = length * sin64(angle);
  }
}

// Draws of rules in single precision: every operation rounded, as a rule of f32 columns does it. Imports engine.
// Rules of f64 columns draw with the functions of engine/random.ts. All take (k0, k1, agent id, draw index).

import { cos32, log32 } from '../engine/elementary.ts';
import { threefry, WORDS } from '../engine/random.ts';

const TWO_PI = Math.fround(2 * Math.PI);

/** Uniform in [0, 1) on a grid of 2^-24, exact in single precision. */
export function uniformSingle(k0: number, k1: number, agent: number, draw: number): number {
  return (threefry(k0, k1, agent, draw) >>> 8) * 2 ** -24;
}

/**
 * Standard normal in single precision by Box & Muller (1958), the cosine branch. The first uniform lies in (0, 1] on a grid
 * of 2^-24, so |z| <= 5.77.
 */
export function normalSingle(k0: number, k1: number, agent: number, draw: number): number {
  const u = ((threefry(k0, k1, agent, draw) >>> 8) + 1) * 2 ** -24;
  const v = (WORDS[1] >>> 8) * 2 ** -24;
  return Math.fround(Math.fround(Math.sqrt(Math.fround(-2 * log32(u)))) * cos32(Math.fround(TWO_PI * v)));
}

/** Exponential with mean 1 in single precision, by inversion of a uniform in (0, 1] on a grid of 2^-24: at most 16.7. */
export function exponentialSingle(k0: number, k1: number, agent: number, draw: number): number {
  return -log32(((threefry(k0, k1, agent, draw) >>> 8) + 1) * 2 ** -24);
}

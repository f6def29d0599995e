// Counter-based random numbers: a draw is a pure function of (seed, stream, agent, tick, site, iteration).
// Imports seedrandom (human seeds) and the engine's elementary functions.

import seedrandom from 'seedrandom';
import { cos64, log64 } from './elementary.ts';

/** A 64-bit Threefry key as two int32 words. */
export interface Key {
  readonly k0: number;
  readonly k1: number;
}

const PARITY = 0x1bd11bda; // Skein's key-schedule constant, truncated to 32 bits
const TWO_PI = 2 * Math.PI;

/** Both words of the last `threefry` call of this thread, so that no call allocates. */
export const WORDS = new Int32Array(2);

/**
 * Threefry-2x32 with 20 rounds: encrypts the counter (c0, c1) under the key (k0, k1) into {@link WORDS}.
 *
 * @returns the first word as int32 (the second is `WORDS[1]`)
 * @see Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11. doi:10.1145/2063384.2063405
 */
export function threefry(k0: number, k1: number, c0: number, c1: number): number {
  const k2 = k0 ^ k1 ^ PARITY;
  let x = (c0 + k0) | 0;
  let y = (c1 + k1) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k1) | 0;
  y = (y + k2 + 1) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0;
  y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0;
  y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0;
  y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + k2) | 0;
  y = (y + k0 + 2) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k0) | 0;
  y = (y + k1 + 3) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> 15)) ^ x;
  x = (x + y) | 0;
  y = ((y << 29) | (y >>> 3)) ^ x;
  x = (x + y) | 0;
  y = ((y << 16) | (y >>> 16)) ^ x;
  x = (x + y) | 0;
  y = ((y << 24) | (y >>> 8)) ^ x;
  x = (x + k1) | 0;
  y = (y + k2 + 4) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> 19)) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> 17)) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> 6)) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> 26)) ^ x;
  x = (x + k2) | 0;
  y = (y + k0 + 5) | 0;
  WORDS[0] = x;
  WORDS[1] = y;
  return x;
}

/** The key of a run from its human seed: any string, the empty one included. */
export function keyFromSeed(seed: string): Key {
  const generator = seedrandom(seed);
  return { k0: generator.int32(), k1: generator.int32() };
}

/** FNV-1a of a stream's name, as int32: the same name is the same stream, whatever else exists. */
function streamWord(stream: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < stream.length; i++) hash = Math.imul(hash ^ stream.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** The key of one named stream at one tick. Streams are independent: adding one disturbs no other. */
export function streamKey(seed: Key, stream: string, tick: number): Key {
  const k0 = threefry(seed.k0, seed.k1, streamWord(stream), tick | 0);
  return { k0, k1: WORDS[1] };
}

/** Uniform in [0, 1) on a grid of 2^-32. */
export function uniform32(k0: number, k1: number, agent: number, draw: number): number {
  return (threefry(k0, k1, agent, draw) >>> 0) * 2 ** -32;
}

/** Uniform in [0, 1) on a grid of 2^-53. */
export function uniform53(k0: number, k1: number, agent: number, draw: number): number {
  const high = threefry(k0, k1, agent, draw) >>> 5;
  return (high * 2 ** 26 + (WORDS[1] >>> 6)) * 2 ** -53;
}

/**
 * Standard normal by Box & Muller (1958), the cosine branch; both words of one block are used.
 * The first uniform lies in (0, 1], so that the logarithm is finite: |z| <= 6.66.
 */
export function normal(k0: number, k1: number, agent: number, draw: number): number {
  const u = ((threefry(k0, k1, agent, draw) >>> 0) + 1) * 2 ** -32;
  const v = (WORDS[1] >>> 0) * 2 ** -32;
  return Math.sqrt(-2 * log64(u)) * cos64(TWO_PI * v);
}

/** Exponential with mean 1, by inversion of a uniform in (0, 1]. */
export function exponential(k0: number, k1: number, agent: number, draw: number): number {
  return -log64(((threefry(k0, k1, agent, draw) >>> 0) + 1) * 2 ** -32);
}

/**
 * Uniform integer in [0, n), n in 1..2^31. The high product of a 53-bit uniform: the bias is below n * 2^-53.
 */
export function integer(k0: number, k1: number, agent: number, draw: number, n: number): number {
  return Math.floor(uniform53(k0, k1, agent, draw) * n) | 0;
}

/**
 * Random permutation of `values` in place (Fisher & Yates; Durstenfeld 1964). Draw i decides position i.
 */
export function shuffle(key: Key, values: Uint32Array, count: number = values.length): void {
  for (let i = count - 1; i > 0; i--) {
    const j = integer(key.k0, key.k1, i, 0, i + 1);
    const held = values[i];
    values[i] = values[j];
    values[j] = held;
  }
}

/** One element of `values`, each with the same probability; `undefined` when there is none. */
export function choice<T>(key: Key, values: readonly T[], agent = 0, draw = 0): T | undefined {
  return values.length === 0 ? undefined : values[integer(key.k0, key.k1, agent, draw, values.length)];
}

// Random numbers for metrics, drawn in order from a seed. Imports the engine's random numbers.

import { keyFromSeed, streamKey, uniform53, type Key } from '../../engine/random.ts';

/** What metrics draw from: the same seed and stream give the same draws. */
export interface Draws {
  /** in [0, 1), on a grid of 2^-53 */
  uniform(): number;
  /** 0 to n - 1 */
  integer(n: number): number;
}

/** Draws of one named stream of a seed (any text or number). */
export function draws(seed: string | number, stream: string): Draws {
  const { k0, k1 }: Key = streamKey(keyFromSeed(String(seed)), `emergence:${stream}`, 0);
  let low = 0;
  let high = 0;
  const uniform = (): number => {
    low = (low + 1) | 0;
    if (low === 0) high++;
    return uniform53(k0, k1, high, low);
  };
  return { uniform, integer: (n) => Math.floor(uniform() * n) };
}

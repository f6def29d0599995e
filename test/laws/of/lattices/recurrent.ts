// Sandpiles in the steady state, without a single avalanche: all recurrent piles are equally likely there (Dhar 1990), and each is a spanning
// tree (Majumdar & Dhar, Physica A 185:129 (1992), doi:10.1016/0378-4371(92)90447-X), which Wilson's algorithm draws.

import { keyFromSeed, uniform53 } from '../../../../src/engine/random.ts';

/** A spanning tree of the open lattice and the world beyond its border, by loop-erased walks: the side on which each site hangs (Wilson 1996). */
function tree(width: number, height: number, seed: string): Uint8Array {
  const { k0, k1 } = keyFromSeed(seed);
  const [side, inside] = [new Uint8Array(width * height), new Uint8Array(width * height)];
  let draws = 0;
  for (let start = 0; start < side.length; start++) {
    for (let i = start; i >= 0 && inside[i] === 0; i = beyond(i, side[i], width, height)) {
      side[i] = Math.floor(4 * uniform53(k0, k1, Math.floor(draws / 2 ** 20), draws++ % 2 ** 20)); // the last way out counts
    }
    for (let i = start; i >= 0 && inside[i] === 0; i = beyond(i, side[i], width, height)) inside[i] = 1;
  }
  return side;
}

/** The site to one side: 0 right, 1 left, 2 below, 3 above; −1 beyond the border. */
function beyond(i: number, side: number, width: number, height: number): number {
  const [x, y] = [i % width, Math.floor(i / width)];
  if (side === 0) return x + 1 < width ? i + 1 : -1;
  if (side === 1) return x > 0 ? i - 1 : -1;
  if (side === 2) return y + 1 < height ? i + width : -1;
  return y > 0 ? i - width : -1;
}

/**
 * Grains of a pile drawn from the steady state. Fire from the border burns a site when it has at least as many grains as sides to sites that
 * do not burn yet; distances in the tree are the times, and the side to the fire among the m that came in time tells the grains.
 */
export function recurrent(width: number, height: number, seed: string): Int32Array {
  const side = tree(width, height, seed);
  const time = new Int32Array(side.length);
  for (let start = 0; start < side.length; start++) {
    const way: number[] = [];
    let i = start;
    for (; i >= 0 && time[i] === 0; i = beyond(i, side[i], width, height)) way.push(i);
    for (let at = i < 0 ? 0 : time[i]; way.length > 0;) time[way.pop() ?? 0] = ++at;
  }
  return Int32Array.from(side, (towards, i) => {
    let [before, just, rank] = [0, 0, 0];
    for (let k = 0; k < 4; k++) {
      const j = beyond(i, k, width, height);
      const burnt = j < 0 ? 0 : time[j];
      if (burnt < time[i] - 1) before++;
      if (burnt !== time[i] - 1) continue;
      if (k < towards) rank++;
      just++;
    }
    return 4 - before - just + rank;
  });
}

// Latin hypercubes: each dimension cut into as many strata as there are points, one point in each. Imports engine's draws.

import { shuffle, streamKey, uniform53, type Key } from '../../engine/random.ts';

export interface LatinHypercubeOptions {
  readonly points: number;
  /** one random stream a dimension: adding a dimension leaves the others as they are */
  readonly names: readonly string[];
  readonly key: Key;
  /** of {@link CANDIDATES} hypercubes take the one whose nearest two points are farthest apart */
  readonly maximin?: boolean;
}

/** Hypercubes that maximin chooses from. */
export const CANDIDATES = 64;

/**
 * Points in the unit cube, one number a name. In each dimension every stratum [k/n, (k+1)/n) holds exactly one of the n points,
 * at a uniform place in it. Cost O(n · d); with maximin O(64 · n² · d).
 *
 * @see McKay, Beckman & Conover, Technometrics 21:239 (1979). doi:10.2307/1268522
 * @see Johnson, Moore & Ylvisaker, J. Stat. Plan. Inference 26:131 (1990). doi:10.1016/0378-3758(90)90122-B
 */
export function latinHypercube({ points, names, key, maximin = false }: LatinHypercubeOptions): number[][] {
  let best: number[][] = [];
  let farthest = -1;
  for (let candidate = 0; candidate < (maximin ? CANDIDATES : 1); candidate++) {
    const cube = drawn(points, names, key, candidate);
    const apart = maximin ? nearestPair(cube) : 0;
    if (apart <= farthest) continue;
    [best, farthest] = [cube, apart];
  }
  return best;
}

function drawn(points: number, names: readonly string[], key: Key, candidate: number): number[][] {
  const columns = names.map((name) => {
    const strata = Uint32Array.from({ length: points }, (_, k) => k);
    shuffle(streamKey(key, `strata ${name}`, candidate), strata);
    const { k0, k1 } = streamKey(key, `places ${name}`, candidate);
    return Float64Array.from(strata, (stratum, i) => (stratum + uniform53(k0, k1, i, 0)) / points);
  });
  return Array.from({ length: points }, (_, i) => columns.map((column) => column[i]));
}

/** Smallest distance of two points, squared; Infinity when there are fewer than two. */
export function nearestPair(points: readonly (readonly number[])[]): number {
  let least = Infinity;
  for (let i = 0; i < points.length; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let d = 0; d < points[i].length; d++) sum += (points[i][d] - points[j][d]) ** 2;
      if (sum < least) least = sum;
    }
  }
  return least;
}

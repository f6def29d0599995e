// Who informs whom: the neighbours of a particle are those whose personal bests it can read, itself among them.
// Imports engine/random.

import { integer, type Key } from '../engine/random.ts';

/**
 * global      everyone
 * ring        `k` on each side by number (Eberhart & Kennedy 1995)
 * vonNeumann  four on a torus as square as the number of particles allows: rows = its largest divisor up to the square root
 * random      each particle informs itself and `k` drawn with replacement; drawn anew after every iteration that did not
 *             improve the best value (Clerc, SPSO 2006-2011)
 *
 * @see Kennedy & Mendes, "Population structure and particle swarm performance", CEC 2002. doi:10.1109/CEC.2002.1004493
 */
export const TOPOLOGIES = ['global', 'ring', 'vonNeumann', 'random'] as const;
export type TopologyName = (typeof TOPOLOGIES)[number];

export interface Topology {
  readonly name: TopologyName;
  /** ring: neighbours on each side, default 1; random: particles informed, default 3; else unused */
  readonly k: number;
}

/** The neighbours of particle i are members[starts[i] .. starts[i + 1]), ascending, each at least once. */
export interface Neighbourhoods {
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

/** The neighbourhoods of a topology that never changes. */
export function fixedNeighbourhoods({ name, k }: Topology, count: number): Neighbourhoods {
  const columns = count / largestDivisor(count);
  const ofParticle = (i: number): number[] => {
    if (name === 'ring') return Array.from({ length: Math.min(2 * k + 1, count) }, (_, n) => (i + n - Math.min(k, Math.floor((count - 1) / 2)) + count) % count);
    const row = Math.floor(i / columns) * columns;
    const column = i - row;
    return [i, row + ((column + 1) % columns), row + ((column + columns - 1) % columns), (i + columns) % count, (i + count - columns) % count];
  };
  const starts = new Uint32Array(count + 1);
  const members: number[] = [];
  for (let i = 0; i < count; i++) {
    members.push(...new Set(ofParticle(i).sort((a, b) => a - b)));
    starts[i + 1] = members.length;
  }
  return { starts, members: Uint32Array.from(members) };
}

/** Largest divisor of `count` that is at most its square root. */
function largestDivisor(count: number): number {
  for (let rows = Math.floor(Math.sqrt(count)); rows > 1; rows--) if (count % rows === 0) return rows;
  return 1;
}

/** The neighbourhoods that the random topology drew with `key`: by counting sort, so members ascend. */
export function randomNeighbourhoods(k: number, count: number, key: Key): Neighbourhoods {
  const told = new Uint32Array(count * k);
  const starts = new Uint32Array(count + 1);
  for (let i = 0; i < count; i++) {
    starts[i + 1]++;
    for (let n = 0; n < k; n++) {
      const j = integer(key.k0, key.k1, i, n, count);
      told[i * k + n] = j;
      starts[j + 1]++;
    }
  }
  for (let i = 0; i < count; i++) starts[i + 1] += starts[i];
  const members = new Uint32Array(count * (k + 1));
  const at = starts.slice(0, count);
  for (let i = 0; i < count; i++) {
    members[at[i]++] = i;
    for (let n = 0; n < k; n++) members[at[told[i * k + n]]++] = i;
  }
  return { starts, members };
}

/** The neighbour with the least personal best, the first of equals, for each particle of [lo, hi); written from index 0. */
export function leadersInto({ starts, members }: Neighbourhoods, bestValue: Float64Array, lo: number, hi: number, leaders: Uint32Array): void {
  for (let i = lo; i < hi; i++) {
    let leader = members[starts[i]];
    for (let n = starts[i] + 1; n < starts[i + 1]; n++) if (bestValue[members[n]] < bestValue[leader]) leader = members[n];
    leaders[i - lo] = leader;
  }
}

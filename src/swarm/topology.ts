// Who informs whom: the neighbours of a particle are those whose personal bests it can read, itself among them.
// Imports engine/random.

import type { Key } from '../engine/random.ts';

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
    if (name === 'ring')
      return Array.from(
        { length: Math.min(2 * k + 1, count) },
        (_, n) => (i + n - Math.min(k, Math.floor((count - 1) / 2)) + count) % count,
      );
    const row = Math.floor(i / columns) * columns;
    const column = i - row;
    return [
      i,
      row + ((column + 1) % columns),
      row + ((column + columns - 1) % columns),
      (i + columns) % count,
      (i + count - columns) % count,
    ];
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

/** Two uniforms for each of a row of counters. */
export interface Rows {
  /** first and second words of the blocks */
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Blocks (counter, draw), (counter + 1, draw), … under the key, as many as there is room for at most. */
  readonly fill: (k0: number, k1: number, counter: number, draw: number, count: number) => void;
}

/** Room for the random topology, which is drawn again and again, and who was told by whom: told[n × count + i]. */
export interface NeighbourhoodRoom extends Neighbourhoods {
  readonly told: Uint32Array;
  readonly at: Uint32Array;
}

export function neighbourhoodRoom(k: number, count: number): NeighbourhoodRoom {
  return {
    starts: new Uint32Array(count + 1),
    members: new Uint32Array(count * (k + 1)),
    told: new Uint32Array(count * k),
    at: new Uint32Array(count),
  };
}

/**
 * Draw the neighbourhoods of the random topology: particle i informs itself and the k that block (i, n / 2) of `key` names with
 * its words n and n + 1. A 32-bit word chooses among `count`: some are likelier by count / 2^32 at most. Members ascend.
 */
export function drawNeighbourhoods(k: number, count: number, { k0, k1 }: Key, lanes: Rows, room: NeighbourhoodRoom): void {
  const { starts, members, told, at } = room;
  const { first, second } = lanes;
  for (let n = 0; n < k; n += 2) {
    for (let lo = 0; lo < count; lo += first.length) {
      const rows = Math.min(first.length, count - lo);
      lanes.fill(k0, k1, lo, n / 2, rows);
      for (let r = 0; r < rows; r++) told[n * count + lo + r] = first[r] * count;
      if (n + 1 < k) for (let r = 0; r < rows; r++) told[(n + 1) * count + lo + r] = second[r] * count;
    }
  }
  starts.fill(1);
  starts[0] = 0;
  for (let t = 0; t < told.length; t++) starts[told[t] + 1]++;
  for (let i = 0; i < count; i++) {
    at[i] = starts[i];
    starts[i + 1] += starts[i];
  }
  for (let i = 0; i < count; i++) {
    members[at[i]++] = i;
    for (let n = 0; n < k; n++) members[at[told[n * count + i]]++] = i;
  }
}

/** The neighbour with the least personal best, the first of equals, for each particle of [lo, hi). */
export function leadersInto(
  { starts, members }: Neighbourhoods,
  bestValue: Float64Array,
  lo: number,
  hi: number,
  leaders: Int32Array,
): void {
  for (let i = lo; i < hi; i++) {
    let leader = members[starts[i]];
    for (let n = starts[i] + 1; n < starts[i + 1]; n++) if (bestValue[members[n]] < bestValue[leader]) leader = members[n];
    leaders[i] = leader;
  }
}

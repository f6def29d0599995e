// Are agents nearer to each other than points at random? Imports engine, emergence, report.

import { keyFromSeed, streamKey, uniform53, type Key } from '../../engine/random.ts';
import type { KindView, SpaceView, World } from '../../engine/world.ts';
import { clarkEvans, largestClusterShare, permutationTest } from '../../emergence/index.ts';
import { LabError } from '../../errors.ts';
import { roundForPeople } from '../../report/index.ts';
import type { Against } from './beyond-chance.ts';
import { fileName } from './direction-chance.ts';
import { sampleOf } from './sample.ts';

/** Agents that a test needs at least, and looks at at most: of points at random an even sample is points at random. */
const FEWEST = 20;
const MOST = 2_000;
/** Worlds of points at random. */
const WORLDS = 199;
/** Neighbours within the length that links points to clusters, of points at random: well below that at which they join to one. */
const LINKED = { 2: 2, 3: 1.2 } as const;

/**
 * Two tests of places against as many points at random in the same space, 199 times: the mean distance to the nearest neighbour over that
 * expected (Clark & Evans 1954; below 1: crowded, above: spread out), two-sided; and the share of the largest cluster, friends of friends
 * within the length at which a point at random has 2 neighbours (1.2 in three dimensions).
 *
 * @returns none for a kind that does not move freely in a space, and with fewer than 20 agents
 */
export function placeChance(kind: KindView, { space }: World, seed: string): Against[] {
  if (!space || space.grid || kind.cells || !kind.has('x') || !kind.has('y') || kind.count < FEWEST) return [];
  if (space.dimensions === 3 && !kind.has('z')) return [];
  const taken = sampleOf(kind, MOST);
  const axes = ['x', 'y', 'z'].slice(0, space.dimensions).map((name) => {
    const column = kind.column(name);
    return Float64Array.from(taken, (i) => column[i]);
  });
  const { crowding, share } = statistics(space, taken.length);
  try {
    const [near, largest] = [crowding(axes), share(axes)];
    if (near === null || largest === null) return [];
    const run = keyFromSeed(`${seed} places ${kind.name}`);
    const made = Array.from({ length: WORLDS }, (_, w) => randomPlaces(streamKey(run, 'places', w), space, taken.length));
    const of = `${roundForPeople(taken.length, { digits: 15 })} agents of kind ${kind.name}`;
    const model = `${WORLDS} times as many points at random`;
    const against = (name: string, label: string, unit: string, found: number, statistic: typeof share, twoSided: boolean): Against => {
      const test = permutationTest(found, (_, index) => statistic(made[index]) ?? NaN, { surrogates: WORLDS, seed });
      const below = (1 + test.values.filter((value) => value <= found).length) / (1 + WORLDS);
      const p = twoSided ? Math.min(1, 2 * Math.min(test.p, below)) : test.p;
      const chance = { values: test.values };
      return {
        name: `${name}-${fileName(kind.name)}`,
        of,
        model,
        quantity: { label, unit },
        found,
        chance,
        counted: 'random worlds',
        mean: test.mean,
        deviation: test.deviation,
        p,
        twoSided,
      };
    };
    return [
      against('crowding', 'the distance to the nearest neighbour, over that expected,', '', near, crowding, true),
      against('largest-cluster', 'the share of the largest cluster', '%', largest, share, false),
    ];
  } catch (error) {
    if (error instanceof LabError && error.code === 'E_METRIC') return []; // positions that are not finite have no test
    throw error;
  }
}

type Statistic = (axes: readonly Float64Array[]) => number | null;

function statistics({ size, periodic, dimensions }: SpaceView, count: number): { crowding: Statistic; share: Statistic } {
  const whole = size.reduce((a, b) => a * b, 1);
  const ball = LINKED[dimensions] / (count / whole); // area or volume in which a point at random has so many neighbours
  const linkingLength = dimensions === 3 ? Math.cbrt((3 * ball) / (4 * Math.PI)) : Math.sqrt(ball / Math.PI);
  const options = { space: { size, periodic } };
  const columns = ([x, y, z]: readonly Float64Array[]) => ({ x, y, ...(z && { z }) });
  return {
    crowding: (axes) => clarkEvans(columns(axes), options).value,
    share: (axes) => {
      const { value } = largestClusterShare(columns(axes), { ...options, linkingLength });
      return value === null ? null : 100 * value;
    },
  };
}

function randomPlaces({ k0, k1 }: Key, { size }: SpaceView, count: number): Float64Array[] {
  return size.map((length, d) => Float64Array.from({ length: count }, (_, i) => length * uniform53(k0, k1, i, d)));
}

// Neighbouring cells against the same values shuffled among them. Imports engine, emergence, report.

import { shuffle, type Key } from '../../engine/random.ts';
import type { KindView, World } from '../../engine/world.ts';
import { permutationTest } from '../../emergence/index.ts';
import { linksOf, type Links } from '../../emergence/structure/links.ts';
import { sitesOf, VACANT, type Sites } from '../../emergence/structure/sites.ts';
import { LabError } from '../../errors.ts';
import { offsetsOf } from '../../spaces/grid.ts';
import type { SpaceSpec } from '../../spaces/space.ts';
import { roundForPeople } from '../../report/index.ts';
import type { Against } from './beyond-chance.ts';
import { fileName } from './direction-chance.ts';
import { isHoneycomb, portraitOf } from './picture.ts';

/** Cells that a test needs at least. */
const FEWEST = 20;
/** Shuffles at most and at least, and pairs of neighbours that all of them together look at, about. */
const MOST = 999;
const LEAST = 199;
const WORK = 2e8;
/** Pairs of neighbours above which no test is made. */
const TOO_MANY = 4e6;
/** More values than this, or others than whole numbers, are amounts and no kinds. */
const STATES = 8;

interface Pairs {
  /** neighbours pairs[2k], pairs[2k + 1]: places among the values */
  readonly pairs: Int32Array;
  readonly values: Float64Array;
}

/**
 * How alike neighbouring cells are against the same values shuffled among the occupied cells, each as likely. Kinds of value (three to
 * eight whole numbers, or two with empty cells): percent of pairs of neighbours that are alike. Others: Moran's I. Two-sided permutation
 * test of 199 to 999 shuffles. The six neighbours of a honeycomb, eight on
 * other grids, with the boundary of the world's grid.
 *
 * @returns null for a kind that is not on a grid with at most one agent a cell, with one value alone, or with too few or too many cells
 */
export function cellChance(kind: KindView, world: World, seed: string): Against | null {
  const column = portraitOf(kind, world)?.state ?? null;
  if (column === null || (!kind.cells && !world.space?.grid)) return null;
  const sites = sitesIn(world, kind.name, column);
  if (sites === null || sites.links.targets.length > 2 * TOO_MANY) return null;
  const taken = pairsOf(sites);
  const different = new Set(taken.values);
  if (taken.values.length < FEWEST || taken.pairs.length === 0 || different.size < 2) return null;
  const nominal =
    different.size <= STATES && [...different].every(Number.isInteger) && (different.size > 2 || sites.values.includes(VACANT));
  const statistic = nominal ? percentAlike(taken) : moranOf(taken);
  const count = taken.values.length;
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const made = new Float64Array(count);
  const shuffled = (key: Key): number => {
    order.forEach((_, i) => (order[i] = i));
    shuffle(key, order);
    for (let i = 0; i < count; i++) made[i] = taken.values[order[i]];
    return statistic(made);
  };
  const surrogates = Math.max(LEAST, Math.min(MOST, Math.floor(WORK / taken.pairs.length)));
  const test = permutationTest(statistic(taken.values), shuffled, { surrogates, seed: `${seed} chance ${kind.name}` });
  return {
    name: `chance-${fileName(kind.name)}`,
    of: `column ${column} of ${roundForPeople(count, { digits: 15 })} ${kind.cells ? 'cells' : 'agents'} of kind ${kind.name}`,
    model: `${surrogates} shuffles of it`,
    quantity: nominal ? { label: 'the share of like neighbours', unit: '%' } : { label: "Moran's I", unit: '' },
    found: test.observed,
    chance: { values: test.values },
    mean: test.mean,
    deviation: test.deviation,
    p: Math.min(1, 2 * Math.min(test.p, below(test.observed, test.values))),
    twoSided: true,
  };
}

function sitesIn(world: World, kind: string, column: string): Sites | null {
  try {
    const sites = sitesOf(world, { column, kind, contiguity: 'queen' });
    if (typeof sites === 'string') return null;
    return isHoneycomb(world.space) ? { ...sites, links: honeycombLinks(world.space as SpaceSpec) } : sites; // a cast: a honeycomb is a space of a model
  } catch (error) {
    if (error instanceof LabError && error.code === 'E_METRIC') return null; // values that are not finite have no test
    throw error;
  }
}

/** The six cells about each cell of a honeycomb, fewer at an open border. */
function honeycombLinks({ size: [width, height], periodic }: SpaceSpec): Links {
  const offsets = offsetsOf({ width, height, periodic, neighbourhood: 'hexagonal', radius: 1, capacity: Infinity });
  const lists = Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const { dx, dy } = offsets[y % 2];
    const around = dx.flatMap((step, n) => {
      const [to, row] = [x + step, y + dy[n]];
      if (periodic) return [((row + height) % height) * width + ((to + width) % width)];
      return to >= 0 && to < width && row >= 0 && row < height ? [row * width + to] : [];
    });
    return [...new Set(around)];
  });
  return linksOf(lists);
}

/** The occupied sites, and each pair of neighbours among them once. */
function pairsOf({ values, links: { starts, targets } }: Sites): Pairs {
  const place = new Int32Array(values.length).fill(-1);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== VACANT) place[i] = count++;
  const pairs = new Int32Array(targets.length);
  let end = 0;
  for (let i = 0; i < values.length; i++) {
    if (place[i] < 0) continue;
    for (let e = starts[i]; e < starts[i + 1]; e++) {
      const j = targets[e];
      if (j <= i || place[j] < 0) continue;
      pairs[end++] = place[i];
      pairs[end++] = place[j];
    }
  }
  return { pairs: pairs.subarray(0, end), values: values.filter((value) => value !== VACANT) };
}

function percentAlike({ pairs }: Pairs): (values: Float64Array) => number {
  return (values) => {
    let like = 0;
    for (let k = 0; k < pairs.length; k += 2) if (values[pairs[k]] === values[pairs[k + 1]]) like++;
    return (200 * like) / pairs.length;
  };
}

/** I = n Σ z_i z_j / (pairs Σ z²), the sum over pairs: {@link moran} with binary weights. */
function moranOf({ pairs, values: { length: n }, values }: Pairs): (values: Float64Array) => number {
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return (shuffled) => {
    let sum = 0;
    for (let k = 0; k < pairs.length; k += 2) sum += (shuffled[pairs[k]] - mean) * (shuffled[pairs[k + 1]] - mean);
    return (2 * n * sum) / (pairs.length * squares);
  };
}

/** (1 + values at or below the observed one) / (1 + values). */
function below(observed: number, values: Float64Array): number {
  return (1 + values.filter((value) => value <= observed + 1e-12 * Math.abs(observed)).length) / (1 + values.length);
}

// How alike neighbours are against the same agents shuffled among their places. Imports engine, spaces, emergence, report.

import { shuffle, type Key } from '../../engine/random.ts';
import type { KindView, NetworkView, World } from '../../engine/world.ts';
import { permutationTest } from '../../emergence/index.ts';
import { cellsOf, withinInto } from '../../emergence/structure/cells.ts';
import { pointsOf } from '../../emergence/structure/points.ts';
import { LabError } from '../../errors.ts';
import { roundForPeople } from '../../report/index.ts';
import type { Against } from './beyond-chance.ts';
import { fileName } from './direction-chance.ts';
import { followedOf, type Followed } from './tracks.ts';

/** Agents that a test needs at least, and above which none is made. */
const FEWEST = 20;
const MOST = 200_000;
/** Pairs of neighbours looked at, about: of more, those of every so many agents. */
const PAIRS = 100_000;
/** Shuffles. */
const SHUFFLES = 499;
/** More states than these are no states. */
const STATES = 8;

/** What is compared between two neighbours, of values shuffled by `order`. */
interface Likeness {
  readonly label: string;
  readonly unit: string;
  readonly of: (pairs: Int32Array, order: Uint32Array) => number;
}

/**
 * Likeness of neighbours, those within the radius of interaction or linked by the network as it is now: mean cosine of the angle between their directions
 * or phases, percent of equal states, or the correlation of their amounts; against 499 shuffles of the agents among their places, each as
 * likely. Two-sided.
 *
 * @returns null for a kind without neighbours or without anything to compare, for cells (see cellChance), with one value alone, and with too
 *   few or too many agents
 */
export function likenessChance(kind: KindView, world: World, seed: string): Against | null {
  const what = followedOf(kind);
  if (what === null || kind.cells || kind.count < FEWEST || kind.count > MOST) return null;
  const likeness = likenessOf(kind, what);
  const pairs = likeness && pairsOf(kind, world);
  if (!likeness || !pairs || pairs.length < 2 * FEWEST) return null;
  const order = Uint32Array.from({ length: kind.count }, (_, i) => i);
  const found = likeness.of(pairs, order);
  const shuffled = (key: Key): number => {
    order.forEach((_, i) => (order[i] = i));
    shuffle(key, order);
    return likeness.of(pairs, order);
  };
  const test = permutationTest(found, shuffled, { surrogates: SHUFFLES, seed: `${seed} likeness ${kind.name}` });
  const below = (1 + test.values.filter((value) => value <= found + 1e-12 * Math.abs(found)).length) / (1 + SHUFFLES);
  return {
    name: `likeness-${fileName(kind.name)}`,
    of: `${roundForPeople(pairs.length / 2, { digits: 3 })} pairs of neighbours of kind ${kind.name}`,
    model: `${SHUFFLES} shuffles of the agents`,
    quantity: { label: likeness.label, unit: likeness.unit },
    found,
    chance: { values: test.values },
    mean: test.mean,
    deviation: test.deviation,
    p: Math.min(1, 2 * Math.min(test.p, below)),
    twoSided: true,
  };
}

function likenessOf(kind: KindView, { sort, name }: Followed): Likeness | null {
  if (sort === 'direction') {
    const angle = kind.has(name) ? kind.column(name) : null;
    const axes = angle
      ? [Float64Array.from(angle, Math.cos), Float64Array.from(angle, Math.sin)]
      : unit(['vx', 'vy', 'vz'].filter((axis) => kind.has(axis)).map((axis) => kind.column(axis)));
    if (axes.some((axis) => axis.some((value) => !Number.isFinite(value)))) return null;
    const label = angle && name !== 'heading' ? 'the mean cosine between the phases' : 'the mean cosine between the directions';
    return {
      label,
      unit: '',
      of: meanOver((i, j) => axes.reduce((sum, axis) => sum + axis[i] * axis[j], 0)),
    };
  }
  const values = Float64Array.from(kind.column(name));
  if (!values.every(Number.isFinite)) return null;
  const different = new Set(values);
  if (different.size < 2) return null;
  if (sort === 'states' && different.size <= STATES)
    return { label: `the share of equal ${name}`, unit: '%', of: meanOver((i, j) => (values[i] === values[j] ? 100 : 0)) };
  return { label: `the correlation of ${name}`, unit: '', of: correlationOver(values) };
}

/**
 * Correlation of the values at both ends of pairs, each pair taken both ways: 1 where all are equal, however many pairs an agent has.
 *
 * @see Newman, Phys. Rev. E 67:026126 (2003), eq. 21. doi:10.1103/PhysRevE.67.026126
 */
function correlationOver(values: Float64Array): Likeness['of'] {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = values.map((value) => value - middle); // so that no digits are lost below
  return (pairs, order) => {
    let [sum, squares, products] = [0, 0, 0];
    for (let k = 0; k < pairs.length; k += 2) {
      const [a, b] = [x[order[pairs[k]]], x[order[pairs[k + 1]]]];
      sum += a + b;
      squares += a * a + b * b;
      products += 2 * a * b;
    }
    const mean = sum / pairs.length;
    const variance = squares / pairs.length - mean * mean;
    return variance > 1e-12 * (squares / pairs.length) ? (products / pairs.length - mean * mean) / variance : 1; // 1: all of one value
  };
}

function meanOver(likeness: (i: number, j: number) => number): Likeness['of'] {
  return (pairs, order) => {
    let sum = 0;
    for (let k = 0; k < pairs.length; k += 2) sum += likeness(order[pairs[k]], order[pairs[k + 1]]);
    return (2 * sum) / pairs.length;
  };
}

function unit(axes: readonly ArrayLike<number>[]): Float64Array[] {
  const length = (i: number): number => Math.hypot(...axes.map((axis) => axis[i])) || 1;
  return axes.map((axis) => Float64Array.from(axis, (value, i) => value / length(i)));
}

/** Neighbours pairs[2k], pairs[2k + 1]; null where there are none by the model. */
function pairsOf(kind: KindView, world: World): Int32Array | null {
  const { space, network } = world;
  if (network && network.n === kind.count) return linked(network);
  if (!space || space.grid || !kind.has('x') || !kind.has('y') || !(space.radius > 0 && Number.isFinite(space.radius))) return null;
  try {
    const given = pointsOf(world, { kind: kind.name });
    if (typeof given === 'string') return null;
    const cells = cellsOf(given.points, space.radius);
    const near = new Uint32Array(cells.count);
    const squares = new Float64Array(cells.count);
    const found = (k: number): number => withinInto(cells, k, space.radius, near, squares);
    const few = Math.min(cells.count, 64);
    let some = 0;
    for (let s = 0; s < few; s++) some += found(Math.floor((s * cells.count) / few));
    const step = Math.max(1, Math.round(((some / few) * cells.count) / (2 * PAIRS)));
    const pairs: number[] = [];
    for (let k = 0; k < cells.count; k += step) {
      const n = found(k);
      for (let f = 0; f < n; f++) if (step > 1 ? near[f] !== k : near[f] < k) pairs.push(cells.order[k], cells.order[near[f]]);
    }
    return Int32Array.from(pairs);
  } catch (error) {
    if (error instanceof LabError && error.code === 'E_METRIC') return null; // positions that are not finite have no neighbours
    throw error;
  }
}

/** Each link once; of many, every so many. */
function linked({ n, offsets, targets, directed }: NetworkView): Int32Array {
  const pairs: number[] = [];
  const step = Math.max(1, Math.ceil(targets.length / (2 * PAIRS)));
  for (let i = 0; i < n; i += step)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) if (directed || step > 1 || targets[e] < i) pairs.push(i, targets[e]);
  return Int32Array.from(pairs);
}

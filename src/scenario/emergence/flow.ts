// Who influences whom: transfer entropy between agents that were followed. Imports engine and emergence.

import { keyFromSeed, shuffle, streamKey } from '../../engine/random.ts';
import { falseDiscovery, gaussianTransferEntropyMatrix, permutationTest, transferEntropyMatrix } from '../../emergence/index.ts';
import { circularOffset } from '../../emergence/information/significance.ts';

/** Past values of the target that are known: of numbers two, so that a smooth course foretells itself; of states one. */
const PAST = { amounts: 2, states: 1 } as const;
/** Series shifted in time, each against all: values of chance for every pair. */
const ROUNDS = 19;
/** Expected share of what is found that is none. */
const RATE = 0.05;
/** Shuffles of agents for the flow over distance. */
const SHUFFLES = 999;
/** Classes of distance, as shares of all pairs from the nearest on. */
const SHARES = [0, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1] as const;

/** Part of the pairs that are near: about those within the groups in which agents are followed. */
const NEAREST = 1 / 8;

/** Transfer entropies of all ordered pairs of series. */
export interface Flows {
  readonly count: number;
  /** bits from source to target at target × count + source; 0 on the diagonal, and where a series does not vary */
  readonly bits: Float64Array;
  /** 1 where it is more than chance, at a false discovery rate of 5 % over all pairs */
  readonly real: Uint8Array;
  /** pairs that are more than chance */
  readonly found: number;
}

/**
 * Transfer entropy between all pairs, against chance: each series as a source is also shifted in a circle, by a quarter to three quarters
 * of its length, 19 times, which keeps its own course and breaks what it shares with the target. All shifted pairs together are the
 * distribution of chance, p = (1 + as large or larger) / (1 + all), adjusted for a false discovery rate (Benjamini & Hochberg). The
 * number of false discoveries expected does not depend on how pairs depend on each other. O(rounds × A² T).
 *
 * @param series A of T values each; whole numbers >= 0 where they are states
 * @param states Gaussian estimator with two past values when false, counts of symbols with one when true
 */
export function flowsOf(series: readonly Float64Array[], states: boolean, seed: string): Flows {
  const count = series.length;
  const bits = new Float64Array(count * count);
  const now = valuesOf(series, states);
  for (let target = 0; target < count; target++)
    for (let source = 0; source < count; source++) if (source !== target) bits[target * count + source] = now(source, target);
  const run = keyFromSeed(`${seed} flow`);
  const chance = new Float64Array(ROUNDS * count * (count - 1));
  let at = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const shifted = series.map((values, i) => {
      const by = circularOffset(streamKey(run, 'shift', round * count + i), values.length);
      return values.map((_, t) => values[(t + by) % values.length]);
    });
    const values = valuesOf([...series, ...shifted], states);
    for (let target = 0; target < count; target++)
      for (let source = 0; source < count; source++) if (source !== target) chance[at++] = values(count + source, target);
  }
  chance.sort();
  const pairs = Array.from(bits.keys()).filter((place) => place % (count + 1) !== 0);
  const q = falseDiscovery(pairs.map((place) => (1 + atLeast(chance, bits[place])) / (1 + chance.length)));
  const real = new Uint8Array(bits.length);
  pairs.forEach((place, n) => (real[place] = q[n] <= RATE ? 1 : 0));
  return { count, bits, real, found: real.reduce((sum, each) => sum + each, 0) };
}

/** How many sorted values are at least so large. */
function atLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] >= value - 1e-12) high = middle;
    else low = middle + 1;
  }
  return sorted.length - low;
}

/** Bits from a source to a target; 0 where there is no value. */
function valuesOf(series: readonly Float64Array[], states: boolean): (source: number, target: number) => number {
  const count = series.length;
  const bits = new Float64Array(count * count);
  const unit = states ? 1 : 1 / Math.LN2;
  const { value: table } = states
    ? transferEntropyMatrix(series, { k: PAST.states })
    : gaussianTransferEntropyMatrix(series, { k: PAST.amounts });
  table?.value.forEach((value, row) => (bits[table.target[row] * count + table.source[row]] = value * unit));
  return (source, target) => bits[target * count + source];
}

/** Flow between agents at about one distance. */
export interface FlowClass {
  /** mean distance of its pairs, and the furthest of them */
  readonly distance: number;
  readonly furthest: number;
  readonly pairs: number;
  /** mean transfer entropy, bits */
  readonly bits: number;
  /** 2.5th and 97.5th percentile of that between shuffled agents */
  readonly low: number;
  readonly high: number;
}

export interface FlowOverDistance {
  readonly classes: readonly FlowClass[];
  /** that shuffled agents have as much flow between the nearest eighth of pairs: (1 + as much or more) / (1 + 999) */
  readonly p: number;
}

/**
 * Mean flow by distance, against the same agents shuffled among their places: what all share, a common drive or a bias of the estimator, is
 * in both.
 *
 * @param distance at target × count + source
 * @returns null when there are fewer than two classes
 */
export function flowOverDistance({ count, bits }: Flows, distance: Float64Array, seed: string): FlowOverDistance | null {
  const pairs = Array.from(bits.keys())
    .filter((place) => place % (count + 1) !== 0 && Number.isFinite(distance[place]))
    .sort((a, b) => distance[a] - distance[b]);
  const ends = [...new Set(SHARES.slice(1).map((share) => lastEqual(pairs, distance, Math.ceil(share * pairs.length) - 1)))];
  if (ends.length < 2) return null;
  const members = ends.map((end, c) => pairs.slice(c === 0 ? 0 : ends[c - 1] + 1, end + 1));
  const mean = (places: readonly number[], value: (place: number) => number): number =>
    places.reduce((sum, place) => sum + value(place), 0) / Math.max(1, places.length);
  const nearest = pairs.slice(0, lastEqual(pairs, distance, Math.ceil(NEAREST * pairs.length) - 1) + 1);
  const made = members.map(() => new Float64Array(SHUFFLES));
  const order = new Uint32Array(count);
  const test = permutationTest(
    mean(nearest, (place) => bits[place]),
    (key, index) => {
      order.forEach((_, i) => (order[i] = i));
      shuffle(key, order);
      const moved = (place: number): number => bits[order[Math.floor(place / count)] * count + order[place % count]];
      members.forEach((places, c) => (made[c][index] = mean(places, moved)));
      return mean(nearest, moved);
    },
    { surrogates: SHUFFLES, seed: `${seed} flow over distance` },
  );
  for (const values of made) values.sort();
  const classes = members.map((places, c) => ({
    distance: mean(places, (place) => distance[place]),
    furthest: distance[places[places.length - 1]],
    pairs: places.length,
    bits: mean(places, (place) => bits[place]),
    low: made[c][Math.floor(0.025 * SHUFFLES)],
    high: made[c][Math.floor(0.975 * SHUFFLES)],
  }));
  return { classes, p: test.p };
}

/** The last of the pairs that are as far as the one at this place. */
function lastEqual(pairs: readonly number[], distance: Float64Array, at: number): number {
  let end = at;
  while (end + 1 < pairs.length && distance[pairs[end + 1]] <= distance[pairs[at]]) end++;
  return end;
}

/**
 * How far influence goes: the furthest of the classes whose flow is above that between shuffled agents, before the first two in a row that
 * are not; 0 for none.
 */
export function reachOf({ classes }: FlowOverDistance): number {
  const above = classes.map(({ bits, high }) => bits > high);
  const end = above.findIndex((each, c) => !each && !(above[c + 1] ?? false));
  const last = above.lastIndexOf(true, (end < 0 ? classes.length : end) - 1);
  return end === 0 || last < 0 ? 0 : classes[last].furthest;
}

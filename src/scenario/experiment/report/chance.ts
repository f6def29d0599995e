// What chance alone gives: a level for some order parameters, and a test whether a metric depends on a parameter. Imports emergence, scenario.

import { shuffle } from '../../../engine/random.ts';
import { lgamma, permutationTest } from '../../../emergence/index.ts';
import { isModelScenario, type Scenario } from '../../scenario.ts';
import type { Curve } from './curve.ts';

/** Shuffles of a test. */
export const SHUFFLES = 999;

export interface ChanceLevel {
  readonly level: number;
  /** "40 random directions" */
  readonly of: string;
}

/**
 * Mean length of the mean of N random unit vectors, √(π / 4N) in the plane and √(8 / 3πN) in space: what polarization and coherence are without any
 * order.
 *
 * @returns null for other metrics, for several kinds of agents, and where no number of agents is known
 */
export function chanceLevel(scenario: Scenario, { metric, agents }: Pick<Curve, 'metric' | 'agents'>): ChanceLevel | null {
  if ((metric !== 'polarization' && metric !== 'coherence') || agents === null || agents < 1 || !isModelScenario(scenario)) return null;
  const kinds = Object.values(scenario.model.kinds);
  if (kinds.length !== 1) return null;
  const columns = Object.keys(kinds[0].columns);
  const angles = ['heading', 'phase', 'theta'].some((name) => columns.includes(name));
  const space = !angles && columns.includes('vz');
  if (!angles && !columns.includes('vx')) return null;
  return {
    level: space ? Math.sqrt(8 / (3 * Math.PI * agents)) : Math.sqrt(Math.PI / (4 * agents)),
    of: `${agents} random ${metric === 'coherence' ? 'phases' : 'directions'}`,
  };
}

/** Ways to deal the runs below which no p of 0.01 is within reach. */
const WAYS = 200;

/** In how many ways the runs can be dealt to points of these sizes, points of one size being alike. */
function ways(sizes: readonly number[]): number {
  const alike = [...Map.groupBy(sizes, (size) => size).values()].map((each) => each.length);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return Math.exp(lgamma(all + 1) - [...sizes, ...alike].reduce((sum, n) => sum + lgamma(n + 1), 0));
}

/**
 * Does the metric depend on the parameter at all? The variance of the means of the points against that with the runs shuffled among the
 * points.
 *
 * @returns p of {@link SHUFFLES} shuffles; null where so few runs can be dealt to the points in too few ways for a small p
 */
export function dependence({ points, metric, parameter }: Curve): number | null {
  const groups = points.map(({ values }) => values).filter((values) => values.length > 0);
  if (groups.length < 2 || groups.every((values) => values.length < 2) || ways(groups.map((values) => values.length)) < WAYS) return null;
  const most = groups.flat().reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  const all = Float64Array.from(groups.flat(), (value) => (most > 0 ? value / most : 0));
  if (all.every((value) => value === all[0])) return 1;
  const sizes = groups.map((values) => values.length);
  const between = (values: ArrayLike<number>): number => {
    let sum = 0;
    let at = 0;
    for (const size of sizes) {
      let part = 0;
      for (let k = 0; k < size; k++) part += values[at++];
      sum += (part * part) / size;
    }
    return sum;
  };
  const order = Uint32Array.from(all, (_, i) => i);
  const made = new Float64Array(all.length);
  const middle = all.reduce((sum, value) => sum + value / all.length, 0);
  all.forEach((value, i) => (all[i] = value - middle));
  return permutationTest(
    between(all),
    (key) => {
      order.forEach((_, i) => (order[i] = i));
      shuffle(key, order);
      order.forEach((from, i) => (made[i] = all[from]));
      return between(made);
    },
    { surrogates: SHUFFLES, seed: `${metric} over ${parameter}` },
  ).p;
}

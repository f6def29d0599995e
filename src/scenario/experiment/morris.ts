// Elementary effects: which parameters matter at all, from few runs. Imports engine's draws.

import { integer, shuffle, streamKey, type Key } from '../../engine/random.ts';

/** Levels of the grid that trajectories walk on, where nobody asks for others; an even number. */
export const LEVELS = 4;

/** How strongly one parameter moves a metric, per whole range of the parameter. */
export interface ElementaryEffect {
  readonly name: string;
  /** mean of the effects; 0 where rises and falls cancel */
  readonly mu: number | null;
  /** mean of their absolute values: the importance */
  readonly muStar: number | null;
  /** standard error of muStar over trajectories; null for fewer than two */
  readonly muStarError: number | null;
  /** standard deviation of the effects (n - 1): 0 for a parameter that acts linearly and alone */
  readonly sigma: number | null;
  /** trajectories that count: those in which both runs of this parameter gave a number */
  readonly trajectories: number;
}

/** The step between neighbouring points: p / (2 (p - 1)) of the range. */
function stepOf(levels: number): number {
  return levels / (2 * (levels - 1));
}

/**
 * Trajectories in the unit cube: from a random point of a grid of `levels` levels, each parameter in a random order takes one step
 * of Δ = p / (2 (p - 1)), up or down. Trajectory t is points t (k + 1) to t (k + 1) + k; more trajectories leave those before as they are.
 *
 * @param names parameters; k of them
 * @returns (k + 1) · trajectories points, one number in [0, 1] a name
 * @see Morris, Technometrics 33:161 (1991). doi:10.1080/00401706.1991.10484804
 */
export function morrisDesign(names: readonly string[], trajectories: number, key: Key, levels = LEVELS): number[][] {
  const delta = stepOf(levels);
  const points: number[][] = [];
  for (let t = 0; t < trajectories; t++) {
    const point = names.map((name) => startOf(streamKey(key, `start ${name}`, t), levels));
    const order = Uint32Array.from(names, (_, d) => d);
    shuffle(streamKey(key, 'order', t), order);
    points.push([...point]);
    for (const d of order) {
      point[d] = point[d] + delta <= 1 + 1e-12 ? Math.min(1, point[d] + delta) : Math.max(0, point[d] - delta); // rounding stays inside
      points.push([...point]);
    }
  }
  return points;
}

/** A level from which a step of half the levels leads up or down to another, each with the same chance. */
function startOf(key: Key, levels: number): number {
  return integer(key.k0, key.k1, 0, 0, levels) / (levels - 1);
}

/**
 * Mean, mean absolute value and standard deviation of the elementary effects (f(x + Δ e_i) - f(x)) / Δ of each parameter, from
 * the values at the points of {@link morrisDesign}. Cost O(k · trajectories).
 *
 * @param values one a point, null where there is none: such effects are left out
 * @see Campolongo, Cariboni & Saltelli, Environ. Model. Softw. 22:1509 (2007), for mu*. doi:10.1016/j.envsoft.2006.10.004
 */
export function elementaryEffects(
  names: readonly string[],
  points: readonly (readonly number[])[],
  values: readonly (number | null)[],
): ElementaryEffect[] {
  const effects: number[][] = names.map(() => []);
  const length = names.length + 1;
  for (let n = 1; n < points.length; n++) {
    if (n % length === 0) continue; // another trajectory begins
    const d = names.findIndex((_, each) => points[n][each] !== points[n - 1][each]);
    const [before, after] = [values[n - 1], values[n]];
    if (d >= 0 && before !== null && after !== null) effects[d].push((after - before) / (points[n][d] - points[n - 1][d]));
  }
  return names.map((name, d) => summarised(name, effects[d]));
}

function summarised(name: string, effects: readonly number[]): ElementaryEffect {
  const { mean: mu, sd: sigma } = meanAndSd(effects);
  const { mean: muStar, sd } = meanAndSd(effects.map(Math.abs));
  return { name, mu, muStar, muStarError: sd === null ? null : sd / Math.sqrt(effects.length), sigma, trajectories: effects.length };
}

function meanAndSd(values: readonly number[]): { mean: number | null; sd: number | null } {
  const n = values.length;
  if (n === 0) return { mean: null, sd: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, sd: null };
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)) };
}

// All runs of an experiment, known from what its manifest says: a resume plans the same. Imports engine, store's types, this folder.

import { checkParams, type DeclaredParams } from '../../engine/params.ts';
import type { ParamValue } from '../../engine/world.ts';
import { LabError } from '../../errors.ts';
import type { ExperimentManifest } from '../../store/index.ts';
import { designNamed, designOf, MOST_RUNS, tooMany, type Design } from './design.ts';
import type { RunOrder } from './perform.ts';
import { runSeed } from './seed.ts';

/** What a plan follows from. */
export type PlanOf = Pick<ExperimentManifest, 'seed' | 'design' | 'over' | 'points' | 'options' | 'set' | 'replicates'>;

export interface Plan {
  readonly design: Design;
  readonly replicates: number;
  /** points × replicates */
  readonly runs: number;
  /** run `n`, from 0; the replicates of a point follow one another */
  order(n: number): RunOrder;
}

/**
 * Check everything that was asked for and lay out the runs.
 *
 * @throws LabError E_PARAM, E_FLAG for values that the parameters do not take, and for no run or too many
 */
export function planOf(asked: PlanOf, specs: DeclaredParams): Plan {
  const { seed, over, set, replicates, points } = asked;
  const { maximin, scramble, levels } = asked.options;
  checkParams(specs, set);
  const both = over.find(({ name }) => Object.hasOwn(set, name));
  if (both) throw new LabError('E_FLAG', `${both.name} is both varied and set: choose one of --over and --set.`);
  const twice = over.find(({ name }, n) => over.findIndex((other) => other.name === name) < n);
  if (twice) throw new LabError('E_FLAG', `${twice.name} is varied twice: put all its values into one --over.`);
  if (!Number.isInteger(replicates) || replicates < 1)
    throw new LabError('E_FLAG', `replicates must be an integer of at least 1, but got ${replicates}.`);
  const design = designOf(over, specs, {
    design: designNamed(asked.design),
    points,
    seed,
    ...(maximin === undefined ? {} : { maximin: maximin === true }),
    ...(scramble === undefined ? {} : { scramble: scramble === true }),
    ...(levels === undefined ? {} : { levels: Number(levels) }),
  });
  const runs = design.points.length * replicates;
  if (runs > MOST_RUNS) throw tooMany(runs);
  const again = repeats(design.points);
  return {
    design,
    replicates,
    runs,
    order(n) {
      const point = Math.floor(n / replicates);
      const params = design.points[point];
      const replicate = n % replicates;
      const given = { ...set, ...params };
      return { run: n, set: given, params, replicate, seed: runSeed(seed, checkParams(specs, given), replicate, again[point]) };
    },
  };
}

/** How many earlier points equal each: draws of whole numbers and choices repeat themselves. */
function repeats(points: readonly Readonly<Record<string, ParamValue>>[]): Uint32Array {
  const seen = new Map<string, number>();
  return Uint32Array.from(points, (point) => {
    const key = JSON.stringify(Object.values(point));
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before;
  });
}

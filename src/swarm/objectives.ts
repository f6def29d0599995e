// The objectives that scenarios and the command line know by name. Imports errors.

import { LabError, nearest } from '../errors.ts';
import { bbob } from './bbob.ts';
import * as classics from './classics.ts';
import type { Objective } from './objective.ts';

export type ObjectiveOptions = {
  /** Length of a point: a positive integer; `bbob` and `rosenbrock` need 2 or more. */
  dimensions: number;
  /** For `bbob` only: 1 to 24, by default 1. */
  function?: number;
  /** For `bbob` only: 1 or more, by default 1. */
  instance?: number;
};

const BUILDERS: Readonly<Record<string, (options: ObjectiveOptions) => Objective>> = {
  sphere: ({ dimensions }) => classics.sphere(dimensions),
  rastrigin: ({ dimensions }) => classics.rastrigin(dimensions),
  rosenbrock: ({ dimensions }) => classics.rosenbrock(dimensions),
  ackley: ({ dimensions }) => classics.ackley(dimensions),
  griewank: ({ dimensions }) => classics.griewank(dimensions),
  schwefel: ({ dimensions }) => classics.schwefel(dimensions),
  levy: ({ dimensions }) => classics.levy(dimensions),
  zakharov: ({ dimensions }) => classics.zakharov(dimensions),
  'dixon-price': ({ dimensions }) => classics.dixonPrice(dimensions),
  'styblinski-tang': ({ dimensions }) => classics.styblinskiTang(dimensions),
  ellipsoid: ({ dimensions }) => classics.ellipsoid(dimensions),
  bbob: ({ dimensions, function: number = 1, instance = 1 }) => bbob({ function: number, instance, dimensions }),
};

/** Every name that `builtinObjective` takes. */
export const objectiveNames: string[] = Object.keys(BUILDERS);

/** A point of a million coordinates is 8 MB; more is a slip of the finger. */
const MOST_DIMENSIONS = 1_000_000;

/**
 * The objective of that name.
 *
 * @throws LabError E_OBJECTIVE for an unknown name; E_PARAM for dimensions, function or instance out of range
 */
export function builtinObjective(name: string, options: ObjectiveOptions): Objective {
  if (!Object.hasOwn(BUILDERS, name)) throw unknownObjective(name);
  const { dimensions } = options;
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MOST_DIMENSIONS) {
    throw new LabError('E_PARAM', `dimensions must be a positive integer up to ${MOST_DIMENSIONS}, but got ${dimensions}.`);
  }
  return BUILDERS[name](options);
}

function unknownObjective(name: string): LabError {
  const guess = nearest(name, objectiveNames);
  const hint = guess === null ? `Known: ${objectiveNames.join(', ')}.` : `Did you mean '${guess}'?`;
  return new LabError('E_OBJECTIVE', `no objective is called '${name}'. ${hint}`);
}

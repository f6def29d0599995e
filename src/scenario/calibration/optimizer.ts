// Who proposes candidates: anything that asks and tells in the unit cube. Imports engine's draws, swarm, experiment's sequences, errors.

import { keyFromSeed, streamKey, uniform53 } from '../../engine/random.ts';
import { LabError, nearest } from '../../errors.ts';
import { pso } from '../../swarm/pso.ts';
import type { SwarmOptions } from '../../swarm/swarm-options.ts';
import { sobol } from '../experiment/sobol.ts';

/** An optimiser that owns neither the objective nor the loop. What it does must follow from its seed and what it is told. */
export interface Optimizer {
  /** points of the next generation, all coordinates in [lower, upper] */
  ask(): readonly ArrayLike<number>[];
  /** their losses in the same order, to be made small; Infinity for a candidate that failed */
  tell(losses: ArrayLike<number>): void;
}

/** The box that is searched, and the seed to search it with. */
export interface SearchSpace {
  readonly dimensions: number;
  readonly lower: number;
  readonly upper: number;
  readonly seed: string;
}

/**
 * Makes an optimiser.
 *
 * @param candidates how many the budget has room for
 * @example calibrate(scenario, { fit, to, optimizer: (space) => pso({ ...space, particles: 12, variant: 'spso2011' }) })
 */
export type OptimizerFactory = (space: SearchSpace, candidates: number) => Optimizer;

/** An optimiser by name, with its options. */
export interface NamedOptimizer {
  readonly name: string;
  readonly options?: Readonly<Record<string, number | string | boolean>>;
}

type Options = Readonly<Record<string, number | string | boolean>>;

/** The lab's optimisers by name. */
export const OPTIMIZERS: Readonly<Record<string, { readonly options: readonly string[]; make(options: Options): OptimizerFactory }>> = {
  pso: {
    options: [
      'particles',
      'variant',
      'topology',
      'neighbours',
      'bounds',
      'velocityClamp',
      'launch',
      'inertia',
      'cognitive',
      'social',
      'phi',
    ],
    make:
      (options) =>
      (space, candidates): Optimizer =>
        pso({ particles: generationOf(candidates), ...(options as Partial<SwarmOptions>), ...space }), // the swarm checks each of them
  },
  sobol: {
    options: ['batch'],
    make:
      ({ batch }) =>
      ({ dimensions, seed }, candidates): Optimizer => {
        const sequence = sobol(dimensions, streamKey(keyFromSeed(seed), 'scramble', 0).k0);
        return drawing(sizeOf(batch, candidates), (n) => Float64Array.from(sequence.point(n)));
      },
  },
  random: {
    options: ['batch'],
    make:
      ({ batch }) =>
      ({ dimensions, seed }, candidates): Optimizer => {
        const { k0, k1 } = streamKey(keyFromSeed(seed), 'candidates', 0);
        return drawing(sizeOf(batch, candidates), (n) => Float64Array.from({ length: dimensions }, (_, d) => uniform53(k0, k1, n, d)));
      },
  },
};

/** Candidates of a generation when nobody says: about as many as there are generations. */
function generationOf(candidates: number): number {
  return Math.max(2, Math.min(40, Math.round(Math.sqrt(candidates))));
}

function sizeOf(batch: unknown, candidates: number): number {
  const size = batch ?? generationOf(candidates);
  if (typeof size === 'number' && Number.isInteger(size) && size > 0) return size;
  throw new LabError('E_SWARM', `batch must be a positive integer, but got ${String(batch)}.`);
}

/** Points that follow from their number alone: what was told does not matter. */
function drawing(size: number, point: (n: number) => Float64Array): Optimizer {
  let done = 0;
  return {
    ask: () => Array.from({ length: size }, (_, n) => point(done + n)),
    tell: () => {
      done += size;
    },
  };
}

/** @throws LabError E_FLAG for an unknown name or option */
export function optimizerNamed({ name, options = {} }: NamedOptimizer): OptimizerFactory {
  if (!Object.hasOwn(OPTIMIZERS, name)) {
    const near = nearest(name, Object.keys(OPTIMIZERS));
    throw new LabError(
      'E_FLAG',
      `there is no optimiser "${name}"${near ? `; did you mean "${near}"?` : '.'} Known: ${Object.keys(OPTIMIZERS).join(', ')}.`,
    );
  }
  const { options: known, make } = OPTIMIZERS[name];
  for (const option of Object.keys(options)) {
    if (known.includes(option)) continue;
    const near = nearest(option, known);
    throw new LabError(
      'E_FLAG',
      `the optimiser ${name} has no option "${option}"${near ? `; did you mean "${near}"?` : '.'} Known: ${known.join(', ')}.`,
    );
  }
  return make(options);
}

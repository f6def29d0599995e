// A swarm as a program of the engine. Imports engine, rules, compiled, kernels, objectives, particles and swarm-options.

import type { Arena } from '../engine/arena.ts';
import type { Program } from '../engine/engine.ts';
import type { PhaseSpec } from '../engine/kernel.ts';
import { moduleUrl } from '../engine/pool.ts';
import type { Backend } from '../rules/compile.ts';
import { swarmRules } from './compiled.ts';
import type { BuiltinSpec } from './kernels.ts';
import { builtinObjective } from './objectives.ts';
import { PARTICLE, swarmWorld, worstUnlessFinite } from './particles.ts';
import { swarmSpec, type SwarmOptions } from './swarm-options.ts';

const KERNELS = moduleUrl(import.meta.url, './kernels');

/** Name of the external work of a swarm whose objective is the user's own. */
export const EVALUATE = 'evaluate';

export interface ProgramOptions extends SwarmOptions {
  /** an objective of ours, evaluated by the workers as they move; without it main evaluates, as external work `evaluate` */
  readonly objective?: BuiltinSpec;
  /** how movement and objectives run, default simd; never changes the result */
  readonly backend?: Backend;
}

/**
 * The program of a particle swarm. Tick 0 is the swarm as placed, with one evaluation a particle; every tick adds as many.
 * The world's `until` becomes true with the first stop criterion that needs no clock.
 *
 * @throws LabError E_SWARM for options out of range, E_OBJECTIVE and E_PARAM for an objective that there is not
 */
export function psoProgram({ objective, backend = 'simd', ...options }: ProgramOptions): Program {
  const swarm = swarmSpec(options);
  const ours = objective ? builtinObjective(objective.name, { ...objective, dimensions: swarm.dimensions }) : null;
  const rules = swarmRules(swarm, ours, backend);
  const phase = (name: string, kernel: string, first: boolean, external?: string): PhaseSpec => ({
    name,
    kernel: { module: KERNELS, export: kernel },
    data: { swarm, rules, first, objective },
    kind: PARTICLE,
    external,
  });
  const iteration = (first: boolean): PhaseSpec[] => {
    const verb = first ? 'placing' : 'moving';
    if (objective !== undefined) return [phase(`${verb} and evaluating the particles`, 'fused', first)];
    return [
      phase(`${verb} the particles`, 'step', first),
      phase('evaluating the particles', 'stand', first, EVALUATE),
      phase('personal bests', 'absorb', first),
    ];
  };
  return { spec: swarmWorld(swarm, rules), start: iteration(true), tick: iteration(false), inPlace: false };
}

/** Where the particles of a swarm are about to be evaluated: one array a particle. */
export function askedPoints(arena: Arena): Float64Array[] {
  const { size } = arena.spec.kinds[0].columns[0];
  const capacity = arena.capacities.kinds[0];
  const { x } = arena.next(0);
  return Array.from({ length: arena.header.count(0) }, (_, i) => Float64Array.from({ length: size }, (_, d) => x[d * capacity + i]));
}

/** Hand the values of {@link askedPoints} in; what is not finite counts as failed. */
export function tellValues(arena: Arena, values: ArrayLike<number>): void {
  const { value } = arena.next(0);
  for (let i = 0; i < values.length; i++) value[i] = worstUnlessFinite(values[i]);
}

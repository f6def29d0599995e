// The rules of a swarm compiled: once for each way of moving, and plain data that travels to the workers. Imports moves, sweep, values.

import type { Backend } from '../rules/compile.ts';
import { accelerate, arrive, gravitate, isotropic, reach, remember } from './moves.ts';
import type { Objective } from './objective.ts';
import type { SwarmSpec } from './swarm-options.ts';
import { coordinateRule, type CoordinateRule } from './sweep.ts';
import { uniformsModule } from './uniforms.ts';
import { valueRule, type ValueRule } from './values.ts';

/** The rules that one way of moving consists of. */
export interface MoveRules {
  readonly accelerate: CoordinateRule | null;
  /** of SPSO-2011, null for the others */
  readonly sphere: {
    readonly gravitate: CoordinateRule;
    readonly isotropic: CoordinateRule;
    readonly reach: CoordinateRule;
    readonly arrive: CoordinateRule;
  } | null;
  readonly remember: CoordinateRule;
}

const MOVES = new Map<string, MoveRules>();

/** @returns the same object for the same way of moving */
export function moveRules({ variant, bounds }: SwarmSpec, backend: Backend): MoveRules {
  const sphere = variant === 'spso2011';
  const leadless = variant === 'spso2007';
  const key = [sphere, leadless, bounds, backend].join();
  let rules = MOVES.get(key);
  if (!rules) {
    const enters = bounds === 'random';
    rules = {
      accelerate: sphere ? null : coordinateRule('accelerate', accelerate(bounds), backend, { draws: enters ? 2 : 1, leadless }),
      sphere: sphere
        ? {
            gravitate: coordinateRule('gravitate', gravitate, backend, { draws: 0 }),
            isotropic: coordinateRule('isotropic', isotropic, backend, { draws: 1, step: 2 }),
            reach: coordinateRule('reach', reach, backend, { draws: 1 }),
            arrive: coordinateRule('arrive', arrive(bounds), backend, { draws: enters ? 1 : 0 }),
          }
        : null,
      remember: coordinateRule('remember', remember, backend, { draws: 0 }),
    };
    MOVES.set(key, rules);
  }
  return rules;
}

/** All compiled functions of a swarm. What follows the back end is called `simd`: it is no part of what a run computes. */
export interface SwarmRules {
  readonly moves: MoveRules;
  /** is the objective ours, evaluated by those who move the particles? */
  readonly ours: boolean;
  readonly simd: {
    /** our objective in lanes; null: it is no rule, and is evaluated point by point */
    readonly value: ValueRule | null;
    /** draws of the random topology */
    readonly fill: WebAssembly.Module | null;
  } | null;
}

/** @param objective ours, null where values come from outside */
export function swarmRules(spec: SwarmSpec, objective: Objective | null, backend: Backend): SwarmRules {
  return {
    moves: moveRules(spec, backend),
    ours: objective !== null,
    simd: backend === 'js' ? null : simdOf(spec, objective),
  };
}

function simdOf({ topology }: SwarmSpec, objective: Objective | null): SwarmRules['simd'] {
  return {
    value: objective?.rule ? valueRule(objective.name, objective.rule, objective.dimensions) : null,
    fill: topology.name === 'random' ? uniformsModule() : null,
  };
}

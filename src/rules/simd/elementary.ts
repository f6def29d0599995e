// The elementary functions of the engine as WebAssembly functions, alone or for all lanes of a vector, with the same bits.
// Imports the files of elementary/.

import type { Algebra } from './algebra.ts';
import { defined, type Definition } from './elementary/body.ts';
import { cos, sin, tan } from './elementary/circular.ts';
import { cosh, exp, expm1, sinh, tanh } from './elementary/exponential.ts';
import { acos, asin, atan, atan2 } from './elementary/inverse.ts';
import { log, log10, log1p, log2 } from './elementary/logarithm.ts';
import { cbrt, hypot, hypot3, pow } from './elementary/power.ts';
import type { Callee } from '../../engine/wasm/instructions.ts';
import type { Module } from '../../engine/wasm/module.ts';

const FUNCTIONS = {
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  atan2,
  exp,
  expm1,
  log,
  log2,
  log10,
  log1p,
  pow,
  cbrt,
  sinh,
  cosh,
  tanh,
  hypot,
  hypot3,
} satisfies Record<string, Definition>;

export type ElementaryName = keyof typeof FUNCTIONS;

export const ELEMENTARY_NAMES = Object.keys(FUNCTIONS) as readonly ElementaryName[]; // the keys of a constant

/** How many arguments it takes. */
export function arity(name: ElementaryName): 1 | 2 | 3 {
  return name === 'hypot3' ? 3 : name === 'atan2' || name === 'pow' || name === 'hypot' ? 2 : 1;
}

/**
 * The function (v, ...) -> v over the type of the algebra, made once per module. Its bits are those of the engine's function of the
 * same name and precision, for every input; NaN may have any payload. It never traps.
 *
 * Rare arguments of some functions go to the engine: what `module.imported('elementary')` lists must be handed over under
 * `elementary` when the module is instantiated, by their names in engine/elementary.ts.
 */
export function elementary(module: Module, on: Algebra, name: string): Callee {
  const known = name as ElementaryName; // the rule language calls no other
  return defined(module, on, known, arity(known), FUNCTIONS[known]);
}

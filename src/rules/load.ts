// The text of a compiled kernel made into a function. Imports engine and draws.

import * as elementary from '../engine/elementary.ts';
import * as random from '../engine/random.ts';
import * as draws from './draws.ts';

const LIBRARY = { ...elementary, ...random, ...draws };

/** Evaluate the text of a compiled function. It is our own emitter's text, made from the author's rule. */
export function load<F>(code: string): F {
  return (new Function(`"use strict"; return (${code});`)() as (library: typeof LIBRARY) => F)(LIBRARY);
}

// The first NaN of a run in words. Imports engine.

import type { FirstNaN } from '../engine/nan.ts';

/** Where it was stored, in one sentence without its full stop. */
export function whereNaN({ tick, phase, kind, agent, column, born, global }: FirstNaN): string {
  if (global !== null)
    return `global ${global} became NaN at tick ${tick}${phase === `global ${global}` ? '' : ` (${phase.startsWith('schedule') ? phase : `hook ${phase}`})`}`;
  if (born) return `${phase} bore agent ${agent} of kind ${kind} with NaN in column ${column} at tick ${tick}`;
  return `${phase} stored NaN in column ${column} of agent ${agent} at tick ${tick}`;
}

/** One line for people: where it was stored, what gives NaN, and how to look at it. */
export function warnOfNaN(nan: FirstNaN): string {
  const ticks = nan.global !== null || nan.phase.startsWith('init') ? nan.tick : nan.tick + 1; // a rule makes the next tick's state
  const look = nan.column === null ? `--ticks ${ticks}` : `--ticks ${ticks} --record ${nan.column}`;
  return `${whereNaN(nan)}. 0 / 0, Infinity - Infinity, roots and logarithms of negative numbers give NaN; what reads it may become NaN too, and only the first is told. Look at it with ${look}.`;
}

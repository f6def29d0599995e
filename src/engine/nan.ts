// The first NaN of a run: where it was stored, kept in control words and told once. Imports arena and control.

import type { Arena } from './arena.ts';
import type { Column, ColumnSpec, Views } from './columns.ts';
import { FIRST_NAN, KNOWN, WORD } from './control.ts';
import type { PhaseSpec } from './kernel.ts';

/** Where the first NaN of a run was stored. */
export interface FirstNaN {
  /** of the world that the rule saw; of a global, the tick that it belongs to; 0 for init */
  readonly tick: number;
  /** "rule of kind bird", "global speed" */
  readonly phase: string;
  /** null for a global */
  readonly kind: string | null;
  /** id, and the column; null for a global */
  readonly agent: number | null;
  readonly column: string | null;
  /** whether the agent came to the world with it, born in that phase */
  readonly born: boolean;
  readonly global: string | null;
}

/** What the leader notes, everything by index. */
export type Finding =
  | { readonly tick: number; readonly kind: number; readonly agent: number; readonly column: number; readonly born: boolean }
  | { readonly tick: number; readonly global: number };

const LAST = 2 ** 31 - 1;

/** Is nothing known yet? While it is so, kernels look for NaN where one was stored. */
export function looksForNaN({ control }: Arena): boolean {
  return control[WORD.nan + FIRST_NAN.known] === KNOWN.nothing;
}

/** The first row of [lo, hi), in the order of `order` where there is one, that holds NaN in one of the columns; -1: none. */
export function rowWithNaN(
  columns: readonly ColumnSpec[],
  views: Views,
  capacity: number,
  lo: number,
  hi: number,
  order?: Uint32Array,
): number {
  for (let k = lo; k < hi; k++) {
    const i = order ? order[k] : k;
    if (columnWithNaN(columns, views, capacity, i) !== null) return i;
  }
  return -1;
}

/** The first of the columns that holds NaN in row `i`; null: none. */
export function columnWithNaN(columns: readonly ColumnSpec[], views: Views, capacity: number, i: number): ColumnSpec | null {
  for (const column of columns) {
    const values: Column = views[column.name];
    for (let plane = 0; plane < column.size; plane++) if (Number.isNaN(values[plane * capacity + i])) return column;
  }
  return null;
}

/** A worker has found NaN in this row, or among the newborns of this chunk: the lowest of a phase counts, whoever finds it. */
export function foundNaN({ control }: Arena, what: 'row' | 'born', at: number): void {
  const word = WORD.nan + FIRST_NAN[what];
  const value = LAST - at; // 0 is nowhere
  for (let seen = Atomics.load(control, word); seen < value;) {
    const was = Atomics.compareExchange(control, word, seen, value);
    if (was === seen) return;
    seen = was;
  }
}

/** What the workers have found in this phase, -1: nothing. */
export function lowestNaN({ control }: Arena, what: 'row' | 'born'): number {
  const value = Atomics.load(control, WORD.nan + FIRST_NAN[what]);
  return value === 0 ? -1 : LAST - value;
}

/** Forget what was found in a phase that begins anew from another state, or that has ended. */
export function forgetNaN({ control }: Arena): void {
  Atomics.store(control, WORD.nan + FIRST_NAN.row, 0);
  Atomics.store(control, WORD.nan + FIRST_NAN.born, 0);
}

/** Keep the first NaN of the run. Only the leader calls it, between phases; what is known already stays. */
export function keepNaN(arena: Arena, phase: number, finding: Finding): void {
  if (!looksForNaN(arena)) return;
  const { control } = arena;
  const keep = (word: keyof typeof FIRST_NAN, value: number): void => {
    control[WORD.nan + FIRST_NAN[word]] = value;
  };
  keep('tick', finding.tick);
  keep('phase', phase);
  if ('global' in finding) keep('global', finding.global);
  else {
    keep('kind', finding.kind);
    keep('agent', finding.agent);
    keep('column', finding.column);
  }
  const known = 'global' in finding ? KNOWN.global : finding.born ? KNOWN.newborn : KNOWN.agent;
  Atomics.store(control, WORD.nan + FIRST_NAN.known, known); // last: whoever reads it finds the rest
}

/** The first NaN of this part of the run; null while there is none, and where an earlier part has told it. */
export function firstNaN({ control, spec }: Arena, phases: readonly PhaseSpec[]): FirstNaN | null {
  const known = Atomics.load(control, WORD.nan + FIRST_NAN.known);
  if (known === KNOWN.nothing || known === KNOWN.before) return null;
  const word = (name: keyof typeof FIRST_NAN): number => control[WORD.nan + FIRST_NAN[name]];
  const [tick, phase] = [word('tick'), phases[word('phase')].name];
  if (known === KNOWN.global)
    return { tick, phase, kind: null, agent: null, column: null, born: false, global: spec.globals[word('global')] };
  const { name, columns } = spec.kinds[word('kind')];
  return {
    tick,
    phase,
    kind: name,
    agent: word('agent') >>> 0,
    column: columns[word('column')].name,
    born: known === KNOWN.newborn,
    global: null,
  };
}

/** An earlier part of the run has told of it: nobody looks any more. */
export function knowsNaN({ control }: Arena): void {
  Atomics.store(control, WORD.nan + FIRST_NAN.known, KNOWN.before);
}

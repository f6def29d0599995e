// Fields: grids of amounts over a space, row by row, that agents read and deposit on, and that diffuse and evaporate. Imports engine.
//
// A field lives in the engine as a kind whose agents are its cells: double-buffered, hashed and kept in checkpoints as any other.

import type { KindSpec } from '../engine/columns.ts';

/** A field over the whole of a two-dimensional space. */
export interface FieldSpec {
  readonly name: string;
  readonly type: 'f32' | 'f64';
  /** cells along x and y */
  readonly cells: readonly [number, number];
  /** as the space: what leaves on one side enters on the other; else what would leave stays */
  readonly periodic: boolean;
  /** share of what is in a cell that goes to its neighbours each tick, in equal parts; 0 to 1 */
  readonly diffusion: number;
  /** 8: those at the corners too */
  readonly neighbours: 4 | 8;
  /** share of what is in a cell after that which is lost each tick, 0 to 1 */
  readonly evaporation: number;
  /** what is less, or more, at the end of a tick is brought to these; null: anything goes */
  readonly range: readonly [number, number] | null;
}

/** The column that holds what is in a cell. */
export const AMOUNT = 'amount';

/** The kind whose agents are the cells of a field: no name that an author's kind can have. */
export const kindOfCells = (field: string): string => `field ${field}`;

/** The cells of a field as the engine sees them. */
export function cellKind({ name, type, cells }: FieldSpec): KindSpec {
  return { name: kindOfCells(name), count: cells[0] * cells[1], columns: [{ name: AMOUNT, type, size: 1 }], grid: cells };
}

/** Does anything happen to the field by itself? */
export function isLively({ diffusion, evaporation, range }: FieldSpec): boolean {
  return diffusion > 0 || evaporation > 0 || range !== null;
}

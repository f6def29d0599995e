// Columns: one state variable of all agents of a kind, contiguous. Imports nothing.

export type ColumnType = 'f32' | 'f64' | 'i32' | 'u32' | 'u8';
export type Column = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** One column; `size` planes for a vector (plane d starts at d × capacity), 1 for a scalar. */
export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  readonly size: number;
  /** the engine's own: part of the state and its hash, but nobody names it, in rules, reports or recordings */
  readonly hidden?: boolean;
}

/** The columns that people may name. */
export const shown = (columns: readonly ColumnSpec[]): ColumnSpec[] => columns.filter(({ hidden }) => !hidden);

/** A kind of agents: its columns in declared order, how many there are at first, how many fit. */
export interface KindSpec {
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  readonly count: number;
  /** its agents are the cells of a grid, so many along each axis, row by row: part of the world, but nobody counts them as agents */
  readonly grid?: readonly number[];
  /** its agents are cells likewise, and agents: the author's own */
  readonly cells?: readonly number[];
  /** its agents are the links of a network of so many nodes, from column `from` to column `to`, in ascending order; they have an empty `grid` */
  readonly links?: { readonly nodes: number; readonly directed: boolean };
}

/** The whole-capacity columns of one buffer of a kind, by name; `id` is always there. */
export type Views = Record<string, Column> & { id: Uint32Array };

export const BYTES: Record<ColumnType, number> = { f32: 4, f64: 8, i32: 4, u32: 4, u8: 1 };

/** Agents a chunk holds. It belongs to the result (sums are joined chunk by chunk): it never follows the number of workers. */
export const CHUNK = 512;

/** A typed array of `length` elements of `type` at `offset` bytes of `buffer`. */
export function columnAt(buffer: ArrayBufferLike, type: ColumnType, offset: number, length: number): Column {
  switch (type) {
    case 'f32':
      return new Float32Array(buffer, offset, length);
    case 'f64':
      return new Float64Array(buffer, offset, length);
    case 'i32':
      return new Int32Array(buffer, offset, length);
    case 'u32':
      return new Uint32Array(buffer, offset, length);
    case 'u8':
      return new Uint8Array(buffer, offset, length);
  }
}

// A table of masks that is read at any lane, instead of comparing indices. Imports nothing.

/** Bytes into the table of masks of {@link maskTable}. */
export const MASKS = { rest: 16, me: 48 } as const;

/** Masks to be read at any lane: all lanes, then none; and none, the first lane, then none. */
export function maskTable(precision: 'f32' | 'f64'): Uint8Array {
  const table = new Uint8Array(96);
  table.fill(0xff, 0, 16);
  table.fill(0xff, 48, 48 + (precision === 'f32' ? 4 : 8));
  return table;
}

/**
 * Min-max aggregation: cuts the rows into equal buckets and keeps, of each bucket and for each field, the row of the least and
 * the row of the greatest value, and the first row without a value (so that a gap stays a gap). Rows stay whole and in order;
 * the first and the last row are always kept. Nothing is averaged, so no extreme is hidden.
 *
 * @param rows in the order of the x axis
 * @param max most rows to return, at least 2 + 3 × fields
 * @param fields the values that are drawn; by default every field but `tick`
 * @returns the rows themselves when there are no more than `max`
 */
export function decimate<T extends object>(rows: readonly T[], max: number, fields?: readonly (keyof T)[]): readonly T[] {
  if (rows.length <= max) return rows;
  const drawn = fields ?? fieldsOf(rows[0]);
  const gaps = rows.some((row) => drawn.some((field) => typeof row[field] !== 'number'));
  const perBucket = Math.max(1, drawn.length) * (gaps ? 3 : 2);
  const buckets = Math.max(1, Math.floor((max - 2) / perBucket));
  const kept: T[] = [rows[0]];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.max(1, Math.floor((bucket * rows.length) / buckets));
    const to = Math.min(rows.length - 1, Math.floor(((bucket + 1) * rows.length) / buckets));
    for (const at of extremes(rows, from, to, drawn)) kept.push(rows[at]);
  }
  kept.push(rows[rows.length - 1]);
  return kept;
}

function fieldsOf<T extends object>(row: T): (keyof T)[] {
  // A cast: Object.keys gives string[], but these are this row's own keys.
  return (Object.keys(row) as (keyof T)[]).filter((field) => field !== 'tick');
}

/** Places of the least, the greatest and the first missing value of each field among rows `[from, to)`, ascending. */
function extremes<T extends object>(rows: readonly T[], from: number, to: number, fields: readonly (keyof T)[]): number[] {
  const places = new Set<number>();
  for (const field of fields) {
    let least = -1;
    let greatest = -1;
    let missing = -1;
    for (let i = from; i < to; i++) {
      const value = rows[i][field];
      if (typeof value !== 'number') missing = missing < 0 ? i : missing;
      else {
        if (least < 0 || value < (rows[least][field] as number)) least = i; // a cast: `least` only ever names a number
        if (greatest < 0 || value > (rows[greatest][field] as number)) greatest = i; // the same
      }
    }
    for (const place of [least, greatest, missing]) if (place >= 0) places.add(place);
  }
  return [...places].sort((a, b) => a - b);
}

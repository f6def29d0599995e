// The fields of src/spaces/field-code.ts in plain loops: one cell at a time, neighbours by name.

import type { FieldSpec } from '../../src/spaces/field.ts';

const FAINT = { f32: 2 ** -100, f64: 2 ** -900 };

/** One tick of diffusion, evaporation and range; every operation rounded as the field is. */
export function spreadPlainly(field: FieldSpec, now: readonly number[]): number[] {
  const { cells, type, periodic, neighbours, diffusion, evaporation, range } = field;
  const [width, height] = cells;
  const r = type === 'f32' ? Math.fround : (x: number): number => x;
  const along = (at: number, n: number): number => (periodic ? (at + n) % n : Math.max(0, Math.min(n - 1, at)));
  return now.map((v, cell) => {
    const x = cell % width;
    const y = Math.floor(cell / width);
    const at = (dx: number, dy: number): number => now[along(y + dy, height) * width + along(x + dx, width)];
    const pair = (a: number, b: number): number => r(a + b);
    let value = v;
    if (diffusion > 0) {
      let sum = pair(pair(at(-1, 0), at(1, 0)), pair(at(0, -1), at(0, 1)));
      if (neighbours === 8) sum = pair(sum, pair(pair(at(-1, -1), at(-1, 1)), pair(at(1, -1), at(1, 1))));
      value = r(v + r(r(diffusion / neighbours) * r(sum - r(neighbours * v))));
    }
    if (evaporation > 0) value = r(value * r(1 - evaporation));
    if (range) value = Math.max(r(range[0]), Math.min(r(range[1]), value));
    return Math.abs(value) < FAINT[type] ? 0 : value;
  });
}

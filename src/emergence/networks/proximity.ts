// Interaction networks: who is within reach of whom. Imports errors.

import { LabError } from '../../errors.ts';
import { cells, type Cells, type Surroundings } from './cells.ts';
import { joined, rowsOf, type Graph } from './graph.ts';

/** Pairs at most: their ends have 32-bit places. */
const MAX_PAIRS = 2 ** 28;

/**
 * The interaction network of points: linked are those at a distance of at most `radius`. By a cell sort, O(N + links) where density is
 * even; any radius, also larger than the space.
 *
 * @param columns two or three coordinates of all points: x, y(, z), finite
 * @param options `radius` ≥ 0, in the unit of the coordinates; `periodic` (default false) with the `size` of the space, which may be oblong
 * @throws LabError E_METRIC for a bad radius, bad points or sizes, and more than 2^28 links
 */
export function proximity(columns: readonly ArrayLike<number>[], { radius, ...surroundings }: Surroundings & { radius: number }): Graph {
  if (!(Number.isFinite(radius) && radius >= 0))
    throw new LabError(
      'E_METRIC',
      `the radius of an interaction network must be a finite number, at least 0, but got ${radius}. Give it in the unit of positions.`,
    );
  const sorted = cells(columns, Math.max(radius, Number.MIN_VALUE), surroundings);
  const { from, to } = pairsWithin(sorted, radius);
  return rowsOf(sorted.n, joined(from, to), joined(to, from));
}

/** Each pair within the radius once. */
function pairsWithin({ n, across, wrap, starts, cell, point, at }: Cells, radius: number): { from: Int32Array; to: Int32Array } {
  const [x, y, z] = at;
  const [wide, high, deep] = wrap;
  const nearby = across.map((many, axis) => Array.from({ length: many }, (_, c) => around(c, many, wrap[axis] < Infinity)));
  const reach = radius * radius;
  let from = new Int32Array(4 * n + 16);
  let to = new Int32Array(4 * n + 16);
  let count = 0;
  for (let s = 0; s < n; s++) {
    const mine = cell[s];
    const row = Math.floor(mine / across[0]);
    for (const layer of nearby[2][Math.floor(row / across[1])]) {
      for (const line of nearby[1][row % across[1]]) {
        for (const column of nearby[0][mine % across[0]]) {
          const other = (layer * across[1] + line) * across[0] + column;
          if (other < mine) continue; // that pair of cells is looked at from the other side
          const end = starts[other + 1];
          for (let t = other === mine ? s + 1 : starts[other]; t < end; t++) {
            let dx = Math.abs(x[t] - x[s]);
            let dy = Math.abs(y[t] - y[s]);
            let dz = Math.abs(z[t] - z[s]);
            if (dx > wide / 2) dx = wide - dx;
            if (dy > high / 2) dy = high - dy;
            if (dz > deep / 2) dz = deep - dz;
            if (dx * dx + dy * dy + dz * dz > reach) continue;
            if (count === from.length) [from, to] = [doubled(from), doubled(to)];
            from[count] = point[s];
            to[count++] = point[t];
          }
        }
      }
    }
  }
  return { from: from.subarray(0, count), to: to.subarray(0, count) };
}

/** Cells along an axis of `many` that adjoin cell `c`, itself included, each once. */
function around(c: number, many: number, periodic: boolean): number[] {
  const along = [c - 1, c, c + 1];
  return periodic ? [...new Set(along.map((each) => (each + many) % many))] : along.filter((each) => each >= 0 && each < many);
}

function doubled(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  if (values.length > MAX_PAIRS)
    throw new LabError(
      'E_METRIC',
      `an interaction network has at most about ${MAX_PAIRS} links, but this one has more. Take a smaller radius or fewer points.`,
    );
  const longer = new Int32Array(2 * values.length);
  longer.set(values);
  return longer;
}

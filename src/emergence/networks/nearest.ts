// Networks of nearest neighbours. Imports errors.

import { LabError } from '../../errors.ts';
import { cells, type Cells, type Surroundings } from './cells.ts';
import { joined, rowsOf, type Graph } from './graph.ts';

/** Which of the nearest are linked. */
export interface NearestOptions extends Surroundings {
  /** neighbours of each point, a whole number from 1 to N - 1 */
  readonly k: number;
  /**
   * 'either' (default): linked when one is among the nearest of the other; 'mutual': when both are; 'directed': from each to its nearest
   */
  readonly link?: 'either' | 'mutual' | 'directed';
}

/** Points in a cell that make the search cheapest, about. */
const A_CELL = 2;

/**
 * The network in which each point is linked to the `k` nearest others; of equally near ones, to those of lower number. Cells are searched
 * ring by ring until no nearer point can follow: O(N k) where density is even. Starling flocks interact so, with six or seven neighbours
 * whatever their distance.
 *
 * @param columns two or three coordinates of all points: x, y(, z), finite
 * @throws LabError E_METRIC for a bad k, bad points or sizes
 * @see Ballerini et al., PNAS 105:1232 (2008). doi:10.1073/pnas.0711437105
 */
export function nearest(columns: readonly ArrayLike<number>[], { k, link = 'either', ...surroundings }: NearestOptions): Graph {
  const sorted = cells(columns, widthFor(columns, surroundings), surroundings);
  const { n } = sorted;
  if (!(Number.isInteger(k) && k > 0 && k < n))
    throw new LabError(
      'E_METRIC',
      `the k of nearest neighbours must be a whole number from 1 to ${n - 1} for ${n} points, but got ${k}. Take fewer neighbours.`,
    );
  const to = nearestOf(sorted, k);
  const from = new Int32Array(n * k).map((_, at) => Math.floor(at / k));
  if (link === 'directed') return { ...rowsOf(n, from, to), directed: true };
  return link === 'either' ? rowsOf(n, joined(from, to), joined(to, from)) : mutual(n, from, to);
}

/** Width of cells that hold {@link A_CELL} points each. */
function widthFor(columns: readonly ArrayLike<number>[], { size, periodic = false }: Surroundings): number {
  const extents = columns.map((column, axis) => (periodic ? (size?.[axis] ?? 0) : spread(column))).filter((each) => each > 0);
  const volume = extents.reduce((product, each) => product * each, 1);
  const width = (volume * A_CELL) / Math.max(1, columns[0]?.length ?? 1);
  return extents.length === 0 ? 1 : Math.max(width ** (1 / extents.length), Number.MIN_VALUE);
}

function spread(column: ArrayLike<number>): number {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < column.length; i++) {
    low = Math.min(low, column[i]);
    high = Math.max(high, column[i]);
  }
  return high - low;
}

/** Linked where links lead both ways: their rows and the rows of the links turned round are merged. */
function mutual(n: number, from: Int32Array, to: Int32Array): Graph {
  const out = rowsOf(n, from, to);
  const into = rowsOf(n, to, from);
  const offsets = new Int32Array(n + 1);
  const targets = new Int32Array(out.targets.length);
  let count = 0;
  for (let i = 0; i < n; i++) {
    let other = into.offsets[i];
    for (let at = out.offsets[i]; at < out.offsets[i + 1]; at++) {
      while (other < into.offsets[i + 1] && into.targets[other] < out.targets[at]) other++;
      if (other < into.offsets[i + 1] && into.targets[other] === out.targets[at]) targets[count++] = out.targets[at];
    }
    offsets[i + 1] = count;
  }
  return { n, offsets, targets: targets.slice(0, count) };
}

/** The k nearest of each point, row by row, in ascending order of distance. */
function nearestOf(sorted: Cells, k: number): Int32Array {
  const { n, across, width, wrap, starts, cell, point, at } = sorted;
  const [x, y, z] = at;
  const [wide, high, deep] = wrap;
  const out = new Int32Array(n * k);
  const best = new Float64Array(k); // squared distances, ascending
  const who = new Int32Array(k);
  const narrow = Math.min(...width) * (1 - 1e-9); // where rounding put a point on the wrong side of a border
  const rings = Math.max(...across.map((many, axis) => (wrap[axis] < Infinity ? many >> 1 : many - 1)));
  for (let s = 0; s < n; s++) {
    const row = Math.floor(cell[s] / across[0]);
    const [cx, cy, cz] = [cell[s] % across[0], row % across[1], Math.floor(row / across[1])];
    best.fill(Infinity);
    for (let ring = 0; ring <= rings; ring++) {
      const beyond = (ring - 1) * narrow; // whatever lies in this ring is further away than that
      if (ring > 1 && best[k - 1] < beyond * beyond) break;
      const [zLow, zHigh] = band(cz, ring, across[2], wrap[2]);
      for (let dz = zLow; dz <= zHigh; dz++) {
        const [yLow, yHigh] = band(cy, ring, across[1], wrap[1]);
        for (let dy = yLow; dy <= yHigh; dy++) {
          const shell = Math.abs(dz) === ring || Math.abs(dy) === ring;
          const [xLow, xHigh] = band(cx, ring, across[0], wrap[0]);
          for (let dx = xLow; dx <= xHigh; dx++) {
            if (!shell && Math.abs(dx) !== ring) continue;
            const other = (turned(cz + dz, across[2]) * across[1] + turned(cy + dy, across[1])) * across[0] + turned(cx + dx, across[0]);
            for (let t = starts[other]; t < starts[other + 1]; t++) {
              if (t === s) continue;
              let ex = Math.abs(x[t] - x[s]);
              let ey = Math.abs(y[t] - y[s]);
              let ez = Math.abs(z[t] - z[s]);
              if (ex > wide / 2) ex = wide - ex;
              if (ey > high / 2) ey = high - ey;
              if (ez > deep / 2) ez = deep - ez;
              insert(best, who, ex * ex + ey * ey + ez * ez, point[t]);
            }
          }
        }
      }
    }
    out.set(who, point[s] * k);
  }
  return out;
}

/** Offsets from cell `c` up to `ring` that exist along an axis of `many` cells, each cell once. */
function band(c: number, ring: number, many: number, wrap: number): [number, number] {
  return wrap < Infinity
    ? [-Math.min(ring, (many - 1) >> 1), Math.min(ring, many >> 1)]
    : [-Math.min(ring, c), Math.min(ring, many - 1 - c)];
}

function turned(c: number, many: number): number {
  return c < 0 ? c + many : c >= many ? c - many : c;
}

/** Take `j` in where it belongs among the nearest, if it does; ties by number. */
function insert(best: Float64Array, who: Int32Array, distance2: number, j: number): void {
  let at = best.length - 1;
  if (distance2 > best[at] || (distance2 === best[at] && j > who[at])) return;
  for (; at > 0 && (distance2 < best[at - 1] || (distance2 === best[at - 1] && j < who[at - 1])); at--) {
    best[at] = best[at - 1];
    who[at] = who[at - 1];
  }
  best[at] = distance2;
  who[at] = j;
}

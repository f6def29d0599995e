// How many neighbours agents have. Imports measure, source, cells and points.

import { found, nothing, type Measured } from '../measure.ts';
import { asDoubles, broken, isWorld, positive, take, whole, type Source, type SourceOptions } from '../source.ts';
import { gathered } from './cells.ts';
import { boxOf } from './points.ts';

/** Agents looked at when there are more: a standard error of 1.6 % of the spread. */
const SAMPLE = 4_096;

/** Cells are wider than the radius by this factor, so that rounding never hides a neighbour beyond the adjoining cells. */
const WIDER = 1 + 1e-9;

/** Cells for each agent looked at, at most: more would no longer fit the cache, fewer leave more distances to take. */
const CELLS_EACH = 8;

export interface NeighbourOptions extends SourceOptions {
  /** lengths of the model; the interaction radius of the world when left out */
  readonly radius?: number;
  /** agents looked at when there are more, a regular sample in memory order; 4,096 when left out */
  readonly sample?: number;
}

/**
 * Mean number of other agents within the radius (at a distance <= radius) of an agent. O(N): agents looked at are sorted into cells, then
 * all agents pass by once. Above `sample` agents a regular sample of that many is looked at, against all.
 *
 * @returns none without a space, without positions in it, or without agents
 * @throws LabError E_METRIC for plain columns that are missing or of different lengths, or a radius or sample out of range
 */
export function meanNeighbours(source: Source, options: NeighbourOptions = {}): Measured {
  const { value, units, convention, reason } = neighbourCounts(source, options);
  if (value === null) return nothing(reason ?? '', { units, convention });
  let sum = 0;
  for (const n of value) sum += n;
  return found(sum / value.length, { units, convention: `mean over agents of the ${convention}` });
}

/**
 * Number of neighbours of each agent, or of a regular sample when there are many: sample s of S is agent floor(s N / S) in memory order.
 * One that is nowhere (a position that is not finite) has no neighbours and is none. O(N).
 *
 * @returns neighbours; none without a space, without positions in it, or without agents
 * @throws LabError E_METRIC as {@link meanNeighbours}
 */
export function neighbourCounts(source: Source, options: NeighbourOptions = {}): Measured<Uint32Array> {
  const { sample = SAMPLE } = options;
  whole('sample', sample, 1);
  const box = boxOf(source, options);
  const space = isWorld(source) ? source.space : null;
  const radius = options.radius ?? (space?.grid ? undefined : space?.radius); // neighbourhoods of a grid are sets of cells
  if (radius !== undefined) positive('radius', radius);
  const says = {
    units: 'neighbours',
    convention: `number of others at a distance <= ${radius ?? 'the radius'}, ${box?.periodic ? 'round the seam of the periodic box' : 'no edge correction'}; of a regular sample above ${sample} agents`,
  };
  if (box === null) return nothing('there is no space that says how distances are measured', says);
  if (radius === undefined) return nothing('there is no radius: set options.radius', says);
  const taken = take(source, [['x', 'y', 'z'].slice(0, box.size.length)], options);
  if (typeof taken === 'string') return nothing(taken, says);
  if (taken.count === 0) return nothing('there are no agents', says);
  if (!taken.ofWorld) broken(taken);
  const axes = taken.columns.map(asDoubles);
  return found(count(axes, { size: box.size, periodic: box.periodic, radius }, sample), says);
}

interface Reach {
  readonly size: readonly number[];
  readonly periodic: boolean;
  readonly radius: number;
}

/** Neighbours of `sample` agents, or of all. */
function count(axes: readonly Float64Array[], reach: Reach, sample: number): Uint32Array {
  const n = axes[0].length;
  const step = Math.max(1, n / sample);
  const looked = new Uint32Array(Math.min(n, sample));
  for (let s = 0; s < looked.length; s++) looked[s] = Math.floor(s * step);
  const most = Math.ceil((CELLS_EACH * looked.length + 1) ** (1 / axes.length));
  const cells = reach.size.map((length) => Math.max(1, Math.min(most, Math.floor(length / (reach.radius * WIDER)))));
  const own = axes.map((axis) => gathered(axis, looked));
  const grid = listed(own, cells, reach);
  const counts = new Uint32Array(looked.length);
  if (axes.length === 3) passSpace(axes, cells, reach, own, grid, counts);
  else passPlane(axes, cells, reach, own, grid, counts);
  // each met itself, unless it is nowhere
  for (let s = 0; s < counts.length; s++) if (!nowhere(own, s)) counts[s]--;
  return counts;
}

function nowhere(axes: readonly Float64Array[], s: number): boolean {
  for (let d = 0; d < axes.length; d++) if (!Number.isFinite(axes[d][s])) return true;
  return false;
}

/** Agents looked at by the cells that they can be reached from. */
interface Grid {
  /** where each cell starts in `order` */
  readonly starts: Int32Array;
  /** agents looked at in the cell and in those that adjoin it, as places in the sample */
  readonly order: Uint32Array;
}

/** Each agent looked at is listed in its own cell and in all that adjoin it. */
function listed(own: readonly Float64Array[], cells: readonly number[], { size, periodic }: Reach): Grid {
  const [nx, ny, nz] = [cells[0], cells[1], cells[2] ?? 1];
  const [beforeX, beforeY, beforeZ] = [nx, ny, nz].map((n) => (n > 2 || (!periodic && n > 1) ? 1 : 0));
  const [afterX, afterY, afterZ] = [nx, ny, nz].map((n) => (n > 1 ? 1 : 0));
  const starts = new Int32Array(nx * ny * nz + 1);
  const at = own.map((axis, d) => cellsAlong(axis, cells[d], size[d]));
  const next = new Int32Array(starts.length);
  let order = new Uint32Array(0);
  for (const writing of [false, true]) {
    for (let s = 0; s < own[0].length; s++) {
      for (let dz = -beforeZ; dz <= afterZ; dz++) {
        const z = at.length === 3 ? seam(at[2][s] + dz, nz, periodic) : 0;
        for (let dy = -beforeY; z >= 0 && dy <= afterY; dy++) {
          const y = seam(at[1][s] + dy, ny, periodic);
          for (let dx = -beforeX; y >= 0 && dx <= afterX; dx++) {
            const x = seam(at[0][s] + dx, nx, periodic);
            if (x < 0) continue;
            const cell = (z * ny + y) * nx + x;
            if (writing) order[next[cell]++] = s;
            else starts[cell + 1]++;
          }
        }
      }
    }
    if (writing) break;
    for (let c = 0; c + 1 < starts.length; c++) starts[c + 1] += starts[c];
    next.set(starts);
    order = new Uint32Array(starts[starts.length - 1]);
  }
  return { starts, order };
}

/** A cell beyond the border: that on the other side of a seam, or none (-1). */
function seam(c: number, n: number, periodic: boolean): number {
  if (c >= 0 && c < n) return c;
  return periodic ? (c < 0 ? c + n : c - n) : -1;
}

function cellsAlong(axis: Float64Array, cells: number, size: number): Int32Array {
  const out = new Int32Array(axis.length);
  const share = cells / size;
  for (let i = 0; i < out.length; i++) out[i] = cellOf(axis[i] * share, cells);
  return out;
}

/** The cell of a position in widths of a cell; one that is no number counts for cell 0. */
function cellOf(position: number, cells: number): number {
  return position > 0 ? (position < cells ? Math.trunc(position) : cells - 1) : 0;
}

/** Let all agents pass by those that they can reach, themselves included; counts[s] is written. */
function passPlane(
  [x, y]: readonly Float64Array[],
  [nx, ny]: readonly number[],
  { size, periodic, radius }: Reach,
  [ownX, ownY]: readonly Float64Array[],
  { starts, order }: Grid,
  counts: Uint32Array,
): void {
  const [width, height] = size;
  const [perX, perY] = [nx / width, ny / height];
  const [halfX, halfY] = periodic ? [width / 2, height / 2] : [Infinity, Infinity];
  const limit = radius * radius;
  for (let j = 0; j < x.length; j++) {
    const cell = cellOf(y[j] * perY, ny) * nx + cellOf(x[j] * perX, nx);
    for (let at = starts[cell]; at < starts[cell + 1]; at++) {
      const s = order[at];
      let dx = Math.abs(x[j] - ownX[s]);
      let dy = Math.abs(y[j] - ownY[s]);
      if (dx > halfX) dx = width - dx;
      if (dy > halfY) dy = height - dy;
      if (dx * dx + dy * dy <= limit) counts[s]++;
    }
  }
}

/** {@link passPlane} in three dimensions. */
function passSpace(
  [x, y, z]: readonly Float64Array[],
  [nx, ny, nz]: readonly number[],
  { size, periodic, radius }: Reach,
  [ownX, ownY, ownZ]: readonly Float64Array[],
  { starts, order }: Grid,
  counts: Uint32Array,
): void {
  const [width, height, depth] = size;
  const [perX, perY, perZ] = [nx / width, ny / height, nz / depth];
  const [halfX, halfY, halfZ] = periodic ? [width / 2, height / 2, depth / 2] : [Infinity, Infinity, Infinity];
  const limit = radius * radius;
  for (let j = 0; j < x.length; j++) {
    const cell = (cellOf(z[j] * perZ, nz) * ny + cellOf(y[j] * perY, ny)) * nx + cellOf(x[j] * perX, nx);
    for (let at = starts[cell]; at < starts[cell + 1]; at++) {
      const s = order[at];
      let dx = Math.abs(x[j] - ownX[s]);
      let dy = Math.abs(y[j] - ownY[s]);
      let dz = Math.abs(z[j] - ownZ[s]);
      if (dx > halfX) dx = width - dx;
      if (dy > halfY) dy = height - dy;
      if (dz > halfZ) dz = depth - dz;
      if (dx * dx + dy * dy + dz * dz <= limit) counts[s]++;
    }
  }
}

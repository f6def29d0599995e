// How many neighbours agents have. Imports engine and spaces.

import type { KindView, SpaceView, World } from '../engine/world.ts';

/** Agents looked at when there are more: enough for a standard error near 1 % of the spread. */
const SAMPLE = 10_000;

/** Cells are wider than the radius by this factor, so that rounding never hides a neighbour beyond the adjoining cells. */
const WIDER = 1 + 1e-9;

/**
 * Mean number of other agents of the first spatial kind within the radius of the space. Above {@link SAMPLE} agents a regular sample
 * of that many is taken.
 *
 * @returns null without a space or without agents
 */
export function meanNeighbours(world: World): number | null {
  const counts = neighbourCounts(world);
  if (counts === null || counts.length === 0) return null;
  let sum = 0;
  for (const n of counts) sum += n;
  return sum / counts.length;
}

/** Number of neighbours of each agent (of a regular sample when there are many) of the first kind that has `x` and `y`; null without a space. */
export function neighbourCounts(world: World, sample: number = SAMPLE): Uint32Array | null {
  const { space } = world;
  if (space === null) return null;
  const axes = ['x', 'y', 'z'].slice(0, space.dimensions);
  const kind = Object.values(world.kinds).find((each) => axes.every((axis) => each.has(axis)));
  return kind ? countWithin(kind, space, sample) : null;
}

function countWithin(kind: KindView, space: SpaceView, sample: number): Uint32Array {
  const axes = ['x', 'y', 'z'].slice(0, space.dimensions).map((name) => kind.column(name));
  const { cells, starts, order, cellOf } = sorted(axes, kind.count, space);
  const nearby = cells.map((n) => Array.from({ length: n }, (_, c) => around(c, n, space.periodic)));
  const step = Math.max(1, kind.count / sample);
  const out = new Uint32Array(Math.min(kind.count, sample));
  for (let s = 0; s < out.length; s++) {
    const i = Math.floor(s * step);
    const [cx, cy, cz] = axes.map((_, d) => cellOf(d, i));
    let n = 0;
    for (const z of axes.length === 3 ? nearby[2][cz] : [0]) {
      for (const y of nearby[1][cy]) {
        for (const x of nearby[0][cx]) {
          const cell = (z * cells[1] + y) * cells[0] + x;
          for (let at = starts[cell]; at < starts[cell + 1]; at++) if (order[at] !== i && near(axes, space, i, order[at])) n++;
        }
      }
    }
    out[s] = n;
  }
  return out;
}

interface Sorted {
  /** along each axis */
  readonly cells: readonly number[];
  /** where each cell starts in `order` */
  readonly starts: Int32Array;
  readonly order: Uint32Array;
  /** cell of agent `i` along axis `d` */
  cellOf(d: number, i: number): number;
}

/** Agents by cell; about as many cells as agents at most. */
function sorted(axes: readonly ArrayLike<number>[], count: number, { size, radius }: SpaceView): Sorted {
  const most = Math.ceil((count + 1) ** (1 / size.length));
  const cells = size.map((length) => Math.max(1, Math.min(most, Math.floor(length / (radius * WIDER)))));
  const cellOf = (d: number, i: number): number => {
    const cell = Math.floor((axes[d][i] / size[d]) * cells[d]);
    return cell > 0 ? Math.min(cell, cells[d] - 1) : 0; // a position that is no number counts for cell 0
  };
  const whole = (i: number): number => axes.reduceRight((cell, _, d) => cell * cells[d] + cellOf(d, i), 0);
  const starts = new Int32Array(cells.reduce((product, n) => product * n, 1) + 1);
  const cell = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    cell[i] = whole(i);
    starts[cell[i] + 1]++;
  }
  for (let c = 1; c < starts.length; c++) starts[c] += starts[c - 1];
  const next = starts.slice();
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[next[cell[i]]++] = i;
  return { cells, starts, order, cellOf };
}

/** Cells along an axis of `n` that adjoin cell `c`, itself included, each once. */
function around(c: number, n: number, periodic: boolean): number[] {
  const along = [c - 1, c, c + 1];
  return periodic ? [...new Set(along.map((each) => (each + n) % n))] : along.filter((each) => each >= 0 && each < n);
}

function near(axes: readonly ArrayLike<number>[], { size, periodic, radius }: SpaceView, i: number, j: number): boolean {
  let d2 = 0;
  for (let d = 0; d < axes.length; d++) {
    let delta = Math.abs(axes[d][j] - axes[d][i]);
    if (periodic && delta > size[d] / 2) delta = size[d] - delta;
    d2 += delta * delta;
  }
  return d2 <= radius * radius;
}

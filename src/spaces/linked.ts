// Linked cells for worlds that are updated in place: the index follows every move. Imports engine and space.

import type { Views } from '../engine/columns.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { cellAlong, cellCount, type SpaceSpec } from './space.ts';

/** No agent. */
export const NONE = -1;

/** Lists of the agents in each cell: `head` per cell, then `following` and `preceding` per agent; `cell` is where each one is listed. */
export interface LinkedCells {
  readonly head: Int32Array;
  readonly following: Int32Array;
  readonly preceding: Int32Array;
  readonly cell: Int32Array;
}

/** Working memory for the lists of `kind`. */
export function linkedScratch(kind: string, space: SpaceSpec): ScratchSpec[] {
  return [
    { name: `head:${kind}`, type: 'i32', fixed: cellCount(space) },
    { name: `following:${kind}`, type: 'i32', kind, perAgent: 1 },
    { name: `preceding:${kind}`, type: 'i32', kind, perAgent: 1 },
    { name: `cell:${kind}`, type: 'i32', kind, perAgent: 1 },
  ];
}

/** The cell of the position of agent `i`. */
export function cellOf({ x, y, z }: Views, i: number, { size, cells }: SpaceSpec): number {
  const cell = cellAlong(y[i], cells[1], size[1]) * cells[0] + cellAlong(x[i], cells[0], size[0]);
  return cells.length === 3 ? cellAlong(z[i], cells[2], size[2]) * cells[0] * cells[1] + cell : cell;
}

/** List agents [0, count) so that each list runs in memory order. */
export function link(lists: LinkedCells, views: Views, space: SpaceSpec, count: number): void {
  const { head, following, preceding, cell } = lists;
  head.fill(NONE);
  const [x, y, z] = [views.x, views.y, views.z];
  const { size, cells } = space;
  const [nx, ny, nz = 1] = cells;
  const [perX, perY, perZ] = size.map((length, axis) => cells[axis] / length);
  const along = (position: number, n: number, per: number): number => Math.max(0, Math.min(n - 1, Math.floor(position * per))) | 0;
  const whole = space.grid !== undefined && nx === size[0] && ny === size[1]; // agents of a grid stand at whole numbers inside it
  for (let i = count - 1; i >= 0; i--) {
    const plane = cells.length === 3 ? along(z[i], nz, perZ) * ny : 0;
    const to = whole ? (y[i] | 0) * nx + (x[i] | 0) : (plane + along(y[i], ny, perY)) * nx + along(x[i], nx, perX);
    const first = head[to];
    cell[i] = to;
    following[i] = first;
    preceding[i] = NONE;
    if (first !== NONE) preceding[first] = i;
    head[to] = i;
  }
}

/** Put agent `i` at the head of the list of `cell`. */
export function insert({ head, following, preceding, cell }: LinkedCells, i: number, to: number): void {
  const first = head[to];
  cell[i] = to;
  following[i] = first;
  preceding[i] = NONE;
  if (first !== NONE) preceding[first] = i;
  head[to] = i;
}

/** Take agent `i` out of its list. */
export function unlink({ head, following, preceding, cell }: LinkedCells, i: number): void {
  const after = following[i];
  const before = preceding[i];
  if (before === NONE) head[cell[i]] = after;
  else following[before] = after;
  if (after !== NONE) preceding[after] = before;
}

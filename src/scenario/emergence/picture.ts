// What is kept of a kind for a small picture of it, and the picture. Imports engine, report and store.

import type { ColumnSpec } from '../../engine/columns.ts';
import type { KindView, SpaceView, World } from '../../engine/world.ts';
import { seriesColour } from '../../report/palette.ts';
import type { Panel } from '../../report/small-multiples.ts';
import type { RecordBlock } from '../../store/index.ts';

/** Agents kept of a kind that moves freely; cells along the longer side of a grid. */
const AGENTS = 2_000;
const SIDE = 200;
/** A grid that is longer than this times its width has no picture. */
const SLIM = 20;
/** Values that a picture tells apart by colour. */
const STATES = 8;

/** How a kind is pictured. */
export interface Portrait {
  readonly kind: string;
  /** cells: the agents are cells of a grid. standing: they stand in cells that are few enough. scattered: anywhere */
  readonly sort: 'cells' | 'standing' | 'scattered';
  /** cells along x and y, for the first two sorts */
  readonly cells: readonly [number, number];
  /** cells along each side of the block that one pixel stands for; 1 unless the sort is cells */
  readonly block: number;
  /** column that is told by colour */
  readonly state: string | null;
  readonly heading: 'heading' | 'velocity' | null;
}

/** Columns that the engine keeps for itself beside those of the author. */
const ENGINES: ReadonlySet<string> = new Set(['wish', 'won', 'claimed']);

/** The author's own columns of one value an agent, in declared order. */
export function ownColumns({ columns }: Pick<KindView, 'columns'>): readonly ColumnSpec[] {
  return columns.filter((column) => column.size === 1 && !ENGINES.has(column.name) && !('hidden' in column && column.hidden === true));
}

/** How to picture a kind, in blocks so that it is at most `side` wide and high; null for one without places. */
export function portraitOf(kind: KindView, { space }: World, side = SIDE): Portrait | null {
  const columns = ownColumns(kind);
  const whole = columns.find(({ type }) => !type.startsWith('f'));
  const any = columns.find(({ name }) => !['x', 'y', 'z'].includes(name));
  if (kind.cells) {
    const [width, height] = kind.cells;
    if (Math.max(width, height) > SLIM * Math.min(width, height)) return null;
    const block = Math.ceil(Math.max(width, height) / side);
    const state = (whole ?? any)?.name ?? null;
    return state === null ? null : { kind: kind.name, sort: 'cells', cells: [width, height], block, state, heading: null };
  }
  if (!kind.has('x') || !kind.has('y')) return null;
  const [width, height] = space ? [space.size[0], space.size[1]] : [0, 0];
  const heading = kind.has('heading') ? 'heading' : kind.has('vx') && kind.has('vy') ? 'velocity' : null;
  const standing = space?.grid !== undefined && space.dimensions === 2 && Math.max(width, height) <= SIDE && heading === null;
  const state = whole?.name ?? null;
  return { kind: kind.name, sort: standing ? 'standing' : 'scattered', cells: [width, height], block: 1, state, heading };
}

/** Kinds of agents that have places and are no cells, by name: where there are several, each has the colour of its place among them. */
export function placedKinds({ kinds }: World): string[] {
  return Object.values(kinds)
    .filter((kind) => !kind.cells && kind.has('x') && kind.has('y'))
    .map(({ name }) => name)
    .sort();
}

/** The colour of a kind, the same in all pictures of a world. */
export function kindColour(kind: string, world: World): string {
  return seriesColour(Math.max(0, placedKinds(world).indexOf(kind)));
}

/** Whether the grid of a space is a honeycomb, whose odd rows lie half a cell to the right. */
export function isHoneycomb(space: SpaceView | null): boolean {
  return space?.grid !== undefined && 'neighbourhood' in space.grid && space.grid.neighbourhood === 'hexagonal';
}

/** What is kept of a kind at this tick: a bounded sample, evenly through memory, or the cells by blocks. Reads the world only. */
export function keptOf({ kind: name, sort, cells, block, state, heading }: Portrait, world: World): RecordBlock {
  const kind = world.kinds[name];
  const { tick } = world;
  if (sort === 'cells') {
    const values = inBlocks(kind.column(state ?? ''), cells, block);
    return { tick, ids: Uint32Array.from(values.keys()), columns: { state: values } };
  }
  const most = sort === 'standing' ? SIDE * SIDE : AGENTS;
  const count = Math.min(kind.count, most);
  const taken = Uint32Array.from({ length: count }, (_, k) => Math.floor((k * kind.count) / count));
  const of = (column: ArrayLike<number>): Float32Array => Float32Array.from(taken, (i) => column[i]);
  const columns: Record<string, Float32Array> = { x: of(kind.column('x')), y: of(kind.column('y')) };
  if (heading === 'heading') columns['heading'] = of(kind.column('heading'));
  if (heading === 'velocity') {
    const [vx, vy] = [of(kind.column('vx')), of(kind.column('vy'))];
    columns['heading'] = vx.map((x, i) => Math.atan2(vy[i], x)); // for the eye: not part of any result
  }
  if (state !== null) columns['state'] = of(kind.column(state));
  return { tick, ids: Uint32Array.from(taken, (i) => kind.id[i]), columns };
}

/** The panel of what was kept; null when nobody was there. */
export function panelOf({ sort, cells, block, heading }: Portrait, { tick, ids, columns }: RecordBlock): Panel {
  if (sort === 'cells')
    return { tick, cells: { cols: Math.ceil(cells[0] / block), rows: Math.ceil(cells[1] / block), values: columns['state'] } };
  const { x, y, state } = columns;
  if (sort === 'scattered') return { tick, x, y, ...(heading ? { heading: columns['heading'] } : fewOf(state)) };
  const values = new Float32Array(cells[0] * cells[1]).fill(NaN);
  const shown = fewOf(state).state;
  for (let i = 0; i < ids.length; i++) values[Math.floor(y[i]) * cells[0] + Math.floor(x[i])] = shown?.[i] ?? 1;
  return { tick, cells: { cols: cells[0], rows: cells[1], values } };
}

function fewOf(state: ArrayLike<number> | undefined): { state?: ArrayLike<number> } {
  return state && new Set(Array.from(state)).size <= STATES ? { state } : {};
}

/** Each block of cells as one value: the mean, or the most frequent (the lowest of equals) where there are three to eight whole numbers. */
export function inBlocks(values: ArrayLike<number>, [width, height]: readonly [number, number], block: number): Float32Array {
  if (block === 1) return Float32Array.from(values);
  const different = new Set<number>();
  for (let i = 0; i < values.length && different.size <= STATES; i++) different.add(values[i]);
  const states = [...different].sort((a, b) => a - b);
  const nominal = states.length > 2 && states.length <= STATES && states.every(Number.isInteger);
  const cols = Math.ceil(width / block);
  const out = new Float32Array(cols * Math.ceil(height / block));
  const inside: number[] = [];
  for (let b = 0; b < out.length; b++) {
    inside.length = 0;
    let sum = 0;
    const [left, low] = [(b % cols) * block, Math.floor(b / cols) * block];
    for (let y = low; y < Math.min(height, low + block); y++) {
      for (let x = left; x < Math.min(width, left + block); x++) {
        inside.push(values[y * width + x]);
        sum += values[y * width + x];
      }
    }
    out[b] = nominal ? mostFrequent(inside, states) : sum / inside.length;
  }
  return out;
}

function mostFrequent(values: readonly number[], states: readonly number[]): number {
  const counts = states.map((state) => values.filter((value) => value === state).length);
  return states[counts.indexOf(Math.max(...counts))];
}

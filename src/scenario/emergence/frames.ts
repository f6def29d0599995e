// What is kept of a kind for one frame of a film. Imports engine, report and store.

import type { KindView, World } from '../../engine/world.ts';
import { ABSENT } from '../../report/film/film.ts';
import type { RecordBlock } from '../../store/index.ts';
import { inBlocks, placedKinds, portraitOf, type Portrait } from './picture.ts';
import { sampleOf } from './sample.ts';

/** How much a film keeps: frames in all, agents of a kind, cells along the longer side. */
export interface FilmSize {
  readonly frames: number;
  readonly agents: number;
  readonly side: number;
}

/** Numbers that stand before the cells of a frame: columns, rows, cells along a block, then the value of code 0 and the step between codes. */
const HEAD = 5;

/** One frame of a kind: places and states of a sample of its agents (also of those in cells, where several kinds are), or its cells by blocks, four codes a word. Null for one without places. */
export function frameOf(kind: KindView, world: World, { agents, side }: FilmSize): RecordBlock | null {
  const portrait = portraitOf(kind, world, side);
  if (portrait === null) return null;
  if (portrait.sort === 'scattered' || (portrait.sort === 'standing' && placedKinds(world).length > 1))
    return agentsOf(kind, world.tick, portrait, agents);
  const { cells, block } = portrait;
  const values = portrait.sort === 'cells' ? inBlocks(kind.column(portrait.state ?? ''), cells, block) : standingIn(kind, portrait);
  return wordsOf(world.tick, values, [Math.ceil(cells[0] / block), Math.ceil(cells[1] / block), block]);
}

function agentsOf(kind: KindView, tick: number, { sort, heading, state }: Portrait, most: number): RecordBlock {
  const taken = sampleOf(kind, most);
  const of = (name: string): Float32Array => {
    const column = kind.column(name);
    return Float32Array.from(taken, (i) => column[i]);
  };
  const middle = sort === 'standing' ? 0.5 : 0; // of a cell
  const columns: Record<string, Float32Array> = { x: of('x').map((x) => x + middle), y: of('y').map((y) => y + middle) };
  if (heading === 'heading') columns['tone'] = of('heading');
  if (heading === 'velocity') {
    const [vx, vy] = [of('vx'), of('vy')];
    columns['tone'] = vx.map((x, i) => Math.atan2(vy[i], x)); // for the eye: not part of any result
  }
  if (heading === null && state !== null) columns['tone'] = of(state);
  return { tick, ids: Uint32Array.from(taken, (i) => kind.id[i]), columns };
}

/** The state of who stands in each cell; NaN where nobody does. */
function standingIn(kind: KindView, { cells: [width, height], state }: Portrait): Float32Array {
  const values = new Float32Array(width * height).fill(NaN);
  const [x, y] = [kind.column('x'), kind.column('y')];
  const shown = state === null ? null : kind.column(state);
  for (let i = 0; i < kind.count; i++) values[Math.floor(y[i]) * width + Math.floor(x[i])] = shown?.[i] ?? 1;
  return values;
}

/** Values as codes 0 to 254, whole numbers within 254 of each other as they are; ABSENT for what is not finite. */
function wordsOf(tick: number, values: Float32Array, shape: readonly [number, number, number]): RecordBlock {
  let [low, high, whole] = [Infinity, -Infinity, true];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
    whole &&= Number.isInteger(value);
  }
  const base = low === Infinity ? 0 : low;
  const step = whole && high - low < ABSENT ? 1 : Math.fround((high - base) / (ABSENT - 1)) || 1;
  const codes = new Uint8Array(4 * Math.ceil(values.length / 4)).fill(ABSENT);
  for (let i = 0; i < values.length; i++)
    if (Number.isFinite(values[i])) codes[i] = Math.min(ABSENT - 1, Math.round((values[i] - base) / step));
  const head = Uint32Array.of(...shape, ...new Uint32Array(Float32Array.of(base, step).buffer));
  const words = new Uint32Array(HEAD + codes.length / 4);
  words.set(head);
  words.set(new Uint32Array(codes.buffer), HEAD);
  return { tick, ids: Uint32Array.from(words.keys()), columns: { word: words } };
}

/** Cells of one frame. */
export interface CellFrame {
  readonly tick: number;
  readonly cols: number;
  readonly rows: number;
  readonly block: number;
  /** NaN where there is nothing */
  readonly values: Float32Array;
}

/** The cells of a kept frame; null for one of agents. */
export function cellsOf({ tick, columns }: RecordBlock): CellFrame | null {
  if (!('word' in columns)) return null;
  const words = Uint32Array.from(columns['word']);
  const [cols, rows, block] = words;
  const [base, step] = new Float32Array(words.slice(HEAD - 2, HEAD).buffer);
  const codes = new Uint8Array(words.slice(HEAD).buffer).subarray(0, cols * rows);
  return { tick, cols, rows, block, values: Float32Array.from(codes, (code) => (code === ABSENT ? NaN : base + step * code)) };
}

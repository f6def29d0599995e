// Films from the frames that a run folder keeps. Imports engine, report and store.

import type { World } from '../../engine/world.ts';
import type { Reel } from '../../report/film/figure.ts';
import { ABSENT, directionCode, placeCode, type AgentFilm, type CellFilm, type Tones } from '../../report/film/film.ts';
import { fit } from '../../report/film/fit.ts';
import { roundForPeople } from '../../report/index.ts';
import { readKeepsake } from '../../store/snapshots.ts';
import type { RecordBlock } from '../../store/index.ts';
import { fileName } from './direction-chance.ts';
import { cellsOf, type CellFrame } from './frames.ts';
import { isHoneycomb, placedKinds, portraitOf, type Portrait } from './picture.ts';
import { mixed } from './sample.ts';

/** Places along an axis that are told apart: a third of a pixel. */
const BITS = 11;
/** Agents × frames at most that a film is made of. */
const MOST = 4e6;
/** The slot of an agent that has none. */
const NONE = -1;
/** Values told apart by a colour of their own. */
const STATES = 8;

/** Frames of one kind, and how it is pictured. */
interface Scenes {
  readonly portrait: Portrait;
  readonly blocks: readonly RecordBlock[];
  /** agents of the kind in the world at the end */
  readonly count: number;
}

/**
 * Films of what was kept: one of all kinds that move freely or share a grid, one of each that stands in cells alone or is them.
 *
 * @param world at the end, for its kinds and space
 * @param most characters that each film may add to the page
 * @throws LabError E_FORMAT when a file of the folder is damaged
 */
export async function filmsIn(folder: string, world: World, most: number): Promise<Reel[]> {
  const scattered: Scenes[] = [];
  const reels: Reel[] = [];
  for (const name of new Set([...placedKinds(world), ...Object.keys(world.kinds)])) {
    const kind = world.kinds[name];
    const portrait = portraitOf(kind, world);
    if (portrait === null) continue;
    const blocks = await readKeepsake(folder, 'film', kind.name);
    if (blocks.length < 2) continue;
    if (!('word' in blocks[0].columns)) scattered.push({ portrait, blocks, count: kind.count });
    else
      reels.push(
        cellReel(
          portrait,
          blocks.flatMap((block) => cellsOf(block) ?? []),
          world,
          most,
        ),
      );
  }
  return [...(scattered.length > 0 ? [agentReel(scattered, world, most)] : []), ...reels];
}

function agentReel(scenes: readonly Scenes[], world: World, most: number): Reel {
  const ticks = [...new Set(scenes.flatMap(({ blocks }) => blocks.map(({ tick }) => tick)))].sort((a, b) => a - b);
  const size = sizeOf(scenes, world);
  const room = Math.max(1, Math.floor(MOST / (ticks.length * scenes.length)));
  const places = scenes.map(({ blocks }) => slotsOf(blocks, room));
  const starts = places.map((_, k) => places.slice(0, k).reduce((sum, { size: agents }) => sum + agents, 0));
  const agents = places.reduce((sum, { size: slots }) => sum + slots, 0);
  const [x, y] = [new Uint16Array(ticks.length * agents), new Uint16Array(ticks.length * agents)];
  const tone = new Uint8Array(x.length);
  const present = new Uint8Array(x.length);
  const tones = tonesOf(scenes);
  const frameAt = new Map(ticks.map((tick, f) => [tick, f]));
  scenes.forEach(({ blocks }, k) => {
    blocks.forEach(({ tick, ids, columns }, b) => {
      const slots = places[k].slots[b];
      const start = (frameAt.get(tick) ?? 0) * agents + starts[k];
      ids.forEach((_, i) => {
        if (!Number.isFinite(columns['x'][i]) || !Number.isFinite(columns['y'][i])) return;
        const slot = slots[i];
        if (slot === NONE) return;
        const at = start + slot;
        x[at] = placeCode(columns['x'][i], size[0], BITS);
        y[at] = placeCode(columns['y'][i], size[1], BITS);
        tone[at] = tones.code(k, columns['tone']?.[i] ?? 0);
        present[at] = 1;
      });
    });
  });
  rest({ x, y, tone, present }, agents);
  const kinds = scenes.map(({ portrait }) => portrait.kind).join(', ');
  const film: AgentFilm = {
    sort: 'agents',
    name: `film-${fileName(kinds)}`,
    title: `The agents of kind ${kinds} in motion`,
    caption: '',
    ticks,
    size,
    tones: tones.told,
    agents,
    bits: BITS,
    x,
    y,
    tone,
    present: present.every((each) => each === 1) ? null : present,
  };
  const { film: kept, packed } = fit(film, most);
  const seenAt = kept.sort === 'agents' ? presentIn(kept) : [];
  const [least, shown] = [Math.min(...seenAt), Math.max(...seenAt)];
  const seen = world.space?.dimensions === 3 ? ' Seen along the z axis.' : '';
  const many = least < shown ? `${roundForPeople(least)} to ${roundForPeople(shown)} agents at a time` : `${roundForPeople(shown)} agents`;
  const whole = kept.sort === 'agents' && kept.agents === agents && scenes.every(isWhole);
  const sample = whole ? many : `an even sample, ${many},`;
  return { film: { ...kept, caption: `${capital(sample)} at ${ticks.length} ticks.${seen} ${bytes(packed.data)}` }, packed };
}

/**
 * The slot in each frame of each agent of each block: its own while it is there, then that of one who comes, so that there are as many as
 * agents at a time. Who comes when all are taken has none; those whose mixed id is low go first.
 *
 * @param most slots at most
 */
export function slotsOf(blocks: readonly RecordBlock[], most: number): { size: number; slots: Int32Array[] } {
  let now = new Map<number, number>();
  const free: number[] = [];
  let size = 0;
  const slots = blocks.map(({ ids }) => {
    const before = now;
    const there = new Set(ids);
    now = new Map();
    for (const [id, slot] of before) {
      if (there.has(id)) now.set(id, slot);
      else free.push(slot);
    }
    free.sort((a, b) => b - a);
    const come = Array.from(ids).filter((id) => !before.has(id));
    for (const id of come.sort((a, b) => mixed(a) - mixed(b))) {
      if (free.length === 0 && size === most) break;
      now.set(id, free.pop() ?? size++);
    }
    return Int32Array.from(ids, (id) => now.get(id) ?? NONE);
  });
  return { size, slots };
}

/** Whether all who are there at the end were kept. */
function isWhole({ count, blocks }: Scenes): boolean {
  return blocks[blocks.length - 1].ids.length >= count;
}

/** How many agents are there, frame by frame. */
function presentIn({ agents, ticks, present }: AgentFilm): number[] {
  return ticks.map((_, f) => (present ? present.subarray(f * agents, (f + 1) * agents).reduce((sum, each) => sum + each, 0) : agents));
}

/** Who is not there stays where it was, which costs nothing. */
function rest({ x, y, tone, present }: Pick<AgentFilm, 'x' | 'y' | 'tone'> & { present: Uint8Array }, agents: number): void {
  for (let at = agents; at < x.length; at++) {
    if (present[at]) continue;
    x[at] = x[at - agents];
    y[at] = y[at - agents];
    tone[at] = tone[at - agents];
  }
}

function tonesOf(scenes: readonly Scenes[]): { told: Tones; code: (kind: number, tone: number) => number } {
  if (scenes.length > 1) {
    const told: Tones = { sort: 'states', names: scenes.map(({ portrait }) => portrait.kind) };
    return { told, code: (kind) => kind };
  }
  const [{ portrait, blocks }] = scenes;
  if (portrait.heading !== null) return { told: { sort: 'direction' }, code: (_, tone) => directionCode(tone) };
  const values = fewIn(blocks.map(({ columns }) => columns['tone'] ?? []));
  if (portrait.state === null || values === null || values.length < 2) return { told: { sort: 'none' }, code: () => 0 };
  const names = values.map((value) => `${portrait.state} ${value}`);
  return { told: { sort: 'states', names }, code: (_, tone) => Math.max(0, values.indexOf(tone)) };
}

/** The different values, ascending; null when there are more than eight, or others than whole numbers. */
function fewIn(all: readonly ArrayLike<number>[]): number[] | null {
  const different = new Set<number>();
  for (const values of all) {
    for (let i = 0; i < values.length; i++) {
      if (Number.isNaN(values[i])) continue;
      different.add(values[i]);
      if (different.size > STATES || !Number.isInteger(values[i])) return null;
    }
  }
  return [...different].sort((a, b) => a - b);
}

/** The size of the space; without one, as far as agents ever go. */
function sizeOf(scenes: readonly Scenes[], { space }: World): [number, number] {
  if (space) return [space.size[0], space.size[1]];
  const furthest = (name: 'x' | 'y'): number =>
    scenes.reduce(
      (most, { blocks }) => blocks.reduce((m, { columns }) => Array.from(columns[name]).reduce((a, b) => Math.max(a, b), m), most),
      1,
    );
  return [furthest('x'), furthest('y')];
}

function cellReel({ kind, state, cells }: Portrait, frames: readonly CellFrame[], world: World, most: number): Reel {
  const [{ cols, rows, block }] = frames;
  const values = fewIn(frames.map((frame) => frame.values));
  const quantity = state ?? kind;
  const [low, high] = values === null ? rangeOf(frames) : [0, 0];
  const codeOf = (value: number): number => {
    if (!Number.isFinite(value)) return ABSENT;
    return values ? values.indexOf(value) : Math.round(((value - low) / (high - low || 1)) * (ABSENT - 1));
  };
  const tone = new Uint8Array(frames.length * cols * rows);
  frames.forEach((frame, f) => frame.values.forEach((value, i) => (tone[f * cols * rows + i] = codeOf(value))));
  const film: CellFilm = {
    sort: 'cells',
    name: `film-${fileName(kind)}`,
    title: `The cells of kind ${kind} in motion`,
    caption: '',
    ticks: frames.map(({ tick }) => tick),
    size: [cols, rows],
    tones: values
      ? { sort: 'states', names: values.map((value) => `${quantity} ${value}`) }
      : { sort: 'amount', name: block > 1 ? `mean of ${quantity}` : quantity, low, high },
    cols,
    rows,
    hexagonal: block === 1 && isHoneycomb(world.space),
    tone,
  };
  const { film: kept, packed } = fit(film, most);
  const blocks =
    block > 1 ? ` One pixel is a block of ${block} × ${block} cells, by its mean, or its most frequent value of three to eight.` : '';
  const caption = `${roundForPeople(cells[0])} × ${roundForPeople(cells[1])} cells at ${kept.ticks.length} ticks.${blocks} ${bytes(packed.data)}`;
  return { film: { ...kept, caption }, packed };
}

function rangeOf(frames: readonly CellFrame[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of frames) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

const bytes = (data: string): string => `The film takes ${roundForPeople(data.length / 1024, { digits: 2 })} KiB of this page.`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

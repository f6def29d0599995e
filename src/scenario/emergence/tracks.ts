// A few agents followed tick by tick, for asking who influences whom. Imports engine and spaces.

import type { KindView, NetworkView, SpaceView, World } from '../../engine/world.ts';
import type { RecordBlock } from '../../store/index.ts';
import { ownColumns } from './picture.ts';
import { mixed } from './sample.ts';

/** Agents that are followed, in groups of neighbours: pairs of agents drawn singly would hardly ever be near each other. */
export const FOLLOWED = 64;
export const GROUP = 8;
/** Agents that a kind must have. */
const FEWEST = 16;
/** Ticks of a window. */
export const WINDOW = 256;
/** Marks by which the agents followed are found among all: a power of two. */
const MARKS = 4_096;
/** Agents that the mean direction is taken over. */
const MEAN = 512;

/** First ticks of the windows: at a sixteenth and a quarter of the run, where one ends before the next begins, and its last ticks. */
export function windowsOf(ticks: number): number[] {
  const last = Math.max(0, ticks - WINDOW);
  const starts = [last];
  for (const share of [4, 16]) {
    const at = Math.round(ticks / share);
    if (at + WINDOW < starts[0]) starts.unshift(at);
  }
  return starts;
}

/** Ticks at which agents are followed. */
export function trackedTicks(ticks: number): number[] {
  return windowsOf(ticks).flatMap((start) => Array.from({ length: Math.min(WINDOW, ticks - start) + 1 }, (_, t) => start + t));
}

/** What is followed of a kind. */
export interface Followed {
  readonly sort: 'direction' | 'states' | 'amount';
  /** what it is called: the heading, the phase, a column */
  readonly name: string;
}

/** What there is to follow: directions or phases before states, states before amounts. Null for a kind with nothing of the sort. */
export function followedOf(kind: KindView): Followed | null {
  const angle = ['heading', 'phase', 'theta'].find((name) => kind.has(name));
  if (angle !== undefined) return { sort: 'direction', name: angle };
  if (kind.has('vx') && kind.has('vy')) return { sort: 'direction', name: 'direction of motion' };
  const columns = ownColumns(kind).filter(({ name }) => !['x', 'y', 'z'].includes(name));
  const whole = columns.find(({ type }) => !type.startsWith('f'));
  if (whole) return { sort: 'states', name: whole.name };
  return columns.length > 0 ? { sort: 'amount', name: columns[0].name } : null;
}

/** Whom an agent can influence is known: agents have places, are cells, or are the nodes of the network. */
export function isSituated(kind: KindView, world: World): boolean {
  return kind.cells !== null || (kind.has('x') && kind.has('y')) || world.network?.n === kind.count;
}

/** Follows some agents of each kind: the same through a window. */
export class Tracker {
  readonly #starts: readonly number[];
  readonly #chosen = new Map<string, { start: number; ids: Uint32Array; places: Uint32Array }>();

  constructor(ticks: number) {
    this.#starts = windowsOf(ticks);
  }

  /** Go on with the agents that a run followed before it was interrupted. */
  restore(kind: string, { tick, ids }: RecordBlock): void {
    this.#chosen.set(kind, { start: this.#startOf(tick), ids, places: ids.slice() });
  }

  /** What the followed agents do at this tick; null for a kind that is not followed. Those that have died are left out. */
  keep(kind: KindView, world: World): RecordBlock | null {
    const followed = followedOf(kind);
    if (followed === null) return null;
    const start = this.#startOf(world.tick);
    let chosen = this.#chosen.get(kind.name);
    if (chosen?.start !== start) {
      if (kind.count < FEWEST || !isSituated(kind, world)) return null;
      const places = groupsOf(kind, world);
      chosen = { start, places, ids: Uint32Array.from(places, (i) => kind.id[i]) };
      this.#chosen.set(kind.name, chosen);
    }
    const there = this.#found(kind, chosen);
    const of = (values: ArrayLike<number>): Float32Array => Float32Array.from(there, (i) => values[i]);
    const columns: Record<string, Float32Array> = {};
    if (kind.has('x') && kind.has('y')) for (const axis of axesOf(kind, world.space)) columns[axis] = of(kind.column(axis));
    if (followed.sort === 'direction') Object.assign(columns, directionsOf(kind, followed, there));
    else columns['value'] = of(kind.column(followed.name));
    return { tick: world.tick, ids: Uint32Array.from(there, (i) => kind.id[i]), columns };
  }

  #startOf(tick: number): number {
    return this.#starts.findLast((start) => start <= tick) ?? 0;
  }

  /** Places of the chosen that are there; remembered, for the order in memory seldom changes. */
  #found(kind: KindView, chosen: { ids: Uint32Array; places: Uint32Array }): Uint32Array {
    const { id, count } = kind;
    if (chosen.ids.every((each, n) => chosen.places[n] < count && id[chosen.places[n]] === each)) return chosen.places;
    const at = new Map<number, number>(Array.from(chosen.ids, (each) => [each, -1]));
    const marks = new Uint8Array(MARKS); // most agents are passed by without a look into the map
    for (const each of chosen.ids) marks[each % MARKS] = 1;
    for (let i = 0; i < count; i++) if (marks[id[i] % MARKS] === 1 && at.has(id[i])) at.set(id[i], i);
    const alive = [...at].filter(([, place]) => place >= 0);
    chosen.ids = Uint32Array.from(alive, ([each]) => each);
    chosen.places = Uint32Array.from(alive, ([, place]) => place);
    return chosen.places;
  }
}

function axesOf(kind: KindView, space: SpaceView | null): string[] {
  return space?.dimensions === 3 && kind.has('z') ? ['x', 'y', 'z'] : ['x', 'y'];
}

/** Unit vectors, and the mean of those of many: cos and sin in the plane. In space the part in the plane of x and y, of unit length. */
function directionsOf(kind: KindView, { name }: Followed, places: Uint32Array): Record<string, Float32Array> {
  const angle = kind.has(name) ? kind.column(name) : null;
  const [vx, vy] = angle ? [angle, angle] : [kind.column('vx'), kind.column('vy')];
  const cos = (i: number): number => (angle ? Math.cos(angle[i]) : vx[i] / (Math.hypot(vx[i], vy[i]) || 1));
  const sin = (i: number): number => (angle ? Math.sin(angle[i]) : vy[i] / (Math.hypot(vx[i], vy[i]) || 1));
  const all = Math.min(MEAN, kind.count);
  let [meanCos, meanSin] = [0, 0];
  for (let k = 0; k < all; k++) {
    const i = Math.floor((k * kind.count) / all);
    meanCos += cos(i) / all;
    meanSin += sin(i) / all;
  }
  return {
    cos: Float32Array.from(places, cos),
    sin: Float32Array.from(places, sin),
    mean_cos: new Float32Array(places.length).fill(meanCos),
    mean_sin: new Float32Array(places.length).fill(meanSin),
  };
}

/** Places of the agents to follow: all where there are few, else eight with their seven nearest each. */
export function groupsOf(kind: KindView, world: Pick<World, 'space' | 'network'>): Uint32Array {
  const { count, id } = kind;
  if (count <= FOLLOWED) return Uint32Array.from({ length: count }, (_, i) => i);
  const share = (2 ** 32 * 4 * FOLLOWED) / count;
  const drawn = Array.from({ length: count }, (_, i) => i).filter((i) => mixed(id[i]) < share);
  const order = drawn.sort((a, b) => mixed(id[a]) - mixed(id[b]));
  const taken = new Set<number>();
  const network = kind.cells || kind.has('x') ? null : world.network;
  for (const focus of order) {
    if (taken.size >= FOLLOWED) break;
    if (taken.has(focus)) continue;
    const near = kind.cells
      ? nearCells(focus, kind.cells)
      : kind.has('x')
        ? nearAgents(kind, world.space, focus)
        : nearNodes(network, focus);
    const free = near.filter((i) => !taken.has(i)).slice(0, GROUP - 1);
    if (free.length < GROUP - 1) continue;
    for (const i of [focus, ...free]) taken.add(i);
  }
  return Uint32Array.from(taken);
}

/** Cells next to one, nearest first, inside the grid. */
function nearCells(focus: number, [width, height]: readonly number[]): number[] {
  const [x, y] = [focus % width, Math.floor(focus / width)];
  const near: { at: number; far: number }[] = [];
  for (let dy = -2; dy <= 2; dy++) {
    for (let dx = -2; dx <= 2; dx++) {
      const inside = x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height;
      if (inside && (dx !== 0 || dy !== 0)) near.push({ at: focus + dy * width + dx, far: dx * dx + dy * dy });
    }
  }
  return near.sort((a, b) => a.far - b.far || a.at - b.at).map(({ at }) => at);
}

/** The nearest agents to one, about twice a group of them. O(N). */
function nearAgents(kind: KindView, space: SpaceView | null, focus: number): number[] {
  const axes = axesOf(kind, space).map((name) => kind.column(name));
  const near: { at: number; far: number }[] = [];
  let limit = Infinity;
  for (let i = 0; i < kind.count; i++) {
    if (i === focus) continue;
    let far = 0;
    for (let d = 0; d < axes.length; d++) far += distanceAlong(axes[d][i] - axes[d][focus], d, space) ** 2;
    if (!(far < limit)) continue;
    near.push({ at: i, far });
    if (near.length < 8 * GROUP) continue;
    near.sort((a, b) => a.far - b.far).length = 2 * GROUP;
    limit = near[near.length - 1].far;
  }
  return near.sort((a, b) => a.far - b.far).map(({ at }) => at);
}

/** Distance along one axis, the short way round where the space is periodic. */
export function distanceAlong(difference: number, axis: number, space: SpaceView | null): number {
  const along = Math.abs(difference);
  return space?.periodic ? Math.min(along, space.size[axis] - along) : along;
}

/** Nodes near one in links, nearest first: about twice a group of them. */
function nearNodes(network: NetworkView | null, focus: number): number[] {
  if (network === null) return [];
  const seen = new Set([focus]);
  for (const node of seen) {
    if (seen.size > 2 * GROUP) break;
    for (let e = network.offsets[node]; e < network.offsets[node + 1] && seen.size <= 4 * GROUP; e++) seen.add(network.targets[e]);
  }
  return [...seen].slice(1);
}

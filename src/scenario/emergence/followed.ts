// The series of agents that were followed, and how far they are from each other. Imports engine, spaces and store.

import type { KindView, NetworkView, World } from '../../engine/world.ts';
import { stepsBetween, type Grid } from '../../spaces/grid.ts';
import type { RecordBlock } from '../../store/index.ts';
import { distanceAlong, followedOf, GROUP, type Followed } from './tracks.ts';

/** Consecutive ticks that a series must have. */
const LEAST_TICKS = 100;
/** Agents whose series must vary, and changes that a series of states must have: fewer tell nothing. */
const LEAST_AGENTS = 16;
const LEAST_CHANGES = 8;
/** States that are told apart. */
const STATES = 8;
/** Mean direction above which directions are taken from it. */
const COMMON = 0.5;

/** Series of agents over the same ticks. */
export interface FollowedSeries {
  readonly what: Followed;
  readonly first: number;
  readonly last: number;
  /** ticks between two values */
  readonly every: number;
  readonly series: readonly Float64Array[];
  /** how a number was made of a direction, in words; empty for others */
  readonly as: string;
  /** group of neighbours that each was followed in */
  readonly groups: readonly number[];
  /** mean distance over the ticks, at target × count + source; Infinity where there is no way */
  readonly distance: Float64Array;
  /** what the distance is measured in */
  readonly unit: string;
  /** distance up to which agents see each other by the model; null where it has none */
  readonly radius: number | null;
}

/** The latest window in which enough of the followed agents do something, or why there is none. */
export function followedSeries(blocks: readonly RecordBlock[], kind: KindView, world: World): FollowedSeries | string {
  const what = followedOf(kind);
  if (what === null) return `kind ${kind.name} has nothing to follow`;
  let why = 'no agents were followed for long enough';
  for (const window of windowsIn(blocks).reverse()) {
    const found = seriesIn(window, what);
    if (typeof found === 'string') {
      why = found;
      continue;
    }
    const { ids, series, every, as } = found;
    const at = new Map(Array.from(window[0].ids, (id, i) => [id, i]));
    const groups = ids.map((id) => Math.floor((at.get(id) ?? 0) / GROUP));
    const first = window[0].tick;
    const last = window[window.length - 1].tick;
    return { what, first, last, every, series, groups, as, ...distancesOf(window, ids, kind, world) };
  }
  return why;
}

/** Runs of consecutive ticks. */
function windowsIn(blocks: readonly RecordBlock[]): RecordBlock[][] {
  const windows: RecordBlock[][] = [];
  for (const block of blocks) {
    const now = windows.at(-1);
    const before = now?.at(-1);
    if (now && before && block.tick === before.tick + 1 && sharedIds(now[0], block) >= LEAST_AGENTS) now.push(block);
    else windows.push([block]);
  }
  return windows.filter(({ length }) => length >= LEAST_TICKS);
}

function sharedIds(a: RecordBlock, b: RecordBlock): number {
  const known = new Set(a.ids);
  return b.ids.reduce((sum, id) => sum + (known.has(id) ? 1 : 0), 0);
}

type Varying = Pick<FollowedSeries, 'series' | 'every' | 'as'> & { readonly ids: readonly number[] };

function seriesIn(window: readonly RecordBlock[], what: Followed): Varying | string {
  const last = window[window.length - 1];
  const there = window.every(({ ids }) => ids.length === last.ids.length)
    ? [...last.ids]
    : [...last.ids].filter((id) => window.every((each) => each.ids.includes(id)));
  const place = window.map(({ ids }) => new Map(Array.from(ids, (id, i) => [id, i])));
  const column = (name: string): Float64Array[] =>
    there.map((id) => Float64Array.from(window, ({ columns }, t) => columns[name][place[t].get(id) ?? 0]));
  const { values, as } = what.sort === 'direction' ? fromDirections(column, window) : { values: column('value'), as: '' };
  const every = what.sort !== 'states' && changes(values) < 0.75 ? 2 : 1; // of models that take a step in two ticks every second value says nothing
  const thinned = every === 1 ? values : values.map((each) => each.filter((_, t) => t % every === 0));
  const told = what.sort === 'states' ? symbols(thinned) : what.sort === 'amount' ? withoutMean(thinned) : thinned;
  if (typeof told === 'string') return told;
  const least = what.sort === 'states' ? LEAST_CHANGES : told[0].length / 4;
  const keep = told.flatMap((each, i) => (changesIn(each) >= least && each.every(Number.isFinite) ? [i] : []));
  if (keep.length < LEAST_AGENTS)
    return `of ${there.length} agents that were followed ${keep.length} changed their ${what.name} often enough at ticks ${window[0].tick} to ${last.tick}`;
  return { ids: keep.map((i) => there[i]), series: keep.map((i) => told[i]), every, as };
}

/** Sine of the angle to the mean direction where there is one; else the component along x, for a mean direction of nobody only adds noise. */
function fromDirections(column: (name: string) => Float64Array[], window: readonly RecordBlock[]): { values: Float64Array[]; as: string } {
  const [cos, sin] = [column('cos'), column('sin')];
  const mean = window.map(({ columns }) => [columns['mean_cos'][0], columns['mean_sin'][0]] as const);
  const common = mean.reduce((sum, [c, s]) => sum + Math.hypot(c, s), 0) / mean.length >= COMMON;
  if (!common) return { values: cos, as: 'its component along x' };
  const values = cos.map((each, i) => each.map((c, t) => (sin[i][t] * mean[t][0] - c * mean[t][1]) / (Math.hypot(...mean[t]) || 1)));
  return { values, as: 'the sine of its angle to the mean one' };
}

/** Share of steps at which a value changes. */
function changes(series: readonly Float64Array[]): number {
  const steps = series.reduce((sum, each) => sum + each.length - 1, 0);
  return series.reduce((sum, each) => sum + changesIn(each), 0) / Math.max(1, steps);
}

function changesIn(values: Float64Array): number {
  let count = 0;
  for (let t = 1; t < values.length; t++) if (values[t] !== values[t - 1]) count++;
  return count;
}

/** States as 0, 1, 2, … */
function symbols(series: readonly Float64Array[]): Float64Array[] | string {
  const different = [...new Set(series.flatMap((values) => [...new Set(values)]))].sort((a, b) => a - b);
  if (different.length > STATES) return `the agents that were followed have ${different.length} states, which are too many`;
  return series.map((values) => values.map((value) => different.indexOf(value)));
}

/** Less the mean of all at each tick: what all share is nobody's influence. */
function withoutMean(series: readonly Float64Array[]): Float64Array[] {
  const mean = series[0].map((_, t) => series.reduce((sum, values) => sum + values[t], 0) / series.length);
  return series.map((values) => values.map((value, t) => value - mean[t]));
}

function distancesOf(
  window: readonly RecordBlock[],
  ids: readonly number[],
  kind: KindView,
  world: World,
): Pick<FollowedSeries, 'distance' | 'unit' | 'radius'> {
  const { space } = world;
  const count = ids.length;
  const distance = new Float64Array(count * count);
  const fill = (between: (a: number, b: number) => number): void => {
    for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) if (a !== b) distance[a * count + b] = between(a, b);
  };
  if (kind.cells) {
    const [width] = kind.cells;
    const grid = space?.grid && 'neighbourhood' in space.grid ? (space.grid as Grid) : null; // a cast: the grid of a model's space is no other
    fill((a, b) => {
      const [ax, ay, bx, by] = [ids[a] % width, Math.floor(ids[a] / width), ids[b] % width, Math.floor(ids[b] / width)];
      const [dx, dy] = [round(bx - ax, 0, space), round(by - ay, 1, space)];
      return grid ? stepsBetween(grid.neighbourhood, dx, dy, ay % 2 === 1) : Math.max(Math.abs(dx), Math.abs(dy));
    });
    return { distance, unit: 'steps on the grid', radius: grid?.radius ?? null };
  }
  if (!('x' in window[0].columns)) {
    const { network } = world;
    const steps = ids.map((id) => stepsFrom(network, id));
    fill((a, b) => steps[a].get(ids[b]) ?? Infinity);
    return { distance, unit: 'links', radius: 1 };
  }
  const axes = ['x', 'y', 'z'].filter((name) => name in window[0].columns);
  const some = window.filter((_, t) => t % 16 === 0);
  const places = some.map((block) => new Map(Array.from(block.ids, (id, i) => [id, i])));
  fill((a, b) => {
    let sum = 0;
    some.forEach(({ columns }, t) => {
      const [i, j] = [places[t].get(ids[a]) ?? 0, places[t].get(ids[b]) ?? 0];
      sum += Math.hypot(...axes.map((name, d) => distanceAlong(columns[name][i] - columns[name][j], d, space)));
    });
    return sum / some.length;
  });
  return { distance, unit: space?.unit ?? 'lengths of the model', radius: space?.radius ?? null };
}

/** A difference along an axis, the short way round where the space is periodic. */
function round(difference: number, axis: number, space: World['space']): number {
  if (!space?.periodic) return difference;
  return difference - space.size[axis] * Math.round(difference / space.size[axis]);
}

/** Links from a node to each other that can be reached. */
function stepsFrom(network: NetworkView | null, from: number): Map<number, number> {
  const steps = new Map([[from, 0]]);
  if (network === null) return steps;
  for (const [node, far] of steps)
    for (let e = network.offsets[node]; e < network.offsets[node + 1]; e++)
      if (!steps.has(network.targets[e])) steps.set(network.targets[e], far + 1);
  return steps;
}

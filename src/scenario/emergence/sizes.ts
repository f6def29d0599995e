// What of a world has sizes: clusters of agents, patches of like cells, amounts that agents hold, avalanches. Imports engine, emergence, report.

import type { KindView, World } from '../../engine/world.ts';
import { clusters, patches } from '../../emergence/index.ts';
import { LabError } from '../../errors.ts';
import { histogram, type Chart, type Row } from '../../report/index.ts';
import { fileName } from './direction-chance.ts';
import { heavyTail, tailChart, tailSentence } from './heavy-tail.ts';
import type { SizesChart } from '../scenario.ts';
import { isHoneycomb, ownColumns, portraitOf } from './picture.ts';

/** Agents and cells above which no clusters are sought. */
const MOST = 300_000;
/** Columns of amounts of a kind that are shown. */
const COLUMNS = 1;
/** Columns that say where an agent is or goes, which is shown elsewhere. */
const MOTION: ReadonlySet<string> = new Set(['x', 'y', 'z', 'vx', 'vy', 'vz', 'heading', 'phase', 'theta', 'speed']);
/** Largest value over the median from which on a distribution has a tail. */
const WIDE = 5;
/** Mean number of neighbours by which points at random would nearly be joined to one cluster. */
const PERCOLATING = 4;

/** Sizes of something, with the words for them. */
interface Sizes {
  readonly name: string;
  readonly title: string;
  readonly what: string;
  readonly label: string;
  readonly unit: string;
  readonly values: ArrayLike<number>;
  /** shown also when there are too few for a fit */
  readonly plain: boolean;
}

/** Sizes of events that a metric measures. */
export interface Events {
  readonly metric: string;
  readonly label: string;
  readonly unit: string;
  readonly title?: string;
}

/** What a chart of sizes asks for. */
export function eventOf({ sizes, label = sizes, unit = '', title }: SizesChart): Events {
  return { metric: sizes, label, unit, ...(title !== undefined && { title }) };
}

/**
 * Distributions of sizes with their fits, and a sentence on each that has one.
 *
 * @param events metrics whose measured values are sizes of events, by name, with what they are called
 */
export function sizesIn(
  world: World,
  rows: readonly Row[],
  events: readonly Events[],
  seed: string,
): { charts: Chart[]; sentences: string[] } {
  const all = [
    ...events.map((event) => eventSizes(event, rows)),
    ...Object.values(world.kinds).flatMap((kind) => [...clusterSizes(kind, world), ...amounts(kind)]),
  ];
  const charts: Chart[] = [];
  const sentences: string[] = [];
  for (const { name, title, what, label, unit, values, plain } of all) {
    const found = isWide(values) ? heavyTail(values, `${seed} ${name}`) : null;
    if (found) {
      charts.push(tailChart({ name, title, quantity: { label, unit } }, values, found, what));
      sentences.push(tailSentence(what, found));
    } else if (plain && values.length > 0) charts.push(histogram({ name, title, quantity: { label, unit }, values }));
  }
  return { charts, sentences };
}

/** Whether a fit of tails can mean something: nothing below 0, and the largest at least five times the median. */
function isWide(values: ArrayLike<number>): boolean {
  const sorted = Float64Array.from(values)
    .filter((value) => value !== 0)
    .sort();
  return sorted.length > 0 && sorted[0] > 0 && sorted[sorted.length - 1] >= WIDE * sorted[sorted.length >> 1];
}

function eventSizes({ metric, label, unit, title }: Events, rows: readonly Row[]): Sizes {
  const values = rows.map((row) => row[metric]).filter((value) => value !== null && value > 0) as number[]; // a cast: filtered
  return { name: `sizes-${fileName(metric)}`, title: title ?? `Distribution of ${label}`, what: label, label, unit, values, plain: true };
}

function clusterSizes(kind: KindView, world: World): Sizes[] {
  const portrait = portraitOf(kind, world);
  if (portrait === null || kind.count > MOST || kind.count < 2) return [];
  try {
    return portrait.sort === 'scattered' ? agentClusters(kind, world) : patchSizes(kind, world, portrait.state);
  } catch (error) {
    if (error instanceof LabError && error.code === 'E_METRIC') return []; // positions or values that are not finite have no clusters
    throw error;
  }
}

/** Friends of friends within the interaction radius, where points at random would not be one cluster anyway. */
function agentClusters(kind: KindView, { space, ...world }: World): Sizes[] {
  if (!space || space.grid || !(space.radius > 0) || !Number.isFinite(space.radius)) return [];
  const [size, r] = [space.size.reduce((a, b) => a * b, 1), space.radius];
  const ball = space.dimensions === 3 ? (4 / 3) * Math.PI * r ** 3 : Math.PI * r * r;
  if ((kind.count * ball) / size > PERCOLATING) return [];
  const { value } = clusters({ ...world, space }, { kind: kind.name });
  if (value === null || value.sizes.length < 2) return [];
  const what = `the sizes of clusters of kind ${kind.name}`;
  return [
    {
      name: `clusters-${fileName(kind.name)}`,
      title: `Clusters of kind ${kind.name}`,
      what,
      label: 'agents of a cluster',
      unit: '',
      values: value.sizes,
      plain: false,
    },
  ];
}

/** Connected cells of the second most frequent of two or three states. */
function patchSizes(kind: KindView, world: World, state: string | null): Sizes[] {
  if (state === null || world.space?.grid === undefined || isHoneycomb(world.space)) return [];
  const column = kind.column(state);
  const counts = new Map<number, number>();
  for (let i = 0; i < column.length && counts.size <= 3; i++) counts.set(column[i], (counts.get(column[i]) ?? 0) + 1);
  if (counts.size < 2 || counts.size > 3) return [];
  const [, [value]] = [...counts].sort((a, b) => b[1] - a[1]);
  const sizes = patches(world, { column: state, kind: kind.name, value }).value?.sizes ?? [];
  return [
    {
      name: `patches-${fileName(kind.name)}`,
      title: `Patches of ${state} ${value}, kind ${kind.name}`,
      what: `the sizes of connected patches (4 neighbours) of ${state} ${value}`,
      label: 'cells of a patch',
      unit: '',
      values: sizes,
      plain: false,
    },
  ];
}

/** Columns of numbers that agents hold. */
function amounts(kind: KindView): Sizes[] {
  if (kind.cells || kind.count < 2) return [];
  return ownColumns(kind)
    .filter(({ name, type }) => type.startsWith('f') && !MOTION.has(name))
    .slice(0, COLUMNS)
    .flatMap(({ name }) => {
      const values = Float64Array.from(kind.column(name));
      if (new Set(values.subarray(0, 1_000)).size < 2) return [];
      return [
        {
          name: `column-${fileName(kind.name)}-${fileName(name)}`,
          title: `${name} of kind ${kind.name}`,
          what: `${name} of kind ${kind.name}`,
          label: name,
          unit: '',
          values,
          plain: true,
        },
      ];
    });
}

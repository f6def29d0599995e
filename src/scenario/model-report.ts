// What the report of a model shows: metrics over time, the world at the end, distributions. Imports engine, emergence, report.

import type { Column } from '../engine/columns.ts';
import type { KindView, World } from '../engine/world.ts';
import { LabError } from '../errors.ts';
import { neighbourCounts } from '../emergence/structure/neighbours.ts';
import { histogram, roundForPeople, seriesOverTick, snapshot, type Chart, type Metric, type Row, type Section } from '../report/index.ts';
import { beyondChance } from './emergence/beyond-chance.ts';
import { courseOf, type Course } from './emergence/course.ts';
import { marked } from './emergence/over-time.ts';
import { filmsIn } from './emergence/films.ts';
import { influenceIn } from './emergence/influence.ts';
import { isHoneycomb, kindColour, ownColumns, placedKinds } from './emergence/picture.ts';
import { metricInfluence } from './emergence/metric-flow.ts';
import { picturesIn } from './emergence/pictures.ts';
import { eventOf, sizesIn } from './emergence/sizes.ts';
import { whatEmerged } from './emergence/sentences.ts';
import { keepingOf } from './recording.ts';
import { checkChartName, type MadeSections, type ReportInput } from './report.ts';
import type { ChartDeclaration, LineChart, OwnChart } from './scenario.ts';

/** Metrics whose range is known, so that their charts show all of it. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = { polarization: [0, 1] };

/** Characters that a film may add to the page: one that nobody asked for, and one that somebody did. */
const FILM_PLAIN = 300_000;
const FILM_ASKED = 1_000_000;

/** Most agents whose neighbours are counted for a distribution. */
const SAMPLE = 4_000;

/** The sections of a model's report. */
export async function modelSections(input: ReportInput): Promise<MadeSections> {
  const { world, rows, runnable } = input;
  const courses = Object.keys(runnable.metrics).flatMap((name) => courseOf(name, rows) ?? []);
  const sections: Section[] = [{ heading: 'Over time', charts: overTime(input, courses) }];
  const against = world ? beyondChance(world, input.manifest.seed) : null;
  const lead = [...whatEmerged(courses), ...(against?.sentences ?? [])];
  if (world) {
    const pictures = await picturesIn(input.folder, world);
    const films = await filmsIn(
      input.folder,
      world,
      keepingOf(runnable, input.manifest.execution).animate === undefined ? FILM_PLAIN : FILM_ASKED,
    );
    if (films.length + pictures.length > 0) sections.push({ heading: 'The world through time', films, charts: pictures });
    const snapshots = [...togetherIn(world), ...Object.values(world.kinds).flatMap((kind) => snapshotOf(kind, world))];
    if (snapshots.length > 0) sections.push({ heading: 'The world at the end', charts: snapshots });
    const events = declaredIn(input.scenario).flatMap((chart) => ('sizes' in chart ? [eventOf(chart)] : []));
    const sizes = sizesIn(world, rows, events, input.manifest.seed);
    lead.push(...sizes.sentences);
    const distributions = [...sizes.charts, ...Object.values(world.kinds).flatMap((kind) => motionOf(kind, world)), ...neighboursOf(world)];
    const influence = await influenceIn(input.folder, world, input.manifest.seed);
    const metrics = metricInfluence(courses, rows, input.manifest.seed);
    lead.push(...influence.sentences, ...metrics.sentences);
    const reasons = influence.reasons.join(' ');
    const flows = [...influence.charts, ...metrics.charts];
    if (flows.length > 0 || reasons !== '')
      sections.push({ heading: 'Who influences whom', ...(reasons !== '' && { text: reasons }), charts: flows });
    if (against && against.charts.length > 0) sections.push({ heading: 'More than chance?', charts: against.charts });
    if (distributions.length > 0) sections.push({ heading: 'Distributions at the end', charts: distributions });
  }
  return {
    lead,
    sections: sections.filter(({ text, charts = [], films = [] }) => text !== undefined || charts.length + films.length > 0),
  };
}

function declaredIn(scenario: ReportInput['scenario']): readonly ChartDeclaration[] {
  return [...(scenario.chart ? [scenario.chart] : []), ...(scenario.charts ?? [])];
}

function overTime({ scenario, rows, runnable, world }: ReportInput, courses: readonly Course[]): Chart[] {
  const declared = declaredIn(scenario);
  const shown = new Set(declared.flatMap((chart) => ('y' in chart ? [chart.y].flat() : [])));
  const rest = Object.keys(runnable.metrics).filter((name) => !shown.has(name));
  const own = declared.flatMap((chart) =>
    'y' in chart ? [lineChart(chart, rows, courses)] : 'spec' in chart && world ? [ownChart(chart, rows, world)] : [],
  );
  return [...own, ...rest.map((name) => lineChart({ y: name }, rows, courses))];
}

function lineChart({ y, title, label, unit = '', domain }: LineChart, rows: readonly Row[], courses: readonly Course[]): Chart {
  const names = [y].flat();
  const metrics = names.map((name): Metric => ({
    name,
    label: names.length === 1 ? (label ?? name) : name,
    unit,
    domain: domain ?? RANGES[name],
  }));
  const chart = seriesOverTick({
    name: fileName(names.join('-')),
    title: title ?? `${names.join(', ')} over time`,
    rows,
    metrics,
    label,
  });
  return marked(chart, names, courses);
}

function ownChart({ name, title, caption = '', spec }: OwnChart, rows: readonly Row[], world: World): Chart {
  try {
    return { name: checkChartName(name), title, caption, spec: spec(rows, world), shape: 'wide' };
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError('E_REPORT', `chart ${name} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const isSpatial = (kind: KindView): boolean => kind.has('x') && kind.has('y') && kind.count > 0;

function snapshotOf(kind: KindView, world: World): Chart[] {
  if (!isSpatial(kind)) return [];
  const heading = headingsOf(kind) ?? undefined;
  return [
    snapshot({
      name: fileName(`snapshot-${kind.name}`),
      title: `Where the agents of kind ${kind.name} are`,
      x: acrossOf(kind, world),
      y: kind.column('y'),
      heading,
      group: heading ? undefined : stateOf(kind),
      counted: `agents of kind ${kind.name}`,
      colour: kindColour(kind.name, world),
      ...mapOf(world),
    }),
  ];
}

/** All kinds in one map, where there are several. */
function togetherIn(world: World): Chart[] {
  const kinds = Object.values(world.kinds).filter(isSpatial);
  if (kinds.length < 2) return [];
  const all = (name: string): number[] => kinds.flatMap((kind) => [...kind.column(name)]);
  const group = kinds.flatMap((kind) => new Array<string>(kind.count).fill(kind.name));
  return [
    snapshot({
      name: 'snapshot-all',
      title: 'Where all agents are',
      x: kinds.flatMap((kind) => [...acrossOf(kind, world)]),
      y: all('y'),
      group,
      groups: placedKinds(world),
      ...mapOf(world),
    }),
  ];
}

/** Where agents are drawn along x: on a honeycomb, odd rows lie half a cell to the right. */
function acrossOf(kind: KindView, { space }: World): Column {
  const [x, y] = [kind.column('x'), kind.column('y')];
  return isHoneycomb(space) ? Float64Array.from(x, (at, i) => at + (y[i] % 2 === 1 ? 0.5 : 0)) : x;
}

function mapOf({ space, tick }: World): {
  tick: number;
  size?: [number, number];
  unit?: string;
  caption?: string;
} {
  if (!space) return { tick };
  const caption = space.dimensions === 3 ? 'Seen along the z axis.' : undefined;
  return { tick, size: [space.size[0], space.size[1]], unit: space.unit, caption };
}

/** Most states that a map tells apart by colour. */
const STATES = 8;

/** A whole-numbered column with few values, as labels: the first there is. */
function stateOf(kind: KindView): string[] | undefined {
  for (const { name, type } of ownColumns(kind)) {
    if (type === 'f32' || type === 'f64') continue;
    const values = kind.column(name);
    const different = new Set<number>();
    for (let i = 0; i < values.length && different.size <= STATES; i++) different.add(values[i]);
    if (different.size <= STATES) return Array.from(values, (value) => `${name} ${value}`);
  }
  return undefined;
}

/** Radians, from a heading column or from velocities; null when the kind has neither. */
function headingsOf(kind: KindView): Float64Array | null {
  if (kind.has('heading')) return Float64Array.from(kind.column('heading'));
  if (!kind.has('vx') || !kind.has('vy')) return null;
  const vx = kind.column('vx');
  const vy = kind.column('vy');
  return Float64Array.from(vx, (x, i) => Math.atan2(vy[i], x)); // for the eye: not part of any result
}

function motionOf(kind: KindView, world: World): Chart[] {
  if (kind.count === 0) return [];
  const charts: Chart[] = [];
  const headings = headingsOf(kind);
  if (headings) {
    charts.push(
      histogram({
        name: fileName(`headings-${kind.name}`),
        title: `Headings of kind ${kind.name}`,
        caption: 'One peak: all go one way. Flat: no common direction.',
        quantity: { label: 'heading', unit: 'degrees' },
        values: headings.map((angle) => wrapAngle(angle) * (180 / Math.PI)),
        circle: { from: -180, to: 180, bins: 24 },
      }),
    );
  }
  const speeds = speedsOf(kind, world);
  if (speeds) {
    const unit = `${world.space?.unit ?? 'length'} per tick`;
    charts.push(
      histogram({
        name: fileName(`speeds-${kind.name}`),
        title: `Speeds of kind ${kind.name}`,
        caption: speeds.caption,
        quantity: { label: 'speed', unit },
        values: speeds.values,
      }),
    );
  }
  return charts;
}

/** To [-π, π). */
function wrapAngle(angle: number): number {
  return angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
}

/** Speeds from velocities or a speed column; where agents have a heading alone, the one speed that the parameters give to all. */
function speedsOf(kind: KindView, { params }: World): { values: ArrayLike<number>; caption: string } | null {
  const axes = ['vx', 'vy', 'vz'].filter((name) => kind.has(name)).map((name) => kind.column(name));
  if (axes.length > 1)
    return {
      values: Float64Array.from({ length: kind.count }, (_, i) => Math.sqrt(axes.reduce((sum, axis) => sum + axis[i] ** 2, 0))),
      caption: 'Length of each velocity.',
    };
  if (kind.has('speed')) return { values: kind.column('speed'), caption: '' };
  if (!kind.has('heading') || typeof params['speed'] !== 'number') return null;
  return {
    values: new Float64Array(kind.count).fill(params['speed']),
    caption: 'All agents have the one speed that the parameters give them.',
  };
}

function neighboursOf(world: World): Chart[] {
  if (world.space?.grid) return []; // neighbourhoods of grids are no discs
  const { value: counts } = neighbourCounts(world, { sample: SAMPLE });
  if (counts === null || counts.length === 0) return [];
  return [
    histogram({
      name: 'neighbours-within-radius',
      title: 'Neighbours within the radius',
      quantity: { label: 'neighbours', unit: '' },
      values: counts,
      caption: `How many others each agent has within a distance of ${roundForPeople(world.space?.radius ?? null)}${counts.length === SAMPLE ? `; a regular sample of ${SAMPLE} agents` : ''}.`,
    }),
  ];
}

/** A file name from a metric's or kind's name. */
function fileName(name: string): string {
  return name
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();
}

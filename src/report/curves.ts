import type { TopLevelSpec } from 'vega-lite';
import { extent, linearDomain, linearLabels, type LogAxis, logAxis } from './axis.ts';
import {
  axisTitle,
  brief,
  type Chart,
  drawable,
  emptyChart,
  head,
  legendColumns,
  MAX_ROWS,
  type Quantity,
  sentences,
  uprightTitle,
  WIDE,
} from './chart.ts';
import { decimate } from './decimate.ts';

/** A line; a null is a gap. Curves without a label are drawn thin and are left out of the legend. */
export interface Curve {
  label?: string;
  colour: string;
  dash?: readonly number[];
  points: readonly { x: number; y: number | null }[];
}

/** The area between low and high. */
export interface Area {
  label: string;
  colour: string;
  points: readonly { x: number; low: number | null; high: number | null }[];
}

/** Separate points, each with the interval of its repetitions where there is one. */
export interface Dots {
  label: string;
  colour: string;
  points: readonly { x: number; y: number | null; low?: number | null; high?: number | null }[];
}

/** Something that happened at one place of the x axis. */
export interface Mark {
  x: number;
  label: string;
}

export interface CurvesOptions {
  name: string;
  title: string;
  caption: string;
  x: Quantity & { domain?: readonly [number, number]; values?: readonly number[] };
  y: Quantity & { domain?: readonly [number, number] };
  scale?: 'linear' | 'log';
  curves?: readonly Curve[];
  areas?: readonly Area[];
  dots?: readonly Dots[];
  marks?: readonly Mark[];
}

/** Series with up to this many points also show each point. */
const POINTS_SHOWN = 40;
const MARKS_SHOWN = 40;
/** Opacity of an area, as the last byte of its colour: so the legend shows it as pale as the chart. */
const PALE = '50';

/**
 * Lines, bands and points over one x axis: what most charts are made of.
 *
 * Values that cannot be drawn are gaps. On a log scale, values that are not positive are gaps as well; whoever asks for it says
 * what became of them. Long series are decimated (extremes kept) and the caption says so.
 */
export function curvesChart(options: CurvesOptions): Chart {
  const { name, title, x, y, scale = 'linear' } = options;
  const clean = cleaned(options, scale === 'log');
  const drawn = [
    ...clean.curves.flatMap((c) => c.points.map((p) => p.y)),
    ...clean.areas.flatMap(lowsAndHighs),
    ...clean.dots.flatMap(lowsAndHighs),
  ];
  const span = extent(drawn);
  if (span === null) return emptyChart(name, title);
  const xs = extent([
    ...[...clean.curves, ...clean.areas, ...clean.dots].flatMap((s) => s.points.map((p) => p.x)),
    ...(options.marks ?? []).map((m) => m.x),
  ]);
  const log = scale === 'log' ? logAxis(span) : null;
  const yDomain = y.domain ? widened(y.domain, span.min, span.max) : linearDomain(span, y.unit);
  const xDomain = x.domain ?? (xs ? xRange(xs.min, xs.max) : [0, 1]);
  const marks = shownMarks(options.marks ?? [], xDomain);
  const caption = sentences(
    options.caption,
    clean.reduced && 'Long series are shown by their least and greatest value in each stretch, so no extreme is hidden.',
    marks.length < (options.marks ?? []).length && `Only ${marks.length} of ${(options.marks ?? []).length} events are marked.`,
  );
  const key = legend(clean);
  const spec: TopLevelSpec = {
    ...head(title, caption),
    width: WIDE.width,
    height: WIDE.height + (key.shown ? 18 * (Math.ceil(key.scale.domain.length / legendColumns(key.scale.domain)) - 1) : 0),
    autosize: { type: 'fit', contains: 'padding' },
    encoding: {
      x: {
        type: 'quantitative',
        title: axisTitle(x),
        scale: { domain: [...xDomain], nice: false, zero: false },
        axis: { ...linearLabels(xDomain), ...(x.values && { values: [...x.values], tickCount: x.values.length, labelOverlap: false }) },
      },
      y: { type: 'quantitative', title: uprightTitle(y), ...yScale(log, yDomain) },
    },
    layer: [
      ...clean.areas.map((area) => areaLayer(area, key)),
      ...thinLayer(clean.curves),
      ...curveLayers(clean.curves, key),
      ...clean.dots.flatMap((dots) => dotLayers(dots, key)),
      ...markLayers(marks, xDomain),
    ] as TopLevelSpec extends { layer: infer L } ? L : never,
  }; // a cast: the union of all Vega-Lite specifications is too wide to be inferred from spread layers; the tests validate
  return { name, title, caption, spec, shape: 'wide' };
}

function lowsAndHighs(series: Area | Dots): (number | null)[] {
  return series.points.flatMap((p) => [('y' in p ? p.y : null) ?? null, p.low ?? null, p.high ?? null]);
}

/** Only what can be drawn, decimated to the budget of the chart, values cut to what can be seen. */
function cleaned(options: CurvesOptions, positive: boolean): { curves: Curve[]; areas: Area[]; dots: Dots[]; reduced: boolean } {
  const { curves = [], areas = [], dots = [] } = options;
  const series = curves.length + areas.length + dots.length;
  const total = [...curves, ...areas, ...dots].reduce((sum, s) => sum + s.points.length, 0);
  const max = total <= MAX_ROWS ? MAX_ROWS : Math.max(8, Math.floor(MAX_ROWS / series));
  const value = (v: unknown): number | null => {
    const number = drawable(v);
    return number === null || (positive && number <= 0) ? null : brief(number);
  };
  const placed = <T extends { x: number }>(points: readonly T[]): T[] => points.filter((p) => drawable(p.x) !== null);
  return {
    curves: curves.map((c) => ({
      ...c,
      points: decimate(
        placed(c.points).map((p) => ({ x: p.x, y: value(p.y) })),
        max,
        ['y'],
      ),
    })),
    areas: areas.map((a) => ({
      ...a,
      points: decimate(
        placed(a.points).map((p) => ({ x: p.x, low: value(p.low), high: value(p.high) })),
        max,
        ['low', 'high'],
      ),
    })),
    dots: dots.map((d) => ({
      ...d,
      points: decimate(
        placed(d.points).map((p) => ({ x: p.x, y: value(p.y), low: value(p.low), high: value(p.high) })),
        max,
        ['y'],
      ),
    })),
    reduced: [...curves, ...areas, ...dots].some((s) => s.points.length > max),
  };
}

/** The declared range, widened where the values leave it. */
function widened([from, to]: readonly [number, number], min: number, max: number): [number, number] {
  return [Math.min(from, min), Math.max(to, max)];
}

function xRange(min: number, max: number): [number, number] {
  if (min === max) return [min >= 0 ? Math.max(0, min - 1) : min - 1, max + 1];
  return min > 0 && min <= 0.1 * max ? [0, max] : [min, max];
}

function yScale(log: LogAxis | null, domain: readonly [number, number]): object {
  if (log === null) {
    const zero = domain[0] === 0 || domain[1] === 0;
    return { scale: { domain: [...domain], nice: true, zero }, axis: linearLabels(domain) };
  }
  const labels = log.labelExpr === undefined ? { format: ',~g' } : { labelExpr: log.labelExpr };
  return {
    scale: { type: 'log', domain: log.domain, nice: false },
    axis: { values: log.values, tickCount: log.values.length, labelOverlap: false, ...labels },
  };
}

interface Key {
  scale: { domain: string[]; range: string[] };
  dashes: { domain: string[]; range: number[][] };
  shown: boolean;
  /** Lines beside points or areas: the legend then shows discs, not strokes. */
  mixed: boolean;
}

function legend({ curves, areas, dots }: { curves: readonly Curve[]; areas: readonly Area[]; dots: readonly Dots[] }): Key {
  const colours = new Map<string, string>();
  const dashes = new Map<string, number[]>();
  for (const { label, colour, dash } of curves) {
    if (label === undefined) continue;
    colours.set(label, colour);
    dashes.set(label, [...(dash ?? [1, 0])]);
  }
  for (const { label, colour } of dots) colours.set(label, colour);
  for (const { label, colour } of areas) colours.set(label, `${colour}${PALE}`);
  for (const { label } of [...areas, ...dots]) {
    if (!dashes.has(label)) dashes.set(label, [1, 0]);
  }
  return {
    scale: { domain: [...colours.keys()], range: [...colours.values()] },
    dashes: { domain: [...dashes.keys()], range: [...dashes.values()] },
    shown: colours.size > 1,
    mixed: areas.length + dots.length > 0,
  };
}

function colour(key: Key): object {
  return { field: 'series', type: 'nominal', scale: key.scale, legend: key.shown ? legendBox(key) : null };
}

function legendBox(key: Key): object {
  return {
    title: null,
    columns: legendColumns(key.scale.domain),
    symbolOpacity: 1,
    ...(key.mixed && { symbolType: 'circle', symbolStrokeWidth: 0 }),
  };
}

function areaLayer(area: Area, key: Key): object {
  return {
    data: { values: area.points.map((p) => ({ ...p, series: area.label })) },
    mark: { type: 'area', opacity: 1, line: false, invalid: 'break-paths-show-path-domains' },
    encoding: { x: { field: 'x' }, y: { field: 'low' }, y2: { field: 'high' }, color: colour(key) },
  };
}

function thinLayer(curves: readonly Curve[]): object[] {
  const thin = curves.filter((c) => c.label === undefined);
  if (thin.length === 0) return [];
  return [
    {
      data: { values: thin.flatMap((c, curve) => c.points.map((p) => ({ ...p, curve }))) },
      mark: { type: 'line', strokeWidth: 1, opacity: 0.45, color: thin[0].colour, invalid: 'break-paths-show-path-domains' },
      encoding: { x: { field: 'x' }, y: { field: 'y' }, detail: { field: 'curve', type: 'nominal' } },
    },
  ];
}

/** In reverse, so that the first of the legend lies on top. */
function curveLayers(curves: readonly Curve[], key: Key): object[] {
  const labelled = curves.filter((c) => c.label !== undefined && c.points.length > 0).toReversed();
  if (labelled.length === 0) return [];
  // Beside points or areas the legend shows discs, which have no dash: there, a dash belongs to a layer of its own.
  if (key.mixed) return labelled.map((curve) => lineLayer([curve], key, curve.dash));
  return [lineLayer(labelled, key)];
}

function lineLayer(curves: readonly Curve[], key: Key, dash?: readonly number[]): object {
  const longest = Math.max(...curves.map((c) => c.points.length));
  const dashed = !key.mixed && curves.some((c) => c.dash !== undefined);
  return {
    data: { values: curves.flatMap((c) => c.points.map((p) => ({ ...p, series: c.label }))) },
    mark: {
      type: 'line',
      strokeWidth: longest > 400 ? 1.5 : 2,
      strokeJoin: 'round',
      invalid: 'break-paths-show-path-domains',
      ...(dash && { strokeDash: [...dash] }),
      ...(longest <= POINTS_SHOWN && { point: { size: 28, tooltip: true } }),
    },
    encoding: {
      x: { field: 'x' },
      y: { field: 'y' },
      color: colour(key),
      ...(dashed && { strokeDash: { field: 'series', type: 'nominal', scale: key.dashes, legend: key.shown ? legendBox(key) : null } }),
    },
  };
}

function dotLayers(dots: Dots, key: Key): object[] {
  const values = dots.points.filter((p) => p.y !== null).map((p) => ({ ...p, series: dots.label }));
  const spread = values.filter((p) => typeof p.low === 'number' && typeof p.high === 'number' && p.low < p.high);
  const whiskers = {
    data: { values: spread },
    mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.8 },
    encoding: { x: { field: 'x' }, y: { field: 'low' }, y2: { field: 'high' }, color: colour(key) },
  };
  const points = {
    data: { values },
    mark: { type: 'point', filled: true, size: values.length > 200 ? 20 : 55, opacity: 1, tooltip: true },
    encoding: { x: { field: 'x' }, y: { field: 'y' }, color: colour(key) },
  };
  return spread.length > 0 ? [whiskers, points] : [points];
}

/** Those inside the axis, thinned evenly to what can be told apart. */
function shownMarks(marks: readonly Mark[], [from, to]: readonly [number, number]): Mark[] {
  const inside = marks.filter((m) => m.x >= from && m.x <= to).sort((a, b) => a.x - b.x);
  if (inside.length <= MARKS_SHOWN) return inside;
  return Array.from({ length: MARKS_SHOWN }, (_, k) => inside[Math.floor((k * inside.length) / MARKS_SHOWN)]);
}

/** A dashed line at each mark; a label where the one before leaves room for it. */
function markLayers(marks: readonly Mark[], [from, to]: readonly [number, number]): object[] {
  if (marks.length === 0) return [];
  let last = Number.NEGATIVE_INFINITY;
  const values = marks.map(({ x, label }) => {
    const room = x - last >= (to - from) * 0.04;
    if (room) last = x;
    return { x, label: room ? short(label) : '' };
  });
  const rule = {
    data: { values },
    mark: { type: 'rule', strokeDash: [3, 3], opacity: 0.7 },
    encoding: { x: { field: 'x' }, y: { value: 0 }, y2: { value: { expr: 'height' } } },
  };
  const labelled = values.filter((v) => v.label !== '');
  const edge = from + (to - from) * 0.96;
  const text = (side: 'top' | 'bottom', at: typeof labelled): object => ({
    data: { values: at },
    mark: { type: 'text', angle: 270, align: 'right', baseline: side, dx: -4, dy: side === 'top' ? 3 : -3 },
    encoding: { x: { field: 'x' }, y: { value: 0 }, text: { field: 'label', type: 'nominal' } },
  });
  // Turned by 270 degrees, the top of a text faces left: it stands to the right of its line, except at the right edge.
  return [
    rule,
    text(
      'top',
      labelled.filter((v) => v.x <= edge),
    ),
    text(
      'bottom',
      labelled.filter((v) => v.x > edge),
    ),
  ];
}

function short(label: string): string {
  return label.length <= 28 ? label : `${label.slice(0, 27)}…`;
}

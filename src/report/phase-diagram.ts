import { extent, linearDomain, linearLabels, logAxis } from './axis.ts';
import { brief, type Chart, drawable, emptyChart, MAX_ROWS, type Quantity, sentences } from './chart.ts';
import { type Area, type Curve, curvesChart, type Dots } from './curves.ts';
import { ROLE, seriesColour, seriesDash } from './palette.ts';

/** One value of the parameter: a mean with its interval, and the single values behind it. */
export interface PhasePoint {
  x: number;
  y: number | null;
  low?: number | null;
  high?: number | null;
  values?: readonly number[];
}

export interface PhaseCurve {
  label: string;
  points: readonly PhasePoint[];
}

/** An upright line with a short label, and the interval of its place. */
export interface PhaseRule {
  x: number;
  label: string;
  colour: string;
  low?: number | null;
  high?: number | null;
  dash?: readonly number[];
}

export interface PhaseDiagramOptions {
  name: string;
  title: string;
  caption: string;
  x: Quantity;
  y: Quantity & { domain?: readonly [number, number] };
  curves: readonly PhaseCurve[];
  /** 'band': intervals are an area about the curve, for many points; 'whiskers': a stroke at each point */
  intervals?: 'band' | 'whiskers';
  /** at most three have a label each: one above the other */
  rules?: readonly PhaseRule[];
  /** a level of the vertical axis with its label, such as what chance gives */
  level?: { y: number; label: string } | null;
}

/** Points of single runs that are drawn; of more, an even choice. */
const RUNS_SHOWN = 2_000;
/** Room above the curves for a row of labels, as a share of the axis. */
const ROOM = 0.08;
const ROW = 16;

/** A quantity along a parameter: means with intervals, single runs as faint points, and where the transition is. */
export function phaseDiagram(options: PhaseDiagramOptions): Chart {
  const { name, title, x, y, curves, intervals = 'band', level = null } = options;
  const rules = (options.rules ?? []).filter((rule) => drawable(rule.x) !== null);
  const values = curves.flatMap((curve, n) =>
    curve.points.flatMap((point) => (point.values ?? []).map((value) => ({ x: point.x, value: drawable(value), colour: seriesColour(n) }))),
  );
  const known = values.filter(({ value }) => value !== null);
  const span = extent([
    ...curves.flatMap(({ points }) => points.flatMap((p) => [p.y, p.low ?? null, p.high ?? null])),
    ...known.map(({ value }) => value),
    ...(level ? [level.y] : []),
  ]);
  const xs = extent(curves.flatMap(({ points }) => points.filter((p) => p.y !== null).map((p) => p.x)));
  if (span === null || xs === null) return emptyChart(name, title);
  const [bottom, top] = y.domain ? [Math.min(y.domain[0], span.min), Math.max(y.domain[1], span.max)] : linearDomain(span, y.unit);
  const ceiling = top + ROOM * rules.length * (top - bottom);
  const faint = thinned(known, Math.min(RUNS_SHOWN, MAX_ROWS));
  const chart = curvesChart({
    name,
    title,
    caption: sentences(options.caption, faint.length < known.length && `Of ${known.length} runs ${faint.length} are drawn as points.`),
    x: { ...x, domain: xs.min === xs.max ? [xs.min - 1, xs.max + 1] : [xs.min, xs.max] },
    y: { ...y, domain: [bottom, ceiling] },
    curves: curves.map((curve, n) => lineOf(curve, n, intervals)),
    areas:
      intervals === 'band' && curves.some(hasInterval)
        ? curves.filter(hasInterval).map((curve) => areaOf(curve, curves.indexOf(curve), curves.length))
        : [],
    dots: intervals === 'whiskers' ? curves.map(dotsOf) : [],
  });
  return decorated(chart, { rules, level, faint, xs, ceiling, top });
}

const hasInterval = ({ points }: PhaseCurve): boolean => points.some(({ low }) => typeof low === 'number');

function lineOf({ label, points }: PhaseCurve, n: number, intervals: 'band' | 'whiskers'): Curve {
  const line = { colour: seriesColour(n), points: points.map((p) => ({ x: p.x, y: p.y })) };
  return intervals === 'band' ? { ...line, label, dash: seriesDash(n) } : line;
}

function areaOf({ label, points }: PhaseCurve, n: number, curves: number): Area {
  return {
    label: curves === 1 ? '95 % interval of the mean' : `${label}, 95 %`,
    colour: seriesColour(n),
    points: points.map(({ x, low = null, high = null }) => ({ x, low, high })),
  };
}

function dotsOf({ label, points }: PhaseCurve, n: number): Dots {
  return { label, colour: seriesColour(n), points };
}

function thinned<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, k) => all[Math.floor((k * all.length) / most)]);
}

interface Decoration {
  rules: readonly PhaseRule[];
  level: { y: number; label: string } | null;
  faint: readonly { x: number; value: number | null; colour: string }[];
  xs: { min: number; max: number };
  ceiling: number;
  top: number;
}

/** Bands below the curves, rules and words above them. */
function decorated(chart: Chart, { rules, level, faint, xs, ceiling, top }: Decoration): Chart {
  const { spec } = chart;
  if (!('layer' in spec) || !('encoding' in spec)) return chart;
  const inside = rules.filter((rule) => rule.x >= xs.min && rule.x <= xs.max);
  const upright = { y: { value: 0 }, y2: { value: { expr: 'height' } } };
  const bands = rules.flatMap(({ low, high, colour }) =>
    typeof low === 'number' && typeof high === 'number' && low <= xs.max && high >= xs.min
      ? [{ low: brief(Math.max(low, xs.min)), high: brief(Math.min(high, xs.max)), colour }]
      : [],
  );
  const own = { field: 'colour', type: 'nominal', scale: null };
  const below = [
    ...(bands.length === 0
      ? []
      : [
          {
            data: { values: bands },
            mark: { type: 'rect', opacity: 0.13 },
            encoding: { x: { field: 'low' }, x2: { field: 'high' }, color: own, ...upright },
          },
        ]),
    ...(faint.length === 0
      ? []
      : [
          {
            data: { values: faint.map(({ x, value, colour }) => ({ x, value: brief(value ?? 0), colour })) },
            mark: { type: 'point', filled: true, size: 12, opacity: 0.3, tooltip: true },
            encoding: { x: { field: 'x' }, y: { field: 'value' }, color: own },
          },
        ]),
    ...(level === null
      ? []
      : [
          {
            data: { values: [{ level: brief(level.y) }] },
            mark: { type: 'rule', color: ROLE.quiet, strokeDash: [2, 3], strokeWidth: 1.5 },
            encoding: { y: { field: 'level' } },
          },
        ]),
  ];
  const above = inside.flatMap((rule, n) => ruleLayers(rule, n, rule.x > (xs.min + xs.max) / 2));
  const words =
    level === null
      ? []
      : [
          {
            data: { values: [{ y: brief(level.y), text: level.label }] },
            mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 4, dy: -3, color: ROLE.quiet, fontSize: 12 },
            encoding: { x: { value: 0 }, y: { field: 'y' }, text: { field: 'text', type: 'nominal' } },
          },
        ];
  const encoding = axes(spec.encoding ?? {}, { xs, ceiling, top });
  // A cast: the union of all Vega-Lite specifications is too wide for layers made here; the tests validate them.
  return { ...chart, spec: { ...spec, encoding, layer: [...below, ...spec.layer, ...above, ...words] } as Chart['spec'] };
}

function ruleLayers({ x, label, colour, dash = [5, 3] }: PhaseRule, row: number, right: boolean): object[] {
  return [
    {
      data: { values: [{ x: brief(x) }] },
      mark: { type: 'rule', color: colour, strokeDash: [...dash], strokeWidth: 2 },
      encoding: { x: { field: 'x' }, y: { value: 0 }, y2: { value: { expr: 'height' } } },
    },
    {
      data: { values: [{ x: brief(x), label }] },
      mark: {
        type: 'text',
        align: right ? 'right' : 'left',
        baseline: 'top',
        dx: right ? -6 : 6,
        dy: 2 + ROW * row,
        color: colour,
        fontSize: 12,
      },
      encoding: { x: { field: 'x' }, y: { value: 0 }, text: { field: 'label', type: 'nominal' } },
    },
  ];
}

/** No labels in the room above the curves; parameters over two decades and more on a logarithmic axis. */
function axes(encoding: object, { xs, ceiling, top }: Pick<Decoration, 'xs' | 'ceiling' | 'top'>): object {
  const { x, y } = encoding as { x: object; y: object }; // as curvesChart makes them
  const lower =
    ceiling > top && Object.keys(linearLabels([0, top])).length === 0
      ? { axis: { labelExpr: `datum.value > ${top * (1 + 1e-9)} ? '' : datum.label` } }
      : {};
  if (!(xs.min > 0 && xs.max / xs.min >= 100)) return { ...encoding, y: { ...y, ...lower } };
  const { domain, values, labelExpr } = logAxis(xs);
  const axis = {
    values,
    tickCount: values.length,
    labelOverlap: 'greedy',
    ...(labelExpr === undefined ? { format: ',~g' } : { labelExpr }),
  };
  return { x: { ...x, scale: { type: 'log', domain, nice: false }, axis }, y: { ...y, ...lower } };
}

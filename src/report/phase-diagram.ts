import { extent, geometric, linearDomain, linearLabels, logAxis } from './axis.ts';
import { brief, type Chart, drawable, emptyChart, MAX_ROWS, type Quantity, sentences } from './chart.ts';
import { type Curve, curvesChart, type Dots } from './curves.ts';
import { ROLE, seriesColour } from './palette.ts';

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
  /** single values that belong to no point of the curve */
  singles?: readonly { x: number; y: number }[];
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
  /** `domain`: what the quantity can be; the axis shows it, and intervals are cut off at its ends */
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
/** Points of all curves that are drawn, likewise. */
const POINTS_SHOWN = 800;
/** Room above the curves for a row of labels, as a share of the axis. */
const ROOM = 0.08;
const ROW = 16;

/** A quantity along a parameter: means with intervals, single runs as faint points, and where the transition is. */
export function phaseDiagram(options: PhaseDiagramOptions): Chart {
  const { name, title, x, y, intervals = 'band', level = null } = options;
  const most = Math.floor(POINTS_SHOWN / Math.max(1, options.curves.length));
  const cut = options.curves.some(({ points }) => points.some((point) => within(point, y.domain) !== point));
  const curves = options.curves.map((curve) => ({
    ...curve,
    points: thinned(curve.points, most).map((point) => within(point, y.domain)),
  }));
  const fewer = options.curves.some(({ points }) => points.length > most);
  const rules = (options.rules ?? []).filter((rule) => drawable(rule.x) !== null);
  const values = curves.flatMap(({ points, singles = [] }, n) =>
    [...points.flatMap((point) => (point.values ?? []).map((y) => ({ x: point.x, y }))), ...singles].map((each) => ({
      x: each.x,
      value: drawable(each.y),
      colour: seriesColour(n),
    })),
  );
  const known = values.filter(({ value }) => value !== null);
  const span = extent([
    ...curves.flatMap(({ points }) => points.flatMap((p) => [p.y, p.low ?? null, p.high ?? null])),
    ...known.map(({ value }) => value),
    ...(level ? [level.y] : []),
  ]);
  const xs = extent([
    ...curves.flatMap(({ points }) => points.filter((p) => p.y !== null).map((p) => p.x)),
    ...known.map((each) => each.x),
  ]);
  if (span === null || xs === null) return emptyChart(name, title);
  const [bottom, top] = y.domain ? [Math.min(y.domain[0], span.min), Math.max(y.domain[1], span.max)] : linearDomain(span, y.unit);
  const ceiling = top + ROOM * rules.length * (top - bottom);
  const faint = thinned(known, Math.min(RUNS_SHOWN, MAX_ROWS));
  const chart = curvesChart({
    name,
    title,
    caption: sentences(
      options.caption,
      cut && `Intervals are cut off at ${y.domain?.join(' and ')}, the ends of the range of ${y.label}.`,
      fewer && `Of the points of a curve an even choice of ${most} is drawn.`,
      faint.length < known.length && `Of ${known.length} runs ${faint.length} are drawn as points.`,
    ),
    x: { ...x, domain: xs.min === xs.max ? [xs.min - 1, xs.max + 1] : [xs.min, xs.max] },
    y: { ...y, domain: [bottom, ceiling] },
    curves: intervals === 'band' ? curves.map(lineOf) : [],
    dots: intervals === 'whiskers' ? curves.map(dotsOf) : [],
  });
  return decorated(chart, { rules, level, faint, xs, ceiling, top, curves, intervals });
}

/** A point whose interval is cut off at the ends of what is declared; the very point where it lies inside. */
function within(point: PhasePoint, domain: readonly [number, number] | undefined): PhasePoint {
  const { low = null, high = null } = point;
  if (domain === undefined || low === null || high === null || (low >= domain[0] && high <= domain[1])) return point;
  const [from, to] = [Math.min(domain[0], point.y ?? domain[0]), Math.max(domain[1], point.y ?? domain[1])];
  const inside = (value: number): number => Math.min(to, Math.max(from, value));
  return { ...point, low: inside(low), high: inside(high) };
}

function lineOf({ label, points }: PhaseCurve, n: number): Curve {
  return { label, colour: seriesColour(n), points: points.map((p) => ({ x: p.x, y: p.y })) };
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
  curves: readonly PhaseCurve[];
  intervals: 'band' | 'whiskers';
}

/** The areas of the intervals, or thin lines that join the points. */
function joins(curves: readonly PhaseCurve[], intervals: 'band' | 'whiskers'): object[] {
  const each = (of: (point: PhasePoint) => object | null): object[] =>
    curves.flatMap(({ points }, n) =>
      points.flatMap((point) => {
        const values = of(point);
        return values === null ? [] : [{ x: brief(point.x), curve: n, colour: seriesColour(n), ...values }];
      }),
    );
  const number = (value: number | null | undefined): number | null => (drawable(value) === null ? null : brief(value ?? 0));
  const values =
    intervals === 'band'
      ? each(({ low, high }) => (number(low) === null || number(high) === null ? null : { low: number(low), high: number(high) }))
      : each(({ y }) => (number(y) === null ? null : { y: number(y) }));
  if (values.length === 0) return [];
  const own = { color: { field: 'colour', type: 'nominal', scale: null }, detail: { field: 'curve', type: 'nominal' } };
  return intervals === 'band'
    ? [
        {
          data: { values },
          mark: { type: 'area', fillOpacity: 0.25, opacity: 1, line: false },
          encoding: { x: { field: 'x' }, y: { field: 'low' }, y2: { field: 'high' }, ...own },
        },
      ]
    : [
        {
          data: { values },
          mark: { type: 'line', strokeWidth: 1, strokeOpacity: 0.5, opacity: 1 },
          encoding: { x: { field: 'x' }, y: { field: 'y' }, ...own },
        },
      ];
}

/** Bands below the curves, rules and words above them. */
function decorated(chart: Chart, { rules, level, faint, xs, ceiling, top, curves, intervals }: Decoration): Chart {
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
            mark: { type: 'rect', fillOpacity: 0.13, opacity: 1 },
            encoding: { x: { field: 'low' }, x2: { field: 'high' }, color: own, ...upright },
          },
        ]),
    ...(faint.length === 0
      ? []
      : [
          {
            data: { values: faint.map(({ x, value, colour }) => ({ x, value: brief(value ?? 0), colour })) },
            mark: { type: 'point', filled: true, size: 12, fillOpacity: 0.3, opacity: 1, tooltip: true },
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
  const encoding = axes(spec.encoding ?? {}, { xs, ceiling, top, curves });
  // A cast: the union of all Vega-Lite specifications is too wide for layers made here; the tests validate them.
  return {
    ...chart,
    spec: { ...spec, encoding, layer: [...below, ...joins(curves, intervals), ...spec.layer, ...above, ...words] } as Chart['spec'],
  };
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

/** No labels in the room above the curves; parameters in geometric steps on a logarithmic axis. */
function axes(encoding: object, { xs, ceiling, top, curves }: Pick<Decoration, 'xs' | 'ceiling' | 'top' | 'curves'>): object {
  const places = curves.flatMap(({ points, singles = [] }) => [...points, ...singles].map((each) => each.x));
  const { x, y } = encoding as { x: object; y: object }; // as curvesChart makes them
  const lower =
    ceiling > top && Object.keys(linearLabels([0, top])).length === 0
      ? { axis: { labelExpr: `datum.value > ${top * (1 + 1e-9)} ? '' : datum.label` } }
      : {};
  if (!geometric(places)) return { ...encoding, y: { ...y, ...lower } };
  const { domain, values, labelExpr } = logAxis(xs);
  const axis = {
    values,
    tickCount: values.length,
    labelOverlap: 'greedy',
    ...(labelExpr === undefined ? { format: ',~g' } : { labelExpr }),
  };
  return { x: { ...x, scale: { type: 'log', domain, nice: false }, axis }, y: { ...y, ...lower } };
}

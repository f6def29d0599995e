import type { TopLevelSpec } from 'vega-lite';
import { extent, linearDomain, linearLabels, logAxis } from './axis.ts';
import { axisTitle, brief, type Chart, drawable, emptyChart, head, type Quantity, sentences, uprightTitle, WIDE } from './chart.ts';
import { HEAT, ROLE } from './palette.ts';
import { quantile } from './quantile.ts';

/** An axis that was searched: a range, or listed values in their order. */
export type TriedAxis =
  | (Quantity & { readonly domain: readonly [number, number]; readonly scale: 'linear' | 'log' })
  | (Quantity & { readonly values: readonly string[] });

export interface TriedSliceOptions {
  name: string;
  title: string;
  caption?: string;
  x: TriedAxis;
  loss: Quantity;
  /** What was tried; a null loss is a failure and is left out. */
  tried: readonly { readonly x: number | string; readonly loss: number | null }[];
  /** The loss along the axis through the best point. */
  curve?: readonly { readonly x: number; readonly loss: number }[];
  best: { readonly x: number | string; readonly loss: number | null };
  /** Interval of the parameter. */
  interval?: readonly [number, number] | null;
}

/** Most points drawn; the best of them, and the others evenly thinned. */
const SHOWN = 2_000;
const KINDS = ['tried', 'local fit', 'best', '95 % interval'] as const;
const COLOURS = [ROLE.quiet, ROLE.fit, ROLE.best, `${ROLE.best}50`];

/** The loss of everything that was tried against one parameter: the lower edge is how well each value can do. */
export function triedSlice(options: TriedSliceOptions): Chart {
  const { name, title, x, loss, curve = [], best, interval = null } = options;
  const points = thinned(options.tried.flatMap((each) => (drawable(each.loss) === null ? [] : [{ x: each.x, loss: each.loss ?? 0 }])));
  if (points.length === 0) return emptyChart(name, title, 'Nothing that was tried gave a loss.');
  const scale = lossScale([...points.map((each) => each.loss), best.loss]);
  const shown = (value: number): number => brief(scale.clip(value));
  const inside = curve.filter((each) => drawable(each.loss) !== null && (!scale.log || each.loss > 0));
  const kinds = KINDS.filter(
    (kind) =>
      (kind !== 'local fit' || inside.length > 1) &&
      (kind !== '95 % interval' || interval !== null) &&
      (kind !== 'best' || best.loss !== null),
  );
  const colour = {
    field: 'kind',
    type: 'nominal',
    scale: { domain: kinds, range: kinds.map((kind) => COLOURS[KINDS.indexOf(kind)]) },
    legend: { title: null, symbolType: 'circle', symbolOpacity: 1, symbolStrokeWidth: 0 },
  };
  const caption = sentences(
    options.caption ?? 'Each point is a candidate; the other parameters differ too. The lower edge is how well each value can do.',
    scale.log ? 'Logarithmic scale of the loss.' : null,
    points.length < options.tried.length &&
      `${options.tried.length - points.length} points that failed or stand close to others are left out.`,
  );
  const y = { field: 'loss', type: 'quantitative', title: uprightTitle(loss), ...scale.axis };
  const spec = {
    ...head(title, caption),
    width: WIDE.width,
    height: WIDE.height,
    autosize: { type: 'fit', contains: 'padding' },
    encoding: { x: xOf(x) },
    layer: [
      ...(interval === null || 'values' in x
        ? []
        : [
            {
              data: { values: [{ from: brief(interval[0]), to: brief(interval[1]), kind: '95 % interval' }] },
              mark: { type: 'rect', clip: true },
              encoding: { x: { ...xOf(x), field: 'from' }, x2: { field: 'to' }, color: colour },
            },
          ]),
      {
        data: { values: points.map((each) => ({ x: each.x, loss: shown(each.loss), kind: 'tried' })) },
        mark: { type: 'point', filled: true, size: points.length > 300 ? 18 : 36, opacity: 0.75, clip: true, tooltip: true },
        encoding: { y, color: colour },
      },
      ...(inside.length > 1
        ? [
            {
              data: { values: inside.map((each) => ({ x: brief(each.x), loss: shown(each.loss), kind: 'local fit' })) },
              mark: { type: 'line', strokeWidth: 2, clip: true },
              encoding: { y, color: colour },
            },
          ]
        : []),
      ...(best.loss === null
        ? []
        : [
            {
              data: { values: [{ x: best.x, loss: shown(best.loss), kind: 'best' }] },
              mark: { type: 'point', filled: true, shape: 'diamond', size: 160, opacity: 1, tooltip: true },
              encoding: { y, color: colour },
            },
          ]),
    ],
  } as TopLevelSpec; // a cast: the union of all specifications is too wide to be inferred from spread layers; the tests validate
  return { name, title, caption, spec, shape: 'wide' };
}

export interface TriedMapOptions {
  name: string;
  title: string;
  x: TriedAxis;
  y: TriedAxis;
  loss: Quantity;
  tried: readonly { readonly x: number | string; readonly y: number | string; readonly loss: number | null }[];
  best: { readonly x: number | string; readonly y: number | string };
}

/** What was tried in the plane of two parameters, coloured by the rank of the loss: a valley that leans is a trade-off. */
export function triedMap({ name, title, x, y, loss, tried, best }: TriedMapOptions): Chart {
  const known = tried.flatMap((each) => (drawable(each.loss) === null ? [] : [{ ...each, loss: each.loss ?? 0 }]));
  if (known.length === 0) return emptyChart(name, title, 'Nothing that was tried gave a loss.');
  const order = known.map((each) => each.loss).sort((a, b) => a - b);
  const points = thinned(known).map((each) => ({
    x: each.x,
    y: each.y,
    rank: Math.round((100 * order.findIndex((value) => value >= each.loss)) / Math.max(1, order.length - 1)),
    loss: brief(each.loss),
  }));
  const caption = `Each point is a candidate, dark where the ${loss.label} is among the least, by rank. A dark valley that leans means that one parameter makes up for the other. The cross is the best.`;
  const spec = {
    ...head(title, caption),
    width: 460,
    height: 460,
    encoding: { x: xOf(x), y: { ...xOf(y), field: 'y' } },
    layer: [
      {
        data: { values: points.toReversed() },
        mark: { type: 'point', filled: true, size: 60, opacity: 0.9, clip: true, tooltip: true },
        encoding: {
          color: {
            field: 'rank',
            type: 'quantitative',
            scale: { scheme: HEAT, domain: [0, 100] },
            legend: {
              title: `rank of the ${loss.label} (%)`,
              orient: 'top',
              direction: 'horizontal',
              gradientLength: 220,
              gradientThickness: 10,
            },
          },
        },
      },
      {
        data: { values: [best] },
        mark: { type: 'point', shape: 'cross', size: 260, filled: true, color: '#ff6a3d', stroke: '#101418', strokeWidth: 1, opacity: 1 },
      },
    ],
  } as TopLevelSpec; // a cast, as above
  return { name, title, caption, spec, shape: 'equal' };
}

function xOf(axis: TriedAxis): Record<string, unknown> {
  const title = axisTitle(axis);
  if ('values' in axis) return { field: 'x', type: 'nominal', title, scale: { domain: [...axis.values] }, axis: { labelAngle: 0 } };
  const { domain, scale } = axis;
  if (scale === 'linear')
    return {
      field: 'x',
      type: 'quantitative',
      title,
      scale: { domain: [...domain], nice: false, zero: false },
      axis: linearLabels(domain),
    };
  const log = logAxis({ min: domain[0], max: domain[1] });
  const labels = log.labelExpr === undefined ? { format: ',~g' } : { labelExpr: log.labelExpr };
  const inside = log.values.filter((value) => value >= domain[0] * (1 - 1e-9) && value <= domain[1] * (1 + 1e-9));
  const plain = inside.length < 2;
  return {
    field: 'x',
    type: 'quantitative',
    title,
    scale: { type: 'log', domain: plain ? [...domain] : log.domain, nice: false },
    axis: { values: log.values, tickCount: log.values.length, labelOverlap: true, ...labels },
  };
}

/** Log where all losses are above 0; else linear, with what lies far above the median cut off, so that the valley can be seen. */
function lossScale(losses: readonly (number | null)[]): { log: boolean; clip(value: number): number; axis: object } {
  const known = losses.filter((value) => drawable(value) !== null).map((value) => value ?? 0);
  const span = extent(known) ?? { min: 0, max: 1 };
  if (span.min > 0) {
    const { domain, values, labelExpr } = logAxis(span);
    const labels = labelExpr === undefined ? { format: ',~g' } : { labelExpr };
    return {
      log: true,
      clip: (value) => Math.min(domain[1], Math.max(domain[0], value)),
      axis: { scale: { type: 'log', domain, nice: false }, axis: { values, tickCount: values.length, labelOverlap: false, ...labels } },
    };
  }
  const sorted = Float64Array.from(known).sort();
  const top = Math.min(span.max, span.min + 6 * Math.max(quantile(sorted, 0.5) - span.min, (span.max - span.min) * 1e-3));
  const domain = linearDomain({ min: span.min, max: top }, 'loss');
  return {
    log: false,
    clip: (value) => Math.min(domain[1], value),
    axis: { scale: { domain: [...domain], nice: false, zero: false }, axis: linearLabels(domain) },
  };
}

function thinned<T extends { readonly loss: number }>(points: readonly T[]): T[] {
  const sorted = points.toSorted((a, b) => a.loss - b.loss);
  if (sorted.length <= SHOWN) return sorted;
  const best = sorted.slice(0, SHOWN / 2);
  const rest = sorted.slice(SHOWN / 2);
  return [...best, ...Array.from({ length: SHOWN / 2 }, (_, k) => rest[Math.floor((k * rest.length * 2) / SHOWN)])];
}

import { extent, geometric, linearLabels, logAxis } from './axis.ts';
import {
  axisTitle,
  brief,
  type Chart,
  drawable,
  emptyChart,
  head,
  MAX_ROWS,
  type Quantity,
  sentences,
  uprightTitle,
  WIDE,
} from './chart.ts';
import { HEAT } from './palette.ts';

export interface HeatGridOptions {
  name: string;
  title: string;
  caption: string;
  x: Quantity;
  y: Quantity;
  value: Quantity;
  /** one for each pair of parameters; null where there is none */
  cells: readonly { x: number; y: number; value: number | null }[];
}

const SIZE = { width: WIDE.width, height: 420 } as const;

/** A value over two parameters, a rectangle each: reaching half way to the neighbours, so that uneven steps are seen as such. */
export function heatGrid({ name, title, caption, x, y, value, cells }: HeatGridOptions): Chart {
  const known = cells.filter((cell) => drawable(cell.value) !== null && drawable(cell.x) !== null && drawable(cell.y) !== null);
  const span = extent(known.map((cell) => cell.value));
  if (span === null) return emptyChart(name, title);
  const [xs, ys] = [cells.map((cell) => cell.x), cells.map((cell) => cell.y)];
  const [xLog, yLog] = [geometric(xs), geometric(ys)];
  const [columns, rows] = [edges(xs, xLog), edges(ys, yLog)];
  const stride = Math.ceil(Math.sqrt(known.length / MAX_ROWS));
  const shown = stride === 1 ? known.map((cell) => ({ ...cell, x2: cell.x, y2: cell.y })) : coarse(known, columns, rows, stride);
  const said = sentences(
    caption,
    stride > 1 && `Blocks of ${stride} × ${stride} points are shown by their mean.`,
    known.length < cells.length && `${cells.length - known.length} points without a value are left blank.`,
  );
  const values = shown.map((cell) => ({
    x: brief(cell.x),
    y: brief(cell.y),
    value: brief(cell.value ?? 0),
    x1: columns.get(cell.x)?.low,
    x2: columns.get(cell.x2)?.high,
    y1: rows.get(cell.y)?.low,
    y2: rows.get(cell.y2)?.high,
  }));
  const [across, up] = [axisOf(rangeOf(columns), xLog), axisOf(rangeOf(rows), yLog)];
  const top = span.min === span.max ? span.min + (Math.abs(span.min) || 1) : span.max;
  const heat = { scheme: HEAT, zero: false, domain: [span.min, top] };
  const spec = {
    ...head(title, said),
    ...SIZE,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values },
    mark: { type: 'rect', tooltip: { content: 'data' } },
    encoding: {
      x: { field: 'x1', type: 'quantitative', title: axisTitle(x), scale: across.scale, axis: across.axis },
      x2: { field: 'x2' },
      y: { field: 'y1', type: 'quantitative', title: uprightTitle(y), scale: up.scale, axis: { grid: false, domain: true, ...up.axis } },
      y2: { field: 'y2' },
      color: {
        field: 'value',
        type: 'quantitative',
        scale: heat,
        legend: {
          orient: 'top',
          direction: 'horizontal',
          gradientLength: 220,
          gradientThickness: 10,
          title: axisTitle(value),
          tickCount: 4,
          ...linearLabels([span.min, span.max]),
        },
      },
    },
  } as Chart['spec']; // a cast: the union of all specifications is too wide for what is made here; the tests validate
  return { name, title, caption: said, spec, shape: 'wide' };
}

interface Edge {
  readonly low: number;
  readonly high: number;
  /** place in the rising order */
  readonly at: number;
}

/** Each value with the middles between it and its neighbours (geometric means on a logarithmic axis); the outer ones reach out as far as in. */
function edges(all: readonly number[], logarithmic: boolean): Map<number, Edge> {
  const values = [...new Set(all)].sort((a, b) => a - b);
  const [to, from] = logarithmic ? [Math.log, Math.exp] : [(value: number) => value, (value: number) => value];
  const places = values.map(to);
  const half = (i: number, j: number): number => (places[j] - places[i]) / 2; // NaN beyond the ends
  return new Map(
    values.map((value, at) => {
      const [before, after] = [half(at, at - 1), half(at, at + 1)];
      const lone = logarithmic ? Math.LN2 : Math.abs(value) / 2 || 0.5;
      const down = Number.isNaN(before) ? (Number.isNaN(after) ? -lone : -after) : before;
      const up = Number.isNaN(after) ? (Number.isNaN(before) ? lone : -before) : after;
      return [value, { low: from(places[at] + down), high: from(places[at] + up), at }];
    }),
  );
}

/** Scale and labels of a parameter's axis. */
function axisOf(domain: [number, number], logarithmic: boolean): { scale: object; axis: object } {
  if (!logarithmic) return { scale: { domain, nice: false, zero: false }, axis: linearLabels(domain) };
  const { values, labelExpr } = logAxis({ min: domain[0], max: domain[1] });
  const inside = values.filter((value) => value >= domain[0] && value <= domain[1]);
  const labels = labelExpr === undefined ? { format: ',~g' } : { labelExpr };
  return { scale: { type: 'log', domain, nice: false }, axis: { values: inside, tickCount: inside.length, ...labels } };
}

function rangeOf(all: ReadonlyMap<number, Edge>): [number, number] {
  const sides = [...all.values()];
  return [sides[0].low, sides[sides.length - 1].high];
}

interface Block {
  x: number;
  y: number;
  x2: number;
  y2: number;
  value: number;
}

/** Means of blocks of neighbouring cells, each from its lowest to its highest corner. */
function coarse(
  cells: readonly { x: number; y: number; value: number | null }[],
  columns: ReadonlyMap<number, Edge>,
  rows: ReadonlyMap<number, Edge>,
  stride: number,
): Block[] {
  const blocks = Map.groupBy(cells, (cell) => {
    const [i, j] = [columns.get(cell.x)?.at ?? 0, rows.get(cell.y)?.at ?? 0];
    return `${Math.floor(i / stride)} ${Math.floor(j / stride)}`;
  });
  return [...blocks.values()].map((block) => ({
    x: Math.min(...block.map((cell) => cell.x)),
    y: Math.min(...block.map((cell) => cell.y)),
    x2: Math.max(...block.map((cell) => cell.x)),
    y2: Math.max(...block.map((cell) => cell.y)),
    value: block.reduce((sum, cell) => sum + (cell.value ?? 0) / block.length, 0),
  }));
}

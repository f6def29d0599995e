// A chart of medians with their ranges, one line a case: what most benchmarks show. Imports report.

import type { TopLevelSpec } from 'vega-lite';
import { logAxis, extent } from '../../report/axis.ts';
import { axisTitle, brief, emptyChart, head, WIDE, type Chart, type Quantity } from '../../report/chart.ts';
import { ROLE, SERIES } from '../../report/palette.ts';

export interface IntervalRow {
  readonly label: string;
  /** what is compared within a case, told apart by colour */
  readonly series: string;
  /** all positive */
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface IntervalOptions {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly quantity: Quantity;
  readonly rows: readonly IntervalRow[];
  /** a value to compare with, drawn as a dashed line */
  readonly reference?: number;
}

const ROW_HEIGHT = 24;

/** Cases from top to bottom in the order given, values on a logarithmic axis: speeds are compared by ratios. */
export function intervals({ name, title, caption, quantity, rows, reference }: IntervalOptions): Chart {
  const drawn = rows.filter(({ low, high }) => low > 0 && Number.isFinite(high));
  const span = extent([...drawn.flatMap(({ low, high }) => [low, high]), ...(reference === undefined ? [] : [reference])]);
  if (span === null) return emptyChart(name, title);
  const { domain, values, labelExpr } = logAxis(span);
  const labels = [...new Set(drawn.map(({ label }) => label))];
  const series = [...new Set(drawn.map((row) => row.series))];
  const several = series.length > 1;
  const colours = series.map((_, n) => SERIES[n % SERIES.length]);
  const places = {
    y: { field: 'label', type: 'nominal', sort: labels, title: null, axis: { labelLimit: 330, grid: true, ticks: false, domain: false } },
    ...(several && { yOffset: { field: 'series', type: 'nominal', sort: series } }),
    color: {
      field: 'series',
      type: 'nominal',
      scale: { domain: series, range: colours },
      legend: several
        ? { title: null, columns: legendColumns(series), symbolType: 'circle', symbolOpacity: 1, symbolStrokeWidth: 0 }
        : null,
    },
  };
  const x = {
    type: 'quantitative',
    title: axisTitle(quantity),
    scale: { type: 'log', domain, nice: false },
    axis: { grid: true, values, labelOverlap: false, ...(labelExpr === undefined ? { format: ',~g' } : { labelExpr }) },
  };
  const data = {
    values: drawn.map((row) => ({
      label: row.label,
      series: row.series,
      median: brief(row.median),
      low: brief(row.low),
      high: brief(row.high),
    })),
  };
  const spec: TopLevelSpec = {
    ...head(title, caption),
    width: WIDE.width,
    height: 70 + labels.length * Math.max(ROW_HEIGHT, 14 * series.length) + (several ? 24 : 0),
    autosize: { type: 'fit', contains: 'padding' },
    layer: [
      {
        data,
        mark: { type: 'rule', strokeWidth: 2, opacity: 0.7 },
        encoding: { ...places, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      {
        data,
        mark: { type: 'point', filled: true, size: 60, opacity: 1, tooltip: true },
        encoding: { ...places, x: { ...x, field: 'median' } },
      },
      ...(reference === undefined
        ? []
        : [
            {
              data: { values: [{ x: reference }] },
              mark: { type: 'rule', strokeDash: [5, 4], color: ROLE.quiet },
              encoding: { x: { ...x, field: 'x' } },
            },
          ]),
    ] as TopLevelSpec extends { layer: infer L } ? L : never,
  }; // a cast: the union of all Vega-Lite specifications is too wide to be inferred from shared encodings; the tests compile them
  return { name, title, caption, spec, shape: 'wide' };
}

/** As many columns as the chart takes beside its labels. */
function legendColumns(series: readonly string[]): number {
  const longest = Math.max(...series.map((name) => Math.min(36, name.length)));
  return Math.max(1, Math.floor((WIDE.width - 220) / (45 + 6.5 * longest)));
}

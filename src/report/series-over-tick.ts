import { LabError } from '../errors.ts';
import { type Chart, type Metric, type Row, sentences } from './chart.ts';
import { curvesChart } from './curves.ts';
import { seriesColour, seriesDash } from './palette.ts';

export interface SeriesOptions {
  name: string;
  title: string;
  /** What to look for; by default the names of the metrics over time. */
  caption?: string;
  /** What the y axis is called where there are several metrics, whose names are in the legend; by default "value". */
  label?: string;
  /** Ascending in tick. */
  rows: readonly Row[];
  /** All in one unit: a chart has one y axis. See `metricsByUnit`. */
  metrics: readonly Metric[];
  events?: readonly { tick: number; label: string }[];
  /** Place of the first metric in the palette, so that a metric keeps its colour when a report splits its metrics over charts. */
  firstColour?: number;
}

/**
 * Metrics over time, one line each.
 *
 * @throws LabError E_REPORT when the metrics do not share a unit
 */
export function seriesOverTick(options: SeriesOptions): Chart {
  const { name, title, rows, metrics, events = [], firstColour = 0 } = options;
  const units = new Set(metrics.map((m) => m.unit));
  if (units.size > 1) {
    throw new LabError(
      'E_REPORT',
      `chart ${name} has one y axis, but its metrics are in ${units.size} units (${[...units].join(', ')}). Make one chart for each with metricsByUnit().`,
    );
  }
  const single = metrics.length === 1;
  const domains = metrics.map((m) => m.domain).filter((d) => d !== undefined);
  return curvesChart({
    name,
    title,
    caption: sentences(
      options.caption ?? `How ${metrics.map((m) => m.label).join(' and ')} ${single ? 'changes' : 'change'} over time.`,
      events.length > 0 && 'Dashed lines mark events.',
    ),
    x: { label: 'time', unit: 'ticks' },
    y: {
      label: single ? metrics[0].label : (options.label ?? 'value'),
      unit: metrics[0]?.unit ?? '',
      ...(domains.length > 0 && { domain: [Math.min(...domains.map((d) => d[0])), Math.max(...domains.map((d) => d[1]))] as const }),
    },
    curves: metrics.map((metric, n) => ({
      label: metric.label,
      colour: seriesColour(firstColour + n),
      dash: seriesDash(firstColour + n),
      points: rows.map((row) => ({ x: row.tick, y: row[metric.name] ?? null })),
    })),
    marks: events.map(({ tick, label }) => ({ x: tick, label })),
  });
}

/** Metrics grouped so that each group fits one y axis, in the order of their first appearance. */
export function metricsByUnit(metrics: readonly Metric[]): Metric[][] {
  const groups = Map.groupBy(metrics, (m) => m.unit);
  return [...groups.values()];
}

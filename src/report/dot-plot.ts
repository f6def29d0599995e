import { extent, linearDomain, linearLabels } from './axis.ts';
import { axisTitle, brief, type Chart, drawable, emptyChart, head, type Quantity, sentences, WIDE } from './chart.ts';
import { ROLE, seriesColour } from './palette.ts';

export interface DotPlotOptions {
  name: string;
  title: string;
  caption: string;
  /** `domain`: what the quantity can be; intervals are cut off at its ends */
  value: Quantity & { domain?: readonly [number, number] };
  /** in order from the top; the same label may come once for each series */
  dots: readonly {
    label: string;
    /** what a row has several of: first order and total */
    series?: string;
    mean: number | null;
    low?: number | null;
    high?: number | null;
    values?: readonly number[];
  }[];
  /** what the rows are: a parameter's name */
  rows: string;
  /** bars from zero instead of dots */
  bars?: boolean;
}

const LABELS_SHOWN = 40;
const RUNS_SHOWN = 2_000;

/** A value for each of some names: dots (or bars) with their intervals, single runs as faint points. */
export function dotPlot({ name, title, caption, value, dots, rows, bars = false }: DotPlotOptions): Chart {
  const labels = [...new Set(dots.map(({ label }) => label))].slice(0, LABELS_SHOWN);
  const shown = dots.filter(({ label, mean }) => labels.includes(label) && drawable(mean) !== null);
  const inside = (end: number | null | undefined): number | null =>
    typeof end !== 'number' ? null : value.domain ? Math.min(value.domain[1], Math.max(value.domain[0], end)) : end;
  const cut = shown.some(({ low, high }) => inside(low) !== (low ?? null) || inside(high) !== (high ?? null));
  const singles = shown.flatMap(({ label, series = '', values = [] }) => values.map((each) => ({ label, series, value: drawable(each) })));
  const known = singles.filter((each) => each.value !== null);
  const span = extent([
    ...shown.flatMap(({ mean, low, high }) => [mean, inside(low), inside(high)]),
    ...known.map((each) => each.value),
    ...(bars ? [0] : []),
  ]);
  if (span === null) return emptyChart(name, title);
  const all = new Set(dots.map(({ label }) => label)).size;
  const missing = new Set(dots.filter(({ mean }) => drawable(mean) === null).map(({ label }) => label)).size;
  const said = sentences(
    caption,
    cut && `Intervals are cut off at ${value.domain?.join(' and ')}, the ends of the range of ${value.label}.`,
    labels.length < all && `The first ${labels.length} of ${all} are shown.`,
    missing > 0 && `${missing} without a value ${missing === 1 ? 'has' : 'have'} no mark.`,
  );
  const series = [...new Set(dots.map((dot) => dot.series ?? ''))];
  const domain =
    value.domain && value.domain[0] <= span.min && value.domain[1] >= span.max ? [...value.domain] : linearDomain(span, value.unit);
  const colour = {
    field: 'series',
    type: 'nominal',
    scale: { domain: series, range: series.map((_, n) => seriesColour(n)) },
    legend: series.length > 1 ? { title: null } : null,
  };
  const place = {
    y: { field: 'label', type: 'nominal', sort: labels, title: rows, axis: { grid: !bars, labelLimit: 130, ticks: false } },
    ...(series.length > 1 && { yOffset: { field: 'series', type: 'nominal', sort: series } }),
    color: colour,
  };
  const means = shown.map(({ label, series: of = '', mean, ...ends }) => {
    const [low, high] = [inside(ends.low), inside(ends.high)];
    return {
      label,
      series: of,
      mean: brief(mean ?? 0),
      ...(low !== null && high !== null && { low: brief(low), high: brief(high) }),
    };
  });
  const ranged = means.filter((each) => 'low' in each);
  const step = Math.max(1, Math.ceil(known.length / RUNS_SHOWN));
  const spec = {
    ...head(title, said),
    width: WIDE.width,
    height: Math.max(110, 70 + labels.length * (series.length > 1 ? 36 : 28)),
    autosize: { type: 'fit', contains: 'padding' },
    encoding: {
      x: {
        type: 'quantitative',
        title: axisTitle(value),
        scale: { domain: [...domain], nice: true, zero: false },
        axis: { grid: true, ...linearLabels([domain[0], domain[1]]) },
      },
    },
    layer: [
      ...(known.length === 0
        ? []
        : [
            {
              data: { values: known.filter((_, k) => k % step === 0).map((each) => ({ ...each, value: brief(each.value ?? 0) })) },
              mark: { type: 'point', filled: true, size: 14, opacity: 0.35, tooltip: true },
              encoding: { x: { field: 'value' }, ...place },
            },
          ]),
      bars
        ? { data: { values: means }, mark: { type: 'bar', opacity: 0.75, tooltip: true }, encoding: { x: { field: 'mean' }, ...place } }
        : {
            data: { values: means },
            mark: { type: 'point', filled: true, size: 80, opacity: 1, tooltip: true },
            encoding: { x: { field: 'mean' }, ...place },
          },
      ...(ranged.length === 0
        ? []
        : [
            {
              data: { values: ranged },
              mark: { type: 'rule', strokeWidth: 2, ...(bars && { stroke: ROLE.quiet }) },
              encoding: { x: { field: 'low' }, x2: { field: 'high' }, ...place },
            },
          ]),
    ],
  } as Chart['spec']; // a cast: the union of all Vega-Lite specifications is too wide for layers made here; the tests validate them
  return { name, title, caption: said, spec, shape: 'wide' };
}

import type { TopLevelSpec } from 'vega-lite';
import { extent, linearLabels } from './axis.ts';
import { axisTitle, brief, type Chart, drawable, emptyChart, head, type Quantity, sentences, WIDE } from './chart.ts';
import { ROLE } from './palette.ts';
import { band } from './quantile.ts';
import { roundForPeople } from './round.ts';

export interface RecoveryOptions {
  name: string;
  title: string;
  caption?: string;
  parameter: Quantity;
  estimates: readonly { seed: string; value: number }[];
  /** The true or published value. */
  reference?: { value: number; label: string } | null;
}

const SEEDS_NAMED = 24;
const SEEDS_SHOWN = 1_000;

/** The estimate of one parameter from each seed, with their median and 10-90 % interval, against the true or published value. */
export function parameterRecovery({ name, title, caption, parameter, estimates, reference = null }: RecoveryOptions): Chart {
  const usable = estimates.filter((e) => drawable(e.value) !== null);
  const middle = band(usable.map((e) => e.value));
  const span = extent([...usable.map((e) => e.value), reference?.value ?? null]);
  if (middle === null || span === null) return emptyChart(name, title);
  const unit = parameter.unit === '' ? '' : ` ${parameter.unit}`;
  const shown = usable.slice(0, SEEDS_SHOWN);
  const said = sentences(
    caption ?? 'Each point is the estimate from one seed; the closer they lie together, the better the data determine it.',
    `Median ${roundForPeople(middle.median)}${unit}, middle 80 % from ${roundForPeople(middle.low)} to ${roundForPeople(middle.high)}${unit}.`,
    reference !== null && `The dashed line is ${reference.label}, ${roundForPeople(reference.value)}${unit}.`,
    shown.length < usable.length && `The first ${shown.length} of ${usable.length} seeds are drawn.`,
    usable.length < estimates.length && `${estimates.length - usable.length} without a finite estimate are left out.`,
  );
  const margin = span.max > span.min ? 0.08 * (span.max - span.min) : Math.abs(span.max) * 0.1 || 1;
  const domain: [number, number] = [span.min - margin, span.max + margin];
  const named = shown.length <= SEEDS_NAMED;
  const spec: TopLevelSpec = {
    ...head(title, said),
    width: WIDE.width,
    height: named ? Math.max(170, 90 + 20 * shown.length) : WIDE.height,
    autosize: { type: 'fit', contains: 'padding' },
    encoding: {
      x: { type: 'quantitative', title: axisTitle(parameter), scale: { domain, nice: true, zero: false }, axis: linearLabels(domain) },
    },
    layer: [
      {
        data: { values: [{ low: middle.low, high: middle.high }] },
        mark: { type: 'rect', color: ROLE.fit, opacity: 0.18 },
        encoding: { x: { field: 'low' }, x2: { field: 'high' } },
      },
      {
        data: { values: [{ median: middle.median }] },
        mark: { type: 'rule', color: ROLE.fit, strokeWidth: 2 },
        encoding: { x: { field: 'median' } },
      },
      ...(reference === null
        ? []
        : [
            {
              data: { values: [{ value: reference.value }] },
              mark: { type: 'rule' as const, color: ROLE.reference, strokeWidth: 2, strokeDash: [5, 4] },
              encoding: { x: { field: 'value' } },
            },
          ]),
      {
        data: { values: shown.map((e, n) => ({ seed: `${n}:${e.seed}`, value: brief(e.value) })) },
        mark: { type: 'point', filled: true, size: named ? 60 : 18, color: ROLE.measured, opacity: 1, tooltip: true },
        encoding: {
          x: { field: 'value' },
          y: {
            field: 'seed',
            type: 'ordinal',
            sort: null,
            title: 'seed',
            axis: named
              ? { grid: true, labelLimit: 120, labelExpr: "slice(datum.label, indexof(datum.label, ':') + 1)" }
              : { labels: false, grid: false },
          },
        },
      },
    ],
  };
  return { name, title, caption: said, spec, shape: 'wide' };
}

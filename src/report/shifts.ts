import { type Chart, head, sentences } from './chart.ts';
import { ROLE } from './palette.ts';

/** Where a level changed: between two places of the x axis, which may be one, each with its interval. */
export interface ShiftMark {
  begin: { x: number; low: number; high: number };
  end: { x: number; low: number; high: number };
  /** By how much: the largest are marked when there are many. */
  size: number;
  colour?: string;
}

/** Most changes that are marked, and how large they are at least, of the largest. */
const SHOWN = 8;
const LEAST = 0.05;

/**
 * A chart of curves with changes of level marked: a dashed rule where each begins and ends over its interval, a pale band between.
 *
 * @param chart made of layers; another one is returned as it is
 */
export function withShifts(chart: Chart, shifts: readonly ShiftMark[]): Chart {
  const { spec, title } = chart;
  if (shifts.length === 0 || !('layer' in spec)) return chart;
  const sorted = shifts.toSorted((a, b) => b.size - a.size);
  const largest = sorted.filter(({ size }) => size >= LEAST * sorted[0].size).slice(0, SHOWN);
  const values = largest.flatMap(({ begin, end, colour = ROLE.quiet }) =>
    begin.x === end.x
      ? [{ ...begin, colour }]
      : [
          { ...begin, colour },
          { ...end, colour },
        ],
  );
  const spans = largest.filter(({ begin, end }) => begin.x !== end.x);
  const caption = sentences(
    chart.caption,
    'Dashed lines mark where the level changed, shaded over their intervals of 95 %.',
    spans.length > 0 && 'A paler band joins the beginning and the end of a change that took several steps.',
    largest.length < shifts.length && `The ${largest.length} largest of ${shifts.length} changes are marked.`,
  );
  const upright = { y: { value: 0 }, y2: { value: { expr: 'height' } } };
  // A layer a colour: colours in an encoding would join the scale of the lines, and its legend.
  const coloured = <T extends { colour: string }>(all: readonly T[], layer: (data: T[], color: string) => object): object[] =>
    [...Map.groupBy(all, ({ colour }) => colour)].map(([color, data]) => layer(data, color));
  const bands = (all: readonly { low: number; high: number; colour: string }[], opacity: number): object[] =>
    coloured(all, (data, color) => ({
      data: { values: data },
      mark: { type: 'rect', opacity, color },
      encoding: { x: { field: 'low' }, x2: { field: 'high' }, ...upright },
    }));
  const rules = coloured(values, (data, color) => ({
    data: { values: data },
    mark: { type: 'rule', strokeDash: [5, 3], strokeWidth: 1.5, opacity: 0.9, tooltip: true, color },
    encoding: { x: { field: 'x' }, ...upright },
  }));
  const joined = spans.map(({ begin, end, colour: own = ROLE.quiet }) => ({ low: begin.x, high: end.x, colour: own }));
  const layer = [...bands(joined, 0.1), ...bands(values, 0.25), ...rules, ...spec.layer];
  // A cast: the union of all Vega-Lite specifications is too wide for layers made here; the tests validate them.
  return { ...chart, caption, spec: { ...spec, ...head(title, caption), layer } as Chart['spec'] };
}

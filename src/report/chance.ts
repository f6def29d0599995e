import { linearLabels } from './axis.ts';
import { axisTitle, brief, type Chart, drawable, emptyChart, head, type Quantity } from './chart.ts';
import { bins } from './histogram.ts';
import { ROLE } from './palette.ts';
import { roundForPeople } from './round.ts';

export interface ChanceOptions {
  name: string;
  title: string;
  caption: string;
  quantity: Quantity & { domain?: readonly [number, number] };
  /** The value of the run. */
  found: number;
  /** What the values of chance are, in the plural: shuffles when left out. */
  counted?: string;
  /** What chance alone gives: single values, or the probability density along the quantity. */
  chance: { values: ArrayLike<number> } | { density: readonly { x: number; y: number }[] };
}

/** The vertical axis goes on above the highest value, for the words. */
const HEADROOM = 1.3;
const SIZE = { width: 680, height: 220 } as const;

/** The distribution of a quantity under chance alone, with the value that was found. */
export function chance({ name, title, caption, quantity, found, counted = 'shuffles', chance: given }: ChanceOptions): Chart {
  const bars = 'values' in given ? bins(given.values).map(({ from, to, count }) => ({ from: brief(from), to: brief(to), count })) : [];
  const curve = 'density' in given ? given.density.map(({ x, y }) => ({ x: brief(x), y: brief(y) })) : [];
  if ((bars.length === 0 && curve.length === 0) || drawable(found) === null) return emptyChart(name, title);
  const ends = [...bars.flatMap(({ from, to }) => [from, to]), ...curve.map(({ x }) => x), found];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = high > low ? 0.05 * (high - low) : 1;
  const domain = [
    Math.min(low - room, quantity.domain?.[0] ?? Infinity),
    Math.max(high + room, quantity.domain?.[1] ?? -Infinity),
  ] as const;
  const [from, to] = quantity.domain && low >= quantity.domain[0] && high <= quantity.domain[1] ? quantity.domain : domain;
  const spread = [...bars.map((bar) => [(bar.from + bar.to) / 2, bar.count]), ...curve.map(({ x, y }) => [x, y])];
  const highest = Math.max(...spread.map(([, y]) => y));
  const mode = spread.reduce((a, b) => (b[1] > a[1] ? b : a))[0];
  const label = (x: number, text: string, y: number, color: string): object => {
    const right = x > (from + to) / 2;
    return {
      data: { values: [{ x, text }] },
      mark: { type: 'text', align: right ? 'right' : 'left', baseline: 'top', dx: right ? -8 : 8, dy: y, fontSize: 12, color },
      encoding: { x: { field: 'x' }, y: { value: 0 }, text: { field: 'text', type: 'nominal' } },
    };
  };
  const spec = {
    ...head(title, caption),
    ...SIZE,
    autosize: { type: 'fit', contains: 'padding' },
    encoding: {
      x: {
        type: 'quantitative',
        title: axisTitle(quantity),
        scale: { domain: [from, to], nice: false, zero: false },
        axis: linearLabels([from, to]),
      },
      y: {
        type: 'quantitative',
        title: bars.length > 0 ? counted : 'probability density',
        scale: { domain: [0, HEADROOM * highest], nice: false, zero: true },
      },
    },
    layer: [
      bars.length > 0
        ? {
            data: { values: bars },
            mark: { type: 'rect', color: ROLE.quiet, stroke: ROLE.quiet, strokeWidth: 0.5, tooltip: true },
            encoding: { x: { field: 'from' }, x2: { field: 'to' }, y: { field: 'count' }, y2: { datum: 0 } },
          }
        : {
            data: { values: curve },
            mark: { type: 'area', color: ROLE.quiet, line: { color: ROLE.quiet, strokeWidth: 1 } },
            encoding: { x: { field: 'x' }, y: { field: 'y' } },
          },
      {
        data: { values: [{ x: brief(found) }] },
        mark: { type: 'rule', color: ROLE.measured, strokeWidth: 2.5, tooltip: true },
        encoding: { x: { field: 'x' }, y: { value: 0 }, y2: { value: { expr: 'height' } } },
      },
      label(mode, 'by chance', 18, ROLE.quiet),
      label(found, `found: ${roundForPeople(found, { digits: 3, unit: quantity.unit })}`, 2, ROLE.measured),
    ],
  } as Chart['spec']; // a cast: the union of all Vega-Lite specifications is too wide for layers made here; the tests validate them
  return { name, title, caption, spec, shape: 'wide' };
}

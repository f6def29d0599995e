import { brief, type Chart, emptyChart, head, MAX_ROWS, sentences } from './chart.ts';
import { HEAT } from './palette.ts';

export interface FlowMatrixOptions {
  name: string;
  title: string;
  caption: string;
  /** Members of either axis. */
  count: number;
  /** Bits from source to target at target × count + source. */
  bits: ArrayLike<number>;
  /** 1 for the pairs that are drawn. */
  real: ArrayLike<number>;
  /** The members in the order in which they are drawn. */
  order: readonly number[];
  /** What the members are, in the plural. */
  counted: string;
}

const SIDE = 400;

/** Information flow from each to each: the source along x, the target upwards; pairs that may be chance are left blank. */
export function flowMatrix({ name, title, caption, count, bits, real, order, counted }: FlowMatrixOptions): Chart {
  const values = order.flatMap((target, row) =>
    order.flatMap((source, col) => {
      const at = target * count + source;
      return real[at] === 1 ? [{ from: col, to: col + 1, low: row, high: row + 1, bits: brief(bits[at]) }] : [];
    }),
  );
  if (values.length === 0) return emptyChart(name, title, 'No pair shows information flow beyond chance.');
  const shown = values.toSorted((a, b) => b.bits - a.bits).slice(0, MAX_ROWS);
  const said = sentences(caption, shown.length < values.length && `The ${shown.length} largest of ${values.length} are drawn.`);
  const scale = { domain: [0, count], nice: false, zero: false };
  const spec = {
    ...head(title, said),
    width: SIDE,
    height: SIDE,
    data: { values: shown },
    mark: { type: 'rect', tooltip: true },
    encoding: {
      x: { field: 'from', type: 'quantitative', title: `source (${counted})`, scale, axis: { labels: false, ticks: false, grid: false } },
      x2: { field: 'to' },
      y: {
        field: 'low',
        type: 'quantitative',
        title: `target (the same ${counted})`,
        scale,
        axis: { labels: false, ticks: false, grid: false, domain: true },
      },
      y2: { field: 'high' },
      color: {
        field: 'bits',
        type: 'quantitative',
        title: 'transfer entropy (bits per step)',
        scale: { scheme: HEAT, domain: [0, Math.max(...shown.map((each) => each.bits))] },
        legend: { orient: 'top', direction: 'horizontal', gradientLength: 220, gradientThickness: 10, tickCount: 4 },
      },
    },
  } as Chart['spec']; // a cast: literals of a specification are wider than its types; the tests validate it
  return { name, title, caption: said, spec, shape: 'equal' };
}

import { type Chart, brief, emptyChart, head, type Quantity } from './chart.ts';
import { seriesColour } from './palette.ts';
import { axisTitle } from './chart.ts';

export interface TailOptions {
  name: string;
  title: string;
  caption: string;
  quantity: Quantity;
  /** Above 0. */
  values: ArrayLike<number>;
  /** Fitted distributions: share of values at or above each x, from `from` on. */
  fits: readonly { label: string; from: number; survival: (x: number) => number }[];
}

const POINTS = 60;
const SIZE = { width: 680, height: 300 } as const;

/** The share of values at or above each value, on logarithmic axes, with fitted tails. */
export function tail({ name, title, caption, quantity, values, fits }: TailOptions): Chart {
  const sorted = Float64Array.from(values)
    .filter((value) => value > 0 && Number.isFinite(value))
    .sort();
  if (sorted.length < 2 || sorted[0] === sorted[sorted.length - 1]) return emptyChart(name, title, 'All values are equal.');
  const most = sorted[sorted.length - 1];
  const points = surviving(sorted);
  const grid = (from: number): number[] => Array.from({ length: POINTS }, (_, k) => from * (most / from) ** (k / (POINTS - 1)));
  const lowest = 0.5 / sorted.length;
  const curves = fits.flatMap(({ label, from, survival }) =>
    grid(from).flatMap((x) => (survival(x) >= lowest ? [{ x: brief(x), share: brief(survival(x)), fit: label }] : [])),
  );
  const names = fits.map(({ label }) => label);
  const spec = {
    ...head(title, caption),
    ...SIZE,
    autosize: { type: 'fit', contains: 'padding' },
    encoding: {
      x: {
        type: 'quantitative',
        title: axisTitle(quantity),
        scale: { type: 'log', domain: [sorted[0] / 1.1, most * 1.1], nice: false },
        axis: decades(sorted[0] / 1.1, most * 1.1),
      },
      y: {
        type: 'quantitative',
        title: 'share at or above',
        scale: { type: 'log', domain: [lowest, 1.2], nice: false },
        axis: decades(lowest, 1.2),
      },
    },
    layer: [
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 26, opacity: 0.8, color: seriesColour(0), tooltip: true },
        encoding: { x: { field: 'x' }, y: { field: 'share' } },
      },
      {
        data: { values: curves },
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          x: { field: 'x' },
          y: { field: 'share' },
          color: { field: 'fit', type: 'nominal', title: null, scale: { domain: names, range: names.map((_, n) => seriesColour(n + 1)) } },
          strokeDash: {
            field: 'fit',
            type: 'nominal',
            title: null,
            scale: {
              domain: names,
              range: names.map(
                (_, n) =>
                  [
                    [1, 0],
                    [7, 3],
                    [2, 3],
                  ][n % 3],
              ),
            },
          },
        },
      },
    ],
  } as Chart['spec']; // a cast: the union of all Vega-Lite specifications is too wide for layers made here; the tests validate them
  return { name, title, caption, spec, shape: 'wide' };
}

/** Labels of a logarithmic axis at powers of ten, every so many where there are many; at 1, 2 and 5 of each where there are few. */
function decades(from: number, to: number): { values: number[]; format: string } {
  const [first, last] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  const powers = Array.from({ length: last - first + 1 }, (_, k) => first + k);
  const step = Math.ceil(Math.log10(to / from) / 6);
  const factors = Math.log10(to / from) < 2 ? [1, 2, 5] : [1];
  const values = powers.filter((power) => power % step === 0).flatMap((power) => factors.map((factor) => factor * 10 ** power));
  return { values: values.filter((value) => value >= from && value <= to), format: '~g' };
}

/** One point a different value, of many those at equal steps of the logarithms of share and value. */
function surviving(sorted: Float64Array): { x: number; share: number }[] {
  const out: { x: number; share: number }[] = [];
  let [lastX, lastShare] = [0, 2];
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue;
    const share = (sorted.length - i) / sorted.length;
    if (i > 0 && sorted[i] < lastX * 1.02 && share > lastShare / 1.02) continue;
    out.push({ x: brief(sorted[i]), share: brief(share) });
    [lastX, lastShare] = [sorted[i], share];
  }
  return out;
}

import { linearLabels } from './axis.ts';
import { brief, type Chart, emptyChart, head } from './chart.ts';
import { ROLE } from './palette.ts';
import { roundForPeople } from './round.ts';

export interface FlowDistanceOptions {
  name: string;
  title: string;
  caption: string;
  /** Ascending in distance: the mean flow, bits, and the 95 % of chance. */
  classes: readonly { distance: number; pairs: number; bits: number; low: number; high: number }[];
  unit: string;
  /** How far agents see each other, where that is known. */
  radius: number | null;
}

const SIZE = { width: 680, height: 260 } as const;

/** Information flow over the distance between source and target, with what chance gives; the distance is logarithmic where it spans much. */
export function flowDistance({ name, title, caption, classes, unit, radius }: FlowDistanceOptions): Chart {
  if (classes.length < 2) return emptyChart(name, title);
  const values = classes.map(({ distance, pairs, bits, low, high }) => ({
    distance: brief(distance),
    pairs,
    bits: brief(bits),
    low: brief(low),
    high: brief(high),
  }));
  const reach = radius !== null && radius > 0 && Number.isFinite(radius) ? [radius] : [];
  const ends = [...values.map(({ distance }) => distance), ...reach];
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const wide = least > 0 && most / least > 20;
  const domain = wide ? ([least / 1.15, most * 1.15] as const) : ([0, most * 1.05] as const);
  const top = 1.15 * Math.max(...values.flatMap(({ bits, high }) => [bits, high]));
  const first = values.find(({ high }) => high > 0) ?? values[0];
  const label = (x: number, text: string, color: string, y: object, dx: number, align = 'left'): object => ({
    data: { values: [{ x, text }] },
    mark: { type: 'text', align, baseline: 'bottom', dx, dy: -4, fontSize: 12, color },
    encoding: { x: { field: 'x' }, y, text: { field: 'text', type: 'nominal' } },
  });
  const right = reach.length > 0 && (wide ? Math.log(reach[0] / domain[0]) / Math.log(domain[1] / domain[0]) : reach[0] / domain[1]) > 0.5;
  const spec = {
    ...head(title, caption),
    ...SIZE,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values },
    encoding: {
      x: {
        type: 'quantitative',
        title: `distance (${unit})`,
        scale: { domain, nice: false, ...(wide ? { type: 'log' } : { zero: false }) },
        axis: wide ? { tickCount: 4, format: '~g' } : linearLabels(domain),
      },
      y: {
        type: 'quantitative',
        title: 'transfer entropy (bits per step)',
        scale: { domain: [0, top], nice: false, zero: true },
        axis: linearLabels([0, top]),
      },
    },
    layer: [
      {
        mark: { type: 'area', color: ROLE.quiet, opacity: 0.35 },
        encoding: { x: { field: 'distance' }, y: { field: 'low' }, y2: { field: 'high' } },
      },
      { mark: { type: 'line', color: ROLE.measured, strokeWidth: 2 }, encoding: { x: { field: 'distance' }, y: { field: 'bits' } } },
      {
        mark: { type: 'point', filled: true, color: ROLE.measured, size: 55, opacity: 1, tooltip: true },
        encoding: { x: { field: 'distance' }, y: { field: 'bits' } },
      },
      ...reach.flatMap((x) => [
        {
          data: { values: [{ x }] },
          mark: { type: 'rule', color: ROLE.reference, strokeDash: [5, 4], strokeWidth: 1.5 },
          encoding: { x: { field: 'x' }, y: { value: 0 }, y2: { value: { expr: 'height' } } },
        },
        label(x, `radius ${roundForPeople(x, { digits: 3 })}`, ROLE.reference, { value: 14 }, right ? -6 : 6, right ? 'right' : 'left'),
      ]),
      label(
        values[values.length - 1].distance,
        'shuffled agents',
        ROLE.quiet,
        { datum: Math.max(first.high, values[values.length - 1].high) },
        0,
        'right',
      ),
    ],
  } as Chart['spec']; // a cast: the union of all Vega-Lite specifications is too wide for layers made here; the tests validate them
  return { name, title, caption, spec, shape: 'wide' };
}

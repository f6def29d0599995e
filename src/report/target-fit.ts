import type { TopLevelSpec } from 'vega-lite';
import { brief, type Chart, drawable, emptyChart, head, sentences, WIDE } from './chart.ts';
import { ROLE } from './palette.ts';

export interface TargetFitOptions {
  name: string;
  title: string;
  /** What one unit of the axis is: "tolerances". */
  unit: string;
  /** One row a target: the deviation of the fit, and the interval of single runs, all in units of the axis. */
  targets: readonly {
    readonly label: string;
    readonly deviation: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

/** More rows than this are no chart any more. */
const MOST = 40;

/** How far the fit is from each target: zero is exact. */
export function targetFit({ name, title, unit, targets }: TargetFitOptions): Chart {
  const known = targets.filter(({ deviation }) => drawable(deviation) !== null);
  const shown = known.toSorted((a, b) => Math.abs(b.deviation ?? 0) - Math.abs(a.deviation ?? 0)).slice(0, MOST);
  if (shown.length === 0) return emptyChart(name, title, 'No target was reached or missed: there is no fit.');
  const rows = targets
    .filter((target) => shown.includes(target))
    .map((row) => ({
      label: row.label,
      deviation: brief(row.deviation ?? 0),
      low: drawable(row.low) === null ? brief(row.deviation ?? 0) : brief(row.low ?? 0),
      high: drawable(row.high) === null ? brief(row.deviation ?? 0) : brief(row.high ?? 0),
    }));
  const size = Math.max(1, ...rows.flatMap(({ deviation, low, high }) => [deviation, low, high].map(Math.abs))) * 1.1;
  const caption = sentences(
    'Points: mean of the final runs at the best parameters. Bars hold the middle 80 % of single runs. Zero is the target.',
    shown.length < targets.length && `The ${shown.length} largest of ${targets.length} are shown.`,
  );
  const y = { field: 'label', type: 'nominal', title: null, sort: null, axis: { labelLimit: 220 } };
  const spec = {
    ...head(title, caption),
    width: WIDE.width,
    height: 70 + 28 * rows.length,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: rows },
    encoding: {
      x: { type: 'quantitative', title: `deviation from the target (${unit})`, scale: { domain: [-size, size], nice: false } },
    },
    layer: [
      {
        data: { values: [{ zero: 0 }] },
        mark: { type: 'rule', strokeDash: [4, 3], color: ROLE.quiet },
        encoding: { x: { field: 'zero' } },
      },
      { mark: { type: 'rule', strokeWidth: 2, color: ROLE.fit }, encoding: { y, x: { field: 'low' }, x2: { field: 'high' } } },
      {
        mark: { type: 'point', filled: true, size: 80, opacity: 1, color: ROLE.fit, tooltip: true },
        encoding: { y, x: { field: 'deviation' } },
      },
    ],
  } as unknown as TopLevelSpec; // a cast: the union of all specifications is too wide to be inferred; the tests validate
  return { name, title, caption, spec, shape: 'wide' };
}

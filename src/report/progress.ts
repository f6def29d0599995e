import { type Chart, drawable, type Quantity, sentences } from './chart.ts';
import { type Curve, curvesChart } from './curves.ts';
import { ROLE } from './palette.ts';

/** One line of an optimisation's history; what was not measured is null or left out. */
export interface ProgressRow {
  /** Objective evaluations spent so far. */
  evaluations: number;
  best?: number | null;
  /** Over the particles at this moment: median, tenth and ninetieth percentile. */
  median?: number | null;
  low?: number | null;
  high?: number | null;
}

export interface ProgressOptions {
  name: string;
  title: string;
  caption: string;
  y: Quantity;
  rows: readonly ProgressRow[];
  scale: 'linear' | 'log';
}

/** Best, median and 10-90 % band over particles against evaluations. */
export function progressChart({ name, title, caption, y, rows, scale }: ProgressOptions): Chart {
  const has = (field: 'best' | 'median' | 'low'): boolean => rows.some((row) => drawable(row[field]) !== null);
  const curves: Curve[] = [];
  if (has('best'))
    curves.push({ label: 'best so far', colour: ROLE.best, points: rows.map((r) => ({ x: r.evaluations, y: r.best ?? null })) });
  if (has('median'))
    curves.push({ label: 'median particle', colour: ROLE.typical, points: rows.map((r) => ({ x: r.evaluations, y: r.median ?? null })) });
  const points = rows.map((r) => ({ x: r.evaluations, low: r.low ?? null, high: r.high ?? null }));
  const areas = has('low') ? [{ label: '10–90 % of particles', colour: ROLE.typical, points }] : [];
  return curvesChart({
    name,
    title,
    caption: sentences(caption),
    x: { label: 'objective evaluations', unit: '' },
    y,
    scale,
    curves,
    areas,
  });
}

/** Every number of these rows that would be drawn. */
export function progressValues(rows: readonly ProgressRow[]): number[] {
  return rows.flatMap((r) => [r.best, r.median, r.low, r.high]).filter((v): v is number => drawable(v) !== null);
}

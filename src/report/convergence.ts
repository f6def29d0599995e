import type { Chart } from './chart.ts';
import { progressChart, type ProgressRow, progressValues } from './progress.ts';

export interface ConvergenceOptions {
  name: string;
  title: string;
  rows: readonly ProgressRow[];
  /** What the objective measures, and its unit. */
  objective?: { label: string; unit: string };
  /** The known least value, where there is one; the chart then shows the distance above it. */
  optimum?: number | null;
}

/** Relative to the optimum, what counts as rounding when a value lies below it. */
const ROUNDING = 1e-9;

/**
 * Best value, median and 10-90 % band of the particles against evaluations, on a log scale where the values allow it.
 *
 * The caption says which of three was drawn: the values on a log scale, their distance above the known optimum on a log scale
 * (what reached it exactly lies on the lower edge), or the values on a linear scale.
 */
export function convergence({
  name,
  title,
  rows,
  objective = { label: 'objective value', unit: '' },
  optimum = null,
}: ConvergenceOptions): Chart {
  const look =
    'The blue line is the best value found so far: the steeper it falls, the faster the search converges. The band shows the particles.';
  const values = progressValues(rows);
  const slack = optimum === null ? 0 : ROUNDING * Math.max(1, Math.abs(optimum));
  if (optimum !== null && values.every((v) => v - optimum >= -slack) && values.some((v) => v - optimum > 0)) {
    return aboveOptimum({ name, title, rows, objective, optimum, look, values });
  }
  const log = values.length > 0 && values.every((v) => v > 0);
  const scale = log ? 'Logarithmic scale.' : 'Linear scale, because some values are zero or negative.';
  const doubt = optimum !== null && values.some((v) => v < optimum - slack) ? ` Some values lie below the stated optimum ${optimum}.` : '';
  return progressChart({ name, title, caption: `${look} ${scale}${doubt}`, y: objective, rows, scale: log ? 'log' : 'linear' });
}

function aboveOptimum(options: {
  name: string;
  title: string;
  rows: readonly ProgressRow[];
  objective: { label: string; unit: string };
  optimum: number;
  look: string;
  values: readonly number[];
}): Chart {
  const { name, title, rows, objective, optimum, look, values } = options;
  const least = values.reduce((low, v) => (v - optimum > 0 && v - optimum < low ? v - optimum : low), Number.POSITIVE_INFINITY);
  const floor = Number(`1e${Math.floor(Math.log10(least))}`);
  const reached = values.some((v) => v - optimum <= 0);
  const above = (v: number | null | undefined): number | null =>
    typeof v === 'number' && Number.isFinite(v) ? Math.max(v - optimum, floor) : null;
  const shifted = rows.map((r) => ({
    evaluations: r.evaluations,
    best: above(r.best),
    median: above(r.median),
    low: above(r.low),
    high: above(r.high),
  }));
  const label = optimum === 0 ? objective.label : `${objective.label} above the optimum`;
  const note =
    optimum === 0 ? 'Logarithmic scale; the known optimum is 0.' : `Logarithmic scale of the distance above the known optimum ${optimum}.`;
  const edge = reached ? ' Where the optimum was reached exactly, the line lies on the lower edge.' : '';
  return progressChart({ name, title, caption: `${look} ${note}${edge}`, y: { label, unit: objective.unit }, rows: shifted, scale: 'log' });
}

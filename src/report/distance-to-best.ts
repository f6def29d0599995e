import type { Chart } from './chart.ts';
import { progressChart, type ProgressRow, progressValues } from './progress.ts';

export interface DistanceOptions {
  name: string;
  title: string;
  /** Distance of the particles from the best point known at that moment: median, tenth and ninetieth percentile. */
  rows: readonly Omit<ProgressRow, 'best'>[];
  unit?: string;
}

/** How far the particles are from the best known point against evaluations. */
export function distanceToBest({ name, title, rows, unit = 'search units' }: DistanceOptions): Chart {
  const values = progressValues(rows);
  const log = values.length > 0 && values.every((v) => v > 0);
  return progressChart({
    name,
    title,
    caption: `The line falls when the particles gather around the best point; a wide band means that some still search elsewhere. ${log ? 'Logarithmic' : 'Linear'} scale.`,
    y: { label: 'distance to the best', unit },
    rows,
    scale: log ? 'log' : 'linear',
  });
}

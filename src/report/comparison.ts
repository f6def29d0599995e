import { type Chart, type Metric, type Quantity, sentences } from './chart.ts';
import { curvesChart } from './curves.ts';
import { seriesColour, seriesDash } from './palette.ts';

export interface ComparisonOptions {
  name: string;
  title: string;
  caption?: string;
  metric: Metric;
  x?: Quantity;
  /** The runs in the order of their colours, with one point for each row; labels are distinct. */
  runs: readonly { label: string; points: readonly { x: number; y: number | null }[] }[];
  scale?: 'linear' | 'log';
}

/** More lines than this cannot be told apart. */
const RUNS_SHOWN = 16;

/** One metric of several runs, laid over each other. */
export function comparison({
  name,
  title,
  caption,
  metric,
  x = { label: 'time', unit: 'ticks' },
  runs,
  scale = 'linear',
}: ComparisonOptions): Chart {
  const shown = runs.slice(0, RUNS_SHOWN);
  return curvesChart({
    name,
    title,
    caption: sentences(
      caption ?? `${capital(metric.label)} in each run; lines that part show what the difference between the runs does.`,
      shown.length < runs.length && `The first ${shown.length} of ${runs.length} runs are drawn.`,
    ),
    x,
    y: metric,
    scale,
    curves: shown.map((run, n) => ({ label: run.label, colour: seriesColour(n), dash: seriesDash(n), points: run.points })),
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import { amdahl, serialShare } from './amdahl.ts';
import type { Chart } from './chart.ts';
import { curvesChart } from './curves.ts';
import { ROLE } from './palette.ts';
import { quantile } from './quantile.ts';
import { roundForPeople } from './round.ts';

export interface SpeedupRow {
  /** At least 1; each number of workers once. */
  workers: number;
  /** Wall time of each repetition, seconds, positive. */
  seconds: readonly number[];
  /** Share of the workers' time spent waiting at barriers in each repetition, in [0, 1]. */
  barrierShare?: readonly number[];
}

export interface SpeedupOptions {
  /** Prefix of the file names. */
  name: string;
  title: string;
  rows: readonly SpeedupRow[];
}

interface Measured {
  workers: number;
  median: number;
  low: number;
  high: number;
}

const WORKERS = { label: 'workers', unit: '' };

/**
 * Three charts of a strong-scaling measurement: speed-up against the ideal and Amdahl's law, efficiency, and barrier share
 * (only where it was measured). Points are medians; whiskers run from the slowest to the fastest repetition.
 */
export function speedup({ name, title, rows }: SpeedupOptions): { charts: Chart[]; serialShare: number | null } {
  const ordered = rows.filter((r) => r.seconds.length > 0).sort((a, b) => a.workers - b.workers);
  const base = ordered.length === 0 ? { workers: 1, median: 1 } : { workers: ordered[0].workers, median: median(ordered[0].seconds) };
  const one = base.median * base.workers; // what one worker takes, when the least measured number is not one: assumed ideal
  const points = ordered.map(({ workers, seconds }) => ({
    workers,
    median: one / median(seconds),
    low: one / Math.max(...seconds),
    high: one / Math.min(...seconds),
  }));
  const serial = serialShare(points.map((p) => ({ workers: p.workers, speedup: p.median })));
  const assumed = base.workers === 1 ? '' : ` One worker was not measured; ${base.workers} are taken as ideal.`;
  const charts = [speedupChart(name, title, points, serial, assumed), efficiencyChart(name, title, points, serial, assumed)];
  if (ordered.some((r) => (r.barrierShare ?? []).length > 0)) charts.push(barrierChart(name, title, ordered));
  return { charts, serialShare: serial };
}

function speedupChart(name: string, title: string, points: readonly Measured[], serial: number | null, assumed: string): Chart {
  const law =
    serial === null
      ? 'Measure more than one number of workers for a fit.'
      : `Amdahl's law fits best with ${roundForPeople(serial * 100, { digits: 2, unit: '%' })} of the work serial.`;
  const places = between(points);
  const fit =
    serial === null
      ? []
      : [{ label: "Amdahl's law, fitted", colour: ROLE.fit, points: places.map((w) => ({ x: w, y: amdahl(serial, w) })) }];
  return curvesChart({
    name: `${name}-speedup`,
    title,
    caption: `Points on the dashed line would be ideal. Whiskers: slowest to fastest repetition. ${law}${assumed}`,
    x: workersAxis(points),
    y: { label: 'speed-up over one worker', unit: 'times' },
    curves: [{ label: 'ideal', colour: ROLE.quiet, dash: [5, 4], points: places.map((w) => ({ x: w, y: w })) }, ...fit],
    dots: [
      {
        label: 'measured, median',
        colour: ROLE.measured,
        points: points.map((p) => ({ x: p.workers, y: p.median, low: p.low, high: p.high })),
      },
    ],
  });
}

function efficiencyChart(name: string, title: string, points: readonly Measured[], serial: number | null, assumed: string): Chart {
  const places = between(points);
  const percent = (speed: number, workers: number): number => (100 * speed) / workers;
  const fit =
    serial === null
      ? []
      : [{ label: "Amdahl's law, fitted", colour: ROLE.fit, points: places.map((w) => ({ x: w, y: percent(amdahl(serial, w), w) })) }];
  return curvesChart({
    name: `${name}-efficiency`,
    title: `${title}: efficiency`,
    caption: `Speed-up divided by workers: 100 % means that no worker is wasted.${assumed}`,
    x: workersAxis(points),
    y: { label: 'parallel efficiency', unit: '%', domain: [0, 100] },
    curves: fit,
    dots: [
      {
        label: 'measured, median',
        colour: ROLE.measured,
        points: points.map((p) => ({
          x: p.workers,
          y: percent(p.median, p.workers),
          low: percent(p.low, p.workers),
          high: percent(p.high, p.workers),
        })),
      },
    ],
  });
}

function barrierChart(name: string, title: string, rows: readonly SpeedupRow[]): Chart {
  const points = rows
    .filter((r) => (r.barrierShare ?? []).length > 0)
    .map(({ workers, barrierShare = [] }) => ({
      x: workers,
      y: 100 * median(barrierShare),
      low: 100 * Math.min(...barrierShare),
      high: 100 * Math.max(...barrierShare),
    }));
  return curvesChart({
    name: `${name}-barrier`,
    title: `${title}: waiting at barriers`,
    caption:
      "Share of the workers' time spent waiting for each other; what grows here is lost speed-up. Whiskers: least to greatest repetition.",
    x: workersAxis(rows),
    y: { label: 'time at barriers', unit: '%', domain: [0, Math.min(100, Math.max(10, ...points.map((p) => p.high * 1.1)))] },
    dots: [{ label: 'measured, median', colour: ROLE.measured, points }],
  });
}

/** Whole workers only, from zero so that distances are honest. */
function workersAxis(points: readonly { workers: number }[]): { label: string; unit: string; domain: [number, number]; values: number[] } {
  const most = Math.max(1, ...points.map((p) => p.workers));
  const step = Math.ceil(most / 10);
  return { ...WORKERS, domain: [0, most * 1.06], values: Array.from({ length: Math.floor(most / step) }, (_, k) => (k + 1) * step) };
}

/** Sixty places from one worker to the most. */
function between(points: readonly { workers: number }[]): number[] {
  const most = Math.max(1, ...points.map((p) => p.workers));
  return Array.from({ length: 61 }, (_, k) => 1 + ((most - 1) * k) / 60);
}

function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

import type { TopLevelSpec } from 'vega-lite';
import { linearLabels } from './axis.ts';
import { axisTitle, brief, type Chart, drawable, emptyChart, head, type Quantity, sentences, WIDE } from './chart.ts';
import { ROLE } from './palette.ts';
import { band, quantile } from './quantile.ts';
import { roundForPeople } from './round.ts';

export interface HistogramOptions {
  name: string;
  title: string;
  caption?: string;
  quantity: Quantity;
  values: ArrayLike<number>;
  /** What is counted, in the plural: agents, particles. */
  counted?: string;
  /** For an angle: the whole circle in this many equal bins, and no median, which a circle has not. */
  circle?: { from: number; to: number; bins: number };
}

export interface Bin {
  from: number;
  to: number;
  count: number;
}

const FEWEST_BINS = 8;
const MOST_BINS = 60;
/** Share of values on each side that may lie beyond the axis, where all span this times what the others do, and there are many. */
const TAIL = 0.005;
const FAR = 5;
const MANY = 200;
/** Below this, numbers have too few bits left to be divided into bins: they count as zero. */
const TINY = 1e-290;

/**
 * How many values lie in each of equally wide bins that begin at a round number (or around the one value there is).
 *
 * Every finite value is in exactly one bin. Whole numbers that span few values get one bin each, centred on the number;
 * otherwise the width follows Freedman & Diaconis (1981), between 8 and 60 bins.
 */
export function bins(values: ArrayLike<number>): Bin[] {
  const sorted = Float64Array.from(values)
    .filter((v) => drawable(v) !== null)
    .sort();
  if (sorted.length === 0) return [];
  const min = sorted[0];
  const max = sorted[sorted.length - 1];
  const whole = max - min < MOST_BINS && sorted.every(Number.isInteger);
  const width = whole ? 1 : binWidth(sorted);
  const origin = whole ? min - 0.5 : max - min < width * 1e-6 ? min - width / 2 : Math.floor(min / width) * width;
  const count = Math.max(1, Math.floor((max - origin) / width) + 1);
  const counts = new Array<number>(count).fill(0);
  for (const v of sorted) counts[Math.min(count - 1, Math.max(0, Math.floor((v - origin) / width)))]++;
  return counts.map((n, k) => ({ from: origin + k * width, to: origin + (k + 1) * width, count: n }));
}

function binWidth(sorted: Float64Array): number {
  const span = sorted[sorted.length - 1] - sorted[0];
  const size = Math.max(Math.abs(sorted[0]), Math.abs(sorted[sorted.length - 1]));
  if (size < TINY) return 1;
  if (span <= size * 1e-12) return roundUp(size * 0.02); // all the same: one bin, two per cent wide
  const wanted = (2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25))) / Math.cbrt(sorted.length);
  return roundUp(Math.min(span / FEWEST_BINS, Math.max(span / MOST_BINS, wanted)));
}

/** The next of 1, 2, 2.5 or 5 times a power of ten. */
function roundUp(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const factor = [1, 2, 2.5, 5, 10].find((f) => f * power >= width * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Counts in equal bins of a circle; every value is expected in [from, to). */
function circleBins(values: ArrayLike<number>, { from, to, bins: count }: { from: number; to: number; bins: number }): Bin[] {
  const width = (to - from) / count;
  const rows = Array.from({ length: count }, (_, n): Bin => ({ from: from + n * width, to: from + (n + 1) * width, count: 0 }));
  for (let i = 0; i < values.length; i++) {
    if (drawable(values[i]) !== null) rows[Math.min(count - 1, Math.max(0, Math.floor((values[i] - from) / width)))].count++;
  }
  return rows.some((row) => row.count > 0) ? rows : [];
}

/** Between which values to look: all, or the middle 99 % where the others would make all of these one bar. */
function bulk(values: ArrayLike<number>): [number, number] {
  const sorted = Float64Array.from(values)
    .filter((v) => drawable(v) !== null)
    .sort();
  if (sorted.length < MANY) return [-Infinity, Infinity];
  const [low, high] = [quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)];
  const span = sorted[sorted.length - 1] - sorted[0];
  return high > low && span > FAR * (high - low) ? [low, high] : [-Infinity, Infinity];
}

/** How a quantity is distributed over the agents, with its median. */
export function histogram({ name, title, caption, quantity, values, counted = 'agents', circle }: HistogramOptions): Chart {
  const [low, high] = circle ? [-Infinity, Infinity] : bulk(values);
  const within = Float64Array.from(values).filter((value) => value >= low && value <= high);
  const rows = circle ? circleBins(values, circle) : bins(within);
  const middle = band(Float64Array.from(values).filter((v) => drawable(v) !== null));
  if (rows.length === 0 || middle === null) return emptyChart(name, title);
  const inside = rows.reduce((sum, bin) => sum + bin.count, 0);
  const beyond = Float64Array.from(values).filter((value) => drawable(value) !== null && (value < low || value > high));
  const total = inside + beyond.length;
  const unit = quantity.unit === '' ? '' : ` ${quantity.unit}`;
  const said = sentences(
    caption,
    `${roundForPeople(total)} ${counted} in bins of ${roundForPeople(rows[0].to - rows[0].from)}${unit}${circle ? '' : `; the dashed line is the median, ${roundForPeople(middle.median)}${unit}`}.`,
    beyond.length > 0 &&
      `${roundForPeople(beyond.length)} of them lie beyond what is shown, from ${roundForPeople(beyond.reduce((a, b) => Math.min(a, b)))} to ${roundForPeople(beyond.reduce((a, b) => Math.max(a, b)))}${unit}.`,
    total < values.length && `${roundForPeople(values.length - total)} without a finite value are left out.`,
  );
  const beside = rows.length < 4 ? 4 * (rows[0].to - rows[0].from) : 0; // so that a single bar stands in its surroundings
  const domain = [rows[0].from - beside, rows[rows.length - 1].to + beside] as const;
  const spec: TopLevelSpec = {
    ...head(title, said),
    ...WIDE,
    autosize: { type: 'fit', contains: 'padding' },
    layer: [
      {
        data: { values: rows.map((b) => ({ from: brief(b.from), to: brief(b.to), count: b.count })) },
        mark: { type: 'bar', color: ROLE.measured, binSpacing: rows.length > 40 ? 0.5 : 1, tooltip: true },
        encoding: {
          x: {
            field: 'from',
            bin: 'binned',
            title: axisTitle(quantity),
            scale: { domain: [...domain], nice: false, zero: false },
            axis: linearLabels(domain),
          },
          x2: { field: 'to' },
          y: { field: 'count', type: 'quantitative', title: counted, axis: linearLabels([0, Math.max(1, ...rows.map((b) => b.count))]) },
        },
      },
      {
        data: { values: circle ? [] : [{ median: middle.median }] },
        mark: { type: 'rule', color: ROLE.fit, strokeDash: [5, 4], strokeWidth: 2 },
        encoding: { x: { field: 'median', type: 'quantitative' } },
      },
    ],
  };
  return { name, title, caption: said, spec, shape: 'wide' };
}

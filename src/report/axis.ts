import { drawable } from './chart.ts';
import { superscript } from './round.ts';

export interface Extent {
  min: number;
  max: number;
}

/** Least and greatest drawable value, or null when there is none. */
export function extent(values: Iterable<number | null>): Extent | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    const v = drawable(value);
    if (v === null) continue;
    if (v < min) min = v;
    if (v > max) max = v;
  }
  return min <= max ? { min, max } : null;
}

/**
 * Where a linear axis begins and ends: [0, 1] for a dimensionless quantity that lives there, from zero when zero is near,
 * otherwise the values with a small margin. A constant gets room on both sides.
 */
export function linearDomain({ min, max }: Extent, unit: string): [number, number] {
  if (unit === '' && min >= 0 && max <= 1 && max > 0.1) return [0, 1];
  if (min === max) {
    if (min === 0) return [0, 1];
    return min > 0 ? [0, min * 1.2] : [min * 1.2, 0];
  }
  const margin = (max - min) * 0.05;
  if (min >= 0 && min <= 0.6 * max) return [0, max + margin];
  if (max <= 0 && max >= 0.6 * min) return [min - margin, 0];
  return [min - margin, max + margin];
}

/** Labels of a linear axis: SI prefixes on large ones (100k), powers on tiny ones, otherwise as Vega writes them. */
export function linearLabels([from, to]: readonly [number, number]): { labelExpr?: string } {
  const size = Math.max(Math.abs(from), Math.abs(to));
  if (size >= 1e5 && size < 1e15) return { labelExpr: "datum.value == 0 ? '0' : format(datum.value, '~s')" };
  if (size >= 1e15 || size < 1e-3) return { labelExpr: "datum.value == 0 ? '0' : format(datum.value, '~e')" };
  return {};
}

export interface LogAxis {
  domain: [number, number];
  values: number[];
  /** A Vega expression for the label, or undefined where plain numbers read better. */
  labelExpr?: string;
}

/** A logarithmic axis with at most eight labels: whole decades as powers of ten, or 1, 2, 5 where the span is short. */
export function logAxis({ min, max }: Extent): LogAxis {
  const low = Math.floor(Math.log10(min) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(max) - 1e-9));
  const decades = high - low;
  if (decades <= 2) return shortLogAxis({ min, max }, low, high);
  const step = Math.ceil(decades / 7);
  const powers = Array.from({ length: Math.floor(decades / step) + 1 }, (_, k) => low + k * step);
  const labels = JSON.stringify(powers.map(decadeLabel));
  return {
    domain: [power(low), power(high)],
    values: powers.map(power),
    labelExpr: `${labels}[round((log(datum.value) / LN10 - (${low})) / ${step})]`,
  };
}

function shortLogAxis({ min, max }: Extent, low: number, high: number): LogAxis {
  const values: number[] = [];
  for (let p = low; p <= high; p++) for (const m of [1, 2, 5]) values.push(Number(`${m}e${p}`));
  const from = values.findLast((v) => v <= min * (1 + 1e-9)) ?? values[0];
  const to = values.find((v) => v >= max * (1 - 1e-9) && v > from) ?? values[values.length - 1];
  return { domain: [from, to], values: values.filter((v) => v >= from && v <= to) };
}

/** A power of ten as its axis label: 0.01, 1,000, 10⁻⁸. */
export function decadeLabel(p: number): string {
  if (p >= 0 && p <= 4) return ['1', '10', '100', '1,000', '10,000'][p];
  if (p < 0 && p >= -2) return power(p).toString();
  return `10${superscript(p)}`;
}

/** Ten to the p as written, not as computed: 1e-5, not 0.000009999999999999999. */
function power(p: number): number {
  return Number(`1e${p}`);
}

/** Whether values are better seen on a logarithmic axis: above zero, over a factor of 20 and more, most of them near the lower end. */
export function geometric(values: readonly number[]): boolean {
  const sorted = [...new Set(values)].filter((value) => drawable(value) !== null).sort((a, b) => a - b);
  if (sorted.length < 3 || !(sorted[0] > 0)) return false;
  const most = sorted[sorted.length - 1];
  return most / sorted[0] >= 20 && sorted[sorted.length >> 1] <= 0.2 * most;
}

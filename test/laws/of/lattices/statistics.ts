// Means with their errors, slopes, and a metric tick by tick.

import { numberOf, type Metric } from '../../../../src/engine/world.ts';
import type { Drive } from '../../../models/drive.ts';

export const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
};

export const deviation = (values: readonly number[]): number => {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
};

/** Standard error of the mean of a series, by 20 batches in its order: correlations shorter than a batch are in it. */
export function errorOf(series: readonly number[]): number {
  const size = Math.floor(series.length / 20);
  const batches = Array.from({ length: 20 }, (_, k) => mean(series.slice(k * size, (k + 1) * size)));
  return deviation(batches) / Math.sqrt(20);
}

/** Slope of the least-squares line through (x, y). */
export function slope(x: readonly number[], y: readonly number[]): number {
  const [middleX, middleY] = [mean(x), mean(y)];
  const up = x.reduce((sum, each, i) => sum + (each - middleX) * (y[i] - middleY), 0);
  return up / x.reduce((sum, each) => sum + (each - middleX) ** 2, 0);
}

/** A metric at every `every`-th tick of [from, to). */
export function series(run: Drive, metric: Metric, from: number, to: number, every = 1): number[] {
  const values: number[] = [];
  for (let tick = from; tick < to; tick += every) values.push(numberOf(metric(run.to(tick).world())) ?? NaN);
  return values;
}

/** The first number in a text such as ">=64 periodic". */
export function numberIn(text: unknown): number {
  const found = /[\d.]+(e\d+)?/.exec(String(text));
  if (!found) throw new Error(`there is no number in "${String(text)}"`);
  return Number(found[0]);
}

// Which metric foretells which: transfer entropy between the measured series of a run. Imports emergence, engine, report.

import { keyFromSeed, streamKey } from '../../engine/random.ts';
import { gaussianTransferEntropy } from '../../emergence/index.ts';
import { circularOffset } from '../../emergence/information/significance.ts';
import { roundForPeople, type Chart, type Row } from '../../report/index.ts';
import { flowNetwork } from '../../report/flow-network.ts';
import { holm } from './beyond-chance.ts';
import type { Course } from './course.ts';
import { pWords } from './sentences.ts';

/** Values that a series must have where it has settled, metrics that are looked at, and past values of the target at most. */
const FEWEST = 100;
const MOST = 6;
const PAST = 8;
/** Shifted copies of the source. */
const SHIFTS = 499;
/** An adjusted p-value of at most this is called more than chance. */
const LEVEL = 0.05;

/** Flow from one metric to another. */
export interface MetricFlow {
  readonly from: string;
  readonly to: string;
  /** bits a measurement */
  readonly bits: number;
  /** (1 + shifted as much or more) / (1 + 499), adjusted for the number of pairs (Holm) */
  readonly p: number;
}

/**
 * Transfer entropy between all ordered pairs of metrics over the part in which all of them have settled: of series that change their level
 * nothing can be told. Gaussian estimator; so many past values of the target as Schwarz's criterion wants, at most 8, and as many of the
 * source, at most 2; against 499 shifts of the source in a circle.
 *
 * @param rows ascending in tick
 * @returns null with fewer than two such metrics or 100 rows
 */
export function metricFlows(
  courses: readonly Course[],
  rows: readonly Row[],
  seed: string,
): { names: string[]; flows: MetricFlow[]; first: number; last: number } | null {
  const settled = courses.flatMap(({ name, settled: part, drift }) => (part && !drift?.drifts ? [{ name, first: part.first }] : []));
  const from = Math.max(...settled.map(({ first }) => first));
  const kept = rows.filter((row) => row.tick >= from && settled.every(({ name }) => typeof row[name] === 'number'));
  const series = new Map(settled.map(({ name }) => [name, Float64Array.from(kept, (row) => row[name] ?? 0)]));
  const names = independent([...series.keys()], series).slice(0, MOST);
  if (kept.length < FEWEST || names.length < 2) return null;
  const pairs = names.flatMap((to) => names.filter((each) => each !== to).map((each) => ({ from: each, to })));
  const run = keyFromSeed(`${seed} metrics`);
  const found = pairs.map(({ from: source, to }, n) => {
    const [cause, effect] = [series.get(source) ?? new Float64Array(0), series.get(to) ?? new Float64Array(0)];
    const k = orderOf(effect);
    const flow = (values: Float64Array): number => gaussianTransferEntropy(values, effect, { k, l: Math.min(2, k) }).value ?? 0;
    const bits = flow(cause) / Math.LN2;
    let hits = 0;
    for (let s = 0; s < SHIFTS; s++) {
      const by = circularOffset(streamKey(run, 'shift', n * SHIFTS + s), cause.length);
      if (flow(cause.map((_, t) => cause[(t + by) % cause.length])) / Math.LN2 >= bits - 1e-12) hits++;
    }
    return { from: source, to, bits, p: (1 + hits) / (1 + SHIFTS) };
  });
  const adjusted = holm(found.map(({ p }) => p));
  const [first, last] = [kept[0].tick, kept[kept.length - 1].tick];
  return { names, flows: found.map((each, n) => ({ ...each, p: adjusted[n] })), first, last };
}

/** Names without those that are the sum or the image of others before them: shares that add up to one tell the same twice. */
function independent(names: readonly string[], series: ReadonlyMap<string, Float64Array>): string[] {
  const basis: Float64Array[] = [];
  return names.filter((name) => {
    const values = series.get(name) ?? new Float64Array(0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const rest = values.map((value) => value - mean);
    const whole = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0));
    for (const each of basis) {
      const along = rest.reduce((sum, value, t) => sum + value * each[t], 0);
      rest.forEach((value, t) => (rest[t] = value - along * each[t]));
    }
    const left = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0));
    if (!(whole > 0) || left < 1e-6 * whole) return false;
    basis.push(rest.map((value) => value / left));
    return true;
  });
}

/** Past values that foretell a series best by Schwarz's criterion, 1 to 8: the recursion of Levinson and Durbin. */
export function orderOf(values: Float64Array): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const lag = (k: number): number => {
    let sum = 0;
    for (let t = k; t < n; t++) sum += (values[t] - mean) * (values[t - k] - mean);
    return sum / n;
  };
  const covariances = Array.from({ length: PAST + 1 }, (_, k) => lag(k));
  let variance = covariances[0];
  let weights: number[] = [];
  let [best, least] = [1, Infinity];
  for (let k = 1; k <= PAST && variance > 0; k++) {
    const reflection = (covariances[k] - weights.reduce((sum, weight, j) => sum + weight * covariances[k - 1 - j], 0)) / variance;
    weights = [...weights.map((weight, j) => weight - reflection * weights[k - 2 - j]), reflection];
    variance *= 1 - reflection * reflection;
    const criterion = n * Math.log(variance) + k * Math.log(n);
    if (criterion < least) [best, least] = [k, criterion];
  }
  return best;
}

/** A sentence and a network of the flows between metrics; none where nothing can be told. */
export function metricInfluence(courses: readonly Course[], rows: readonly Row[], seed: string): { sentences: string[]; charts: Chart[] } {
  const found = metricFlows(courses, rows, seed);
  if (found === null) return { sentences: [], charts: [] };
  const { names, flows, first, last } = found;
  const real = flows.filter(({ p }) => p <= LEVEL).sort((a, b) => b.bits - a.bits);
  const how = `transfer entropy over ticks ${first} to ${last}, ${SHIFTS} shifts, Holm over ${flows.length} pairs`;
  const told = real.map(({ from, to, bits, p }) => `${from} → ${to} (${roundForPeople(bits, { digits: 2 })} bits, p ${pWords(p)})`);
  const sentence =
    real.length === 0
      ? `Between the metrics ${names.join(', ')} no information flow is found beyond chance (${how}).`
      : `Information flows between the metrics: ${told.join(', ')} (${how}).`;
  const caption = `${sentence} Arrows as wide as the flow; what drives both metrics is seen as a flow too.`;
  const charts =
    real.length === 0 ? [] : [flowNetwork({ name: 'flow-metrics', title: 'Which metric foretells which', caption, names, flows: real })];
  return { sentences: [sentence], charts };
}

// Lyapunov exponents: how fast nearby states part. Imports engine, measure and series.

import { found, nothing, type Measured } from '../measure.ts';
import { correlatedMean } from '../series/autocorrelation.ts';
import { line } from '../series/line.ts';
import { above, constant, samples, wholeNumber } from '../series/samples.ts';

/**
 * Exponent of a map of one variable along an orbit: mean of ln |f'(x)|.
 *
 * @param orbit values that the map went through
 * @param derivative f'
 * @returns nats per step; nothing for an empty orbit, or one that meets f' = 0 (it is superstable: minus infinity). Cost O(n).
 * @throws LabError E_METRIC when the orbit or a derivative is not finite
 */
export function mapLyapunov(orbit: ArrayLike<number>, derivative: (x: number) => number): Measured<number> {
  const about = { units: 'nats per step', convention: "mean of ln |f'(x)| over the given values" };
  const slopes = samples(samples(orbit, 'the orbit of a map').map(derivative), 'the derivative of a map');
  if (slopes.length === 0) return nothing('the orbit is empty', about);
  if (slopes.includes(0)) return nothing('the orbit meets a point of derivative 0: the exponent is minus infinity', about);
  let sum = 0;
  for (const each of slopes) sum += Math.log(Math.abs(each));
  return found(sum / slopes.length, about);
}

/** An exponent as the slope of a line. */
export interface Divergence {
  /** nats per unit of time */
  readonly exponent: number;
  /** standard error of the slope under independent errors, which understates it: neighbouring points are correlated */
  readonly error: number;
  /** steps used, [from, to) */
  readonly from: number;
  readonly to: number;
  /** share of the variance of the logarithms that the line explains, in [0, 1] */
  readonly r2: number;
}

export interface RosensteinOptions {
  /** values in a window (embedding dimension), at least 1 */
  readonly dimension: number;
  /** samples between the values of a window, at least 1; default 1 */
  readonly delay?: number;
  /** neighbours must be further apart in time than this many samples (about one mean period), at least 0 */
  readonly apart: number;
  /** steps 0..length - 1 over which pairs are followed and the line is fitted, at least 2; it must end before they saturate */
  readonly length: number;
  /** units of time between samples, above 0; default 1 */
  readonly dt?: number;
}

/**
 * Largest exponent by Rosenstein et al. (1993): each window is paired with its nearest neighbour (Euclidean), and the mean of ln(distance)
 * over pairs is followed in time; the slope is the exponent. Pairs that coincide at a step are left out of its mean.
 *
 * @returns nats per unit of time; nothing for a constant series, when some window has no neighbour, or when all pairs coincide. Cost
 *   O(n log n + n × windows nearer in their first value than the neighbour), at most O(n²).
 * @throws LabError E_METRIC for options outside their ranges or values that are not finite
 * @see doi:10.1016/0167-2789(93)90009-P
 */
export function rosenstein(
  series: ArrayLike<number>,
  { dimension, delay = 1, apart, length, dt = 1 }: RosensteinOptions,
): Measured<Divergence> {
  const place = "Rosenstein's exponent";
  wholeNumber(dimension, 'dimension', place, 1);
  wholeNumber(delay, 'delay', place, 1);
  wholeNumber(apart, 'apart', place, 0);
  wholeNumber(length, 'length', place, 2);
  above(dt, 'dt', place, 0);
  const x = samples(series, place);
  const about = {
    units: 'nats per unit of time',
    convention: `windows of ${dimension}, delay ${delay}, nearest neighbour more than ${apart} samples apart, line over steps 0..${length - 1}, ${dt} between samples`,
  };
  const starts = x.length - (dimension - 1) * delay - length + 1;
  if (starts < 2 * apart + 2)
    return nothing(`there are ${x.length} values and it needs ${2 * apart + 1 + (dimension - 1) * delay + length}`, about);
  if (constant(x)) return nothing('all values are equal', about);
  const nearest = neighbours(x, starts, dimension, delay, apart);
  const steps: number[] = [];
  const logs: number[] = [];
  for (let k = 0; k < length; k++) {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < starts; i++) {
      const squared = distance2(x, i + k, nearest[i] + k, dimension, delay);
      if (squared === 0) continue;
      sum += Math.log(squared) / 2;
      count++;
    }
    if (count === 0) continue;
    steps.push(k);
    logs.push(sum / count);
  }
  const fit = line(steps, logs);
  if (!fit) return nothing('all pairs of neighbours coincide: the series repeats itself', about);
  return found({ exponent: fit.slope / dt, error: fit.slopeError / dt, from: 0, to: length, r2: fit.r2 }, about);
}

/** Nearest neighbour of each window: outwards in the order of first values until these alone are further; of equal ones the earliest. */
function neighbours(x: Float64Array, count: number, dimension: number, delay: number, apart: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => x[a] - x[b]);
  const nearest = new Uint32Array(count);
  for (let p = 0; p < count; p++) {
    const i = order[p];
    let best = Infinity;
    let at = count;
    for (const side of [-1, 1]) {
      for (let q = p + side; q >= 0 && q < count; q += side) {
        const j = order[q];
        if ((x[j] - x[i]) * (x[j] - x[i]) > best) break;
        if (Math.abs(j - i) <= apart) continue;
        const squared = distance2(x, i, j, dimension, delay);
        if (squared < best || (squared === best && j < at)) {
          best = squared;
          at = j;
        }
      }
    }
    nearest[i] = at;
  }
  return nearest;
}

function distance2(x: Float64Array, i: number, j: number, dimension: number, delay: number): number {
  let sum = 0;
  for (let k = 0; k < dimension; k++) {
    const difference = x[i + k * delay] - x[j + k * delay];
    sum += difference * difference;
  }
  return sum;
}

export interface TwinOptions {
  /** units of time between distances, above 0; default 1 */
  readonly dt?: number;
  /** first step of the line, at least 0; default 0 */
  readonly from?: number;
  /** the line ends before the first step whose distance reaches this share of the largest one, in (0, 1]; default 0.1 */
  readonly saturation?: number;
}

/** A line through fewer points would fit anything. */
const LEAST_POINTS = 5;

/**
 * Exponent from twin runs: the slope of ln(distance) of two runs of one model that differ by a small perturbation, between `from` and
 * the onset of saturation.
 *
 * @param distances one a step, in any units, at least 0
 * @returns nats per unit of time with the range used; nothing when the runs never part or fall together, or when fewer than five steps
 *   lie before saturation. Cost O(n).
 * @throws LabError E_METRIC for options outside their ranges, or distances that are negative or not finite
 * @see Benettin, Galgani & Strelcyn, PRA 14:2338 (1976). doi:10.1103/PhysRevA.14.2338
 */
export function twinLyapunov(distances: ArrayLike<number>, { dt = 1, from = 0, saturation = 0.1 }: TwinOptions = {}): Measured<Divergence> {
  const place = 'the exponent of twin runs';
  above(dt, 'dt', place, 0);
  wholeNumber(from, 'from', place, 0);
  above(saturation, 'saturation', place, 0);
  const d = samples(distances, place);
  d.forEach((each, i) => above(each, `distance ${i}`, place, 0, true));
  const about = {
    units: 'nats per unit of time',
    convention: `least squares on ln(distance) from step ${from} until the distance reaches ${saturation} of the largest, ${dt} between steps`,
  };
  const largest = d.reduce((a, b) => Math.max(a, b), 0);
  if (largest === 0) return nothing('the twin runs never part', about);
  let to = from;
  // a distance that only ever shrinks is largest at its start: then all of it is used
  const end = d.length > 0 && largest === d[0] ? Infinity : saturation * largest;
  while (to < d.length && d[to] > 0 && d[to] < end) to++;
  if (to < d.length && d[to] === 0) return nothing(`the twin runs are the same at step ${to}`, about);
  if (to - from < LEAST_POINTS) return nothing(`only ${to - from} steps lie before saturation, and it needs ${LEAST_POINTS}`, about);
  const steps = Array.from({ length: to - from }, (_, k) => (from + k) * dt);
  const fit = line(
    steps,
    steps.map((_, k) => Math.log(d[from + k])),
  );
  if (!fit) return nothing('there is no range to fit', about);
  return found({ exponent: fit.slope, error: fit.slopeError, from, to, r2: fit.r2 }, about);
}

export interface RescaledDivergence {
  /** nats per unit of time */
  readonly exponent: number;
  /** standard error, with the correlation between intervals taken into account */
  readonly error: number;
  readonly intervals: number;
}

/**
 * Exponent from a twin run that is set back to the distance `start` after every interval (Benettin et al. 1976): mean of
 * ln(distance at the end / start) over intervals, divided by their duration.
 *
 * @param ends distance at the end of each interval, above 0
 * @param options `start`: distance after each setting back, above 0; `duration` of an interval in units of time, above 0;
 *   `skip`: intervals left out while the perturbation turns into the fastest direction, default 0
 * @returns nats per unit of time; nothing where the runs fell together or the intervals are too few for an error. Cost O(n log n).
 * @throws LabError E_METRIC for options outside their ranges, or distances that are negative or not finite
 * @see doi:10.1103/PhysRevA.14.2338
 */
export function rescaledLyapunov(
  ends: ArrayLike<number>,
  { start, duration, skip = 0 }: { readonly start: number; readonly duration: number; readonly skip?: number },
): Measured<RescaledDivergence> {
  const place = 'the exponent of a rescaled twin run';
  above(start, 'start', place, 0);
  above(duration, 'duration', place, 0);
  wholeNumber(skip, 'skip', place, 0);
  const d = samples(ends, place).subarray(skip);
  d.forEach((each, i) => above(each, `distance ${i + skip}`, place, 0, true));
  const about = {
    units: 'nats per unit of time',
    convention: `mean of ln(end / start) over intervals of ${duration} after ${skip} left out; error with correlation time`,
  };
  if (d.includes(0)) return nothing('the twin runs fell together within an interval', about);
  const logs = d.map((each) => Math.log(each / start));
  if (logs.length > 0 && constant(logs)) return found({ exponent: logs[0] / duration, error: 0, intervals: logs.length }, about);
  const { value, reason } = correlatedMean(logs);
  if (value === null) return nothing(reason ?? '', about);
  return found({ exponent: value.mean / duration, error: value.error / duration, intervals: logs.length }, about);
}

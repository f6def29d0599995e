// Laws of parallel scaling, fitted to throughput by least squares. Imports nothing.

/** Throughput of some number of workers, in any unit. */
export interface Throughput {
  readonly workers: number;
  readonly throughput: number;
}

/**
 * Throughput of w workers: X(w) = λ w / (1 + σ (w − 1) + κ w (w − 1)).
 * With κ = 0 this is Amdahl's law, σ being the serial share.
 */
export interface ScalingLaw {
  /** λ, throughput of one worker, positive */
  readonly single: number;
  /** σ, contention: the share of the work that is serial, in [0, 1] */
  readonly contention: number;
  /** κ, coherency: what every pair of workers costs each other, at least 0 */
  readonly coherency: number;
}

/** Fewer different numbers of workers than this do not tell contention and coherency apart. */
export const USL_COUNTS = 4;

/**
 * Amdahl's law fitted by least squares on the throughput.
 *
 * @param points workers at least 1, throughput positive
 * @returns serial share in [0, 1] as `contention`; null for fewer than two different numbers of workers
 * @see Amdahl, AFIPS 30:483-485 (1967). doi:10.1145/1465482.1465560
 */
export function fitAmdahl(points: readonly Throughput[]): ScalingLaw | null {
  return distinct(points) < 2 ? null : best(points, [[idle], [serial], [idle, serial]]);
}

/**
 * The Universal Scalability Law fitted by least squares on the throughput, contention held in [0, 1] and coherency at 0 or above.
 *
 * @param points workers at least 1, throughput positive
 * @returns null for fewer than {@link USL_COUNTS} different numbers of workers: the law would go through any such points
 * @see Gunther, Guerrilla Capacity Planning (2007), ch. 4-6. doi:10.1007/978-3-540-31010-5
 */
export function fitUsl(points: readonly Throughput[]): ScalingLaw | null {
  return distinct(points) < USL_COUNTS
    ? null
    : best(points, [[idle], [serial], [idle, serial], [idle, pairs], [serial, pairs], [idle, serial, pairs]]);
}

/** Throughput of `workers` workers by the law. */
export function throughputOf({ single, contention, coherency }: ScalingLaw, workers: number): number {
  return (single * workers) / (1 + contention * (workers - 1) + coherency * workers * (workers - 1));
}

/** Workers beyond which throughput falls: √((1 − σ) / κ). Infinite without coherency cost. */
export function peakWorkers({ contention, coherency }: ScalingLaw): number {
  return coherency > 0 ? Math.sqrt(Math.max(0, 1 - contention) / coherency) : Number.POSITIVE_INFINITY;
}

// X(w) = w / (p + q w + r w (w − 1)) with p, q, r ≥ 0: time spent in parallel work, in serial work, on pairs of workers.
// Then λ = 1 / (p + q), σ = q / (p + q), κ = r / (p + q), and the bounds on σ and κ are those of p, q and r.
type Cost = (workers: number) => number;
const idle: Cost = () => 1;
const serial: Cost = (w) => w;
const pairs: Cost = (w) => w * (w - 1);

function distinct(points: readonly Throughput[]): number {
  return new Set(points.map(({ workers }) => workers)).size;
}

/**
 * The best of the fits in which only some costs are there. A least-squares minimum with bounds at 0 is the free minimum over the
 * costs that it leaves above 0, so trying all sets finds it.
 */
function best(points: readonly Throughput[], sets: readonly (readonly Cost[])[]): ScalingLaw | null {
  const scale = Math.max(...points.map(({ throughput }) => throughput));
  const means = grouped(points, scale);
  let found: ScalingLaw | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const costs of sets) {
    const fit = fitCosts(means, costs);
    if (fit === null || fit.squares >= least) continue;
    const of = (cost: Cost): number => fit.values[costs.indexOf(cost)] ?? 0;
    const one = of(idle) + of(serial);
    if (!(one > 0)) continue;
    least = fit.squares;
    found = { single: scale / one, contention: of(serial) / one, coherency: of(pairs) / one };
  }
  return found;
}

/** All points of one number of workers: for least squares, their mean and their number are all that counts. */
interface Mean {
  readonly workers: number;
  readonly throughput: number;
  readonly count: number;
}

function grouped(points: readonly Throughput[], scale: number): Mean[] {
  const sums = new Map<number, { total: number; count: number }>();
  for (const { workers, throughput } of points) {
    const { total, count } = sums.get(workers) ?? { total: 0, count: 0 };
    sums.set(workers, { total: total + throughput / scale, count: count + 1 });
  }
  return [...sums].map(([workers, { total, count }]) => ({ workers, throughput: total / count, count }));
}

const STEPS = 100;

/** Levenberg & Marquardt from the weighted linear fit of w / X; null when a cost comes out below 0. */
function fitCosts(points: readonly Mean[], costs: readonly Cost[]): { values: number[]; squares: number } | null {
  const rows = points.map(({ workers }) => costs.map((cost) => cost(workers)));
  const target = points.map(({ workers, throughput }) => workers / throughput);
  const weight = points.map(({ workers, throughput, count }) => (count * throughput ** 4) / workers ** 2); // so that residuals are those of X
  let values = solve(rows, target, weight, 0);
  if (values === null) return null;
  const residuals = (v: readonly number[]): number[] => points.map(({ workers, throughput }, n) => throughput - workers / dot(rows[n], v));
  const squaresOf = (r: readonly number[]): number => sum(r.map((each, n) => points[n].count * each * each));
  let squares = squaresOf(residuals(values));
  for (let step = 0, damping = 1e-4; step < STEPS && damping < 1e8; step++) {
    const r = residuals(values);
    const slopes: number[][] = points.map(({ workers }, n) => {
      const cost = dot(rows[n], values as number[]); // not null: each step keeps it
      return rows[n].map((c) => (-workers * c) / (cost * cost));
    });
    const change = solve(
      slopes,
      r,
      points.map(({ count }) => count),
      damping,
    );
    const next = change?.map((delta, k) => (values as number[])[k] + delta);
    const after = next ? squaresOf(residuals(next)) : Number.POSITIVE_INFINITY;
    if (next && after <= squares) {
      const settled = damping < 1e-3 && squares - after <= 1e-15 * squares; // a damped step is short wherever it is
      values = next;
      squares = after;
      damping /= 10;
      if (settled) break;
    } else damping *= 10;
  }
  return values.every((value) => value >= 0) ? { values, squares } : null;
}

/** Weighted least squares by the normal equations, with their diagonal raised by `damping`; null when singular. */
function solve(rows: readonly number[][], target: readonly number[], weight: readonly number[], damping: number): number[] | null {
  const size = rows[0].length;
  const m = Array.from({ length: size }, (_, a) => [
    ...Array.from({ length: size }, (__, b) => sum(rows.map((row, n) => weight[n] * row[a] * row[b])) * (a === b ? 1 + damping : 1)),
    sum(rows.map((row, n) => weight[n] * row[a] * target[n])),
  ]);
  for (let a = 0; a < size; a++) {
    const pivot = m.slice(a).reduce((top, row, k) => (Math.abs(row[a]) > Math.abs(m[top][a]) ? a + k : top), a);
    [m[a], m[pivot]] = [m[pivot], m[a]];
    if (!(Math.abs(m[a][a]) > 1e-300)) return null;
    for (let b = 0; b < size; b++) {
      if (b === a) continue;
      const factor = m[b][a] / m[a][a];
      for (let c = a; c <= size; c++) m[b][c] -= factor * m[a][c];
    }
  }
  return m.map((row, a) => row[size] / row[a]);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, k) => total + value * b[k], 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

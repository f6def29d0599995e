// What rounds of throughput say about scaling: speed-ups, fitted laws, and how sure both are. Imports this folder.

import { bootstrap, median, type Estimate } from './bootstrap.ts';
import { fitAmdahl, fitUsl, peakWorkers, throughputOf, USL_COUNTS, type ScalingLaw, type Throughput } from './scaling-fit.ts';

export interface ScalingInput {
  /** numbers of workers, ascending, each once */
  readonly workers: readonly number[];
  /** one row a round, one throughput for each number of workers; positive */
  readonly rounds: readonly (readonly number[])[];
  /** cores that the process may use: more workers than that are left out of the fits */
  readonly cores: number;
}

export interface FittedLaw {
  readonly law: ScalingLaw;
  /** σ: serial share */
  readonly contention: Estimate;
  /** κ */
  readonly coherency: Estimate;
  /** the law's speed-up over one worker, with its band */
  readonly curve: readonly { readonly workers: number; readonly speedup: Estimate }[];
}

export interface Scaling {
  /** over the least number of workers, taken as ideal: paired within rounds, the median of the ratios with its 95 % interval */
  readonly points: readonly {
    readonly workers: number;
    readonly crowded: boolean;
    readonly speedup: Estimate;
    readonly throughput: Estimate;
  }[];
  readonly amdahl: FittedLaw | null;
  readonly usl: FittedLaw | null;
  /** workers at which the fitted Universal Scalability Law peaks; null without a fit */
  readonly peak: number | null;
  /** why there is no fit, in words; null when both laws were fitted */
  readonly unfitted: string | null;
}

const CURVE_POINTS = 41;

/** Speed-ups and laws with 95 % bootstrap intervals over the rounds. */
export function analyseScaling({ workers, rounds, cores }: ScalingInput): Scaling {
  const most = Math.max(...workers);
  const base = workers[0];
  const speedups = bootstrap(rounds, (drawn) => workers.map((_, k) => base * median(drawn.map((row) => row[k] / row[0])))) ?? [];
  const throughputs = bootstrap(rounds, (drawn) => workers.map((_, k) => median(drawn.map((row) => row[k])))) ?? [];
  const fair = workers.filter((count) => count <= cores).length;
  const toPoints = (drawn: readonly (readonly number[])[]): Throughput[] =>
    drawn.flatMap((row) => workers.slice(0, fair).map((count, k) => ({ workers: count, throughput: row[k] })));
  const at = Array.from({ length: CURVE_POINTS }, (_, k) => 1 + ((most - 1) * k) / (CURVE_POINTS - 1));
  const fitted = (fit: typeof fitUsl): FittedLaw | null => {
    const law = fit(toPoints(rounds));
    const estimates = bootstrap(rounds, (drawn) => {
      const of = fit(toPoints(drawn));
      return of && [of.contention, of.coherency, ...at.map((count) => throughputOf(of, count) / of.single)];
    });
    if (law === null || estimates === null) return null;
    const [contention, coherency, ...curve] = estimates;
    return { law, contention, coherency, curve: curve.map((speedup, k) => ({ workers: at[k], speedup })) };
  };
  const usl = fitted(fitUsl);
  return {
    points: workers.map((count, k) => ({ workers: count, crowded: count > cores, speedup: speedups[k], throughput: throughputs[k] })),
    amdahl: fitted(fitAmdahl),
    usl,
    peak: usl && peakWorkers(usl.law),
    unfitted: whyUnfitted(fair),
  };
}

function whyUnfitted(counts: number): string | null {
  if (counts >= USL_COUNTS) return null;
  const usl = `The Universal Scalability Law is not identifiable: it needs ${USL_COUNTS} numbers of workers up to the number of cores, and here are ${counts}.`;
  return counts < 2 ? `${usl} Amdahl's law needs 2.` : usl;
}

// How sure a figure is that was computed from a few rounds: the bootstrap over whole rounds. Imports engine and report.

import { keyFromSeed, streamKey, uniform32 } from '../../engine/random.ts';
import { quantile } from '../../report/index.ts';

/** A figure with its interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1_000;
const COVERAGE = 0.95;

/**
 * Percentile intervals (95 %) of the figures that `statistic` computes from rounds: rounds are drawn with replacement, as many as there
 * are, {@link RESAMPLES} times. A round stays whole, so what disturbed the machine in it disturbs all of its measurements together.
 * With fewer than about ten rounds such intervals are too narrow.
 *
 * @param rounds at least one
 * @param statistic figures of some rounds, always as many; null where there are none, which leaves that resample out
 * @returns null when the rounds themselves have no figures
 * @see Efron, Ann. Statist. 7:1-26 (1979). doi:10.1214/aos/1176344552
 */
export function bootstrap<Round>(
  rounds: readonly Round[],
  statistic: (rounds: readonly Round[]) => readonly number[] | null,
  seed = 'bootstrap',
): Estimate[] | null {
  const figures = statistic(rounds);
  if (figures === null) return null;
  const key = keyFromSeed(seed);
  const drawn: (readonly number[])[] = [];
  for (let n = 0; n < RESAMPLES; n++) {
    const { k0, k1 } = streamKey(key, 'rounds', n);
    const of = statistic(rounds.map((_, k) => rounds[Math.floor(uniform32(k0, k1, k, 0) * rounds.length)]));
    if (of !== null) drawn.push(of);
  }
  return figures.map((value, f) => {
    const sorted = drawn.map((of) => of[f]).sort((a, b) => a - b);
    if (sorted.length === 0) return { value, low: value, high: value };
    return { value, low: quantile(sorted, (1 - COVERAGE) / 2), high: quantile(sorted, (1 + COVERAGE) / 2) };
  });
}

/** Middle of the values, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

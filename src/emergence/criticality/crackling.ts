// Crackling noise: do sizes and durations of avalanches scale together, as at a critical point? Imports measure and series.

import { found, nothing, type Measured } from '../measure.ts';
import { line } from '../series/line.ts';
import { above } from '../series/samples.ts';
import type { Avalanches } from './avalanches.ts';
import { powerLaw, type PowerLaw } from './power-law.ts';

/** Bins of durations per factor of ten, and avalanches that a bin needs. */
const BINS = 10;
const LEAST = 5;

export interface Crackling {
  readonly sizes: PowerLaw;
  readonly durations: PowerLaw;
  /** (α - 1) / (τ - 1): exponent of mean size against duration that α (durations) and τ (sizes) predict */
  readonly predicted: number;
  readonly predictedError: number;
  /** slope of ln⟨size⟩ against ln(duration), from the least duration of the tail on */
  readonly measured: number;
  readonly measuredError: number;
  /** |predicted - measured| in joint standard errors: up to about 2 the relation holds within the data's power to tell */
  readonly apart: number;
}

/**
 * Scaling relation of Sethna, Dahmen & Myers (2001): with P(size) ~ s^-τ, P(duration) ~ T^-α and ⟨size⟩(T) ~ T^γ, a critical point has
 * γ = (α - 1) / (τ - 1). It is necessary, not sufficient: other processes fulfil it too.
 *
 * Errors of α and τ are those of the fits (for their x_min) taken as independent, which they are not quite; that of γ is of the line.
 *
 * @param options `sizesFrom`, `durationsFrom`: x_min of the tails; default: the scan of powerLaw. `discrete`: sizes and durations are whole
 *   numbers from 1 on; default true where all are
 * @returns dimensionless; nothing where a power law has no value or fewer than three bins of durations hold 5 avalanches. Cost O(n log n).
 * @throws LabError E_METRIC for sizes or durations that are not above 0
 * @see doi:10.1038/35065675
 */
export function crackling(
  { sizes, durations }: Pick<Avalanches, 'sizes' | 'durations'>,
  {
    sizesFrom,
    durationsFrom,
    discrete,
  }: { readonly sizesFrom?: number; readonly durationsFrom?: number; readonly discrete?: boolean } = {},
): Measured<Crackling> {
  const whole = (x: Float64Array): boolean => discrete ?? x.every((each) => Number.isInteger(each));
  const about = {
    units: 'dimensionless',
    convention: `power laws by maximum likelihood (sizes ${whole(sizes) ? 'discrete' : 'continuous'}, durations ${
      whole(durations) ? 'discrete' : 'continuous'
    }); mean size in ${BINS} bins of duration per factor of ten with at least ${LEAST} avalanches`,
  };
  durations.forEach((each, i) => above(each, `duration ${i}`, 'crackling noise', 0));
  const size = powerLaw(sizes, { discrete: whole(sizes), xmin: sizesFrom });
  const duration = powerLaw(durations, { discrete: whole(durations), xmin: durationsFrom });
  if (size.value === null) return nothing(`sizes: ${size.reason}`, about);
  if (duration.value === null) return nothing(`durations: ${duration.reason}`, about);
  const { logT, logS } = binned(sizes, durations, duration.value.xmin);
  const fit = logT.length < 3 ? null : line(logT, logS);
  if (fit === null) return nothing('fewer than three bins of durations hold enough avalanches', about);
  const a = duration.value.alpha - 1;
  const t = size.value.alpha - 1;
  const predicted = a / t;
  const predictedError = predicted * Math.hypot(duration.value.error / a, size.value.error / t);
  const joint = Math.hypot(predictedError, fit.slopeError);
  return found(
    {
      sizes: size.value,
      durations: duration.value,
      predicted,
      predictedError,
      measured: fit.slope,
      measuredError: fit.slopeError,
      apart: Math.abs(predicted - fit.slope) / joint,
    },
    about,
  );
}

/** Logarithms of the mean duration and mean size of each bin. */
function binned(sizes: Float64Array, durations: Float64Array, from: number): { logT: number[]; logS: number[] } {
  const bins = new Map<number, { count: number; duration: number; size: number }>();
  durations.forEach((duration, i) => {
    if (duration < from) return;
    const b = Math.floor(BINS * Math.log10(duration / from) + 1e-9);
    const bin = bins.get(b) ?? { count: 0, duration: 0, size: 0 };
    bin.count++;
    bin.duration += duration;
    bin.size += sizes[i];
    bins.set(b, bin);
  });
  const full = [...bins.values()].filter(({ count }) => count >= LEAST);
  return {
    logT: full.map(({ count, duration }) => Math.log(duration / count)),
    logS: full.map(({ count, size }) => Math.log(size / count)),
  };
}

// Order of phases: Kuramoto's and Daido's parameters and Rayleigh's statistic. Imports measure, source and angles.

import { found, nothing, type Measured } from '../measure.ts';
import { broken, take, whole, type Source, type SourceOptions } from '../source.ts';
import { sumOfAngles } from './angles.ts';

/** Columns that hold phases, the first that is there: `phase`, `theta`, `heading`; radians. */
export const PHASES = [['phase'], ['theta'], ['heading']] as const;

export interface Synchrony {
  /** |mean e^{imθ}|, in [0, 1] */
  readonly r: number;
  /** argument of the mean, radians in (-π, π] */
  readonly psi: number;
}

/**
 * Order parameter r of Kuramoto: r e^{iψ} = mean of e^{iθ}. 1 when all phases agree, about √(π / 4N) for N random ones. O(N).
 *
 * @returns dimensionless, in [0, 1]; none without phases
 * @throws LabError E_METRIC for plain columns that are missing or not finite
 * @see Kuramoto, Lecture Notes in Physics 39:420-422 (1975). doi:10.1007/BFb0013365
 */
export function kuramoto(source: Source, options: SourceOptions = {}): Measured {
  return lengthOf(daidoMean(source, { ...options, m: 1 }));
}

/** r and ψ of {@link kuramoto}; none also where the mean is nil, which has no argument. */
export function kuramotoMean(source: Source, options: SourceOptions = {}): Measured<Synchrony> {
  const given = daidoMean(source, { ...options, m: 1 });
  if (given.value !== null && given.value.r < 1e-15) return { ...given, value: null, reason: 'phases cancel: there is no mean phase' };
  return given;
}

export interface DaidoOptions extends SourceOptions {
  /** order m, a whole number of at least 1 */
  readonly m: number;
}

/**
 * Daido's order parameter |mean e^{imθ}|: 1 for phases in m equal clusters a turn apart by m. O(N).
 *
 * @returns dimensionless, in [0, 1]; none without phases
 * @throws LabError E_METRIC as {@link kuramoto}, or for an m out of range
 * @see Daido, Prog. Theor. Phys. 88:1213-1218 (1992). doi:10.1143/ptp/88.6.1213
 */
export function daido(source: Source, options: DaidoOptions): Measured {
  return lengthOf(daidoMean(source, options));
}

/**
 * Rayleigh's statistic z = N r² of phases: large where they gather about one; for random ones e^{-z} is nearly the chance of a larger z.
 * O(N).
 *
 * @returns dimensionless, in [0, N]; none without phases
 * @throws LabError E_METRIC as {@link kuramoto}
 * @see Fisher, Statistical Analysis of Circular Data, §4.3 (1993). doi:10.1017/CBO9780511564345
 */
export function rayleigh(source: Source, options: SourceOptions = {}): Measured {
  const about = { units: 'dimensionless', convention: 'z = N r²' };
  const { value, reason } = daidoMean(source, { ...options, m: 1 });
  return value === null ? nothing(reason ?? '', about) : found(value.count * value.r ** 2, about);
}

function lengthOf({ value, ...rest }: Measured<Synchrony>): Measured {
  return { ...rest, units: 'dimensionless', value: value?.r ?? null };
}

function daidoMean(source: Source, options: DaidoOptions): Measured<Synchrony & { readonly count: number }> {
  const { m } = options;
  whole('m', m, 1);
  const about = { units: 'r dimensionless, psi radians', convention: m === 1 ? '|mean exp(iθ)|' : `|mean exp(${m}iθ)|` };
  const taken = take(source, PHASES, options);
  if (typeof taken === 'string') return nothing(taken, about);
  if (taken.count === 0) return nothing('there are no phases', about);
  const { x, y } = sumOfAngles(taken.columns[0], m);
  const r = Math.hypot(x, y) / taken.count;
  if (!Number.isFinite(r)) return nothing(broken(taken) ?? 'phases are too large', about);
  return found({ r: Math.min(1, r), psi: Math.atan2(y, x), count: taken.count }, about);
}

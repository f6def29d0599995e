// Higuchi's fractal dimension of a curve. Imports measure.

import { found, nothing, type Measured } from '../measure.ts';
import { line } from './line.ts';
import { constant, samples, wholeNumber } from './samples.ts';

export interface HiguchiOptions {
  /** the largest step, at least 2; default 10 */
  readonly kmax?: number;
  /** count the last step of each curve; default true. antropy before 0.2 left it out, which raises the dimension by about 0.005 at n = 1000. */
  readonly lastStep?: boolean;
}

/**
 * Fractal dimension of Higuchi (1988): slope of ln L(k) against ln(1/k) for k = 1..kmax, where L(k) is the mean length of the curve seen
 * at every k-th value, over its k starts. 1 for a smooth curve, 1.5 for Brownian motion, 2 for white noise (up to sampling error).
 *
 * @returns dimensionless; nothing for a constant series, with fewer than 2 kmax values, or when a curve seen at some step is flat.
 *   Cost O(n kmax).
 * @throws LabError E_METRIC for kmax below 2 or values that are not finite
 * @see doi:10.1016/0167-2789(88)90081-4
 */
export function higuchi(series: ArrayLike<number>, { kmax = 10, lastStep = true }: HiguchiOptions = {}): Measured<number> {
  const place = "Higuchi's dimension";
  wholeNumber(kmax, 'kmax', place, 2);
  const x = samples(series, place);
  const about = {
    units: 'dimensionless',
    convention: `steps 1..${kmax}, least squares on ln L(k) against ln(1/k), mean over starts${lastStep ? '' : ', last step of each curve left out'}`,
  };
  if (x.length < 2 * kmax) return nothing(`there are ${x.length} values and it needs ${2 * kmax}`, about);
  if (constant(x)) return nothing('all values are equal', about);
  const lengths = Float64Array.from({ length: kmax }, (_, k) => Math.log(lengthAt(x, k + 1, lastStep)));
  if (lengths.includes(-Infinity))
    return nothing('the series repeats with a period of at most kmax, so the curve seen at that step is flat', about);
  const fit = line(
    lengths.map((_, k) => -Math.log(k + 1)),
    lengths,
  );
  return fit ? found(fit.slope, about) : nothing('there are too few steps', about);
}

function lengthAt(x: Float64Array, k: number, lastStep: boolean): number {
  let sum = 0;
  for (let start = 0; start < k; start++) {
    const steps = Math.floor((x.length - 1 - start) / k);
    let length = 0;
    for (let j = 1; j <= (lastStep ? steps : steps - 1); j++) length += Math.abs(x[start + j * k] - x[start + (j - 1) * k]);
    sum += (length * (x.length - 1)) / (steps * k * k);
  }
  return sum / k;
}

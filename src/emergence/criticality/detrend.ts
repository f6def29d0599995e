// A series less its trend. Imports series.

import { line } from '../series/line.ts';
import { above, samples } from '../series/samples.ts';

/** How far the Gaussian kernel reaches, in bandwidths: what lies beyond weighs below 4e-6. */
const REACH = 5;

/**
 * The series less a least-squares straight line. Cost O(n).
 *
 * @throws LabError E_METRIC for values that are not finite
 */
export function lessLine(series: ArrayLike<number>): Float64Array {
  const x = samples(series, 'a line taken out');
  const fit = line(
    x.map((_, i) => i),
    x,
  );
  return fit ? x.map((value, i) => value - fit.intercept - fit.slope * i) : x;
}

/**
 * The series less its mean under a Gaussian kernel (Nadaraya & Watson), normalised at the ends. Cost O(n bandwidth).
 *
 * @param bandwidth standard deviation of the kernel, samples, above 0
 * @throws LabError E_METRIC for a bandwidth that is not above 0, or values that are not finite
 */
export function lessGaussian(series: ArrayLike<number>, bandwidth: number): Float64Array {
  const x = samples(series, 'a Gaussian trend taken out');
  above(bandwidth, 'bandwidth', 'a Gaussian trend', 0);
  const reach = Math.min(x.length - 1, Math.ceil(REACH * bandwidth));
  const weights = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-0.5 * (k / bandwidth) ** 2));
  return x.map((value, i) => {
    let sum = 0;
    let total = 0;
    for (let j = Math.max(0, i - reach); j <= Math.min(x.length - 1, i + reach); j++) {
      const weight = weights[Math.abs(j - i)];
      sum += weight * x[j];
      total += weight;
    }
    return value - sum / total;
  });
}

// The upper tail of the normal distribution. Imports emergence.

import { erfc } from '../special.ts';

const HALF_LOG_TWO_PI = 0.9189385332046728;
const FAR = 6; // from here on the continued fraction reaches full precision in 60 terms

/**
 * ln Q(z), Q(z) = P(Z > z) of a standard normal Z.
 *
 * @returns at most 0, relative error about 1e-14; no underflow however large z is
 */
export function logUpperTail(z: number): number {
  return z < FAR ? Math.log(erfc(z / Math.SQRT2) / 2) : -0.5 * z * z - HALF_LOG_TWO_PI - Math.log(excess(z) + z);
}

/** φ(z) / Q(z) - z, above 0: how much faster than z the hazard of a normal distribution is. */
export function hazardExcess(z: number): number {
  return z < FAR ? Math.exp(-0.5 * z * z - HALF_LOG_TWO_PI - logUpperTail(z)) - z : excess(z);
}

/** φ(z) / Q(z) = z + 1 / (z + 2 / (z + 3 / (z + …))), Laplace's continued fraction, without its leading z. */
function excess(z: number): number {
  let rest = 0;
  for (let k = 60; k >= 1; k--) rest = k / (z + rest);
  return rest;
}

// Is a power law plausible? Goodness of fit by making data like it. Imports engine, measure and series.

import { integer, keyFromSeed, streamKey, uniform53, type Key } from '../../engine/random.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { wholeNumber } from '../series/samples.ts';
import { aboutFit, nearest, positive, powerLaw, type PowerLaw, type PowerLawOptions } from './power-law.ts';
import { continuousTail, discreteTail, Kolmogorov } from './tail.ts';
import { scaledZeta } from './zeta.ts';

export interface GoodnessOptions extends PowerLawOptions {
  /** samples made, at least 1; default 1000: the p-value is then known to ±0.016 (one standard error, at p = 0.5) */
  readonly replicates?: number;
  /** seed of the samples; default 'goodness' */
  readonly seed?: string;
}

export interface Goodness {
  /** share of samples made from the fit that are further from their own fit than the data is from its: p <= 0.1 speaks against a power law */
  readonly p: number;
  readonly fit: PowerLaw;
}

/**
 * Semi-parametric bootstrap of Clauset, Shalizi & Newman (2009), section 4.1: each value of a sample is drawn from the fitted power law
 * with probability n_tail / n, else from the data below x_min; the sample is fitted in the same way (its own x_min unless one was
 * given), and its distance compared with that of the data. Samples are only followed until the comparison is decided.
 *
 * @returns p in [0, 1]; nothing where {@link powerLaw} has no value. Cost O(replicates × n log n).
 * @throws LabError E_METRIC as powerLaw, and for fewer than 1 replicate
 * @see doi:10.1137/070710111
 */
export function goodness(values: ArrayLike<number>, options: GoodnessOptions = {}): Measured<Goodness> {
  const { replicates = 1000, seed = 'goodness', discrete = false, xmin, least = 2 } = options;
  wholeNumber(replicates, 'replicates', 'goodness of fit', 1);
  const about = {
    ...aboutFit(options),
    convention: `${aboutFit(options).convention}; p by ${replicates} semi-parametric samples, seed "${seed}"`,
  };
  const { value: fit, reason } = powerLaw(values, options);
  if (fit === null) return nothing(reason ?? '', about);
  const sorted = positive(values, discrete, 'goodness of fit');
  const body = sorted.subarray(0, sorted.length - fit.tail);
  const draw = discrete ? discreteDraw(fit) : (u: number) => fit.xmin * (1 - u) ** (-1 / (fit.alpha - 1));
  const base = keyFromSeed(seed);
  let further = 0;
  for (let r = 0; r < replicates; r++) {
    const made = sample(streamKey(base, 'power law', r), fit, body, draw);
    if (xmin === undefined) {
      const tail = discrete ? discreteTail(made) : continuousTail(made);
      const best = nearest(tail, least, fit.distance);
      if (best === null || best.distance >= fit.distance) further++;
    } else {
      const used = made.filter((each) => each >= xmin);
      const tail = discrete ? discreteTail(used, xmin) : continuousTail(used, xmin);
      const flat = used.length === 0 || used[used.length - 1] === xmin; // no exponent: as far from a fit as can be
      if (flat || new Kolmogorov(tail).farthest(0, tail.alphaOf(0), fit.distance, []).distance >= fit.distance) further++;
    }
  }
  return found({ p: further / replicates, fit }, about);
}

function sample({ k0, k1 }: Key, { count, tail }: PowerLaw, body: Float64Array, draw: (u: number) => number): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    out[i] =
      body.length > 0 && uniform53(k0, k1, i, 0) * count >= tail ? body[integer(k0, k1, i, 1, body.length)] : draw(uniform53(k0, k1, i, 1));
  }
  return out.sort();
}

/** Values whose P(X >= x) is kept in a table; what lies beyond is found by bisection. */
const TABLE = 4096;

/** Inverse of the discrete power law: the largest x with P(X >= x) > u', u' = 1 - u. */
function discreteDraw({ alpha, xmin }: PowerLaw): (u: number) => number {
  const z = scaledZeta(alpha, xmin);
  const survival = (x: number): number => (Math.exp(-alpha * Math.log(x / xmin)) * scaledZeta(alpha, x)) / z;
  const table = Float64Array.from({ length: TABLE }, (_, i) => survival(xmin + i));
  return (u) => {
    const rest = 1 - u;
    let lo = 0; // survival(xmin + lo) >= rest, always
    let hi = TABLE - 1;
    if (table[hi] >= rest) {
      while (survival(xmin + hi) >= rest && hi < 2 ** 52) {
        lo = hi;
        hi *= 2;
      }
    }
    while (hi - lo > 1) {
      const middle = Math.floor((lo + hi) / 2);
      if ((middle < TABLE ? table[middle] : survival(xmin + middle)) >= rest) lo = middle;
      else hi = middle;
    }
    return xmin + lo;
  };
}

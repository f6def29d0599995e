// Sobol's sequence with the direction numbers of Joe & Kuo, plain or scrambled. Imports errors alone, so that whoever wants well
// spread points has them: designs of experiments here, first positions and samplers of optimisers elsewhere.

import { LabError } from '../../errors.ts';

/**
 * One row a dimension from the second on: the inner coefficients of its primitive polynomial as bits, then m_1, m_2, ….
 * Joe & Kuo, SIAM J. Sci. Comput. 30:2635 (2008), set D6, copyright F. Y. Kuo and S. Joe 2008. doi:10.1137/070709359
 */
// oxfmt-ignore
const DIRECTIONS: readonly (readonly number[])[] = [
  [0, 1], [1, 1, 3], [1, 1, 3, 1], [2, 1, 1, 1], [1, 1, 1, 3, 3], [4, 1, 3, 5, 13], [2, 1, 1, 5, 5, 17], [4, 1, 1, 5, 5, 5],
  [7, 1, 1, 7, 11, 19], [11, 1, 1, 5, 1, 1], [13, 1, 1, 1, 3, 11], [14, 1, 3, 5, 5, 31], [1, 1, 3, 3, 9, 7, 49],
  [13, 1, 1, 1, 15, 21, 21], [16, 1, 3, 1, 13, 27, 49], [19, 1, 1, 1, 15, 7, 5], [22, 1, 3, 1, 15, 13, 25],
  [25, 1, 1, 5, 5, 19, 61], [1, 1, 3, 7, 11, 23, 15, 103], [4, 1, 3, 7, 13, 13, 15, 69], [7, 1, 1, 3, 13, 7, 35, 63],
  [8, 1, 3, 5, 9, 1, 25, 53], [14, 1, 3, 1, 13, 9, 35, 107], [19, 1, 3, 1, 5, 27, 61, 31], [21, 1, 1, 5, 11, 19, 41, 61],
  [28, 1, 3, 5, 3, 3, 13, 69], [31, 1, 1, 7, 13, 1, 19, 1], [32, 1, 3, 7, 5, 13, 19, 59], [37, 1, 1, 3, 9, 25, 29, 41],
  [41, 1, 3, 5, 13, 23, 1, 55], [42, 1, 3, 7, 3, 13, 59, 17], [50, 1, 3, 1, 3, 5, 53, 69], [55, 1, 1, 5, 5, 23, 33, 13],
  [56, 1, 1, 7, 7, 1, 61, 123], [59, 1, 1, 7, 9, 13, 61, 49], [62, 1, 3, 3, 5, 3, 55, 33], [14, 1, 3, 1, 15, 31, 13, 49, 245],
  [21, 1, 3, 5, 15, 31, 59, 63, 97], [22, 1, 3, 1, 11, 11, 11, 77, 249], [38, 1, 3, 1, 11, 27, 43, 71, 9],
  [47, 1, 1, 7, 15, 21, 11, 81, 45], [49, 1, 3, 7, 3, 25, 31, 65, 79], [50, 1, 3, 1, 1, 19, 11, 3, 205],
  [52, 1, 1, 5, 9, 19, 21, 29, 157], [56, 1, 3, 7, 11, 1, 33, 89, 185], [67, 1, 3, 3, 3, 15, 9, 79, 71],
  [70, 1, 3, 7, 11, 15, 39, 119, 27], [84, 1, 1, 3, 1, 11, 31, 97, 225], [97, 1, 1, 1, 3, 23, 43, 57, 177],
  [103, 1, 3, 7, 7, 17, 17, 37, 71], [115, 1, 3, 1, 5, 27, 63, 123, 213], [122, 1, 1, 3, 5, 11, 43, 53, 133],
  [8, 1, 3, 5, 5, 29, 17, 47, 173, 479], [13, 1, 3, 3, 11, 3, 1, 109, 9, 69], [16, 1, 1, 1, 5, 17, 39, 23, 5, 343],
  [22, 1, 3, 1, 5, 25, 15, 31, 103, 499], [25, 1, 1, 1, 11, 11, 17, 63, 105, 183], [44, 1, 1, 5, 11, 9, 29, 97, 231, 363],
  [47, 1, 1, 5, 15, 19, 45, 41, 7, 383], [52, 1, 3, 7, 7, 31, 19, 83, 137, 221], [55, 1, 1, 1, 3, 23, 15, 111, 223, 83],
  [59, 1, 1, 5, 13, 31, 15, 55, 25, 161], [62, 1, 1, 3, 13, 25, 47, 39, 87, 257],
];

/** Dimensions that there are direction numbers for. */
export const SOBOL_DIMENSIONS = DIRECTIONS.length + 1;

const BITS = 32;

/** Points of the sequence, each by its number alone. */
export interface Sobol {
  readonly dimensions: number;
  /** Point `index` (from 0, below 2^32), one number in [0, 1) a dimension. */
  point(index: number): number[];
}

/**
 * Sobol's sequence in Gray-code order (Antonov & Saleev 1979): the first 2^m points are a net, in one half, quarter, … of each
 * dimension as many as in the other.
 *
 * @param dimensions 1 to {@link SOBOL_DIMENSIONS}
 * @param scramble any 32-bit integer: nested uniform scrambling of Owen (1995), which keeps the net and makes each point uniform;
 *   null for the plain sequence, whose first point is the origin
 * @throws LabError E_FLAG for more dimensions than there are, or none
 * @see Joe & Kuo (2008). doi:10.1137/070709359; Owen (1995). doi:10.1007/978-1-4612-2552-2_19
 */
export function sobol(dimensions: number, scramble: number | null = null): Sobol {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > SOBOL_DIMENSIONS)
    throw new LabError('E_FLAG', `Sobol's sequence has 1 to ${SOBOL_DIMENSIONS} dimensions here, but ${dimensions} were asked for.`);
  const directions = Array.from({ length: dimensions }, (_, d) => directionsOf(d));
  return {
    dimensions,
    point(index) {
      const gray = (index ^ (index >>> 1)) >>> 0;
      return directions.map((v, d) => {
        let x = 0;
        for (let bit = 0; bit < BITS; bit++) if ((gray >>> bit) & 1) x ^= v[bit];
        return ((scramble === null ? x : owen(x, hash(scramble ^ hash(d + 1)))) >>> 0) * 2 ** -BITS;
      });
    },
  };
}

/** v_1 … v_32 of one dimension as 32-bit integers, by the recurrence of its polynomial. */
function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (dimension === 0) {
    for (let k = 0; k < BITS; k++) v[k] = 2 ** (BITS - 1 - k);
    return v;
  }
  const [a, ...m] = DIRECTIONS[dimension - 1];
  const s = m.length;
  for (let k = 0; k < BITS; k++) {
    if (k < s) {
      v[k] = m[k] * 2 ** (BITS - 1 - k);
      continue;
    }
    let value = v[k - s] ^ (v[k - s] >>> s);
    for (let j = 1; j < s; j++) if ((a >>> (s - 1 - j)) & 1) value ^= v[k - j];
    v[k] = value;
  }
  return v;
}

/** Flip each bit by a coin that belongs to all bits above it. */
function owen(x: number, seed: number): number {
  let flipped = x;
  for (let bit = BITS - 1; bit >= 0; bit--) {
    const above = bit === BITS - 1 ? 0 : x >>> (bit + 1);
    const coin = hash(above ^ hash(seed + bit)) & 1;
    flipped ^= coin << bit;
  }
  return flipped;
}

/** A 32-bit hash in which every bit of the input moves half of the bits of the output (finaliser of MurmurHash3). */
function hash(value: number): number {
  let h = (value + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

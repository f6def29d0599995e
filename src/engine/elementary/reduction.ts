// Arguments of the circular functions brought to [-pi/4, pi/4]. May import bits.ts.
import { ROUND64 } from './bits.ts';

/** Up to here (2^20 * pi/2, radians) the products with the parts of pi/2 below are exact; beyond, Payne & Hanek. */
export const COMMON64 = 1647099.3291652855;
const TWO_OVER_PI = 0.6366197723675814;
/** pi/2 in three parts of 33 bits and one of 53. */
const HALF_PI_1 = 1.5707963267341256,
  HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487111665e-21,
  HALF_PI_4 = 8.4784276603689e-32;

/** The multiple of pi/2 nearest to x radians, for |x| < COMMON64. */
export function quarters(x: number): number {
  return x * TWO_OVER_PI + ROUND64 - ROUND64;
}

/**
 * x - n * pi/2 rounded to a double (Cody & Waite, with one part more than usual so that nothing is lost
 * where x lies next to a multiple of pi/2).
 */
export function remainder(x: number, n: number): number {
  const a = x - n * HALF_PI_1;
  const b = n * HALF_PI_2;
  const c = a - b;
  const low = a - c - b - n * HALF_PI_3;
  const d = c + low;
  return d + (c - d + low - n * HALF_PI_4);
}

/** What `remainder` lost by rounding. Repeats its lines: once inlined, they are computed once. */
export function remainderTail(x: number, n: number): number {
  const a = x - n * HALF_PI_1;
  const b = n * HALF_PI_2;
  const c = a - b;
  const low = a - c - b - n * HALF_PI_3;
  const d = c + low;
  const e = c - d + low - n * HALF_PI_4;
  return d - (d + e) + e;
}

/** Remainder and its tail as the last `reduce` left them. */
export const REST = new Float64Array(2);

/**
 * Bring any finite x (radians) to [-pi/4, pi/4]: the remainder goes to REST[0], its tail to REST[1].
 * Slower than the inlined path and exact for all magnitudes.
 *
 * @returns the quadrant, 0 to 3
 */
export function reduce(x: number): number {
  if (Math.abs(x) >= COMMON64) return reduceHuge(x);
  const n = quarters(x);
  REST[0] = remainder(x, n);
  REST[1] = remainderTail(x, n);
  return n & 3;
}

/** 2/pi in digits to the base 2^24, first digit worth 2^-24; 50 digits serve the largest double. */
const DIGITS = Int32Array.of(
  0xa2f983,
  0x6e4e44,
  0x1529fc,
  0x2757d1,
  0xf534dd,
  0xc0db62,
  0x95993c,
  0x439041,
  0xfe5163,
  0xabdebb,
  0xc561b7,
  0x246e3a,
  0x424dd2,
  0xe00649,
  0x2eea09,
  0xd1921c,
  0xfe1deb,
  0x1cb129,
  0xa73ee8,
  0x8235f5,
  0x2ebb44,
  0x84e99c,
  0x7026b4,
  0x5f7e41,
  0x3991d6,
  0x398353,
  0x39f49c,
  0x845f8b,
  0xbdf928,
  0x3b1ff8,
  0x97ffde,
  0x05980f,
  0xef2f11,
  0x8b5a0a,
  0x6d1f6d,
  0x367ecf,
  0x27cb09,
  0xb74f46,
  0x3f669e,
  0x5fea2d,
  0x7527ba,
  0xc7ebe5,
  0xf17b3d,
  0x0739f7,
  0x8a5292,
  0xea6bfb,
  0x5fb11f,
  0x8d5d08,
  0x560330,
  0x46fc7b,
);
const BASE = 16777216; // 2^24
const WINDOW = 12; // digits of 2/pi that take part
const HALF_PI = 1.5707963267948966,
  HALF_PI_LOW = 6.123233995736766e-17;
const HALF_PI_TOP = Math.fround(HALF_PI),
  HALF_PI_REST = HALF_PI - HALF_PI_TOP;
const product = new Float64Array(WINDOW + 4);

/**
 * Payne & Hanek: x * 2/pi modulo 4 from only those digits of 2/pi that matter for the size of x.
 *
 * @param x finite, |x| >= 1
 * @see Payne & Hanek, SIGNUM Newsletter 18(1):19-24 (1983). doi:10.1145/1057600.1057602
 */
function reduceHuge(x: number): number {
  // x = m * 2^(24 * shift), m in [1, 2^24), in four digits
  let m = Math.abs(x);
  let shift = 0;
  for (; m >= BASE; shift++) m /= BASE;
  const m0 = Math.floor(m);
  const m1 = Math.floor((m - m0) * BASE);
  const m2 = Math.floor(((m - m0) * BASE - m1) * BASE);
  const m3 = (((m - m0) * BASE - m1) * BASE - m2) * BASE;
  // The digits from `first` on: those before it only add multiples of 2^24 to the product.
  const first = Math.max(0, shift - 4);
  product.fill(0);
  for (let i = 0; i < WINDOW; i++) {
    const digit = first + i < DIGITS.length ? DIGITS[first + i] : 0;
    product[i + 1] += m0 * digit;
    product[i + 2] += m1 * digit;
    product[i + 3] += m2 * digit;
    product[i + 4] += m3 * digit;
  }
  for (let i = WINDOW + 3; i > 0; i--) {
    const carry = Math.floor(product[i] / BASE);
    product[i] -= carry * BASE;
    product[i - 1] += carry;
  }
  // product[i] is worth 2^(24 * (shift - first - i)), so this one holds the units
  const units = shift - first;
  let quadrant = product[units] & 3;
  let fraction = units + 1;
  const up = product[fraction] >= BASE / 2;
  if (up) quadrant += 1;
  // The fraction (minus one if rounded up) as a sum of two doubles, from its first digits that are not all zero.
  let scale = up ? -1 / BASE : 1 / BASE;
  const flip = up ? BASE - 1 : 0;
  while (fraction < WINDOW - 3 && product[fraction] === flip) {
    fraction++;
    scale /= BASE;
  }
  const high = Math.abs(flip - product[fraction]) * BASE + Math.abs(flip - product[fraction + 1]);
  const low = Math.abs(flip - product[fraction + 2]) * BASE + Math.abs(flip - product[fraction + 3]) + (up ? 1 : 0);
  const lowScale = scale / BASE / BASE;
  setRest((high / BASE) * scale, (low / BASE) * lowScale, x < 0);
  return (x < 0 ? -quadrant : quadrant) & 3;
}

/** REST = (high + low) * pi/2 in twice the precision, negated on demand; `high` has at most 48 bits. */
function setRest(high: number, low: number, negate: boolean): void {
  const top = Math.fround(high);
  const bottom = high - top;
  const product = high * HALF_PI;
  const error = top * HALF_PI_TOP - product + top * HALF_PI_REST + bottom * HALF_PI_TOP + bottom * HALF_PI_REST;
  const tail = error + high * HALF_PI_LOW + low * HALF_PI;
  const head = product + tail;
  REST[0] = negate ? -head : head;
  REST[1] = negate ? -(product - head + tail) : product - head + tail;
}

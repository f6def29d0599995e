// Arc functions of doubles. May import nothing.

const PI = 3.141592653589793,
  PI_LOW = 1.2246467991473532e-16;
const HALF_PI = 1.5707963267948966,
  HALF_PI_LOW = 6.123233995736766e-17;

/*
 * atan(y/x) = atan(c) + atan(t), t = (p y - q x) / (q y + p x), for the c = q/p nearest below:
 * 0, 1/2, 1, 3/2, infinity. All by index.
 */
const P = Float64Array.of(1, 2, 1, 2, 0);
const Q = Float64Array.of(0, 1, 1, 3, 1);
const BASE = Float64Array.of(0, 0.4636476090008061, 0.7853981633974483, 0.982793723247329, HALF_PI);
const BASE_LOW = Float64Array.of(0, 2.2698777452961687e-17, 3.061616997868383e-17, 1.3903311031230998e-17, HALF_PI_LOW);

/** atan(y/x) in [0, pi/2] for y, x >= 0, not both 0, the larger in [2^-1000, 2^1000]. Minimax, 2^-57.7. */
function atanRatio(y: number, x: number): number {
  const i = y < 0.6875 * x ? (y < 0.4375 * x ? 0 : 1) : y < 2.4375 * x ? (y < 1.1875 * x ? 2 : 3) : 4;
  const p = P[i];
  const q = Q[i];
  const t = (p * y - q * x) / (q * y + p * x);
  const z = t * t;
  const w = z * z;
  const w2 = w * w;
  const a = -0.3333333333333292 + z * 0.1999999999987358 + w * (-0.14285714272242467 + z * 0.1111111039388042);
  const b = -0.09090886838660311 + z * 0.07691871570548524 + w * (-0.06661026604517555 + z * 0.05833271113776103);
  const c = -0.04975687979453431 + z * 0.036504861129908396 - w * 0.0162599669324626;
  return BASE[i] + (t + (BASE_LOW[i] + t * z * (a + w2 * (b + w2 * c))));
}

/**
 * Arc tangent.
 *
 * @returns radians in [-pi/2, pi/2]; at most 0.8 ulp (measured) from the true value
 */
export function atan64(x: number): number {
  const a = Math.abs(x);
  if (a < 7.450580596923828e-9) return x;
  if (x !== x) return NaN;
  const v = atanRatio(Math.min(a, 1e20), 1);
  return x < 0 ? -v : v;
}

/**
 * Angle of the point (x, y), signs of zero included.
 *
 * @returns radians in [-pi, pi]; at most 1.5 ulp (measured) from the true value
 */
export function atan2_64(y: number, x: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const larger = Math.max(ax, ay);
  if (!(larger > 1e-300 && larger < 1e300) || ay === 0) return atan2Edge(y, x);
  const v = atanRatio(ay, ax);
  const w = x < 0 ? PI - (v - PI_LOW) : v;
  return y < 0 ? -w : w;
}

/** Zeros, infinities, NaN, and sizes where a product could overflow or lose bits. */
function atan2Edge(y: number, x: number): number {
  if (x !== x || y !== y) return NaN;
  const below = y < 0 || (y === 0 && 1 / y < 0);
  const left = x < 0 || (x === 0 && 1 / x < 0);
  if (y === 0) return left ? (below ? -PI : PI) : y;
  if (Math.abs(y) === Infinity) {
    const v = Math.abs(x) < Infinity ? HALF_PI : left ? 2.356194490192345 : 0.7853981633974483;
    return below ? -v : v;
  }
  if (Math.abs(x) === Infinity) return left ? (below ? -PI : PI) : below ? -0 : 0;
  const power = Math.max(Math.abs(x), Math.abs(y)) < 1 ? 1.3407807929942597e154 : 0.0009765625; // 2^512, 2^-10
  return atan2_64(y * power, x * power);
}

/** (asin(x) - x) / x^3 with z = x^2 <= 1/4. Minimax, 2^-59.1 of the arc sine. */
function asinSeries(z: number): number {
  const w = z * z;
  const w2 = w * w;
  const a = 0.1666666666666676 + z * 0.07499999999970795 + w * (0.04464285717461585 + z * 0.03038194270761827);
  const b = 0.022372214991661008 + z * 0.017351611951462585 + w * (0.013980821195455203 + z * 0.011398907538955547);
  const c = 0.010780276506300599 + z * 0.003706326159064856 + w * (0.021707635330183172 - z * 0.020999315241310337);
  return a + w2 * (b + w2 * (c + w2 * 0.03262877516653992));
}

/**
 * Arc sine.
 *
 * @returns radians in [-pi/2, pi/2], NaN outside [-1, 1]; at most 0.7 ulp (measured) from the true value
 */
export function asin64(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.5) {
    const z = x * x;
    return x + x * (z * asinSeries(z));
  }
  if (!(a < 1)) return a === 1 ? x * HALF_PI : NaN;
  // asin x = pi/2 - 2 asin(sqrt((1 - x) / 2)), the root as top + rest
  const z = 0.5 * (1 - a);
  const s = Math.sqrt(z);
  const top = Math.fround(s);
  const rest = (z - top * top) / (s + top);
  const v = HALF_PI - 2 * top - (2 * (rest + s * (z * asinSeries(z))) - HALF_PI_LOW);
  return x < 0 ? -v : v;
}

/**
 * Arc cosine.
 *
 * @returns radians in [0, pi], NaN outside [-1, 1]; at most 0.8 ulp (measured) from the true value
 */
export function acos64(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.5) {
    const z = x * x;
    return HALF_PI - (x - (HALF_PI_LOW - x * (z * asinSeries(z))));
  }
  if (!(a < 1)) return x === 1 ? 0 : x === -1 ? PI : NaN;
  const z = 0.5 * (1 - a);
  const s = Math.sqrt(z);
  const top = Math.fround(s);
  const rest = (z - top * top) / (s + top) + s * (z * asinSeries(z));
  return x < 0 ? PI - 2 * top - (2 * rest - PI_LOW) : 2 * (top + rest);
}

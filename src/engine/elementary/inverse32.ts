// Arc functions of float32 numbers, every operation rounded to float32;
// Math.fround is left out only where the result of an operation is a float32 anyway. May import bits.ts.
import { top12 } from './bits.ts';

const f = Math.fround;
const PI = f(3.141592653589793),
  PI_LOW = f(-8.742277657347586e-8);
const HALF_PI = f(1.5707963267948966),
  HALF_PI_LOW = f(-4.371138828673793e-8);
/** The float32 numbers nearest to pi/4 and 3 pi/4. */
const QUARTER_PI = f(0.7853981633974483),
  THREE_QUARTERS_PI = f(2.356194490192345);

/*
 * atan(y/x) = atan(c) + atan(t), t = (p y - q x) / (q y + p x), for the c = q/p nearest below:
 * 0, 1/2, 1, 3/2, infinity. All by index.
 */
const P = Float32Array.of(1, 2, 1, 2, 0);
const Q = Float32Array.of(0, 1, 1, 3, 1);
const BASE = Float32Array.of(0, 0.46364760398864746, QUARTER_PI, 0.9827937483787537, HALF_PI);
const BASE_LOW = Float32Array.of(0, 5.01215868808913e-9, -2.1855694143368964e-8, -2.5131424052915463e-8, HALF_PI_LOW);

/** atan(y/x) in [0, pi/2] for y, x >= 0, not both 0, the larger in [2^-100, 2^100]. Minimax, 2^-29.6. */
function atanRatio(y: number, x: number): number {
  const i = y < f(0.6875 * x) ? (y < f(0.4375 * x) ? 0 : 1) : y < f(2.4375 * x) ? (y < f(1.1875 * x) ? 2 : 3) : 4;
  const p = P[i];
  const q = Q[i];
  const t = f(f(f(p * y) - f(q * x)) / f(f(q * y) + f(p * x)));
  const z = f(t * t);
  const a = f(f(f(f(-0.058247774839401245 * z) + 0.10493776202201843) * z) - 0.14230132102966309);
  const b = f(f(f(f(a * z) + 0.1999778002500534) * z) - 0.3333330452442169);
  return f(BASE[i] + f(t + f(BASE_LOW[i] + f(t * f(z * b)))));
}

/**
 * Arc tangent of a float32.
 *
 * @returns radians in [-pi/2, pi/2]; at most 0.85 float32 ulp (measured) from the true value
 */
export function atan32(x: number): number {
  const a = Math.abs(x);
  if (a < 0.000244140625) return x; // 2^-12
  if (x !== x) return NaN;
  const v = atanRatio(Math.min(a, 1073741824), 1);
  return x < 0 ? -v : v;
}

/**
 * Angle of the point (x, y) of float32 numbers, signs of zero included.
 *
 * @returns radians in [-pi, pi]; at most 1.3 float32 ulp (measured) from the true value
 */
export function atan2_32(y: number, x: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  const larger = Math.max(ax, ay);
  if (!(larger > 1e-30 && larger < 1e30) || ay === 0) return atan2Edge(y, x);
  const v = atanRatio(ay, ax);
  const w = x < 0 ? f(PI - f(v - PI_LOW)) : v;
  return y < 0 ? -w : w;
}

/** Zeros, infinities, NaN, and sizes where a product could overflow or lose bits. */
function atan2Edge(y: number, x: number): number {
  if (x !== x || y !== y) return NaN;
  const below = y < 0 || (y === 0 && 1 / y < 0);
  const left = x < 0 || (x === 0 && 1 / x < 0);
  if (y === 0) return left ? (below ? -PI : PI) : y;
  if (Math.abs(y) === Infinity) {
    const v = Math.abs(x) < Infinity ? HALF_PI : left ? THREE_QUARTERS_PI : QUARTER_PI;
    return below ? -v : v;
  }
  if (Math.abs(x) === Infinity) return left ? (below ? -PI : PI) : below ? -0 : 0;
  const power = Math.max(Math.abs(x), Math.abs(y)) < 1 ? 18446744073709551616 : 5.421010862427522e-20; // 2^64, 2^-64
  return atan2_32(f(y * power), f(x * power));
}

/** (asin(x) - x) / x^3 with z = x^2 <= 1/4. Minimax, 2^-27.6 of the arc sine. */
function asinSeries(z: number): number {
  const a = f(f(f(f(0.042158495634794235 * z) + 0.024184687063097954) * z) + 0.04546916112303734);
  return f(f(f(f(a * z) + 0.074953094124794) * z) + 0.16666752099990845);
}

/**
 * Arc sine of a float32.
 *
 * @returns radians in [-pi/2, pi/2], NaN outside [-1, 1]; at most 0.75 float32 ulp (measured) from the true value
 */
export function asin32(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.5) {
    const z = f(x * x);
    return f(x + f(x * f(z * asinSeries(z))));
  }
  if (!(a < 1)) return a === 1 ? x * HALF_PI : NaN;
  // asin x = pi/2 - 2 asin(sqrt((1 - x) / 2)), the root as top + rest
  const z = 0.5 * (1 - a);
  const s = f(Math.sqrt(z));
  const top = top12(s);
  const rest = f(f(f(z - top * top) / f(s + top)) + f(s * f(z * asinSeries(z))));
  const v = f(f(HALF_PI - 2 * top) - f(2 * rest - HALF_PI_LOW));
  return x < 0 ? -v : v;
}

/**
 * Arc cosine of a float32.
 *
 * @returns radians in [0, pi], NaN outside [-1, 1]; at most 0.85 float32 ulp (measured) from the true value
 */
export function acos32(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.5) {
    const z = f(x * x);
    return f(HALF_PI - f(x - f(HALF_PI_LOW - f(x * f(z * asinSeries(z))))));
  }
  if (!(a < 1)) return x === 1 ? 0 : x === -1 ? PI : NaN;
  const z = 0.5 * (1 - a);
  const s = f(Math.sqrt(z));
  const top = top12(s);
  const rest = f(f(f(z - top * top) / f(s + top)) + f(s * f(z * asinSeries(z))));
  return x < 0 ? f(f(PI - 2 * top) - f(2 * rest - PI_LOW)) : 2 * f(top + rest);
}

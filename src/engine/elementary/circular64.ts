// Sine, cosine and tangent of doubles. May import bits.ts and reduction.ts.
import { COMMON64, quarters, REST, reduce, remainder, remainderTail } from './reduction.ts';

/** Below this sin x = tan x = x to the last bit. */
const TINY = 7.450580596923828e-9; // 2^-27

/** sin(r + t) - r for |r| <= pi/4, t the tail of r. Minimax, 2^-57.8. */
function sinMore(r: number, t: number): number {
  const z = r * r;
  const w = z * z;
  const p =
    -0.1666666666666663 +
    z * 0.008333333333321842 +
    w * (-0.00019841269829361452 + z * 2.755731354020212e-6 + w * (-2.5050734798362697e-8 + z * 1.5895469129206776e-10));
  return r * z * p + (t - 0.5 * z * t);
}

/** cos(r + t) - (1 - r^2 / 2) for |r| <= pi/4, t the tail of r. Minimax, 2^-63.9. */
function cosMore(r: number, t: number): number {
  const z = r * r;
  const w = z * z;
  const p =
    0.041666666666666595 +
    z * -0.0013888888888873338 +
    w * (2.480158728899751e-5 + z * -2.7557314215330363e-7 + w * (2.0875705124157525e-9 + z * -1.1358733564684874e-11));
  const h = 0.5 * z;
  const c = 1 - h;
  return 1 - c - h + (w * p - r * t);
}

function sinKernel(r: number, t: number): number {
  return r + sinMore(r, t);
}

function cosKernel(r: number, t: number): number {
  return 1 - 0.5 * (r * r) + cosMore(r, t);
}

/**
 * Sine.
 *
 * @param x radians, any magnitude
 * @returns NaN for NaN and infinities; at most 0.8 ulp (measured) from the true sine
 */
export function sin64(x: number): number {
  const a = Math.abs(x);
  if (!(a < COMMON64)) return sinHuge(x, 0);
  if (a < TINY) return x;
  const n = quarters(x);
  const r = remainder(x, n);
  const t = remainderTail(x, n);
  const q = n | 0;
  const v = (q & 1) === 0 ? sinKernel(r, t) : cosKernel(r, t);
  return (q & 2) === 0 ? v : -v;
}

/**
 * Cosine.
 *
 * @param x radians, any magnitude
 * @returns NaN for NaN and infinities; at most 0.8 ulp (measured) from the true cosine
 */
export function cos64(x: number): number {
  if (!(Math.abs(x) < COMMON64)) return sinHuge(x, 1);
  const n = quarters(x);
  const r = remainder(x, n);
  const t = remainderTail(x, n);
  const q = (n | 0) + 1;
  const v = (q & 1) === 0 ? sinKernel(r, t) : cosKernel(r, t);
  return (q & 2) === 0 ? v : -v;
}

/**
 * Tangent.
 *
 * @param x radians, any magnitude
 * @returns NaN for NaN and infinities; at most 1.3 ulp (measured) from the true tangent
 */
export function tan64(x: number): number {
  const a = Math.abs(x);
  if (!(a < COMMON64)) return tanHuge(x);
  if (a < TINY) return x;
  const n = quarters(x);
  const r = remainder(x, n);
  const t = remainderTail(x, n);
  return tanKernel(r, t, n | 0);
}

/** tan(r + t + quadrant * pi/2): the rounding of sine and cosine is carried into the quotient. */
function tanKernel(r: number, t: number, quadrant: number): number {
  const a = sinMore(r, t);
  const b = 1 - 0.5 * (r * r);
  const c = cosMore(r, t);
  const sin = r + a;
  const cos = b + c;
  const sinTail = r - sin + a;
  const cosTail = b - cos + c;
  const odd = (quadrant & 1) !== 0;
  const over = odd ? cos : sin;
  const under = odd ? -sin : cos;
  const v = over / under;
  return v + ((odd ? cosTail : sinTail) - v * (odd ? -sinTail : cosTail)) / under;
}

/** Sine of x + turn * pi/2 where the common path ends. */
function sinHuge(x: number, turn: number): number {
  if (!(Math.abs(x) < Infinity)) return NaN;
  const q = reduce(x) + turn;
  const v = (q & 1) === 0 ? sinKernel(REST[0], REST[1]) : cosKernel(REST[0], REST[1]);
  return (q & 2) === 0 ? v : -v;
}

function tanHuge(x: number): number {
  if (!(Math.abs(x) < Infinity)) return NaN;
  const q = reduce(x);
  return tanKernel(REST[0], REST[1], q);
}

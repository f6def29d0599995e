// Elementary functions in BigInt fixed point from their Taylor series: slow, plain, right to more than 120 bits.
// Imports nothing, so that it can be wrong only by itself.

/** The number v / 2^p. */
export type Fixed = { v: bigint; p: number };

const cache = new Map<string, bigint>();
const abs = (v: bigint) => (v < 0n ? -v : v);
const bitLength = (v: bigint) => (v === 0n ? 0 : abs(v).toString(16).length * 4 - Math.clz32(parseInt(abs(v).toString(16)[0], 16)) + 28);

/** Mantissa and exponent of a finite double: x = m * 2^e exactly. */
export function dyadic(x: number): { m: bigint; e: number } {
  const bits = new BigUint64Array(Float64Array.of(x).buffer)[0];
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const m = field === 0 ? fraction : fraction | 0x10000000000000n;
  return { m: bits >> 63n ? -m : m, e: (field === 0 ? 1 : field) - 1075 };
}

function shift(v: bigint, n: number): bigint {
  return n >= 0 ? v << BigInt(n) : v >> BigInt(-n);
}

function fixed(x: number, p: number): bigint {
  const { m, e } = dyadic(x);
  return shift(m, p + e);
}

/** floor(log2 |x|) of a double that is not 0. */
export function exponent(x: number): number {
  const { m, e } = dyadic(x);
  return bitLength(m) - 1 + e;
}

/** Enough fraction bits for 140 good bits of a result that is about as small as |x|^3. */
function precision(x: number): number {
  return 260 + 3 * Math.max(0, -exponent(x));
}

function root(v: bigint): bigint {
  if (v < 2n) return v;
  let r = 1n << BigInt((bitLength(v) + 1) >> 1);
  for (;;) {
    const s = (r + v / r) >> 1n;
    if (s >= r) return r;
    r = s;
  }
}

function cubeRoot(v: bigint): bigint {
  let r = 1n << BigInt(Math.ceil(bitLength(v) / 3));
  for (;;) {
    const s = (2n * r + v / (r * r)) / 3n;
    if (s >= r) return r;
    r = s;
  }
}

/** sum of (sign)^k x^(2k+1) / (2k+1). */
function arcSeries(x: bigint, p: number, sign: bigint): bigint {
  const P = BigInt(p);
  const z = (x * x) >> P;
  let term = x;
  let sum = x;
  for (let k = 3n; term !== 0n && term !== -1n; k += 2n) {
    term = (sign * (term * z)) >> P;
    sum += term / k;
  }
  return sum;
}

function constant(name: string, p: number, compute: () => bigint): bigint {
  const key = `${name}${p}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const value = compute();
  cache.set(key, value);
  return value;
}

function pi(p: number): bigint {
  return constant('pi', p, () => {
    const one = 1n << BigInt(p + 32);
    return (16n * arcSeries(one / 5n, p + 32, -1n) - 4n * arcSeries(one / 239n, p + 32, -1n)) >> 32n; // Machin
  });
}

function ln2(p: number): bigint {
  return constant('ln2', p, () => (2n * arcSeries((1n << BigInt(p + 32)) / 3n, p + 32, 1n)) >> 32n);
}

function divide(a: bigint, b: bigint, p: number): bigint {
  return (a << BigInt(p)) / b;
}

function round(a: bigint, b: bigint): bigint {
  const q = (2n * a + b) / (2n * b);
  return 2n * a + b < 0n && q * 2n * b !== 2n * a + b ? q - 1n : q;
}

/** e^x as v * 2^k with v about 1. */
function expParts(x: bigint, p: number): { v: bigint; k: number } {
  const l = ln2(p);
  const k = round(x, l);
  const r = x - k * l;
  let term = 1n << BigInt(p);
  let sum = term;
  for (let i = 1n; term !== 0n && term !== -1n; i++) {
    term = ((term * r) >> BigInt(p)) / i;
    sum += term;
  }
  return { v: sum, k: Number(k) };
}

function expAt(x: bigint, p: number): bigint {
  const { v, k } = expParts(x, p);
  return shift(v, k);
}

/** ln x for x = v / 2^p > 0. */
function logAt(v: bigint, p: number, good: number): bigint {
  const k = bitLength(v) - 1 - p;
  const x = shift(v, good - p - k); // in [1, 2)
  const one = 1n << BigInt(good);
  const up = x > one + (one >> 1n);
  const s = divide(up ? x - 2n * one : x - one, up ? x + 2n * one : x + one, good);
  return 2n * arcSeries(s, good, 1n) + BigInt(up ? k + 1 : k) * ln2(good);
}

/** sin and cos by the quadrant; more bits than the magnitude of x eats. */
function circular(x: number): { s: bigint; c: bigint; p: number } {
  const p = precision(x) + Math.max(0, exponent(x));
  const half = pi(p + 8) >> 9n;
  const v = fixed(x, p);
  const n = round(v, half);
  const r = v - n * half;
  const P = BigInt(p);
  const terms = [0n, 0n, 0n, 0n];
  let term = 1n << P;
  for (let i = 0; term !== 0n && term !== -1n; i++) {
    terms[i & 3] += term;
    term = ((term * r) >> P) / BigInt(i + 1);
  }
  const s = terms[1] - terms[3];
  const c = terms[0] - terms[2];
  switch (Number(((n % 4n) + 4n) % 4n)) {
    case 0:
      return { s, c, p };
    case 1:
      return { s: c, c: -s, p };
    case 2:
      return { s: -s, c: -c, p };
    default:
      return { s: -c, c: s, p };
  }
}

/** atan(a / b) in [0, pi/2] for a >= 0, b >= 0. */
function atanOf(a: bigint, b: bigint, p: number): bigint {
  if (a > b) return (pi(p) >> 1n) - atanOf(b, a, p);
  let t = divide(a, b, p);
  const one = 1n << BigInt(p);
  let doublings = 0n;
  for (; doublings < 4n; doublings++) t = divide(t, one + root(one * one + t * t), p);
  return arcSeries(t, p, -1n) << doublings;
}

/** Bits that hold both arguments exactly, and their quotient well. */
function commonPrecision(...xs: number[]): number {
  const exponents = xs.filter((x) => x !== 0).map(exponent);
  return 260 + Math.max(0, -Math.min(...exponents)) + 3 * (Math.max(...exponents) - Math.min(...exponents));
}

const odd = (x: number, f: (a: number) => Fixed): Fixed => {
  const r = f(Math.abs(x));
  return x < 0 ? { v: -r.v, p: r.p } : r;
};

/** The true value of each function at doubles where it is finite and not 0. */
export const reference: Record<string, (x: number, y: number, z: number) => Fixed> = {
  sin: (x) => {
    const { s, p } = circular(x);
    return { v: s, p };
  },
  cos: (x) => {
    const { c, p } = circular(x);
    return { v: c, p };
  },
  tan: (x) => {
    const { s, c, p } = circular(x);
    return { v: divide(s, c, p), p };
  },
  asin: (x) =>
    odd(x, (a) => {
      const p = precision(a);
      const one = 1n << BigInt(p);
      const v = fixed(a, p);
      return { v: atanOf(v, root(one * one - v * v), p), p };
    }),
  acos: (x) => {
    const p = precision(x) + 64;
    const one = 1n << BigInt(p);
    const v = fixed(x, p);
    return { v: 2n * atanOf(root((one - v) << BigInt(p)), root((one + v) << BigInt(p)), p), p };
  },
  atan: (x) =>
    odd(x, (a) => {
      const p = precision(a);
      return { v: atanOf(fixed(a, p), 1n << BigInt(p), p), p };
    }),
  atan2: (y, x) => {
    const p = commonPrecision(x, y);
    const v = atanOf(fixed(Math.abs(y), p), fixed(Math.abs(x), p), p);
    const w = x < 0 ? pi(p) - v : v;
    return { v: y < 0 ? -w : w, p };
  },
  exp: (x) => {
    const p = precision(x) + 12;
    const { v, k } = expParts(fixed(x, p), p);
    return { v, p: p - k };
  },
  expm1: (x) => {
    const p = precision(x) + 12;
    return { v: expAt(fixed(x, p), p) - (1n << BigInt(p)), p };
  },
  log: (x) => {
    const p = 1200;
    return { v: logAt(fixed(x, p), p, 320), p: 320 };
  },
  log2: (x) => {
    const p = 1200;
    return { v: divide(logAt(fixed(x, p), p, 320), ln2(320), 320), p: 320 };
  },
  log10: (x) => {
    const p = 1200;
    const ten = constant('ln10', 320, () => logAt(10n, 0, 320));
    return { v: divide(logAt(fixed(x, p), p, 320), ten, 320), p: 320 };
  },
  log1p: (x) => {
    const p = precision(x) + 60;
    return { v: logAt(fixed(x, p) + (1n << BigInt(p)), p, p), p };
  },
  pow: (x, y) => {
    const p = 1200;
    const good = 320 + Math.max(0, exponent(y));
    const { m, e } = dyadic(y);
    const wide = good + Math.max(0, -e) + 64;
    const { v, k } = expParts(shift(logAt(fixed(Math.abs(x), p), p, wide) * m, e), wide);
    return { v: x < 0 && y % 2 !== 0 ? -v : v, p: wide - k };
  },
  cbrt: (x) =>
    odd(x, (a) => {
      const p = 1200;
      return { v: cubeRoot(fixed(a, p) << BigInt(2 * p)), p };
    }),
  hypot: (x, y) => {
    const p = 1200;
    return { v: root(fixed(x, p) ** 2n + fixed(y, p) ** 2n), p };
  },
  hypot3: (x, y, z) => {
    const p = 1200;
    return { v: root(fixed(x, p) ** 2n + fixed(y, p) ** 2n + fixed(z, p) ** 2n), p };
  },
  sinh: (x) => {
    const p = precision(x) + 1100;
    const v = fixed(x, p);
    return { v: (expAt(v, p) - expAt(-v, p)) >> 1n, p };
  },
  cosh: (x) => {
    const p = precision(x) + 1100;
    const v = fixed(x, p);
    return { v: (expAt(v, p) + expAt(-v, p)) >> 1n, p };
  },
  tanh: (x) => {
    const p = precision(x) + 1100;
    const e = expAt(2n * fixed(x, p), p);
    const one = 1n << BigInt(p);
    return { v: divide(e - one, e + one, p), p };
  },
};

/**
 * Distance of `got` from the true value in units in the last place of the true value's binade.
 *
 * @param digits 53 for doubles, 24 for float32; Infinity for a `got` that is NaN or infinite while the truth is in range
 */
export function ulpError(got: number, truth: Fixed, digits: 53 | 24): number {
  const lowest = digits === 53 ? -1074 : -149;
  const highest = digits === 53 ? 1023 : 127;
  const e = bitLength(truth.v) - 1 - truth.p;
  const last = Math.max(e - (digits - 1), lowest);
  if (e > highest) return Math.abs(got) === Infinity ? 0 : Infinity;
  if (Math.abs(got) === Infinity) return abs(truth.v) >= shift((1n << BigInt(digits + 1)) - 1n, truth.p + last - 1) ? 0.5 : Infinity;
  if (got !== got) return Infinity;
  const { m, e: exp } = dyadic(got);
  // both at 2^-q, then the difference in 2^-20 ulp
  const q = Math.max(truth.p, -exp, 20 - last);
  const difference = abs(shift(truth.v, q - truth.p) - shift(m, q + exp));
  return Number(difference >> BigInt(q + last - 20)) / 1048576;
}

import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as elementary from '../../src/engine/elementary.ts';
import { exponent, reference, ulpError } from '../reference/elementary.ts';

type Any = (...xs: number[]) => number;
const functions = elementary as unknown as Record<string, Any>; // looked up by name and width

/** `sin`, 64 -> sin64; `log2`, 64 -> log2_64. */
function named(name: string, bits: 64 | 32): Any {
  return functions[/\d$|m1$/.test(name) || name === 'log1p' ? `${name}_${bits}` : `${name}${bits}`];
}

/** Seeded uniform numbers in [0, 1): mulberry32, twice for 53 bits. */
function uniform(seed: number): () => number {
  let state = seed | 0;
  const word = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
}

const u = uniform(20240917);
const between = (a: number, b: number) => a + (b - a) * u();
const sign = () => (u() < 0.5 ? -1 : 1);
/** Uniform in the exponent. */
const sized = (low: number, high: number) => 2 ** Math.floor(between(low, high)) * (1 + u());
const near = (x: number) => x + sign() * sized(-53, -3);

/** Where each kind of function is tried: exponents of the smallest and largest number of the format go in. */
type Range = (low: number, high: number) => number[];
const circular: Range[] = [
  () => [between(-10, 10)],
  () => [sign() * sized(-30, 20)],
  (_, high) => [sign() * sized(15, high)],
  () => [Math.floor(between(1, 1e6)) * (Math.PI / 2)],
  () => [Math.floor(between(1, 600)) * (Math.PI / 2)],
  (low) => [sign() * sized(low, -20)],
];
const arc: Range[] = [() => [between(-1, 1)], () => [sign() * (1 - sized(-53, -1))], (low) => [sign() * sized(low, -1)]];
const logarithm: Range[] = [(low, high) => [sized(low, high)], () => [near(1)], () => [between(0.6, 1.5)], (low) => [sized(low, low + 22)]];
const exponential: Range[] = [
  (_, high) => [between(-0.727 * high, 0.6931 * (high + 1))],
  () => [between(-2, 2)],
  () => [sign() * sized(-60, 0)],
];
const power: Range[] = [
  () => [between(0, 3), between(-30, 30)],
  (low, high) => {
    const x = sized(low, high);
    return [x, (between(-1, 1) * (high + 20)) / Math.abs(Math.log2(x) || 1)];
  },
  (_, high) => {
    const x = near(1);
    return [x, (between(-1, 1) * (high + 20)) / Math.abs(Math.log2(x) || 1)];
  },
  () => [between(-10, 10), Math.floor(between(-10, 10))],
];
const plane: Range[] = [
  () => [between(-1, 1), between(-1, 1)],
  (low, high) => [sign() * sized(low, high - 1), sign() * sized(low, high - 1)],
  () => {
    const a = sized(-20, 20);
    return [a * between(0.3, 3), sign() * a];
  },
];

/** name, largest error allowed in ulp for float64 and float32 (the docstrings say the same), where it is tried. */
const BOUNDS: [string, number, number, Range[]][] = [
  ['sin', 0.8, 0.9, circular],
  ['cos', 0.8, 0.9, circular],
  ['tan', 1.3, 1.7, circular],
  ['asin', 0.7, 0.75, arc],
  ['acos', 0.8, 0.85, arc],
  ['atan', 0.8, 0.85, [() => [between(-3, 3)], (low, high) => [sign() * sized(low, high)]]],
  ['atan2', 1.5, 1.3, plane],
  ['exp', 0.8, 0.8, exponential],
  ['expm1', 1.05, 1.1, exponential],
  ['log', 0.8, 0.85, logarithm],
  ['log2', 0.8, 0.8, logarithm],
  ['log10', 0.7, 0.75, logarithm],
  ['log1p', 0.8, 0.85, [() => [between(-0.99, 3)], () => [sign() * sized(-60, -1)], (_, high) => [sized(-10, high)]]],
  ['pow', 0.8, 0.51, power],
  ['cbrt', 0.67, 0.97, [(low, high) => [sign() * sized(low, high)], () => [between(1, 8)]]],
  ['hypot', 1.15, 1.15, plane],
  [
    'hypot3',
    1.3,
    1.35,
    [
      () => [between(-1, 1), between(-1, 1), between(-1, 1)],
      (low, high) => [sized(low, high - 2), sized(low, high - 2), sized(low, high - 2)],
    ],
  ],
  ['sinh', 1.65, 1.65, exponential],
  ['cosh', 1.2, 1.15, exponential],
  ['tanh', 1.4, 1.4, [() => [between(-3, 3)], () => [between(-22, 22)], () => [sign() * sized(-60, 0)]]],
];

/** Does the reference hold here: finite, not zero, in the domain. */
function inDomain(name: string, xs: number[]): boolean {
  if (xs.some((x) => x === 0 || !Number.isFinite(x))) return false;
  if (name === 'asin' || name === 'acos') return Math.abs(xs[0]) < 1;
  if (name === 'log1p') return xs[0] > -1;
  if (name.startsWith('log')) return xs[0] > 0 && xs[0] !== 1;
  if (name === 'pow') return xs[0] !== 1 && Math.abs(exponent(xs[1])) < 70;
  if (name === 'atan2') return Math.abs(exponent(xs[0]) - exponent(xs[1])) < 600;
  return true;
}

describe.each(BOUNDS)('%s', (name, bound64, bound32, ranges) => {
  test.each([
    [64, bound64],
    [32, bound32],
  ] as const)('of %i bits is within %f ulp of the true value', (bits, bound) => {
    const f = named(name, bits);
    let worst = { error: 0, at: [0] };
    for (const range of ranges) {
      for (let i = 0; i < 600; i++) {
        const drawn = bits === 64 ? range(-1074, 1023) : range(-149, 127);
        const xs = bits === 64 ? drawn : drawn.map(Math.fround);
        if (!inDomain(name, xs)) continue;
        const error = ulpError(f(...xs), reference[name](xs[0], xs[1], xs[2]), bits === 64 ? 53 : 24);
        if (error > worst.error) worst = { error, at: xs };
      }
    }
    expect(worst.error, `${name}${bits} at ${worst.at}`).toBeLessThanOrEqual(bound);
  });
});

/** The doubles whose distance to a multiple of pi/2 is among the smallest of all, and others that have hurt. */
const HARD = [
  6381956970095103 * 2 ** 797,
  Math.PI,
  Math.PI / 2,
  3 * Math.PI,
  1e22,
  2 ** 1023,
  Number.MAX_VALUE,
  1647099.3291652855,
  1647099.329165286,
  804,
  16367173 * 2 ** 72,
];

test.each(HARD)('sin, cos and tan hold beside multiples of pi/2 and for huge angles: %f', (x) => {
  for (const name of ['sin', 'cos', 'tan']) {
    expect(ulpError(named(name, 64)(x), reference[name](x, 0, 0), 53), name).toBeLessThanOrEqual(1.3);
    const single = Math.fround(x);
    if (single < Infinity) expect(ulpError(named(name, 32)(single), reference[name](single, 0, 0), 24), name).toBeLessThanOrEqual(1.7);
  }
});

test('the reference itself agrees with known digits', () => {
  const digits = (name: string, x: number) => {
    const { v, p } = reference[name](x, 0, 0);
    return ((v * 10n ** 40n) >> BigInt(p)).toString();
  };
  expect(digits('exp', 1)).toBe('27182818284590452353602874713526624977572');
  expect(digits('log', 2)).toBe('6931471805599453094172321214581765680755');
  expect(digits('atan', 1)).toBe('7853981633974483096156608458198757210492');
  expect(digits('sin', 1)).toBe('8414709848078965066525023216302989996225');
});

/** Arguments, then the value ECMA-262 (2024, 21.3.2 and 6.1.6.1.3) demands, zeros with their sign. */
const inf = Infinity;
const SPECIAL: Record<string, number[][]> = {
  sin: [
    [NaN, NaN],
    [0, 0],
    [-0, -0],
    [inf, NaN],
    [-inf, NaN],
  ],
  cos: [
    [NaN, NaN],
    [0, 1],
    [-0, 1],
    [inf, NaN],
    [-inf, NaN],
  ],
  tan: [
    [NaN, NaN],
    [0, 0],
    [-0, -0],
    [inf, NaN],
    [-inf, NaN],
  ],
  asin: [
    [NaN, NaN],
    [0, 0],
    [-0, -0],
    [1.5, NaN],
    [-1.5, NaN],
    [inf, NaN],
  ],
  acos: [
    [NaN, NaN],
    [1, 0],
    [1.5, NaN],
    [-1.5, NaN],
    [-inf, NaN],
  ],
  atan: [
    [NaN, NaN],
    [0, 0],
    [-0, -0],
  ],
  atan2: [
    [NaN, 1, NaN],
    [1, NaN, NaN],
    [0, 1, 0],
    [-0, 1, -0],
    [0, 0, 0],
    [-0, 0, -0],
    [1, inf, 0],
    [-1, inf, -0],
    [0, inf, 0],
  ],
  exp: [
    [NaN, NaN],
    [0, 1],
    [-0, 1],
    [inf, inf],
    [-inf, 0],
    [710, inf],
    [-746, 0],
  ],
  expm1: [
    [NaN, NaN],
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -1],
    [-800, -1],
  ],
  log: [
    [NaN, NaN],
    [-1, NaN],
    [0, -inf],
    [-0, -inf],
    [1, 0],
    [inf, inf],
    [-inf, NaN],
  ],
  log2: [
    [NaN, NaN],
    [-1, NaN],
    [0, -inf],
    [-0, -inf],
    [1, 0],
    [inf, inf],
    [8, 3],
  ],
  log10: [
    [NaN, NaN],
    [-1, NaN],
    [0, -inf],
    [-0, -inf],
    [1, 0],
    [inf, inf],
    [1000, 3],
  ],
  log1p: [
    [NaN, NaN],
    [-2, NaN],
    [-1, -inf],
    [0, 0],
    [-0, -0],
    [inf, inf],
  ],
  cbrt: [
    [NaN, NaN],
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -inf],
    [27, 3],
    [-8, -2],
  ],
  hypot: [
    [NaN, 1, NaN],
    [inf, NaN, inf],
    [NaN, -inf, inf],
    [0, -0, 0],
    [-0, -0, 0],
    [3, 4, 5],
    [-3, 0, 3],
  ],
  hypot3: [
    [NaN, 1, 1, NaN],
    [inf, NaN, NaN, inf],
    [NaN, NaN, -inf, inf],
    [-0, -0, -0, 0],
    [2, 3, 6, 7],
  ],
  sinh: [
    [NaN, NaN],
    [0, 0],
    [-0, -0],
    [inf, inf],
    [-inf, -inf],
  ],
  cosh: [
    [NaN, NaN],
    [0, 1],
    [-0, 1],
    [inf, inf],
    [-inf, inf],
  ],
  tanh: [
    [NaN, NaN],
    [0, 0],
    [-0, -0],
    [inf, 1],
    [-inf, -1],
  ],
};

describe.each([64, 32] as const)('as ECMAScript demands, %i bits', (bits) => {
  test.each(Object.entries(SPECIAL))('%s of zeros, infinities, NaN and the edge of its domain', (name, rows) => {
    for (const row of rows) expect(named(name, bits)(...row.slice(0, -1)), `${name}(${row.slice(0, -1)})`).toBe(row.at(-1));
  });

  test('atan and atan2 return multiples of pi/4 at infinity and on the axes', () => {
    const round = bits === 64 ? (x: number) => x : Math.fround;
    const atan2 = named('atan2', bits);
    const values = [-inf, -1, -0, 0, 1, inf];
    for (const y of values) for (const x of values) expect(atan2(y, x), `atan2(${y}, ${x})`).toBe(round(Math.atan2(y, x)));
    expect(named('atan', bits)(inf)).toBe(round(Math.PI / 2));
    expect(named('asin', bits)(-1)).toBe(-round(Math.PI / 2));
    expect(named('acos', bits)(-1)).toBe(round(Math.PI));
  });

  test('pow of every pair of special numbers is the pow of the language', () => {
    const pow = named('pow', bits);
    const values = [NaN, -inf, -3, -2, -1.5, -1, -0.5, -0, 0, 0.5, 1, 2, 3, 4, inf];
    const exponents = [NaN, -inf, -3, -2, -1, -0, 0, 1, 2, 3, 7, inf];
    for (const x of values)
      for (const y of exponents) {
        const want = bits === 64 || !Number.isFinite(x ** y) ? x ** y : Math.fround(x ** y);
        if (Number.isFinite(want) && want !== 0)
          expect(Math.abs(pow(x, y) / want - 1), `pow(${x}, ${y})`).toBeLessThan(bits === 64 ? 3e-16 : 2e-7);
        else expect(pow(x, y), `pow(${x}, ${y})`).toBe(want);
      }
    expect(pow(-8, 1 / 3)).toBeNaN();
  });

  test('what float32 returns is a float32, what overflows is infinite', () => {
    for (const [name, , , ranges] of BOUNDS)
      for (let i = 0; i < 200; i++) {
        const xs = ranges[i % ranges.length](-149, 127).map(Math.fround);
        if (bits === 32) expect(named(name, 32)(...xs)).toBe(Math.fround(named(name, 32)(...xs)));
      }
    expect(named('pow', bits)(10, 400)).toBe(inf);
    expect(named('pow', bits)(10, -400)).toBe(0);
    expect(named('pow', bits)(-10, 401)).toBe(-inf);
    expect(named('sinh', bits)(-712)).toBe(-inf);
  });
});

const any = { 64: fc.double({ noNaN: true }), 32: fc.float({ noNaN: true }) };

describe.each([64, 32] as const)('laws, %i bits', (bits) => {
  const x = any[bits];
  const of = (name: string) => named(name, bits);

  test.each(['sin', 'tan', 'asin', 'atan', 'sinh', 'tanh', 'cbrt'])('%s is odd', (name) => {
    fc.assert(fc.property(x, (a) => Object.is(of(name)(-a), -of(name)(a))));
  });

  test.each(['cos', 'cosh'])('%s is even', (name) => {
    fc.assert(fc.property(x, (a) => Object.is(of(name)(-a), of(name)(a))));
  });

  test.each(['asin', 'atan', 'exp', 'expm1', 'log', 'log2', 'log10', 'log1p', 'cbrt', 'sinh', 'tanh'])(
    '%s does not fall between numbers that differ by more than rounding',
    (name) => {
      fc.assert(
        fc.property(x, x, (a, b) => {
          fc.pre(Math.abs(a - b) > 4 * (bits === 64 ? Number.EPSILON : 2 ** -23) * Math.max(Math.abs(a), Math.abs(b)));
          const low = of(name)(Math.min(a, b));
          const high = of(name)(Math.max(a, b));
          return !(low > high);
        }),
      );
    },
  );

  test('sine and cosine stay in [-1, 1] and their squares add up to 1', () => {
    const eps = bits === 64 ? 2 ** -51 : 2 ** -22;
    fc.assert(
      fc.property(x, (a) => {
        const s = of('sin')(a);
        const c = of('cos')(a);
        return Math.abs(a) === Infinity ? s !== s && c !== c : Math.abs(s) <= 1 && Math.abs(c) <= 1 && Math.abs(s * s + c * c - 1) <= eps;
      }),
    );
  });

  test('hypot does not depend on signs or order, and is no shorter than its parts', () => {
    const hypot = named('hypot', bits);
    fc.assert(fc.property(x, x, (a, b) => Object.is(hypot(a, b), hypot(-b, a)) && hypot(a, b) >= Math.max(Math.abs(a), Math.abs(b))));
  });

  test('the angle of a point is within [-pi, pi] and turns with its mirror images', () => {
    const atan2 = named('atan2', bits);
    fc.assert(
      fc.property(
        x,
        x,
        (y, a) => Math.abs(atan2(y, a)) <= (bits === 64 ? Math.PI : Math.fround(Math.PI)) && Object.is(atan2(-y, a), -atan2(y, a)),
      ),
    );
  });
});

test('logarithms and roots of exact powers are exact', () => {
  for (let k = -1074; k < 1024; k++) expect(elementary.log2_64(2 ** k)).toBe(k);
  for (let k = -149; k < 128; k++) expect(elementary.log2_32(2 ** k)).toBe(k);
  for (let k = 0; k <= 22; k++) expect(elementary.log10_64(10 ** k)).toBe(k);
  for (let k = 0; k <= 10; k++) expect(elementary.log10_32(10 ** k)).toBe(k);
  for (let k = 0; k <= 1000; k++) expect(elementary.cbrt64(k ** 3)).toBe(k);
  for (let k = 0; k <= 200; k++) expect(elementary.cbrt32(k ** 3)).toBe(k);
});

test('nothing of Math is used but what IEEE 754 rounds exactly', () => {
  const folder = new URL('../../src/engine/elementary/', import.meta.url);
  const used = readdirSync(folder).flatMap((file) => readFileSync(new URL(file, folder), 'utf8').match(/Math\.\w+|\*\*(?![*/\s])/g) ?? []);
  expect([...new Set(used)].toSorted()).toEqual(['Math.abs', 'Math.floor', 'Math.fround', 'Math.max', 'Math.min', 'Math.sqrt']);
});

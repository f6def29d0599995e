// The operations of an algebra round and decide as JavaScript does, in every shape.

import { describe, expect, test } from 'vitest';
import { algebra, joined, upper, type Algebra, type Keep, type Precision } from '../../../src/rules/simd/algebra.ts';
import { v128, type Code } from '../../../src/engine/wasm/instructions.ts';
import type { Fn } from '../../../src/engine/wasm/module.ts';
import { AREA, instance, inMemory } from './instance.ts';

const SHAPES: [Precision, boolean][] = [
  ['f64', false],
  ['f64', true],
  ['f32', false],
  ['f32', true],
];

/** Zeros, halves and their neighbours, ends of the formats, and numbers in between. */
const NUMBERS = [
  [0, 0.25, 0.49999997, 0.5, 0.50000006, 1, 1.5, 2, 2.5, 3.49, 3.5, 1e-40, 5e-324, 1e-30, 0.1, 1 / 3, 1e30, 1e300, Infinity],
  [2 ** 22, 2 ** 22 + 0.5, 2 ** 23 - 0.5, 2 ** 23 + 1, 2 ** 51 + 0.5, 2 ** 52 - 0.5, 2 ** 52 + 1, 0.49999999999999994],
].flatMap((row) => row.flatMap((x) => [x, -x]));
const PAIRS = [...NUMBERS, NaN].flatMap((x) => [...NUMBERS, NaN].map((y) => [x, y] as const));

/** The operation over all pairs of NUMBERS, as numbers of the precision, with what it gives. */
function applied(precision: Precision, vector: boolean, write: (on: Algebra, keep: Keep, x: Code, y: Code) => Code): number[][] {
  const on = algebra(precision, vector);
  const { load, store } = inMemory(precision, vector);
  const { buffer, run } = instance(() => ({
    apply: {
      stride: on.lanes * (precision === 'f64' ? 8 : 4),
      write(fn: Fn, at: Code) {
        const keep = (value: Code): Code => fn.keep(on.type, value);
        const [x, y] = [keep(load(at, 0)), keep(load(at, AREA))];
        fn.emit(store(at, write(on, keep, x, y), AREA * 8));
      },
    },
  }));
  const Column = precision === 'f64' ? Float64Array : Float32Array;
  const [x, y, result] = [0, 1, 8].map((area) => new Column(buffer, AREA * area, PAIRS.length));
  for (const [i, pair] of PAIRS.entries()) [x[i], y[i]] = pair;
  run.apply((PAIRS.length & -4) * Column.BYTES_PER_ELEMENT);
  return Array.from({ length: PAIRS.length & -4 }, (_, i) => [x[i], y[i], result[i]]);
}

type Rounded = (x: number) => number;

/** The same value, zeros told apart; `expect` itself is slow for so many. */
function same(got: unknown, goal: unknown, of: string): void {
  if (!Object.is(got, goal)) expect.fail(`${of} is ${String(got)}, not ${String(goal)}`);
}

const UNARY: Record<string, (x: number, round: Rounded) => number> = {
  sqrt: (x, round) => round(Math.sqrt(x)),
  abs: Math.abs,
  neg: (x) => -x,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  round: Math.round,
  sign: Math.sign,
  fround: Math.fround,
};
const BINARY: Record<string, (x: number, y: number, round: Rounded) => number> = {
  add: (x, y, round) => round(x + y),
  sub: (x, y, round) => round(x - y),
  mul: (x, y, round) => round(x * y),
  div: (x, y, round) => round(x / y),
  min: (x, y) => Math.min(x, y),
  max: (x, y) => Math.max(x, y),
  copysign: (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)),
};
const COMPARISONS: Record<string, (x: number, y: number) => boolean> = {
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
};

describe.each(SHAPES)('%s, in lanes: %s', (precision, vector) => {
  const round: Rounded = precision === 'f64' ? (x) => x : Math.fround;

  test.each(Object.keys(UNARY))('%s', (name) => {
    for (const [x, , got] of applied(precision, vector, (on, keep, x) =>
      name === 'round' || name === 'sign' ? on[name](keep, x) : on[name as 'sqrt'](x),
    )) {
      same(got, UNARY[name](x, round), `${name}(${x})`);
    }
  });

  test.each(Object.keys(BINARY))('%s', (name) => {
    for (const [x, y, got] of applied(precision, vector, (on, _, x, y) => on[name as 'add'](x, y))) {
      if (name === 'copysign' && Number.isNaN(y)) continue; // NaN has either sign
      same(got, BINARY[name](x, y, round), `${name}(${x}, ${y})`);
    }
  });

  test.each(['lesser', 'greater'] as const)('%s is Math.min or Math.max where it promises to be', (name) => {
    for (const [x, y, got] of applied(precision, vector, (on, _, x, y) => on[name](x, y))) {
      if (Number.isNaN(y) || (x === 0 && y === 0)) continue;
      same(got, name === 'lesser' ? Math.min(x, y) : Math.max(x, y), `${name}(${x}, ${y})`);
    }
  });

  test.each(Object.keys(COMPARISONS))('select by %s, and by its opposite', (name) => {
    const compare = (on: Algebra, x: Code, y: Code): Code => on[name as 'lt'](x, y);
    for (const [x, y, got] of applied(precision, vector, (on, _, x, y) => on.select(compare(on, x, y), x, y))) {
      same(got, COMPARISONS[name](x, y) ? x : y, `${name}(${x}, ${y})`);
    }
    for (const [x, y, got] of applied(precision, vector, (on, _, x, y) => on.select(on.not(compare(on, x, y)), x, y))) {
      same(got, COMPARISONS[name](x, y) ? y : x, `not ${name}(${x}, ${y})`);
    }
  });

  test('and, or and any of masks', () => {
    const both = applied(precision, vector, (on, _, x, y) => on.select(on.and(on.gt(x, 0), on.gt(y, 0)), 1, 0));
    for (const [x, y, got] of both) expect(got).toBe(x > 0 && y > 0 ? 1 : 0);
    const either = applied(precision, vector, (on, _, x, y) => on.select(on.or(on.gt(x, 0), on.gt(y, 0)), 1, 0));
    for (const [x, y, got] of either) expect(got).toBe(x > 0 || y > 0 ? 1 : 0);
    const { lanes } = algebra(precision, vector);
    const any = applied(precision, vector, (on, _, x) => {
      const found = on.splat(on.precision === 'f64' ? [on.any(on.gt(x, 2)), 0xb8] : [on.any(on.gt(x, 2)), 0xb3]); // converted from i32
      return found;
    });
    for (const [i, [, , got]] of any.entries()) {
      const first = i - (i % lanes);
      const some = any.slice(first, first + lanes).some(([x]) => x > 2);
      expect(got !== 0).toBe(some);
    }
  });

  test('an operation on numbers is the operation on constants of the precision, from left to right', () => {
    for (const [x, y, got] of applied(precision, vector, (on, _, x, y) => on.sub(0.1, x, y))) {
      expect(got).toBe(round(round(round(0.1) - x) - y));
    }
  });

  test('integers of the width: bits, sums, shifts, comparisons, and floats that are small integers', () => {
    const bits = (x: number): bigint =>
      precision === 'f64' ? new BigInt64Array(Float64Array.of(x).buffer)[0] : BigInt(new Int32Array(Float32Array.of(x).buffer)[0]);
    const width = precision === 'f64' ? 64 : 32;
    const wrap = (a: bigint): bigint => BigInt.asIntN(width, a);
    const operations: [(on: Algebra, x: Code, y: Code) => Code, (x: bigint, y: bigint) => bigint][] = [
      [(on, x, y) => on.iadd(x, y), (x, y) => x + y],
      [(on, x, y) => on.isub(x, y), (x, y) => x - y],
      [(on, x, y) => on.iand(x, y), (x, y) => x & y],
      [(on, x, y) => on.ior(x, y), (x, y) => x | y],
      [(on, x, y) => on.ixor(x, y), (x, y) => x ^ y],
      [(on, x) => on.ishl(x, 5), (x) => x << 5n],
      [(on, x) => on.ishr_s(x, 5), (x) => x >> 5n],
      [(on, x) => on.ishr_u(x, 5), (x) => BigInt.asUintN(width, x) >> 5n],
      [(on, x) => on.isub(x, on.integers(-(2n ** 20n))), (x) => x + 2n ** 20n],
      [(on, x, y) => on.iselect(on.ieq(x, y), x, on.integers(7)), (x, y) => (x === y ? x : 7n)],
      [(on, x, y) => on.iselect(on.ilt(x, y), x, y), (x, y) => (x < y ? x : y)],
      [(on, x, y) => on.iselect(on.igt(x, y), x, y), (x, y) => (x > y ? x : y)],
    ];
    for (const [write, meaning] of operations) {
      const rows = applied(precision, vector, (on, _, x, y) => on.fromBits(write(on, on.bits(x), on.bits(y))));
      for (const [x, y, got] of rows) {
        if (Number.isNaN(x) || Number.isNaN(y) || Number.isNaN(got)) continue; // their bits do not pass through JavaScript
        same(bits(got), wrap(meaning(bits(x), bits(y))), `${write} of ${x}, ${y}`);
      }
    }
    const whole = (x: number): boolean => Number.isInteger(x) && Math.abs(x) <= 2 ** 22;
    for (const [x, y, got] of applied(precision, vector, (on, _, x, y) => on.fromInteger(on.isub(on.toInteger(x), on.toInteger(y))))) {
      if (whole(x) && whole(y)) same(got, x - y + 0, `${x} - ${y}`);
    }
  });

  test('a lane is taken out and put in alone', () => {
    const { lanes } = algebra(precision, vector);
    const rows = applied(precision, vector, (on, _, x, y) => on.replace(x, on.lanes - 1, on.extract(y, 0)));
    for (const [i, [x, , got]] of rows.entries()) {
      const last = i % lanes === lanes - 1;
      expect(got).toBe(last ? rows[i - lanes + 1][1] : x);
    }
  });
});

test('joined takes the lower halves of two vectors, upper brings the upper half down', () => {
  const write = (at: Code): Code => joined(upper(v128.load(at, 0)), v128.load(at, AREA));
  const { buffer, run } = instance(() => ({
    apply: { stride: 16, write: (fn: Fn, at: Code) => fn.emit(v128.store(at, write(at), AREA * 8)) },
  }));
  new Float64Array(buffer, 0, 2).set([1, 2]);
  new Float64Array(buffer, AREA, 2).set([3, 4]);
  run.apply(16);
  expect([...new Float64Array(buffer, AREA * 8, 2)]).toEqual([2, 3]);
});

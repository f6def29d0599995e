// The arithmetic of rules on floats of one precision, alone or as the lanes of a vector, as code. Imports instructions.
// A function written over an algebra is written once for f64, f64x2, f32 and f32x4, and rounds as JavaScript does.

import {
  F32,
  F64,
  I32,
  I64,
  V128,
  f32,
  f32x4,
  f64,
  f64x2,
  i8x16,
  i32,
  i32x4,
  i64,
  i64x2,
  control,
  v128,
  type Code,
  type ValueType,
} from '../../engine/wasm/instructions.ts';

export type Precision = 'f32' | 'f64';
/** Code that leaves a value, or a number: the constant (rounded to the precision). */
export type Operand = Code | number;

type Unary = (a: Operand) => Code;
type Binary = (a: Operand, b: Operand) => Code;
/** Of integers or masks, which have no number to stand for a constant. */
type One = (a: Code) => Code;
type Two = (a: Code, b: Code) => Code;
type Shift = (a: Code, bits: number) => Code;

/** Operations on floats. Operands used twice are computed twice: keep them in a local first. */
export interface Algebra {
  readonly precision: Precision;
  readonly vector: boolean;
  /** values side by side: 1, 2 or 4 */
  readonly lanes: number;
  /** type of the floats; of integers of the same width; of masks */
  readonly type: ValueType;
  readonly integer: ValueType;
  readonly mask: ValueType;

  constant(value: number): Code;
  /** left to right: (a + b) + c */
  add(a: Operand, ...more: Operand[]): Code;
  sub(a: Operand, ...more: Operand[]): Code;
  mul(a: Operand, ...more: Operand[]): Code;
  div: Binary;
  sqrt: Unary;
  abs: Unary;
  neg: Unary;
  floor: Unary;
  ceil: Unary;
  trunc: Unary;
  /** Math.min and Math.max: NaN if one is NaN, -0 below +0 */
  min: Binary;
  max: Binary;
  /** The same where `b` is not NaN and zeros have one sign; `a` may be NaN and is then the result. Faster in vectors. */
  lesser: Binary;
  greater: Binary;
  /** size of `a`, sign of `b` */
  copysign: Binary;
  /** Math.round: halves go up, -0 and NaN stay */
  round(keep: Keep, a: Operand): Code;
  /** Math.sign: -1, 1, or a zero or NaN as it is */
  sign(keep: Keep, a: Operand): Code;
  /** Math.fround: the nearest float32 */
  fround: Unary;

  /** Masks. In vectors all bits of a lane that is true; alone i32 0 or 1. */
  lt: Binary;
  le: Binary;
  gt: Binary;
  ge: Binary;
  eq: Binary;
  ne: Binary;
  and: Two;
  or: Two;
  not: One;
  /** i32: is any lane true (0 or not) */
  any: One;
  /** `yes` where true; both are computed */
  select(mask: Code, yes: Operand, no: Operand): Code;

  /** Integers of the width of the float, two's complement. */
  integers(value: number | bigint): Code;
  bits: Unary;
  fromBits: One;
  iadd: Two;
  isub: Two;
  iand: Two;
  ior: Two;
  ixor: Two;
  ishl: Shift;
  ishr_s: Shift;
  ishr_u: Shift;
  ieq: Two;
  ilt: Two;
  igt: Two;
  iselect(mask: Code, yes: Code, no: Code): Code;
  /** An integer as a float, exact up to 2^22 (f32) or 2^50 (f64) in size; and back, of a float that is an integer of that size. */
  fromInteger: One;
  toInteger: Unary;

  /** All lanes the scalar of this precision; the scalar of one lane; one lane replaced. */
  splat: One;
  extract(a: Code, lane: number): Code;
  replace(a: Code, lane: number, value: Code): Code;
}

/** Computes a float now and returns the code that reads it again. */
export type Keep = (value: Code) => Code;

/** 1.5 * 2^52 and 1.5 * 2^23: added to a float that is a small integer, they leave that integer in the last bits. */
export const ROUND = { f64: 6755399441055744, f32: 12582912 } as const;
/** The bits of these. */
export const ROUND_BITS = { f64: 0x4338000000000000n, f32: 0x4b400000n } as const;

/** Operations that the four instruction sets spell alike. */
interface Floats {
  readonly [name: string]: (...operands: never[]) => Code;
}
const SHARED = ['div', 'min', 'max', 'lt', 'le', 'gt', 'ge', 'eq', 'ne'] as const;
const ALONE = ['sqrt', 'abs', 'neg', 'floor', 'ceil', 'trunc'] as const;
const CHAINED = ['add', 'sub', 'mul'] as const;

type Arithmetic = Pick<Algebra, (typeof SHARED)[number] | (typeof ALONE)[number] | (typeof CHAINED)[number]>;

/** Operations of an instruction set, with numbers allowed as operands. */
function arithmetic(set: Floats, code: (value: Operand) => Code): Arithmetic {
  const operations: Record<string, unknown> = {};
  for (const name of SHARED) {
    const two = set[name] as Two;
    operations[name] = (a: Operand, b: Operand) => two(code(a), code(b));
  }
  for (const name of ALONE) {
    const one = set[name] as One;
    operations[name] = (a: Operand) => one(code(a));
  }
  for (const name of CHAINED) {
    const two = set[name] as Two;
    operations[name] = (a: Operand, ...more: Operand[]) => more.reduce<Code>((sum, b) => two(sum, code(b)), code(a));
  }
  return operations as unknown as Arithmetic; // every name of the three lists is there
}

/** What follows from the other operations. */
function derived(on: Omit<Algebra, 'round' | 'sign' | 'toInteger'>): Algebra {
  const round = ROUND[on.precision];
  return {
    ...on,
    round(keep, a) {
      const x = keep(typeof a === 'number' ? on.constant(a) : a);
      const below = keep(on.floor(x));
      // the difference is rounded only for small negative x, where it stays above 1/2
      return on.copysign(on.select(on.ge(on.sub(x, below), 0.5), on.add(below, 1), below), x);
    },
    sign(keep, a) {
      const x = keep(typeof a === 'number' ? on.constant(a) : a);
      return on.select(on.gt(x, 0), 1, on.select(on.lt(x, 0), -1, x));
    },
    toInteger: (a) => on.isub(on.bits(on.add(a, round)), on.integers(ROUND_BITS[on.precision])),
  };
}

function scalar(precision: Precision): Algebra {
  const wide = precision === 'f64';
  const float = wide ? f64 : f32;
  const whole = wide ? i64 : i32;
  const integers = (value: number | bigint): Code =>
    wide ? i64.const(BigInt(value)) : i32.const(Number(BigInt.asIntN(32, BigInt(value))));
  const code = (value: Operand): Code => (typeof value === 'number' ? float.const(value) : value);
  const select = (mask: Code, yes: Operand, no: Operand): Code => control.select(code(yes), code(no), mask);
  return derived({
    ...arithmetic(float, code),
    precision,
    vector: false,
    lanes: 1,
    type: wide ? F64 : F32,
    integer: wide ? I64 : I32,
    mask: I32,
    constant: float.const,
    lesser: (a, b) => float.min(code(a), code(b)),
    greater: (a, b) => float.max(code(a), code(b)),
    copysign: (a, b) => float.copysign(code(a), code(b)),
    fround: (a) => (wide ? f64.promote_f32(f32.demote_f64(code(a))) : code(a)),
    and: i32.and,
    or: i32.or,
    not: i32.eqz,
    any: (mask) => mask,
    select,
    integers,
    bits: (a) => (wide ? i64.reinterpret_f64(code(a)) : i32.reinterpret_f32(code(a))),
    fromBits: wide ? f64.reinterpret_i64 : f32.reinterpret_i32,
    iadd: whole.add,
    isub: whole.sub,
    iand: whole.and,
    ior: whole.or,
    ixor: whole.xor,
    ishl: (a, bits) => whole.shl(a, integers(bits)),
    ishr_s: (a, bits) => whole.shr_s(a, integers(bits)),
    ishr_u: (a, bits) => whole.shr_u(a, integers(bits)),
    ieq: whole.eq,
    ilt: whole.lt_s,
    igt: whole.gt_s,
    iselect: select,
    fromInteger: wide ? f64.convert_i64_s : f32.convert_i32_s,
    splat: (a) => a,
    extract: (a) => a,
    replace: (_, __, value) => value,
  });
}

function vector(precision: Precision): Algebra {
  const wide = precision === 'f64';
  const float = wide ? f64x2 : f32x4;
  const whole = wide ? i64x2 : i32x4;
  const constant = (value: number): Code => v128.const(wide ? Float64Array.of(value, value) : Float32Array.of(value, value, value, value));
  const integers = (value: number | bigint): Code => {
    if (wide) return v128.const(BigInt64Array.of(BigInt(value), BigInt(value)));
    const lane = Number(BigInt.asIntN(32, BigInt(value)));
    return v128.const(Int32Array.of(lane, lane, lane, lane));
  };
  const code = (value: Operand): Code => (typeof value === 'number' ? constant(value) : value);
  const select = (mask: Code, yes: Operand, no: Operand): Code => v128.bitselect(code(yes), code(no), mask);
  const sub = (a: Code, b: Code): Code => float.sub(a, b);
  return derived({
    ...arithmetic(float, code),
    precision,
    vector: true,
    lanes: wide ? 2 : 4,
    type: V128,
    integer: V128,
    mask: V128,
    constant,
    lesser: (a, b) => float.pmin(code(a), code(b)),
    greater: (a, b) => float.pmax(code(a), code(b)),
    copysign: (a, b) => v128.bitselect(code(b), code(a), integers(wide ? -(2n ** 63n) : -(2n ** 31n))),
    fround: (a) => (wide ? f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(code(a))) : code(a)),
    and: v128.and,
    or: v128.or,
    not: v128.not,
    any: v128.any_true,
    select,
    integers,
    bits: code,
    fromBits: (a) => a,
    iadd: whole.add,
    isub: whole.sub,
    iand: v128.and,
    ior: v128.or,
    ixor: v128.xor,
    ishl: whole.shl,
    ishr_s: whole.shr_s,
    ishr_u: whole.shr_u,
    ieq: whole.eq,
    ilt: whole.lt_s,
    igt: whole.gt_s,
    iselect: select,
    fromInteger: (a) => (wide ? sub(i64x2.add(a, integers(ROUND_BITS.f64)), constant(ROUND.f64)) : f32x4.convert_i32x4_s(a)),
    splat: float.splat,
    extract: float.extract_lane,
    replace: float.replace_lane,
  });
}

const ALGEBRAS = {
  scalar: { f32: scalar('f32'), f64: scalar('f64') },
  vector: { f32: vector('f32'), f64: vector('f64') },
} as const;

/** The operations of f32, f64, f32x4 or f64x2. */
export function algebra(precision: Precision, vector: boolean): Algebra {
  return ALGEBRAS[vector ? 'vector' : 'scalar'][precision];
}

/** The upper eight bytes of a vector, moved to the lower; the upper are the same. */
export function upper(a: Code): Code {
  return i8x16.shuffle(a, a, [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);
}

/** The lower eight bytes of `a`, then those of `b`. */
export function joined(a: Code, b: Code): Code {
  return i8x16.shuffle(a, b, [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
}

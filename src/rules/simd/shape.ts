// The operators of the intermediate form in one shape: a number (1 lane), or 2 or 4 numbers side by side in vectors. What a number,
// a whole number and a truth value look like there, and every operator on them. Imports algebra, draws, elementary, instructions.
//
// A float takes one register, or two (4 lanes of f64: lanes 0-1, then 2-3). A whole number takes one; in 2 lanes its upper half
// is unused. A truth value is 0 or 1 as a number; in lanes it is a mask, `wide` when it is as wide as the float.

import type { Arithmetic, Bits, Comparison, Conversion, Draw, Type, Unary } from '../ir.ts';
import { algebra, joined, upper, type Algebra } from './algebra.ts';
import { draw } from './draws.ts';
import { elementary } from './elementary.ts';
import {
  control,
  F32,
  F64,
  f32,
  f32x4,
  f64,
  f64x2,
  I32,
  i32,
  i32x4,
  i64x2,
  i8x16,
  V128,
  v128,
  type Code,
  type ValueType,
} from '../../engine/wasm/instructions.ts';
import { Fn, type Module } from '../../engine/wasm/module.ts';

/** A value while code is written: what leaves it on the stack, register by register. */
export interface Value {
  readonly type: Type;
  readonly parts: readonly Code[];
  readonly wide: boolean;
}

const LOW_WORDS = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];

export class Shape {
  readonly fn: Fn;
  readonly module: Module;
  readonly precision: 'f32' | 'f64';
  readonly lanes: 1 | 2 | 4;
  readonly float: Algebra;
  /** registers of a float */
  readonly registers: 1 | 2;

  constructor(fn: Fn, module: Module, precision: 'f32' | 'f64', lanes: 1 | 2 | 4) {
    this.fn = fn;
    this.module = module;
    this.precision = precision;
    this.lanes = lanes;
    this.float = algebra(precision, lanes > 1);
    this.registers = precision === 'f64' && lanes === 4 ? 2 : 1;
  }

  get vector(): boolean {
    return this.lanes > 1;
  }

  /** The register that a value of this type lives in. */
  register(type: Type): ValueType {
    return this.vector ? V128 : type === 'float' ? (this.precision === 'f32' ? F32 : F64) : I32;
  }

  value(type: Type, ...parts: Code[]): Value {
    return { type, parts, wide: false };
  }

  private wide(parts: readonly Code[]): Value {
    return { type: 'bool', parts, wide: this.vector && this.precision === 'f64' };
  }

  /** Put a value into locals, unless it is cheap to repeat: it may then be used again and again. */
  hold(value: Value): Value {
    return { ...value, parts: value.parts.map((part) => (isCheap(part) ? part : this.fn.keep(this.register(value.type), part))) };
  }

  constant(type: Type, number: number): Value {
    if (type === 'float') return this.value(type, ...Array.from({ length: this.registers }, () => this.float.constant(number)));
    const word = type === 'bool' && this.vector ? -number : number;
    return this.value(type, this.vector ? v128.const(Int32Array.of(word, word, word, word)) : i32.const(word));
  }

  /** A number in all lanes. */
  splat(scalar: Value): Value {
    if (!this.vector) return scalar;
    if (scalar.type === 'float') {
      const one = this.precision === 'f32' ? f32x4.splat(scalar.parts[0]) : f64x2.splat(scalar.parts[0]);
      if (this.registers === 1) return this.value('float', one);
      const held = this.fn.keep(V128, one);
      return this.value('float', held, held);
    }
    return this.value(scalar.type, i32x4.splat(scalar.type === 'bool' ? i32.sub(i32.const(0), scalar.parts[0]) : scalar.parts[0]));
  }

  /** A mask as wide as a whole number: 32 bits a lane. */
  narrow(value: Value): Code {
    if (!value.wide) return value.parts[0];
    // in 2 lanes the upper half is no lane: it must not seem one that takes part
    return i8x16.shuffle(value.parts[0], value.parts[1] ?? v128.const(new Int32Array(4)), LOW_WORDS);
  }

  /** A mask as wide as the float, register by register. */
  widen(value: Value): readonly Code[] {
    if (value.wide || !this.vector || this.precision === 'f32') return value.parts;
    if (this.registers === 1) return [i64x2.extend_low_i32x4_s(value.parts[0])];
    const [held] = this.hold(value).parts;
    return [i64x2.extend_low_i32x4_s(held), i64x2.extend_high_i32x4_s(held)];
  }

  private floats(operation: (...operands: Code[]) => Code, ...operands: Value[]): Value {
    return this.value('float', ...operands[0].parts.map((_, k) => operation(...operands.map(({ parts }) => parts[k]))));
  }

  private int(type: Type, scalar: (a: Code, b: Code) => Code, vector: (a: Code, b: Code) => Code, a: Value, b: Value): Value {
    return this.value(type, (this.vector ? vector : scalar)(a.parts[0], b.parts[0]));
  }

  /** Left and right have the type of the result. */
  arithmetic(operator: Arithmetic, type: Type, a: Value, b: Value): Value {
    const { float } = this;
    if (type === 'float') {
      switch (operator) {
        case '+':
          return this.floats((x, y) => float.add(x, y), a, b);
        case '-':
          return this.floats((x, y) => float.sub(x, y), a, b);
        case '*':
          return this.floats((x, y) => float.mul(x, y), a, b);
        case '/':
          return this.floats(float.div, a, b);
        case 'min':
          return this.floats(float.min, a, b);
        case 'max':
          return this.floats(float.max, a, b);
        case '%':
          return this.floats((x, y) => control.call(this.floatRemainder(), x, y), a, b);
      }
    }
    switch (operator) {
      case '+':
        return this.int(type, i32.add, i32x4.add, a, b);
      case '-':
        return this.int(type, i32.sub, i32x4.sub, a, b);
      case '*':
        return this.int(type, i32.mul, i32x4.mul, a, b);
      case 'min':
      case 'max':
        return this.extreme(operator, type, a, b);
      default:
        return this.remainder(type, a, b);
    }
  }

  private extreme(operator: 'min' | 'max', type: Type, a: Value, b: Value): Value {
    const least = operator === 'min';
    if (this.vector) {
      const vector = type === 'u32' ? (least ? i32x4.min_u : i32x4.max_u) : least ? i32x4.min_s : i32x4.max_s;
      return this.value(type, vector(a.parts[0], b.parts[0]));
    }
    const [x, y] = [this.hold(a).parts[0], this.hold(b).parts[0]];
    const less = type === 'u32' ? i32.lt_u(x, y) : i32.lt_s(x, y);
    return this.value(type, least ? control.select(x, y, less) : control.select(y, x, less));
  }

  /** x % 0 is 0; the sign is that of x. */
  private remainder(type: Type, a: Value, b: Value): Value {
    const unsigned = type === 'u32';
    if (!this.vector) {
      const divisor = this.hold(b).parts[0];
      const rest = (unsigned ? i32.rem_u : i32.rem_s)(a.parts[0], control.select(divisor, i32.const(1), divisor));
      return this.value(type, rest); // x % 1 is 0
    }
    const callee = this.module.once(unsigned ? 'remainder of u32' : 'remainder of i32', () => lanesRemainder(unsigned));
    return this.value(type, control.call(callee, a.parts[0], b.parts[0]));
  }

  /** `count` is a number where it is the same in all lanes: see {@link uniformShift}. */
  bits(operator: Bits, type: 'i32' | 'u32', a: Value, b: Value): Value {
    switch (operator) {
      case '&':
        return this.int(type, i32.and, v128.and, a, b);
      case '|':
        return this.int(type, i32.or, v128.or, a, b);
      case '^':
        return this.int(type, i32.xor, v128.xor, a, b);
      default: {
        if (!this.vector) return this.value(type, { '<<': i32.shl, '>>': i32.shr_s, '>>>': i32.shr_u }[operator](a.parts[0], b.parts[0]));
        const callee = this.module.once(`shift ${operator}`, () => laneShift(operator));
        return this.value(type, control.call(callee, a.parts[0], b.parts[0]));
      }
    }
  }

  /** A shift by the same count in all lanes. */
  uniformShift(operator: '<<' | '>>' | '>>>', type: 'i32' | 'u32', a: Value, count: Code): Value {
    const vector = { '<<': i32x4.shl, '>>': i32x4.shr_s, '>>>': i32x4.shr_u }[operator];
    return this.value(type, vector(a.parts[0], count));
  }

  unary(operator: Unary, type: Type, a: Value): Value {
    const { float } = this;
    if (type === 'float') {
      const keep = (value: Code): Code => this.fn.keep(float.type, value);
      if (operator === 'round' || operator === 'sign') return this.floats((x) => float[operator](keep, x), this.hold(a));
      const operation = operator === '-' ? float.neg : float[operator];
      return this.floats((x) => operation(x), a);
    }
    const zero = this.constant(type, 0);
    if (operator === '-') return this.arithmetic('-', type, zero, a);
    if (operator === 'sign')
      return this.arithmetic('min', 'i32', this.arithmetic('max', 'i32', a, this.constant('i32', -1)), this.constant('i32', 1));
    if (operator !== 'abs' || type === 'u32') return a; // whole already
    if (this.vector) return this.value(type, i32x4.abs(a.parts[0]));
    const [x] = this.hold(a).parts;
    return this.value(type, control.select(x, i32.sub(i32.const(0), x), i32.ge_s(x, i32.const(0))));
  }

  compare(operator: Comparison, a: Value, b: Value): Value {
    if (a.type === 'float') {
      const { float } = this;
      const compare = { '<': float.lt, '<=': float.le, '>': float.gt, '>=': float.ge, '==': float.eq, '!=': float.ne }[operator];
      return this.wide(a.parts.map((part, k) => compare(part, b.parts[k])));
    }
    if (a.type === 'bool') {
      const same = this.vector ? v128.xor(this.narrow(a), this.narrow(b)) : i32.xor(a.parts[0], b.parts[0]);
      return operator === '!=' ? this.value('bool', same) : this.not(this.value('bool', same));
    }
    if (a.type !== b.type) return this.mixed(operator, a, b);
    const signed = a.type === 'i32';
    const [scalar, vector] = COMPARE[operator][signed ? 0 : 1];
    return this.int('bool', scalar, vector, a, b);
  }

  /** i32 with u32, by value: a negative number is below all others. */
  private mixed(operator: Comparison, a: Value, b: Value): Value {
    if (a.type === 'u32') return this.mixed(MIRRORED[operator], b, a);
    const signed = this.hold(a);
    const unsigned = this.hold(b);
    const negative = this.compare('<', signed, this.constant('i32', 0));
    const plain = this.compare(operator, { ...signed, type: 'u32' }, unsigned);
    return operator === '<' || operator === '<=' || operator === '!='
      ? this.logic('or', negative, plain)
      : this.logic('and', this.not(negative), plain);
  }

  /** Both sides are computed. */
  logic(operator: 'and' | 'or', a: Value, b: Value): Value {
    if (!this.vector) return this.value('bool', (operator === 'and' ? i32.and : i32.or)(a.parts[0], b.parts[0]));
    const join = operator === 'and' ? v128.and : v128.or;
    if (a.wide && b.wide) return this.wide(a.parts.map((part, k) => join(part, b.parts[k])));
    return this.value('bool', join(this.narrow(a), this.narrow(b)));
  }

  not(a: Value): Value {
    return { ...a, parts: a.parts.map((part) => (this.vector ? v128.not(part) : i32.eqz(part))) };
  }

  /** Both sides are computed. */
  select(test: Value, yes: Value, no: Value): Value {
    const { type } = yes;
    if (!this.vector) return this.value(type, control.select(yes.parts[0], no.parts[0], test.parts[0]));
    if (type === 'float' || (type === 'bool' && yes.wide && no.wide)) {
      const mask = this.widen(test);
      const parts = yes.parts.map((part, k) => chosen(part, no.parts[k], mask[k]));
      return type === 'float' ? this.value(type, ...parts) : this.wide(parts);
    }
    const [a, b] = type === 'bool' ? [this.narrow(yes), this.narrow(no)] : [yes.parts[0], no.parts[0]];
    return this.value(type, chosen(a, b, this.narrow(test)));
  }

  convert(how: Conversion, to: Type, a: Value): Value {
    switch (how) {
      case 'truth':
        return a.type === 'float'
          ? this.compare('>', this.floats(this.float.abs, a), this.constant('float', 0))
          : this.compare('!=', a, this.constant(a.type, 0));
      case 'byte':
        return this.arithmetic('min', 'i32', this.arithmetic('max', 'i32', a, this.constant('i32', 0)), this.constant('i32', 255));
      case 'saturate':
        return this.value(to, this.saturated(a, to === 'u32'));
      case 'wrap':
        return this.value(
          to,
          a.type === 'float' ? control.call(this.wrapper(), ...a.parts) : a.type === 'bool' ? this.fromBool(a) : a.parts[0],
        );
      case 'exact':
        if (to === 'float') return this.toFloat(a);
        return this.value(to, a.type === 'bool' ? this.fromBool(a) : a.parts[0]);
    }
  }

  private fromBool(a: Value): Code {
    return this.vector ? v128.and(this.narrow(a), v128.const(Int32Array.of(1, 1, 1, 1))) : a.parts[0];
  }

  private toFloat(a: Value): Value {
    const unsigned = a.type === 'u32';
    const whole = a.type === 'bool' ? this.fromBool(a) : a.parts[0];
    if (!this.vector) {
      const convert = this.precision === 'f32' ? f32 : f64;
      return this.value('float', (unsigned ? convert.convert_i32_u : convert.convert_i32_s)(whole));
    }
    if (this.precision === 'f32') return this.value('float', (unsigned ? f32x4.convert_i32x4_u : f32x4.convert_i32x4_s)(whole));
    const convert = unsigned ? f64x2.convert_low_i32x4_u : f64x2.convert_low_i32x4_s;
    if (this.registers === 1) return this.value('float', convert(whole));
    const [held] = this.hold(this.value('i32', whole)).parts;
    return this.value('float', convert(held), convert(upper(held)));
  }

  private saturated({ parts }: Value, unsigned: boolean): Code {
    if (!this.vector) {
      if (this.precision === 'f32') return (unsigned ? i32.trunc_sat_f32_u : i32.trunc_sat_f32_s)(parts[0]);
      return (unsigned ? i32.trunc_sat_f64_u : i32.trunc_sat_f64_s)(parts[0]);
    }
    if (this.precision === 'f32') return (unsigned ? i32x4.trunc_sat_f32x4_u : i32x4.trunc_sat_f32x4_s)(parts[0]);
    const truncate = unsigned ? i32x4.trunc_sat_f64x2_u_zero : i32x4.trunc_sat_f64x2_s_zero;
    return this.registers === 1 ? truncate(parts[0]) : joined(truncate(parts[0]), truncate(parts[1]));
  }

  elementary(name: string, operands: readonly Value[]): Value {
    const callee = elementary(this.module, this.float, name);
    return this.floats((...parts) => control.call(callee, ...parts), ...operands);
  }

  /** Words of the key, agent ids and draw indices are whole numbers of this shape. */
  draw(name: Draw, words: readonly Value[], operands: readonly Value[]): Value {
    const callee = draw(this.module, this.precision, this.vector, name);
    const call = control.call(callee, ...[...words, ...operands].map(({ parts }) => parts[0]));
    if (name === 'integer') return this.value('i32', call);
    if (!this.vector || this.precision === 'f32') return this.value('float', call);
    const [low, high] = [this.fn.local(V128), this.fn.local(V128)];
    this.fn.emit(call, this.fn.set(high, []), this.fn.set(low, [])); // two results: the last is on top
    return this.registers === 2 ? this.value('float', this.fn.get(low), this.fn.get(high)) : this.value('float', this.fn.get(low));
  }

  private floatRemainder() {
    return this.module.once(`remainder of ${this.float.type} ${this.precision}`, () =>
      remainderOf(this.module, this.float, this.precision),
    );
  }

  private wrapper() {
    return this.module.once(`wrap ${this.lanes} ${this.precision}`, () => wrapOf(this.module, this.precision, this.lanes));
  }
}

const MIRRORED: Record<Comparison, Comparison> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '==': '==', '!=': '!=' };

type Pair = readonly [(a: Code, b: Code) => Code, (a: Code, b: Code) => Code];
/** Signed, then unsigned; number, then lanes. */
const COMPARE: Record<Comparison, readonly [Pair, Pair]> = {
  '<': [
    [i32.lt_s, i32x4.lt_s],
    [i32.lt_u, i32x4.lt_u],
  ],
  '<=': [
    [i32.le_s, i32x4.le_s],
    [i32.le_u, i32x4.le_u],
  ],
  '>': [
    [i32.gt_s, i32x4.gt_s],
    [i32.gt_u, i32x4.gt_u],
  ],
  '>=': [
    [i32.ge_s, i32x4.ge_s],
    [i32.ge_u, i32x4.ge_u],
  ],
  '==': [
    [i32.eq, i32x4.eq],
    [i32.eq, i32x4.eq],
  ],
  '!=': [
    [i32.ne, i32x4.ne],
    [i32.ne, i32x4.ne],
  ],
};

/** `yes` or `no` by a mask; one instruction where one of them is 0. */
function chosen(yes: Code, no: Code, mask: Code): Code {
  if (isZero(no)) return v128.and(yes, mask);
  return isZero(yes) ? v128.andnot(no, mask) : v128.bitselect(yes, no, mask);
}

function isZero([first]: Code): boolean {
  return typeof first === 'object' && 'constant' in first && first.constant.every((byte) => byte === 0);
}

/** A constant, or the reading of a local: as cheap as the local that would hold it. */
function isCheap(code: Code): boolean {
  const [first] = code;
  if (typeof first === 'object') return 'constant' in first;
  return code.every((part) => typeof part === 'number') && (first === 0x20 || first === 0x41 || first === 0x43 || first === 0x44);
}

/** Remainders in four lanes: by quotients in double precision, which are exact for 32 bits. */
function lanesRemainder(unsigned: boolean): Fn {
  const fn = new Fn([V128, V128], [V128]);
  const [a, b] = [fn.get(0), unsigned ? fn.get(1) : fn.keep(V128, i32x4.abs(fn.get(1)))];
  const convert = unsigned ? f64x2.convert_low_i32x4_u : f64x2.convert_low_i32x4_s;
  const truncate = unsigned ? i32x4.trunc_sat_f64x2_u_zero : i32x4.trunc_sat_f64x2_s_zero;
  const quotient = joined(truncate(f64x2.div(convert(a), convert(b))), truncate(f64x2.div(convert(upper(a)), convert(upper(b)))));
  const rest = i32x4.sub(a, i32x4.mul(quotient, b));
  fn.emit(v128.andnot(rest, i32x4.eq(b, v128.const(new Int32Array(4)))));
  return fn;
}

/** Shifts by a count of its own in each lane. */
function laneShift(operator: '<<' | '>>' | '>>>'): Fn {
  const fn = new Fn([V128, V128], [V128]);
  const scalar = { '<<': i32.shl, '>>': i32.shr_s, '>>>': i32.shr_u }[operator];
  let result: Code = fn.get(0);
  for (let lane = 0; lane < 4; lane++) {
    const shifted = scalar(i32x4.extract_lane(fn.get(0), lane), i32x4.extract_lane(fn.get(1), lane));
    result = i32x4.replace_lane(result, lane, shifted);
  }
  fn.emit(result);
  return fn;
}

/** x % y of floats: exact up to twice |y|, which covers wrapping; beyond, JavaScript's own. */
function remainderOf(module: Module, float: Algebra, precision: 'f32' | 'f64'): Fn {
  const scalar = precision === 'f32' ? F32 : F64;
  const slow = module.importFunction('js', precision === 'f32' ? 'remainder32' : 'remainder64', [scalar, scalar], [scalar]);
  const fn = new Fn([float.type, float.type], [float.type]);
  const [x, y] = [fn.get(0), fn.get(1)];
  const size = fn.keep(float.type, float.abs(x));
  const by = fn.keep(float.type, float.abs(y));
  const rest = fn.keep(float.type, float.sub(size, by));
  const inside = fn.keep(float.mask, float.lt(size, by));
  // size < 2 by without overflow; false where one is NaN
  const near = fn.keep(float.mask, float.and(float.ge(size, by), float.and(float.lt(rest, by), float.lt(size, float.constant(Infinity)))));
  const signed = float.select(float.lt(x, float.constant(0)), float.neg(rest), rest);
  const quick = float.select(inside, x, signed);
  const rare = float.not(float.or(inside, near));
  if (float.type !== V128) {
    fn.emit(control.if(rare, control.return(control.call(slow, x, y))), quick);
    return fn;
  }
  const lanes = precision === 'f32' ? 4 : 2;
  const vector = precision === 'f32' ? f32x4 : f64x2;
  let each: Code = x;
  for (let lane = 0; lane < lanes; lane++)
    each = vector.replace_lane(each, lane, control.call(slow, vector.extract_lane(x, lane), vector.extract_lane(y, lane)));
  fn.emit(control.if(v128.any_true(rare), control.return(each)), quick);
  return fn;
}

/** ToInt32 of floats: truncation below 2^31, beyond JavaScript's own. */
function wrapOf(module: Module, precision: 'f32' | 'f64', lanes: 1 | 2 | 4): Fn {
  const slow = module.importFunction('js', 'toInt32', [F64], [I32]);
  const float = algebra(precision, lanes > 1);
  const registers = precision === 'f64' && lanes === 4 ? 2 : 1;
  const fn = new Fn(
    Array.from({ length: registers }, () => float.type),
    [lanes > 1 ? V128 : I32],
  );
  const parts = Array.from({ length: registers }, (_, k) => fn.get(k));
  const common = parts.map((part) => float.lt(float.abs(part), float.constant(2 ** 31)));
  if (lanes === 1) {
    const wide = precision === 'f32' ? f64.promote_f32(parts[0]) : parts[0];
    fn.emit(control.if(i32.eqz(common[0]), control.return(control.call(slow, wide))));
    fn.emit(precision === 'f32' ? i32.trunc_sat_f32_s(parts[0]) : i32.trunc_sat_f64_s(parts[0]));
    return fn;
  }
  const rare = v128.any_true(v128.not(common.reduce((a, b) => v128.and(a, b))));
  const each = (lane: number): Code => {
    if (precision === 'f32') return f64.promote_f32(f32x4.extract_lane(parts[0], lane));
    return f64x2.extract_lane(parts[lane >> 1], lane & 1);
  };
  let slowly: Code = v128.const(new Int32Array(4));
  for (let lane = 0; lane < lanes; lane++) slowly = i32x4.replace_lane(slowly, lane, control.call(slow, each(lane)));
  fn.emit(control.if(rare, control.return(slowly)));
  if (precision === 'f32') fn.emit(i32x4.trunc_sat_f32x4_s(parts[0]));
  else if (registers === 1) fn.emit(i32x4.trunc_sat_f64x2_s_zero(parts[0]));
  else fn.emit(joined(i32x4.trunc_sat_f64x2_s_zero(parts[0]), i32x4.trunc_sat_f64x2_s_zero(parts[1])));
  return fn;
}

// Types of numbers: joining, converting and folding. The meaning of the operators of ir.ts, on constants. Imports ir.ts.

import type { Arithmetic, Bits, Comparison, Expr, Type, Unary } from './ir.ts';
import type { ColumnType } from '../engine/columns.ts';

const ORDER: readonly Type[] = ['bool', 'i32', 'u32', 'float'];

/** The type that holds both: bool < i32 < u32 < float. */
export function join(a: Type, b: Type): Type {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
}

/** What a column reads as. */
export function typeOfColumn(type: ColumnType): Type {
  return type === 'u32' ? 'u32' : type === 'f32' || type === 'f64' ? 'float' : 'i32';
}

/** A number as the author wrote it: an integer when it looks and fits like one ("1.0" and "1e3" are floats). */
export function literal(value: number, raw: string, single: boolean): Expr {
  const whole = Number.isInteger(value) && !Object.is(value, -0) && !/[.]|^[\d_]+e/i.test(raw);
  if (whole && value >= -(2 ** 31) && value < 2 ** 31) return { op: 'const', type: 'i32', value };
  if (whole && value >= 0 && value < 2 ** 32) return { op: 'const', type: 'u32', value };
  return { op: 'const', type: 'float', value: single ? Math.fround(value) : value };
}

export const bool = (value: boolean): Expr => ({ op: 'const', type: 'bool', value: value ? 1 : 0 });

/** Truncated toward zero and clamped; NaN gives 0. */
export function saturate(value: number, type: 'i32' | 'u32'): number {
  if (type === 'u32') return value >= 4294967295 ? 4294967295 : value > 0 ? value >>> 0 : 0;
  return value >= 2147483647 ? 2147483647 : value <= -2147483648 ? -2147483648 : value | 0;
}

/** `expr` as `type`; floats go to integers by truncation and clamping, or as bit operators do it when `wrap`. */
export function convert(expr: Expr, type: Type, single: boolean, wrap = false): Expr {
  if (expr.type === type) return expr;
  if (expr.op === 'const') {
    const { value } = expr;
    switch (type) {
      case 'float':
        return { op: 'const', type, value: single ? Math.fround(value) : value };
      case 'bool':
        return bool(value !== 0 && value === value);
      default:
        return {
          op: 'const',
          type,
          value: expr.type === 'float' && !wrap ? saturate(value, type) : type === 'i32' ? value | 0 : value >>> 0,
        };
    }
  }
  if (type === 'bool') return { op: 'convert', type, how: 'truth', operand: expr };
  if (type === 'float' || expr.type === 'bool') return { op: 'convert', type, how: 'exact', operand: expr };
  return { op: 'convert', type, how: expr.type === 'float' && !wrap ? 'saturate' : 'wrap', operand: expr };
}

/** Left and right of the same numeric type, joined by an operator; constants are folded. */
export function arithmetic(operator: Arithmetic, a: Expr, b: Expr, single: boolean): Expr {
  const type = operator === '/' ? 'float' : join(join(a.type, b.type), 'i32');
  const left = convert(a, type, single);
  const right = convert(b, type, single);
  if (left.op !== 'const' || right.op !== 'const') return { op: 'arith', type, operator, left, right };
  return { op: 'const', type, value: fit(fold(operator, left.value, right.value, type !== 'float'), type, single) };
}

function fold(operator: Arithmetic, x: number, y: number, whole: boolean): number {
  switch (operator) {
    case '+':
      return x + y;
    case '-':
      return x - y;
    case '*':
      return whole ? Math.imul(x, y) : x * y;
    case '/':
      return x / y;
    case '%':
      return x % y;
    case 'min':
      return Math.min(x, y);
    case 'max':
      return Math.max(x, y);
  }
}

/** A folded value in the range of its type. */
function fit(value: number, type: Type, single: boolean): number {
  return type === 'i32' ? value | 0 : type === 'u32' ? value >>> 0 : single ? Math.fround(value) : value;
}

/** Bit operators as in JavaScript: on i32, `>>>` gives u32. */
export function bits(operator: Bits, a: Expr, b: Expr, single: boolean): Expr {
  const type = operator === '>>>' ? 'u32' : 'i32';
  const left = convert(a, type, single, true);
  const right = convert(b, 'i32', single, true);
  if (left.op !== 'const' || right.op !== 'const') return { op: 'bits', type, operator, left, right };
  const [x, y] = [left.value, right.value];
  const value = { '&': x & y, '|': x | y, '^': x ^ y, '<<': x << y, '>>': x >> y, '>>>': x >>> y }[operator];
  return { op: 'const', type, value };
}

/** Compared by value: as floats when one is a float. */
export function compare(operator: Comparison, a: Expr, b: Expr, single: boolean): Expr {
  const float = a.type === 'float' || b.type === 'float';
  const both = a.type === 'bool' && b.type === 'bool' && (operator === '==' || operator === '!=');
  const as = (e: Expr): Expr => (float ? convert(e, 'float', single) : e.type === 'bool' && !both ? convert(e, 'i32', single) : e);
  const [left, right] = [as(a), as(b)];
  if (left.op !== 'const' || right.op !== 'const') return { op: 'compare', type: 'bool', operator, left, right };
  const [x, y] = [left.value, right.value];
  return bool({ '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y, '==': x === y, '!=': x !== y }[operator]);
}

/** -x and the exact functions of one number. On integers the rounding ones do nothing. */
export function unary(operator: Unary, a: Expr, single: boolean): Expr {
  const float = operator === 'sqrt' || operator === 'fround' || a.type === 'float';
  const type = float ? 'float' : operator === '-' || operator === 'sign' ? 'i32' : join(a.type, 'i32');
  const operand = convert(a, type, single, true);
  if (!float && /floor|ceil|round|trunc/.test(operator)) return operand;
  if (operand.op !== 'const') return { op: 'unary', type, operator, operand };
  const value = operator === '-' ? -operand.value : Math[operator](operand.value);
  return { op: 'const', type, value: fit(value, type, single) };
}

export function not(operand: Expr): Expr {
  return operand.op === 'const' ? bool(operand.value === 0) : { op: 'not', type: 'bool', operand };
}

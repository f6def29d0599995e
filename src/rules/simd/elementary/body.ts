// What the elementary functions in WebAssembly share: a function being written over an algebra, and its ways out of the common path.
// Imports algebra, instructions, module.

import { ROUND, ROUND_BITS, type Algebra, type Operand } from '../algebra.ts';
import { control, F32, F64, i32, i32x4, i64x2, type Callee, type Code, type ValueType } from '../../../engine/wasm/instructions.ts';
import { Fn, type Module } from '../../../engine/wasm/module.ts';

/** A function being written. */
export interface Body {
  readonly module: Module;
  readonly fn: Fn;
  readonly on: Algebra;
  /** Compute a float, an integer, a mask now; returns the code that reads it again. */
  keep(value: Code): Code;
  keepInteger(value: Code): Code;
  keepMask(value: Code): Code;
}

/** Writes the body of a function of up to three arguments and returns its result. */
export type Definition = (body: Body, x: Code, y: Code, z: Code) => Code;

export function bodyOf(module: Module, fn: Fn, on: Algebra): Body {
  return {
    module,
    fn,
    on,
    keep: (value) => fn.keep(on.type, value),
    keepInteger: (value) => fn.keep(on.integer, value),
    keepMask: (value) => fn.keep(on.mask, value),
  };
}

/** The function of this name over this algebra; `define` writes it when the module does not have it yet. */
export function defined(module: Module, on: Algebra, name: string, arity: number, define: Definition): Callee {
  return module.once(`${name}: ${on.precision} × ${on.lanes}`, () => {
    const parameters = Array<ValueType>(arity).fill(on.type);
    const fn = new Fn(parameters, [on.type]);
    const [x, y, z] = parameters.map((_, i) => fn.get(i));
    fn.emit(define(bodyOf(module, fn, on), x, y, z));
    return fn;
  });
}

/** Where some lane is rare: return what `whole`, which knows all cases, says of the arguments. */
export function leave({ fn, on }: Body, rare: Code, whole: Callee, ...arguments_: Code[]): void {
  fn.emit(control.if(on.any(rare), control.return(control.call(whole, ...arguments_))));
}

/** `value`, but in rare lanes what `otherwise` writes; that is only run when there are some. */
export function unless({ fn, on }: Body, rare: Code, value: Code, otherwise: () => Code): Code {
  const result = fn.local(on.type);
  fn.emit(fn.set(result, value));
  const repair = fn.inside(() => fn.emit(fn.set(result, on.select(rare, otherwise(), fn.get(result)))));
  fn.emit(control.if(on.any(rare), repair));
  return fn.get(result);
}

/** `value`, but in rare lanes what the JavaScript function of the same algorithm says of the arguments. */
export function calling({ module, fn, on }: Body, name: string, rare: Code, value: Code, ...arguments_: Code[]): Code {
  const [width, float] = on.precision === 'f64' ? ([64, F64] as const) : ([32, F32] as const);
  const callee = module.importFunction(
    'elementary',
    `${name}${/\d$/.test(name) ? '_' : ''}${width}`,
    arguments_.map(() => float),
    [float],
  );
  const result = fn.local(on.type);
  fn.emit(fn.set(result, value));
  const bitmask = on.vector ? (on.precision === 'f64' ? i64x2 : i32x4).bitmask(rare) : rare;
  const repair = fn.inside(() => {
    for (let lane = 0; lane < on.lanes; lane++) {
      const call = control.call(callee, ...arguments_.map((each) => on.extract(each, lane)));
      const set = fn.set(result, on.replace(fn.get(result), lane, call));
      fn.emit(on.vector ? control.if(i32.and(bitmask, i32.const(1 << lane)), set) : set);
    }
  });
  fn.emit(control.if(on.any(rare), repair));
  return fn.get(result);
}
/** Bits of the fraction, bias of the exponent, 2^54 or 2^25 to lift subnormals, smallest normal and largest number. */
export const FORMAT = {
  f64: {
    fraction: 52,
    bias: 1023,
    fractionBits: 2n ** 52n - 1n,
    smallest: 2.2250738585072014e-308,
    largest: 1.7976931348623157e308,
  },
  f32: { fraction: 23, bias: 127, fractionBits: 2n ** 23n - 1n, smallest: 1.1754943508222875e-38, largest: 3.4028234663852886e38 },
} as const;

/** The integer nearest to x, ties to even, in the last bits of what is returned (see ROUND of algebra.ts). */
export function nearby({ on, keep }: Body, x: Operand): Code {
  return keep(on.add(x, ROUND[on.precision]));
}

/** 2^n from what `nearby` says of n, where that is a normal number. */
export function power2({ on }: Body, near: Code): Code {
  const { bias, fraction } = FORMAT[on.precision];
  return on.fromBits(on.ishl(on.iadd(on.bits(near), on.integers(bias)), fraction));
}

/** y * 2^(n + shift) in two steps, so that only the last one rounds: |n + shift| <= 2 * bias. */
export function scaled(body: Body, y: Code, near: Code, shift: number): Code {
  const { on, keepInteger } = body;
  const { bias, fraction } = FORMAT[on.precision];
  const n = keepInteger(on.iadd(on.bits(near), on.integers(BigInt(2 * bias + shift) - ROUND_BITS[on.precision])));
  const half = keepInteger(on.ishr_u(n, 1));
  return on.mul(y, on.fromBits(on.ishl(half, fraction)), on.fromBits(on.ishl(on.isub(n, half), fraction)));
}

/** A float cut to its first 12 bits (f32), rounded to its first 24 (f64), so that the product of two of them is exact. */
export function cut({ on }: Body, x: Code): Code {
  return on.precision === 'f64' ? on.fround(x) : on.fromBits(on.iand(on.bits(x), on.integers(-4096)));
}

// Draws of rules in WebAssembly, alone or four lanes at a time: the bits of engine/random.ts (f64) and rules/draws.ts (f32).
// Imports algebra, elementary/ (body, circular, logarithm), instructions, module.

import { algebra, joined, upper, type Precision } from './algebra.ts';
import { bodyOf, type Body } from './elementary/body.ts';
import { sinCommon } from './elementary/circular.ts';
import { logCommon } from './elementary/logarithm.ts';
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
  i8x16,
  V128,
  v128,
  type Callee,
  type Code,
  type ValueType,
} from '../../engine/wasm/instructions.ts';
import { Fn, type Module } from '../../engine/wasm/module.ts';

export type DrawName = 'uniform' | 'normal' | 'exponential' | 'integer';

const PARITY = 0x1bd11bda; // Skein's key-schedule constant, truncated to 32 bits
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
];
const TWO_PI = { f64: 2 * Math.PI, f32: Math.fround(2 * Math.PI) } as const;

/** Words of 32 bits, alone or four side by side. */
const WORDS = {
  scalar: { type: I32, constant: i32.const, add: i32.add, xor: i32.xor, rotate: (a: Code, bits: number) => i32.rotl(a, i32.const(bits)) },
  vector: {
    type: V128,
    constant: (value: number) => v128.const(Int32Array.of(value, value, value, value)),
    add: i32x4.add,
    xor: v128.xor,
    rotate: (a: Code, bits: number) => (bits % 8 === 0 ? turned(a, bits / 8) : v128.or(i32x4.shl(a, bits), i32x4.shr_u(a, 32 - bits))),
  },
} as const;

/** Each word turned left by whole bytes: one instruction where a shift both ways takes three. */
function turned(a: Code, bytes: number): Code {
  const order = Array.from({ length: 16 }, (_, n) => (n & ~3) | ((n - bytes) & 3));
  return i8x16.shuffle(a, a, order);
}

/**
 * Threefry-2x32 with 20 rounds, (k0, k1, c0, c1) -> (x, y), i32 or i32x4.
 *
 * @see Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11. doi:10.1145/2063384.2063405
 */
export function threefry(module: Module, vector: boolean): Callee {
  const { type } = WORDS[vector ? 'vector' : 'scalar'];
  return module.once(`threefry: × ${vector ? 4 : 1}`, () => {
    const fn = new Fn([type, type, type, type], [type, type]);
    const state = { x: fn.local(type), y: fn.local(type) };
    rounds(fn, vector, [fn.get(0), fn.get(1)], [{ ...state, id: fn.get(2), draw: fn.get(3) }]);
    fn.emit(fn.get(state.x), fn.get(state.y));
    return fn;
  });
}

/** A block in the making: locals of both words, and what it encrypts. */
interface Block {
  readonly x: number;
  readonly y: number;
  readonly id: Code;
  readonly draw: Code;
}

/** The rounds of several blocks under one key, interleaved, so that none waits for its own last operation. */
export function rounds(fn: Fn, vector: boolean, [k0, k1]: readonly [Code, Code], blocks: readonly Block[]): void {
  const { type, constant, add, xor, rotate } = WORDS[vector ? 'vector' : 'scalar'];
  const keys = [k0, k1, fn.keep(type, xor(xor(k0, k1), constant(PARITY)))];
  for (const { x, y, id, draw } of blocks) fn.emit(fn.set(x, add(id, keys[0])), fn.set(y, add(draw, keys[1])));
  for (let group = 0; group < 5; group++) {
    for (const bits of ROTATIONS[group % 2]) {
      for (const { x, y } of blocks) fn.emit(fn.set(x, add(fn.get(x), fn.get(y))));
      for (const { x, y } of blocks) fn.emit(fn.set(y, xor(rotate(fn.get(y), bits), fn.get(x))));
    }
    const second = fn.keep(type, add(keys[(group + 2) % 3], constant(group + 1)));
    for (const { x, y } of blocks) fn.emit(fn.set(x, add(fn.get(x), keys[(group + 1) % 3])), fn.set(y, add(fn.get(y), second)));
  }
}

/**
 * Uniforms of eight agents: (k0, k1, ids, draws, ids, draws), all i32x4, to the floats of both fours, which `draw` gives as well. Half the
 * time of two calls of that.
 */
export function uniformsOfEight(module: Module, precision: Precision): Callee {
  return module.once(`uniforms of eight: ${precision}`, () => {
    const fn = new Fn(
      [V128, V128, V128, V128, V128, V128],
      Array.from({ length: precision === 'f64' ? 4 : 2 }, (): ValueType => V128),
    );
    const blocks = [2, 4].map((at) => ({ x: fn.local(V128), y: fn.local(V128), id: fn.get(at), draw: fn.get(at + 1) }));
    rounds(fn, true, [fn.get(0), fn.get(1)], blocks);
    const { dropped, step } = GRID[precision];
    const body = bodyOf(module, fn, algebra(precision, true));
    fn.emit(...blocks.flatMap(({ x }) => floats(body, fn.get(x), dropped).map((each) => body.on.mul(each, step))));
    return fn;
  });
}

/** Both words of one block; the first four parameters of `fn` are key and counter. */
function words(module: Module, fn: Fn, vector: boolean): { x: Code; y: Code } {
  const [x, y] = [fn.local(fn.parameters[0]), fn.local(fn.parameters[0])];
  const call = control.call(threefry(module, vector), fn.get(0), fn.get(1), fn.get(2), fn.get(3));
  fn.emit(fn.set(x, fn.set(y, call))); // the second word is on top
  return { x: fn.get(x), y: fn.get(y) };
}

/** A word less its last bits as floats: one value, or two vectors of f64. */
function floats({ fn, on }: Body, word: Code, dropped: number): Code[] {
  if (!on.vector) {
    const kept = dropped === 0 ? word : i32.shr_u(word, i32.const(dropped));
    return [fn.keep(on.type, on.precision === 'f64' ? f64.convert_i32_u(kept) : f32.convert_i32_u(kept))];
  }
  const kept = dropped === 0 ? word : fn.keep(V128, i32x4.shr_u(word, dropped));
  if (on.precision === 'f32') return [fn.keep(V128, f32x4.convert_i32x4_s(kept))]; // below 2^31
  const convert = dropped === 0 ? f64x2.convert_low_i32x4_u : f64x2.convert_low_i32x4_s;
  return [kept, upper(kept)].map((half) => fn.keep(V128, convert(half)));
}

/** Bits that a float of a draw leaves out, and what one of the remaining steps is worth. */
const GRID = { f64: { dropped: 0, step: 2 ** -32 }, f32: { dropped: 8, step: 2 ** -24 } } as const;

/** sqrt(-2 ln u) cos(2 pi v), u in (0, 1] and v in [0, 1) in steps of the grid, as a function of both. */
function boxMuller(body: Body): Callee {
  const { module, on } = body;
  return module.once(`Box and Muller: ${on.precision} × ${on.lanes}`, () => {
    const fn = new Fn([on.type, on.type], [on.type]);
    const inner = bodyOf(module, fn, on);
    const radius = inner.keep(on.sqrt(on.mul(-2, logCommon(inner, fn.get(0)))));
    fn.emit(on.mul(radius, sinCommon(inner, inner.keep(on.mul(TWO_PI[on.precision], fn.get(1))), 1)));
    return fn;
  });
}

function uniform(body: Body): Code[] {
  const { dropped, step } = GRID[body.on.precision];
  const { x } = words(body.module, body.fn, body.on.vector);
  return floats(body, x, dropped).map((each) => body.on.mul(each, step));
}

/** Uniform in (0, 1], so that the logarithm is finite. */
function positive(body: Body, word: Code): Code[] {
  const { dropped, step } = GRID[body.on.precision];
  return floats(body, word, dropped).map((each) => body.keep(body.on.mul(body.on.add(each, 1), step)));
}

function normal(body: Body): Code[] {
  const { on } = body;
  const { dropped, step } = GRID[on.precision];
  const { x, y } = words(body.module, body.fn, on.vector);
  const angles = floats(body, y, dropped);
  return positive(body, x).map((u, i) => control.call(boxMuller(body), u, on.mul(angles[i], step)));
}

function exponential(body: Body): Code[] {
  const { x } = words(body.module, body.fn, body.on.vector);
  return positive(body, x).map((u) => body.on.neg(logCommon(body, u)));
}

/** Uniform integer in [0, n): the fifth parameter times a uniform of 53 bits, in either precision. */
function integer(outer: Body): Code[] {
  const { fn, module } = outer;
  const { vector } = outer.on;
  const body = bodyOf(module, fn, algebra('f64', vector));
  const { add, mul, floor } = body.on;
  const { x, y } = words(module, fn, vector);
  const high = floats(body, x, 5);
  const low = floats(body, y, 6);
  const n = fn.get(4);
  const limits = vector ? [n, upper(n)].map(f64x2.convert_low_i32x4_s) : [f64.convert_i32_s(n)];
  const values = limits.map((limit, i) => floor(mul(mul(add(mul(high[i], 2 ** 26), low[i]), 2 ** -53), limit)));
  if (!vector) return [i32.trunc_sat_f64_s(values[0])];
  const [lower, higher] = values.map(i32x4.trunc_sat_f64x2_s_zero);
  return [joined(lower, higher)];
}

const DRAWS = { uniform, normal, exponential, integer } satisfies Record<DrawName, (body: Body) => Code[]>;

/**
 * The draw of this name as a function of (k0, k1, agent id, draw index), made once per module; `integer` takes n besides, an i32.
 *
 * Alone, the parameters are i32 and the result is a float of the precision, for `integer` an i32. In vectors the parameters are i32x4
 * and there are always four lanes: the result is one f32x4, two f64x2 (lanes 0 and 1, then 2 and 3), or one i32x4. Never traps.
 */
export function draw(module: Module, precision: Precision, vector: boolean, name: DrawName): Callee {
  return module.once(`draw ${name}: ${precision} × ${vector ? 4 : 1}`, () => {
    const word = WORDS[vector ? 'vector' : 'scalar'].type;
    const float = vector ? V128 : precision === 'f64' ? F64 : F32;
    const results: ValueType[] = name === 'integer' ? [word] : vector && precision === 'f64' ? [V128, V128] : [float];
    const fn = new Fn(
      Array.from({ length: name === 'integer' ? 5 : 4 }, () => word),
      results,
    );
    fn.emit(...DRAWS[name](bodyOf(module, fn, algebra(precision, vector))));
    return fn;
  });
}

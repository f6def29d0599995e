// Uniform random numbers for a row of particles: both words of a Threefry block for each, in sixteen lanes of WebAssembly or one after
// the other in JavaScript, with the same bits, being integers. Imports engine and rules.
// A block in sixteen lanes takes 2.9 ns, in four 4.4, alone in JavaScript 11: one round waits for the one before it, so that it takes
// four registers of four words to keep the processor busy.

import { threefry, WORDS } from '../engine/random.ts';
import { control, f64x2, I32, i32, i32x4, i8x16, V128, v128, type Code } from '../engine/wasm/instructions.ts';
import { Fn, Module } from '../engine/wasm/module.ts';
import { compiled } from '../rules/simd/load.ts';

/** Rows are filled in whole groups of so many: arrays must have room for them. */
export const GROUP = 16;

const REGISTERS = GROUP / 4;
const PARITY = 0x1bd11bda; // Skein's key-schedule constant, truncated to 32 bits
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
];
const words = (...values: number[]): Code => v128.const(Int32Array.from(values));
const all = (value: number): Code => words(value, value, value, value);
const UPPER = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

/**
 * The function (k0, k1, counter, draw, count, first, second): for each of `count` counters from `counter` on the first word of block
 * (counter, draw) of the key as a double in [0, 1) on a grid of 2^-32, from address `first` on, and the second from `second` on.
 *
 * @see Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11. doi:10.1145/2063384.2063405
 */
export function uniformsFn(): Fn {
  const fn = new Fn(Array<typeof I32>(7).fill(I32), []);
  const [k0, k1, counter, draw, count, first, second] = Array.from({ length: 7 }, (_, n) => fn.get(n));
  const spread = (value: Code): Code => fn.keep(V128, i32x4.splat(value));
  const keys = [spread(k0), spread(k1)];
  keys.push(fn.keep(V128, v128.xor(v128.xor(keys[0], keys[1]), all(PARITY))));
  const injected = [1, 2, 3, 4, 5].map((n) => fn.keep(V128, i32x4.add(keys[(n + 1) % 3], all(n))));
  const from = fn.local(V128);
  fn.emit(fn.set(from, i32x4.add(i32x4.add(i32x4.splat(counter), words(0, 1, 2, 3)), keys[0])));
  const start = fn.keep(V128, i32x4.add(i32x4.splat(draw), keys[1]));
  const end = fn.keep(I32, i32.add(first, i32.shl(count, i32.const(3))));
  const x = Array.from({ length: REGISTERS }, () => fn.local(V128));
  const y = x.map(() => fn.local(V128));
  const turned = (value: Code, bits: number): Code => v128.or(i32x4.shl(value, bits), i32x4.shr_u(value, 32 - bits));
  const store = (register: number, at: Code, offset: number): void => {
    const unit = v128.const(Float64Array.of(2 ** -32, 2 ** -32));
    const half = (part: Code): Code => f64x2.mul(f64x2.convert_low_i32x4_u(part), unit);
    const word = fn.get(register);
    fn.emit(v128.store(at, half(word), offset), v128.store(at, half(i8x16.shuffle(word, word, UPPER)), offset + 16));
  };
  const body = fn.inside(() => {
    for (let n = 0; n < REGISTERS; n++) fn.emit(fn.set(x[n], i32x4.add(fn.get(from), all(4 * n))), fn.set(y[n], start));
    fn.emit(fn.set(from, i32x4.add(fn.get(from), all(GROUP))));
    for (let four = 0; four < 5; four++) {
      for (const bits of ROTATIONS[four % 2]) {
        for (const register of x.keys()) fn.emit(fn.set(x[register], i32x4.add(fn.get(x[register]), fn.get(y[register]))));
        for (const register of x.keys()) fn.emit(fn.set(y[register], v128.xor(turned(fn.get(y[register]), bits), fn.get(x[register]))));
      }
      for (const register of x.keys()) {
        fn.emit(fn.set(x[register], i32x4.add(fn.get(x[register]), keys[(four + 1) % 3])));
        fn.emit(fn.set(y[register], i32x4.add(fn.get(y[register]), injected[four])));
      }
    }
    for (const n of x.keys()) store(x[n], first, 32 * n);
    for (const n of y.keys()) store(y[n], second, 32 * n);
    fn.emit(fn.set(5, i32.add(first, i32.const(8 * GROUP))), fn.set(6, i32.add(second, i32.const(8 * GROUP))));
    fn.emit(control.br_if(i32.lt_u(first, end), 0));
  });
  fn.emit(control.loop(body));
  return fn;
}

/** A module that exports {@link uniformsFn} as `fill`. */
export function uniformsModule(): WebAssembly.Module {
  const module = new Module();
  module.add(uniformsFn(), 'fill');
  return compiled(module.encode());
}

/** The same in JavaScript, into arrays from index `at` on; only `count` elements are written. */
export function fillUniforms(
  k0: number,
  k1: number,
  counter: number,
  draw: number,
  count: number,
  first: Float64Array,
  second: Float64Array,
  at: number,
): void {
  for (let n = 0; n < count; n++) {
    first[at + n] = (threefry(k0, k1, counter + n, draw) >>> 0) * 2 ** -32;
    second[at + n] = (WORDS[1] >>> 0) * 2 ** -32;
  }
}

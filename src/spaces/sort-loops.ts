// Pieces of WebAssembly that the loops of the sort are made of. Imports the assembler.

import { control, I32, i32, type Code, type ValueType } from '../engine/wasm/instructions.ts';
import type { Fn } from '../engine/wasm/module.ts';

const { block, loop, br_if } = control;

/** Address of word `index` of the array at `base`. */
export const word = (base: Code, index: Code): Code => i32.add(base, i32.shl(index, i32.const(2)));

/** Emit `body` for `at` from its present value while it is below `end`, `step` further each time. */
export function repeat(fn: Fn, at: number, end: Code, step: number, body: () => void): void {
  const inside = fn.inside(body);
  const goesOn = i32.lt_u(fn.get(at), end);
  fn.emit(block([br_if(i32.eqz(goesOn), 0), loop([inside, fn.set(at, i32.add(fn.get(at), i32.const(step))), br_if(goesOn, 0)])]));
}

/** Emit: add 1 to the word at `where`; the local `before` gets what it was, `address` where it is. */
export function increment(fn: Fn, address: number, before: number, where: Code): void {
  fn.emit(
    fn.set(address, where),
    fn.set(before, i32.load(fn.get(address))),
    i32.store(fn.get(address), i32.add(fn.get(before), i32.const(1))),
  );
}

export const words = (n: number): ValueType[] => Array.from({ length: n }, () => I32);
export const locals = (fn: Fn, n: number): number[] => Array.from({ length: n }, () => fn.local(I32));
export const parameters = (fn: Fn): Code[] => fn.parameters.map((_, n) => fn.get(n));

// A module of elementary functions or draws, instantiated: exported functions over memory, so that vectors can be handed over.

import * as engine from '../../../src/engine/elementary.ts';
import { algebra, type Precision } from '../../../src/rules/simd/algebra.ts';
import { control, f32, f64, I32, i32, v128, type Callee, type Code } from '../../../src/engine/wasm/instructions.ts';
import { Fn, Module } from '../../../src/engine/wasm/module.ts';

type Any = (...xs: number[]) => number;
const functions = engine as unknown as Record<string, Any>; // looked up by name and width

/** The engine's function: `sin`, f64 -> sin64; `log2`, f64 -> log2_64. */
export function named(name: string, precision: Precision): Any {
  const bits = precision.slice(1);
  return functions[/\d$|1p$|m1$/.test(name) ? `${name}_${bits}` : `${name}${bits}`];
}

/** Bytes of memory for one argument or one result of all rows. */
export const AREA = 1 << 20;

/** What the tests need of WebAssembly's own names, which no type library here declares. */
interface Compiler {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { exports: Record<string, (bytes: number) => void> };
}
const compiler = WebAssembly as unknown as Compiler; // both are part of every engine that has WebAssembly

/** Writes the statements that work on the row at this address; `stride` is its size in bytes. */
export interface Work {
  readonly stride: number;
  readonly write: (fn: Fn, at: Code) => void;
}

/**
 * Instantiate. Each exported function takes a number of bytes and works over memory up to there: argument i is read from AREA * i on,
 * result i is written from AREA * (8 + i) on.
 */
export function instance(make: (module: Module) => Record<string, Work>) {
  const module = new Module();
  for (const [name, { stride, write }] of Object.entries(make(module))) {
    const fn = new Fn([I32], []);
    const at = fn.local(I32);
    const body = fn.inside(() => {
      write(fn, fn.get(at));
      fn.emit(fn.set(at, i32.add(fn.get(at), i32.const(stride))), control.br_if(i32.lt_u(fn.get(at), fn.get(0)), 0));
    });
    fn.emit(control.loop(body));
    module.add(fn, name);
  }
  const memory = new WebAssembly.Memory({ initial: (AREA * 12) >> 16, maximum: 65_536, shared: true });
  const bytes = module.encode();
  const { exports } = new compiler.Instance(new compiler.Module(bytes), { env: { memory }, elementary: functions });
  const buffer = memory.buffer as ArrayBuffer; // shared, which makes no difference to views
  return { buffer, run: exports, imported: module.imported('elementary'), size: bytes.length };
}

/** Loads and stores of floats. */
export const inMemory = (precision: Precision, vector: boolean) => (vector ? v128 : precision === 'f64' ? f64 : f32);

/** Runs `callee` of so many floats over rows. */
export function mapping(precision: Precision, vector: boolean, arity: number, callee: Callee): Work {
  const float = inMemory(precision, vector);
  const write = (fn: Fn, at: Code): void => {
    const operands = Array.from({ length: arity }, (_, i) => float.load(at, AREA * i));
    fn.emit(float.store(at, control.call(callee, ...operands), AREA * 8));
  };
  return { stride: algebra(precision, vector).lanes * (precision === 'f64' ? 8 : 4), write };
}

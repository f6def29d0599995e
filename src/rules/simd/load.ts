// A compiled module made to run on a thread: instantiated over the memory, its arguments written before each call. Imports engine, kernel.

import * as elementary from '../../engine/elementary.ts';
import type { SimdCode } from './kernel.ts';

/** What a kernel may import from JavaScript. */
const JS: Record<string, (...values: number[]) => number> = {
  remainder64: (a, b) => a % b,
  remainder32: (a, b) => a % b,
  toInt32: (a) => a | 0,
};

const MODULES = new Map<string, WebAssembly.Module>();

/** The compiled module of these bytes; one for all kernels of this thread that have the same. */
export function compiled(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  const key = Buffer.from(bytes).toString('latin1');
  let module = MODULES.get(key);
  if (!module) {
    module = new WebAssembly.Module(bytes);
    MODULES.set(key, module);
  }
  return module;
}

/** The kernel over a memory. */
export function instantiate(module: WebAssembly.Module, code: SimdCode, memory: WebAssembly.Memory): (...words: number[]) => number {
  const library = elementary as unknown as Record<string, (...values: number[]) => number>; // exports by name
  const pick = (names: readonly string[], from: typeof JS): Record<string, unknown> =>
    Object.fromEntries(names.map((name) => [name, from[name]]));
  const imports = { env: { memory }, elementary: pick(code.elementary, library), js: pick(code.js, JS) };
  return new WebAssembly.Instance(module, imports).exports['run'] as (...words: number[]) => number; // writeSimd's export
}

// Objectives as rules: the value of a point from its coordinates, for a block of particles at once. Imports engine and rules.

import type { Arena } from '../engine/arena.ts';
import type { Column } from '../engine/columns.ts';
import { compileRule } from '../rules/compile.ts';
import type { SimdCode } from '../rules/simd/kernel.ts';
import { compiled, instantiate } from '../rules/simd/load.ts';

/**
 * The value of a point: an ordinary function of its coordinates, in the language of rules. What it is handed by name may be another
 * function here and there, as long as the bits are the same.
 */
export type ValueFn = (self: { readonly x: ArrayLike<number> }) => number;

const KIND = 'point';

/** An objective as WebAssembly; plain data but for the module, which travels to workers all the same. */
export interface ValueRule {
  readonly code: SimdCode;
  readonly module: WebAssembly.Module;
}

/** @param name of the objective, for messages */
export function valueRule(name: string, fn: ValueFn, dimensions: number): ValueRule | null {
  const { simd } = compileRule(fn, {
    role: 'reduce',
    name: `objective ${name}`,
    kinds: [{ name: KIND, columns: [{ name: 'x', type: 'f64', size: Math.max(2, dimensions) }] }],
    self: KIND,
    space: null,
    params: {},
    globals: [],
    mode: 'synchronous',
    precision: 'f64',
    backend: 'simd',
  });
  return simd && { code: simd, module: compiled(simd.bytes) };
}

/** An objective on one thread, for blocks of particles. */
export class Values {
  private readonly arena: Arena;
  private readonly party: number;
  private readonly words: Int32Array;
  private readonly tables: Column;
  private readonly slots: readonly string[];
  private readonly kernel: (...words: number[]) => number;

  /**
   * @param words room for the arguments of one kernel
   * @param tables room for the tables of the rule, shared by all threads
   */
  constructor(arena: Arena, party: number, words: Int32Array, tables: Column, { code, module }: ValueRule) {
    this.arena = arena;
    this.party = party;
    this.words = words;
    this.tables = tables;
    this.slots = code.slots;
    this.kernel = instantiate(module, code, arena.memory);
    tables.set(code.tables); // every thread writes the same bytes
  }

  /** Values of particles [lo, hi) at `x` to `value`; may write up to three numbers behind. */
  run(x: Float64Array, id: Uint32Array, capacity: number, value: Float64Array, lo: number, hi: number): void {
    const { words } = this;
    for (let n = 0; n < this.slots.length; n++) words[n] = this.word(this.slots[n], x, id, capacity, value.byteOffset + 8 * lo);
    this.kernel(words.byteOffset, lo, hi);
  }

  private word(slot: string, x: Float64Array, id: Uint32Array, capacity: number, out: number): number {
    const { arena, party, words, tables } = this;
    switch (slot) {
      case `now:${KIND}:x`:
        return x.byteOffset;
      case `now:${KIND}:id`:
        return id.byteOffset;
      case `capacity:${KIND}`:
        return capacity;
      case 'out':
        return out;
      case 'tables':
        return tables.byteOffset;
      case 'mark':
        return arena.control.byteOffset + 4 * arena.markAt(party);
      case 'nan':
        return words.byteOffset + words.byteLength - 4;
      default:
        throw new Error(`no argument of an objective is called ${slot}`);
    }
  }
}

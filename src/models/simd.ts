// Compiled rules on WebAssembly: a kernel bound to one thread's working memory. Imports engine, rules and binding's runtime.

import type { KernelContext } from '../engine/kernel.ts';
import type { ScratchSpec } from '../engine/layout.ts';
import { compiled, instantiate } from '../rules/simd/load.ts';
import { SLOT_BYTES } from '../rules/simd/arguments.ts';
import { MOST_SLOTS, type SimdCode } from '../rules/simd/kernel.ts';
import { maskTable } from '../rules/simd/masks.ts';
import { slotReaders, type SlotSource, type Working } from '../rules/simd/slots.ts';
import { CHUNK } from '../engine/columns.ts';

/** A rule as WebAssembly; travels to the workers, the module compiled once. */
export interface SimdRule {
  readonly code: SimdCode;
  readonly module: WebAssembly.Module;
  /** scratch array that holds the tables of the rule; null: it has none */
  readonly tables: string | null;
}

const WORKING = 'simd';
/** Bytes of one thread's working memory: the row of arguments, a word for NaN, numbers to reduce, then what the kernel spills. */
const ROW = MOST_SLOTS * SLOT_BYTES;
const NAN = ROW;
const MASKS = ROW + 64;
const OUT = ROW + 192;
const SPILL = OUT + 8 * CHUNK;

/** A module of the code, to be sent to the workers. */
export function simdRule(code: SimdCode, name: string): SimdRule {
  return { code, module: compiled(code.bytes), tables: code.tables.length > 0 ? `tables:${name}` : null };
}

const strideOf = (spill: number): number => Math.ceil((SPILL + spill) / 64) * 64;

/** Working memory of all threads, and the tables. */
export function simdScratch(rules: readonly SimdRule[], workers: number): ScratchSpec[] {
  if (rules.length === 0) return [];
  const stride = strideOf(Math.max(...rules.map(({ code }) => code.spill)));
  return [
    { name: WORKING, type: 'i32', fixed: (workers * stride) / 4 + 16 },
    ...rules.flatMap(({ tables, code }): ScratchSpec[] =>
      tables === null ? [] : [{ name: tables, type: 'u8', fixed: code.tables.length }],
    ),
  ];
}

/** A kernel on this thread. */
export class SimdKernel {
  private readonly context: KernelContext;
  private readonly rule: SimdRule;
  private readonly readers: readonly (() => number)[];
  private readonly working: { -readonly [K in keyof Working]: number } = { spill: 0, out: 0, tables: 0, nan: 0, masks: 0 };
  private readonly kernel: (...words: number[]) => number;

  /** `rt` is the runtime of the rule's JavaScript twin, renewed before each call. */
  constructor(context: KernelContext, rule: SimdRule, self: string, rt: SlotSource) {
    this.context = context;
    this.rule = rule;
    const { arena } = context;
    this.readers = slotReaders(rule.code.slots, self, rt, this.working);
    this.kernel = instantiate(rule.module, rule.code, arena.memory);
    const { words } = this;
    new Uint8Array(words.buffer, words.byteOffset + this.first * SLOT_BYTES + MASKS).set(maskTable(rule.code.precision));
    if (rule.tables !== null) arena.scratch(rule.tables).set(rule.code.tables); // every thread writes the same bytes
  }

  private get words(): Int32Array {
    return this.context.arena.scratch(WORKING) as Int32Array;
  }

  /** Index in {@link words} where this thread's working memory begins. */
  private get first(): number {
    return (this.context.party * Math.floor(((this.words.length - 16) * 4) / this.context.parties / 64) * 64) / SLOT_BYTES;
  }

  /** Run on [lo, hi), or in place on [lo, hi) of the turns at `order`. Returns -1, or the agent at which JavaScript has to take over. */
  run(lo: number, hi: number, order?: Uint32Array): number {
    const base = this.prepare();
    return order ? this.kernel(base, order.byteOffset, lo, hi) : this.kernel(base, lo, hi);
  }

  /** Run in place on the first `count` turns of `order`; `then` is told each agent that wishes to change links, when its turn is over. */
  runInTurn(count: number, order: Uint32Array, then: (i: number) => void): void {
    const base = this.prepare();
    for (let k = this.kernel(base, order.byteOffset, 0, count); k >= 0; k = this.kernel(base, order.byteOffset, k, count))
      then(order[k - 1]);
  }

  /** Fill the row of arguments; returns where it is. */
  private prepare(): number {
    const { words, first, working, rule } = this;
    const base = words.byteOffset + first * SLOT_BYTES;
    working.spill = base + SPILL;
    working.out = base + OUT;
    working.nan = base + NAN;
    working.masks = base + MASKS;
    working.tables = rule.tables === null ? 0 : this.context.arena.scratch(rule.tables).byteOffset;
    words[first + NAN / SLOT_BYTES] = 0;
    for (let n = 0; n < this.readers.length; n++) words[first + n] = this.readers[n]();
    return base;
  }

  /** Was a NaN stored by the last run? */
  get storedNaN(): boolean {
    return this.words[this.first + NAN / SLOT_BYTES] !== 0;
  }

  /** The numbers that the last run left to be reduced. */
  reduced(count: number): Float64Array {
    const { words, first } = this;
    return new Float64Array(words.buffer, words.byteOffset + first * SLOT_BYTES + OUT, count);
  }
}

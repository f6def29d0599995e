// The loops that count agents by bucket and deal them to their buckets, as WebAssembly. Imports engine, space and the assembler.

import type { ColumnSpec, ColumnType } from '../engine/columns.ts';
import { control, f32, f64, f64x2, I32, i32, i32x4, i8x16, V128, v128, type Code } from '../engine/wasm/instructions.ts';
import { Fn } from '../engine/wasm/module.ts';
import { increment, locals, parameters, repeat, word, words } from './sort-loops.ts';
import type { SpaceSpec } from './space.ts';

/** Agents of a slice are counted and dealt in so many streams at once: one alone would wait for its own last store. */
export const STREAMS = 4;

const AXES = ['x', 'y', 'z'];
const LANES = 4;

/** Agents of each stream of a slice but the last, which takes what remains. */
export function streamLength(agents: number): number {
  return Math.floor(agents / (STREAMS * LANES)) * LANES;
}

/** What counting and dealing share: the rows of a slice in streams, each with a table of its own. */
class Streams {
  readonly cell: Code;
  /** agents of each stream but the last */
  readonly length: Code;
  /** first agent of the last stream that is in no whole group */
  readonly rest: Code;
  private readonly fn: Fn;
  private readonly starts: readonly Code[];
  private readonly tables: readonly Code[];
  private readonly shift: Code;
  private readonly address: number;

  constructor(fn: Fn) {
    const [lo, hi, cell, tables, buckets, shift] = parameters(fn);
    const each = (at: (s: number) => Code): Code[] => Array.from({ length: STREAMS }, (_, s) => fn.keep(I32, at(s)));
    this.fn = fn;
    this.cell = cell;
    this.shift = shift;
    this.length = fn.keep(I32, i32.shl(i32.shr_u(i32.sub(hi, lo), i32.const(Math.log2(STREAMS * LANES))), i32.const(Math.log2(LANES))));
    this.starts = each((s) => i32.add(lo, i32.mul(this.length, i32.const(s))));
    this.tables = each((s) => word(tables, i32.mul(buckets, i32.const(s))));
    this.rest = fn.keep(I32, i32.add(lo, i32.mul(this.length, i32.const(STREAMS))));
    this.address = fn.local(I32);
  }

  /** Agent `t` of stream `s`. */
  agent(s: number, t: number): Code {
    return this.fn.keep(I32, i32.add(this.starts[s], this.fn.get(t)));
  }

  /** Add 1 to the word of the bucket of cell `c` in the table of stream `s`; leaves in `before` what it was. */
  increment(s: number, c: Code, before: number): void {
    increment(this.fn, this.address, before, word(this.tables[s], i32.shr_u(c, this.shift)));
  }
}

/** `(lo, hi, cell, tables, buckets, shift, x, y(, z))`, see {@link sortCode}. */
export function countFn(columns: readonly ColumnSpec[], space: SpaceSpec): Fn {
  const fn = new Fn(words(6 + space.dimensions), [I32]);
  const hi = fn.get(1);
  const axes = space.cells.map((_, d) => ({ type: columns.find(({ name }) => name === AXES[d])?.type ?? 'f64', base: fn.get(6 + d) }));
  const streams = new Streams(fn);
  const [t, before, c, previous, disorder] = locals(fn, 5);
  const [four, wrong] = [fn.local(V128), fn.local(V128)];
  const last = Array.from({ length: STREAMS }, () => fn.local(V128));
  for (const each of last) fn.emit(fn.set(each, i32x4.splat(i32.const(-1))));
  repeat(fn, t, streams.length, LANES, () => {
    last.forEach((each, s) => {
      const i = streams.agent(s, t);
      fn.emit(fn.set(four, cells4(fn, space, axes, i)), v128.store(word(streams.cell, i), fn.get(four)));
      const precede = i8x16.shuffle(fn.get(each), fn.get(four), THREE_TO_SIX);
      fn.emit(fn.set(wrong, v128.or(fn.get(wrong), i32x4.gt_s(precede, fn.get(four)))), fn.set(each, fn.get(four)));
      for (let k = 0; k < LANES; k++) streams.increment(s, i32x4.extract_lane(fn.get(four), k), before);
    });
  });
  fn.emit(fn.set(disorder, v128.any_true(fn.get(wrong))));
  fn.emit(fn.set(previous, i32x4.extract_lane(fn.get(last[STREAMS - 1]), LANES - 1)), fn.set(t, streams.rest));
  repeat(fn, t, hi, 1, () => {
    fn.emit(fn.set(c, cell1(fn, space, axes, fn.get(t))), i32.store(word(streams.cell, fn.get(t)), fn.get(c)));
    fn.emit(fn.set(disorder, i32.or(fn.get(disorder), i32.gt_s(fn.get(previous), fn.get(c)))), fn.set(previous, fn.get(c)));
    streams.increment(STREAMS - 1, fn.get(c), before);
  });
  fn.emit(fn.get(disorder));
  return fn;
}

/** Lanes 3 to 6 of two vectors: what precedes each lane of the second. */
const THREE_TO_SIX = Array.from({ length: 16 }, (_, byte) => 12 + byte);

/** A column of positions. */
interface Axis {
  readonly type: ColumnType;
  readonly base: Code;
}

/** Cells of agents i … i + 3, along each axis as `cellAlong` says. */
function cells4(fn: Fn, { size, cells }: SpaceSpec, axes: readonly Axis[], i: Code): Code {
  return cells.reduceRight<Code>((beyond, n, d) => {
    const [low, high] = pairs(fn, axes[d], i).map((pair) =>
      i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(pair, f64x2.splat(f64.const(n / size[d])))),
    );
    const whole = i8x16.shuffle(low, high, [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
    const along = i32x4.max_s(i32x4.min_s(whole, i32x4.splat(i32.const(n - 1))), i32x4.splat(i32.const(0)));
    return beyond.length === 0 ? along : i32x4.add(i32x4.mul(beyond, i32x4.splat(i32.const(n))), along);
  }, []);
}

/** Four values of a column as two pairs of doubles. */
function pairs(fn: Fn, { type, base }: Axis, i: Code): Code[] {
  if (type === 'f64') {
    const at = fn.keep(I32, i32.add(base, i32.shl(i, i32.const(3))));
    return [v128.load(at), v128.load(at, 16)];
  }
  if (type === 'f32') {
    const at = fn.keep(I32, word(base, i));
    return [f64x2.promote_low_f32x4(v128.load64_zero(at)), f64x2.promote_low_f32x4(v128.load64_zero(at, 8))];
  }
  const value = (k: number): Code => valueAt({ type, base }, i32.add(i, i32.const(k)));
  return [0, 2].map((k) => f64x2.replace_lane(f64x2.splat(value(k)), 1, value(k + 1)));
}

/** The cell of agent i, likewise. */
function cell1(fn: Fn, { size, cells }: SpaceSpec, axes: readonly Axis[], i: Code): Code {
  return cells.reduceRight<Code>((beyond, n, d) => {
    const whole = fn.keep(I32, i32.trunc_sat_f64_u(f64.mul(valueAt(axes[d], i), f64.const(n / size[d]))));
    const along = control.select(whole, i32.const(n - 1), i32.lt_u(whole, i32.const(n - 1)));
    return beyond.length === 0 ? along : i32.add(i32.mul(beyond, i32.const(n)), along);
  }, []);
}

/** Value i of a column as a double. */
function valueAt({ type, base }: Axis, i: Code): Code {
  if (type === 'f64') return f64.load(i32.add(base, i32.shl(i, i32.const(3))));
  if (type === 'f32') return f64.promote_f32(f32.load(word(base, i)));
  if (type === 'i32') return f64.convert_i32_s(i32.load(word(base, i)));
  if (type === 'u32') return f64.convert_i32_u(i32.load(word(base, i)));
  return f64.convert_i32_u(i32.load8_u(i32.add(base, i)));
}

/** `(lo, hi, cell, tables, buckets, shift, dealt)`, see {@link sortCode}. */
export function dealFn(): Fn {
  const fn = new Fn(words(7), []);
  const [hi, dealt] = [fn.get(1), fn.get(6)];
  const streams = new Streams(fn);
  const [t, place] = locals(fn, 2);
  const dealOne = (s: number, i: Code): void => {
    streams.increment(s, i32.load(word(streams.cell, i)), place);
    fn.emit(i32.store(word(dealt, fn.get(place)), i));
  };
  repeat(fn, t, streams.length, 1, () => {
    for (let s = 0; s < STREAMS; s++) dealOne(s, streams.agent(s, t));
  });
  fn.emit(fn.set(t, streams.rest));
  repeat(fn, t, hi, 1, () => dealOne(STREAMS - 1, fn.get(t)));
  return fn;
}

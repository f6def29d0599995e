// The loops over the cells of a field, as WebAssembly: adding what was deposited, diffusion and evaporation. Imports engine, the assembler, field.

import { control, F32, f32, f32x4, F64, f64, f64x2, I32, i32, V128, v128, type Code, type ValueType } from '../engine/wasm/instructions.ts';
import { compiledFor } from '../engine/wasm/compiled.ts';
import { Fn, Module } from '../engine/wasm/module.ts';
import type { FieldSpec } from './field.ts';
import { locals, parameters, repeat, word, words } from './sort-loops.ts';

/** Amounts nearer to 0 than this become 0: numbers with few digits left (subnormal ones) are slow, and every tail ends in them. */
export const FAINT = { f32: 2 ** -100, f64: 2 ** -900 };

/** Bytes that {@link fieldCode}'s `deposit` may scribble on. */
export const SPARE_BYTES = 64;

const LANES = 4;

type Amount = FieldSpec['type'];

export const bytesOf = (type: Amount): number => (type === 'f32' ? 4 : 8);

/** Operations of one precision, on one number or on a vector of them. */
function algebra(type: Amount, vector: boolean) {
  const number = type === 'f32' ? f32 : f64;
  const operations = vector ? (type === 'f32' ? f32x4 : f64x2) : number;
  const lanes = vector ? 16 / bytesOf(type) : 1;
  const { load, store } = vector ? v128 : number;
  const constant = (value: number): Code =>
    vector ? v128.const(new (type === 'f32' ? Float32Array : Float64Array)(lanes).fill(value)) : number.const(value);
  const shape: ValueType = vector ? V128 : type === 'f32' ? F32 : F64;
  return { ...operations, load, store, constant, lanes, type: shape };
}

/** What becomes of a cell: its amount and its neighbours' as the last tick left them, by how far they are away. */
class Cell {
  private readonly fn: Fn;
  private readonly field: FieldSpec;
  private readonly of: ReturnType<typeof algebra>;
  private readonly constants: Readonly<Record<'share' | 'all' | 'kept' | 'least' | 'most' | 'faint', Code>>;
  private readonly vector: boolean;

  constructor(fn: Fn, field: FieldSpec, vector: boolean) {
    const { type, diffusion, neighbours, evaporation, range } = field;
    this.fn = fn;
    this.field = field;
    this.vector = vector;
    this.of = algebra(type, vector);
    const constant = (value: number): Code => fn.keep(this.of.type, this.of.constant(value));
    const [least, most] = range ?? [0, 0];
    this.constants = {
      share: constant(diffusion / neighbours),
      all: constant(neighbours),
      kept: constant(1 - evaporation),
      least: constant(least),
      most: constant(most),
      faint: constant(FAINT[type]),
    };
  }

  get lanes(): number {
    return this.of.lanes;
  }

  /** Emit: store the new amount. `at` loads amounts by column and row relative to the cell. */
  write(at: (dx: number, dy: number, load: (address: Code, offset?: number) => Code) => Code, to: Code, offset: number): void {
    const { fn, field, of, constants } = this;
    const here = fn.keep(of.type, at(0, 0, of.load));
    let value = here;
    if (field.diffusion > 0) {
      const near = (dx: number, dy: number): Code => at(dx, dy, of.load);
      const cross = of.add(of.add(near(-1, 0), near(1, 0)), of.add(near(0, -1), near(0, 1)));
      const corners = of.add(of.add(near(-1, -1), near(-1, 1)), of.add(near(1, -1), near(1, 1)));
      const sum = field.neighbours === 8 ? of.add(cross, corners) : cross;
      value = of.add(here, of.mul(constants.share, of.sub(sum, of.mul(constants.all, here))));
    }
    if (field.evaporation > 0) value = of.mul(value, constants.kept);
    if (field.range) value = of.max(constants.least, of.min(constants.most, value));
    fn.emit(of.store(to, this.audible(fn.keep(of.type, value)), offset));
  }

  /** The value, or 0 where it is too faint. */
  private audible(value: Code): Code {
    const { of, constants } = this;
    const faint = of.lt(of.abs(value), constants.faint);
    return this.vector ? v128.andnot(value, faint) : control.select(of.constant(0), value, faint);
  }
}

/**
 * `(lo, hi, now, next)`: what diffusion, then evaporation, then the range make of rows [lo, hi) of the grid at `now`.
 *
 * With neighbours W, E, N, S and those at the corners, v becomes v + share / n × (((W + E) + (N + S)) + ((NW + SW) + (NE + SE)) − n v),
 * n being 4 (no corners) or 8. So what is even stays so to the bit, and nothing falls below 0 that was not. Beyond a border of
 * a space that is not periodic lies the cell at the border.
 */
function spreadFn(field: FieldSpec): Fn {
  const fn = new Fn(words(4), []);
  const [lo, hi, now, next] = parameters(fn);
  const [width, height] = field.cells;
  const bytes = bytesOf(field.type);
  const one = new Cell(fn, field, false);
  const many = new Cell(fn, field, true);
  const [y, o] = locals(fn, 2);
  fn.emit(fn.set(y, lo));
  repeat(fn, y, hi, 1, () => {
    const row = (base: Code, at: Code): Code => fn.keep(I32, i32.add(base, i32.mul(at, i32.const(width * bytes))));
    const [first, last] = field.periodic ? [height - 1, 0] : [0, height - 1]; // the rows beyond the first and the last
    const rows = [
      row(now, control.select(i32.const(first), i32.sub(fn.get(y), i32.const(1)), i32.eqz(fn.get(y)))),
      row(now, fn.get(y)),
      row(now, control.select(i32.const(last), i32.add(fn.get(y), i32.const(1)), i32.eq(fn.get(y), i32.const(height - 1)))),
    ];
    const to = row(next, fn.get(y));
    const column = (x: number): number => (field.periodic ? (x + width) % width : Math.max(0, Math.min(width - 1, x)));
    const single = (x: number): void => one.write((dx, dy, load) => load(rows[1 + dy], column(x + dx) * bytes), to, x * bytes);
    const inner = width - 2;
    single(0);
    if (inner >= many.lanes) {
      // vectors from column 1 on; the last one ends at the column before the last, and may do some again
      const end = (inner - many.lanes) * bytes;
      const inside = fn.inside(() => {
        const shifted = [...rows, to].map((each) => fn.keep(I32, i32.add(each, fn.get(o))));
        many.write((dx, dy, load) => load(shifted[1 + dy], (1 + dx) * bytes), shifted[3], bytes);
      });
      const on = i32.add(fn.get(o), i32.const(16));
      fn.emit(
        fn.set(o, i32.const(0)),
        control.block(
          control.loop([
            inside,
            control.br_if(i32.eq(fn.get(o), i32.const(end)), 1),
            fn.set(o, control.select(on, i32.const(end), i32.lt_u(on, i32.const(end)))),
            control.br(0),
          ]),
        ),
      );
    } else for (let x = 1; x <= inner; x++) single(x);
    if (width > 1) single(width - 1);
  });
  return fn;
}

/**
 * `(count, cells, amounts, first, size, values, spare)`: add what agents [0, count) have noted to the cells [first, first + size),
 * whose amounts begin at `values`, in the order of agents. Whoever noted another cell, or none, adds to spare bytes instead of branching.
 */
function depositFn(type: Amount): Fn {
  const fn = new Fn(words(7), []);
  const [count, cells, amounts, first, size, values, spare] = parameters(fn);
  const of = algebra(type, false);
  const wide = Math.log2(bytesOf(type));
  const [i, cell, at] = locals(fn, 3);
  const whole = fn.keep(I32, i32.and(count, i32.const(-LANES)));
  const add = (k: number): void => {
    const value = of.load(i32.add(amounts, i32.shl(fn.get(i), i32.const(wide))), k << wide);
    const inside = i32.add(values, i32.shl(fn.get(cell), i32.const(wide)));
    const beside = i32.add(spare, i32.const(k * (SPARE_BYTES / LANES)));
    fn.emit(
      fn.set(cell, i32.sub(i32.load(word(cells, fn.get(i)), 4 * k), first)),
      fn.set(at, control.select(inside, beside, i32.lt_u(fn.get(cell), size))),
      of.store(fn.get(at), of.add(of.load(fn.get(at)), value)),
    );
  };
  repeat(fn, i, whole, LANES, () => {
    for (let k = 0; k < LANES; k++) add(k);
  });
  repeat(fn, i, count, 1, () => add(0));
  return fn;
}

type Call = (...words: number[]) => void;

/** The loops over one field, on a shared memory; addresses are byte offsets: see {@link spreadFn}, {@link depositFn}. */
export function fieldCode(field: FieldSpec, memory: WebAssembly.Memory): Record<'spread' | 'deposit', Call> {
  const compiled = compiledFor(`field ${JSON.stringify(field)}`, () => {
    const module = new Module();
    module.add(spreadFn(field), 'spread');
    module.add(depositFn(field.type), 'deposit');
    return module;
  });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  return exports as ReturnType<typeof fieldCode>; // as they were named
}

// What the bodies of one kernel share: the program, what is known of it, the function being written, its arguments.
// Imports ir, survey, arguments, flow, module.

import { BYTES, type ColumnSpec } from '../../engine/columns.ts';
import type { Program } from '../ir.ts';
import type { Survey } from '../survey.ts';
import { Arguments } from './arguments.ts';
import { Flow } from './flow.ts';
import { f32, F32, f64, F64, i32, I32, V128, v128, type Code } from '../../engine/wasm/instructions.ts';
import type { Fn, Module } from '../../engine/wasm/module.ts';
import type { Shape, Value } from './shape.ts';

export class Frame {
  readonly program: Program;
  readonly facts: Survey;
  readonly module: Module;
  readonly fn: Fn;
  readonly args: Arguments;
  readonly flow: Flow;
  readonly single: boolean;
  /** bytes of working memory that the kernel needs */
  spill = 0;

  constructor(program: Program, facts: Survey, module: Module, fn: Fn) {
    this.program = program;
    this.facts = facts;
    this.module = module;
    this.fn = fn;
    this.args = new Arguments(fn);
    this.flow = new Flow(fn);
    this.single = program.precision === 'f32';
  }

  column(kind: string | null, name: string): ColumnSpec {
    if (name === 'id') return { name, type: 'u32', size: 1 };
    const shape = this.program.kinds.find((each) => each.name === kind);
    const column = [...(shape?.columns ?? []), ...(shape?.derived ?? [])].find((each) => each.name === name);
    if (!column) throw new Error(`kind ${kind} has no column ${name}`);
    return column;
  }

  /** The value of a global, as a number. */
  global(name: string): Code {
    const slot = this.program.globals.indexOf(name);
    const load = f64.load(this.args.get('globals'), 8 * slot);
    return this.args.derive(`global:${name}`, () => (this.single ? f32.demote_f64(load) : load), this.single ? F32 : F64);
  }

  /** Reserve working memory of the call; returns its address. */
  reserve(bytes: number): Code {
    const at = this.spill;
    this.spill += Math.ceil(bytes / 16) * 16;
    return this.args.derive(`spill:${at}`, () => i32.add(this.args.get('spill'), i32.const(at)), I32);
  }

  /** Where a column's plane begins, of the present buffer of some kind. */
  now(kind: string, column: string, plane = 0): Code {
    return this.args.plane('now', kind, column, plane, BYTES[this.column(kind, column).type]);
  }

  /** How what is in a field is kept. */
  fieldType(field: string): 'f32' | 'f64' {
    return this.program.fields.find(({ name }) => name === field)?.type ?? 'f64';
  }

  /** Does the agent with id n stand at place n? */
  isFixed(kind: string): boolean {
    return this.program.kinds.find(({ name }) => name === kind)?.fixed === true;
  }

  /** Where a table begins: they lie one after the other, each at a multiple of 16 bytes. */
  table(table: number): Code {
    if (this.program.tables[table].scratch !== undefined) return this.args.get(`shared:${table}`);
    return this.args.derive(`table:${table}`, () =>
      i32.add(this.args.get('tables'), i32.const(tableOffset(this.program.tables, table, this.single))),
    );
  }

  private nanAlone = -1;
  private nanLanes = -1;

  /** A float as it is stored: NaN is the canonical one, and is noted. */
  kept(shape: Shape, value: Value): Value {
    if (value.type !== 'float') return value;
    const { float } = shape;
    if (shape.vector) this.nanLanes = this.nanLanes < 0 ? this.fn.local(V128) : this.nanLanes;
    else this.nanAlone = this.nanAlone < 0 ? this.fn.local(I32) : this.nanAlone;
    const flag = shape.vector ? this.nanLanes : this.nanAlone;
    const parts = value.parts.map((part) => {
      const x = this.fn.keep(float.type, part);
      const odd = this.fn.keep(float.mask, float.ne(x, x));
      this.fn.emit(this.fn.set(flag, shape.vector ? v128.or(this.fn.get(flag), odd) : i32.or(this.fn.get(flag), odd)));
      return float.select(odd, NaN, x);
    });
    return { ...value, parts };
  }

  /** Leave word if a NaN was stored. */
  tellNaN(): void {
    const flags = [
      ...(this.nanAlone < 0 ? [] : [this.fn.get(this.nanAlone)]),
      ...(this.nanLanes < 0 ? [] : [v128.any_true(this.fn.get(this.nanLanes))]),
    ];
    for (const flag of flags) this.flow.if(flag, () => this.fn.emit(i32.store(this.args.get('nan'), i32.const(1))));
  }
}

/** Bytes before table `n` of those of a program. */
export function tableOffset(tables: Program['tables'], n: number, single: boolean): number {
  return tables
    .slice(0, n)
    .reduce(
      (sum, { type, values, scratch }) =>
        sum + Math.ceil(((scratch === undefined ? values.length : 0) * (type === 'float' && !single ? 8 : 4)) / 16) * 16,
      0,
    );
}

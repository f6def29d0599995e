// Tables: arrays of numbers handed to a rule, which only reads them. Imports pass, numbers, ir.

import type { Node } from 'acorn';
import { arithmetic, compare, convert, literal } from './numbers.ts';
import type { Expr, Table } from './ir.ts';
import type { Binding, Pass } from './pass.ts';
import { textOf } from './source.ts';

/** A table as it was handed over: rows of rows lie one after the other, `shape` counts them from the outermost. */
export interface TableSource extends Table {
  readonly shape: readonly number[];
}

/** The tables of a rule and its helpers, over all passes. */
export interface Tables {
  /** by the array handed over */
  readonly known: Map<object, TableSource>;
  /** those read at an index that is no constant: the tables of the program */
  readonly used: TableSource[];
}

type TableBinding = Binding & { tag: 'table' };

/** Stands for a place outside the table, and stays outside whatever lies within a table is added to it. */
const OUTSIDE = -(2 ** 31);

/** Is this something with elements? */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** What is wrong with rows that are to be a table called `name`; null when nothing. */
export function wrongTable(given: ArrayLike<unknown>, name: string): string | null {
  return flatten(given, name, [], 0, []);
}

/** What the name of an array stands for that was handed over in `uses`, or that is one of the parameters. */
export function tableOf(p: Pass, name: string, given: ArrayLike<unknown>, node: Node): Binding {
  let table = p.tables.known.get(given);
  if (!table) {
    const shape: number[] = [];
    const values: number[] = [];
    const wrong = flatten(given, name, shape, 0, values);
    if (wrong !== null)
      p.refuse(
        node,
        `"${name}", handed over in uses, is no table: ${wrong},`,
        'a table is an array of at least one number, or of rows of equal length',
      );
    const type = typeOf(given, values, p.single);
    table = { name, type, shape, values: type === 'float' && p.single ? values.map(Math.fround) : values };
    p.tables.known.set(given, table);
  }
  return { tag: 'table', name, table, depth: 0, base: literal(0, '', p.single) };
}

/** Rows of rows into one list; says what is wrong with them, null when nothing. */
function flatten(rows: ArrayLike<unknown>, name: string, shape: number[], depth: number, values: number[]): string | null {
  if (rows.length === 0) return `${name} is empty`;
  shape[depth] ??= rows.length;
  if (rows.length !== shape[depth]) return `${name} has length ${rows.length} and the rows before it ${shape[depth]}`;
  for (let k = 0; k < rows.length; k++) {
    const value = rows[k];
    const deeper = shape.length > depth + 1;
    if (isList(value) && (values.length === 0 || deeper)) {
      const wrong = flatten(value, `${name}[${k}]`, shape, depth + 1, values);
      if (wrong !== null) return wrong;
    } else if (typeof value !== 'number' || deeper) {
      return `${name}[${k}] is ${isList(value) ? 'a row among numbers' : typeof value === 'number' ? 'a number among rows' : described(value)}`;
    } else values.push(value);
  }
  return null;
}

const described = (value: unknown): string => (value === null || value === undefined ? String(value) : `of type ${typeof value}`);

/** Typed arrays have the type of their elements; other tables of whole numbers are i32, or u32 where they must be. */
function typeOf(given: ArrayLike<unknown>, values: readonly number[], single: boolean): Table['type'] {
  if (given instanceof Float32Array || given instanceof Float64Array) return 'float';
  if (given instanceof Uint32Array) return 'u32';
  if (values.every((value) => literal(value, '', single).type === 'i32')) return 'i32';
  const unsigned = values.every((value) => value >= 0 && literal(value, '', single).type !== 'float');
  return unsigned ? 'u32' : 'float';
}

/** `table[index]`: a number, or a row that takes a further index. Outside the table it reads NaN, or 0 where it is one of whole numbers. */
export function tableElement(p: Pass, { name, table, depth, base }: TableBinding, given: Expr, node: Node): Binding {
  const { shape } = table;
  const last = depth === shape.length - 1;
  const held = p.variable('at'); // reserved in every pass
  const stride = shape.slice(depth + 1).reduce((a, b) => a * b, 1);
  const index = whole(p, given, node);
  const row = node.type === 'MemberExpression' ? textOf(p.frame.source, node) : `${name}[…]`;
  if (index.op === 'const' && (index.value < 0 || index.value >= shape[depth]))
    p.refuse(node, `element ${index.value} of "${name}"`, `it has elements 0 to ${shape[depth] - 1}`);
  let at = index;
  if (depth > 0 || !last) {
    const number = (value: number): Expr => literal(value, '', p.single);
    const to = arithmetic('+', base, arithmetic('*', index, number(stride), p.single), p.single);
    const inside = compare('<', convert(index, 'u32', p.single), { op: 'const', type: 'u32', value: shape[depth] }, p.single);
    at = index.op === 'const' ? to : { op: 'select', type: 'i32', test: inside, yes: to, no: number(OUTSIDE) };
  }
  if (at.op === 'const') {
    if (last) return { tag: 'value', expr: { op: 'const', type: table.type, value: table.values[at.value] } };
    return { tag: 'table', name: row, table, depth: depth + 1, base: at };
  }
  if (at.op !== 'local') at = keep(p, held, at, node); // a row stays the row that it was
  if (!last) return { tag: 'table', name: row, table, depth: depth + 1, base: at };
  return { tag: 'value', expr: { op: 'table', type: table.type, table: numberOfTable(p, table), index: at } };
}

/** The number of a table among those of the program. */
export function numberOfTable({ tables: { used } }: Pass, table: TableSource): number {
  const known = used.indexOf(table);
  return known < 0 ? used.push(table) - 1 : known;
}

/** The length of a table, or of its rows. */
export function tableMember(p: Pass, { name, table, depth }: TableBinding, member: string, node: Node): Binding {
  if (member === 'length') return { tag: 'value', expr: literal(table.shape[depth], '', p.single) };
  return (member in Array.prototype ? p.foreign : p.refuse).call(
    p,
    node,
    `"${name}.${member}"`,
    `a table has elements, ${name}[0] to ${name}[${table.shape[depth] - 1}], and length; write a loop over them`,
  );
}

/** A number as an index or an id, i32: fractions are dropped, NaN is -1. */
export function whole(p: Pass, given: Expr, node: Node): Expr {
  const held = p.variable('whole'); // reserved in every pass
  if (given.type !== 'float') return convert(given, 'i32', p.single);
  if (given.op === 'const') return Number.isNaN(given.value) ? literal(-1, '', p.single) : convert(given, 'i32', p.single);
  const value = given.op === 'local' ? given : keep(p, held, given, node);
  const none = literal(-1, '', p.single);
  return { op: 'select', type: 'i32', test: compare('==', value, value, p.single), yes: convert(value, 'i32', p.single), no: none };
}

/** Write the value to a variable, so that it may be read twice and stays as it is. */
export function keep(p: Pass, local: number, value: Expr, node: Node): Expr {
  p.out.push({ op: 'set', place: { op: 'local', local }, value: p.admit(local, value, node) });
  return p.read(local);
}

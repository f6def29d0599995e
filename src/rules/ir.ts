// The typed intermediate form of a rule: what it computes, free of any target language. Helper functions are inlined,
// names are resolved, every conversion is written out. Imports nothing but types.
//
// Numbers. `float` is f32 or f64, the same for a whole program: an f32 program rounds after every operation. i32 and u32
// wrap. `/` has float operands. Operands of an operator have the type of its result, unless said otherwise.
// Expressions have no effects: they may be evaluated in any order (a draw is a function of its site and counter).

import type { ColumnSpec } from '../engine/columns.ts';
import type { SpaceSpec } from '../spaces/space.ts';

export type Type = 'bool' | 'i32' | 'u32' | 'float';
export type Arithmetic = '+' | '-' | '*' | '/' | '%' | 'min' | 'max';
export type Bits = '&' | '|' | '^' | '<<' | '>>' | '>>>';
export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';
export type Unary = '-' | 'abs' | 'floor' | 'ceil' | 'round' | 'trunc' | 'sign' | 'sqrt' | 'fround';
export type Draw = 'uniform' | 'normal' | 'exponential' | 'integer';

/** The role a function plays in a model. */
export type Role = 'rule' | 'init' | 'reduce' | 'global';

export type Expr =
  | { op: 'const'; type: Type; value: number } // bool: 0 or 1
  | { op: 'local'; type: Type; local: number }
  | { op: 'own'; type: Type; column: string; plane: number } // the working copy: a read after a write sees the write
  | { op: 'ownAt'; type: Type; column: string; index: Expr } // index: an i32 variable; outside 0..size-1 reads NaN (float) or 0
  | { op: 'other'; type: Type; loop: number; kind: string; column: string; plane: number }
  | { op: 'otherAt'; type: Type; loop: number; kind: string; column: string; index: Expr }
  | { op: 'measure'; type: 'float'; loop: number; what: 'dx' | 'dy' | 'dz' | 'distance2' } // from me to the neighbour, by the space
  | { op: 'selfId'; type: 'i32' }
  | { op: 'otherId'; type: 'i32'; loop: number; kind: string }
  | { op: 'place'; type: 'i32'; kind: string; id: Expr } // where the agent with this id stands in memory, -1: nobody; id: i32, a variable or constant
  | { op: 'agent'; type: Type; kind: string; column: string; plane: number; place: number } // place: the local that holds it; -1 reads NaN (float) or 0
  | { op: 'agentAt'; type: Type; kind: string; column: string; index: Expr; place: number } // index as in ownAt
  | { op: 'table'; type: Type; table: number; index: Expr } // index: an i32 variable; outside the table reads NaN (float) or 0
  | { op: 'cell'; type: 'i32'; field: string; position: readonly Expr[] } // of the field at this x and y, floats, brought into the space first; 0 where one is NaN
  | { op: 'field'; type: 'float'; field: string; cell: number } // what is in the cell that the local holds
  | { op: 'index'; type: 'i32' } // my place in memory
  | { op: 'tick'; type: 'i32' }
  | { op: 'global'; type: 'float'; name: string }
  | { op: 'population'; type: 'i32'; kind: string }
  | { op: 'arith'; type: Type; operator: Arithmetic; left: Expr; right: Expr } // integers: x % 0 is 0
  | { op: 'bits'; type: 'i32' | 'u32'; operator: Bits; left: Expr; right: Expr }
  | { op: 'unary'; type: Type; operator: Unary; operand: Expr }
  | { op: 'compare'; type: 'bool'; operator: Comparison; left: Expr; right: Expr } // operands alike; i32 with u32 by value
  | { op: 'logic'; type: 'bool'; operator: 'and' | 'or'; left: Expr; right: Expr }
  | { op: 'not'; type: 'bool'; operand: Expr }
  | { op: 'select'; type: Type; test: Expr; yes: Expr; no: Expr }
  | { op: 'convert'; type: Type; how: Conversion; operand: Expr }
  | { op: 'elementary'; type: 'float'; name: string; operands: Expr[] } // sin, cos, atan2, pow ...: engine/elementary.ts
  | { op: 'draw'; type: Type; name: Draw; site: number; counter: number | null; operands: Expr[] }; // float except integer

/**
 * exact: to a wider type (an int to f32 is rounded) · wrap: modulo 2^32 as JavaScript's bit operators do ·
 * saturate: truncated toward zero, clamped, NaN gives 0 · byte: an i32 clamped to 0..255 · truth: not 0, not NaN.
 */
export type Conversion = 'exact' | 'wrap' | 'saturate' | 'byte' | 'truth';

/** What can be assigned: a local variable, or one plane of a column of mine. */
export type Place = { op: 'local'; local: number } | { op: 'own'; column: string; plane: number };

export type Stmt =
  | { op: 'set'; place: Place; value: Expr }
  | { op: 'add'; place: Place; value: Expr; minus: boolean } // place += value, or -=; value has the place's type
  | { op: 'setAt'; column: string; index: Expr; value: Expr } // an index outside the vector writes nothing
  | { op: 'setGlobal'; name: string; value: Expr }
  | { op: 'if'; test: Expr; yes: Stmt[]; no: Stmt[] }
  | Loop
  | Neighbours
  | { op: 'block'; label: number; body: Stmt[] }
  | { op: 'leave'; label: number } // go on after that block or loop
  | { op: 'again'; label: number } // go on with the next trip of that loop
  | { op: 'die' }
  | { op: 'kill'; loop: number; kind: string } // in place only: the neighbour at hand dies at once
  | { op: 'killAt'; place: number; kind: string } // likewise the agent whose place that local holds; -1: nobody
  | { op: 'claim'; loop: number; kind: string } // the neighbour at hand; the last one of a tick counts
  | { op: 'claimAt'; place: number; kind: string } // as claim: the agent whose place that local holds; -1: nobody, which undoes an earlier one. A cell is an agent of the kind of cells
  | { op: 'deposit'; site: number; field: string; cell: number; value: Expr } // noted, to be added when all rules have run; in place: added. At most once an agent and site
  | { op: 'rewire'; slot: number; value: Expr } // what I wish for the link in that slot of the rows, a local; -1: there is none. See spaces/links.ts
  | { op: 'link'; site: number; value: Expr } // the id plus 1 of a node that I want to be linked to; 0: nobody. At most once an agent and site
  | { op: 'birth'; site: number; kind: string; values: { column: string; plane: number; value: Expr }[] }
  | { op: 'fail'; parts: (string | Expr)[] }; // stops the run with this message

/**
 * A trip: tick the counter; testFirst: `before`, leave unless `test`; `body`; `update`; else: `before`, leave unless `test`.
 * `again` in the body goes on at `update`.
 */
export interface Loop {
  op: 'loop';
  label: number;
  testFirst: boolean;
  before: Stmt[];
  test: Expr | null;
  body: Stmt[];
  update: Stmt[];
  counter: number | null;
}

/**
 * The agents of `kind` within the radius, me excluded, in visiting order. `lanes` are places only added to: in a synchronous
 * kernel the neighbour at position p of its run adds to lane p % L, joined in a fixed tree after the loop.
 */
export interface Neighbours {
  op: 'neighbours';
  label: number;
  kind: string;
  body: Stmt[];
  counter: number | null;
  lanes: Place[];
}

/** Numbers that a rule only reads. Rows of rows lie one after the other. */
export interface Table {
  readonly name: string;
  readonly type: 'i32' | 'u32' | 'float';
  readonly values: ArrayLike<number>; // rounded to f32 in an f32 program; of one in memory only the length
  /** scratch array that it is: its values are those of the tick */
  readonly scratch?: string;
}

/** A field as a program sees it: a grid of amounts, row by row over the space. */
export interface FieldShape {
  readonly name: string;
  readonly type: 'f32' | 'f64';
  /** cells along x and y */
  readonly cells: readonly [number, number];
}

/** A kind as a program sees it. `fixed`: agents stand in memory at their ids, for they are never sorted, born or dead. */
export interface KindShape {
  readonly name: string;
  /** its agents are the cells of the grid, or the nodes of the network: at their ids, for ever */
  readonly on?: 'cells' | 'nodes';
  readonly columns: readonly ColumnSpec[];
  readonly fixed?: boolean;
  /** columns of values that follow from others: see derive.ts */
  readonly derived?: readonly ColumnSpec[];
}

/** A whole rule. Counters start at -1 for each agent and are ticked by their loop: the first trip has iteration 0. */
export interface Program {
  readonly role: Role;
  readonly name: string;
  readonly precision: 'f32' | 'f64';
  readonly mode: 'synchronous' | 'sequential';
  readonly self: string | null;
  readonly kinds: readonly KindShape[];
  readonly space: SpaceSpec | null;
  readonly globals: readonly string[];
  readonly fields: readonly FieldShape[];
  readonly locals: readonly { readonly name: string; readonly type: Type }[];
  readonly tables: readonly Table[];
  readonly counters: number;
  readonly body: readonly Stmt[];
  readonly result: number | null; // local that holds what the function returns
}

/** The expressions directly in an expression. */
export function operandsOf(expr: Expr): Expr[] {
  switch (expr.op) {
    case 'ownAt':
    case 'otherAt':
    case 'agentAt':
    case 'table':
      return [expr.index];
    case 'place':
      return [expr.id];
    case 'cell':
      return [...expr.position];
    case 'arith':
    case 'bits':
    case 'compare':
    case 'logic':
      return [expr.left, expr.right];
    case 'unary':
    case 'not':
    case 'convert':
      return [expr.operand];
    case 'select':
      return [expr.test, expr.yes, expr.no];
    case 'elementary':
    case 'draw':
      return expr.operands;
    default:
      return [];
  }
}

/** The expressions and the lists of statements directly in a statement. */
export function partsOf(stmt: Stmt): { exprs: Expr[]; bodies: Stmt[][] } {
  switch (stmt.op) {
    case 'set':
    case 'add':
    case 'setGlobal':
    case 'deposit':
    case 'rewire':
    case 'link':
      return { exprs: [stmt.value], bodies: [] };
    case 'setAt':
      return { exprs: [stmt.index, stmt.value], bodies: [] };
    case 'if':
      return { exprs: [stmt.test], bodies: [stmt.yes, stmt.no] };
    case 'loop':
      return { exprs: stmt.test ? [stmt.test] : [], bodies: [stmt.before, stmt.body, stmt.update] };
    case 'neighbours':
    case 'block':
      return { exprs: [], bodies: [stmt.body] };
    case 'birth':
      return { exprs: stmt.values.map((entry) => entry.value), bodies: [] };
    case 'fail':
      return { exprs: stmt.parts.filter((part) => typeof part !== 'string'), bodies: [] };
    default:
      return { exprs: [], bodies: [] };
  }
}

/** Visit every statement and expression of `body`, outer ones first. */
export function walk(body: readonly Stmt[], onStmt: (stmt: Stmt) => void, onExpr: (expr: Expr) => void): void {
  const visit = (expr: Expr): void => {
    onExpr(expr);
    operandsOf(expr).forEach(visit);
  };
  for (const stmt of body) {
    onStmt(stmt);
    const { exprs, bodies } = partsOf(stmt);
    exprs.forEach(visit);
    for (const inner of bodies) walk(inner, onStmt, onExpr);
  }
}

/** A place as a key of maps and sets. */
export function keyOf(place: Place): string {
  return place.op === 'local' ? `local ${place.local}` : `own ${place.plane} ${place.column}`;
}

// What a rule computes of each neighbour alone, such as the sine of its heading, is computed once for every agent before the rule, and
// read by all that meet it: one sine for each agent instead of one for each pair. Imports ir.

import type { ColumnSpec } from '../engine/columns.ts';
import { operandsOf, type Expr, type Neighbours, type Program, type Stmt } from './ir.ts';

/** A column that is not part of the state: what it holds follows from the columns of its agent. */
export interface Derived {
  readonly kind: string;
  readonly column: ColumnSpec;
  /** for people: "sin(heading)" */
  readonly text: string;
  /** a reduction that gives the value of each agent */
  readonly program: Program;
}

/** The program with what it computes of each neighbour alone read from derived columns. */
export function derive(program: Program): { program: Program; derived: readonly Derived[] } {
  if (program.role !== 'rule' || program.mode !== 'synchronous') return { program, derived: [] };
  const found = new Map<string, Derived>();
  const column = (loop: Neighbours, expr: Expr): Expr => {
    const own = ofAgent(expr);
    const key = `${loop.kind} ${textOfNumbers(own)}`;
    let known = found.get(key);
    if (!known) {
      // no author's column begins with a digit
      const spec: ColumnSpec = { name: `${found.size}of${program.self}`, type: program.precision, size: 1 };
      known = { kind: loop.kind, column: spec, text: textOf(own), program: valueOf(program, loop.kind, own) };
      found.set(key, known);
    }
    return { op: 'other', type: 'float', loop: loop.label, kind: loop.kind, column: known.column.name, plane: 0 };
  };
  const body = program.body.map((stmt) => inStatement(stmt, null, column));
  const derived = [...found.values()];
  const kinds = program.kinds.map((kind) => ({
    ...kind,
    derived: derived.filter((each) => each.kind === kind.name).map((each) => each.column),
  }));
  return derived.length === 0 ? { program, derived } : { program: { ...program, body, kinds }, derived };
}

/** An expression as a key: JSON takes -0 for 0, and what is not finite for null. */
const textOfNumbers = (expr: Expr): string =>
  JSON.stringify(expr, (_, value: unknown) =>
    Object.is(value, -0) ? '-0' : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );

type Replace = (loop: Neighbours, expr: Expr) => Expr;

function inStatement(stmt: Stmt, loop: Neighbours | null, replace: Replace): Stmt {
  const inner = stmt.op === 'neighbours' ? stmt : loop;
  const list = (body: readonly Stmt[]): Stmt[] => body.map((each) => inStatement(each, inner, replace));
  const expr = (each: Expr): Expr => (inner ? inExpression(each, inner, replace) : each);
  switch (stmt.op) {
    case 'set':
    case 'add':
    case 'setGlobal':
      return { ...stmt, value: expr(stmt.value) };
    case 'setAt':
      return { ...stmt, value: expr(stmt.value) };
    case 'if':
      return { ...stmt, test: expr(stmt.test), yes: list(stmt.yes), no: list(stmt.no) };
    case 'loop':
      return { ...stmt, before: list(stmt.before), test: stmt.test && expr(stmt.test), body: list(stmt.body), update: list(stmt.update) };
    case 'neighbours':
      return { ...stmt, body: list(stmt.body) };
    case 'block':
      return { ...stmt, body: list(stmt.body) };
    case 'birth':
      return { ...stmt, values: stmt.values.map((entry) => ({ ...entry, value: expr(entry.value) })) };
    default:
      return stmt; // messages and deposits stay as they are
  }
}

/** The largest parts of an expression that are worth a column and follow from the neighbour alone. */
function inExpression(expr: Expr, loop: Neighbours, replace: Replace): Expr {
  if (expr.op === 'elementary' && mentions(expr, loop) && isOfNeighbour(expr, loop)) return replace(loop, expr);
  const inner = (each: Expr): Expr => inExpression(each, loop, replace);
  switch (expr.op) {
    case 'arith':
    case 'bits':
    case 'compare':
    case 'logic':
      return { ...expr, left: inner(expr.left), right: inner(expr.right) };
    case 'unary':
    case 'not':
    case 'convert':
      return { ...expr, operand: inner(expr.operand) };
    case 'select':
      return { ...expr, test: inner(expr.test), yes: inner(expr.yes), no: inner(expr.no) };
    case 'elementary':
    case 'draw':
      return { ...expr, operands: expr.operands.map(inner) };
    default:
      return expr;
  }
}

const mentions = (expr: Expr, loop: Neighbours): boolean =>
  (expr.op === 'other' && expr.loop === loop.label) || operandsOf(expr).some((each) => mentions(each, loop));

/** Does it follow from columns of the neighbour, and what is the same for all? */
function isOfNeighbour(expr: Expr, loop: Neighbours): boolean {
  switch (expr.op) {
    case 'other':
      return expr.loop === loop.label;
    case 'const':
    case 'tick':
    case 'global':
    case 'population':
      return true;
    case 'arith':
    case 'bits':
    case 'unary':
    case 'compare':
    case 'logic':
    case 'not':
    case 'select':
    case 'convert':
    case 'elementary':
      return operandsOf(expr).every((each) => isOfNeighbour(each, loop));
    default:
      return false;
  }
}

/** The same of an agent itself. */
function ofAgent(expr: Expr): Expr {
  switch (expr.op) {
    case 'other':
      return { op: 'own', type: expr.type, column: expr.column, plane: expr.plane };
    case 'arith':
    case 'bits':
    case 'compare':
    case 'logic':
      return { ...expr, left: ofAgent(expr.left), right: ofAgent(expr.right) };
    case 'unary':
    case 'not':
    case 'convert':
      return { ...expr, operand: ofAgent(expr.operand) };
    case 'select':
      return { ...expr, test: ofAgent(expr.test), yes: ofAgent(expr.yes), no: ofAgent(expr.no) };
    case 'elementary':
    case 'draw':
      return { ...expr, operands: expr.operands.map(ofAgent) };
    default:
      return expr;
  }
}

/** An expression as people write it. */
function textOf(expr: Expr): string {
  const operands = operandsOf(expr).map(textOf);
  switch (expr.op) {
    case 'own':
      return expr.plane === 0 ? expr.column : `${expr.column}[${expr.plane}]`;
    case 'const':
      return `${expr.value}`;
    case 'global':
      return `world.${expr.name}`;
    case 'tick':
      return 'world.tick';
    case 'population':
      return `world.count.${expr.kind}`;
    case 'elementary':
      return `${expr.name}(${operands.join(', ')})`;
    case 'arith':
      return `(${operands.join(` ${expr.operator} `)})`;
    case 'unary':
      return expr.operator === '-' ? `-${operands[0]}` : `${expr.operator}(${operands[0]})`;
    default:
      return operands.length === 1 ? operands[0] : `…`;
  }
}

function valueOf(program: Program, kind: string, value: Expr): Program {
  return {
    ...program,
    role: 'reduce',
    self: kind,
    locals: [{ name: 'value', type: 'float' }],
    tables: [],
    counters: 0,
    body: [{ op: 'set', place: { op: 'local', local: 0 }, value }],
    result: 0,
  };
}

// Calls: Math, random, self.die, other.claim, world.birth, world.agent, and helpers, which are inlined. Imports pass, claims, gathers, expressions, statements, ir.

import type { AnyNode, CallExpression, Expression, Node, Pattern } from 'acorn';
import { shown } from '../engine/columns.ts';
import { nearest } from '../errors.ts';
import { claim, isClaimColumn } from './claims.ts';
import { asValue, lowerBinding, lowerValue } from './expressions.ts';
import { kill } from './deaths.ts';
import { fieldCall } from './fields.ts';
import { gather } from './gathers.ts';
import type { Draw, Expr, Unary } from './ir.ts';
import { link, rewire } from './links.ts';
import { listItem, nearestList } from './lists.ts';
import { birthplace, gridCell, isSingle, move, occupied, WISH } from './moves.ts';
import { keep } from './tables.ts';
import { float, member } from './members.ts';
import { arithmetic, compare, convert, literal, typeOfColumn, unary } from './numbers.ts';
import { livesInSpace, Scope, type Binding, type Frame, type Pass } from './pass.ts';
import { lowerBody } from './statements.ts';
import { inView } from './view.ts';
import type { FunctionNode } from './source.ts';

const EXACT = ['abs', 'floor', 'ceil', 'round', 'trunc', 'sign', 'sqrt', 'fround'];
const ELEMENTARY: Record<string, number> = {
  sin: 1,
  cos: 1,
  tan: 1,
  asin: 1,
  acos: 1,
  atan: 1,
  atan2: 2,
  exp: 1,
  expm1: 1,
  log: 1,
  log2: 1,
  log10: 1,
  log1p: 1,
  pow: 2,
  cbrt: 1,
  sinh: 1,
  cosh: 1,
  tanh: 1,
};
const MATH = [...EXACT, 'min', 'max', 'imul', 'hypot', ...Object.keys(ELEMENTARY)];

/** A call that gives a number, or nothing (null). */
export function call(p: Pass, node: CallExpression): Expr | null {
  const result = callBinding(p, node);
  return result === null ? null : asValue(p, result, node);
}

/** A call; null when it gives nothing. */
export function callBinding(p: Pass, node: CallExpression): Binding | null {
  const callee = node.callee.type === 'Super' ? p.refuse(node, '`super`', 'a rule is a plain function') : lowerBinding(p, node.callee);
  if (callee.tag === 'agents') return gather(p, callee.kind, node);
  if (callee.tag === 'nearestCall') return nearestList(p, callee.kind, numbers(p, node, 1, 1, 'neighbours.nearest')[0], node);
  if (callee.tag === 'inView') return inView(p, callee, node);
  if (callee.tag === 'nth') return listItem(p, callee.kind, numbers(p, node, 1, 1, 'neighbours.at')[0], node);
  const expr = callExpr(p, callee, node);
  return expr && { tag: 'value', expr };
}

function callExpr(p: Pass, callee: Binding, node: CallExpression): Expr | null {
  if (callee.tag === 'method') return methodCall(p, callee.of, callee.name, node);
  if (callee.tag === 'claim') return claim(p, callee, node);
  if (callee.tag === 'death') return kill(p, callee, node);
  if (callee.tag === 'rewire')
    return rewire(p, callee, callee.name === 'relink' ? numbers(p, node, 1, 1, 'relink') : numbers(p, node, 0, 0, 'unlink'), node);
  if (callee.tag === 'fieldCall') return fieldCall(p, callee, node);
  if (callee.tag === 'birth') return birth(p, callee.kind ?? p.context.self ?? '', callee.kind === null, node);
  if (callee.tag === 'function') return inline(p, callee, node);
  if (callee.tag === 'random') p.refuse(node, 'a call of `random`', 'call one of its draws, as random.uniform()');
  return p.refuse(
    node,
    'a call of something that is no function',
    'call helpers handed over in uses, Math, random, self.die(), other.claim(), world.birth() or world.agent(id)',
  );
}

function methodCall(p: Pass, of: string, name: string, node: CallExpression): Expr | null {
  if (of === 'Math') return mathCall(p, name, node);
  if (of === 'random') return draw(p, name as Draw, node);
  if (of === 'self' && name !== 'die') {
    const given = numbers(p, node, name === 'move' ? 2 : 0, name === 'move' ? 2 : 0, `self.${name}`);
    return move(p, name, given, node);
  }
  if (of === 'world' && name === 'link') return link(p, numbers(p, node, 1, 1, 'world.link')[0], node);
  if (of === 'world') {
    const [x, y] = numbers(p, node, 2, 2, `world.${name}`);
    return name === 'cell'
      ? gridCell(p, keep(p, p.variable('x'), x, node), keep(p, p.variable('y'), y, node), node)
      : occupied(p, x, y, node);
  }
  if (of === 'self') {
    if (p.context.role !== 'rule') p.refuse(node, '`self.die()`', 'only rules can let agents die');
    p.effect(node, '`self.die()`');
    numbers(p, node, 0, 0, 'self.die');
    p.out.push({ op: 'die' });
    return null;
  }
  if (name === 'isNaN' || name === 'isFinite') {
    const [x] = numbers(p, node, 1, 1, `Number.${name}`);
    const number = convert(x, 'float', p.single);
    if (name === 'isNaN') return compare('!=', number, number, p.single);
    return compare('<', unary('abs', number, p.single), float(p, Infinity), p.single);
  }
  return (typeof Number[name as 'isInteger'] === 'function' ? p.foreign : p.refuse).call(
    p,
    node,
    `\`Number.${name}\``,
    'known: Number.isNaN, Number.isFinite and its constants',
  );
}

/** The arguments as numbers, `least` to `most` of them. */
function numbers(p: Pass, node: CallExpression, least: number, most: number, name: string): Expr[] {
  if (node.arguments.length < least || node.arguments.length > most) {
    p.refuse(
      node,
      `\`${name}\` with ${node.arguments.length} argument${node.arguments.length === 1 ? '' : 's'}`,
      `it takes ${least === most ? least : most === Infinity ? `${least} or more` : `${least} to ${most}`}`,
    );
  }
  return node.arguments.map((argument) => lowerValue(p, argument as AnyNode));
}

function mathCall(p: Pass, name: string, node: CallExpression): Expr {
  const { single } = p;
  const floats = (values: Expr[]): Expr[] => values.map((value) => convert(value, 'float', single));
  if (EXACT.includes(name)) return unary(name as Unary, numbers(p, node, 1, 1, `Math.${name}`)[0], single);
  if (name === 'min' || name === 'max')
    return numbers(p, node, 1, Infinity, `Math.${name}`).reduce((a, b) => arithmetic(name, a, b, single));
  if (name === 'hypot') {
    const operands = floats(numbers(p, node, 2, 3, 'Math.hypot'));
    return { op: 'elementary', type: 'float', name: operands.length === 3 ? 'hypot3' : name, operands };
  }
  if (name === 'imul') {
    const [a, b] = numbers(p, node, 2, 2, 'Math.imul').map((value) => convert(value, 'i32', single, true));
    return arithmetic('*', a, b, single);
  }
  if (name in ELEMENTARY) {
    const count = ELEMENTARY[name];
    return { op: 'elementary', type: 'float', name, operands: floats(numbers(p, node, count, count, `Math.${name}`)) };
  }
  const near = nearest(name, MATH);
  return p.refuse(node, `\`Math.${name}\``, `${near ? `did you mean Math.${near}? ` : ''}Known: ${MATH.join(', ')}`);
}

/** One draw: its site is its place among all draws of the rule, its iteration the trip of the loop around it. */
function draw(p: Pass, name: Draw, node: CallExpression): Expr {
  const { single } = p;
  const site = p.sites++;
  if (site > 0xffff) p.refuse(node, 'a draw too many', 'a rule has at most 65,536 draws in its text');
  const counter = p.loop ? (p.loop.counter ??= p.counters++) : null;
  const given = numbers(p, node, name === 'integer' ? 1 : 0, name === 'integer' || name === 'exponential' ? 1 : 2, `random.${name}`);
  const make = (type: 'float' | 'i32', operands: Expr[]): Expr => ({ op: 'draw', type, name, site, counter, operands });
  if (name === 'integer') return make('i32', [convert(given[0], 'i32', single)]);
  const u = make('float', []);
  if (given.length === 0) return u;
  if (name === 'exponential') return arithmetic('/', u, given[0], single);
  const [a, b] = given.map((value) => convert(value, 'float', single));
  if (name === 'uniform') {
    if (!b) return p.refuse(node, '`random.uniform` with one argument', 'write random.uniform() or random.uniform(low, high)');
    return arithmetic('+', a, arithmetic('*', arithmetic('-', b, a, single), u, single), single);
  }
  return arithmetic('+', a, b ? arithmetic('*', b, u, single) : u, single);
}

/** world.birth({ column: value }): stages a newborn. */
function birth(p: Pass, kind: string, own: boolean, node: CallExpression): null {
  if (p.context.role !== 'rule') p.refuse(node, '`world.birth`', 'only rules can give birth');
  p.effect(node, '`world.birth`');
  const [given] = node.arguments;
  if (node.arguments.length > 1 || (given && given.type !== 'ObjectExpression')) {
    p.foreign(
      node,
      '`world.birth` of something else',
      `write the columns in place: world.birth${own ? '' : `.${kind}`}({ column: value })`,
    );
  }
  const site = p.births++;
  const columns = given
    ? given.properties.flatMap((property) => {
        if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier')
          return p.foreign(property, '`world.birth` with more than plain columns', 'write column: value');
        const { name } = property.key;
        if (isClaimColumn(name)) p.refuse(property, `a newborn with "${name}"`, 'the engine decides who holds a claim; newborns have none');
        const columns = shown(p.columnsOf(kind));
        const column =
          columns.find((candidate) => candidate.name === name) ??
          p.unknown(
            property,
            name,
            kind,
            columns.map((candidate) => candidate.name),
          );
        const store = (plane: number, element: Expression): { column: string; plane: number; value: Expr } => ({
          column: name,
          plane,
          value: stored(p, column.type, lowerValue(p, element)),
        });
        if (column.size === 1) return [store(0, property.value)];
        if (property.value.type !== 'ArrayExpression' || property.value.elements.length !== column.size) {
          return (property.value.type === 'ArrayExpression' ? p.refuse : p.foreign).call(
            p,
            property,
            `the vector "${name}"`,
            `give its ${column.size} elements: ${name}: [a, b, …]`,
          );
        }
        return property.value.elements.map((element, plane) => store(plane, element as Expression));
      })
    : [];
  const alone = isSingle(p) && livesInSpace(p.context, kind);
  const values = alone ? [...columns.filter(({ column }) => column !== 'x' && column !== 'y'), wishOf(p, columns, node)] : columns;
  p.out.push({ op: 'birth', site, kind, values });
  return null;
}

/** Where a newborn goes whose cell will be its own: to the position that it was given, else to any empty cell. */
function wishOf(p: Pass, columns: readonly { column: string; value: Expr }[], node: Node): { column: string; plane: number; value: Expr } {
  const [x, y] = ['x', 'y'].map((axis) => columns.find(({ column }) => column === axis)?.value);
  if ((x === undefined) !== (y === undefined))
    p.refuse(
      node,
      `\`world.birth\` with ${x === undefined ? 'y' : 'x'} alone`,
      'give both x and y, or neither: then an empty cell is drawn',
    );
  return { column: WISH, plane: 0, value: birthplace(p, x && y ? [x, y] : null, node) };
}

/** A value as a column of this type keeps it: u8 clamps to 0..255. */
export function stored(p: Pass, type: Parameters<typeof typeOfColumn>[0], value: Expr): Expr {
  const whole = convert(value, typeOfColumn(type), p.single);
  if (type !== 'u8') return whole;
  if (whole.op === 'const') return literal(Math.min(255, Math.max(0, whole.value)), '', p.single);
  return value.type === 'bool' ? whole : { op: 'convert', type: 'i32', how: 'byte', operand: whole };
}

/** Write the helper's body out where it is called, its parameters as variables. */
function inline(p: Pass, callee: Binding & { tag: 'function' }, node: CallExpression): Expr | null {
  const { source, node: fn } = callee;
  if (p.stack.includes(fn)) p.foreign(node, 'recursion', 'a helper cannot call itself, directly or through others; write a loop');
  const effects = p.effects && p.direct === node;
  const given = node.arguments.map((argument) => {
    const binding = lowerBinding(p, argument);
    if (binding.tag === 'local') return { tag: 'value', expr: p.read(binding.local) } as const;
    return binding;
  });
  const saved = { frame: p.frame, scope: p.scope, effects: p.effects, direct: p.direct };
  const frame: Frame = { source, node: fn, label: p.labels++, result: null, depth: saved.frame.depth + 1 };
  p.stack.push(fn);
  const scope = new Scope(callee.scope);
  p.frame = frame;
  p.scope = scope;
  fn.params.forEach((pattern, k) => bindParameter(p, pattern, given[k] ?? null, node));
  p.effects = effects;
  const result = lowerBody(p, frame);
  Object.assign(p, saved);
  p.stack.pop();
  return result;
}

function bindParameter(p: Pass, pattern: Pattern, given: Binding | null, site: Node): void {
  if (pattern.type === 'AssignmentPattern') return bindParameter(p, pattern.left, given ?? lowerBinding(p, pattern.right), site);
  if (!given) p.refuse(site, 'a call with too few arguments', 'give every parameter of the helper a value');
  declare(p, pattern, given, pattern.type === 'Identifier' && !isAssigned(p.frame.node, pattern.name));
}

/**
 * Bind a pattern to what it is given: numbers go to variables (constants stay constants when `fixed`), objects of the rule
 * are known by the new name.
 */
export function declare(p: Pass, pattern: Pattern, given: Binding, fixed: boolean): void {
  if (pattern.type === 'ObjectPattern') {
    for (const property of pattern.properties) {
      if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier')
        p.foreign(property, 'this destructuring', 'name the members one by one: const { a, b } = params');
      declare(p, property.value, member(p, given, property.key.name, property), fixed);
    }
    return;
  }
  if (pattern.type === 'ArrayPattern') p.foreign(pattern, 'this destructuring', 'name the elements one by one: const a = v[0], b = v[1]');
  if (pattern.type !== 'Identifier')
    p.foreign(pattern, 'this destructuring', 'name the members one by one: const { a, b } = params, without defaults');
  const { name } = pattern;
  if (given.tag !== 'value' && given.tag !== 'local') {
    p.scope.names.set(name, given);
    return;
  }
  const expr = asValue(p, given, pattern);
  if (fixed && expr.op === 'const') {
    p.scope.names.set(name, { tag: 'value', expr });
    return;
  }
  const local = p.variable(name);
  p.out.push({ op: 'set', place: { op: 'local', local }, value: p.admit(local, expr, pattern) });
  p.scope.names.set(name, { tag: 'local', local, fixed });
}

/** Is this name assigned anywhere in the function's text? */
function isAssigned(fn: FunctionNode, name: string): boolean {
  const search = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(search);
    if (typeof value !== 'object' || value === null) return false;
    const node = value as { type?: string; left?: unknown; argument?: unknown };
    const target = node.type === 'AssignmentExpression' ? node.left : node.type === 'UpdateExpression' ? node.argument : null;
    if (target && (target as { name?: string }).name === name) return true;
    return Object.values(node).some(search);
  };
  return search(fn.body);
}

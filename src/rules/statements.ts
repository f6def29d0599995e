// Statements of the author's language to those of the intermediate form. Imports pass, expressions, calls, claims, members, ir.

import type {
  AnyNode,
  AssignmentExpression,
  DoWhileStatement,
  Expression,
  ForOfStatement,
  ForStatement,
  IfStatement,
  Node,
  Pattern,
  Statement,
  ThrowStatement,
  UpdateExpression,
  VariableDeclaration,
  WhileStatement,
} from 'acorn';
import { call, declare, stored } from './calls.ts';
import { isClaimColumn } from './claims.ts';
import { asValue, lowerBinding, lowerValue, operate, truth } from './expressions.ts';
import { alwaysLeaves, givesValue } from './flow.ts';
import type { Expr, Place, Stmt } from './ir.ts';
import { element, member, visited } from './members.ts';
import { arithmetic, compare, convert, literal, not } from './numbers.ts';
import { livesInSpace, type Binding, type Frame, type LoopState, type Met, type Pass, type View } from './pass.ts';
import { lowerSwitch } from './switch.ts';
import { isSingle } from './moves.ts';
import { listedOn, listLoop, nearestLoop, type ListLoop } from './lists.ts';
import { textOf } from './source.ts';
import { keep, tableElement } from './tables.ts';
import { isInView } from './view.ts';

/** The body of the function of `frame`, its parameters already bound; what it returns, null when nothing. */
export function lowerBody(p: Pass, frame: Frame): Expr | null {
  const { body } = frame.node;
  if (body.type !== 'BlockStatement') {
    p.direct = body as AnyNode;
    if (body.type === 'AssignmentExpression' || body.type === 'UpdateExpression') lowerEffect(p, body);
    else if (body.type === 'CallExpression') return call(p, body);
    else return lowerValue(p, body);
    return null;
  }
  const returns = givesValue(body);
  if (returns) frame.result = p.variable('result');
  if (returns && !alwaysLeaves(body))
    p.refuse(frame.node, 'a function that returns a value on some paths only,', 'return a value on every path');
  const written = p.into(() => p.scoped(() => lowerList(p, body.body)));
  p.out.push({ op: 'block', label: frame.label, body: written });
  return frame.result === null ? null : p.read(frame.result);
}

export function lowerList(p: Pass, list: readonly Statement[]): void {
  for (const node of list) {
    // functions are known in the whole block
    if (node.type === 'FunctionDeclaration')
      p.scope.names.set(node.id.name, { tag: 'function', source: p.frame.source, node, scope: p.scope });
  }
  for (const node of list) lowerStatement(p, node);
}

export function lowerStatement(p: Pass, node: Statement): void {
  const label = p.pendingLabel;
  p.pendingLabel = null;
  switch (node.type) {
    case 'EmptyStatement':
    case 'FunctionDeclaration':
      return;
    case 'BlockStatement':
      return p.scoped(() => lowerList(p, node.body));
    case 'ExpressionStatement':
      if (node.directive === undefined) lowerEffect(p, node.expression);
      return;
    case 'VariableDeclaration':
      return lowerDeclaration(p, node);
    case 'IfStatement':
      return lowerIf(p, node);
    case 'ForStatement':
      return p.scoped(() => lowerFor(p, node, label));
    case 'WhileStatement':
    case 'DoWhileStatement':
      return lowerLoop(p, label, node.type === 'WhileStatement', node, null, node.body);
    case 'ForOfStatement':
      return p.scoped(() => lowerForOf(p, node, label));
    case 'LabeledStatement':
      p.pendingLabel = node.label.name;
      return lowerStatement(p, node.body);
    case 'BreakStatement':
    case 'ContinueStatement':
      return lowerJump(p, node);
    case 'ReturnStatement':
      return lowerReturn(p, node.argument ?? null, node);
    case 'ThrowStatement':
      return lowerThrow(p, node);
    case 'SwitchStatement':
      return p.scoped(() => lowerSwitch(p, node, label));
    case 'ForInStatement':
      return p.foreign(node, '`for … in`', 'write for (let k = 0; k < n; k++)');
    case 'TryStatement':
      return p.foreign(node, '`try`', 'a rule cannot catch; test the value with if');
    default:
      return p.foreign(
        node,
        `\`${node.type.replace(/(Statement|Declaration)$/, '').toLowerCase()}\``,
        'write it with variables, if, for and while',
      );
  }
}

/** An expression that stands as a statement: an assignment, an increment, or a call. */
function lowerEffect(p: Pass, node: Expression): void {
  p.direct = node as AnyNode;
  switch (node.type) {
    case 'ParenthesizedExpression':
      return lowerEffect(p, node.expression);
    case 'AssignmentExpression':
      return lowerAssignment(p, node);
    case 'UpdateExpression':
      return lowerUpdate(p, node);
    case 'CallExpression':
      call(p, node);
      return;
    case 'LogicalExpression': {
      // a && f() is if (a) f()
      if (node.operator === '??') p.foreign(node, '`??`', 'every value is a number; write if');
      const test = truth(p, node.left);
      const body = p.into(() => lowerEffect(p, node.right));
      p.out.push({ op: 'if', test: node.operator === '&&' ? test : not(test), yes: body, no: [] });
      return;
    }
    case 'SequenceExpression':
      return node.expressions.forEach((part) => lowerEffect(p, part));
    default:
      if (node.type === 'ConditionalExpression') p.foreign(node, '`?:` that stands as a statement', 'write if and else');
      if (/^(New|Template|TaggedTemplate|Chain|Yield)/.test(node.type)) lowerValue(p, node); // says what it is
      p.refuse(node, 'a statement that changes nothing', 'assign the value to a variable or a column, or leave it out');
  }
}

/** The number on the right of an assignment, where a call may have effects. */
function lowerDirect(p: Pass, node: Expression): Expr {
  p.direct = node as AnyNode;
  return lowerValue(p, node);
}

function lowerDeclaration(p: Pass, node: VariableDeclaration): void {
  if (node.kind !== 'const' && node.kind !== 'let') p.foreign(node, `\`${node.kind}\``, 'write let or const');
  for (const { id, init } of node.declarations) {
    if (init && (init.type === 'ArrowFunctionExpression' || init.type === 'FunctionExpression') && id.type === 'Identifier') {
      if (init.async || init.generator) p.foreign(init, 'an async or generator function', 'write a plain function');
      p.scope.names.set(id.name, { tag: 'function', source: p.frame.source, node: init, scope: p.scope });
      continue;
    }
    p.direct = (init ?? null) as AnyNode | null;
    if (!init) {
      if (id.type !== 'Identifier') p.refuse(id, 'this declaration', 'give it a value');
      const local = p.variable(id.name); // takes its type from what is assigned later
      p.out.push({ op: 'set', place: { op: 'local', local }, value: convert(literal(0, '', p.single), p.typeOf(local), p.single) });
      p.scope.names.set(id.name, { tag: 'local', local, fixed: false });
    } else declare(p, id, lowerBinding(p, init), node.kind === 'const');
  }
}

/** What an assignment can write to. */
type Target = { place: Place } | { column: string; index: Expr; type: Parameters<typeof stored>[1] } | { global: string };

function lowerTarget(p: Pass, pattern: Pattern): { target: Target; now: Expr; keep: (value: Expr) => Expr } {
  if (pattern.type === 'Identifier') {
    const binding = p.scope.find(pattern.name);
    if (binding?.tag === 'local' && !binding.fixed) {
      const { local } = binding;
      if (p.variables[local].depth !== p.frame.depth) p.effect(pattern, `a change of "${pattern.name}"`);
      return { target: { place: { op: 'local', local } }, now: p.read(local), keep: (value) => p.admit(local, value, pattern) };
    }
    if (binding)
      return p.refuse(
        pattern,
        `an assignment to the constant "${pattern.name}"`,
        'declare it with let; a column is written as self.column = …',
      );
    return p.fail(
      pattern,
      `"${pattern.name}" is not known inside ${p.frame.source.title}`,
      'declare it with let; what must outlive the tick belongs in a column of the agent',
    );
  }
  if (pattern.type !== 'MemberExpression') return p.foreign(pattern, 'this assignment', 'assign one variable or column at a time');
  const object = lowerBinding(p, pattern.object);
  const name = pattern.property.type === 'Identifier' && !pattern.computed ? pattern.property.name : '';
  switch (object.tag) {
    case 'self':
      return lowerOwnTarget(p, name, pattern, object);
    case 'vector': {
      if (object.of !== null) return refuseOther(p, pattern, object.of.tag === 'other' ? undefined : 'another agent');
      const { type } = object.column;
      const now = element(p, object, lowerValue(p, pattern.property), pattern);
      ownEffect(p, pattern);
      const keep = (value: Expr): Expr => stored(p, type, value);
      return { target: now.op === 'ownAt' ? { column: now.column, index: now.index, type } : { place: now as Place & Expr }, now, keep };
    }
    case 'other':
      return refuseOther(p, pattern);
    case 'gathered':
      return refuseOther(p, pattern, 'another agent');
    case 'table':
      return p.refuse(
        pattern,
        `an assignment to an element of "${object.name}"`,
        'tables are only read; what changes is a column of the agent or a global of the model',
      );
    case 'params':
      return p.refuse(
        pattern,
        `an assignment to params.${name}`,
        'parameters are fixed for the run; what changes is a column of the agent or a global of the model',
      );
    case 'field':
      return p.refuse(
        pattern,
        'an assignment to a field',
        `add to it with world.fields.${object.field.name}.deposit(amount), less than 0 to take away`,
      );
    case 'world': {
      if (name === 'tick' || name === 'count')
        return p.refuse(pattern, `an assignment to world.${name}`, 'the engine counts; write a column or a global');
      if (p.context.role !== 'global')
        return p.refuse(
          pattern,
          `an assignment to world.${name}`,
          'globals are written by schedules, hooks and reductions of the model; a rule writes the columns of its agent',
        );
      const now = asValue(p, member(p, object, name, pattern), pattern);
      p.effect(pattern, 'a change of a global');
      return { target: { global: name }, now, keep: (value) => convert(value, 'float', p.single) };
    }
    default:
      return p.refuse(pattern, 'this assignment', 'assign a variable, self.column or world.global');
  }
}

function refuseOther(p: Pass, node: Node, whom = 'a neighbour'): never {
  return p.refuse(
    node,
    `an assignment to ${whom}`,
    'an agent writes its own columns only; let the other read what it needs from this one in its own rule',
  );
}

function ownEffect(p: Pass, node: Node): void {
  if (p.context.role === 'reduce') p.refuse(node, 'an assignment to a column', 'a reduction only reads; return the number to be reduced');
  p.effect(node, 'an assignment to a column');
}

function lowerOwnTarget(p: Pass, name: string, node: Node, self: Binding): ReturnType<typeof lowerTarget> {
  if (name === 'id' || name === 'index') p.refuse(node, `an assignment to self.${name}`, 'the engine gives it');
  if ((name === 'x' || name === 'y') && listedOn(p, p.context.self) === 'cells')
    p.refuse(node, `an assignment to self.${name} of a cell`, 'cells stay where they are; their state is in columns of other names');
  if ((name === 'x' || name === 'y') && p.context.role === 'rule' && isSingle(p) && livesInSpace(p.context, p.context.self))
    p.refuse(
      node,
      `an assignment to self.${name}, on a grid whose cells hold one agent,`,
      'call self.move(x, y), or self.moveToEmpty(): somebody may be there',
    );
  if (isClaimColumn(name))
    p.refuse(
      node,
      `an assignment to self.${name}`,
      'the engine decides who holds a claim: call other.claim() and read the answer in the next tick',
    );
  const now = asValue(p, member(p, self, name, node), node);
  ownEffect(p, node);
  const { type } = p.columnsOf(p.context.self ?? '').find((column) => column.name === name) ?? { type: 'f64' };
  return { target: { place: { op: 'own', column: name, plane: 0 } }, now, keep: (value) => stored(p, type, value) };
}

function write(p: Pass, target: Target, value: Expr): void {
  if ('place' in target) p.out.push({ op: 'set', place: placeOf(target.place), value });
  else if ('global' in target) p.out.push({ op: 'setGlobal', name: target.global, value });
  else p.out.push({ op: 'setAt', column: target.column, index: target.index, value });
}

const placeOf = (place: Place): Place =>
  place.op === 'local' ? { op: 'local', local: place.local } : { op: 'own', column: place.column, plane: place.plane };

/** `+=` and `-=` on a float keep their form: a loop over neighbours may add in lanes. */
function change(p: Pass, operator: string, { target, now, keep }: ReturnType<typeof lowerTarget>, operand: Expr, node: Node): void {
  const value = keep(operate(p, operator, now, operand, node));
  if ('place' in target && now.type === 'float' && (operator === '+' || operator === '-')) {
    p.out.push({ op: 'add', place: placeOf(target.place), value: convert(operand, 'float', p.single), minus: operator === '-' });
  } else write(p, target, value);
}

function lowerAssignment(p: Pass, node: AssignmentExpression): void {
  if (node.left.type === 'ObjectPattern' || node.left.type === 'ArrayPattern')
    p.foreign(node.left, 'this assignment', 'assign one variable at a time');
  if (['&&=', '||=', '??='].includes(node.operator)) p.foreign(node, `\`${node.operator}\``, 'write it with if');
  if (node.operator === '=') {
    if (node.right.type === 'AssignmentExpression') {
      // a = b = 0
      lowerAssignment(p, node.right);
      const { target, keep } = lowerTarget(p, node.left);
      return write(p, target, keep(lowerTarget(p, node.right.left).now));
    }
    const value = lowerDirect(p, node.right);
    const { target, keep } = lowerTarget(p, node.left);
    return write(p, target, keep(value));
  }
  const operand = lowerDirect(p, node.right);
  change(p, node.operator.slice(0, -1), lowerTarget(p, node.left), operand, node);
}

function lowerUpdate(p: Pass, node: UpdateExpression): void {
  change(p, node.operator[0], lowerTarget(p, node.argument as Pattern), literal(1, '', p.single), node);
}

function lowerIf(p: Pass, node: IfStatement): void {
  const test = truth(p, node.test);
  const yes = p.into(() => p.scoped(() => lowerStatement(p, node.consequent)));
  const no = p.into(() =>
    p.scoped(() => {
      if (node.alternate) lowerStatement(p, node.alternate);
    }),
  );
  if (test.op === 'const') p.out.push(...(test.value ? yes : no));
  else p.out.push({ op: 'if', test, yes, no });
}

function lowerFor(p: Pass, node: ForStatement, label: string | null): void {
  if (node.init?.type === 'VariableDeclaration') lowerDeclaration(p, node.init);
  else if (node.init) lowerEffect(p, node.init);
  lowerLoop(p, label, true, node, node.update ?? null, node.body);
}

/** Run `body` as the inside of a loop: a target of break and continue, with a counter of trips if a draw needs one. */
function inLoop(p: Pass, name: string | null, body: (state: LoopState) => void): LoopState {
  const outer = p.loop;
  const state: LoopState = { label: p.labels++, counter: null };
  p.loop = state;
  p.targets.push({ label: state.label, name, loop: true, depth: p.frame.depth });
  body(state);
  p.targets.pop();
  p.loop = outer;
  return state;
}

function lowerLoop(
  p: Pass,
  name: string | null,
  testFirst: boolean,
  node: ForStatement | WhileStatement | DoWhileStatement,
  update: Expression | null,
  inner: Statement,
): void {
  let test: Expr | null = null;
  let lists: Stmt[][] = [];
  const state = inLoop(p, name, () => {
    const before = p.into(() => {
      if (node.test) test = truth(p, node.test);
    });
    const body = p.into(() => p.scoped(() => lowerStatement(p, inner)));
    lists = [
      before,
      body,
      p.into(() => {
        if (update) lowerEffect(p, update);
      }),
    ];
  });
  const [before, body, after] = lists;
  p.out.push({ op: 'loop', label: state.label, testFirst, before, test, body, update: after, counter: state.counter });
}

function lowerForOf(p: Pass, node: ForOfStatement, name: string | null): void {
  const given = lowerBinding(p, node.right);
  const view = given.tag === 'view' ? given : null;
  const over = view?.over ?? given;
  if (over.tag === 'inView' || over.tag === 'nearestCall') asValue(p, over, node.right); // says how it is called
  if ((over.tag !== 'neighbours' && over.tag !== 'table' && over.tag !== 'nearest') || node.await)
    return p.foreign(
      node.right,
      '`for … of` over something else',
      'only neighbours, neighbours.<kind> and tables can be visited so; for a vector write for (let d = 0; d < v.length; d++)',
    );
  if (node.left.type !== 'VariableDeclaration')
    return p.foreign(node.left, 'a loop whose variable has no name of its own', 'write for (const other of neighbours)');
  const { id } = node.left.declarations[0];
  if (over.tag === 'table') lowerElements(p, over, id, node, name);
  else if (over.tag === 'nearest') lowerListed(p, nearestLoop(p, over, node.right), id, node, name, view);
  else if (listedOn(p, over.kind ?? p.context.self))
    lowerListed(p, listLoop(p, over.kind ?? p.context.self ?? '', node.right), id, node, name, view);
  else lowerNeighbours(p, visited(p, over.kind, node.right), id, node, name, view);
}

/** The body of a loop for one that it meets, if that one is in view. */
function lowerVisit(p: Pass, other: Met, id: Pattern, node: ForOfStatement, view: View | null): void {
  declare(p, id, other, true);
  const test = view && isInView(p, view, other, node.right);
  const body = p.into(() => p.scoped(() => lowerStatement(p, node.body)));
  if (test) p.out.push({ op: 'if', test, yes: body, no: [] });
  else p.out.push(...body);
}

/** Each element of a table, or each row, in order. */
function lowerElements(p: Pass, over: Binding & { tag: 'table' }, id: Pattern, node: ForOfStatement, name: string | null): void {
  const { single } = p;
  const at = p.variable('at');
  keep(p, at, literal(0, '', single), node);
  const test = compare('<', p.read(at), literal(over.table.shape[over.depth], '', single), single);
  let body: Stmt[] = [];
  const state = inLoop(p, name, () => {
    body = p.into(() => {
      declare(p, id, tableElement(p, over, p.read(at), node), false);
      p.scoped(() => lowerStatement(p, node.body));
    });
  });
  const update = p.into(() => keep(p, at, arithmetic('+', p.read(at), literal(1, '', single), single), node));
  p.out.push({ op: 'loop', label: state.label, testFirst: true, before: [], test, body, update, counter: state.counter });
}

/** A loop over so few cells is written out, if its body is short and nothing in it counts its trips: then the offsets are constants. */
const WRITTEN_OUT = { trips: 32, text: 400 };
const COUNTS_TRIPS = /\b(random|moveToEmpty|birth|deposit)\b/;

/** Neighbours that are listed: a plain loop over their ids. */
function lowerListed(p: Pass, loop: ListLoop, id: Pattern, node: ForOfStatement, name: string | null, view: View | null): void {
  p.out.push(...loop.before);
  const text = textOf(p.frame.source, node.body);
  const { trips } = loop;
  const visit = (other: Met): void => lowerVisit(p, other, id, node, view);
  if (trips !== null && trips <= WRITTEN_OUT.trips && text.length <= WRITTEN_OUT.text && !COUNTS_TRIPS.test(text)) {
    const labels = { all: -1 };
    const body = p.into(() => {
      inLoop(p, name, ({ label }) => {
        labels.all = label;
        const target = p.targets.at(-1);
        for (let k = 0; k < trips; k++) {
          const next = p.labels++;
          if (target) target.next = next;
          const trip = p.scoped(() => loop.body(literal(k, '', p.single), { op: 'leave', label: next }, visit));
          p.out.push({ op: 'block', label: next, body: trip });
        }
      });
    });
    p.out.push({ op: 'block', label: labels.all, body });
    return;
  }
  const at = p.variable('k');
  keep(p, at, loop.from, node);
  let body: Stmt[] = [];
  const state = inLoop(p, name, ({ label }) => {
    body = loop.body(p.read(at), { op: 'again', label }, visit);
  });
  const test = compare('<', p.read(at), loop.to, p.single);
  const update = p.into(() => keep(p, at, arithmetic('+', p.read(at), literal(1, '', p.single), p.single), node));
  p.out.push({ op: 'loop', label: state.label, testFirst: true, before: [], test, body, update, counter: state.counter });
}

function lowerNeighbours(p: Pass, kind: string, id: Pattern, node: ForOfStatement, name: string | null, view: View | null): void {
  let body: Stmt[] = [];
  const state = inLoop(p, name, ({ label }) => {
    body = p.into(() => lowerVisit(p, { tag: 'other', loop: label, kind }, id, node, view));
  });
  p.out.push({ op: 'neighbours', label: state.label, kind, body, counter: state.counter, lanes: [] });
}

function lowerJump(p: Pass, node: Node & { type: 'BreakStatement' | 'ContinueStatement'; label?: { name: string } | null }): void {
  const target = p.targets.findLast(
    ({ name, depth, loop }) => depth === p.frame.depth && (node.label ? name === node.label.name : loop || node.type === 'BreakStatement'),
  );
  if (!target || (node.type === 'ContinueStatement' && !target.loop))
    p.foreign(node, 'a jump to a label that is no loop', 'break and continue lead out of, or on with, a loop around them');
  if (node.type === 'ContinueStatement' && target.next !== undefined) p.out.push({ op: 'leave', label: target.next });
  else p.out.push({ op: node.type === 'BreakStatement' ? 'leave' : 'again', label: target.label });
}

function lowerReturn(p: Pass, value: Expression | null, node: Node): void {
  const { frame } = p;
  const { role } = p.context;
  if (value && frame.depth === 0 && (role === 'rule' || role === 'init'))
    p.refuse(node, '`return` of a value', `a ${role} returns nothing; write the columns of self`);
  if (value && frame.result !== null) {
    const result = lowerDirect(p, value);
    p.out.push({ op: 'set', place: { op: 'local', local: frame.result }, value: p.admit(frame.result, result, node) });
  }
  p.out.push({ op: 'leave', label: frame.label });
}

function lowerThrow(p: Pass, { argument, ...node }: ThrowStatement): void {
  const message =
    argument.type === 'NewExpression' && argument.callee.type === 'Identifier' && argument.callee.name.endsWith('Error')
      ? argument.arguments[0]
      : null;
  const parts: (string | Expr)[] = [];
  if (message?.type === 'Literal' && typeof message.value === 'string') parts.push(message.value);
  else if (message?.type === 'TemplateLiteral') {
    message.quasis.forEach((quasi, k) => {
      parts.push(quasi.value.cooked ?? '');
      if (k >= message.expressions.length) return;
      const binding = lowerBinding(p, message.expressions[k]);
      parts.push(binding.tag === 'text' ? binding.text : asValue(p, binding, message.expressions[k]));
    });
  } else p.foreign(node, 'this `throw`', "write throw new Error('text') or throw new Error(`text with ${numbers}`)");
  p.out.push({ op: 'fail', parts });
}

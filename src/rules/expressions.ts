// Expressions of the author's language to typed ones. Whatever a helper's body does is written out as statements before the
// expression that uses it. Imports pass, members, calls, numbers, ir.

import type {
  AnyNode,
  BinaryExpression,
  ConditionalExpression,
  Expression,
  LogicalExpression,
  MemberExpression,
  Node,
  UnaryExpression,
} from 'acorn';
import { nearest } from '../errors.ts';
import { callBinding } from './calls.ts';
import type { Expr, Type } from './ir.ts';
import { element, float, member, refuseList } from './members.ts';
import { arithmetic, bits, bool, compare, convert, join, literal, not, unary } from './numbers.ts';
import type { Binding, Pass } from './pass.ts';
import { ALLOWED } from './plain-language.ts';
import { fail, failForeign, readSource, textOf } from './source.ts';
import { isList, tableElement, tableOf } from './tables.ts';

const ADVICE: Record<string, string> = {
  ArrayExpression:
    'a rule makes no arrays; write the elements of a vector one by one, self.v[0] = …; constants are handed over as a table, rule(fn, { uses: { table } })',
  ObjectExpression: 'a rule makes no objects; keep the values in variables',
  AssignmentExpression: 'make the assignment a statement of its own',
  UpdateExpression: 'make it a statement of its own, or write x + 1',
  NewExpression: 'a rule makes no objects; only throw new Error(…)',
  TemplateLiteral: 'text is only for throw new Error(…)',
  AwaitExpression: 'a rule runs to its end within the tick',
  ThisExpression: 'the agent is the first parameter, self',
  SpreadElement: 'write the values one by one',
  ChainExpression: 'columns and parameters are always there; write a dot',
  ArrowFunctionExpression: 'name it first, const f = (a) => …, and call it',
  FunctionExpression: 'name it first, const f = (a) => …, and call it',
};

/** What any expression stands for: a number, an object of the rule, a function. */
export function lowerBinding(p: Pass, node: AnyNode): Binding {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return lowerBinding(p, node.expression);
    case 'Identifier':
      return resolve(p, node.name, node);
    case 'MemberExpression':
      return lowerMember(p, node);
    case 'CallExpression':
      if (node.optional) return p.foreign(node, '`?.()`', 'what a rule calls is always there; write f(…)');
      return (
        callBinding(p, node) ??
        p.refuse(node, 'a call that returns nothing, used as a value,', 'let the helper return a number on every path')
      );
    case 'Literal':
      if (typeof node.value === 'string') return { tag: 'text', text: node.value };
  }
  return { tag: 'value', expr: lowerValue(p, node) };
}

/** A number (or true and false). */
export function lowerValue(p: Pass, node: AnyNode): Expr {
  switch (node.type) {
    case 'ParenthesizedExpression':
      return lowerValue(p, node.expression);
    case 'Literal':
      if (typeof node.value === 'number') return literal(node.value, node.raw ?? '', p.single);
      if (typeof node.value === 'boolean') return bool(node.value);
      if (typeof node.value === 'string') return asValue(p, { tag: 'text', text: node.value }, node);
      return p.foreign(node, `\`${node.raw ?? 'null'}\``, 'a rule knows numbers, true and false; mark "none" with a number such as -1');
    case 'Identifier':
    case 'MemberExpression':
    case 'CallExpression':
      return asValue(p, lowerBinding(p, node), node);
    case 'UnaryExpression':
      return lowerUnary(p, node);
    case 'BinaryExpression':
      return lowerBinary(p, node);
    case 'LogicalExpression':
      return lowerLogical(p, node);
    case 'ConditionalExpression':
      return lowerConditional(p, node);
    default:
      return p.foreign(node, `\`${textOf(p.frame.source, node)}\``, ADVICE[node.type] ?? 'write it with arithmetic, comparisons and ?:');
  }
}

/** A binding read as a number. */
export function asValue(p: Pass, binding: Binding, node: Node): Expr {
  switch (binding.tag) {
    case 'value':
      return binding.expr;
    case 'local':
      return p.read(binding.local);
    case 'text':
      return p.foreign(
        node,
        `${node.type === 'Literal' ? 'the text' : 'the text parameter'} '${binding.text}' used as a number`,
        node.type === 'Literal'
          ? 'columns hold numbers: number the states, const ILL = 1, and hand the names over in uses; text is compared with text parameters only'
          : "text can only be compared, as in params.mode === 'a'",
      );
    case 'vector':
      return p.foreign(
        node,
        `the whole vector "${binding.column.name}"`,
        `name an element, ${binding.column.name}[0], or write a loop over them`,
      );
    case 'method':
      return p.foreign(node, `\`${binding.of}.${binding.name}\` used as a value`, 'call it');
    case 'function':
      return p.foreign(node, 'a function used as a value', 'call it');
    case 'claim':
      return p.refuse(node, '`other.claim` used as a value', 'call it: other.claim()');
    case 'table':
      return p.foreign(node, `the whole table "${binding.name}"`, `name an element, ${binding.name}[0], or write a loop over them`);
    case 'gathered':
      return p.refuse(node, 'an agent used as a number', 'name one of its columns, or its id');
    case 'nearestCall':
    case 'inView': {
      const [name, given] = binding.tag === 'inView' ? ['inView', 'heading, angle'] : ['nearest', '7'];
      return p.refuse(node, `\`neighbours.${name}\` that is not called`, `write for (const other of neighbours.${name}(${given})) { … }`);
    }
    case 'view':
    case 'nearest':
      return refuseList(p, textOf(p.frame.source, node), node);
    case 'agents':
      return p.refuse(node, '`world.agent` used as a number', 'call it with an id: world.agent(id)');
    case 'field':
      return p.refuse(node, 'a field used as a number', `name what you want of it: world.fields.${binding.field.name}.here, or .at(x, y)`);
    case 'fieldCall':
      return p.refuse(node, `\`world.fields.${binding.field.name}.${binding.name}\` used as a value`, 'call it');
    case 'birth':
      return p.foreign(node, '`world.birth` used as a value', 'call it: world.birth({ … })');
    default:
      return p.refuse(node, `\`${binding.tag}\` used as a number`, 'name one of its members');
  }
}

/** What a name means here: a local one, one handed over, or one of the language. */
export function resolve(p: Pass, name: string, node: Node): Binding {
  const local = p.scope.find(name);
  if (local) return local;
  for (const uses of [p.frame.source.uses, p.root.uses]) {
    if (!Object.hasOwn(uses, name)) continue;
    const used: unknown = uses[name];
    if (typeof used === 'number') return { tag: 'value', expr: literal(used, '', p.single) };
    if (typeof used === 'boolean') return { tag: 'value', expr: bool(used) };
    if (isList(used)) return tableOf(p, name, used, node);
    if (typeof used !== 'function')
      return p.refuse(
        node,
        `"${name}", handed over in uses as ${used === null ? 'null' : typeof used},`,
        `uses takes numbers, true and false, functions, and arrays of numbers${typeof used === 'object' ? '; hand over the members one by one' : ''}`,
      );
    let source = p.sources.get(used);
    if (!source) p.sources.set(used, (source = readSource(used, `the helper ${name} of ${p.root.title}`, p.context.file ?? null)));
    return { tag: 'function', source, node: source.node, scope: null };
  }
  switch (name) {
    case 'Math':
    case 'Number':
      return { tag: name };
    case 'Infinity':
      return { tag: 'value', expr: float(p, Infinity) };
    case 'NaN':
      return { tag: 'value', expr: float(p, NaN) };
    case 'undefined':
      return p.foreign(node, '`undefined`', 'a rule knows numbers, true and false; mark "none" with a number such as -1');
    case 'Date':
    case 'performance':
      return p.refuse(node, `\`${name}\``, 'a clock may not decide a simulation; time is world.tick');
  }
  return (ALLOWED.has(name) ? failForeign : fail)(
    p.frame.source,
    node,
    `"${name}" is not known inside ${p.frame.source.title}`,
    adviceOn(p, name),
  );
}

/** Names of the language that cannot be handed over, and what to write instead. */
const FOREIGN: Record<string, string> = {
  console: 'a rule cannot print: write the value to a column and run with --record, or throw new Error(`… ${value}`)',
  isNaN: 'write Number.isNaN(x)',
  isFinite: 'write Number.isFinite(x)',
  parseInt: 'values are numbers already; write Math.trunc(x)',
  parseFloat: 'values are numbers already; leave it out',
  arguments: 'name the parameters',
};
const ABSENT =
  /^(Object|Array|String|Boolean|Symbol|BigInt|Map|Set|WeakMap|JSON|Promise|RegExp|Function|Reflect|Proxy|Intl|Atomics|process|globalThis|window|document|fetch|set(Timeout|Interval|Immediate)|structuredClone|crypto|Buffer|require|[A-Z]\w*\d+(Clamped)?Array)$/;
/** Shorter names are near to too many others. */
const LONG = 4;

function adviceOn(p: Pass, name: string): string {
  if (Object.hasOwn(FOREIGN, name)) return FOREIGN[name];
  if (ABSENT.test(name)) return 'a rule computes with numbers, Math, Number and what is handed over in uses';
  const known = [...p.scope.all(), ...Object.keys(p.frame.source.uses), ...Object.keys(p.root.uses)];
  const near =
    name.length < LONG
      ? null
      : nearest(
          name,
          known.filter((candidate) => candidate.length >= LONG),
        );
  const how = `a rule is compiled from its own text. Hand it over: rule(fn, { uses: { ${name} } })`;
  return near ? `did you mean "${near}"? If not, ${how}` : how;
}

function lowerMember(p: Pass, node: MemberExpression): Binding {
  if (node.optional) return p.foreign(node, '`?.`', 'columns and parameters are always there; write a dot');
  const object = lowerBinding(p, node.object);
  const { property } = node;
  if (!node.computed) return member(p, object, property.type === 'Identifier' ? property.name : '#', node);
  if (object.tag === 'vector') return { tag: 'value', expr: element(p, object, lowerValue(p, property), node) };
  if (object.tag === 'table') return tableElement(p, object, lowerValue(p, property), node);
  if (property.type === 'Literal' && typeof property.value === 'string') return member(p, object, property.value, node);
  if (object.tag === 'neighbours') return refuseList(p, textOf(p.frame.source, node), node);
  return p.foreign(
    node,
    `\`${textOf(p.frame.source, node)}\`, named by a computed value,`,
    'only tables, and vector columns of more than one element, take an index; name the member',
  );
}

function lowerUnary(p: Pass, node: UnaryExpression): Expr {
  if (node.operator === '!') return not(truth(p, node.argument));
  if (!['-', '+', '~'].includes(node.operator)) return p.foreign(node, `\`${node.operator}\``, 'values are numbers, true and false');
  const operand = lowerValue(p, node.argument);
  if (node.operator === '~') return bits('^', operand, literal(-1, '', p.single), p.single);
  if (node.operator === '+') return operand.type === 'bool' ? convert(operand, 'i32', p.single) : operand;
  if (operand.op === 'const' && operand.type !== 'float' && operand.value !== 0) return literal(-operand.value, '', p.single);
  if (operand.op === 'const' && operand.type !== 'float') return float(p, -0);
  return unary('-', operand, p.single);
}

function lowerBinary(p: Pass, node: BinaryExpression): Expr {
  const operator = node.operator.replace(/^([=!]=)=$/, '$1');
  if (operator === 'in' || operator === 'instanceof' || node.left.type === 'PrivateIdentifier')
    return p.foreign(node, `\`${operator}\``, 'values are numbers, true and false');
  if (operator === '==' || operator === '!=') {
    const [left, right] = [lowerBinding(p, node.left), lowerBinding(p, node.right)];
    if (left.tag === 'text' && right.tag === 'text') return bool((left.text === right.text) === (operator === '=='));
    return compare(operator, asValue(p, left, node.left), asValue(p, right, node.right), p.single);
  }
  return operate(p, operator, lowerValue(p, node.left), lowerValue(p, node.right), node);
}

/** One binary operator on two numbers; also serves `x += y` and its kin. */
export function operate(p: Pass, operator: string, left: Expr, right: Expr, node: Node): Expr {
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(operator, left, right, p.single);
    case '**':
      return {
        op: 'elementary',
        type: 'float',
        name: 'pow',
        operands: [convert(left, 'float', p.single), convert(right, 'float', p.single)],
      };
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
    case '>>>':
      return bits(operator, left, right, p.single);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(operator, left, right, p.single);
    default:
      return p.foreign(node, `\`${operator}\``, 'write it with if');
  }
}

/** A condition: a number is true when it is neither 0 nor NaN. */
export function truth(p: Pass, node: Expression): Expr {
  return convert(lowerValue(p, node), 'bool', p.single);
}

function lowerLogical(p: Pass, node: LogicalExpression): Expr {
  if (node.operator === '??') return p.foreign(node, '`??`', 'every value is a number; use ?: or ||');
  const held = p.variable('held'); // always reserved, so that every pass numbers its variables alike
  const left = lowerValue(p, node.left);
  let right: Expr = left;
  const written = p.into(() => {
    right = lowerValue(p, node.right);
  });
  const and = node.operator === '&&';
  if (left.type === 'bool' && right.type === 'bool' && written.length === 0) {
    p.admit(held, left, node);
    if (left.op === 'const') return (left.value !== 0) === and ? right : left;
    return { op: 'logic', type: 'bool', operator: and ? 'and' : 'or', left, right };
  }
  p.out.push({ op: 'set', place: { op: 'local', local: held }, value: p.admit(held, left, node) });
  const test = convert(p.read(held), 'bool', p.single);
  if (written.length === 0) {
    const type = join(left.type, right.type);
    const [kept, other] = [convert(p.read(held), type, p.single), convert(right, type, p.single)];
    p.admit(held, right, node);
    return { op: 'select', type, test, yes: and ? other : kept, no: and ? kept : other };
  }
  const value = p.admit(held, right, node);
  p.out.push({
    op: 'if',
    test: and ? test : not(test),
    yes: [...written, { op: 'set', place: { op: 'local', local: held }, value }],
    no: [],
  });
  return p.read(held);
}

function lowerConditional(p: Pass, node: ConditionalExpression): Expr {
  const test = truth(p, node.test);
  const branch = (side: Expression): [Expr, ReturnType<Pass['into']>] => {
    let value: Expr = test;
    const written = p.into(() => {
      value = lowerValue(p, side);
    });
    return [value, written];
  };
  const [yes, before] = branch(node.consequent);
  const [no, after] = branch(node.alternate);
  const type: Type = join(yes.type, no.type);
  if (test.op === 'const') {
    p.out.push(...(test.value ? before : after));
    return test.value ? yes : no;
  }
  if (before.length + after.length === 0)
    return { op: 'select', type, test, yes: convert(yes, type, p.single), no: convert(no, type, p.single) };
  const chosen = p.variable('chosen');
  const [first, second] = [p.admit(chosen, yes, node), p.admit(chosen, no, node)];
  const place = { op: 'local', local: chosen } as const;
  p.out.push({ op: 'if', test, yes: [...before, { op: 'set', place, value: first }], no: [...after, { op: 'set', place, value: second }] });
  return p.read(chosen);
}

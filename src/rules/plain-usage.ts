// What the text of a rule shows of how a name is used: members, iteration, changes. Imports acorn's types, plain-scope.

import type { AnyNode } from 'acorn';
import type { Mention, Path } from './plain-scope.ts';

/** A member of a parameter that the text names. */
export interface Access {
  readonly name: string;
  readonly node: AnyNode;
  readonly path: Path | null;
}

/** All that the text shows of the use of one parameter. */
export class Usage {
  readonly accesses: Access[] = [];
  /** for … of, spread: what is iterated over is the parameter itself */
  visits: boolean = false;
  /** handed on, or asked for a computed member: anything may happen to it */
  escapes: boolean = false;
  used: boolean = false;
}

/** The member that an expression names by a fixed text; null for a computed one. */
export function staticName(node: AnyNode): string | null {
  if (node.type !== 'MemberExpression') return null;
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : null;
  return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : null;
}

/** Note the members that a pattern takes; false where it takes more than named ones. */
export function membersOf(pattern: AnyNode, usage: Usage): boolean {
  if (pattern.type === 'AssignmentPattern') return membersOf(pattern.left, usage);
  if (pattern.type !== 'ObjectPattern') return false;
  return pattern.properties.every((property) => {
    if (property.type !== 'Property' || property.computed || property.key.type !== 'Identifier') return false;
    usage.accesses.push({ name: property.key.name, node: property, path: null });
    return true;
  });
}

export const isArrayFrom = (callee: AnyNode): boolean =>
  callee.type === 'MemberExpression' &&
  callee.object.type === 'Identifier' &&
  callee.object.name === 'Array' &&
  staticName(callee) === 'from';

/** Does `this` here belong to a function, method or class inside the rule? */
export function ownThis(path: Path | null): boolean {
  for (let at = path; at !== null; at = at.up) {
    if (at.node.type === 'PropertyDefinition' || at.node.type === 'StaticBlock') return true;
    if (at.node.type === 'FunctionDeclaration' || at.node.type === 'FunctionExpression') return at.up !== null;
  }
  return false;
}

/** Is the name, or something reached from it by dots, written? */
export function changes({ node, path, written }: Mention): boolean {
  if (written) return true;
  let inner: AnyNode = node;
  let at: Path | null = path;
  while (at?.node.type === 'MemberExpression' && at.node.object === inner) {
    inner = at.node;
    at = at.up;
  }
  const around = at?.node;
  if (inner === node || !around) return false;
  if (around.type === 'AssignmentExpression' || around.type === 'AssignmentPattern') return around.left === inner;
  if (around.type === 'ArrayPattern' || around.type === 'ObjectPattern' || around.type === 'RestElement') return true;
  if (around.type === 'ForOfStatement' || around.type === 'ForInStatement') return around.left === inner;
  return around.type === 'UpdateExpression' || (around.type === 'UnaryExpression' && around.operator === 'delete');
}

/** Numbers, truth values, and arrays of these: what can be written into the text of a kernel. */
export function isConstant(value: unknown): boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return true;
  if (ArrayBuffer.isView(value))
    return !(value instanceof DataView) && !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array);
  return Array.isArray(value) && value.every(isConstant);
}

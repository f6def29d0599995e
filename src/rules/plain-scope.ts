// Names in the text of a function: which are declared in it, and which must come from outside. Imports acorn's types, source.

import type { AnyNode, BlockStatement, Class, Identifier, Pattern, Statement, StaticBlock } from 'acorn';
import type { FunctionNode } from './source.ts';

/** A node and those around it. */
export interface Path {
  readonly node: AnyNode;
  readonly up: Path | null;
}

/** What a name of the function stands for. */
export interface Declaration {
  /** number of the outermost function's parameter that the name is part of, -1 for any other name */
  readonly parameter: number;
}

/** A place where a name is read or written. */
export interface Mention {
  readonly node: Identifier;
  /** null: the name comes from outside the function */
  readonly declaration: Declaration | null;
  readonly path: Path;
  readonly written: boolean;
}

class Names {
  readonly known = new Map<string, Declaration>();
  readonly outer: Names | null;

  constructor(outer: Names | null) {
    this.outer = outer;
  }

  declare(pattern: Pattern, parameter = -1): void {
    for (const name of namesOf(pattern)) this.known.set(name, { parameter });
  }

  find(name: string): Declaration | null {
    return this.known.get(name) ?? this.outer?.find(name) ?? null;
  }
}

/** The nodes directly in a node, in the order of the text. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const isNode = (value: unknown): value is AnyNode => typeof (value as { type?: unknown } | null)?.type === 'string';
  const { regex: _, ...fields } = node as AnyNode & { regex?: unknown };
  return Object.values(fields)
    .flatMap((value: unknown): AnyNode[] => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []))
    .sort((a, b) => a.start - b.start);
}

/** Every name and text constant in `node`, whatever it stands for: members too. */
export function wordsIn(node: AnyNode, words = new Set<string>()): Set<string> {
  if (node.type === 'Identifier') words.add(node.name);
  if (node.type === 'Literal' && typeof node.value === 'string') words.add(node.value);
  if (node.type === 'TemplateElement') words.add(node.value.cooked ?? '');
  for (const child of childrenOf(node)) wordsIn(child, words);
  return words;
}

/** The names that a pattern declares. */
function namesOf(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => namesOf(property.type === 'RestElement' ? property.argument : property.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesOf(element) : []));
    case 'RestElement':
      return namesOf(pattern.argument);
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'MemberExpression':
      return [];
  }
}

/**
 * All mentions of names in a function, by the scopes of JavaScript (strict mode).
 *
 * @param visit is told every node, with those around it
 */
export function mentionsIn(fn: FunctionNode, visit: (node: AnyNode, path: Path | null) => void): Mention[] {
  const walker = new Walker(visit);
  walker.walk(fn, null, new Names(null));
  return walker.mentions;
}

class Walker {
  readonly mentions: Mention[] = [];
  private readonly visit: (node: AnyNode, path: Path | null) => void;

  constructor(visit: (node: AnyNode, path: Path | null) => void) {
    this.visit = visit;
  }

  walk(node: AnyNode, up: Path | null, names: Names): void {
    this.visit(node, up);
    const path: Path = { node, up };
    const walk = (child: AnyNode | null | undefined, inner: Names = names): void => {
      if (child) this.walk(child, path, inner);
    };
    switch (node.type) {
      case 'Identifier':
        return this.mention(node, up ?? path, names, false);
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.enter(node as FunctionNode, path, names);
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.class(node, path, names);
      case 'BlockStatement':
      case 'StaticBlock':
        return this.block(node, path, names);
      case 'ForStatement': {
        const inner = headOf(node.init, names);
        return [node.init, node.test, node.update, node.body].forEach((part) => walk(part, inner));
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        const inner = headOf(node.left, names);
        if (node.left.type === 'VariableDeclaration') walk(node.left, inner);
        else this.target(node.left, path, names);
        walk(node.right, inner);
        return walk(node.body, inner);
      }
      case 'SwitchStatement': {
        const inner = new Names(names);
        hoist(
          node.cases.flatMap(({ consequent }) => consequent),
          inner,
        );
        walk(node.discriminant);
        return node.cases.forEach((each) => walk(each, inner));
      }
      case 'CatchClause': {
        const inner = new Names(names);
        if (node.param) {
          inner.declare(node.param);
          this.defaults(node.param, path, inner);
        }
        return walk(node.body, inner);
      }
      case 'VariableDeclarator':
        this.defaults(node.id, path, names);
        return walk(node.init);
      case 'MemberExpression':
        walk(node.object);
        return node.computed ? walk(node.property) : undefined;
      case 'Property':
        if (node.computed) walk(node.key);
        return walk(node.value);
      case 'AssignmentExpression':
        this.target(node.left, path, names);
        return walk(node.right);
      case 'UpdateExpression':
        return this.target(node.argument as Pattern, path, names);
      case 'LabeledStatement':
        return walk(node.body);
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
        return;
      default:
        return childrenOf(node).forEach((child) => walk(child));
    }
  }

  private mention(node: Identifier, path: Path, names: Names, written: boolean): void {
    this.mentions.push({ node, declaration: names.find(node.name), path, written });
  }

  private enter(fn: FunctionNode, path: Path, names: Names): void {
    const inner = new Names(names);
    if (fn.type === 'FunctionExpression' && fn.id) inner.declare(fn.id);
    if (fn.type !== 'ArrowFunctionExpression') inner.known.set('arguments', { parameter: -1 });
    fn.params.forEach((pattern, k) => inner.declare(pattern, path.up === null ? k : -1));
    for (const pattern of fn.params) this.defaults(pattern, path, inner);
    if (fn.body.type !== 'BlockStatement') return this.walk(fn.body, path, inner);
    hoistVars(fn.body, inner);
    this.walk(fn.body, path, inner);
  }

  private class(node: Class, path: Path, names: Names): void {
    const inner = new Names(names);
    if (node.id) inner.declare(node.id);
    if (node.superClass) this.walk(node.superClass, path, inner);
    for (const member of node.body.body) {
      const at: Path = { node: member, up: path };
      this.visit(member, path);
      if (member.type === 'StaticBlock') this.block(member, at, inner);
      else {
        if (member.computed) this.walk(member.key, at, inner);
        if (member.value) this.walk(member.value, at, inner);
      }
    }
  }

  private block(node: BlockStatement | StaticBlock, path: Path, names: Names): void {
    const inner = new Names(names);
    if (node.type === 'StaticBlock') hoistVars(node, inner);
    hoist(node.body, inner);
    for (const statement of node.body) this.walk(statement, path, inner);
  }

  /** What a declaring pattern computes: keys and default values. */
  private defaults(pattern: Pattern, up: Path, names: Names): void {
    this.visit(pattern, up);
    this.parts(pattern, { node: pattern, up }, names, (inner, path) => this.defaults(inner, path, names));
  }

  /** What an assignment writes. */
  private target(pattern: Pattern, up: Path, names: Names): void {
    if (pattern.type === 'MemberExpression') return this.walk(pattern, up, names);
    this.visit(pattern, up);
    if (pattern.type === 'Identifier') return this.mention(pattern, up, names, true);
    this.parts(pattern, { node: pattern, up }, names, (inner, path) => this.target(inner, path, names));
  }

  private parts(pattern: Pattern, path: Path, names: Names, inner: (pattern: Pattern, path: Path) => void): void {
    if (pattern.type === 'ArrayPattern') {
      for (const element of pattern.elements) if (element) inner(element, path);
    } else if (pattern.type === 'RestElement') inner(pattern.argument, path);
    else if (pattern.type === 'AssignmentPattern') {
      inner(pattern.left, path);
      this.walk(pattern.right, path, names);
    } else if (pattern.type === 'ObjectPattern') {
      for (const property of pattern.properties) {
        if (property.type !== 'RestElement' && property.computed) this.walk(property.key, path, names);
        inner(property.type === 'RestElement' ? property.argument : property.value, path);
      }
    }
  }
}

/** A scope with the names that the head of a loop declares. */
function headOf(head: AnyNode | null | undefined, names: Names): Names {
  const inner = new Names(names);
  if (head?.type === 'VariableDeclaration') for (const { id } of head.declarations) inner.declare(id);
  return inner;
}

/** Names that hold in the whole block: let, const, class, function. */
function hoist(body: readonly Statement[], names: Names): void {
  for (const node of body) {
    if (node.type === 'VariableDeclaration' && node.kind !== 'var') for (const { id } of node.declarations) names.declare(id);
    if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') names.declare(node.id);
  }
}

/** Names that hold in the whole function: var. */
function hoistVars(node: AnyNode, names: Names): void {
  for (const child of childrenOf(node)) {
    if (/Function/.test(child.type) || child.type === 'StaticBlock') continue;
    if (child.type === 'VariableDeclaration' && child.kind === 'var') for (const { id } of child.declarations) names.declare(id);
    hoistVars(child, names);
  }
}

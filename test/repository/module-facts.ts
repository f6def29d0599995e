// What a TypeScript module reaches for, read from its syntax tree: imports of every kind, and names that no one declared.

import { stripTypeScriptTypes } from 'node:module';
import { parse } from 'acorn';

/** One thing that a module reaches for, with the line where it does, from 1. */
export interface Reach {
  readonly name: string;
  readonly line: number;
}

export interface ModuleFacts {
  /** specifiers as written: static, dynamic, type-only and re-exported imports */
  readonly imports: readonly Reach[];
  /** modules that other threads load: paths as written in `moduleUrl(import.meta.url, path)`, without their ending */
  readonly named: readonly Reach[];
  /** globals such as `fetch`, and members of globals such as `Math.random` */
  readonly globals: readonly Reach[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/** Type-only imports count as imports here: stripping the types must not take them away. Same length, so that lines stay. */
function keepTypeImports(source: string): string {
  return source.replaceAll(/^(import|export) type(?= *[{*\w$])(?!\s+[\w$]+\s*(?:<|=))/gm, '$1     ');
}

/** @throws SyntaxError when the module does not parse */
export function moduleFacts(source: string): ModuleFacts {
  const text = stripTypeScriptTypes(keepTypeImports(source), { mode: 'strip' });
  // acorn's nodes are read through their fields by name, whatever their kind
  const tree = parse(text, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as Node;
  const imports = new Map<string, Reach>();
  const named: Reach[] = [];
  const globals: Reach[] = [];
  const reach = (name: string, offset: number): Reach => ({ name, line: text.slice(0, offset).split('\n').length });
  const importing = (value: unknown, offset: number): void => {
    if (typeof value === 'string') imports.set(`${value}:${offset}`, reach(value, offset));
  };

  walk(tree, (node, parent, key) => {
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
      case 'ImportExpression':
        importing(literal(node.source), node.start);
        break;
      case 'CallExpression':
        if (nameOf(node.callee) !== 'moduleUrl') break;
        for (const path of (node.arguments as Node[]).map(literal)) if (path !== null) named.push(reach(path, node.start));
        break;
      case 'MemberExpression': {
        const object = nameOf(node.object);
        const property = nameOf(node.property);
        if (object === null || property === null || node.computed === true) break;
        globals.push(reach(object === 'globalThis' ? property : `${object}.${property}`, node.start));
        break;
      }
      case 'Identifier':
        if (!isLabel(node, parent, key)) globals.push(reach(String(node.name), node.start));
        break;
    }
  });
  // import('./x.ts').Type in a type is stripped, and is an import all the same
  for (const match of source.matchAll(/\bimport\(\s*'([^']+)'\s*\)\s*\./g)) importing(match[1], match.index);
  return { imports: [...imports.values()], named, globals };
}

function literal(node: unknown): string | null {
  const value = (node as Node | null | undefined)?.value;
  return typeof value === 'string' ? value : null;
}

function nameOf(node: unknown): string | null {
  const known = node as Node;
  return known.type === 'Identifier' ? String(known.name) : null;
}

/** True for an identifier that names a member or a key, not a variable. */
function isLabel(node: Node, parent: Node | null, key: string): boolean {
  if (parent === null || parent.computed === true) return false;
  if (parent.type.startsWith('Import') && parent.type.endsWith('Specifier')) return true;
  if (parent.type === 'MemberExpression') return key === 'property' || parent.object === node; // seen as a member expression
  return (key === 'key' && parent.shorthand !== true) || key === 'exported' || key === 'label';
}

function walk(node: Node, visit: (node: Node, parent: Node | null, key: string) => void, parent: Node | null = null, at = ''): void {
  visit(node, parent, at);
  for (const [key, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof (child as Node | null)?.type === 'string') walk(child as Node, visit, node, key);
    }
  }
}

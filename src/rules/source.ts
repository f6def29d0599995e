// The text of one author's function and places in it. Imports acorn and errors.ts.

import {
  parseExpressionAt,
  type AnyNode,
  type ArrowFunctionExpression,
  type FunctionDeclaration,
  type FunctionExpression,
  type Node,
} from 'acorn';
import { LabError } from '../errors.ts';
import { usesOf, type Uses } from './rule.ts';

export type FunctionNode = FunctionExpression | FunctionDeclaration | ArrowFunctionExpression;

/** One function as its author wrote it, parsed. Node offsets count from the wrapped text: subtract `offset`. */
export interface Source {
  readonly title: string;
  readonly text: string;
  readonly offset: number;
  readonly node: FunctionNode;
  readonly uses: Uses;
  readonly file: string | null;
}

/**
 * Parse a function, an arrow, or a method's text.
 *
 * @param title how messages call it, "the rule of kind bird"
 * @param file text of the author's file, to name the line there; null when it is not known
 * @throws LabError E_RULE when it is no plain function
 */
export function readSource(fn: Function | string, title: string, file: string | null): Source {
  const text = String(fn);
  const uses = usesOf(typeof fn === 'string' ? null : fn);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text)) {
    throw new LabError(
      'E_RULE',
      `${title} is a bound or built-in function, whose text cannot be read: hand over the plain function itself.`,
    );
  }
  let failure: unknown;
  for (const [before, after] of [
    ['(', '\n)'],
    ['({', '\n})'],
  ]) {
    try {
      const node = functionOf(parseExpressionAt(before + text + after, 0, { ecmaVersion: 2024 }));
      if (node === null) continue;
      const source: Source = { title, text, offset: before.length, node, uses, file };
      if (node.async || node.generator)
        fail(
          source,
          node,
          `${node.async ? 'async' : 'generator'} functions cannot be compiled: ${title}`,
          'a rule runs to its end within the tick; write a plain function',
        );
      return source;
    } catch (error) {
      if (error instanceof LabError) throw error;
      failure ??= error;
    }
  }
  const { pos = 1, message = 'no function' } = (failure ?? {}) as { pos?: number; message?: string };
  throw new LabError(
    'E_RULE',
    `${title} cannot be read (${place(text, file, pos - 1)}): ${message.replace(/ \(\d+:\d+\)$/, '')}. ` +
      `Write a function, an arrow or a method, with its types stripped.${quote(text, pos - 1)}`,
  );
}

/** The function in a parsed wrapper: the expression itself, or the one method of an object. */
function functionOf(node: AnyNode): FunctionNode | null {
  if (node.type === 'ParenthesizedExpression') return functionOf(node.expression);
  if (node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') return node;
  if (node.type !== 'ObjectExpression' || node.properties.length !== 1) return null;
  const [only] = node.properties;
  return only.type === 'Property' && only.kind === 'init' ? functionOf(only.value) : null;
}

/** What the author wrote there, on one line, at most 40 characters of it. */
export function textOf(source: Source, node: Node): string {
  const text = source.text.slice(node.start - source.offset, node.end - source.offset).replace(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** Throw E_RULE: `what` (place): `remedy`, then the line it is about. */
export function fail(source: Source, node: Node, what: string, remedy: string): never {
  const at = node.start - source.offset;
  throw new LabError('E_RULE', `${what} (${place(source.text, source.file, at)}): ${remedy}.${quote(source.text, at)}`);
}

const FOREIGN = new WeakSet<object>();

/** Throw as {@link fail} does: JavaScript has the construct, the language of compiled rules has not, so that the rule can run plainly. */
export function failForeign(source: Source, node: Node, what: string, remedy: string): never {
  try {
    fail(source, node, what, remedy);
  } catch (error) {
    FOREIGN.add(error as LabError);
    throw error;
  }
}

/** Was this thrown for a construct that the compiler does not know, rather than for a mistake? */
export function isForeign(error: unknown): error is LabError {
  return error instanceof LabError && FOREIGN.has(error);
}

/** "line 3, column 14", 1-based, and the line of the author's file when the text is found there. */
function place(text: string, file: string | null, at: number): string {
  const before = text.slice(0, Math.max(0, at)).split('\n');
  const line = before.length;
  const start = file === null ? -1 : find(text, file);
  const inFile = file === null || start < 0 ? '' : `; line ${file.slice(0, start).split('\n').length + line - 1} of its file`;
  return `line ${line}, column ${before[line - 1].length + 1}${inFile}`;
}

function quote(text: string, at: number): string {
  const line = text.slice(0, Math.max(0, at)).split('\n').length;
  return `\n    ${text.split('\n')[line - 1].trim()}`;
}

/** Where `text` starts in `file`; blanks of `text` stand for whatever types were stripped there. -1 when absent. */
function find(text: string, file: string): number {
  const exact = file.indexOf(text);
  if (exact >= 0) return exact;
  const head = /^\S+/.exec(text)?.[0] ?? '';
  for (let start = file.indexOf(head); head && start >= 0; start = file.indexOf(head, start + 1)) {
    let k = 0;
    while (k < text.length && (text[k] === file[start + k] || (text[k] === ' ' && file[start + k] !== '\n'))) k++;
    if (k === text.length) return start;
  }
  return -1;
}

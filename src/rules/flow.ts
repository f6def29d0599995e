// Where control goes in an author's statements: read off the syntax alone. Imports nothing.

import type { BlockStatement, Statement, SwitchCase, SwitchStatement } from 'acorn';

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];
const LOOPS = ['ForStatement', 'WhileStatement', 'DoWhileStatement', 'ForOfStatement'];

interface Syntax {
  readonly type?: string;
  readonly argument?: unknown;
  readonly label?: unknown;
}

/** Does any `return` of this function (not of those inside it) carry a value? */
export function givesValue(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(givesValue);
  if (typeof node !== 'object' || node === null) return false;
  const { type, argument } = node as Syntax;
  if (type === 'ReturnStatement') return Boolean(argument);
  return !FUNCTIONS.includes(type ?? '') && Object.values(node).some(givesValue);
}

/** May a `break` in here lead out of the loop or `switch` around it? */
function breaksOut(node: unknown, inner = false): boolean {
  if (Array.isArray(node)) return node.some((part) => breaksOut(part, inner));
  if (typeof node !== 'object' || node === null) return false;
  const { type = '', label } = node as Syntax;
  if (type === 'BreakStatement') return !inner || Boolean(label);
  if (FUNCTIONS.includes(type)) return false;
  return Object.values(node).some((part) => breaksOut(part, inner || LOOPS.includes(type) || type === 'SwitchStatement'));
}

/** Does a function always return or throw in this statement? */
export function alwaysLeaves(node: Statement | BlockStatement | null | undefined): boolean {
  switch (node?.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'BlockStatement':
      return node.body.some(alwaysLeaves);
    case 'IfStatement':
      return alwaysLeaves(node.consequent) && alwaysLeaves(node.alternate);
    case 'WhileStatement':
      return node.test.type === 'Literal' && node.test.value === true && !breaksOut(node.body);
    case 'SwitchStatement':
      return (
        node.cases.some(({ test }) => test === null) &&
        !breaksOut(node.cases) &&
        node.cases.every(({ consequent }, k) => (consequent.length === 0 ? k + 1 < node.cases.length : consequent.some(alwaysLeaves)))
      );
    default:
      return false;
  }
}

/** Can the end of this statement not be reached? */
function jumps(node: Statement | null | undefined): boolean {
  if (node?.type === 'BreakStatement' || node?.type === 'ContinueStatement') return true;
  if (node?.type === 'BlockStatement') return node.body.some(jumps);
  if (node?.type === 'IfStatement') return jumps(node.consequent) && jumps(node.alternate);
  return alwaysLeaves(node);
}

/** The case that runs on into the next one, which is not for empty ones; null when there is none. */
export function fallingThrough({ cases }: SwitchStatement): SwitchCase | null {
  return cases.slice(0, -1).find(({ consequent }) => consequent.length > 0 && !consequent.some(jumps)) ?? null;
}

/** The statements of a case without the `break` at its end. */
export function withoutBreak(list: readonly Statement[]): readonly Statement[] {
  const last = list.at(-1);
  if (last?.type === 'BreakStatement' && !last.label) return list.slice(0, -1);
  if (last?.type === 'BlockStatement') return [...list.slice(0, -1), { ...last, body: [...withoutBreak(last.body)] }];
  return list;
}

// The author's own functions in the text of a kernel: the rule, its helpers, and what `uses` hands them. Imports plain-survey.

import type { BinaryExpression } from 'acorn';
import { wordsIn } from './plain-scope.ts';
import type { PlainSurvey, Unit } from './plain-survey.ts';

/**
 * Text of a function `(Math, tools) => rule`. `tools` are `power(x, y)` for `x ** y`, `first(object)` for the method in an object,
 * and `freeze(value)`, which gives the value back. Nothing in the text can keep anything from one agent to the next: what is handed
 * over is frozen, and so are the functions.
 */
export function authorText({ units, shared }: PlainSurvey): string {
  const words = new Set([...units.flatMap(({ source }) => [...wordsIn(source.node)]), ...shared.keys()]);
  const fresh = (name: string): string => (words.has(name) ? fresh(`${name}$`) : name);
  const names = { tools: fresh('tools$'), later: fresh('later$') };
  const unitNames = units.map((_, k) => fresh(`unit$${k}`));
  const nameOf = (fn: unknown): string => unitNames[units.findIndex((unit) => unit.fn === fn)];
  const lines = [`(Math, ${names.tools}) => {`, '{', `const ${names.later} = [];`];
  units.forEach((unit, k) => lines.push(`const ${unitNames[k]} = ${names.tools}.freeze(${unitText(unit, nameOf, names)});`));
  for (const [name, value] of shared)
    lines.push(`const ${name} = ${typeof value === 'function' ? nameOf(value) : constantText(value, names.tools)};`);
  lines.push(`for (const link of ${names.later}) link();`, `return ${unitNames[0]};`, '}', '}');
  return lines.join('\n');
}

/** One function in a scope of its own, with the names of its own `uses`. */
function unitText(unit: Unit, nameOf: (fn: unknown) => string, { tools, later }: { tools: string; later: string }): string {
  const text = functionText(unit, tools);
  if (unit.uses.size === 0) return text;
  const lines = ['(() => {'];
  for (const [name, value] of unit.uses) {
    // helpers may use each other in a circle: their names are linked when all are there
    if (typeof value === 'function') lines.push(`let ${name};`, `${later}.push(() => { ${name} = ${nameOf(value)}; });`);
    else lines.push(`const ${name} = ${constantText(value, tools)};`);
  }
  lines.push(`return ${text};`, '})()');
  return lines.join('\n');
}

/** The function as its author wrote it, but for `**`, whose last bits ECMAScript leaves open. */
function functionText({ source, powers }: Unit, tools: string): string {
  const { text, offset } = source;
  const edits = powers.flatMap((node) => powerEdits(text, node, offset, tools)).sort((a, b) => b.at - a.at);
  const written = edits.reduce((now, { at, length, by }) => now.slice(0, at) + by + now.slice(at + length), text);
  return offset === 1 ? `(${written}\n)` : `${tools}.first({${written}\n})`;
}

/** `x ** y` becomes a call. */
function powerEdits(text: string, node: BinaryExpression, offset: number, tools: string): { at: number; length: number; by: string }[] {
  const operator = operatorAt(text, node.left.end - offset);
  return [
    { at: node.start - offset, length: 0, by: `${tools}.power(` },
    { at: operator, length: 2, by: ',' },
    { at: node.end - offset, length: 0, by: ')' },
  ];
}

/** Where the next `**` stands that is no part of a comment. */
function operatorAt(text: string, from: number): number {
  const comment = /\/\*[^]*?\*\/|\/\/.*/y;
  for (let at = from; ; at++) {
    comment.lastIndex = at;
    const skipped = comment.exec(text);
    if (skipped) at += skipped[0].length - 1;
    else if (text.startsWith('**', at)) return at;
  }
}

/** A number, true or false, or a table whose rows cannot be written to. */
export function constantText(value: unknown, tools = 'tools'): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return String(value);
  const elements = Array.from(value as ArrayLike<unknown>, (element) => constantText(element, tools)); // as the survey has checked
  return `${tools}.freeze([${elements.join(', ')}])`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '(0 / 0)';
  if (!Number.isFinite(value)) return value > 0 ? '(1 / 0)' : '(-1 / 0)';
  return Object.is(value, -0) ? '(-0)' : `(${value})`;
}

// From a rule's source to its program: passes over the text until the types of all variables stand, then lanes. Imports the rest.

import type { Node } from 'acorn';
import { declare } from './calls.ts';
import type { Program, Role, Stmt } from './ir.ts';
import { markLanes } from './lanes.ts';
import { typeOfColumn } from './numbers.ts';
import { Pass, type Binding, type RuleContext, type Variable } from './pass.ts';
import { readSource, type Source } from './source.ts';
import { lowerBody } from './statements.ts';
import type { Tables } from './tables.ts';

const PARAMETERS: Record<Role, readonly ('self' | 'neighbours' | 'random' | 'params' | 'world')[]> = {
  rule: ['self', 'neighbours', 'random', 'params', 'world'],
  init: ['self', 'random', 'params', 'world'],
  reduce: ['self', 'params', 'world'],
  global: ['world', 'random', 'params'],
};

/**
 * Read, check and type a rule.
 *
 * @throws LabError E_RULE naming the rule, the place, the construct and what to write instead
 */
export function lowerRule(fn: Function | string, context: RuleContext): Program {
  const source = readSource(fn, `the ${context.name.replace(/^the /, '')}`, context.file ?? null);
  const variables: Variable[] = [];
  const sources = new Map<Function, Source>();
  const tables: Tables = { known: new Map(), used: [] };
  for (;;) {
    // each repetition raises the type of a variable at least, at most three times each
    const pass = new Pass(context, source, variables, sources, tables);
    const body = lowerRoot(pass, source);
    if (pass.grown) continue;
    markLanes(body, (place) => {
      if (place.op === 'local') return pass.typeOf(place.local);
      return typeOfColumn(pass.columnsOf(context.self ?? '').find(({ name }) => name === place.column)?.type ?? 'f64');
    });
    const { role, name, precision, mode, self, kinds, space, globals, fields = [] } = context;
    const locals = variables.map((variable) => ({ name: variable.name, type: variable.type ?? 'i32' }));
    return {
      role,
      name,
      precision,
      mode,
      self,
      kinds,
      space,
      globals,
      fields,
      locals,
      tables: tables.used.map(({ name: title, type, values, scratch }) => ({ name: title, type, values, scratch })),
      counters: pass.counters,
      body,
      result: pass.frame.result,
    };
  }
}

function lowerRoot(p: Pass, source: Source): Stmt[] {
  const { role } = p.context;
  const { node } = source;
  const known = PARAMETERS[role];
  p.stack.push(node);
  return p.into(() => {
    node.params.forEach((pattern, k) => {
      if (k >= known.length) p.refuse(pattern, `parameter ${k + 1}`, `a ${role} takes (${known.join(', ')})`);
      const tag = known[k];
      const binding: Binding = tag === 'neighbours' ? { tag, kind: null } : { tag };
      declare(p, pattern, binding, true);
    });
    const value = lowerBody(p, p.frame);
    if (role === 'reduce' || role === 'global') keepResult(p, value, node);
  });
}

function keepResult(p: Pass, value: ReturnType<typeof lowerBody>, node: Node): void {
  if (value === null) {
    if (p.context.role === 'reduce') p.refuse(node, 'a reduction that returns nothing', 'return the number of this agent');
    if (p.context.valued) p.fail(node, `${p.frame.source.title} returns nothing`, 'return its value on every path');
  } else if (p.frame.result === null) {
    p.frame.result = p.variable('result');
    p.out.push({ op: 'set', place: { op: 'local', local: p.frame.result }, value: p.admit(p.frame.result, value, node) });
  }
}

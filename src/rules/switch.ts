// `switch` over constants, as a chain of ifs. Imports pass, expressions, statements, flow, numbers, ir.

import type { Expression, Node, Statement, SwitchStatement } from 'acorn';
import { asValue, lowerBinding } from './expressions.ts';
import { fallingThrough, withoutBreak } from './flow.ts';
import type { Expr, Stmt } from './ir.ts';
import { bool, compare } from './numbers.ts';
import type { Pass } from './pass.ts';
import { textOf } from './source.ts';
import { lowerList } from './statements.ts';
import { keep } from './tables.ts';

/** Cases that share their statements. */
interface Group {
  tests: Expr[];
  others: boolean; // default is among them
  statements: readonly Statement[];
}

export function lowerSwitch(p: Pass, node: SwitchStatement, name: string | null): void {
  const falling = fallingThrough(node);
  if (falling)
    p.foreign(falling, 'a case that runs on into the next', 'end it with break, continue or return; only empty cases share what follows');
  const groups = groupsOf(p, node);
  const label = p.labels++;
  p.targets.push({ label, name, loop: false, depth: p.frame.depth });
  const bodies = groups.map(({ statements }) => p.into(() => p.scoped(() => lowerList(p, withoutBreak(statements)))));
  p.targets.pop();
  const others = groups.findIndex((group) => group.others);
  let chain: Stmt[] = others < 0 ? [] : bodies[others];
  for (let k = groups.length - 1; k >= 0; k--) {
    if (k === others) continue;
    const test = groups[k].tests.reduce(either);
    if (test.op !== 'const') chain = [{ op: 'if', test, yes: bodies[k], no: chain }];
    else if (test.value) chain = bodies[k];
  }
  p.out.push({ op: 'block', label, body: chain });
}

function groupsOf(p: Pass, { cases, discriminant }: SwitchStatement): Group[] {
  const test = tester(p, discriminant);
  const groups: Group[] = [];
  let open: Group | null = null;
  for (const each of cases) {
    if (open === null) groups.push((open = { tests: [], others: false, statements: [] }));
    if (each.test) open.tests.push(test(each.test));
    else open.others = true;
    open.statements = each.consequent;
    if (each.consequent.length > 0) open = null;
  }
  return groups;
}

/** What is compared, once; gives the comparison with a case. */
function tester(p: Pass, discriminant: Expression): (node: Expression) => Expr {
  const held = p.variable('switch'); // reserved in every pass
  const given = lowerBinding(p, discriminant);
  const seen = new Set<string | number>();
  const once = (key: string | number, node: Node): void => {
    if (seen.has(key)) p.refuse(node, `the second case ${textOf(p.frame.source, node)}`, 'leave one of them out');
    seen.add(key);
  };
  if (given.tag === 'text')
    return (node) => {
      const text = lowerBinding(p, node);
      if (text.tag !== 'text') return p.refuse(node, `\`case ${textOf(p.frame.source, node)}\` of a text`, "name a text: case 'a':");
      once(text.text, node);
      return bool(text.text === given.text);
    };
  let value = asValue(p, given, discriminant);
  if (value.op !== 'const' && value.op !== 'local') value = keep(p, held, value, discriminant);
  return (node) => {
    const constant = asValue(p, lowerBinding(p, node), node);
    if (constant.op !== 'const')
      return p.foreign(node, `\`case ${textOf(p.frame.source, node)}\``, 'cases are constants; compare with if and else');
    once(constant.value, node);
    return compare('==', value, constant, p.single);
  };
}

function either(a: Expr, b: Expr): Expr {
  if (a.op === 'const') return a.value ? a : b;
  if (b.op === 'const') return b.value ? b : a;
  return { op: 'logic', type: 'bool', operator: 'or', left: a, right: b };
}

// Claims on neighbours: what `other.claim()`, `self.won` and `self.claimed` stand for. Imports pass.

import type { CallExpression, Node } from 'acorn';
import type { Expr } from './ir.ts';
import type { Binding, Met, Pass } from './pass.ts';

/** Column of a kind whose rule claims: 1 when the agent's claim of the previous tick held, else 0. */
export const WON = 'won';
/** Column of a kind that is claimed: 1 when somebody holds the agent by a claim of the previous tick, else 0. */
export const CLAIMED = 'claimed';

/** Columns that the engine writes. */
export const isClaimColumn = (name: string): boolean => name === WON || name === CLAIMED;

const HOW = 'inside for (const other of neighbours) or of neighbours.<kind>, or world.agent(id).claim()';

/** `other.claim()`: an agent holds at most one claim a tick, its last call. */
export function claim(p: Pass, { of }: { readonly of: Met }, node: CallExpression): null {
  if (p.context.role !== 'rule') p.refuse(node, '`claim()`', 'only rules can claim');
  p.effect(node, '`claim()`');
  if (node.arguments.length > 0) p.refuse(node, '`claim` with arguments', 'it takes none: the engine draws who wins');
  const { kind } = of;
  p.out.push(of.tag === 'other' ? { op: 'claim', loop: of.loop, kind } : { op: 'claimAt', place: of.place, kind });
  return null;
}

/** `self.claim`, `neighbours.claim`: not said of a neighbour at hand. */
export function claimOutside(p: Pass, node: Node): never {
  return p.refuse(node, 'a claim outside a loop over neighbours', `an agent claims one of its neighbours: call other.claim() ${HOW}`);
}

/** A column of claims that the kind does not have, because no rule needs it; a look-out for claims takes `expr` for granted. */
export function claimColumn(p: Pass, kind: string, name: string, expr: Expr, node: Node): Binding {
  if (p.context.lookout) return { tag: 'value', expr };
  if (name === WON)
    return p.refuse(
      node,
      `"${name}", although agents of kind ${kind} claim nobody,`,
      `let the rule of kind ${kind} call other.claim() ${HOW}`,
    );
  return p.refuse(
    node,
    `"${name}", although nobody claims agents of kind ${kind},`,
    `let a rule call other.claim() inside for (const other of neighbours.${kind})`,
  );
}

// The deaths of others: what `other.die()` stands for, where agents act in place. Imports pass.

import type { CallExpression, Node } from 'acorn';
import type { Binding, Met, Pass } from './pass.ts';

/** The member `die` of another agent. */
export function deathOf(p: Pass, of: Met, node: Node): Binding {
  if (p.context.role !== 'rule') p.refuse(node, 'the death of another agent', 'only rules can let agents die');
  if (p.context.mode !== 'sequential')
    p.refuse(
      node,
      'the death of another agent in synchronous mode',
      "two may want it at once: claim it, other.claim(), and let its rule say if (self.claimed) self.die(); or let the model be update: 'sequential'",
    );
  if (p.context.kinds.find(({ name }) => name === of.kind)?.on !== undefined)
    p.refuse(node, `the death of a ${of.kind}`, 'cells and nodes do not die; mark them with a column: alive = 0 or 1');
  return { tag: 'death', of };
}

/** `other.die()`: at once; of whom is dead already, nothing. */
export function kill(p: Pass, { of }: { readonly of: Met }, node: CallExpression): null {
  p.effect(node, '`die()` of another agent');
  if (node.arguments.length > 0) p.refuse(node, '`die` with arguments', 'it takes none');
  const { kind } = of;
  p.out.push(of.tag === 'other' ? { op: 'kill', loop: of.loop, kind } : { op: 'killAt', place: of.place, kind });
  return null;
}

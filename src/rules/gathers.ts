// Agents asked for by their id: `world.agent(id)`, `world.agent.wolf(id)`. Imports pass, expressions, tables.

import type { CallExpression, Node } from 'acorn';
import { lowerValue } from './expressions.ts';
import type { Met, Pass } from './pass.ts';
import { keep, whole } from './tables.ts';

const MEASURES = ['dx', 'dy', 'dz', 'distance', 'distance2'];

/** The agent with an id, whether one lives or not: where it stands is looked up here, its columns are read where they are named. */
export function gather(p: Pass, kind: string | null, node: CallExpression): Met {
  const name = kind ?? p.context.self ?? '';
  const call = kind === null ? 'world.agent' : `world.agent.${kind}`;
  if (p.context.kinds.find((candidate) => candidate.name === name)?.born)
    p.refuse(
      node,
      `\`${call}\`, although agents of kind ${name} are born,`,
      'ids are never given twice, and to find them would take ever more memory; meet them as neighbours, or let all be there from the start',
    );
  const [argument] = node.arguments;
  if (node.arguments.length !== 1 || argument.type === 'SpreadElement')
    return p.refuse(node, `\`${call}\` with ${node.arguments.length} arguments`, `it takes one: the id, as in ${call}(self.partner)`);
  const held = p.variable('id');
  const place = p.variable('place');
  const value = whole(p, lowerValue(p, argument), node);
  const id = value.op === 'const' ? value : keep(p, held, value, node);
  keep(p, place, { op: 'place', type: 'i32', kind: name, id }, node);
  return { tag: 'gathered', id, place, kind: name };
}

/** Distances are measured by the space, while neighbours are visited. */
export function refuseMeasure(p: Pass, { kind, measures }: Met & { tag: 'gathered' }, name: string, node: Node): void {
  if (!MEASURES.includes(name) || p.columnsOf(kind).some((column) => column.name === name)) return;
  if (p.context.kinds.some((each) => each.name === kind && each.on === 'nodes'))
    p.refuse(
      node,
      `"${name}" of a node of a network`,
      'nodes have no place, so that nothing is measured between them; what a link means can be a column of the node, or a table among the params',
    );
  if (measures && name.startsWith('distance'))
    p.refuse(
      node,
      `"${name}" on a honeycomb`,
      'columns and rows there are no lengths: other.dx and other.dy say how many of them lie between',
    );
  if (!measures)
    p.refuse(
      node,
      `"${name}" of an agent asked for by its id`,
      'its columns can be read, its position too; distances by the space exist for neighbours only',
    );
}

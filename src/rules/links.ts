// Links that change: what `other.unlink()`, `other.relink(id)` and `world.link(id)` stand for, and neighbours on such a network. A rule notes wishes
// in memory; the engine settles all of them when the rules have run. Imports pass, lists, tables, numbers.

import type { CallExpression, Node } from 'acorn';
import { CUT, NO_WISH, ROW_FROM, ROW_TO, TARGETS } from '../spaces/links.ts';
import { arithmetic, compare, literal } from './numbers.ts';
import type { Expr } from './ir.ts';
import { memory } from './lists.ts';
import type { Binding, Pass } from './pass.ts';
import { keep, whole } from './tables.ts';

type Rewire = Binding & { tag: 'rewire' };

export const isRewire = (name: string): name is Rewire['name'] => name === 'unlink' || name === 'relink';

/** Longer than any array: what is read lies inside it. */
const ANY_LENGTH = 2 ** 31 - 1;

/** The neighbours of a node whose links change: where its row stands in memory now. */
export function presentLinks(
  p: Pass,
  node: Node,
): { from: Expr; to: Expr; item: (k: Expr) => { id: Expr; absent: null; measures: null; linked: true } } {
  const nodes = p.context.network?.n ?? 0;
  const me = keep(p, p.variable('me'), { op: 'selfId', type: 'i32' }, node);
  const held = (name: string, value: Expr): Expr => keep(p, p.variable(name), value, node);
  const from = held('from', memory(p, ROW_FROM, nodes)(me));
  const to = held('to', memory(p, ROW_TO, nodes)(me));
  const target = memory(p, TARGETS, ANY_LENGTH);
  return { from, to, item: (k) => ({ id: target(k), absent: null, measures: null, linked: true }) };
}

/** `other.unlink()`, `other.relink(id)`: one wish a link, the last call of a tick. */
export function rewire(p: Pass, { of, name }: Rewire, [given]: readonly Expr[], node: CallExpression): null {
  if (p.context.role !== 'rule') p.refuse(node, `\`${name}()\``, 'only rules change links');
  const at = of.tag === 'gathered' ? of.slot : undefined;
  if (!at) return rewireOutside(p, name, node);
  p.effect(node, `\`${name}()\``);
  const value = name === 'unlink' ? literal(CUT, '', p.single) : wished(p, given, node);
  const slot = at.op === 'local' ? at.local : p.variable('slot');
  if (at.op !== 'local') keep(p, slot, at, node);
  p.out.push({ op: 'rewire', slot, value });
  return null;
}

/** A node to be linked to, as a wish: its id plus 1; no wish for an id that nobody can have. */
function wished(p: Pass, given: Expr, node: Node): Expr {
  const { single } = p;
  const id = keep(p, p.variable('id'), whole(p, given, node), node);
  return {
    op: 'select',
    type: 'i32',
    test: compare('>=', id, literal(0, '', single), single),
    yes: arithmetic('+', id, literal(1, '', single), single),
    no: literal(NO_WISH, '', single),
  };
}

/** `world.link(id)`: each place in the text makes one link a tick. */
export function link(p: Pass, given: Expr, node: CallExpression): null {
  p.effect(node, '`world.link`');
  if (p.loop)
    p.refuse(
      node,
      '`world.link` inside a loop',
      'each place in the text makes one link a tick: choose a node in the loop and link to it after the loop; for several write several, or a helper called several times',
    );
  p.out.push({ op: 'link', site: p.links++, value: wished(p, given, node) });
  return null;
}

/** Said of somebody that I have no link to, or where there are none. */
export function rewireOutside(p: Pass, name: string, node: Node): never {
  return p.refuse(
    node,
    `\`${name}\` of an agent that is no neighbour on a network`,
    `a node changes its own links: for (const other of neighbours) other.${name}(${name === 'relink' ? 'id' : ''}), or neighbours.at(k).${name}(…), of a kind on: 'nodes'`,
  );
}

/** `world.link`, where I am a node of a network. */
export function worldLink(p: Pass, node: Node): Binding {
  const { network, kinds, self } = p.context;
  if (!network || kinds.find(({ name }) => name === self)?.on !== 'nodes')
    p.refuse(
      node,
      '`world.link` of an agent that is no node of a network',
      "declare space: ring(100) or another network, and let the kind be on: 'nodes'",
    );
  return { tag: 'method', of: 'world', name: 'link' };
}

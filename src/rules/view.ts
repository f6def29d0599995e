// A field of view: `neighbours.inView(direction, angle)`, a cone of those whom a loop would visit. The direction and the cosine are
// computed once before the loop; a candidate then costs one dot product. Imports engine, pass, expressions, members, tables, numbers.

import type { AnyNode, CallExpression, Node } from 'acorn';
import { cos32, cos64 } from '../engine/elementary.ts';
import { lowerBinding, lowerValue, asValue } from './expressions.ts';
import type { Expr } from './ir.ts';
import { listedOn } from './lists.ts';
import { element, float, member } from './members.ts';
import { arithmetic, compare, convert, literal, unary } from './numbers.ts';
import type { Binding, Met, Pass, View } from './pass.ts';
import { keep } from './tables.ts';

const WAYS = ['dx', 'dy', 'dz'] as const;
const AXES = ['ux', 'uy', 'uz'];
const FULL = 2 * Math.PI;
/** One turn that was rounded is still one turn. */
const ROUNDED = 1e-6;
/** Below the cosine of any angle: all around. */
export const ALL_AROUND = -2;

/** `neighbours.inView(direction, angle)`: the direction is a heading in two dimensions, or a vector of any length. */
export function inView(p: Pass, { over }: Binding & { tag: 'inView' }, node: CallExpression): View {
  const [direction, opening] = node.arguments;
  if (node.arguments.length !== 2)
    return p.refuse(node, `\`neighbours.inView\` with ${node.arguments.length} arguments`, `it takes two, ${usage(p)}`);
  refusePlaceless(p, over, node);
  const { towards, length } = directionOf(p, direction, node);
  const cosine = limitOf(p, lowerValue(p, opening), node);
  const limit = length === null ? cosine : keep(p, p.variable('limit'), arithmetic('*', cosine, length, p.single), node);
  return { tag: 'view', over, towards, limit };
}

/** Is the one at hand in the cone? Who stands in the very same place is. */
export function isInView(p: Pass, { towards, limit }: View, other: Met, node: Node): Expr {
  const { single } = p;
  const of = (name: string): Expr => convert(asValue(p, member(p, other, name, node), node), 'float', single);
  const products = towards.map((component, d) => arithmetic('*', of(WAYS[d]), component, single));
  const ahead = products.reduce((sum, product) => arithmetic('+', sum, product, single));
  return compare('>=', ahead, arithmetic('*', limit, of('distance'), single), single);
}

const dimensions = (p: Pass): number => p.context.space?.dimensions ?? 2;

const usage = (p: Pass): string =>
  `neighbours.inView(${dimensions(p) === 2 ? 'heading, angle) or inView([ux, uy]' : '[ux, uy, uz]'}, angle), where the angle is the whole opening in radians`;

function refusePlaceless(p: Pass, over: View['over'], node: Node): void {
  if (over.tag === 'neighbours' && listedOn(p, over.kind ?? p.context.self) === 'nodes')
    p.refuse(node, '`neighbours.inView` of nodes of a network', 'nodes have no place, so that none is ahead: visit all that are linked');
  if (p.context.space?.grid?.neighbourhood === 'hexagonal')
    p.refuse(
      node,
      '`neighbours.inView` on a honeycomb',
      'columns and rows there are no directions: visit all, and choose by other.dx and other.dy',
    );
}

/** The components of the direction, and its length where that is not 1. */
function directionOf(p: Pass, direction: AnyNode, node: Node): { towards: Expr[]; length: Expr | null } {
  const { single } = p;
  const components = componentsOf(p, direction);
  const held = (value: Expr, d: number): Expr => keep(p, p.variable(AXES[d]), convert(value, 'float', single), node);
  if (components !== null) {
    if (components.length !== dimensions(p))
      p.refuse(direction, `a direction of ${components.length} components`, `the space has ${dimensions(p)} dimensions: write ${usage(p)}`);
    const towards = components.map(held);
    const squares = towards.map((each) => arithmetic('*', each, each, single));
    const length2 = squares.reduce((sum, square) => arithmetic('+', sum, square, single));
    return { towards, length: unary('sqrt', length2, single) };
  }
  if (dimensions(p) !== 2) p.refuse(direction, 'a heading in three dimensions', `a direction there is a vector: write ${usage(p)}`);
  const heading = keep(p, p.variable('heading'), convert(lowerValue(p, direction), 'float', single), node);
  const towards = ['cos', 'sin'].map((name, d) => held({ op: 'elementary', type: 'float', name, operands: [heading] }, d));
  return { towards, length: null };
}

/** The components of a vector, written out or that of a column; null of a number. */
function componentsOf(p: Pass, direction: AnyNode): Expr[] | null {
  if (direction.type === 'ArrayExpression')
    return direction.elements.map((each) =>
      each === null || each.type === 'SpreadElement'
        ? p.foreign(direction, 'this direction', `name its components one by one: ${usage(p)}`)
        : lowerValue(p, each),
    );
  if (direction.type !== 'MemberExpression' && direction.type !== 'Identifier') return null;
  const vector = lowerBinding(p, direction);
  if (vector.tag !== 'vector') return null;
  return Array.from({ length: vector.column.size }, (_, d) => element(p, vector, literal(d, '', p.single), direction));
}

/** The cosine of half the opening, brought to 0 to 2π; {@link ALL_AROUND} where that is all around. */
function limitOf(p: Pass, opening: Expr, node: Node): Expr {
  const { single } = p;
  if (opening.op === 'const') {
    if (!(opening.value >= 0 && opening.value <= FULL + ROUNDED))
      p.refuse(
        node,
        `\`neighbours.inView\` with an angle of ${opening.value}`,
        `it is the whole opening in radians, from 0 to 2π: of d degrees, (d * Math.PI) / 180`,
      );
    const half = Math.min(opening.value, FULL) / 2;
    const cosine = single ? cos32(Math.fround(half)) : cos64(half);
    return float(p, cosine <= -1 ? ALL_AROUND : cosine);
  }
  const given = convert(opening, 'float', single);
  const within = arithmetic('min', arithmetic('max', given, float(p, 0), single), float(p, FULL), single);
  const half = arithmetic('*', within, float(p, 0.5), single);
  const cosine = keep(p, p.variable('cosine'), { op: 'elementary', type: 'float', name: 'cos', operands: [half] }, node);
  const around = compare('<=', cosine, float(p, -1), single);
  return keep(p, p.variable('limit'), { op: 'select', type: 'float', test: around, yes: float(p, ALL_AROUND), no: cosine }, node);
}

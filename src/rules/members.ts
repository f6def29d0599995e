// What `self.x`, `other.dx`, `params.speed`, `world.tick`, `Math.PI` stand for. Imports pass, claims, gathers, tables, numbers, ir.

import type { Node } from 'acorn';
import { shown, type ColumnSpec } from '../engine/columns.ts';
import { nearest } from '../errors.ts';
import { CLAIMED, claimColumn, claimOutside, isClaimColumn, WON } from './claims.ts';
import { deathOf } from './deaths.ts';
import { fieldMember, namedField, worldFields } from './fields.ts';
import { refuseMeasure } from './gathers.ts';
import type { Expr, Type } from './ir.ts';
import { isRewire, rewireOutside, worldLink } from './links.ts';
import { listedMember, listedOn, listLength, refuseOpen } from './lists.ts';
import { refuseMoves } from './moves.ts';
import { arithmetic, bool, convert, literal, typeOfColumn, unary } from './numbers.ts';
import { livesInSpace, type Binding, type Met, type Pass } from './pass.ts';
import { textOf } from './source.ts';
import { tableMember, tableOf } from './tables.ts';

const AXES = ['dx', 'dy', 'dz'] as const;
const NUMBERS: Record<string, number> = {
  EPSILON: Number.EPSILON,
  MAX_VALUE: Number.MAX_VALUE,
  MIN_VALUE: Number.MIN_VALUE,
  MAX_SAFE_INTEGER: Number.MAX_SAFE_INTEGER,
  MIN_SAFE_INTEGER: Number.MIN_SAFE_INTEGER,
  POSITIVE_INFINITY: Infinity,
  NEGATIVE_INFINITY: -Infinity,
  NaN: NaN,
};

export const float = (p: Pass, value: number): Expr => ({ op: 'const', type: 'float', value: p.single ? Math.fround(value) : value });
const value = (expr: Expr): Binding => ({ tag: 'value', expr });

/** What the member `name` of `object` is. */
export function member(p: Pass, object: Binding, name: string, node: Node): Binding {
  switch (object.tag) {
    case 'self':
      return ofSelf(p, name, node);
    case 'other':
      return ofOther(p, object, name, node);
    case 'gathered':
      return ofGathered(p, object, name, node);
    case 'table':
      return tableMember(p, object, name, node);
    case 'fields':
      return namedField(p, name, node);
    case 'field':
      return fieldMember(p, object.field, name, node);
    case 'params':
      return ofParams(p, name, node);
    case 'world':
      return ofWorld(p, name, node);
    case 'vector':
      if (name === 'length') return value({ op: 'const', type: 'i32', value: object.column.size });
      return (name in Array.prototype ? p.foreign : p.refuse).call(
        p,
        node,
        `"${object.column.name}.${name}"`,
        `a vector has elements, ${object.column.name}[0] to ${object.column.name}[${object.column.size - 1}], and length; write a loop over them`,
      );
    case 'random': {
      const known = ['uniform', 'normal', 'exponential', 'integer'];
      return known.includes(name) ? { tag: 'method', of: 'random', name } : p.unknown(node, name, 'random', known);
    }
    case 'populations': {
      const kinds = p.context.kinds.map((kind) => kind.name);
      return kinds.includes(name) ? value({ op: 'population', type: 'i32', kind: name }) : p.unknown(node, name, 'world.count', kinds);
    }
    case 'nearest':
    case 'view':
      if (name === 'inView' && object.tag === 'nearest') return { tag: 'inView', over: object };
      return refuseList(p, textOf(p.frame.source, node), node);
    case 'birth':
    case 'agents':
    case 'neighbours':
      return ofKinds(p, object, name, node);
    case 'Math': {
      if (name === 'random') return p.refuse(node, '`Math.random`', 'a run must be repeatable; draw with random.uniform()');
      const constant = (Math as unknown as Record<string, unknown>)[name];
      return typeof constant === 'number' ? value(float(p, constant)) : { tag: 'method', of: 'Math', name };
    }
    case 'Number':
      return name in NUMBERS ? value(float(p, NUMBERS[name])) : { tag: 'method', of: 'Number', name };
    default:
      return p.refuse(
        node,
        `".${name}" of a plain ${object.tag === 'function' || object.tag === 'method' ? 'function' : 'value'}`,
        'values are numbers; only self, other, params, world, random and Math have members',
      );
  }
}

function columnOf(p: Pass, kind: string, name: string, extra: readonly string[], what: string, node: Node): ColumnSpec {
  const columns = shown(p.columnsOf(kind));
  return (
    columns.find((column) => column.name === name) ??
    p.unknown(node, name, what, [...columns.map((column) => column.name), ...extra], [WON, CLAIMED])
  );
}

const has = (p: Pass, kind: string, name: string): boolean => shown(p.columnsOf(kind)).some((column) => column.name === name);

function ofSelf(p: Pass, name: string, node: Node): Binding {
  const kind = p.context.self ?? '';
  if (name === 'die') return { tag: 'method', of: 'self', name };
  if ((name === 'move' || name === 'moveToEmpty') && !has(p, kind, name)) {
    refuseMoves(p, name, node);
    return { tag: 'method', of: 'self', name };
  }
  if (name === 'id') return value({ op: 'selfId', type: 'i32' });
  if (name === 'index') return value({ op: 'index', type: 'i32' });
  if (name === 'claim') return claimOutside(p, node);
  if (isRewire(name) && !has(p, kind, name)) return rewireOutside(p, name, node);
  const listed = has(p, kind, name) ? null : listedMember(p, kind, { op: 'selfId', type: 'i32' }, name);
  if (listed) return listed;
  if (isClaimColumn(name) && !has(p, kind, name))
    return claimColumn(p, kind, name, { op: 'own', type: 'i32', column: name, plane: 0 }, node);
  const column = columnOf(p, kind, name, ['id', 'index', 'die()'], kind, node);
  if (column.size > 1) return { tag: 'vector', of: null, kind, column };
  return value({ op: 'own', type: typeOfColumn(column.type), column: name, plane: 0 });
}

/** One plane of a column of another agent. */
function planeOf(of: Met, type: Type, column: string, plane: number): Expr {
  const { kind } = of;
  return of.tag === 'other'
    ? { op: 'other', type, loop: of.loop, kind, column, plane }
    : { op: 'agent', type, kind, column, plane, place: of.place };
}

function ofMet(p: Pass, of: Met, name: string, extra: readonly string[], node: Node): Binding {
  const { kind } = of;
  if (name === 'claim') return { tag: 'claim', of };
  if (isRewire(name) && !has(p, kind, name)) return { tag: 'rewire', of, name };
  if (name === 'die') return deathOf(p, of, node);
  if (isClaimColumn(name) && !has(p, kind, name)) return claimColumn(p, kind, name, planeOf(of, 'i32', name, 0), node);
  const column = columnOf(p, kind, name, ['id', ...extra, 'claim()'], kind, node);
  if (column.size > 1) return { tag: 'vector', of, kind, column };
  return value(planeOf(of, typeOfColumn(column.type), name, 0));
}

function ofGathered(p: Pass, of: Met & { tag: 'gathered' }, name: string, node: Node): Binding {
  if (name === 'id') return value(of.id);
  const listed = has(p, of.kind, name) ? null : listedMember(p, of.kind, of.id, name);
  if (listed) return listed;
  if (of.measures && (name === 'dx' || name === 'dy' || name === 'dz')) {
    const way = of.measures[name];
    if (way) return value(way);
  }
  if (of.measures && (name === 'distance2' || name === 'distance') && p.context.space?.grid?.neighbourhood !== 'hexagonal') {
    const { dx, dy, dz } = of.measures;
    const squares = [dx, dy, ...(dz ? [dz] : [])].map((way) => arithmetic('*', way, way, p.single));
    const squared = squares.reduce((sum, square) => arithmetic('+', sum, square, p.single));
    return value(name === 'distance2' ? squared : unary('sqrt', squared, p.single));
  }
  refuseMeasure(p, of, name, node);
  return ofMet(p, of, name, of.measures ? Object.keys(of.measures) : [], node);
}

function ofOther(p: Pass, of: Met & { tag: 'other' }, name: string, node: Node): Binding {
  const { loop, kind } = of;
  const measures = AXES.slice(0, p.context.space?.dimensions ?? 2);
  const axis = AXES.find((candidate) => candidate === name);
  if (axis && measures.includes(axis)) return value({ op: 'measure', type: 'float', loop, what: axis });
  const squared: Expr = { op: 'measure', type: 'float', loop, what: 'distance2' };
  if (name === 'distance2') return value(squared);
  if (name === 'distance') return value({ op: 'unary', type: 'float', operator: 'sqrt', operand: squared });
  if (name === 'id') return value({ op: 'otherId', type: 'i32', loop, kind });
  return ofMet(p, of, name, [...measures, 'distance2', 'distance'], node);
}

function ofParams(p: Pass, name: string, node: Node): Binding {
  const { params, tables = {} } = p.context;
  if (Object.hasOwn(tables, name)) return tableOf(p, `params.${name}`, tables[name], node);
  if (!Object.hasOwn(params, name)) return p.unknown(node, name, 'params', [...Object.keys(params), ...Object.keys(tables)]);
  const param = params[name];
  if (typeof param.value === 'string') return { tag: 'text', text: param.value };
  if (typeof param.value === 'boolean') return value(bool(param.value));
  return value(param.integer ? literal(param.value, '', p.single) : float(p, param.value));
}

function ofWorld(p: Pass, name: string, node: Node): Binding {
  const { globals, role } = p.context;
  if (name === 'tick') return value({ op: 'tick', type: 'i32' });
  if (name === 'count') return { tag: 'populations' };
  if (name === 'fields') return worldFields(p, node);
  if ((name === 'cell' || name === 'occupied') && p.context.space?.grid && role !== 'global' && !globals.includes(name))
    return { tag: 'method', of: 'world', name };
  if (name === 'link' && role === 'rule' && !globals.includes(name)) return worldLink(p, node);
  if (name === 'birth' && role === 'rule') return { tag: 'birth', kind: null };
  if (name === 'agent' && (role === 'rule' || role === 'reduce')) return { tag: 'agents', kind: null };
  if (globals.includes(name)) return value({ op: 'global', type: 'float', name });
  if (name === 'agent')
    return p.refuse(
      node,
      '`world.agent`',
      role === 'init'
        ? 'while agents are made the others are not all there yet; look them up in the rule'
        : 'only rules and reductions see agents; let a global be a reduction over them',
    );
  return p.unknown(node, name, 'world', [
    'tick',
    'count',
    ...(role === 'rule' ? ['birth'] : []),
    ...(role === 'rule' && p.context.network ? ['link'] : []),
    ...(role === 'rule' || role === 'reduce' ? ['agent'] : []),
    ...(role !== 'global' && p.context.fields?.length ? ['fields'] : []),
    ...globals,
  ]);
}

function ofKinds(p: Pass, object: { tag: 'birth' | 'neighbours' | 'agents'; kind: string | null }, name: string, node: Node): Binding {
  const kinds = p.context.kinds.map((kind) => kind.name);
  const what = { birth: 'world.birth', agents: 'world.agent', neighbours: 'neighbours' }[object.tag];
  if (object.kind === null && kinds.includes(name)) return { tag: object.tag, kind: name };
  if (object.tag === 'neighbours' && name === 'claim') return claimOutside(p, node);
  if (object.tag === 'neighbours' && name === 'nearest' && !kinds.includes(name))
    return { tag: 'nearestCall', kind: object.kind ?? p.context.self ?? '' };
  if (object.tag === 'neighbours' && name === 'inView' && !kinds.includes(name))
    return { tag: 'inView', over: { tag: object.tag, kind: object.kind } };
  if (object.tag === 'neighbours' && (name === 'at' || name === 'length') && !kinds.includes(name)) {
    const kind = object.kind ?? p.context.self ?? '';
    refuseOpen(p, kind, name, node);
    return name === 'at' ? { tag: 'nth', kind } : value(listLength(p, kind, node));
  }
  if (object.tag === 'neighbours' && !nearest(name, kinds)) return refuseList(p, `neighbours.${name}`, node, kinds);
  return p.unknown(node, name, what, kinds);
}

/** Neighbours are no array. */
export function refuseList(p: Pass, construct: string, node: Node, kinds: readonly string[] = []): never {
  return p.refuse(
    node,
    `\`${construct}\``,
    `neighbours can only be visited: for (const other of neighbours) { … }; count or add up inside the loop${kinds.length > 1 ? `. Those of a kind: ${kinds.map((kind) => `neighbours.${kind}`).join(', ')}` : ''}`,
  );
}

/** Element `index` of a vector column. */
export function element(p: Pass, vector: Binding & { tag: 'vector' }, index: Expr, node: Node): Expr {
  const { column, of, kind } = vector;
  const held = p.variable('at'); // reserved in every pass; takes what is no plain variable already, so that a back end may read it twice
  let at = convert(index, 'i32', p.single);
  if (at.op !== 'const' && at.op !== 'local') {
    p.out.push({ op: 'set', place: { op: 'local', local: held }, value: p.admit(held, at, node) });
    at = p.read(held);
  }
  const type = typeOfColumn(column.type);
  if (at.op === 'const') {
    if (at.value < 0 || at.value >= column.size) {
      return p.refuse(node, `element ${at.value} of "${column.name}"`, `it has elements 0 to ${column.size - 1}`);
    }
    const plane = at.value;
    return of === null ? { op: 'own', type, column: column.name, plane } : planeOf(of, type, column.name, plane);
  }
  if (of === null) return { op: 'ownAt', type, column: column.name, index: at };
  return of.tag === 'other'
    ? { op: 'otherAt', type, loop: of.loop, kind, column: column.name, index: at }
    : { op: 'agentAt', type, kind, column: column.name, index: at, place: of.place };
}

/** The kind visited by `of neighbours` or `of neighbours.wolf`; refused where there is none. */
export function visited(p: Pass, given: string | null, node: Node): string {
  const kind = given ?? p.context.self ?? '';
  const { self, space, network } = p.context;
  if (listedOn(p, self) === 'cells' && livesInSpace(p.context, kind))
    p.refuse(
      node,
      `neighbours of kind ${kind} of a cell`,
      `who stands in cells that hold any number is not found from there: let ${kind} look at the cells, for (const cell of neighbours.${self}), or deposit(1) on a field of [${space?.size.join(', ')}] cells, which a cell reads, n = ….at(self.x, self.y), and clears, ….deposit(-n, self.x, self.y); on grid({ …, capacity: 1 }) cells meet who stands in them`,
    );
  if (network)
    p.refuse(
      node,
      `neighbours of kind ${kind} in a network`,
      `only nodes have links, to nodes of their own kind: let agents keep the id of their node in a column, world.agent.<kind>(self.node)`,
    );
  for (const name of [self ?? '', kind]) {
    if (livesInSpace(p.context, name)) continue;
    const axes = space?.dimensions === 3 ? 'x, y and z' : 'x and y';
    p.refuse(
      node,
      `neighbours of kind ${kind}`,
      space ? `${name} has no place in the space: give it the float columns ${axes}` : 'the model has no space; give it one',
    );
  }
  return kind;
}

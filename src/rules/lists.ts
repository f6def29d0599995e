// Neighbours that are listed rather than found: cells of a grid by their offsets, nodes of a network by their links. What is listed are
// ids of agents that stand still in memory, so a loop over them is a plain loop of gathers. Imports pass, tables, numbers, statements.

import type { Node } from 'acorn';
import { offsetsOf, type Grid } from '../spaces/grid.ts';
import { nearestOf } from '../spaces/nearest.ts';
import { arithmetic, bits, compare, convert, literal, not } from './numbers.ts';
import type { Expr, Stmt } from './ir.ts';
import { livesInSpace, type Binding, type Met, type Pass } from './pass.ts';
import { presentLinks } from './links.ts';
import { isSingle } from './moves.ts';
import { keep, numberOfTable, whole } from './tables.ts';

/** The neighbours of an agent: how many trips a loop makes, and whom it meets on each. */
interface List {
  readonly from: Expr;
  readonly to: Expr;
  /** whom trip `k` meets; `absent`: nobody, beyond an open border */
  item(k: Expr): { id: Expr; absent: Expr | null; measures: Measures | null; place?: (cell: Expr) => Expr; linked?: boolean };
}

/** Column and row, whole numbers. */
export interface Cell {
  readonly x: Expr;
  readonly y: Expr;
}

/** From me to the one I meet. */
export interface Measures {
  readonly dx: Expr;
  readonly dy: Expr;
  readonly dz?: Expr;
}

/** cells and nodes are agents; `standing`: agents that stand in cells which hold one each */
type Where = 'cells' | 'nodes' | 'standing';

/** Where the agents of a kind stand, if their neighbours are listed. */
export function listedOn(p: Pass, kind: string | null): Where | null {
  const on = p.context.kinds.find(({ name }) => name === kind)?.on;
  return on ?? (isSingle(p) && livesInSpace(p.context, kind) ? 'standing' : null);
}

/** My column and row: those of my cell, or where I stand on the grid. */
export function cellOfSelf(p: Pass, node: Node): Cell {
  const { single } = p;
  const { self } = p.context;
  const [column, row] = [p.variable('column'), p.variable('row')];
  if (listedOn(p, self) === 'cells') {
    const { x, y } = placeOnGrid(p, { op: 'selfId', type: 'i32' });
    return { x: keep(p, column, x, node), y: keep(p, row, y, node) };
  }
  const own = (name: string): Expr => ({ op: 'own', type: 'float', column: name, plane: 0 });
  const at = (name: 'x' | 'y'): Expr => whole(p, { op: 'unary', type: 'float', operator: 'floor', operand: own(name) }, node);
  const { width, height } = gridOf(p);
  const inside = (value: Expr, n: number): Expr =>
    arithmetic('max', arithmetic('min', value, literal(n - 1, '', single), single), literal(0, '', single), single);
  return { x: keep(p, column, inside(at('x'), width), node), y: keep(p, row, inside(at('y'), height), node) };
}

/** Column and row of the cell with an id. */
export function placeOnGrid(p: Pass, id: Expr): Cell {
  const { width } = gridOf(p);
  const number = (value: number): Expr => literal(value, '', p.single);
  const x = arithmetic('%', id, number(width), p.single);
  const start = arithmetic('-', id, x, p.single); // a multiple of the width: an odd number times a power of two
  const shift = 31 - Math.clz32(width & -width);
  const odd = width >> shift;
  let inverse = odd; // of the odd number modulo 2^32, by Newton's iteration: the division has no remainder
  for (let n = 0; n < 4; n++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse));
  return { x, y: arithmetic('*', bits('>>', start, number(shift), p.single), number(inverse), p.single) };
}

function gridOf(p: Pass): Grid {
  const grid = p.context.space?.grid;
  if (!grid) throw new Error('the space is no grid');
  return grid;
}

/** The neighbours of kind `kind` that I have; refused where there is no list. */
function listOf(p: Pass, kind: string, node: Node): List {
  const where = listedOn(p, kind);
  if (where === 'nodes') return linksOf(p, kind, node);
  const around = cellsAround(p, node);
  if (where === 'cells') return around;
  const { width, height } = gridOf(p);
  const standing = memory(p, standingOf(kind), width * height);
  const place = (cell: Expr): Expr => arithmetic('-', standing(cell), literal(1, '', p.single), p.single);
  return { ...around, item: (k) => ({ ...around.item(k), place }) };
}

function linksOf(p: Pass, kind: string, node: Node): List {
  const { network, self } = p.context;
  if (!network || self !== kind) {
    return p.refuse(
      node,
      `neighbours of kind ${kind}, which are nodes of a network,`,
      `only nodes have links: look one up by its id, world.agent.${kind}(id)`,
    );
  }
  if (p.context.changing) return presentLinks(p, node);
  const offset = tableElement(p, 'offsets of the network', network.offsets);
  const target = tableElement(p, 'targets of the network', network.targets);
  const me: Expr = { op: 'selfId', type: 'i32' };
  const held = (name: string, value: Expr): Expr => keep(p, p.variable(name), value, node);
  const from = held('from', offset(held('at', me)));
  const to = held('to', offset(held('at', arithmetic('+', me, literal(1, '', p.single), p.single))));
  return { from, to, item: (k) => ({ id: target(k), absent: null, measures: null, linked: true }) };
}

/** Cells by their offsets from mine: brought back into a periodic grid, absent beyond an open border. */
function cellsAround(p: Pass, node: Node): List {
  const { single } = p;
  const grid = gridOf(p);
  const { width, height, periodic } = grid;
  const [even, odd] = offsetsOf(grid);
  const number = (value: number): Expr => literal(value, '', single);
  const n = even.dx.length;
  const twofold = grid.neighbourhood === 'hexagonal';
  if (odd.dx.length !== n) throw new Error('neighbourhoods of even and odd rows differ in size');
  const dxs = tableElement(p, 'columns of the neighbourhood', Int32Array.from(twofold ? [...even.dx, ...odd.dx] : even.dx));
  const dys = tableElement(p, 'rows of the neighbourhood', Int32Array.from(twofold ? [...even.dy, ...odd.dy] : even.dy));
  const me = cellOfSelf(p, node);
  const first = twofold
    ? keep(p, p.variable('first'), arithmetic('*', bits('&', me.y, number(1), single), number(n), single), node)
    : number(0);
  const home = keep(p, p.variable('home'), arithmetic('+', arithmetic('*', me.y, number(width), single), me.x, single), node);
  const held = (name: string, value: Expr): Expr => (value.op === 'const' ? value : keep(p, p.variable(name), value, node));
  const brought = (value: Expr, size: number): Expr => {
    const below = {
      op: 'select',
      type: 'i32',
      test: compare('<', value, number(0), single),
      yes: arithmetic('+', value, number(size), single),
      no: value,
    } as const;
    return {
      op: 'select',
      type: 'i32',
      test: compare('>=', value, number(size), single),
      yes: arithmetic('-', value, number(size), single),
      no: below,
    };
  };
  const outside = (value: Expr, size: number): Expr =>
    not(compare('<', convert(value, 'u32', single), { op: 'const', type: 'u32', value: size }, single));
  return {
    from: number(0),
    to: number(n),
    item(k) {
      const at = twofold ? keep(p, p.variable('offset'), arithmetic('+', first, k, single), node) : k;
      const dx = held('dx', dxs(at));
      const dy = held('dy', dys(at));
      const x = keep(p, p.variable('x'), arithmetic('+', me.x, dx, single), node);
      const y = keep(p, p.variable('y'), arithmetic('+', me.y, dy, single), node);
      const [cx, cy] = periodic ? [brought(x, width), brought(y, height)] : [x, y];
      const absent: Expr | null = periodic
        ? null
        : { op: 'logic', type: 'bool', operator: 'or', left: outside(x, width), right: outside(y, height) };
      const away = arithmetic('+', arithmetic('*', dy, number(width), single), dx, single);
      const id = periodic ? arithmetic('+', arithmetic('*', cy, number(width), single), cx, single) : arithmetic('+', home, away, single);
      return { id, absent, measures: { dx, dy } };
    },
  };
}

/** Reads element `index` of a table of whole numbers; the index is a variable or a constant. */
function tableElement(p: Pass, name: string, values: Int32Array): (index: Expr) => Expr {
  let table = p.tables.known.get(values);
  if (!table) {
    // one table for equal contents: offsets are made anew in every pass
    table = [...p.tables.known.values()].find((each) => each.name === name && each.values.length === values.length);
    if (!table) p.tables.known.set(values, (table = { name, type: 'i32', shape: [values.length], values }));
  }
  const known = table;
  return (index) =>
    index.op === 'const'
      ? { op: 'const', type: 'i32', value: values[index.value] }
      : { op: 'table', type: 'i32', table: numberOfTable(p, known), index };
}

/** Reads element `index` of a scratch array of whole numbers. */
export function memory(p: Pass, scratch: string, length: number): (index: Expr) => Expr {
  let table = [...p.tables.known.values()].find((each) => each.scratch === scratch);
  if (!table) {
    const values = { length };
    p.tables.known.set(values, (table = { name: scratch, type: 'i32', shape: [length], values, scratch }));
  }
  const known = table;
  return (index) => ({ op: 'table', type: 'i32', table: numberOfTable(p, known), index });
}

/** The scratch array that says, cell by cell, where the agent of a kind that stands there is in memory, plus 1; 0: nobody does. */
export const standingOf = (kind: string): string => `standing:${kind}`;

/** Note where the agent of a list stands; `slot`: and my link to it. */
function meet(p: Pass, kind: string, id: Expr, measures: Measures | null, node: Node, slot: Expr | null = null): Met {
  const held = keep(p, p.variable('id'), id, node);
  const place = p.variable('place');
  keep(p, place, { op: 'place', type: 'i32', kind, id: held }, node);
  return { tag: 'gathered', id: held, place, kind, measures, ...(slot ? { slot } : {}) };
}

/** A loop over a list as it is lowered: `body` gives the statements of one trip, `skip` is what goes on with the next one. */
export interface ListLoop {
  readonly before: Stmt[];
  /** trips, where all agents make as many */
  readonly trips: number | null;
  readonly from: Expr;
  readonly to: Expr;
  body(k: Expr, skip: Stmt, visit: (other: Met) => void): Stmt[];
}

export function listLoop(p: Pass, kind: string, node: Node): ListLoop {
  const { single } = p;
  let list: List | null = null;
  const before = p.into(() => {
    list = listOf(p, kind, node);
  });
  const { from, to, item } = list as unknown as List; // made above
  return {
    before,
    from,
    to,
    trips: from.op === 'const' && to.op === 'const' ? to.value - from.value : null,
    body: (k, skip, visit) =>
      p.into(() => {
        const { id, absent, measures, place, linked } = item(k);
        if (absent) p.out.push({ op: 'if', test: absent, yes: [skip], no: [] });
        if (place === undefined) return visit(meet(p, kind, id, measures, node, linked ? k : null));
        const cell = keep(p, p.variable('cell'), id, node);
        const stands = p.variable('place');
        const held = keep(p, stands, place(cell), node);
        p.out.push({ op: 'if', test: compare('<', held, literal(0, '', single), single), yes: [skip], no: [] });
        const other: Expr = { op: 'agent', type: 'i32', kind, column: 'id', plane: 0, place: stands };
        visit({ tag: 'gathered', id: other, place: stands, kind, measures });
      }),
  };
}

/** At most so many nearest ones: the list is memory for each agent. */
const MOST_NEAREST = 256;

/** `neighbours.nearest(k)`: k of my own kind, the nearest first, at any distance; k is fixed for the run. */
export function nearestList(p: Pass, kind: string, given: Expr, node: Node): Binding {
  const { context } = p;
  if (given.op !== 'const' || !Number.isInteger(given.value) || given.value < 1 || given.value > MOST_NEAREST)
    p.refuse(
      node,
      '`neighbours.nearest` of this',
      `how many is a whole number from 1 to ${MOST_NEAREST} that is fixed for the run: neighbours.nearest(7), or of a parameter with integer: true`,
    );
  if (kind !== context.self)
    p.refuse(node, '`nearest` of another kind', "only the nearest of one's own kind are found; visit the others within the radius");
  if (context.mode === 'sequential' || context.role !== 'rule')
    p.refuse(
      node,
      '`neighbours.nearest` of agents that act in turn',
      "they are found before the rules of a tick: let update be 'synchronous', or visit those within the radius",
    );
  if (!livesInSpace(context, kind) || context.space?.grid)
    p.refuse(
      node,
      '`neighbours.nearest` outside a continuous space',
      'give the model a torus or a box, and the kind the float columns x and y',
    );
  return { tag: 'nearest', kind, k: given.value };
}

/** A loop over the nearest: their places stand in a list that a phase before the rules has made. */
export function nearestLoop(p: Pass, { kind, k }: Binding & { tag: 'nearest' }, node: Node): ListLoop {
  const { single } = p;
  const { space } = p.context;
  const number = (value: number): Expr => literal(value, '', single);
  const axes = ['x', 'y', 'z'].slice(0, space?.dimensions ?? 2);
  const list = memory(p, nearestOf(kind, k), 2 ** 31 - 1);
  let mine: Expr[] = [];
  const before = p.into(() => {
    const me = p.variable('me');
    keep(p, me, { op: 'index', type: 'i32' }, node);
    mine = axes.map((column) =>
      keep(p, p.variable(`my ${column}`), { op: 'agent', type: 'float', kind, column, plane: 0, place: me }, node),
    );
  });
  const way = (there: Expr, here: Expr, size: number): Expr => {
    const raw = keep(p, p.variable('way'), arithmetic('-', there, here, single), node);
    if (!space?.periodic) return raw;
    const float = (value: number): Expr => ({ op: 'const', type: 'float', value: single ? Math.fround(value) : value });
    const less: Expr = {
      op: 'select',
      type: 'float',
      test: compare('<', raw, float(-size / 2), single),
      yes: arithmetic('+', raw, float(size), single),
      no: raw,
    };
    return keep(
      p,
      p.variable('way'),
      {
        op: 'select',
        type: 'float',
        test: compare('>', raw, float(size / 2), single),
        yes: arithmetic('-', raw, float(size), single),
        no: less,
      },
      node,
    );
  };
  return {
    before,
    from: number(0),
    to: number(k),
    trips: null,
    body: (n, skip, visit) =>
      p.into(() => {
        const at = keep(
          p,
          p.variable('at'),
          arithmetic('+', arithmetic('*', { op: 'index', type: 'i32' }, number(k), single), n, single),
          node,
        );
        const found = keep(p, p.variable('found'), list(at), node);
        const known = compare('<', convert(found, 'u32', single), convert({ op: 'population', type: 'i32', kind }, 'u32', single), single);
        const place = p.variable('place');
        const held = keep(p, place, { op: 'select', type: 'i32', test: known, yes: found, no: number(-1) }, node);
        p.out.push({ op: 'if', test: compare('<', held, number(0), single), yes: [skip], no: [] });
        const of = (column: string, type: 'i32' | 'float'): Expr => ({ op: 'agent', type, kind, column, plane: 0, place });
        const ways = axes.map((column, d) => way(of(column, 'float'), mine[d], space?.size[d] ?? 1));
        visit({
          tag: 'gathered',
          id: of('id', 'i32'),
          place,
          kind,
          measures: { dx: ways[0], dy: ways[1], ...(ways[2] ? { dz: ways[2] } : {}) },
        });
      }),
  };
}

/** How many neighbours I have, and the k-th of them: `neighbours.length`, `neighbours.at(k)`. An index outside gives nobody. */
export function listLength(p: Pass, kind: string, node: Node): Expr {
  const { from, to } = listOf(p, kind, node);
  return arithmetic('-', to, from, p.single);
}

export function listItem(p: Pass, kind: string, given: Expr, node: Node): Met {
  const { single, context } = p;
  const { from, to, item } = listOf(p, kind, node);
  const k = keep(p, p.variable('k'), arithmetic('+', from, whole(p, given, node), single), node);
  const inside: Expr = {
    op: 'logic',
    type: 'bool',
    operator: 'and',
    left: compare('>=', k, from, single),
    right: compare('<', k, to, single),
  };
  const none = literal(-1, '', single);
  // what is in memory is read inside it
  const index = context.changing
    ? keep(p, p.variable('k'), { op: 'select', type: 'i32', test: inside, yes: k, no: literal(0, '', single) }, node)
    : k;
  const { id, measures, linked } = item(index);
  const known = keep(p, p.variable('found'), id, node);
  const slot: Expr | null = linked ? { op: 'select', type: 'i32', test: inside, yes: k, no: none } : null;
  return meet(p, kind, { op: 'select', type: 'i32', test: inside, yes: known, no: none }, measures, node, slot);
}

/** Neighbours that are found, or that are not the same number for all, are neither counted nor named. */
export function refuseOpen(p: Pass, kind: string, what: string, node: Node): void {
  const where = listedOn(p, kind);
  const name = kind === p.context.self ? 'neighbours' : `neighbours.${kind}`;
  if (where === null)
    p.refuse(
      node,
      `\`${name}.${what}\``,
      `who is near is found by looking, and can only be visited: for (const other of ${name}) { … }; count, or choose, inside the loop`,
    );
  if (where === 'standing')
    p.refuse(
      node,
      `\`${name}.${what}\``,
      'who stands near can only be visited: for (const other of neighbours) { … }; a cell is looked at by world.occupied(x, y)',
    );
  if (where === 'cells' && p.context.space?.periodic === false)
    p.refuse(
      node,
      `\`${name}.${what}\` on a grid with open borders`,
      'cells at the border have fewer neighbours: visit them, for (const other of neighbours) { … }, or make the grid periodic',
    );
}

/** What a name of a listed agent, or of me, is beside its columns. */
export function listedMember(p: Pass, kind: string, id: Expr, name: string): Binding | null {
  if (listedOn(p, kind) !== 'cells' || (name !== 'x' && name !== 'y')) return null;
  return { tag: 'value', expr: placeOnGrid(p, id)[name] };
}

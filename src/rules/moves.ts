// Moves on a grid where a cell holds one agent: what `self.move(x, y)`, `self.moveToEmpty()`, `world.occupied(x, y)` and `world.cell(x, y)`
// stand for. A rule notes a wish in a column; the engine settles all wishes when the rules have run. Imports pass, lists, tables, numbers.

import type { Node } from 'acorn';
import { arithmetic, compare, convert, literal, unary } from './numbers.ts';
import type { Expr } from './ir.ts';
import { livesInSpace, type Pass } from './pass.ts';
import { memory } from './lists.ts';
import { keep, whole } from './tables.ts';

/** Column of kinds that move so: 0 no wish, -1 any empty cell, else the cell wanted, plus 1. */
export const WISH = 'wish';
export const ANYWHERE = -1;
/** A newborn that has no cell, and is not born. */
export const NOWHERE = -2;

/** The scratch array that has 1 for each cell that somebody is in, as the tick found it; in sequential mode: now. */
export const TAKEN = 'taken';

/** The scratch arrays that list the empty cells of now, and count them, where agents act in turn. */
export const EMPTIES = 'empties';
export const EMPTY_COUNT = 'empty count';

/** Does a cell of the space hold one agent at most? */
export const isSingle = (p: Pass): boolean => p.context.space?.grid?.capacity === 1;

/** The grid cell of a position: its id, row by row; -1 beyond an open border, and where the position is no number. */
export function gridCell(p: Pass, x: Expr, y: Expr, node: Node): Expr {
  const { single } = p;
  const grid = p.context.space?.grid;
  if (!grid) p.refuse(node, 'a cell of a space that is no grid', 'declare space: grid({ width, height })');
  const number = (value: number): Expr => literal(value, '', single);
  const float = (value: number): Expr => ({ op: 'const', type: 'float', value: single ? Math.fround(value) : value });
  /** How far a position is into its lap of a periodic grid; NaN of what is no number, and of infinities. */
  const lapped = (value: Expr, n: number, name: string): Expr => {
    const cell = keep(p, p.variable(name), unary('floor', value, single), node);
    const laps = unary('floor', arithmetic('/', cell, float(n), single), single);
    const rest = keep(p, p.variable(name), arithmetic('-', cell, arithmetic('*', laps, float(n), single), single), node);
    // a rounded quotient may leave a whole lap
    return { op: 'select', type: 'float', test: compare('>=', rest, float(n), single), yes: float(0), no: rest };
  };
  const along = (value: Expr, n: number, name: string): { at: Expr; inside: Expr } => {
    const position = value.type !== 'float' ? value : grid.periodic ? lapped(value, n, name) : unary('floor', value, single);
    const cell = keep(p, p.variable(name), whole(p, position, node), node);
    const inside = compare('<', convert(cell, 'u32', single), { op: 'const', type: 'u32', value: n }, single);
    if (!grid.periodic || value.type === 'float') return { at: cell, inside };
    const rest = keep(p, p.variable(name), arithmetic('%', cell, number(n), single), node);
    const below = compare('<', rest, number(0), single);
    return { at: { op: 'select', type: 'i32', test: below, yes: arithmetic('+', rest, number(n), single), no: rest }, inside };
  };
  const [column, row] = [along(x, grid.width, 'column'), along(y, grid.height, 'row')];
  const id = arithmetic('+', arithmetic('*', row.at, number(grid.width), single), column.at, single);
  const always: Expr = { op: 'const', type: 'bool', value: 1 };
  const and = (left: Expr, right: Expr): Expr =>
    left.op === 'const' ? right : right.op === 'const' ? left : { op: 'logic', type: 'bool', operator: 'and', left, right };
  const known = (value: Expr, { inside }: { inside: Expr }): Expr => (grid.periodic && value.type !== 'float' ? always : inside);
  const sound = and(known(x, column), known(y, row));
  if (sound.op === 'const') return id;
  return { op: 'select', type: 'i32', test: sound, yes: id, no: number(-1) };
}

/** `self.move(x, y)` and `self.moveToEmpty()`: the last call of a tick counts. */
export function move(p: Pass, name: string, given: readonly Expr[], node: Node): null {
  if (p.context.role !== 'rule')
    p.refuse(node, `\`self.${name}\``, 'only rules move agents; where init writes no position they begin on random empty cells');
  p.effect(node, `\`self.${name}\``);
  const wish =
    name === 'move' ? wanted(p, given, node) : p.context.mode === 'sequential' ? drawn(p, node) : literal(ANYWHERE, '', p.single);
  p.out.push({ op: 'set', place: { op: 'own', column: WISH, plane: 0 }, value: wish });
  return null;
}

/** What a newborn wishes that is born where a cell holds one agent: that cell, or any empty one. */
export function birthplace(p: Pass, place: readonly [Expr, Expr] | null, node: Node): Expr {
  const { single } = p;
  if (place === null) return literal(ANYWHERE, '', single);
  const [x, y] = place.map((value, n) => keep(p, p.variable('xy'[n]), value, node));
  const cell = keep(p, p.variable('cell'), gridCell(p, x, y, node), node);
  const inside = compare('>=', cell, literal(0, '', single), single);
  return {
    op: 'select',
    type: 'i32',
    test: inside,
    yes: arithmetic('+', cell, literal(1, '', single), single),
    no: literal(NOWHERE, '', single),
  };
}

/** The cell at a position, plus 1; beyond an open border no wish. */
function wanted(p: Pass, position: readonly Expr[], node: Node): Expr {
  const held = position.map((value, n) => keep(p, p.variable('xy'[n]), value, node));
  return arithmetic('+', gridCell(p, held[0], held[1], node), literal(1, '', p.single), p.single);
}

/** Where agents act in turn: an empty cell of now, drawn at random, plus 1; 0 where there is none. */
function drawn(p: Pass, node: Node): Expr {
  const { single } = p;
  const { width, height } = p.context.space?.grid ?? { width: 0, height: 0 };
  const zero = literal(0, '', single);
  const n = keep(p, p.variable('empty'), memory(p, EMPTY_COUNT, 1)(zero), node);
  const counter = p.loop ? (p.loop.counter ??= p.counters++) : null;
  const pick = keep(p, p.variable('pick'), { op: 'draw', type: 'i32', name: 'integer', site: p.sites++, counter, operands: [n] }, node);
  const cell = arithmetic('+', memory(p, EMPTIES, width * height)(pick), literal(1, '', single), single);
  return { op: 'select', type: 'i32', test: compare('>', n, zero, single), yes: cell, no: zero };
}

/** Why a member that moves agents cannot be used here, if it cannot. */
export function refuseMoves(p: Pass, name: string, node: Node): void {
  if (!isSingle(p))
    p.refuse(
      node,
      `\`self.${name}\``,
      'it is for grids whose cells hold one agent, grid({ …, capacity: 1 }); here write self.x and self.y',
    );
  if (!livesInSpace(p.context, p.context.self))
    p.refuse(node, `\`self.${name}\` of kind ${p.context.self}, which has no place in the space,`, 'give it the float columns x and y');
}

/** `world.occupied(x, y)`: is somebody in that cell? Nobody is beyond an open border. */
export function occupied(p: Pass, x: Expr, y: Expr, node: Node): Expr {
  if (!isSingle(p)) p.refuse(node, '`world.occupied`', 'it is for grids whose cells hold one agent, grid({ …, capacity: 1 })');
  const held = [x, y].map((value, n) => keep(p, p.variable('xy'[n]), value, node));
  const cell = keep(p, p.variable('cell'), gridCell(p, held[0], held[1], node), node);
  const { width, height } = p.context.space?.grid ?? { width: 0, height: 0 };
  return compare('!=', memory(p, TAKEN, width * height)(cell), literal(0, '', p.single), p.single);
}

// A small world to run a random rule in: a bird kind that acts and a wolf kind that is met, in any space or none, with special values in
// columns. Imports choices and the harness.

import type { ColumnSpec } from '../../../src/engine/columns.ts';
import { cellAlong, box, torus, type SpaceSpec } from '../../../src/spaces/space.ts';
import { column, makeKind, sequence, type Kind } from '../harness.ts';
import type { Choices } from './generator-choices.ts';

export const SPECIAL = [
  0,
  -0,
  1,
  -1,
  0.1,
  NaN,
  Infinity,
  -Infinity,
  1e308,
  -1e308,
  5e-324,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  1e-40,
  3.4e38,
  0.5,
  -2.5,
  1e20,
  16_777_217,
];
const WHOLE = { i32: [0, -1, 2 ** 31 - 1, -(2 ** 31), 7, 1 << 20], u32: [0, 2 ** 32 - 1, 2 ** 31, 5, 65_536], u8: [0, 255, 1, 128, 31] };
const LENGTHS = [4, 1, 0.6, 1.5, 2, 2.3, 3.1, 5.5, 7.7]; // in radii

/** What a rule must know of the world that it is written for. */
export interface Setting {
  readonly role: 'rule' | 'reduce';
  readonly space: SpaceSpec | null;
  readonly kinds: readonly { readonly columns: readonly ColumnSpec[] }[];
  /** wolves have a place in the space */
  readonly wolves: boolean;
  /** what the rule may do: bear agents, look agents up by id, nest loops over neighbours; births and deaths are rare where many act */
  readonly births: boolean;
  readonly lookups: boolean;
  readonly nested: boolean;
  readonly rare: boolean;
}

export interface World extends Setting {
  readonly precision: 'f32' | 'f64';
  readonly mode: 'synchronous' | 'sequential';
  readonly kinds: readonly Kind[];
  /** agents stand at their ids */
  readonly fixed: boolean;
  readonly globals: Float64Array;
  readonly params: Readonly<Record<string, number>>;
  /** turns of a sequential rule: places in memory */
  readonly order: readonly number[] | null;
}

export const GLOBALS = ['heat', 'cold'];
export const INTEGERS = ['few', 'many'];

export function randomWorld(c: Choices): World {
  const precision = c.of(['f64', 'f32'] as const);
  const mode = c.of(['synchronous', 'synchronous', 'synchronous', 'sequential'] as const);
  const role = mode === 'synchronous' && c.chance(1, 8) ? 'reduce' : 'rule';
  const space = c.chance(3, 4) ? randomSpace(c) : null;
  const { birdColumns, wolfColumns, wolves } = randomColumns(c, precision, space);
  const count = c.of([1, 5, 7, 3, 11, 18, 30, 41, 70, 0, 2, 4, 64, 131]);
  const kinds = [
    makeKind('bird', birdColumns, count, space, 1 + c.below(1_000)),
    makeKind('wolf', wolfColumns, c.of([3, 0, 1, 9, 22]), wolves ? space : null, 5_000 + c.below(1_000)),
  ];
  for (const kind of kinds) disturb(c, kind, space);
  const fixed = space === null && c.chance(1, 2);
  const globals = Float64Array.from({ length: 8 }, () => c.of(SPECIAL));
  const params = {
    few: c.of([2, 0, -1, 3]),
    many: c.of([100, 2 ** 31 - 1, -(2 ** 31)]),
    rate: c.of([0.25, ...SPECIAL]),
    speed: c.of([1.5, ...SPECIAL]),
  };
  const order = mode === 'sequential' ? shuffled(c, count) : null;
  const may = { births: true, lookups: true, nested: true, rare: false };
  return { precision, mode, role, space, kinds, fixed, wolves, globals, params, ...may, order };
}

/** Columns of every type; in an f64 program some are f32. */
export function randomColumns(
  c: Choices,
  precision: 'f32' | 'f64',
  space: SpaceSpec | null,
): { birdColumns: ColumnSpec[]; wolfColumns: ColumnSpec[]; wolves: boolean } {
  const float = (): 'f32' | 'f64' => (precision === 'f32' ? 'f32' : c.of(['f64', 'f64', 'f32'] as const));
  const axes = (): ColumnSpec[] => ['x', 'y', 'z'].slice(0, space?.dimensions ?? 2).map((axis) => column(axis, float()));
  const wolves = space !== null && c.chance(2, 3);
  const birdColumns = [
    ...axes(),
    ...['vx', 'vy', 'e'].map((name) => column(name, float())),
    column('u', 'i32'),
    column('w', 'u32'),
    column('b', 'u8'),
    column('v', float(), 3),
    column('q', float(), 2),
    column('n', 'i32', 3),
    column('m', 'u8', 2),
    column('o', 'u32', 2),
  ];
  const wolfColumns = [
    ...(wolves ? axes() : []),
    column('heat', float()),
    column('rank', 'i32'),
    column('mark', 'u32'),
    column('flag', 'u8'),
    column('p', float(), 3),
  ];
  return { birdColumns, wolfColumns, wolves };
}

function randomSpace(c: Choices): SpaceSpec {
  const radius = c.of([1, 2.5, 5]);
  const [width, height, depth] = [0, 1, 2].map(() => radius * c.of(LENGTHS));
  return c.of([torus, box])({ width, height, ...(c.chance(1, 3) ? { depth } : {}), radius });
}

/** Special values here and there; positions stay in their cells. */
function disturb(c: Choices, { columns, count, capacity, now }: Kind, space: SpaceSpec | null): void {
  if (count === 0 || c.chance(1, 8)) return;
  const next = sequence(c.below(1_000));
  for (const { name, type, size } of columns) {
    const axis = ['x', 'y', 'z'].indexOf(name);
    if (space && axis >= 0) {
      if (next() < 0.5) quantise(now[name] as Float64Array, count, axis, space, next);
      continue;
    }
    for (let left = Math.floor(4 * next()) * size; left > 0; left--) {
      const values = type === 'f32' || type === 'f64' ? SPECIAL : WHOLE[type];
      const at = Math.floor(size * next()) * capacity + Math.floor(count * next());
      now[name][at] = values[Math.floor(values.length * next())];
    }
  }
}

/** Many in one line, at distances that are the radius to the bit, some at no place at all. */
function quantise(positions: Float64Array, count: number, axis: number, { cells, size, radius }: SpaceSpec, next: () => number): void {
  const step = radius / 4;
  const cell = (at: number): number => cellAlong(at, cells[axis], size[axis]);
  for (let i = 0; i < count; i++) {
    const near = Math.floor(positions[i] / step) * step;
    if (cell(near) === cell(positions[i])) positions[i] = near;
  }
  const lost = Math.floor(4 * count * next());
  if (lost < count && cell(positions[lost]) === 0) positions[lost] = NaN;
}

/** Some or all of 0 .. count - 1 in a random order. */
function shuffled(c: Choices, count: number): number[] {
  const next = sequence(c.below(1_000));
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(next() * (count - i));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return c.chance(1, 4) ? order.slice(0, Math.ceil(count / 2)) : order;
}

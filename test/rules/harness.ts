// A small world for one kernel: random agents sorted by cell, the kernel run on them, and the author's own function run as
// plain JavaScript on plain objects (brute force over all pairs) to compare with.

import type { Column, ColumnSpec, ColumnType } from '../../src/engine/columns.ts';
import { columnAt } from '../../src/engine/columns.ts';
import * as elementary from '../../src/engine/elementary.ts';
import * as random from '../../src/engine/random.ts';
import { compileRule, type RuleContext } from '../../src/rules/compile.ts';
import * as draws from '../../src/rules/draws.ts';
import type { SpaceSpec } from '../../src/spaces/space.ts';

export const E = { ...elementary, ...random, ...draws };
export type Views = Record<string, Column>;

export const column = (name: string, type: ColumnType = 'f64', size = 1): ColumnSpec => ({ name, type, size });

export interface Kind {
  name: string;
  columns: ColumnSpec[];
  count: number;
  capacity: number;
  now: Views;
  next: Views;
  starts: Int32Array;
  head: Int32Array;
  following: Int32Array;
  /** id to place in memory, -1: nobody */
  places: Int32Array;
}

/** Numbers in [0, 1) that are the same in every run of a test. */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const views = (columns: ColumnSpec[], capacity: number): Views =>
  Object.fromEntries(
    [...columns, column('id', 'u32')].map(({ name, type, size }) => [
      name,
      columnAt(new ArrayBuffer(8 * capacity * size), type, 0, capacity * size),
    ]),
  );

export function cellAt(space: SpaceSpec, position: number[]): number {
  return space.cells
    .map((n, k) => Math.min(n - 1, Math.floor(position[k] * (n / space.size[k]))))
    .reduceRight((cell, at, k) => cell * space.cells[k] + at, 0);
}

/** `count` agents at random places, other columns random in [-1, 1) or 0..3, sorted by cell when there is a space. */
export function makeKind(name: string, columns: ColumnSpec[], count: number, space: SpaceSpec | null, seed = 1): Kind {
  const next = sequence(seed);
  const capacity = count + 5;
  const agents = Array.from({ length: count }, (_, id) => {
    const values = Object.fromEntries(
      columns.map(({ name: column, type, size }) => [
        column,
        Array.from({ length: size }, () => {
          const axis = ['x', 'y', 'z'].indexOf(column);
          if (space && axis >= 0) return type === 'f32' ? Math.fround(next() * space.size[axis] * 0.9999) : next() * space.size[axis];
          return type === 'f32' || type === 'f64' ? 2 * next() - 1 : Math.floor(4 * next());
        }),
      ]),
    );
    const cell =
      space && values.x
        ? cellAt(
            space,
            ['x', 'y', 'z'].slice(0, space.dimensions).map((axis) => values[axis][0]),
          )
        : 0;
    return { id, values, cell };
  }).sort((a, b) => a.cell - b.cell);
  const now = views(columns, capacity);
  const cells = space ? space.cells.reduce((a, b) => a * b) : 1;
  const starts = new Int32Array(cells + 1);
  const head = new Int32Array(cells).fill(-1);
  const following = new Int32Array(capacity).fill(-1);
  const places = new Int32Array(capacity).fill(-1);
  agents.forEach((agent, i) => {
    now.id[i] = agent.id;
    places[agent.id] = i;
    for (const { name: column, size } of columns) for (let d = 0; d < size; d++) now[column][d * capacity + i] = agent.values[column][d];
    starts[agent.cell + 1]++;
  });
  for (let c = 0; c < cells; c++) starts[c + 1] += starts[c];
  for (let i = count - 1; i >= 0; i--) {
    following[i] = head[agents[i].cell];
    head[agents[i].cell] = i;
  }
  return { name, columns, count, capacity, now, next: views(columns, capacity), starts, head, following, places };
}

export interface Runtime {
  [field: string]: unknown;
  births: Record<string, { views: Views; capacity: number; base: number; limit: number; counts: Int32Array; at: number }>;
  dead: Uint8Array;
  globals: Float64Array;
}

export function runtime(self: Kind | null, kinds: Kind[], extra: Partial<Runtime> = {}): Runtime {
  return {
    now: self?.now,
    next: self?.next,
    capacity: self?.capacity,
    count: self?.count,
    kinds: Object.fromEntries(kinds.map((kind) => [kind.name, kind])),
    globals: new Float64Array(8),
    tick: 7,
    k0: 11,
    k1: 22,
    mark: new Int32Array(4),
    markAt: 2,
    dead: new Uint8Array(self?.capacity ?? 0),
    births: Object.fromEntries(
      kinds.map((kind) => [
        kind.name,
        { views: views(kind.columns, 200), capacity: 200, base: 3, limit: 100, counts: new Int32Array(3), at: 1 },
      ]),
    ),
    counts: Object.fromEntries(kinds.map((kind) => [kind.name, kind.count])),
    atOnce: Object.fromEntries(
      kinds.map((kind) => [kind.name, { relocate() {}, settle() {}, kill() {}, enter: (_from: number, to: number) => to }]),
    ),
    ...extra,
  };
}

export function context(kinds: { name: string; columns: ColumnSpec[] }[], more: Partial<RuleContext> = {}): RuleContext {
  return {
    role: 'rule',
    name: 'rule of kind bird',
    kinds,
    self: kinds[0]?.name ?? null,
    space: null,
    params: {},
    globals: [],
    mode: 'synchronous',
    precision: 'f64',
    ...more,
  };
}

// The factory is what a worker evaluates.
export const evaluate = (code: string): ((...args: unknown[]) => unknown) => new Function(`return ${code}`)()(E);

/** Compile for `kinds[0]` and run over all its agents. */
export function run(fn: Function | string, kinds: Kind[], more: Partial<RuleContext> = {}, extra: Partial<Runtime> = {}): Runtime {
  const { code, derived = [] } = compileRule(fn, context(kinds, more));
  const rt = runtime(kinds[0], kinds, extra);
  for (const { kind: name, column: spec, code: each } of derived) {
    const kind = kinds.find((candidate) => candidate.name === name);
    if (!kind) continue;
    const values = new Float64Array(kind.count);
    evaluate(each)(runtime(kind, kinds, extra), 0, kind.count, values);
    kind.now[spec.name] = spec.type === 'f32' ? Float32Array.from(values) : values;
  }
  evaluate(code)(rt, 0, kinds[0].count);
  return rt;
}

/** The value of an arrow of one column-less expression, through a `global` rule. */
export function value(fn: Function | string, more: Partial<RuleContext> = {}, extra: Partial<Runtime> = {}): number {
  return evaluate(compileRule(fn, context([], { role: 'global', name: 'schedule', self: null, ...more })).code)(
    runtime(null, [], extra),
  ) as number;
}

export interface Seen {
  [column: string]: number;
}

/** All agents of `kind` within the radius of agent `i` of `self`, by brute force, as the author sees them. */
export function seen(self: Kind, i: number, kind: Kind, space: SpaceSpec): Seen[] {
  const found: Seen[] = [];
  for (let j = 0; j < kind.count; j++) {
    if (kind === self && i === j) continue;
    const away = ['x', 'y', 'z'].slice(0, space.dimensions).map((axis, k) => {
      const d = kind.now[axis][j] - self.now[axis][i];
      const size = space.size[k];
      return !space.periodic ? d : d > size / 2 ? d - size : d < -size / 2 ? d + size : d;
    });
    const distance2 = away.reduce((sum, d) => sum + d * d, 0);
    if (distance2 > space.radius ** 2) continue;
    const other: Seen = { distance2, distance: Math.sqrt(distance2), id: kind.now.id[j], dx: away[0], dy: away[1], dz: away[2] ?? NaN };
    for (const { name } of kind.columns) other[name] = kind.now[name][j];
    found.push(other);
  }
  return found;
}

/** The author's function itself, run as plain JavaScript for agent `i`: the columns it leaves behind (positions as the rule left them). */
export function plainly(fn: Function, self: Kind, i: number, neighbours: unknown, params: object, world: object = {}): Seen {
  const agent: Seen = { id: self.now.id[i], index: i };
  for (const { name } of self.columns) agent[name] = self.now[name][i];
  fn(agent, neighbours, { uniform: () => random.uniform32(11, 22, self.now.id[i], 0) }, params, world);
  return agent;
}

export const params = (values: Record<string, number | string | boolean>, integers: string[] = []): RuleContext['params'] =>
  Object.fromEntries(Object.entries(values).map(([name, entry]) => [name, { value: entry, integer: integers.includes(name) }]));

// Tables handed to a rule, against the author's function run as plain JavaScript on arrays that answer outside as rules do.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRule } from '../../src/rules/compile.ts';
import { rule, type NumberTable } from '../../src/rules/rule.ts';
import { column, context, makeKind, plainly, run, value } from './harness.ts';

type World = Record<string, number>;
type Fn = (world: World) => number;

/** An array that reads `missing` outside, and whose rows outside are rows of nothing but that. */
function bounded(table: NumberTable, missing: number): NumberTable {
  const rows = Array.isArray(table[0]);
  return new Proxy(table, {
    get(target, key) {
      if (key === 'length' || key === Symbol.iterator) return Reflect.get(target, key) as unknown;
      const k = Number(String(key));
      const inside = k >= 0 && k < target.length;
      if (!rows) return inside ? target[k] : missing;
      return bounded(inside ? (target[k] as NumberTable) : [missing], missing);
    },
  });
}

/** The same text as the author's own function over `table`, and as a rule that it is handed to. */
function both(text: string, table: NumberTable, missing: number): { plain: Fn; fn: Fn } {
  const make = new Function('table', `return ${text}`) as (table: NumberTable) => Fn;
  return { plain: make(bounded(table, missing)), fn: rule(make([]), { uses: { table } }) };
}

const evaluate = (fn: Fn, a: number, b: number, precision: 'f32' | 'f64' = 'f64'): number =>
  value(fn, { globals: ['a', 'b'], precision }, { globals: Float64Array.from([a, b]) });

const index = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.integer());
const floats = fc.array(
  fc.double({ noNaN: true }).map((x) => x + 0.1),
  { minLength: 1, maxLength: 9 },
);
const wholes = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 9 });
const rowsOf = (cell: fc.Arbitrary<number>): fc.Arbitrary<number[][]> =>
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
    .chain(([n, m]) => fc.array(fc.array(cell, { minLength: m, maxLength: m }), { minLength: n, maxLength: n }));

describe.each([
  ['numbers', floats, rowsOf(fc.double({ noNaN: true }).map((x) => x + 0.1)), NaN],
  ['whole numbers', wholes, rowsOf(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })), 0],
] as const)('a table of %s', (_, lists, matrices, missing) => {
  test('reads its elements at any index, and nothing outside', () => {
    fc.assert(
      fc.property(lists, index, (table, a) => {
        const { plain, fn } = both('(world) => table[world.a | 0]', table, missing);
        expect(evaluate(fn, a, 0)).toBe(plain({ a }));
      }),
    );
  });

  test('takes a float as an index by dropping its fraction; NaN is outside', () => {
    fc.assert(
      fc.property(lists, fc.oneof(fc.double({ min: -3, max: 12, noNaN: true }), fc.double()), (table, a) => {
        const { fn } = both('(world) => table[world.a]', table, missing);
        expect(evaluate(fn, a, 0)).toBe(table[Math.trunc(a)] ?? missing);
      }),
    );
  });

  test('has rows, each of which ends where it ends', () => {
    fc.assert(
      fc.property(matrices, index, index, (table, a, b) => {
        for (const text of [
          '(world) => table[world.a | 0][world.b | 0]',
          '(world) => { const row = table[world.a | 0]; return row[world.b | 0]; }',
          `(world) => table[${table.length - 1}][world.b | 0]`,
          `(world) => table[world.a | 0][${table[0].length - 1}]`,
          `(world) => table[${table.length - 1}][${table[0].length - 1}]`,
        ]) {
          const { plain, fn } = both(text, table, missing);
          const expected = text.includes('[world.a') && (a < 0 || a >= table.length) ? missing : plain({ a, b });
          expect(evaluate(fn, a, b), text).toBe(expected);
        }
      }),
    );
  });

  test('is gone through by an index, and by for … of, row by row', () => {
    const texts = [
      `(world) => {
        let sum = 0.5;
        for (let i = 0; i < table.length; i++) {
          const row = table[i];
          for (let k = 0; k < row.length; k++) sum = sum * 0.75 + row[k] + table[i].length;
        }
        return sum;
      }`,
      `(world) => {
        let sum = 0.5;
        for (const row of table) {
          for (const cell of row) {
            if (cell > world.a) continue;
            if (cell < world.b) break;
            sum = sum * 0.75 + cell;
          }
        }
        return sum;
      }`,
      `(world) => {
        let i = 0;
        const row = table[i];
        i += 1;
        return row[i] + 0.5;
      }`,
    ];
    fc.assert(
      fc.property(matrices, fc.double({ noNaN: true }), fc.double({ noNaN: true }), (table, a, b) => {
        for (const text of texts) {
          const plain = both(text, table, missing).plain;
          const { fn } = both(text, table, missing);
          expect(evaluate(fn, a, b)).toBe(plain({ a, b }));
        }
      }),
    );
  });
});

test('a row stays the row that it was when its index moves on', () => {
  const table = [
    [1.5, 2.5],
    [3.5, 4.5],
  ];
  const { fn, plain } = both('(world) => { let i = world.a | 0; const row = table[i]; i = 1; return row[i]; }', table, NaN);
  expect(evaluate(fn, 0, 0)).toBe(2.5);
  expect(plain({ a: 0 })).toBe(2.5);
});

test('three dimensions', () => {
  const table = [0, 1, 2].map((i) => [0, 1].map((j) => [0, 1, 2, 3].map((k) => 100 * i + 10 * j + k + 0.5)));
  fc.assert(
    fc.property(fc.integer({ min: -2, max: 4 }), fc.integer({ min: -2, max: 4 }), fc.integer({ min: -2, max: 5 }), (a, b, c) => {
      const { fn } = both(
        `(world) => { const c = ${c} + world.tick - world.tick; return table[world.a | 0][world.b | 0][c]; }`,
        table,
        NaN,
      );
      expect(evaluate(fn, a, b)).toBe(table[a]?.[b]?.[c] ?? NaN);
    }),
  );
});

test('an element at a constant index is a constant of the code', () => {
  const fn = rule((self: { x: number }) => {
    self.x = 2 * TABLE[1] + MATRIX[1][0];
  }, { uses: { TABLE: [3, 1234.5], MATRIX: [[1, 2], [0.25, 4]] } }); // prettier-ignore
  const { code } = compileRule(fn, context([{ name: 'bird', columns: [column('x')] }]));
  expect(code).toContain('2469.25');
  expect(code).not.toMatch(/table|1234/);
});
declare const TABLE: number[];
declare const MATRIX: number[][];

describe('the type of a table', () => {
  const next = '(world) => table[world.a | 0] + 1';
  const of = (table: NumberTable, text = next, precision: 'f32' | 'f64' = 'f64'): number =>
    evaluate(both(text, table, 0).fn, 0, 0, precision);

  test('is i32 for whole numbers that fit, which wrap', () => {
    expect(of([2 ** 31 - 1, 1])).toBe(-(2 ** 31));
    expect(of(Int32Array.of(2 ** 31 - 1))).toBe(-(2 ** 31));
    expect(of(Uint8Array.of(255))).toBe(256);
  });

  test('is u32 where they are larger', () => {
    expect(of([2 ** 32 - 1, 1])).toBe(0);
    expect(of(Uint32Array.of(1), '(world) => table[world.a | 0] - 2')).toBe(2 ** 32 - 1);
  });

  test('is float for all others, and for arrays of floats whatever they hold', () => {
    expect(of([2 ** 31 - 1, 0.5])).toBe(2 ** 31);
    expect(of([2 ** 32, 1])).toBe(2 ** 32 + 1);
    expect(of([-1, 2 ** 32 - 1])).toBe(0);
    expect(of(Float64Array.of(2 ** 31 - 1))).toBe(2 ** 31);
    expect(of([-0, 1], '(world) => 1 / table[world.a | 0]')).toBe(-Infinity);
    expect(of([NaN, Infinity], '(world) => table[(world.a | 0) + 1]')).toBe(Infinity);
  });

  test('is rounded in an f32 program, whole numbers are not', () => {
    expect(of([0.1, 1], '(world) => table[world.a | 0]', 'f32')).toBe(Math.fround(0.1));
    expect(of([0.1, 1], '(world) => table[0]', 'f32')).toBe(Math.fround(0.1));
    expect(of([2 ** 24 + 1], '(world) => (table[world.a | 0] & 1) + 0.5', 'f32')).toBe(1.5);
  });
});

test('tables of helpers, tables handed on to helpers, and in conditions', () => {
  const weights = [0.5, 0.25, 0.125];
  const pick = rule((list: number[], k: number) => (k < list.length ? list[k] : bias[1]), { uses: { bias: [7, 8.5] } });
  const act = rule(
    (self: { x: number; state: number }) => {
      self.x = pick(weights, self.state) + (weights[self.state] > 0.2 ? 1 : 0);
      while (weights[self.state] > 0.2) self.state += 1;
    },
    { uses: { pick, weights } },
  );
  const bias = [7, 8.5];
  const kind = makeKind('bird', [column('x'), column('state', 'i32')], 40, null);
  run(act, [kind]);
  for (let i = 0; i < kind.count; i++) {
    const { x, state } = plainly(act, kind, i, [], {});
    expect([kind.next.x[i], kind.next.state[i]]).toEqual([x, state]);
  }
});

test('columns may have the names that kernels use themselves', () => {
  const names = ['capacity', 'starts', 'count', 'places', 'base', 'limit', 'stage', 'first', 'site'];
  const bird = makeKind('bird', names.map((name) => column(name, 'i32')), 20, null); // prettier-ignore
  const text = `(self, neighbours, random, params, world) => {
    const other = world.agent(self.id + 1);
    self.capacity = other.capacity + other.starts + other.count + other.places;
    if (self.base > 1) world.birth({ base: self.limit });
    else world.birth({ stage: 3, site: 2 });
  }`;
  run(text, [bird]);
  const { now, next } = bird;
  const sum = (i: number): number => ['capacity', 'starts', 'count', 'places'].reduce((total, name) => total + (now[name][i] ?? 0), 0);
  for (let i = 0; i + 1 < bird.count; i++) expect(next.capacity[i]).toBe(sum(i + 1));
});

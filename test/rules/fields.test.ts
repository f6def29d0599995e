// Fields in rules, against the author's function run as plain JavaScript on a plain grid; and what is said of their misuse.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRule, type RuleContext } from '../../src/rules/compile.ts';
import type { FieldShape } from '../../src/rules/ir.ts';
import { rule } from '../../src/rules/rule.ts';
import { box, torus, type SpaceSpec } from '../../src/spaces/space.ts';
import { column, context, evaluate, makeKind, plainly, runtime, sequence, type Kind } from './harness.ts';

type Self = Record<string, number>;
interface FieldOfAuthor {
  readonly here: number;
  at(x: number, y: number): number;
  deposit(amount: number, x?: number, y?: number): void;
  claim(x?: number, y?: number): void;
}
interface World {
  readonly tick: number;
  readonly fields: Record<string, FieldOfAuthor>;
}

const SCENT: FieldShape = { name: 'scent', type: 'f64', cells: [9, 4] };
const FOOD: FieldShape = { name: 'food', type: 'f32', cells: [3, 7] };
const SPACES: [string, SpaceSpec][] = [
  ['torus', torus({ width: 7, height: 5, radius: 1 })],
  ['box', box({ width: 7, height: 5, radius: 1 })],
];
const columns = [column('x'), column('y'), column('heat'), column('smell'), column('rank', 'i32')];

/** The cell of a position as the author would work it out. */
function cellOf({ cells }: FieldShape, { size, periodic }: SpaceSpec, x: number, y: number): number {
  const [cx, cy] = [x, y].map((at, k) => {
    const length = size[k];
    const inside = periodic ? at - length * Math.floor(at / length) : at;
    const cell = Math.floor(inside * (cells[k] / length));
    return Number.isNaN(cell) ? 0 : Math.max(0, Math.min(cells[k] - 1, cell));
  });
  return cy * cells[0] + cx;
}

interface Grid {
  readonly shape: FieldShape;
  readonly values: Float64Array | Float32Array;
}

const gridOf = (shape: FieldShape, seed: number): Grid => {
  const next = sequence(seed);
  const amounts = Array.from({ length: shape.cells[0] * shape.cells[1] }, () => 10 * next());
  return { shape, values: new (shape.type === 'f32' ? Float32Array : Float64Array)(amounts) };
};

/** What the author's function sees of a grid, reading from `values`; deposits go to `give`. */
function seenBy(self: Self, { shape, values }: Grid, space: SpaceSpec, give: (cell: number, amount: number) => void): FieldOfAuthor {
  const cell = (x = self.x, y = self.y): number => cellOf(shape, space, x, y);
  return {
    get here() {
      return values[cell()];
    },
    at: (x, y) => values[cell(x, y)],
    deposit: (amount, x, y) => give(cell(x, y), amount),
    claim: () => {},
  };
}

const within = (kinds: Kind[], space: SpaceSpec, more: Partial<RuleContext> = {}): RuleContext =>
  context(kinds, { space, fields: [SCENT, FOOD], ...more });

function wander(self: Self, _n: unknown, _r: unknown, params: { reach: number }, world: World): void {
  const { scent } = world.fields;
  self.heat = scent.here + world.fields.food.here;
  self.smell = scent.at(self.x + params.reach, self.y - 9) - scent.at(-2 * self.x, self.heat);
  scent.deposit(0.1 * self.heat);
  self.x += 3 * self.smell;
  if (self.rank > 1) {
    scent.deposit(self.rank);
    self.y -= 11.5;
    world.fields.food.deposit(0.3, self.x / 0, self.y);
  } else world.fields.food.deposit(-self.heat, 2 * self.x, 100);
  self.heat += world.fields.food.here;
}

describe.each(SPACES)('in a %s', (_, space) => {
  test('an agent reads and deposits where the plain function does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: -30, max: 30, noNaN: true }), (seed, reach) => {
        const kind = makeKind('bird', columns, 23, space, seed);
        const grids = [gridOf(SCENT, seed + 1), gridOf(FOOD, seed + 2)];
        const { code, deposits } = compileRule(wander, within([kind], space, { params: { reach: { value: reach, integer: false } } }));
        expect(deposits.map(({ field }) => field)).toEqual(['scent', 'scent', 'food', 'food']);
        const slots = deposits.map(({ field }) => ({
          cells: new Int32Array(kind.count).fill(77),
          amounts: new (field === 'food' ? Float32Array : Float64Array)(kind.count),
        }));
        const rt = runtime(kind, [kind], { fields: { scent: grids[0].values, food: grids[1].values }, deposits: slots });
        evaluate(code)(rt, 0, kind.count);
        for (let i = 0; i < kind.count; i++) {
          const given: [string, number, number][] = [];
          const self: Self = { rank: kind.now.rank[i] };
          const world = (agent: Self): World => ({
            tick: 7,
            fields: Object.fromEntries(
              grids.map((grid) => [
                grid.shape.name,
                seenBy(agent, grid, space, (cell, amount) =>
                  given.push([grid.shape.name, cell, grid.shape.type === 'f32' ? Math.fround(amount) : amount]),
                ),
              ]),
            ),
          });
          const agent = plainly(
            (me: Self, n: unknown, r: unknown, p: object) => wander(me, n, r, p as { reach: number }, world(me)),
            kind,
            i,
            [],
            { reach },
          );
          expect(kind.next.heat[i]).toBe(agent.heat);
          expect(kind.next.smell[i]).toBe(agent.smell);
          const noted = deposits.flatMap(({ field }, site) =>
            slots[site].cells[i] < 0 ? [] : [[field, slots[site].cells[i], slots[site].amounts[i]] as [string, number, number]],
          );
          expect(noted).toEqual(given);
          expect(noted.length).toBe(self.rank > 1 ? 3 : 2);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('in sequential mode what is deposited is there at once, for the next agent and for oneself', () => {
  const act = (self: Self, _n: unknown, _r: unknown, _p: unknown, world: World): void => {
    world.fields.scent.deposit(1);
    self.heat = world.fields.scent.here;
  };
  const [, space] = SPACES[0];
  const kind = makeKind('bird', columns, 20, space, 3);
  kind.next = kind.now;
  const grid = gridOf(SCENT, 1);
  const expected = [...grid.values];
  const order = Uint32Array.from({ length: 20 }, (_, k) => (7 * k) % 20);
  const { code } = compileRule(act, within([kind], space, { mode: 'sequential' }));
  const rt = runtime(kind, [kind], { fields: { scent: grid.values } });
  evaluate(code)(rt, order, 0, 20);
  for (const i of order) {
    const cell = cellOf(SCENT, space, kind.now.x[i], kind.now.y[i]);
    expected[cell] += 1;
    expect(kind.now.heat[i]).toBe(expected[cell]);
  }
  expect([...grid.values]).toEqual(expected);
});

test('a claim notes the cell, its last call counts', () => {
  const act = (self: Self, _n: unknown, _r: unknown, _p: unknown, world: World): void => {
    world.fields.food.claim();
    if (self.rank > 1) world.fields.food.claim(self.x + 2, self.y);
  };
  const [, space] = SPACES[1];
  const kind = makeKind('bird', [...columns, column('won', 'u8')], 30, space, 5);
  const target = new Int32Array(kind.count);
  const { code, claims } = compileRule(act, within([kind], space));
  expect(claims).toEqual(['field food']);
  evaluate(code)(runtime(kind, [kind], { fields: { food: gridOf(FOOD, 1).values }, claims: { 'field food': { target } } }), 0, kind.count);
  for (let i = 0; i < kind.count; i++) {
    const { x, y, rank } = kind.now;
    expect(target[i]).toBe(cellOf(FOOD, space, x[i] + (rank[i] > 1 ? 2 : 0), y[i]));
  }
});

test('in a model of f32 the amounts are read as they are', () => {
  const act = (self: Self, _n: unknown, _r: unknown, _p: unknown, world: World): void => {
    self.heat = world.fields.food.here * 3;
  };
  const [, space] = SPACES[0];
  const kind = makeKind('bird', [column('x', 'f32'), column('y', 'f32'), column('heat', 'f32')], 30, space, 5);
  const grid = gridOf(FOOD, 9);
  evaluate(compileRule(act, within([kind], space, { precision: 'f32' })).code)(
    runtime(kind, [kind], { fields: { food: grid.values } }),
    0,
    kind.count,
  );
  for (let i = 0; i < kind.count; i++)
    expect(kind.next.heat[i]).toBe(Math.fround(grid.values[cellOf(FOOD, space, kind.now.x[i], kind.now.y[i])] * 3));
});

describe('misuse is named', () => {
  const [, space] = SPACES[0];
  const bird = { name: 'bird', columns };
  const post = { name: 'post', columns: [column('heat')] };
  const say = (text: string, more: Partial<RuleContext> = {}, kinds = [bird]): string => {
    try {
      compileRule(`(self, neighbours, random, params, world) => { ${text} }`, context(kinds, { space, fields: [SCENT, FOOD], ...more }));
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('nothing is said');
  };

  test.each([
    ['self.heat = world.fields.sent.here', /world\.fields has no "sent".*did you mean "scent"\?/],
    ['self.heat = world.fields.scent.hier', /world\.fields\.scent has no "hier".*Known: here, at\(x, y\), deposit\(amount\), claim\(\)/],
    ['self.heat = world.fields.scent', /a field used as a number.*world\.fields\.scent\.here/],
    ['self.heat = world.fields.scent.at', /`world\.fields\.scent\.at` used as a value/],
    ['self.heat = world.fields.scent.at()', /`world\.fields\.scent\.at` with 0 arguments.*at\(self\.x \+ 1, self\.y\)/],
    ['world.fields.scent.deposit()', /`world\.fields\.scent\.deposit` with 0 arguments/],
    ['world.fields.scent.deposit(1, 2)', /`world\.fields\.scent\.deposit` with 2 arguments/],
    ['world.fields.scent.claim(3)', /`world\.fields\.scent\.claim` with 1 argument\b/],
    ['world.fields.scent.here = 3', /an assignment to a field.*world\.fields\.scent\.deposit\(amount\)/],
    ['self.heat = 1 + world.fields.scent.deposit(1)', /a call that returns nothing, used as a value/],
    [
      'for (const other of neighbours) world.fields.scent.deposit(1)',
      /`world\.fields\.scent\.deposit` inside a loop.*deposit it after the loop/,
    ],
    ['for (let k = 0; k < 3; k++) world.fields.scent.deposit(1, k, k)', /inside a loop/],
  ])('%s', (text, said) => {
    expect(say(text)).toMatch(said);
  });

  test('who stands nowhere has no cell, but may name one', () => {
    expect(say('self.heat = world.fields.scent.here', {}, [post])).toMatch(/of kind post, which has no place in the space.*at\(x, y\)/);
    expect(say('world.fields.scent.deposit(1)', {}, [post])).toMatch(/deposit\(amount, x, y\)/);
    compileRule('(self, n, r, p, world) => { self.heat = world.fields.scent.at(1, 2); }', context([post], { space, fields: [SCENT] }));
  });

  test('a model without fields, and functions that see none', () => {
    expect(say('self.heat = world.fields.scent.here', { fields: [] })).toMatch(/although the model has no fields/);
    const hook = (): unknown =>
      compileRule('(world) => world.fields.scent.here', context([bird], { role: 'global', self: null, space, fields: [SCENT] }));
    expect(hook).toThrow(/only rules, init functions and reductions see fields/);
    const init = (): unknown =>
      compileRule(
        '(self, random, params, world) => { world.fields.scent.deposit(1); }',
        context([bird], { role: 'init', space, fields: [SCENT] }),
      );
    expect(init).toThrow(/only rules deposit/);
  });
});

test('a helper that is called several times deposits each time', () => {
  const drop = (world: World, x: number): void => world.fields.scent.deposit(1, x, 0);
  const act = rule(
    (self: Self, _n: unknown, _r: unknown, _p: unknown, world: World): void => {
      drop(world, self.x);
      drop(world, self.x + 1);
      drop(world, self.x - 1);
    },
    { uses: { drop } },
  );
  expect(compileRule(act, context([{ name: 'bird', columns }], { space: SPACES[0][1], fields: [SCENT] })).deposits.length).toBe(3);
});

// Agents on a grid whose cells hold one each: nobody is lost, nobody shares a cell, and who wants to move does where there is room.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stateHash } from '../../src/engine/hash.ts';
import { checkParams } from '../../src/engine/params.ts';
import { assemble } from '../../src/models/assemble.ts';
import { defineModel, type Agent, type Neighbours, type Random, type RuleWorld } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { grid } from '../../src/spaces/grid.ts';
import { modelContract } from '../contract/model.ts';
import { drive } from './drive.ts';
import { running } from './running.ts';

type Settler = Agent<{ x: 'f64'; y: 'f64'; kin: 'i32'; mood: 'i32'; seen: 'i32' }>;
interface Town {
  readonly step: number;
  readonly leave: number;
}

/** Some go to a cell next to theirs, some anywhere, some stay. */
function settle(self: Settler, neighbours: Neighbours<Settler>, random: Random, params: Town, world: RuleWorld): void {
  let kin = 0;
  for (const other of neighbours) kin += other.mood;
  self.kin = kin;
  self.seen = world.occupied(self.x + 1, self.y) ? 1 : 0;
  const what = random.uniform();
  if (what < params.leave) self.moveToEmpty();
  else if (what < params.leave + params.step) self.move(self.x + random.integer(3) - 1, self.y + random.integer(3) - 1);
}

const town = defineModel({
  name: 'town',
  description: 'agents that move on a grid',
  params: {
    width: { default: 12, min: 1, integer: true, description: 'cells' },
    height: { default: 7, min: 1, integer: true, description: 'cells' },
    count: { default: 60, min: 0, integer: true, description: 'settlers' },
    trees: { default: 0, min: 0, integer: true, description: 'agents that never move' },
    step: { default: 0.5, min: 0, max: 1, description: 'chance to go to a cell nearby' },
    leave: { default: 0.3, min: 0, max: 1, description: 'chance to go anywhere' },
    periodic: { default: true, description: 'wraps' },
    update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'mode' },
  },
  update: ({ update }) => update as 'synchronous',
  space: ({ width, height, periodic }) => grid({ width, height, periodic, capacity: 1 }),
  kinds: {
    settler: {
      count: ({ count }) => count,
      columns: { x: 'f64', y: 'f64', kin: 'i32', mood: 'i32', seen: 'i32' },
      init: (self) => {
        self.mood = 1 + (self.id % 2);
      },
      rule: rule(settle),
    },
    tree: { count: ({ trees }) => trees, columns: { x: 'f64', y: 'f64' } },
  },
});

type Run = Awaited<ReturnType<typeof drive>>;
const WIDTH = 1_000;

/** Where everyone is, by kind and id. */
function places(run: Run): Map<string, number> {
  const { kinds } = run.world();
  return new Map(
    ['settler', 'tree'].flatMap((name) => {
      const [x, y] = [kinds[name].column('x'), kinds[name].column('y')];
      return Array.from(kinds[name].id, (id, i): [string, number] => [`${name} ${id}`, y[i] * WIDTH + x[i]]);
    }),
  );
}

const towns = fc
  .record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 8 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    trees: fc.integer({ min: 0, max: 4 }),
    step: fc.constantFrom(0, 0.4, 1),
    leave: fc.constantFrom(0, 0.5, 1),
    periodic: fc.boolean(),
    update: fc.constantFrom('synchronous', 'sequential'),
  })
  .map(({ share, ...given }) => {
    const trees = Math.min(given.trees, given.width * given.height);
    return {
      ...given,
      trees,
      count: Math.floor(share * (given.width * given.height - trees)),
      leave: Math.min(given.leave, 1 - given.step),
    };
  });

describe('on a grid whose cells hold one agent', () => {
  test('nobody is lost, nobody shares a cell or leaves the grid, those who do not move stay, in any mode and back end', async () => {
    await fc.assert(
      fc.asyncProperty(towns, fc.constantFrom('js', 'simd'), fc.boolean(), async (given, backend, redo) => {
        const run = await drive(town, given, { backend, redo, parties: 2 });
        const first = places(run.to(0));
        expect(first.size).toBe(given.count + given.trees);
        let before = first;
        for (let tick = 0; tick < 5; tick++) {
          expect(new Set(before.values()).size).toBe(before.size);
          for (const [who, at] of before) {
            expect([at % WIDTH < given.width, at / WIDTH < given.height, Number.isInteger(at)]).toEqual([true, true, true]);
            if (who.startsWith('tree')) expect(at).toBe(first.get(who));
          }
          const after = places(run.to(tick + 1));
          expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
          before = after;
        }
      }),
      { numRuns: 150, seed: 21 },
    );
  });

  test('the states are the same with both back ends', async () => {
    await fc.assert(
      fc.asyncProperty(towns, async (given) => {
        const [js, simd] = [await drive(town, given, { backend: 'js' }), await drive(town, given, { parties: 3 })];
        expect(simd.to(6).hash()).toBe(js.to(6).hash());
      }),
      { numRuns: 40, seed: 22 },
    );
  });

  test('whoever wants any empty cell gets one while there are enough', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 9 }), async (width, height) => {
        const count = Math.floor((width * height) / 2);
        const run = await drive(town, { width, height, count, leave: 1, step: 0 });
        for (let tick = 0; tick < 4; tick++) {
          const before = places(run.to(tick));
          const after = places(run.to(tick + 1));
          for (const at of after.values()) expect([...before.values()]).not.toContain(at); // all cells of before were taken when the tick began
          expect(after.size).toBe(before.size);
        }
      }),
      { numRuns: 30, seed: 23 },
    );
  });

  test('where there are too few empty cells all of them are filled', async () => {
    const run = await drive(town, { width: 10, height: 10, count: 93, leave: 1, step: 0 });
    const before = places(run.to(0));
    const moved = [...places(run.to(1))].filter(([who, at]) => before.get(who) !== at);
    expect(moved.length).toBe(7);
  });

  test('empty cells are all as likely', async () => {
    const hits = new Int32Array(24);
    for (let seed = 0; seed < 400; seed++) {
      const run = await drive(town, { width: 6, height: 4, count: 3, leave: 1, step: 0 }, { seed: `s${seed}` });
      for (const at of places(run.to(1)).values()) hits[(at % WIDTH) + 6 * Math.floor(at / WIDTH)]++;
    }
    const expected = 1_200 / 24;
    const chi2 = hits.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(chi2).toBeLessThan(50); // 23 degrees of freedom: p = 0.001 at 49.7
  });

  test('who acts in turn sees what those before have done', async () => {
    const queue = defineModel({
      name: 'queue',
      description: 'each goes one to the right if nobody is there',
      params: { update: { default: 'sequential', choices: ['synchronous', 'sequential'], description: '' } },
      update: ({ update }) => update as 'sequential',
      space: grid({ width: 8, height: 1, capacity: 1, periodic: false }),
      kinds: {
        one: {
          count: 3,
          columns: { x: 'f64', y: 'f64' },
          init: rule((self) => {
            self.x = self.id;
          }),
          rule: rule((self, _neighbours, _random, _params, world) => {
            if (!world.occupied(self.x + 1, self.y)) self.move(self.x + 1, self.y);
          }),
        },
      },
    });
    const at = async (update: string): Promise<number[]> =>
      Array.from((await drive(queue, { update })).to(1).world().kinds.one.column('x')).sort((a, b) => a - b);
    expect(await at('synchronous')).toEqual([0, 1, 3]); // the cell that one leaves is free in the next tick
    const inTurn = await at('sequential');
    expect(new Set(inTurn).size).toBe(3);
    expect(inTurn[2]).toBe(3);
    const end = Array.from((await drive(queue)).to(30).world().kinds.one.column('x')).sort((a, b) => a - b);
    expect(end).toEqual([5, 6, 7]);
  });

  test('workers of a run agree', async () => {
    const given = { width: 90, height: 70, count: 4_000 };
    const expected = (await drive(town, given)).to(4).hash();
    const got = await running(town, given, { workers: 2 }, async (engine) => {
      await engine.advance(4);
      return stateHash(engine.arena);
    });
    expect(got).toBe(expected);
  });
});

modelContract({
  name: 'town',
  model: town,
  settings: { width: 41, height: 37, count: 1_100, trees: 30 },
  ticks: 6,
  odd: [{ count: 1 }, { count: 0 }, { count: 513 }],
});

describe('mistakes', () => {
  const single = grid({ width: 3, height: 2, capacity: 1 });
  const columns = { x: 'f64', y: 'f64' } as const;
  const made = (rules: unknown, space = single): unknown =>
    assemble(
      defineModel({ name: 'm', description: '', params: {}, space, kinds: { one: { count: 1, columns, rule: rules as never } } }),
      checkParams({}, {}),
      1,
    );
  type Self = Agent<typeof columns>;

  test('are told where they are made', () => {
    expect(() =>
      made((self: Self) => {
        self.x += 1;
      }),
    ).toThrow(/an assignment to self\.x, on a grid whose cells hold one agent.*self\.move\(x, y\)/);
    expect(() => made((self: Self) => self.move(1, 2), grid({ width: 3, height: 2 }))).toThrow(
      /grids whose cells hold one agent, grid\(\{ …, capacity: 1 \}\)/,
    );
    expect(() => grid({ width: 3, height: 3, capacity: 2 })).toThrow(/holds 1 agent or any number, capacity: 1 or Infinity, but got 2/);
  });

  test('too many agents, and two in one cell, are told at the start', async () => {
    const full = await drive(town, { width: 2, height: 2, count: 5 });
    expect(() => full.to(0)).toThrow(/5 agents do not fit on 4 cells/);
    const twins = defineModel({
      name: 'twins',
      description: '',
      params: {},
      space: single,
      kinds: {
        one: {
          count: 2,
          columns,
          init: rule((self) => {
            self.x = 1;
          }),
        },
      },
    });
    const run = await drive(twins);
    expect(() => run.to(0)).toThrow(/one 1 begins in cell \(1, 0\), where another agent is/);
  });
});

test('the cell of a position is found at any distance; a position that is no number has none', async () => {
  for (const periodic of [true, false]) {
    const model = defineModel({
      name: 'far',
      description: '',
      params: {},
      space: grid({ width: 8, height: 6, periodic }),
      kinds: {
        one: {
          count: 7,
          columns: { x: 'f64', y: 'f64', at: 'f64', cell: 'i32' },
          init: rule((self) => {
            self.at =
              self.id === 0
                ? 3e9
                : self.id === 1
                  ? -3e9 - 1
                  : self.id === 2
                    ? 1 / 0
                    : self.id === 3
                      ? 0 / 0
                      : self.id === 4
                        ? -0.5
                        : self.id;
          }),
          rule: rule((self, _neighbours, _random, _params, world) => {
            self.cell = world.cell(self.at, 2);
          }),
        },
      },
    });
    for (const backend of ['js', 'simd'] as const) {
      const { one } = (await drive(model, {}, { backend })).to(1).world().kinds;
      const cells = Array.from(one.column('cell'));
      expect(cells).toEqual(periodic ? [16, 23, -1, -1, 23, 21, 22] : [-1, -1, -1, -1, -1, 21, 22]);
    }
  }
});

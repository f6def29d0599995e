// Kinds whose agents are the cells of a grid or the nodes of a network: whom they meet, against plain JavaScript, in both back ends.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkParams } from '../../src/engine/params.ts';
import { assemble } from '../../src/models/assemble.ts';
import { defineModel, type Agent, type Model, type Neighbours } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { grid, stepsBetween, type Neighbourhood } from '../../src/spaces/grid.ts';
import { network, wattsStrogatz } from '../../src/spaces/network.ts';
import { drive, type DriveOptions } from './drive.ts';

type Site = Agent<{ value: 'f64'; seen: 'i32'; sum: 'f64'; far: 'i32'; column: 'i32' }>;

/** Sums over all neighbours, and what each looks like from here. */
function look(self: Site, neighbours: Neighbours<Site>): void {
  let seen = 0;
  let sum = 0;
  let far = 0;
  for (const other of neighbours) {
    if (other.id === 3) continue;
    seen++;
    sum += other.value * seen;
    far += 100 * other.dx + other.dy + 10_000 * (other.x - self.x);
  }
  self.seen = seen;
  self.sum = sum;
  self.far = far;
  self.column = 1_000 * self.x + self.y;
  self.value += 0.5 * sum;
}

const columns = { value: 'f64', seen: 'i32', sum: 'f64', far: 'i32', column: 'i32' } as const;
const NEIGHBOURHOODS = ['moore', 'von-neumann', 'hexagonal'] as const;

const SETTINGS = {
  width: { default: 7, min: 1, integer: true, description: 'columns' },
  height: { default: 4, min: 1, integer: true, description: 'rows' },
  radius: { default: 1, min: 0, integer: true, description: 'steps' },
  periodic: { default: true, description: 'wraps' },
  neighbourhood: { default: 'moore', choices: NEIGHBOURHOODS, description: 'who is near' },
  update: { default: 'synchronous', choices: ['synchronous', 'sequential'], description: 'mode' },
} as const;

const gridded = defineModel({
  name: 'gridded',
  description: 'cells that look around',
  params: SETTINGS,
  update: ({ update }) => update as 'synchronous',
  space: ({ width, height, radius, periodic, neighbourhood }) =>
    grid({ width, height, radius, periodic, neighbourhood: neighbourhood as Neighbourhood }),
  kinds: {
    site: {
      on: 'cells',
      columns,
      init: (self) => {
        self.value = 1 / (1 + self.x + 10 * self.y);
      },
      rule: rule(look),
    },
  },
});

interface Given {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly periodic: boolean;
  readonly neighbourhood: Neighbourhood;
}

/** All cells near one, by trying every cell, and on a periodic grid every way round; the shortest way counts, the right and lower one of two. */
function near({ width, height, radius, periodic, neighbourhood }: Given, x: number, y: number): { id: number; dx: number; dy: number }[] {
  const ways = (delta: number, n: number): number[] => (periodic ? [-2, -1, 0, 1, 2].map((lap) => delta + lap * n) : [delta]);
  const shortest = (delta: number, n: number): number => {
    const right = ((delta % n) + n) % n;
    return periodic ? (right > n / 2 ? right - n : right) : delta;
  };
  const found: { id: number; dx: number; dy: number }[] = [];
  for (let cy = 0; cy < height; cy++) {
    for (let cx = 0; cx < width; cx++) {
      if (cx === x && cy === y) continue;
      const reached = ways(cy - y, height).some((dy) =>
        ways(cx - x, width).some((dx) => stepsBetween(neighbourhood, dx, dy, y % 2 === 1) <= radius),
      );
      if (reached) found.push({ id: cy * width + cx, dx: shortest(cx - x, width), dy: shortest(cy - y, height) });
    }
  }
  return found.sort((a, b) => a.dy - b.dy || a.dx - b.dx);
}

const worlds = fc
  .record({
    width: fc.integer({ min: 1, max: 11 }),
    height: fc.integer({ min: 1, max: 9 }),
    radius: fc.integer({ min: 1, max: 3 }),
    periodic: fc.boolean(),
    neighbourhood: fc.constantFrom(...NEIGHBOURHOODS),
  })
  .filter(({ periodic, neighbourhood, height, width, radius }) => {
    if (neighbourhood !== 'hexagonal' || !periodic) return true;
    return height % 2 === 0 && width > 2 * radius + 1 && height > 2 * radius + 1;
  });

const read = (run: Awaited<ReturnType<typeof drive>>, column: string): number[] => Array.from(run.world().kinds.site.column(column));

describe('cells', () => {
  test('meet those near them, each once, row by row, with both back ends, in any mode', async () => {
    await fc.assert(
      fc.asyncProperty(
        worlds,
        fc.constantFrom('js', 'simd'),
        fc.constantFrom('synchronous', 'sequential'),
        async (given, backend, update) => {
          const run = await drive(gridded, { ...given, update }, { backend, parties: 2 });
          const before = read(run.to(0), 'value');
          run.to(1);
          const [seen, far, column, sum] = ['seen', 'far', 'column', 'sum'].map((name) => read(run, name));
          for (let id = 0; id < before.length; id++) {
            const [x, y] = [id % given.width, Math.floor(id / given.width)];
            const others = near(given, x, y).filter((other) => other.id !== 3);
            expect(seen[id]).toBe(others.length);
            expect(far[id]).toBe(others.reduce((all, { id: at, dx, dy }) => all + 100 * dx + dy + 10_000 * ((at % given.width) - x), 0));
            expect(column[id]).toBe(1_000 * x + y);
            if (update === 'synchronous')
              expect(sum[id]).toBeCloseTo(
                others.reduce((all, other, n) => all + before[other.id] * (n + 1), 0),
                10,
              );
          }
        },
      ),
      { numRuns: 120, seed: 3 },
    );
  });

  test('a grid in float32 knows its rows beyond 2^24 cells', async () => {
    const wide = defineModel({
      name: 'wide',
      description: '',
      params: {},
      space: grid({ width: 3, height: 6_000_000, periodic: false }),
      kinds: {
        cell: {
          on: 'cells',
          columns: { level: 'f32', row: 'i32' },
          rule: (self) => {
            self.row = self.y * 3 + self.x;
            self.level = 1;
          },
        },
      },
    });
    const run = await drive(wide);
    const row = run.to(1).world().kinds.cell.column('row');
    for (const id of [0, 1, 2, 3, 16_777_217, 17_000_001, 17_999_999]) expect(row[id]).toBe(id);
  });
});

const LINKS = [
  [0, 1],
  [1, 2],
  [4, 1],
  [4, 2],
  [4, 1],
] as const;

describe('nodes', () => {
  const linked = (space: Model['space'], options: { at?: boolean } = {}): Model =>
    defineModel({
      name: 'linked',
      description: '',
      params: { count: { default: 5, description: '' }, rewire: { default: 0.3, description: '' } },
      space,
      kinds: {
        node: {
          on: 'nodes',
          columns: { value: 'f64', sum: 'f64', degree: 'i32', third: 'f64' },
          init: (self) => {
            self.value = 1 + self.id * self.id;
          },
          rule: options.at
            ? rule((self, neighbours) => {
                self.degree = neighbours.length;
                self.third = neighbours.at(2).value;
                let sum = 0;
                for (let k = 0; k < neighbours.length; k++) sum += neighbours.at(k).value;
                self.sum = sum;
              })
            : rule((self, neighbours) => {
                let sum = 0;
                let degree = 0;
                for (const other of neighbours) {
                  sum += other.value;
                  degree++;
                }
                self.sum = sum;
                self.degree = degree;
              }),
        },
      },
    });

  test.each(['js', 'simd'] as const)('meet those that they are linked to (%s)', async (backend) => {
    const run = await drive(linked(network(5, LINKS)), {}, { backend });
    const node = run.to(1).world().kinds.node;
    expect(Array.from(node.column('degree'))).toEqual([1, 3, 2, 0, 2]);
    expect(Array.from(node.column('sum'))).toEqual([2, 1 + 5 + 17, 2 + 17, 0, 2 + 5]);
  });

  test('large networks too, by loops or one by one, with any number of workers', async () => {
    const made = wattsStrogatz({ n: 1_500, degree: 6, rewire: 0.4, seed: 'w' });
    const expected = Array.from({ length: made.n }, (_, i) =>
      Array.from(made.targets.subarray(made.offsets[i], made.offsets[i + 1])).reduce((sum, j) => sum + 1 + j * j, 0),
    );
    const options: DriveOptions[] = [{ backend: 'js' }, { backend: 'simd', parties: 3 }];
    for (const at of [false, true]) {
      for (const each of options) {
        const node = (await drive(linked(made, { at }), {}, each)).to(1).world().kinds.node;
        expect(Array.from(node.column('sum'))).toEqual(expected);
        if (!at) continue;
        const third = Array.from({ length: made.n }, (_, i) => {
          const from = made.offsets[i];
          return made.offsets[i + 1] - from > 2 ? 1 + made.targets[from + 2] ** 2 : NaN;
        });
        expect(Array.from(node.column('third'))).toEqual(third);
      }
    }
  });
});

describe('mistakes', () => {
  const made = (model: Parameters<typeof defineModel>[0]): unknown => assemble(defineModel(model), checkParams(model.params ?? {}, {}), 1);
  const base = { name: 'm', description: '', params: {} };
  const cell = { on: 'cells', columns: { level: 'f64' } } as const;

  test.each([
    [{ ...base, kinds: { cell } }, /kind cell of model m is on cells, which the model does not have\. Declare space: grid/],
    [{ ...base, kinds: { one: { columns: { x: 'f64' } } } }, /kind one of model m needs a count, or on: 'cells'/],
    [
      { ...base, space: grid({ width: 2, height: 2 }), kinds: { cell: { ...cell, columns: { x: 'f64' } } } },
      /cells know their x: leave the column x of kind cell of model m out/,
    ],
    [
      { ...base, space: grid({ width: 2, height: 2 }), kinds: { cell: { ...cell, rule: rule((self) => self.die()) } } },
      /agents of kind cell are the cells of model m: they are not born and do not die/,
    ],
  ] as [Parameters<typeof defineModel>[0], RegExp][])('%#', (model, wrong) => {
    expect(() => made(model)).toThrow(wrong);
  });
});

type Walker = Agent<{ x: 'f64'; y: 'f64'; met: 'i32'; way: 'f64'; seen: 'i32' }>;

function wander(self: Walker, neighbours: Neighbours<Walker>): void {
  let met = 0;
  let way = 0;
  for (const other of neighbours) {
    met++;
    way += other.dx + 100 * other.dy + 1e4 * (other.id + 1);
  }
  self.met = met;
  self.way = way;
  self.seen += 1;
  self.x += ((self.id % 3) - 1) * 1.5;
  self.y += self.id % 2;
}

describe('agents that stand on a grid', () => {
  const crowd = defineModel({
    name: 'crowd',
    description: 'many to a cell',
    params: { ...SETTINGS, count: { default: 40, min: 0, integer: true, description: 'walkers' } },
    update: ({ update }) => update as 'synchronous',
    space: ({ width, height, radius, periodic, neighbourhood }) =>
      grid({ width, height, radius, periodic, neighbourhood: neighbourhood as Neighbourhood }),
    kinds: {
      walker: {
        count: ({ count }) => count,
        columns: { x: 'f64', y: 'f64', met: 'i32', way: 'f64', seen: 'i32' },
        init: rule((self, random, params) => {
          self.x = random.uniform(0, params.width);
          self.y = random.integer(params.height);
        }),
        rule: rule(wander),
      },
    },
  });

  test('meet all others in their neighbourhood, their own cell included, and stand at whole numbers', async () => {
    const settings = worlds.chain((given) => fc.tuple(fc.constant(given), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 60 })));
    await fc.assert(
      fc.asyncProperty(settings, fc.constantFrom('js', 'simd'), async ([given, radius, count], backend) => {
        const wide = 2 * radius + 1;
        fc.pre(given.neighbourhood !== 'hexagonal' || !given.periodic || (given.width > wide && given.height > wide));
        const world = { ...given, radius };
        const run = await drive(crowd, { ...world, count }, { backend, parties: 2 });
        const rows = (): Record<string, number>[] => {
          const { walker } = run.world().kinds;
          const all = ['x', 'y', 'met', 'way'].map((name) => walker.column(name));
          return Array.from(walker.id, (id, i) => ({ id, x: all[0][i], y: all[1][i], met: all[2][i], way: all[3][i] })).sort(
            (a, b) => a.id - b.id,
          );
        };
        for (let tick = 0; tick < 3; tick++) {
          const before = (run.to(tick), rows());
          run.to(tick + 1);
          for (const { id, met, way } of rows()) {
            const me = before[id];
            expect([Number.isInteger(me.x), Number.isInteger(me.y), me.x < world.width, me.y < world.height]).toEqual([
              true,
              true,
              true,
              true,
            ]);
            const cells = [{ id: me.y * world.width + me.x, dx: 0, dy: 0 }, ...(radius > 0 ? near(world, me.x, me.y) : [])];
            const others = cells.flatMap((cell) =>
              before
                .filter((each) => each.id !== id && each.y * world.width + each.x === cell.id)
                .map((each) => ({ ...cell, other: each.id })),
            );
            expect(met).toBe(others.length);
            const half = others.some(({ dx, dy }) => 2 * Math.abs(dx) === world.width || 2 * Math.abs(dy) === world.height); // either way round
            if (!half)
              expect(way).toBeCloseTo(
                others.reduce((sum, { dx, dy, other }) => sum + dx + 100 * dy + 1e4 * (other + 1), 0),
                6,
              );
          }
        }
      }),
      { numRuns: 150, seed: 8 },
    );
  });
});

describe('rules that run as plain JavaScript', () => {
  /** The same as `look`, with an object that the compiler does not know. */
  function lookPlainly(self: Site, neighbours: Neighbours<Site>): void {
    const others = [...neighbours].filter((other) => other.id !== 3);
    self.seen = others.length;
    self.sum = others.reduce((sum, other, n) => sum + other.value * (n + 1), 0);
    self.far = others.reduce((sum, { dx, dy, x }) => sum + 100 * dx + dy + 10_000 * (x - self.x), 0);
    self.column = 1_000 * self.x + self.y;
    self.value += 0.5 * self.sum;
  }

  test('meet the same cells', async () => {
    const plain = defineModel({ ...gridded, kinds: { site: { ...gridded.kinds.site, rule: rule(lookPlainly) } } } as unknown as Parameters<
      typeof defineModel
    >[0]);
    await fc.assert(
      fc.asyncProperty(worlds, async (given) => {
        const [run, expected] = [await drive(plain, { ...given }), await drive(gridded, { ...given })];
        expect(run.assembly.functions.find(({ role }) => role === 'rule')?.rule.plain).toMatch(/rule of kind site/);
        for (const name of ['seen', 'far', 'column']) expect(read(run.to(1), name)).toEqual(read(expected.to(1), name));
        read(run, 'sum').forEach((sum, id) => expect(sum).toBeCloseTo(read(expected, 'sum')[id], 10));
      }),
      { numRuns: 25, seed: 4 },
    );
  });

  test('and the same nodes', async () => {
    const made = network(5, LINKS);
    const model = defineModel({
      name: 'plain',
      description: '',
      params: {},
      space: made,
      kinds: {
        node: {
          on: 'nodes',
          columns: { sum: 'f64', second: 'i32', degree: 'i32' },
          rule: rule((self, neighbours) => {
            const ids = Array.from(neighbours, ({ id }) => id);
            self.sum = ids.reduce((sum, id) => sum + 10 ** id, 0);
            self.degree = neighbours.length;
            self.second = neighbours.length > 1 ? neighbours.at(1).id : -1;
          }),
        },
      },
    });
    const { node } = (await drive(model)).to(1).world().kinds;
    expect(Array.from(node.column('sum'))).toEqual([10, 10_101, 10_010, 0, 110]);
    expect(Array.from(node.column('degree'))).toEqual([1, 3, 2, 0, 2]);
    expect(Array.from(node.column('second'))).toEqual([-1, 2, 4, -1, 2]);
  });
});

test('agents on a grid act alike in both back ends when they act in turn', async () => {
  for (const neighbourhood of NEIGHBOURHOODS) {
    const hashes = [];
    for (const backend of ['js', 'simd'] as const) {
      const model = defineModel({
        name: 'turns',
        description: '',
        params: {},
        update: 'sequential',
        space: grid({ width: 9, height: 6, radius: 2, neighbourhood }),
        kinds: {
          walker: {
            count: 33,
            columns: { x: 'f64', y: 'f64', met: 'i32', way: 'f64', seen: 'i32' },
            init: rule((self, random) => {
              self.x = random.integer(9);
              self.y = random.integer(6);
            }),
            rule: rule(wander),
          },
        },
      });
      hashes.push((await drive(model, {}, { backend })).to(6).hash());
    }
    expect(hashes[0]).toBe(hashes[1]);
  }
});

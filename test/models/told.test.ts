// Mistakes of a model's author around grids, networks and neighbours: each is told in one line that names the place and the way out.

import { describe, expect, test } from 'vitest';
import { LabError } from '../../src/errors.ts';
import { defineModel, type Model, type ModelDeclaration } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { Solo } from '../../src/scenario/experiment/solo.ts';
import { grid } from '../../src/spaces/grid.ts';
import { ring } from '../../src/spaces/network.ts';
import { box, torus } from '../../src/spaces/space.ts';
import { drive } from './drive.ts';
import { running } from './running.ts';

const POINT = { x: 'f64', y: 'f64', n: 'i32' } as const;

/** A model from what a JavaScript author can hand over. */
const made = (parts: object): Model => defineModel({ name: 'm', description: '', params: {}, ...parts } as ModelDeclaration<never, never>);
const ruled = (fn: unknown): never => rule(fn as never) as never;
/** A rule that looks at its neighbours. */
type Looking = (self: { n: number }, neighbours: never, random: { integer(n: number): number }) => void;

async function message(parts: object): Promise<string> {
  try {
    await drive(made(parts));
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    return (error as LabError).message;
  }
  return 'made';
}

describe('who is looked at', () => {
  const herd = (space: object, look: Looking, kind = 'patch'): object => ({
    space,
    kinds: {
      patch: { on: 'cells', columns: { n: 'i32' }, ...(kind === 'patch' ? { rule: ruled(look) } : {}) },
      sheep: { count: 3, columns: POINT, ...(kind === 'sheep' ? { rule: ruled(look) } : {}) },
    },
  });
  const counting: Looking = (self, { sheep }: { sheep: Iterable<{ n: number }> }) => {
    for (const other of sheep) self.n += 1 + other.n;
  };

  test('cells that hold any number do not find who stands in them, and are told what can be done instead', async () => {
    expect(await message(herd(grid({ width: 4, height: 3 }), counting))).toMatch(
      /neighbours of kind sheep of a cell in the rule of kind patch .*let sheep look at the cells, for \(const cell of neighbours\.patch\), or deposit\(1\) on a field of \[4, 3\] cells, which a cell reads, n = ….at\(self\.x, self\.y\), and clears, .*; on grid\(\{ …, capacity: 1 \}\)/,
    );
    expect(await message(herd(grid({ width: 4, height: 3, capacity: 1 }), counting))).toBe('made');
    const plainly: Looking = (self, { sheep }: { sheep: Iterable<object> }) => {
      self.n += [...sheep].length;
    };
    expect(await message(herd(grid({ width: 4, height: 3, capacity: 1 }), plainly))).toBe('made');
  });

  test('the way out works: agents deposit where they stand, cells read it and clear it', async () => {
    interface Crowd {
      readonly fields: { readonly crowd: { at(x: number, y: number): number; deposit(amount: number, x?: number, y?: number): void } };
    }
    type Place = { n: number; x: number; y: number; id: number };
    const look = (self: Place, _neighbours: never, _random: never, _params: never, world: Crowd): void => {
      self.n = world.fields.crowd.at(self.x, self.y);
      world.fields.crowd.deposit(-self.n, self.x, self.y);
    };
    const walk = (self: Place, _neighbours: never, _random: never, _params: never, world: Crowd): void => {
      self.x += 1;
      world.fields.crowd.deposit(1);
    };
    const start = (self: Place): void => {
      self.x = self.id % 2;
      self.y = 2;
    };
    const counted = made({
      space: grid({ width: 4, height: 3 }),
      fields: { crowd: { size: [4, 3] } },
      kinds: {
        patch: { on: 'cells', columns: { n: 'i32' }, rule: ruled(look) },
        sheep: { count: 5, columns: POINT, init: ruled(start), rule: ruled(walk) },
      },
    });
    const run = await drive(counted);
    const last = (tick: number): number[] => Array.from(run.to(tick).world().kinds.patch.column('n')).slice(8);
    expect([2, 3, 4].map(last)).toEqual([
      [0, 3, 2, 0],
      [0, 0, 3, 2],
      [2, 0, 0, 3],
    ]);
  });

  test.each<[string, object, RegExp]>([
    [
      'length',
      torus({ width: 4, height: 4, radius: 1 }),
      /`neighbours\.length` in the rule of kind sheep.*found by looking.*count, or choose/,
    ],
    ['length', grid({ width: 4, height: 4 }), /`neighbours\.length`.*found by looking/],
    ['at', box({ width: 4, height: 4, radius: 1 }), /`neighbours\.at`.*found by looking/],
    ['at', grid({ width: 4, height: 4, capacity: 1 }), /`neighbours\.at`.*who stands near can only be visited/],
  ])('neighbours.%s of those who are found', async (name, space, wrong) => {
    const length: Looking = (self, neighbours: { length: number }) => {
      self.n = neighbours.length;
    };
    const at: Looking = (self, neighbours: { at(k: number): { n: number } }, random) => {
      self.n = neighbours.at(random.integer(3)).n;
    };
    const plainly: Looking = (self, neighbours: { at(k: number): { n: number } }) => {
      self.n = [neighbours.at(0)][0].n;
    };
    for (const look of name === 'length' ? [length] : [at, plainly])
      expect(
        await message({ space, kinds: { sheep: { count: 3, columns: POINT, rule: ruled(look) }, ant: { count: 1, columns: POINT } } }),
      ).toMatch(wrong);
  });

  const visiting = (space: object, kinds: object): Promise<string> => message({ space, kinds });
  test('nothing is measured between nodes, nor lengths on a honeycomb, and what is not there is not there', async () => {
    const nodes = (look: Looking): object => ({ node: { on: 'nodes', columns: { n: 'i32' }, rule: ruled(look) } });
    const cells = (look: Looking): object => ({ cell: { on: 'cells', columns: { n: 'i32' }, rule: ruled(look) } });
    const across: Looking = (self, neighbours: Iterable<{ dx: number }>) => {
      for (const other of neighbours) self.n += other.dx;
    };
    const far: Looking = (self, neighbours: Iterable<{ distance: number }>) => {
      for (const other of neighbours) self.n += other.distance;
    };
    const deep: Looking = (self, neighbours: Iterable<{ dz: number }>) => {
      for (const other of neighbours) self.n += other.dz;
    };
    expect(await visiting(ring(5), nodes(across))).toMatch(/"dx" of a node of a network.*nodes have no place/);
    expect(await visiting(ring(5), nodes(far))).toMatch(/"distance" of a node of a network/);
    const comb = grid({ width: 4, height: 4, neighbourhood: 'hexagonal' });
    expect(await visiting(comb, cells(far))).toMatch(/"distance" on a honeycomb.*other\.dx and other\.dy/);
    expect(await visiting(comb, cells(across))).toBe('made');
    expect(await visiting(grid({ width: 4, height: 4 }), cells(deep))).toMatch(/cell has no "dz".*Known: .*dx, dy/);
  });

  test('agents off the nodes have no links', async () => {
    const kinds = { node: { on: 'nodes', columns: { n: 'i32' }, rule: ruled(counting) }, sheep: { count: 2, columns: POINT } };
    expect(await visiting(ring(5), kinds)).toMatch(
      /neighbours of kind sheep in a network.*only nodes have links.*keep the id of their node in a column/,
    );
  });
});

test.each(['length', 'at', 'nearest', 'inView'])(
  'no kind is called %s, which means something else of neighbours; a column or a global may be',
  async (name) => {
    expect(() => made({ kinds: { [name]: { count: 1, columns: POINT } } })).toThrow(
      new RegExp(`no kind can be called "${name}".*neighbours\\.${name}`),
    );
    expect(await message({ kinds: { one: { count: 1, columns: { [name]: 'f64' } } }, globals: { [name]: { initial: 1 } } })).toBe('made');
  },
);

const one = { kinds: { one: { count: 1, columns: POINT } } };
test.each<[object, RegExp]>([
  [{ ...one, space: 'grid' }, /the space of model m is what torus\(…\), box\(…\), grid\(…\) or a maker of networks gives, but got "grid"/],
  [{ ...one, space: { width: 3, height: 4 } }, /the space of model m .*but got \{"width":3,"height":4\}/],
  [{ ...one, space: () => undefined }, /the space of model m .*but got undefined/],
  [{ ...one, update: 'serial' }, /update of model m is 'synchronous' or 'sequential', but got "serial"/],
  [
    {
      ...one,
      params: {
        rows: {
          table: () => {
            throw new TypeError('no rows');
          },
          description: '',
        },
      },
    },
    /the function of table rows of model m threw: no rows/,
  ],
])('what a model is made of is checked: %#', async (parts, wrong) => {
  expect(await message(parts)).toMatch(wrong);
});

test('two agents in one cell end the run at once, with their cell named once', async () => {
  const twins = made({
    space: grid({ width: 3, height: 2, capacity: 1 }),
    kinds: {
      one: {
        count: 2,
        columns: POINT,
        init: ruled((self: { x: number }) => {
          self.x = 1;
        }),
      },
    },
  });
  const ended = running(twins, {}, { workers: 2 }, (engine) => engine.advance(1));
  const once = /^one 1 begins in cell \(1, 0\), where another agent is\. Leave x and y out of its init/;
  await expect(ended).rejects.toThrow(once);
  const { program } = (await drive(twins)).assembly;
  await expect(Solo.of(program, { seed: 's', externals: {} }).then((solo) => solo.advance(1))).rejects.toThrow(once);
});

test('what the engine notes of moves is state that nobody names', async () => {
  const movers = made({
    space: grid({ width: 5, height: 4, capacity: 1 }),
    kinds: { one: { count: 3, columns: POINT, rule: ruled((self: { moveToEmpty(): void }) => self.moveToEmpty()) } },
  });
  const run = (await drive(movers)).to(1);
  expect(run.arena.spec.kinds[0].columns.map(({ name }) => name)).toContain('wish');
  const { one } = run.world().kinds;
  expect(one.columns.map(({ name }) => name)).toEqual(['x', 'y', 'n']);
  expect(one.has('wish')).toBe(false);
  const reading = ruled((self: { wish: number; n: number; moveToEmpty(): void }) => {
    self.moveToEmpty();
    self.n = self.wish;
  });
  const named = { space: grid({ width: 5, height: 4, capacity: 1 }), kinds: { one: { count: 3, columns: POINT, rule: reading } } };
  expect(await message(named)).toMatch(/one has no "wish".*Known: x, y, n/);
});

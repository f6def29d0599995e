// Agents asked for by id while they are sorted and die: each finds whom it asks for, the same one whoever computed it.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkParams } from '../../src/engine/params.ts';
import { shuffle, streamKey } from '../../src/engine/random.ts';
import type { World } from '../../src/engine/world.ts';
import { assemble } from '../../src/models/assemble.ts';
import { defineModel, type Agent, type Model, type RuleWorld } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import { torus } from '../../src/spaces/space.ts';
import { modelContract } from '../contract/model.ts';
import { drive, type Drive, type Settings } from './drive.ts';
import { partners } from './partners.ts';

const MODES = ['synchronous', 'sequential'] as const;

for (const update of MODES) {
  modelContract({
    name: `partners, ${update}`,
    model: partners,
    settings: { update },
    ticks: 8,
    odd: [
      { walkers: 1, posts: 0 },
      { walkers: 513, posts: 1_025 },
      { walkers: 511, mortality: 97 },
      { walkers: 1_024, mortality: 0 },
    ],
  });
}

type Row = Record<string, number>;

/** All agents of a kind by id, as they are now. */
function rowsOf(world: World, kind: string): Map<number, Row> {
  const { id, columns, column } = world.kinds[kind];
  return new Map([...id].map((each, i) => [each, { id: each, ...Object.fromEntries(columns.map(({ name }) => [name, column(name)[i]])) }]));
}

const x = (row: Row | undefined): number => row?.x ?? NaN;
const steps = (row: Row | undefined): number => row?.steps ?? 0;

/** What one walker writes, read off maps from ids to rows; positions are left to the engine. */
function step(self: Row, walkers: Map<number, Row>, posts: Map<number, Row>, postCount: number): Row {
  const partner = walkers.get(self.partner);
  return {
    seen: x(partner),
    from: x(walkers.get(partner?.partner ?? 0)),
    steps: (self.steps + 1 + steps(partner)) | 0,
    lamp: posts.get(self.id % (postCount + 1))?.lamp ?? NaN,
  };
}

const written = ({ seen, from, steps: count, lamp }: Row): Row => ({ seen, from, steps: count, lamp });
const followed = (walkers: Map<number, Row>): number =>
  [...walkers.values()].reduce((sum, { partner }) => sum + steps(walkers.get(partner)) + (walkers.has(partner) ? 1 : 0), 0);

/** Compare with maps after each tick. */
async function compare(settings: Settings, ticks: number, parties: number, seed: string): Promise<number> {
  const run = await drive(partners, settings, { parties, seed });
  const postCount = Number(settings.posts ?? 5);
  let died = 0;
  for (let tick = 0; tick < ticks; tick++) {
    const before = run.to(tick).world();
    const old = { walkers: rowsOf(before, 'walker'), posts: rowsOf(before, 'post') };
    expect(before.globals.followed).toBe(followed(old.walkers));
    const order = settings.update === 'sequential' ? turns(run, before) : [...old.walkers.keys()];
    const state = settings.update === 'sequential' ? new Map([...old.walkers].map(([id, row]) => [id, { ...row }])) : old.walkers;
    const after = run.to(tick + 1).world();
    const now = { walkers: rowsOf(after, 'walker'), posts: rowsOf(after, 'post') };
    const expected = new Map<number, Row>();
    for (const id of order) {
      const self = state.get(id) as Row; // the order is made of the ids in the map
      expected.set(id, step(self, state, old.posts, postCount));
      if (settings.update === 'sequential' && !now.walkers.has(id)) state.delete(id); // it is dead from the end of its turn on
      if (settings.update === 'sequential') Object.assign(self, expected.get(id), { x: (self.x + (0.3 + 0.1 * (id % 7))) % 12 });
    }
    for (const [id, row] of now.walkers) expect(written(row), `walker ${id} at tick ${tick}`).toEqual(expected.get(id));
    for (const [id, { watched }] of now.posts) {
      const target = (id * 11) % Number(settings.walkers);
      const walkers = settings.update === 'sequential' ? state : old.walkers;
      expect(watched).toBe(steps(walkers.get(target)) + target);
    }
    died += old.walkers.size - now.walkers.size;
  }
  expect(run.to(ticks).world().globals.followed).toBe(followed(rowsOf(run.world(), 'walker')));
  return died;
}

/** Ids in the order in which walkers act in this tick. */
function turns(run: Drive, before: World): number[] {
  const { id, count } = before.kinds.walker;
  const order = Uint32Array.from(id, (_, i) => i);
  shuffle(streamKey(run.key, 'order:walker', run.tick), order, count);
  return [...order].map((i) => id[i]);
}

describe.each(MODES)('%s', (update) => {
  test('each sees its partner as it was, or nobody', async () => {
    expect(await compare({ update, walkers: 1_100, posts: 5 }, 6, 3, 'starling')).toBeGreaterThan(50);
  });

  test('any world', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          walkers: fc.integer({ min: 1, max: 700 }),
          posts: fc.integer({ min: 0, max: 9 }),
          mortality: fc.integer({ min: 0, max: 50 }),
        }),
        fc.integer({ min: 1, max: 4 }),
        fc.string(),
        async (settings, parties, seed) => void (await compare({ ...settings, update }, 4, parties, seed)),
      ),
      { numRuns: 25 },
    );
  });
});

test('places are noted for those alone that move in memory', () => {
  const noted = (model: Model, settings: Settings = {}): string[] => {
    const { program } = assemble(model, checkParams(model.params, settings), 2);
    return [...new Set(program.tick.map(({ name }) => name).filter((name) => name.startsWith('places')))];
  };
  expect(noted(partners)).toEqual(['places of kind walker by id']);
  expect(noted(still('neighbours'))).toEqual(['places of kind stone by id']);
  expect(noted(still(''))).toEqual([]);
});

/** Stones that look at the one before and the one after; those that visit neighbours are sorted. */
function still(visits: string): Model {
  const act = new Function(`return (self, neighbours, random, params, world) => {
    self.value = world.agent(self.id + 1).mark + 2 * world.agent(self.id - 1).mark;
    ${visits && 'for (const other of neighbours) self.met += 1;'}
    self.mark += self.id;
    self.x += 0.7 * random.uniform();
  }`)() as () => void;
  const init = new Function(`return (self, random) => {
    self.x = random.uniform(0, 9);
    self.y = random.uniform(0, 9);
    self.mark = 5 + random.integer(100);
  }`)() as () => void;
  return defineModel({
    name: 'stones',
    description: '',
    params: { count: { default: 700, integer: true, description: 'stones' } },
    space: torus({ width: 9, height: 9, radius: 1 }),
    kinds: {
      stone: {
        count: (params) => params.count,
        columns: { x: 'f64', y: 'f64', mark: 'i32', value: 'i32', met: 'i32' },
        init,
        rule: rule(act),
      },
    },
  });
}

test.each(['neighbours', ''])('those who never die find each other, and nobody beyond the last (%s)', async (visits) => {
  for (const count of [1, 700]) {
    const run = await drive(still(visits), { count }, { parties: 2 });
    for (let tick = 0; tick < 5; tick++) {
      const before = rowsOf(run.to(tick).world(), 'stone');
      const mark = (id: number): number => before.get(id)?.mark ?? 0;
      for (const [id, { value }] of rowsOf(run.to(tick + 1).world(), 'stone')) expect(value).toBe(mark(id + 1) + 2 * mark(id - 1));
    }
  }
});

function bear(self: Agent<{ value: 'f64' }>, _neighbours: unknown, _random: unknown, _params: object, world: RuleWorld): void {
  self.value = world.agent<Agent<{ value: 'f64' }>>(0).value;
  world.birth({});
}

test('a kind that is born cannot be asked for', () => {
  const model = defineModel({
    name: 'heap',
    description: '',
    params: {},
    kinds: { cell: { count: 1, columns: { value: 'f64' }, rule: rule(bear) } },
  });
  expect(() => assemble(model, {}, 1)).toThrow(
    expect.objectContaining({
      code: 'E_RULE',
      message: expect.stringMatching(/`world\.agent`, although agents of kind cell are born,.*line 2/),
    }),
  );
});

type Suitor = Agent<{ partner: 'i32'; wins: 'i32'; held: 'i32' }>;

function court(self: Suitor, _neighbours: unknown, _random: unknown, params: { count: number }, world: RuleWorld): void {
  if (self.won) self.wins += 1;
  if (self.claimed) self.held += 1;
  self.partner = (self.id * 7 + world.tick) % (params.count >> 1);
  world.agent(self.partner).claim();
}

test.each(MODES)('agents that are claimed by their id have one holder each (%s)', async (update) => {
  const model = defineModel({
    name: 'court',
    description: '',
    params: { count: { default: 1_300, integer: true, description: 'suitors' } },
    update,
    kinds: { suitor: { count: (params) => params.count, columns: { partner: 'i32', wins: 'i32', held: 'i32' }, rule: rule(court) } },
  });
  const run = await drive(model, {}, { parties: 2 });
  for (let tick = 1; tick <= 4; tick++) {
    const rows = rowsOf(run.to(tick).world(), 'suitor');
    const wanted = new Set([...rows.values()].map(({ partner }) => partner));
    for (const row of rows.values()) expect(row.claimed).toBe(wanted.has(row.id) ? 1 : 0);
    const winners = [...rows.values()].filter(({ won }) => won === 1).map(({ partner }) => partner);
    expect(winners.sort((a, b) => a - b)).toEqual([...wanted].sort((a, b) => a - b));
  }
  expect((await drive(model, {}, { parties: 3, redo: true })).to(4).hash()).toBe(run.hash());
});

// Whole worlds whose rules all run as plain JavaScript: the same bits for any number of workers, and those of compiled rules where
// the arithmetic is the same.

import { afterEach, describe, expect, test, vi } from 'vitest';
import { restoreCheckpoint } from '../../src/engine/checkpoint.ts';
import { stateHash } from '../../src/engine/hash.ts';
import { defineModel, type Agent, type Model, type Neighbours, type Newborn, type Random, type RuleWorld } from '../../src/models/model.ts';
import type * as Compiler from '../../src/rules/compile.ts';
import { rule } from '../../src/rules/rule.ts';
import { grid } from '../../src/spaces/grid.ts';
import { torus } from '../../src/spaces/space.ts';
import { expectInside, modelContract } from '../contract/model.ts';
import { chase, duels } from '../laws/models/chase.ts';
import { culture } from '../laws/models/culture.ts';
import { gauges } from '../laws/models/gauges.ts';
import { meadow } from '../laws/models/meadow.ts';
import { drive, type Settings } from '../models/drive.ts';
import { running } from '../models/running.ts';

const backend = vi.hoisted(() => ({ plain: true }));

// Every function of a model goes the way of those that cannot be compiled.
vi.mock('../../src/rules/compile.ts', async (importOriginal) => {
  const compiler = await importOriginal<typeof Compiler>();
  const { plainCompiled, plainDeeds } = await import('../../src/rules/plain.ts');
  const lookOut: typeof compiler.lookOut = (fn, context) =>
    backend.plain ? plainDeeds(fn, { ...context, lookout: true }) : compiler.lookOut(fn, context);
  const compileRule: typeof compiler.compileRule = (fn, context) => (backend.plain ? plainCompiled : compiler.compileRule)(fn, context);
  return { ...compiler, compileRule, lookOut };
});

afterEach(() => {
  backend.plain = true;
});

const MODES = ['synchronous', 'sequential'] as const;

/** Positions are kept in an order of ids, opinions by majority of the nearest, errands in texts: nothing of this can be compiled. */
type Voter = Agent<{ x: 'f64'; y: 'f64'; opinion: 'u8'; certainty: 'f32'; votes: { type: 'i32'; size: 3 }; partner: 'u32' }>;

function vote(self: Voter, neighbours: Neighbours<Voter>, random: Random, params: { readonly step: number }, world: RuleWorld): void {
  const nearest = [...neighbours].sort((a, b) => a.distance2 - b.distance2 || a.id - b.id).slice(0, 5);
  const votes = new Map<number, number>();
  for (const { opinion, certainty } of nearest) votes.set(opinion, (votes.get(opinion) ?? 0) + certainty);
  const [[winner, weight] = [self.opinion, 0]] = [...votes].sort(([a, n], [b, m]) => m - n || a - b);
  for (const { opinion } of nearest) self.votes[opinion % 3] += 1;
  if (random.uniform() < 0.9) self.opinion = winner;
  else self.opinion = random.integer(3);
  self.certainty = Math.tanh(weight) ** 2;
  const loudest = nearest.find(({ certainty }) => certainty > 0.5);
  loudest?.claim();
  self.partner = loudest?.id ?? 0;
  const errands = { stay: [0, 0], roam: [random.normal(0, params.step), random.normal(0, params.step)] };
  const [dx, dy] = errands[nearest.length > 3 ? 'stay' : 'roam'];
  self.x += dx;
  self.y += dy;
  const columns = { ...self } as unknown as Newborn; // its methods are left out
  try {
    if (self.won && self.claimed && nearest.length === 5) throw new Error('crowded');
    if (world.count.voter < 900 && self.claimed) world.birth({ ...columns, certainty: 0, votes: self.votes.map((n) => n + 1) });
  } catch (error) {
    if ((error as Error).message.startsWith('crowd') && random.uniform() < 0.3) self.die();
  }
}

const voters = defineModel({
  name: 'voters',
  description: 'opinions of the nearest',
  params: {
    count: { default: 700, min: 0, integer: true, description: 'voters' },
    step: { default: 0.3, description: 'standard deviation of a step' },
    update: { default: 'synchronous', choices: MODES, description: 'update mode' },
  },
  update: ({ update }) => update as 'synchronous' | 'sequential',
  space: torus({ width: 19, height: 13, radius: 1 }),
  kinds: {
    voter: {
      count: ({ count }) => count,
      columns: { x: 'f64', y: 'f64', opinion: 'u8', certainty: 'f32', votes: { type: 'i32', size: 3 }, partner: 'u32' },
      init(self, random) {
        [self.x, self.y] = [19 * random.uniform(), 13 * random.uniform()];
        self.opinion = random.integer(3);
        self.certainty = [0.25, 0.5, 1][self.id % 3];
      },
      rule: rule(vote),
    },
  },
  globals: {
    certain: { over: 'voter', reduce: 'mean', of: (self) => [self.certainty, 0.1].reduce((a, b) => a + b) },
    plan: { schedule: (world, random) => [world.tick, random.uniform()].reduce((a, b) => a + b) },
  },
});

modelContract({ name: 'voters', model: voters, settings: {}, ticks: 6, odd: [{ count: 0 }, { count: 1 }, { count: 513 }] });

test('the voters do what they are there for', async () => {
  const run = await drive(voters);
  const before = run.to(2).world().kinds.voter.count;
  const { voter } = run.to(12).world().kinds;
  expect(voter.count).toBeGreaterThan(before);
  expect(run.arena.header.nextId(0)).toBeGreaterThan(voter.count); // some have died
  const total = (name: string): number => Array.from(voter.column(name)).reduce((a, b) => a + b, 0);
  expect(total('won')).toBe(total('claimed'));
  expect(total('won')).toBeGreaterThan(50);
});

const WORLDS: [string, Model, Settings, number][] = MODES.flatMap((update) => [
  [`culture, ${update}`, culture, { count: 600, update }, 5] as [string, Model, Settings, number],
  [`meadow, ${update}`, meadow, { update }, 6],
  [`chase, ${update}`, chase, { update }, 8],
  [`duels, ${update}`, duels, { update }, 5],
  [`voters, ${update}`, voters, { update, count: 600 }, 5],
]);
WORLDS.push(['gauges', gauges, { count: 900 }, 5]);

describe('models whose functions all run plainly', () => {
  test.each(WORLDS)('%s: the same bits for 1, 2 and 3 workers, redone and resumed', async (_, model, settings, ticks) => {
    const run = await drive(model, settings);
    const expected = run.to(ticks).hash();
    expectInside(run.world());
    for (const parties of [2, 3]) expect((await drive(model, settings, { parties, redo: true })).to(ticks).hash()).toBe(expected);
    const bytes = (await drive(model, settings)).to(2).checkpoint();
    const again = await drive(model, settings, { parties: 2 });
    restoreCheckpoint(again.arena, bytes);
    expect(again.to(ticks).hash()).toBe(expected);
    expect(
      await running(model, settings, { workers: 2 }, async (engine) => {
        await engine.advance(ticks);
        return stateHash(engine.arena);
      }),
    ).toBe(expected);
    expect((await drive(model, settings, { seed: 'other' })).to(ticks).hash()).not.toBe(expected);
  });

  test.each(MODES)('culture, %s, draws and adds alike: its bits are those of compiled rules', async (update) => {
    const settings = { count: 600, update };
    const plainly = (await drive(culture, settings)).to(7).hash();
    backend.plain = false;
    expect((await drive(culture, settings)).to(7).hash()).toBe(plainly);
  });
});

describe('where cells of a grid hold one agent', () => {
  type Settler = Agent<{ x: 'f64'; y: 'f64'; kin: 'i32'; free: 'i32'; cell: 'i32' }>;
  const settle = (self: Settler, neighbours: Neighbours<Settler>, _random: Random, _params: unknown, world: RuleWorld): void => {
    const what = (self.id * 29 + world.tick * 31) % 490;
    const [toX, toY] = [self.x + (what % 7) - 3, self.y + (Math.floor(what / 7) % 7) - 3];
    self.kin = 0;
    for (const other of neighbours) self.kin = (3 * self.kin + other.free + 5 * other.id + other.dx) % 10_007; // by the order of visits
    self.free = world.occupied(toX, toY) ? 0 : 1;
    self.cell = world.cell(toX, toY);
    if (what < 245) self.move(toX, toY);
    else if (what < 392) self.moveToEmpty(); // the only draw
  };
  const byHand = (self: Settler, neighbours: Neighbours<Settler>, _random: Random, _params: unknown, world: RuleWorld): void => {
    const what = (self.id * 29 + world.tick * 31) % 490;
    const toX = self.x + (what % 7) - 3;
    const toY = self.y + (Math.floor(what / 7) % 7) - 3;
    self.kin = 0;
    for (const other of neighbours) self.kin = (3 * self.kin + other.free + 5 * other.id + other.dx) % 10_007;
    self.free = world.occupied(toX, toY) ? 0 : 1;
    self.cell = world.cell(toX, toY);
    if (what < 245) self.move(toX, toY);
    else if (what < 392) self.moveToEmpty(); // the only draw
  };
  const town = (act: typeof settle, placed: boolean, precision: 'f32' | 'f64' = 'f64'): Model =>
    defineModel({
      name: 'town',
      description: '',
      params: {
        update: { default: 'synchronous', choices: MODES, description: '' },
        periodic: { default: true, description: '' },
      },
      update: ({ update }) => update as 'synchronous',
      space: ({ periodic }) => grid({ width: 11, height: 7, radius: 2, periodic, capacity: 1 }),
      kinds: {
        settler: {
          count: 40,
          columns: { x: precision, y: precision, kin: 'i32', free: 'i32', cell: 'i32' },
          init: placed
            ? (self) => {
                self.x = self.id % 11;
                self.y = Math.floor(self.id / 11);
              }
            : (self) => {
                self.free = self.id % 2;
              },
          rule: rule(act),
        },
        tree: { count: 3, columns: { x: precision, y: precision } },
      },
    });

  const cases = MODES.flatMap((update) =>
    [true, false].flatMap((periodic) =>
      [true, false].map((placed) => ({ update, periodic, placed, precision: placed ? ('f64' as const) : ('f32' as const) })),
    ),
  );
  test.each(cases)('moves, cells and neighbours have the bits of compiled rules: %o', async ({ placed, precision, ...given }) => {
    const plainly = await drive(town(settle, placed, precision), given, { parties: 2 });
    const hashes = [0, 1, 2, 6].map((tick) => plainly.to(tick).hash());
    backend.plain = false; // what cannot be compiled still runs plainly, and init functions do not
    const half = await drive(town(settle, placed, precision), given);
    expect(half.assembly.functions.map(({ rule: { plain } }) => plain !== undefined)).toContain(true);
    expect([0, 1, 2, 6].map((tick) => half.to(tick).hash())).toEqual(hashes);
    const compiled = await drive(town(byHand, placed, precision), given);
    expect(compiled.assembly.functions.map(({ rule: { plain } }) => plain !== undefined)).not.toContain(true);
    expect([0, 1, 2, 6].map((tick) => compiled.to(tick).hash())).toEqual(hashes);
    const { settler, tree } = compiled.world().kinds;
    const at = [settler, tree].flatMap((kind) => Array.from(kind.column('x'), (x, i) => 11 * kind.column('y')[i] + x));
    expect(new Set(at).size).toBe(43);
  });

  test('who cannot move so is told', async () => {
    const writes = (self: Settler): void => {
      [self.x] = [3];
    };
    const run = await drive(town(writes, false));
    expect(() => run.to(1)).toThrow(/self.x: somebody may be there; call self.move/);
    const wishes = (self: Settler): void => {
      self.moveToEmpty();
      self.kin = [(self as never as { wish: number }).wish][0];
    };
    await expect(drive(town(wishes, false))).rejects.toThrow(/settler has no "wish"/);
  });
});

// Fields in a model: the same bits for any number of workers, what is deposited is all there, and the world comes through faults.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { restoreCheckpoint } from '../../src/engine/checkpoint.ts';
import { Engine, type Fault } from '../../src/engine/engine.ts';
import { stateHash } from '../../src/engine/hash.ts';
import { checkParams } from '../../src/engine/params.ts';
import { streamKey, uniform32, type Key } from '../../src/engine/random.ts';
import type { World } from '../../src/engine/world.ts';
import { assemble } from '../../src/models/assemble.ts';
import { defineModel, type Agent, type Model, type Random, type RuleWorld } from '../../src/models/model.ts';
import { rule } from '../../src/rules/rule.ts';
import type { FieldSpec } from '../../src/spaces/field.ts';
import { box, torus } from '../../src/spaces/space.ts';
import { modelContract } from '../contract/model.ts';
import { spreadPlainly } from '../reference/field.ts';
import { drive } from './drive.ts';
import { failing } from './mischief.ts';
import { trails } from './trails.ts';

const MODES = ['synchronous', 'sequential'] as const;

for (const update of MODES) {
  modelContract({
    name: `trails, ${update}`,
    model: trails,
    settings: { update, mortality: 30 },
    ticks: 9,
    odd: [
      { count: 1, columns: 1, rows: 1 },
      { count: 513, bounded: true, columns: 3, rows: 200 },
      { count: 0 },
      { count: 2_300, single: true, columns: 128, rows: 127, mortality: 0 },
      { diffusion: 0, evaporation: 0 },
    ],
  });
}

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

test('many deposits, which workers share cell by cell: the same bits for any number of them', async () => {
  const settings = { count: 20_000, columns: 250, rows: 100 };
  const expected = (await drive(trails, settings)).to(3).hash();
  for (const parties of [2, 3, 5]) expect((await drive(trails, settings, { parties, redo: parties === 3 })).to(3).hash()).toBe(expected);
});

test('a worker that fails while fields change is replaced, and the world is the same', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarmlab-fields-'));
  const settings = { count: 20_000, columns: 250, rows: 100 };
  const { program } = assemble(trails, checkParams(trails.params, settings), 2);
  const chosen = program.tick.filter(({ kernel }) => kernel.export === 'deposit' || kernel.export === 'spread');
  const tick = program.tick.map((phase) =>
    chosen.includes(phase) ? failing(phase, 1 + chosen.indexOf(phase), join(folder, `${chosen.indexOf(phase)}`)) : phase,
  );
  const faults: Fault[] = [];
  const engine = new Engine({ ...program, tick }, { seed: 'starling', workers: 2, onFault: (fault) => faults.push(fault) });
  try {
    await engine.advance(4);
    expect(stateHash(engine.arena)).toBe((await drive(trails, settings)).to(4).hash());
    expect(faults.map(({ phase, reason }) => [phase, reason])).toEqual([
      ['deposits on fields', 'mischief'],
      ['diffusion of fields', 'mischief'],
    ]);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

type Sower = Agent<{ x: 'f64'; y: 'f64'; here: 'f64'; there: 'f64' }>;
interface SowerParams {
  readonly count: number;
}

/** Read my cell and another, deposit on both, walk on. */
function sow(self: Sower, _neighbours: unknown, random: Random, _params: SowerParams, world: RuleWorld): void {
  const { dust } = world.fields;
  self.here = dust.here;
  self.there = dust.at(self.x + 5, self.y - 3);
  dust.deposit(random.uniform());
  if (self.id % 2 === 0) dust.deposit(0.1 * self.id, self.x + 5, self.y - 3);
  self.x += 0.7;
  self.y += 0.4 * random.normal();
}

/** How dust moves; what is left out is as in a declaration. */
interface Dust {
  readonly diffusion?: number;
  readonly evaporation?: number;
  readonly neighbourhood?: 'moore' | 'von-neumann';
  readonly range?: readonly [number, number];
}

const sowers = (type: 'f32' | 'f64', periodic: boolean, dust: Dust = {}, size: readonly [number, number] = [9, 14]): Model =>
  defineModel({
    name: 'sowers',
    description: '',
    params: { count: { default: 700, integer: true, description: 'sowers' } },
    space: (periodic ? torus : box)({ width: 12, height: 7, radius: 1 }),
    kinds: {
      sower: {
        count: (params) => params.count,
        columns: { x: 'f64', y: 'f64', here: 'f64', there: 'f64' },
        init(self, random) {
          self.x = random.uniform(0, 12);
          self.y = random.uniform(0, 7);
        },
        rule: rule(sow),
      },
    },
    fields: { dust: { size, type, initial: (x, y) => x + 100 * y, ...dust } },
    globals: {
      total: { field: 'dust', reduce: 'sum' },
      middle: { field: 'dust', reduce: 'mean' },
      most: { field: 'dust', reduce: 'max' },
    },
  });

/** The cell of a position, without regard to speed. */
function cellOf([nx, ny]: readonly number[], periodic: boolean, x: number, y: number): number {
  const along = (at: number, n: number, length: number): number => {
    const inside = periodic ? at - length * Math.floor(at / length) : at;
    return Math.max(0, Math.min(n - 1, Math.floor(inside * (n / length))));
  };
  return along(y, ny, 7) * nx + along(x, nx, 12);
}

/** The first draw of a sower in a tick. */
function uniformOf(seed: Key, tick: number, id: number): number {
  const { k0, k1 } = streamKey(seed, 'rule:sower', tick);
  return uniform32(k0, k1, id, 0);
}

const fieldOf = (world: World): number[] => [...world.fields.dust.values];

test('every deposit is there in the next tick, added in the order of sites and agents; then the field spreads and fades', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('f32' as const, 'f64' as const),
      fc.boolean(),
      fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 15 })),
      fc.constantFrom<Dust>({}, { diffusion: 0.4, evaporation: 0.1 }, { diffusion: 0.9, neighbourhood: 'von-neumann', range: [0, 650] }),
      fc.integer({ min: 1, max: 4 }),
      async (type, periodic, size, dust, parties) => {
        const r = type === 'f32' ? Math.fround : (value: number): number => value;
        const { diffusion = 0, evaporation = 0, range = null, neighbourhood = 'moore' } = dust;
        const field: FieldSpec = {
          name: 'dust',
          type,
          cells: size,
          periodic,
          diffusion,
          evaporation,
          range,
          neighbours: neighbourhood === 'moore' ? 8 : 4,
        };
        const run = await drive(sowers(type, periodic, dust, size), {}, { parties });
        let before = run.to(0).world();
        expect(fieldOf(before)).toEqual(
          fieldOf(before).map((_, cell) =>
            r(((cell % size[0]) + 0.5) * (12 / size[0]) + 100 * ((Math.floor(cell / size[0]) + 0.5) * (7 / size[1]))),
          ),
        );
        for (let tick = 0; tick < 4; tick++) {
          const { id, column } = before.kinds.sower;
          const [x, y] = ['x', 'y'].map((name) => [...column(name)]);
          const old = fieldOf(before);
          let expected = [...old];
          const here = (i: number): number => cellOf(size, periodic, x[i], y[i]);
          const there = (i: number): number => cellOf(size, periodic, x[i] + 5, y[i] - 3);
          const ids = [...id];
          const draws = ids.map((each) => uniformOf(run.key, tick, each));
          ids.forEach((_, i) => (expected[here(i)] = r(expected[here(i)] + r(draws[i]))));
          ids.forEach((each, i) => {
            if (each % 2 === 0) expected[there(i)] = r(expected[there(i)] + r(0.1 * each));
          });
          if (diffusion || evaporation || range) expected = spreadPlainly(field, expected);
          before = run.to(tick + 1).world();
          expect(fieldOf(before)).toEqual(expected);
          const after = before.kinds.sower;
          ids.forEach((each, i) => {
            const at = after.id.indexOf(each);
            expect(after.column('here')[at]).toBe(old[here(i)]);
            expect(after.column('there')[at]).toBe(old[there(i)]);
          });
          expect(before.globals.total).toBeCloseTo(sum(expected), 6);
          expect(before.globals.middle).toBeCloseTo(sum(expected) / expected.length, 8);
          expect(before.globals.most).toBe(Math.max(...expected));
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('whichever buffer a checkpoint finds the field in, it goes on to the same bits', async () => {
  const run = await drive(sowers('f64', true), {});
  const k = run.arena.kindIndex('field dust');
  for (let tick = 0; tick < 3; tick++)
    expect([...run.to(tick).arena.now(k).id.subarray(0, 126)], `tick ${tick}`).toEqual(Array.from({ length: 126 }, (_, cell) => cell));
  const expected = run.to(5).hash();
  for (const at of [1, 2]) {
    const again = await drive(sowers('f64', true), {}, { parties: 2 });
    restoreCheckpoint(again.arena, (await drive(sowers('f64', true), {})).to(at).checkpoint());
    expect(again.to(5).hash()).toBe(expected);
  }
});

type Eater = Agent<{ x: 'f64'; y: 'f64'; eaten: 'f64' }>;

/** Eat up the cell that is mine alone, walk on, and claim the next one. */
function graze(self: Eater, _neighbours: unknown, random: Random, _params: object, world: RuleWorld): void {
  const { grass } = world.fields;
  if (self.won) {
    self.eaten += grass.here;
    grass.deposit(-grass.here);
  }
  self.x += random.uniform(-1, 1);
  self.y += random.uniform(-1, 1);
  grass.claim();
}

describe.each(MODES)('%s', (update) => {
  test('whoever holds a cell eats what is in it: nothing is eaten twice, nothing is lost', async () => {
    const model = defineModel({
      name: 'pasture',
      description: '',
      params: { count: { default: 900, integer: true, description: 'eaters' } },
      update,
      space: torus({ width: 16, height: 10, radius: 1 }),
      kinds: {
        eater: {
          count: (params) => params.count,
          columns: { x: 'f64', y: 'f64', eaten: 'f64' },
          init(self, random) {
            self.x = random.uniform(0, 16);
            self.y = random.uniform(0, 10);
          },
          rule: rule(graze),
        },
      },
      fields: { grass: { size: [16, 10], initial: (_x, _y, random) => 1 + random.integer(50) } },
    });
    const run = await drive(model, {}, { parties: 3 });
    const grown = sum(run.to(0).world().fields.grass.values);
    expect(grown).toBeGreaterThan(160);
    for (let tick = 1; tick <= 12; tick++) {
      const { kinds, fields } = run.to(tick).world();
      const { eater } = kinds;
      expect(Math.min(...fields.grass.values)).toBeGreaterThanOrEqual(0);
      expect(sum(fields.grass.values) + sum(eater.column('eaten'))).toBe(grown); // whole numbers: no rounding
      const cells = Array.from(eater.id, (_, i) => Math.floor(eater.column('y')[i]) * 16 + Math.floor(eater.column('x')[i]));
      const winners = cells.filter((_, i) => eater.column('won')[i] === 1);
      expect(winners.length).toBe(new Set(winners).size);
      expect(new Set(winners)).toEqual(new Set(cells));
    }
    expect(sum(run.world().fields.grass.values)).toBeLessThan(0.2 * grown);
    expect((await drive(model, {}, { parties: 2, redo: true })).to(12).hash()).toBe(run.hash());
  });
});

test('cells are no agents: nobody counts them, and a model without fields has no phases for them', async () => {
  const run = (await drive(trails, { count: 10 })).to(4);
  expect(Object.keys(run.world().kinds)).toEqual(['walker']);
  expect(run.arena.alive()).toBe(10);
  expect(run.arena.header.steps).toBe(40);
  expect(run.world().fields.scent.size).toEqual([60, 31]);
  expect(run.world().fields.scent.values.length).toBe(60 * 31);
  const bare = defineModel({
    name: 'bare',
    description: '',
    params: {},
    kinds: { dot: { count: 3, columns: { h: 'f64' }, rule: rule((self) => void (self.h += 1)) } },
  });
  expect(assemble(bare, {}, 2).program.tick.map(({ name }) => name)).toEqual(['rule of kind dot', 'end of the tick']);
});

test('fields that agents only read cost nothing', () => {
  const model = defineModel({
    name: 'map',
    description: '',
    params: {},
    space: box({ width: 5, height: 5, radius: 1 }),
    kinds: {
      dot: {
        count: 3,
        columns: { x: 'f64', y: 'f64', h: 'f64' },
        rule: rule((self, _n, _r, _p, world) => void (self.h = world.fields.height.here)),
      },
    },
    fields: { height: { size: [5, 5], initial: (x, y) => x * y } },
  });
  expect(assemble(model, {}, 1).program.tick.map(({ name }) => name)).toEqual(['rule of kind dot', 'end of the tick']);
});

describe('what cannot be is named', () => {
  const declare = (fields: Record<string, unknown>, more: Record<string, unknown> = {}): unknown =>
    assemble(
      defineModel({
        name: 'm',
        description: '',
        params: {},
        space: box({ width: 5, height: 5, radius: 1 }),
        kinds: { dot: { count: 3, columns: { x: 'f64', y: 'f64' } } },
        fields: fields as never,
        ...more,
      }),
      {},
      1,
    );
  test.each([
    [{ a: { size: [0, 3] } }, {}, /field a of model m: its size must be two whole numbers.*but got 0,3/],
    [{ a: { size: [3] } }, {}, /its size must be two whole numbers/],
    [{ a: { size: [3, 3], diffusion: 1.5 } }, {}, /its diffusion must be a share from 0 to 1, but got 1\.5/],
    [{ a: { size: [3, 3], evaporation: NaN } }, {}, /its evaporation must be a share from 0 to 1, but got NaN/],
    [{ a: { size: [3, 3], evaporate: 1 } }, {}, /evaporate.*did you mean "evaporation"\?/],
    [{ a: { size: [3, 3], type: 'i32' } }, {}, /its type must be f32 or f64, but got i32/],
    [
      { a: { size: [3, 3], neighbourhood: 'hex' } },
      {},
      /its neighbourhood must be 'moore' \(8 cells\) or 'von-neumann' \(4\), but got hex/,
    ],
    [{ a: { size: [3, 3], range: [4, 2] } }, {}, /its range must be two numbers, the lower first, but got 4,2/],
    [{ a: { size: [3, 3], initial: Infinity } }, {}, /its initial amount must be a finite number, but got Infinity/],
    [{ a: { size: [3, 3] } }, { space: undefined }, /a field covers a space, and the model has none/],
    [{ a: { size: [3, 3] } }, { space: torus({ width: 3, height: 3, depth: 3, radius: 1 }) }, /two dimensions, and this one has three/],
    [{ 'a b': { size: [3, 3] } }, {}, /"a b" is no name that a rule can use/],
    [
      { a: { size: [3, 3] } },
      { globals: { g: { field: 'b', reduce: 'sum' } } },
      /global g is taken over field "b", which the model does not have\. Known: a\./,
    ],
  ])('%o %o', (fields, more, message) => {
    expect(() => declare(fields, more)).toThrow(expect.objectContaining({ code: 'E_MODEL', message: expect.stringMatching(message) }));
  });

  test('an initial function that gives nothing', () => {
    const initial = (new Function('return (x, y) => { if (x > 1) return; }') as () => unknown)();
    expect(() => declare({ a: { size: [3, 3], initial } })).toThrow(
      expect.objectContaining({ code: 'E_RULE', message: expect.stringMatching(/field a/) }),
    );
  });
});

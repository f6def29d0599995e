// The first NaN of a run is told: who stored it, where and when; the same for any number of workers and either back end.

import { describe, expect, test } from 'vitest';
import { encodeCheckpoint, restoreCheckpoint } from '../../src/engine/checkpoint.ts';
import { Engine } from '../../src/engine/engine.ts';
import { shuffle, keyFromSeed, streamKey } from '../../src/engine/random.ts';
import type { FirstNaN } from '../../src/engine/nan.ts';
import { checkParams } from '../../src/engine/params.ts';
import { assemble } from '../../src/models/assemble.ts';
import { defineModel, type Model } from '../../src/models/model.ts';
import { torus } from '../../src/spaces/space.ts';
import type { Settings } from './drive.ts';

const BACKENDS = ['js', 'simd'] as const;

interface Way {
  readonly backend: (typeof BACKENDS)[number];
  readonly workers: number;
  readonly from?: Uint8Array;
  /** an earlier part of the run has told */
  readonly told?: boolean;
}

async function at<T>(
  model: Model,
  settings: Settings,
  { backend, workers, from, told }: Way,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { program } = assemble(model, checkParams(model.params, settings), workers, { backend });
  const engine = new Engine(program, { seed: 'starling', workers });
  try {
    if (from) restoreCheckpoint(engine.arena, from);
    if (told) engine.ignoreNaN();
    return await use(engine);
  } finally {
    await engine.close();
  }
}

/** What every way of running tells: it must be one and the same. */
async function told(model: Model, settings: Settings, tick: number, workers: readonly number[] = [1, 2, 3]): Promise<FirstNaN | null> {
  const reports: (FirstNaN | null)[] = [];
  for (const backend of BACKENDS) {
    for (const count of workers) {
      reports.push(
        await at(model, settings, { backend, workers: count }, async (engine) => {
          await engine.advance(tick);
          return engine.nan;
        }),
      );
    }
  }
  for (const report of reports) expect(report).toEqual(reports[0]);
  return reports[0];
}

const kinds = { rock: { count: 0, columns: { weight: 'f64' } } } as const;
const params = {
  count: { default: 2_100, min: 0, integer: true, description: 'motes' },
  at: { default: 3, description: 'tick of the first NaN' },
  who: { default: 1_377, integer: true, description: 'the lowest id that has one' },
  update: { default: 'synchronous' as string, description: 'update mode' },
};

/** Motes drift and are sorted; from some tick on those whose id is at least `who` divide 0 by 0. */
const motes = (type: 'f32' | 'f64'): Model =>
  defineModel({
    name: 'motes',
    description: 'motes that go wrong',
    params,
    update: ({ update }) => update as 'synchronous' | 'sequential',
    space: torus({ width: 40, height: 30, radius: 1 }),
    kinds: {
      ...kinds,
      mote: {
        count: ({ count }) => count,
        columns: { x: type, y: type, calm: type, spin: { type, size: 3 }, level: 'i32', heat: type },
        init: (self, random) => {
          self.x = 40 * random.uniform();
          self.y = 30 * random.uniform();
          self.heat = random.uniform();
        },
        rule: (self, neighbours, random, params, world) => {
          let near = 0;
          for (const other of neighbours) near += other.heat;
          const wrong = world.tick >= params.at && self.id >= params.who ? 0 : 1;
          self.level = near / wrong; // NaN in a whole number is 0
          self.calm = 1 / wrong;
          self.spin[1] = (near - near) / wrong;
          self.heat = wrong / wrong;
          self.x += random.uniform();
        },
      },
    },
  });

describe.each(['f32', 'f64'] as const)('in %s', (type) => {
  test('the agent that stands first in memory is told, and its first column, of the first tick', async () => {
    const report = await told(motes(type), {}, 6);
    expect(report).toMatchObject({ tick: 3, phase: 'rule of kind mote', kind: 'mote', column: 'spin', born: false, global: null });
    await at(motes(type), {}, { backend: 'js', workers: 1 }, async (engine) => {
      await engine.advance(4); // rules of tick 3 have run
      const id = engine.arena.now(1).id.subarray(0, 2_100);
      expect(report?.agent).toBe(id.find((each) => each >= 1_377));
    });
    expect(await told(motes(type), {}, 3, [1])).toBeNull();
  });

  test('in place, the agent whose turn came first is told', async () => {
    const report = await told(motes(type), { update: 'sequential', count: 700, who: 600, at: 2 }, 4, [1, 2]);
    const turns = new Uint32Array(700).map((_, i) => i);
    shuffle(streamKey(keyFromSeed('starling'), 'order:mote', 2), turns, 700);
    expect(report).toMatchObject({ tick: 2, column: 'spin', agent: turns.find((i) => i >= 600) });
  });
});

test('a world without NaN has none to tell', async () => {
  expect(await told(motes('f64'), { at: 1e9 }, 8, [1, 2])).toBeNull();
  expect(await told(motes('f64'), { count: 0 }, 5, [2])).toBeNull();
});

test('init is told at tick 0, though the rule goes on with it', async () => {
  const model = defineModel({
    name: 'born wrong',
    description: '',
    params: { count: { default: 1_300, integer: true, description: '' } },
    kinds: {
      ...kinds,
      mote: {
        count: ({ count }) => count,
        columns: { v: { type: 'f64', size: 2 }, w: 'f32' },
        init: (self) => {
          if (self.id > 900) self.w = Math.sqrt(900 - self.id);
        },
        rule: (self) => {
          self.v[0] = self.w;
        },
      },
    },
  });
  expect(await told(model, {}, 2)).toEqual({
    tick: 0,
    phase: 'init of kind mote',
    kind: 'mote',
    agent: 901,
    column: 'w',
    born: false,
    global: null,
  });
});

test.each(['synchronous', 'sequential'])('updated %s, one born with NaN is told by the id it gets', async (update) => {
  const model = defineModel({
    name: 'nest',
    description: '',
    params,
    update: ({ update }) => update as 'synchronous' | 'sequential',
    kinds: {
      bird: {
        count: ({ count }) => count,
        columns: { age: 'f64' },
        rule: (self, _neighbours, _random, params, world) => {
          self.age += 1;
          if (self.id % 7 === 0) world.birth.egg({ size: 1 });
          if (world.tick === params.at && self.id % 7 === 1 && self.id >= params.who)
            world.birth.egg({ size: 2, warmth: Math.log(-self.age) });
        },
      },
      egg: { count: 5, columns: { size: 'f64', warmth: 'f32' } },
    },
  });
  const report = await told(model, { update, count: 1_100, who: 800, at: 2 }, 4, [1, 3]);
  expect(report).toMatchObject({ tick: 2, phase: 'rule of kind bird', kind: 'egg', column: 'warmth', born: true });
  await at(model, { update, count: 1_100, who: 800, at: 2 }, { backend: 'simd', workers: 2 }, async (engine) => {
    await engine.advance(3);
    const { id, warmth } = engine.arena.now(1);
    const wrong = [...id.subarray(0, engine.arena.header.count(1))].filter((_, i) => Number.isNaN(warmth[i]));
    expect(wrong.length).toBe(Array.from({ length: 300 }, (_, n) => 800 + n).filter((each) => each % 7 === 1).length);
    expect(report?.agent).toBe(Math.min(...wrong)); // ids follow the order in which they were born
  });
});

test('a global that becomes NaN is told by its name, of the tick that has it', async () => {
  const model = (early: boolean): Model =>
    defineModel({
      name: 'gauge',
      description: '',
      params: { count: { default: 1_200, integer: true, description: '' } },
      kinds: { mote: { count: ({ count }) => count, columns: { level: 'i32' }, rule: (self) => void (self.level += 1) } },
      globals: {
        calm: { over: 'mote', reduce: 'count' },
        speed: { over: 'mote', reduce: 'mean', of: (self) => Math.sqrt(6 - self['level']) },
        set: { initial: 1 },
      },
      ...(early
        ? {
            before: (world) => {
              if (world.tick === 2) world.set = Math.log(-1);
            },
          }
        : {}),
    });
  const nothing = { kind: null, agent: null, column: null, born: false };
  expect(await told(model(false), {}, 12, [1, 3])).toEqual({ ...nothing, tick: 7, phase: 'global speed', global: 'speed' });
  expect(await told(model(false), {}, 6, [2])).toBeNull();
  expect(await told(model(true), {}, 12, [1, 2])).toEqual({ ...nothing, tick: 2, phase: 'before', global: 'set' });
});

test('a run that goes on from a checkpoint tells what came after it; once told, never again', async () => {
  const model = motes('f64');
  const whole = await told(model, {}, 6, [2]);
  const saved = await at(model, {}, { backend: 'js', workers: 1 }, async (engine) => {
    await engine.advance(2);
    return encodeCheckpoint(engine.arena);
  });
  for (const backend of BACKENDS) {
    for (const told of [false, true]) {
      await at(model, {}, { backend, workers: 2, from: saved, told }, async (engine) => {
        await engine.advance(3);
        expect(engine.nan).toBeNull();
        await engine.advance(6);
        expect(engine.nan).toEqual(told ? null : whole);
      });
    }
  }
});

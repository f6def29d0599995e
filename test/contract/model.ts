// The contract of every model, whatever it is of: same seed, same bits; nobody leaves the space; ids are for life.

import { describe, expect, test } from 'vitest';
import { encodeCheckpoint, restoreCheckpoint } from '../../src/engine/checkpoint.ts';
import { stateHash } from '../../src/engine/hash.ts';
import type { World } from '../../src/engine/world.ts';
import type { Model } from '../../src/models/model.ts';
import { drive, type Settings } from '../models/drive.ts';
import { running } from '../models/running.ts';

export interface ModelCase {
  /** as the tests are called */
  readonly name: string;
  readonly model: Model;
  readonly settings: Settings;
  readonly ticks: number;
  /** settings of worlds of odd sizes: one agent, a chunk less or more one, … */
  readonly odd?: readonly Settings[];
}

/** Numbers of workers that one thread pretends to be, each with its own kernels and its own stretch of chunks; and of threads: these take long to start. */
const WORKERS = [2, 3, 5, 8];
const THREADS = [3];

/** Run the suite for one model. */
export function modelContract({ name, model, settings, ticks, odd = [] }: ModelCase): void {
  describe(`${name} keeps the contract of a model`, () => {
    const middle = Math.floor(ticks / 2);

    test('the same bits for 1, 2, 3, 5 and 8 workers, also when stopped and looked at', async () => {
      const here = await drive(model, settings);
      const expected = here.to(ticks).hash();
      for (const parties of WORKERS)
        expect((await drive(model, settings, { parties })).to(ticks).hash(), `${parties} workers`).toBe(expected);
      for (const workers of THREADS) {
        const got = await running(model, settings, { workers }, async (engine) => {
          for (const tick of [0, 1, middle, ticks - 1, ticks]) await engine.advance(tick);
          return [engine.tick, engine.arena.header.steps, stateHash(engine.arena)];
        });
        expect(got, `${workers} threads`).toEqual([here.tick, here.arena.header.steps, expected]);
      }
    });

    test('a resume from the middle ends at the same bits, with any other number of workers', async () => {
      const expected = (await drive(model, settings)).to(ticks).hash();
      for (const [first, second] of [[1, 3]]) {
        const bytes = await running(model, settings, { workers: first }, async (engine) => {
          await engine.advance(middle);
          return encodeCheckpoint(engine.arena);
        });
        const got = await running(model, settings, { workers: second, from: bytes }, async (engine) => {
          await engine.advance(ticks);
          return stateHash(engine.arena);
        });
        expect(got, `${first} workers, then ${second}`).toBe(expected);
      }
    });

    test('a checkpoint at any tick goes on to the same bits', async () => {
      const expected = (await drive(model, settings)).to(ticks).hash();
      for (const at of new Set([0, 1, middle, Math.max(0, ticks - 1)])) {
        const bytes = (await drive(model, settings)).to(at).checkpoint();
        const again = await drive(model, settings, { parties: 2 });
        restoreCheckpoint(again.arena, bytes);
        expect(again.to(ticks).hash(), `from tick ${at}`).toBe(expected);
      }
    });

    test('a phase that is done in part and then redone changes nothing', async () => {
      const expected = (await drive(model, settings)).to(ticks).hash();
      expect((await drive(model, settings, { redo: true, parties: 3 })).to(ticks).hash()).toBe(expected);
    });

    test.each(odd)('odd sizes: %o', async (more) => {
      const size = { ...settings, ...more };
      const expected = (await drive(model, size)).to(ticks).hash();
      for (const parties of [2, 7, 17]) expect((await drive(model, size, { parties })).to(ticks).hash()).toBe(expected);
    });

    test('another seed gives another world', async () => {
      const hash = async (seed: string): Promise<string> => (await drive(model, settings, { seed })).to(Math.min(ticks, 3)).hash();
      expect(await hash('a')).not.toBe(await hash('b'));
      expect(await hash('')).toBe(await hash(''));
    });

    test('nobody leaves the space', async () => {
      const run = await drive(model, settings);
      for (let tick = 0; tick <= ticks; tick++) expectInside(run.to(tick).world());
    });

    test('ids are unique, given in order and never again, and a kind grows by births alone', async () => {
      const run = await drive(model, settings);
      let before: Record<string, { ids: Set<number>; next: number }> = {};
      for (let tick = 0; tick <= ticks; tick++) {
        run.to(tick);
        const { kinds } = run.world();
        const after: typeof before = {};
        Object.values(kinds).forEach(({ name: kind, id, count }, k) => {
          const ids = new Set(id);
          const next = run.arena.header.nextId(k);
          expect(ids.size).toBe(count);
          const past = before[kind] ?? { ids, next: count };
          const newborn = [...ids].filter((each) => !past.ids.has(each));
          expect(
            newborn.every((each) => each >= past.next && each < next),
            `${kind} at tick ${tick}`,
          ).toBe(true);
          // whoever is born lives through its first tick, unless others act in turn and let it die
          if (run.assembly.update === 'synchronous') expect(newborn.length).toBe(next - past.next);
          else expect(newborn.length).toBeLessThanOrEqual(next - past.next);
          after[kind] = { ids, next };
        });
        before = after;
      }
    });
  });
}

/** Every agent stands in [0, width) × [0, height)(× [0, depth)). */
export function expectInside({ kinds, space }: World): void {
  if (!space) return;
  for (const kind of Object.values(kinds)) {
    for (const [d, axis] of ['x', 'y', 'z'].slice(0, space.dimensions).entries()) {
      if (!kind.has(axis)) continue;
      let outside = 0;
      for (const at of kind.column(axis)) if (!(at >= 0 && at < space.size[d])) outside++;
      expect(outside, `${kind.name}.${axis}`).toBe(0);
    }
  }
}

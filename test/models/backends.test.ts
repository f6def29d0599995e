// The law of the two back ends for whole models: the same state hash at every tick, whatever the number of workers.
// SWARMLAB_MODELS=1000 tries more random models, SWARMLAB_MODELS_SEED=7 others.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stateHash } from '../../src/engine/hash.ts';
import { flocking } from '../../src/models/flocking.ts';
import type { Model } from '../../src/models/model.ts';
import { vicsek } from '../../src/models/vicsek.ts';
import { culture } from '../laws/models/culture.ts';
import { gauges } from '../laws/models/gauges.ts';
import { meadow } from '../laws/models/meadow.ts';
import { randomModel } from '../rules/simd/generator-model.ts';
import { drive, type DriveOptions, type Settings } from './drive.ts';
import { running } from './running.ts';

const RUNS = Number(process.env['SWARMLAB_MODELS'] ?? 60);
const SEED = Number(process.env['SWARMLAB_MODELS_SEED'] ?? 1_995);
const TICKS = 4;
/** Numbers that a model is made from, and random models that run on threads. */
const MOST = 600;
const ON_THREADS = 4;

/** Hashes of the state after each of `ticks` ticks, or the error that ended the run. */
async function hashes(model: Model, settings: Settings, ticks: number, options: DriveOptions): Promise<string[]> {
  const run = await drive(model, settings, options);
  const found: string[] = [];
  try {
    for (let tick = 0; tick <= ticks; tick++) found.push(run.to(tick).hash());
  } catch (error) {
    found.push(String(error));
  }
  return found;
}

const numbers = fc.array(fc.nat({ max: 65_535 }), { maxLength: MOST, size: 'max' });

test(
  'a random model has the same states with both back ends, for any number of workers, and when phases are done again',
  async () => {
    await fc.assert(
      fc.asyncProperty(numbers, async (list) => {
        const { model, text } = randomModel(list);
        const expected = await hashes(model, {}, TICKS, { backend: 'js' });
        for (const options of [{}, { parties: 2 }, { parties: 3, redo: true }])
          expect(await hashes(model, {}, TICKS, { backend: 'simd', ...options }), text).toEqual(expected);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  },
  60_000 + 2_000 * RUNS,
);

test('on worker threads as well', { timeout: 120_000 }, async () => {
  for (const list of fc.sample(numbers, { numRuns: ON_THREADS, seed: SEED })) {
    const { model, text } = randomModel(list);
    const expected = (await hashes(model, {}, TICKS, { backend: 'js' })).at(-1);
    for (const workers of [1, 2, 3]) {
      const hash = await running(model, {}, { workers, backend: 'simd' }, async (engine) => {
        await engine.advance(TICKS);
        return stateHash(engine.arena);
      });
      expect(hash, text).toBe(expected);
    }
  }
});

describe('the models of the library, and others, for 200 ticks', () => {
  const field = { width: 70, height: 43, visual: 4 };
  const cases: [string, Model, Settings, number][] = [
    ['vicsek', vicsek, { count: 1_501, side: 17 }, 200],
    ['flocking', flocking, { ...field, count: 701 }, 200],
    ['flocking, f32', flocking, { ...field, count: 701, precision: 'f32' }, 200],
    ['flocking, sequential', flocking, { ...field, count: 403, update: 'sequential' }, 200],
    ['flocking, f32, sequential', flocking, { ...field, count: 403, update: 'sequential', precision: 'f32' }, 200],
    ['meadow', meadow, {}, 200],
    ['meadow, sequential', meadow, { update: 'sequential' }, 60],
    ['culture', culture, { count: 700, children: 2 }, 40],
    ['culture, sequential', culture, { count: 700, children: 2, update: 'sequential' }, 40],
    ['gauges', gauges, {}, 200],
  ];
  test.each(cases)('%s', { timeout: 120_000 }, async (_, model, settings, ticks) => {
    const expected = await hashes(model, settings, ticks, { backend: 'js' });
    expect(expected.length).toBe(ticks + 1);
    expect(await hashes(model, settings, ticks, { backend: 'simd', parties: 2 })).toEqual(expected);
  });
});

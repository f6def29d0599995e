// The bits of seeded runs, so that none changes by accident.

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { flocking } from '../../src/models/flocking.ts';
import type { Model } from '../../src/models/model.ts';
import { vicsek } from '../../src/models/vicsek.ts';
import { culture } from '../laws/models/culture.ts';
import { gauges } from '../laws/models/gauges.ts';
import { meadow } from '../laws/models/meadow.ts';
import { drive, type Settings } from './drive.ts';

interface Golden {
  readonly note: string;
  readonly runs: { readonly model: string; readonly settings: Settings; readonly seed: string; readonly ticks: number; hash: string }[];
}

const FILE = new URL('../golden/models.json', import.meta.url);
const MODELS: Record<string, Model> = { vicsek, flocking, meadow, culture, gauges };
const golden = JSON.parse(readFileSync(FILE, 'utf8')) as Golden;
const update = process.env.SWARMLAB_GOLDEN === 'update';

test.each(golden.runs)('$model with $settings has the bits it had', async (run) => {
  const { model, settings, seed, ticks, hash } = run;
  const found = (await drive(MODELS[model], settings, { seed })).to(ticks).hash();
  if (update) {
    run.hash = found;
    writeFileSync(FILE, `${JSON.stringify(golden, null, 2)}\n`);
  } else expect(found, 'the bits of a seeded run have changed: read the note of test/golden/models.json').toBe(hash);
});

test('every model of the library has its golden run', () => {
  expect(new Set(golden.runs.map(({ model }) => model))).toEqual(new Set(Object.keys(MODELS)));
});

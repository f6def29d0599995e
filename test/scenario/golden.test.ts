// The bits of every scenario that ships, for some ticks, so that none changes by accident.

import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { stateHash } from '../../src/engine/hash.ts';
import { loadScenario, scenarioNames } from '../../src/scenario/load.ts';
import { prepare } from '../../src/scenario/runnable.ts';

const FILE = new URL('../golden/scenarios.json', import.meta.url);
const TICKS = 20;
const golden = JSON.parse(readFileSync(FILE, 'utf8')) as { note: string; hashes: Record<string, string> };
const update = process.env.SWARMLAB_GOLDEN === 'update';

test.each(scenarioNames())('scenario %s has the bits it had', async (name) => {
  const { scenario, text } = await loadScenario(name);
  const seed = scenario.seed ?? 'golden';
  const runnable = prepare(scenario, { set: {}, seed, workers: 2, text, onEvent: () => {}, decided: [] });
  const engine = new Engine(runnable.program, { seed, workers: 2, externals: runnable.externals });
  try {
    await engine.advance(TICKS);
    const found = stateHash(engine.arena);
    if (update) {
      golden.hashes[name] = found;
      writeFileSync(FILE, `${JSON.stringify(golden, null, 2)}\n`);
    } else expect(found, 'the bits of a seeded run have changed: read the note of test/golden/scenarios.json').toBe(golden.hashes[name]);
  } finally {
    await engine.close();
    await runnable.close();
  }
});

test('every scenario has its golden hash, and there are no others', () => {
  expect(Object.keys(golden.hashes).toSorted()).toEqual(scenarioNames());
});

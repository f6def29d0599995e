import { expect, test } from 'vitest';
import { defineModel } from '../../src/models/model.ts';
import { defineScenario } from '../../src/scenario/scenario.ts';
import { writeReport } from '../../src/scenario/report.ts';
import { readManifest } from '../../src/store/index.ts';
import { readSnapshots } from '../../src/store/snapshots.ts';
import { readFileSync } from 'node:fs';
import { executed, loadedOf, resumedAfter } from './running.ts';

const flies = defineModel({
  name: 'flies',
  description: 'flies in the plane',
  params: {},
  kinds: {
    fly: {
      count: 50,
      columns: { x: 'f64', y: 'f64' },
      rule: (self, _neighbours, random) => {
        self.x += random.uniform();
        self.y += random.uniform();
      },
    },
  },
});

test('a run keeps pictures of itself, the same after a resume, and its report shows them', async () => {
  const loaded = loadedOf(defineScenario({ model: flies, ticks: 64 }));
  const end = await executed(loaded, { checkpointEvery: 20 });
  const kept = await readSnapshots(end.run, 'fly');
  expect(kept.map(({ tick }) => tick)).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 64]);
  const again = await resumedAfter(loaded, end.run);
  expect(again.stateHash).toBe(end.stateHash);
  expect(await readSnapshots(end.run, 'fly')).toEqual(kept);
  expect(readFileSync(await writeReport(loaded, end.run), 'utf8')).toContain('The world through time');
  expect(readManifest(end.run).status).toBe('done');
});

import { expect, test } from 'vitest';
import { torus } from '../../src/spaces/space.ts';
import { adaptiveVoter } from '../../src/models/adaptive-voter.ts';
import { defineModel } from '../../src/models/model.ts';
import { defineScenario } from '../../src/scenario/scenario.ts';
import { emptyChart, type Chart } from '../../src/report/chart.ts';
import { uniqueCharts, writeReport } from '../../src/scenario/report.ts';
import { readManifest } from '../../src/store/index.ts';
import { readKeepsake, readSnapshots } from '../../src/store/snapshots.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

const birds = defineModel({
  name: 'birds',
  description: 'birds that turn',
  params: {},
  space: torus({ width: 9, height: 9, radius: 1 }),
  kinds: {
    fly: {
      count: 100,
      columns: { x: 'f64', y: 'f64', heading: 'f64' },
      rule: (self, _neighbours, random) => {
        self.heading += random.normal();
        self.x += 0.1;
      },
    },
  },
});

test('a film and what agents do are kept too, the same after a resume; none of it changes the run', async () => {
  const loaded = loadedOf(defineScenario({ model: birds, ticks: 300 }));
  const end = await executed(loaded, { checkpointEvery: 170, animate: 11 });
  const [film, tracks] = [await readKeepsake(end.run, 'film', 'fly'), await readKeepsake(end.run, 'tracks', 'fly')];
  expect(film.map(({ tick }) => tick)).toEqual(Array.from({ length: 11 }, (_, k) => 30 * k));
  expect(tracks.map(({ tick }) => tick)).toEqual(Array.from({ length: 257 }, (_, k) => 44 + k));
  const again = await resumedAfter(loaded, end.run);
  expect(await readKeepsake(end.run, 'film', 'fly')).toEqual(film);
  expect(await readKeepsake(end.run, 'tracks', 'fly')).toEqual(tracks);
  const without = await executed(loaded, { animate: 0, workers: 1 });
  expect(await readKeepsake(without.run, 'film', 'fly')).toEqual([]);
  expect([again.stateHash, without.stateHash]).toEqual([end.stateHash, end.stateHash]);
  expect(readFileSync(await writeReport(loaded, end.run), 'utf8')).toContain('data-film="0"');
  expect(readFileSync(await writeReport(loaded, without.run), 'utf8')).not.toContain('data-film=');
});

test('a crowd of walkers whose metric is called as a chart of ours has a report, each chart a name of its own', async () => {
  const walkers = defineModel({
    name: 'walkers',
    description: 'a random walk on a torus',
    params: {},
    space: torus({ width: 50, height: 50, radius: 1 }),
    kinds: {
      fly: {
        count: 2_000,
        columns: { x: 'f64', y: 'f64' },
        init: (self, random) => {
          self.x = 50 * random.uniform();
          self.y = 50 * random.uniform();
        },
        rule: (self, _neighbours, random) => {
          self.x += random.normal();
          self.y += random.normal();
        },
      },
    },
    metrics: {
      neighbours: ({ kinds }) => kinds['fly'].column('x')[0],
      'neighbours within radius': ({ kinds }) => kinds['fly'].column('x')[1],
    },
  });
  const loaded = loadedOf(defineScenario({ model: walkers, ticks: 100 }));
  const { run } = await executed(loaded, { animate: 0 });
  await writeReport(loaded, run);
  const names = readdirSync(join(run, 'charts'));
  for (const name of ['neighbours', 'neighbours-within-radius', 'neighbours-within-radius-2', 'clusters-fly', 'largest-cluster-fly'])
    expect(names).toContain(`${name}.svg`);
});

test('no name of a chart is given twice, and none is taken from the chart that has it', () => {
  const chart = (name: string): Chart => ({ ...emptyChart(name, name) });
  const of = (...names: string[]): string[] =>
    uniqueCharts(names.map((name) => ({ heading: '', charts: [chart(name)] }))).flatMap(({ charts = [] }) =>
      charts.map(({ name }) => name),
    );
  expect(of('a', 'a', 'a-2', 'A', 'b')).toEqual(['a', 'a-3', 'a-2', 'A-4', 'b']);
});

test('neighbours are those that the links of the end join: voters who have come to agree are alike', async () => {
  const loaded = loadedOf(defineScenario({ model: adaptiveVoter, ticks: 5_000, params: { count: 200, homophily: 0.3 } }));
  const end = await executed(loaded, { animate: 0 });
  expect(end.metrics['discord']).toBe(0);
  const [said] = /At the end the (share|correlation)[^;]*;/.exec(readFileSync(await writeReport(loaded, end.run), 'utf8')) ?? [''];
  expect(said).toMatch(/opinion of [0-9]+ pairs of neighbours of kind voter is (1|100\s%);$/);
});

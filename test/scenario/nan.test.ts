// A run that meets NaN says so once: in its events, its manifest, its result, its report, and to whoever watches.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defineModel } from '../../src/models/model.ts';
import { executeFrom } from '../../src/scenario/execute.ts';
import type { Loaded } from '../../src/scenario/load.ts';
import { writeReport } from '../../src/scenario/report.ts';
import { defineScenario } from '../../src/scenario/scenario.ts';
import { openRunFolder, readEvents, readManifest } from '../../src/store/index.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { executed, loadedOf, resumedAfter } from './running.ts';

const roots = (at: number, ticks = 60): Loaded =>
  loadedOf(
    defineScenario({
      ticks,
      model: defineModel({
        name: 'roots',
        description: 'levels that fall',
        params: { count: { default: 900, integer: true, description: 'motes' }, at: { default: at, description: 'tick of the first NaN' } },
        kinds: {
          mote: {
            count: ({ count }) => count,
            columns: { level: 'f64', root: 'f32' },
            rule: (self, _neighbours, _random, params, world) => {
              self.level += 1;
              self.root = self.id === 700 ? Math.sqrt(params.at - 1 - world.tick) : 1;
            },
          },
        },
      }),
      metrics: { agents: (world) => world.kinds['mote'].count },
    }),
  );

const NAN = { tick: 20, phase: 'rule of kind mote', kind: 'mote', agent: 700, column: 'root', born: false, global: null };

test('it is told once, everywhere', async () => {
  const notices: string[] = [];
  const end = await executed(roots(20), { onNotice: (line) => notices.push(line) });
  expect(end.nan).toEqual(NAN);
  expect(readManifest(end.run).nan).toEqual(NAN);
  expect(readEvents(end.run)).toEqual([{ ...NAN, type: 'nan' }]);
  expect(notices).toHaveLength(1);
  expect(notices[0]).toMatch(/^rule of kind mote stored NaN in column root of agent 700 at tick 20\. .*--ticks 21 --record root\.$/);
  expect(notices[0]).not.toMatch(/\n/);
  expect(readFileSync(await writeReport(roots(20), end.run), 'utf8')).toMatch(
    /Rule of kind mote stored NaN in column root of agent 700 at tick 20/,
  );
});

test('a run without NaN tells nothing', async () => {
  const notices: string[] = [];
  const end = await executed(roots(1e6), { onNotice: (line) => notices.push(line) });
  expect([end.nan, readEvents(end.run), notices]).toEqual([null, [], []]);
});

test('a resume after it does not tell again, a resume from before it does; the events hold it once', async () => {
  const loaded = roots(20);
  const notices: string[] = [];
  const after = await executed(loaded, { checkpointEvery: 30, backend: 'js' });
  const again = await resumedAfter(loaded, after.run);
  expect(again).toMatchObject({ nan: NAN, stateHash: after.stateHash });
  expect(readEvents(after.run).filter(({ type }) => type === 'nan')).toHaveLength(1);

  const path = join(temporaryFolder(), 'run');
  const control = new AbortController();
  const slow = roots(2_990, 3_000);
  const early = await executed(slow, { out: path, signal: control.signal, onProgress: () => control.abort() });
  expect(early).toMatchObject({ status: 'interrupted', nan: null });
  const onNotice = (line: string): void => void notices.push(line);
  const end = await executeFrom(slow, openRunFolder(path, { create: false }), readManifest(path), { workers: 1, onNotice });
  expect(end.nan).toEqual({ ...NAN, tick: 2_990 });
  expect(notices).toHaveLength(1);
  expect(readEvents(path).filter(({ type }) => type === 'nan')).toHaveLength(1);
});

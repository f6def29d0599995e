import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { lockFolder } from '../../src/store/lock.ts';
import { writeManifest } from '../../src/store/manifest.ts';
import { listRuns } from '../../src/store/runs.ts';
import { manifestExample } from './manifest-example.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('runs are listed oldest first, the crashed told from the running, the broken last with their problem', () => {
  const root = temporaryFolder();
  const folder = (name: string): string => {
    mkdirSync(join(root, name));
    return join(root, name);
  };
  writeManifest(
    folder('done'),
    manifestExample({ status: 'done', started: '2026-11-20T10:00:00.000Z', ended: '2026-11-20T10:00:02.500Z', tick: 200 }),
  );
  writeManifest(folder('crashed'), manifestExample({ started: '2026-11-20T09:00:00.000Z' }));
  writeManifest(folder('alive'), manifestExample({ started: '2026-11-20T11:00:00.000Z', timings: { wall: 1.25 } }));
  lockFolder(join(root, 'alive'), 'test');
  writeFileSync(join(folder('broken'), 'run.json'), '{"format":1');
  writeFileSync(join(folder('newer'), 'run.json'), '{"format":2}');
  mkdirSync(join(folder('odd'), 'run.json'));
  folder('no-run');
  writeFileSync(join(root, 'a-file'), '');
  const rows = listRuns(root).map(({ folder: path, status, wallSeconds, problem }) => [
    basename(path),
    status,
    wallSeconds,
    problem !== null,
  ]);
  expect(rows).toEqual([
    ['crashed', 'crashed', null, false],
    ['done', 'done', 2.5, false],
    ['alive', 'running', 1.25, false],
    ['broken', 'broken', null, true],
    ['newer', 'broken', null, true],
    ['odd', 'broken', null, true],
  ]);
});

test('a run folder lists itself, a missing folder nothing', () => {
  const root = temporaryFolder();
  expect(listRuns(join(root, 'nowhere'))).toEqual([]);
  writeManifest(root, manifestExample({ status: 'interrupted' }));
  expect(listRuns(root)).toMatchObject([
    { folder: root, scenario: 'vicsek', seed: 'starling', status: 'interrupted', tick: 0, ticks: 200 },
  ]);
});

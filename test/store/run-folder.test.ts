import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { saveReport } from '../../src/store/charts.ts';
import { writeCheckpoint } from '../../src/store/checkpoints.ts';
import { EventLog } from '../../src/store/event-log.ts';
import { writeManifest } from '../../src/store/manifest.ts';
import { MetricLog } from '../../src/store/metric-log.ts';
import { RecordLog } from '../../src/store/record-log.ts';
import { defaultRunPath, openRunFolder } from '../../src/store/run-folder.ts';
import { FailingDisk } from './failing-disk.ts';
import { manifestExample } from './manifest-example.ts';
import { temporaryFolder } from './temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 }); // many fsyncs: slow on a busy disk

/** A folder with everything that a run may leave. */
async function fullRun(folder: string): Promise<void> {
  writeManifest(folder, manifestExample());
  const metrics = new MetricLog(folder);
  for (const tick of [1, 2]) {
    metrics.append({ tick, order: 1 });
    await metrics.merge({ csv: true });
  }
  metrics.append({ tick: 3, order: 1 });
  metrics.flush();
  for (const kind of [null, 'wolf', 'a/b']) {
    const records = new RecordLog(folder, kind);
    for (const tick of [1, 2]) {
      records.append({ tick, ids: Uint32Array.of(1), columns: {} });
      records.flush();
      if (tick === 1) await records.close();
    }
  }
  const events = new EventLog(folder);
  events.append({ tick: 1, type: 'fault' });
  events.flush();
  writeCheckpoint(folder, 1, [Uint8Array.of(1)]);
  saveReport(folder, { html: '<p>', charts: [{ name: 'order', svg: '', png: Uint8Array.of(1), vlJson: '{}' }] });
  writeFileSync(join(folder, 'checkpoints', 'tick-000000000002.swl.0123abcd.tmp'), '');
  writeFileSync(join(folder, 'report.html.0123abcd.tmp'), '');
}

test('a folder is created with its parents and locked, and closing it unlocks it', () => {
  const path = join(temporaryFolder(), 'a', 'b');
  const folder = openRunFolder(path, { create: true, command: 'swarmlab run' });
  expect(folder.path).toBe(path);
  expect(() => openRunFolder(path, { create: true, force: true })).toThrow(
    expect.objectContaining({ code: 'E_LOCKED', message: expect.stringMatching(`${process.pid}.*swarmlab run`) }),
  );
  folder.close();
  openRunFolder(path, { create: true }).close();
});

test('force removes all that a run owns and nothing else', async () => {
  const path = temporaryFolder();
  await fullRun(path);
  expect(() => openRunFolder(path, { create: true })).toThrow(
    expect.objectContaining({ code: 'E_FOLDER', message: expect.stringMatching(/--force/) }),
  );
  for (const file of ['notes.txt', 'metrics/notes.txt', 'checkpoints/tick.swl', 'charts/mine.pdf', 'other.parquet'])
    writeFileSync(join(path, file), 'mine');
  mkdirSync(join(path, 'data'));
  writeFileSync(join(path, 'data', 'part-000001.parquet'), 'mine');
  openRunFolder(path, { create: true, force: true }).close();
  expect(readdirSync(path, { recursive: true }).sort()).toEqual([
    'charts',
    'charts/mine.pdf',
    'checkpoints',
    'checkpoints/tick.swl',
    'data',
    'data/part-000001.parquet',
    'metrics',
    'metrics/notes.txt',
    'notes.txt',
    'other.parquet',
  ]);
});

test('a run alone in its folder leaves it empty under force', async () => {
  const path = temporaryFolder();
  await fullRun(path);
  openRunFolder(path, { create: true, force: true }).close();
  expect(readdirSync(path)).toEqual([]);
});

test('a folder that holds no run is refused, with force too, and left as it is', () => {
  for (const [file, text] of [
    ['thesis.tex', 'mine'],
    ['run.json', '{"lane": 3}'],
    ['run.json', 'null'],
    ['run.json', '{'],
  ]) {
    const path = temporaryFolder();
    writeFileSync(join(path, file), text);
    for (const force of [false, true]) {
      expect(() => openRunFolder(path, { create: true, force })).toThrow(
        expect.objectContaining({ code: 'E_FOLDER', message: expect.stringMatching(`${path}.*${file}.*--out`) }),
      );
    }
    expect(readdirSync(path)).toEqual([file]);
  }
});

test('force does not follow links out of the folder', () => {
  const path = temporaryFolder();
  const elsewhere = temporaryFolder();
  writeFileSync(join(elsewhere, 'a.svg'), 'mine');
  writeManifest(path, manifestExample());
  symlinkSync(elsewhere, join(path, 'charts'));
  expect(() => openRunFolder(path, { create: true, force: true })).toThrow(
    expect.objectContaining({ code: 'E_FOLDER', message: expect.stringMatching(/link/) }),
  );
  expect(existsSync(join(elsewhere, 'a.svg'))).toBe(true);
});

test('what cannot be a run folder is refused, naming the path', () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'file'), '');
  symlinkSync(join(root, 'loop'), join(root, 'loop'));
  for (const path of [
    join(root, 'file'),
    join(root, 'file', 'below'),
    join(root, 'x'.repeat(300)),
    join(root, 'loop', 'a'),
    join(root, 'nul\0l'),
  ]) {
    expect(() => openRunFolder(path, { create: true }), path).toThrow(
      expect.objectContaining({ code: 'E_FOLDER', message: expect.stringContaining(path) }),
    );
  }
});

test('a folder that may not be written is refused as a folder, a full disk as a disk', () => {
  for (const [code, expected] of [
    ['EACCES', 'E_FOLDER'],
    ['EPERM', 'E_FOLDER'],
    ['EROFS', 'E_FOLDER'],
    ['ENOSPC', 'E_DISK'],
  ]) {
    for (const call of [0, 1]) {
      const path = join(temporaryFolder(), 'run');
      expect(() => openRunFolder(path, { create: true, disk: new FailingDisk(call, code) })).toThrow(
        expect.objectContaining({ code: expected, message: expect.stringContaining(path) }),
      );
    }
  }
});

test('to go on needs a run', () => {
  const root = temporaryFolder();
  for (const path of [root, join(root, 'nowhere')])
    expect(() => openRunFolder(path, { create: false })).toThrow(
      expect.objectContaining({ code: 'E_NO_RUN', message: expect.stringContaining(path) }),
    );
  writeManifest(root, manifestExample());
  writeFileSync(join(root, 'run.json.0123abcd.tmp'), '');
  openRunFolder(root, { create: false }).close();
  expect(readdirSync(root)).toEqual(['run.json']);
});

test('a default folder is new each time, whatever the seed', () => {
  const root = temporaryFolder();
  expect(basename(defaultRunPath('vicsek', 'starling', root))).toBe('vicsek-starling-1');
  expect(basename(defaultRunPath('vicsek', 'starling', root))).toBe('vicsek-starling-2');
  const seeds = ['', '../..', 'a/b\\c', '日本 😀', '\ud800', 'nul\0l', 'x'.repeat(10_000), '.', 'CON'];
  for (const seed of seeds) {
    const path = defaultRunPath('vicsek', seed, root);
    expect(basename(path)).toMatch(/^vicsek-[\w.-]{1,40}-1$/);
    openRunFolder(path, { create: true }).close();
  }
  expect(readdirSync(join(root, 'runs'))).toHaveLength(seeds.length + 2);
  expect(readdirSync(root)).toEqual(['runs']);
});

test('a new run may take a folder in which one was killed before its run.json stood', () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'run.json.0123abcd.tmp'), '');
  openRunFolder(root, { create: true }).close();
  expect(readdirSync(root)).toEqual([]);
});

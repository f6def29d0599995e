import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { dropCheckpointsAfter, latestCheckpoint, listCheckpoints, writeCheckpoint } from '../../src/store/checkpoints.ts';
import { temporaryFolder } from './temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 }); // many fsyncs: slow on a busy disk

test('the last five checkpoints are kept, by tick and not by name', () => {
  const folder = temporaryFolder();
  for (const tick of [1, 9, 10, 1234, 99_999, 2 ** 45]) writeCheckpoint(folder, tick, [Uint8Array.of(1)]);
  expect(listCheckpoints(folder).map(({ tick }) => tick)).toEqual([9, 10, 1234, 99_999, 2 ** 45]);
  expect(readdirSync(join(folder, 'checkpoints'))).toContain('tick-000000001234.swl');
});

test('a checkpoint is its chunks one after the other, also from shared memory', () => {
  const folder = temporaryFolder();
  const shared = new Uint8Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer, 8, 3).fill(7);
  writeCheckpoint(folder, 5, [Uint8Array.of(1, 2), new Uint8Array(0), shared]);
  expect(latestCheckpoint(folder, () => true).checkpoint).toMatchObject({ tick: 5, bytes: Uint8Array.of(1, 2, 7, 7, 7) });
});

test('a damaged newest checkpoint is skipped with a warning', () => {
  const folder = temporaryFolder();
  for (const tick of [1, 2, 3]) writeCheckpoint(folder, tick, [Uint8Array.of(tick)]);
  const { checkpoint, warnings } = latestCheckpoint(folder, ([first]) => {
    if (first === 3) throw new Error('format 9, but this version reads 1');
    return first === 1;
  });
  expect(checkpoint?.tick).toBe(1);
  expect(warnings).toEqual([expect.stringMatching(/tick-0*3.swl was skipped: format 9/), expect.stringMatching(/tick-0*2.swl is damaged/)]);
  expect(latestCheckpoint(temporaryFolder(), () => true)).toEqual({ checkpoint: null, warnings: [] });
});

test('a resume drops later checkpoints and what a crash left, and no file of others', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'checkpoints'));
  for (const name of ['tick-000000000002.swl.0123abcd.tmp', 'notes.txt']) writeFileSync(join(folder, 'checkpoints', name), '');
  for (const tick of [1, 2, 3]) writeCheckpoint(folder, tick, [Uint8Array.of(tick)]);
  dropCheckpointsAfter(folder, 2);
  expect(readdirSync(join(folder, 'checkpoints'))).toEqual(['notes.txt', 'tick-000000000001.swl', 'tick-000000000002.swl']);
});

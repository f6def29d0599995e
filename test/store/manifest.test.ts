import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { machine } from '../../src/store/machine.ts';
import { readManifest, writeManifest } from '../../src/store/manifest.ts';
import { manifestExample } from './manifest-example.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a manifest reads back as it was, with any seed, its format version first', () => {
  const folder = temporaryFolder();
  for (const seed of ['', '\ud800 "\n', 'x'.repeat(10_000)]) {
    const manifest = manifestExample({ seed, machine: machine(), best: { value: 1e-9, position: [0, 0.1] } });
    writeManifest(folder, manifest);
    expect(readManifest(folder)).toEqual(manifest);
    expect(readFileSync(join(folder, 'run.json'), 'utf8')).toMatch(/^\{\s*"format": 1,/);
  }
});

test('a manifest of another version names both versions and who wrote it', () => {
  const folder = temporaryFolder();
  const text = JSON.stringify({ ...manifestExample(), format: 7, versions: { swarmlab: '9.9.9' } });
  writeFileSync(join(folder, 'run.json'), text);
  expect(() => readManifest(folder)).toThrow(
    expect.objectContaining({ code: 'E_FORMAT', message: expect.stringMatching(/format 7.*format 1.*swarmlab 9\.9\.9/) }),
  );
});

test('a manifest cut off at any place, or of other content, is told in one line', () => {
  const folder = temporaryFolder();
  const text = JSON.stringify(manifestExample());
  const texts = [
    ...Array.from({ length: 20 }, (_, i) => text.slice(0, Math.floor((i * text.length) / 20))),
    'null',
    '[]',
    '3',
    '{}',
    text.replace('"seed"', '"sead"'),
    text.replace('running', 'walking'),
  ];
  for (const damaged of texts) {
    writeFileSync(join(folder, 'run.json'), damaged);
    expect(() => readManifest(folder), damaged).toThrow(
      expect.objectContaining({ code: 'E_FORMAT', message: expect.stringMatching(/^[^\n]*run\.json[^\n]*$/) }),
    );
  }
});

test('a folder without run.json is no run', () => {
  const folder = temporaryFolder();
  expect(() => readManifest(folder)).toThrow(expect.objectContaining({ code: 'E_NO_RUN' }));
  expect(() => readManifest(join(folder, 'nowhere'))).toThrow(expect.objectContaining({ code: 'E_NO_RUN' }));
});

test('the machine is told with a processor, cores and memory', () => {
  const { cpu, cores, memoryGiB, os } = machine();
  expect(cpu.length * os.length).toBeGreaterThan(0);
  expect(cores).toBeGreaterThan(0);
  expect(memoryGiB).toBeGreaterThan(0);
});

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { published, restore, rewrite } from '../../scripts/pack.ts';

const MANIFEST = `${JSON.stringify({ name: 'a', exports: { '.': './src/index.ts', './package.json': './package.json' } })}\n`;

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'swarmlab-pack-'));
  writeFileSync(at('package.json'), MANIFEST);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the published package exports what was built, with its types; other files stay where they are', () => {
  expect(JSON.parse(published(MANIFEST))).toEqual({
    name: 'a',
    exports: { '.': { types: './dist/src/index.d.ts', default: './dist/src/index.js' }, './package.json': './package.json' },
  });
});

test('after packing package.json is as it was, byte for byte', () => {
  rewrite(folder);
  expect(readFileSync(at('package.json'), 'utf8')).toBe(published(MANIFEST));
  restore(folder);
  expect(readFileSync(at('package.json'), 'utf8')).toBe(MANIFEST);
  expect(existsSync(at('.package.json.orig'))).toBe(false);
});

test('a pack that was broken off does not become the next one’s original', () => {
  rewrite(folder);
  rewrite(folder);
  restore(folder);
  expect(readFileSync(at('package.json'), 'utf8')).toBe(MANIFEST);
});

test('edits made while package.json stood rewritten are not thrown away', () => {
  rewrite(folder);
  writeFileSync(at('package.json'), '{"mine":true}');
  expect(() => restore(folder)).toThrow(/was edited while it stood rewritten/);
  expect(readFileSync(at('package.json'), 'utf8')).toBe('{"mine":true}');
  expect(readFileSync(at('.package.json.orig'), 'utf8')).toBe(MANIFEST);
});

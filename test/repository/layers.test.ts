import { globSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXCEPTIONS, ORDER, violations } from './house-rules.ts';
import { moduleFacts } from './module-facts.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const modules = globSync('{src,workers,scenarios,notebooks}/**/*.{ts,js}', { cwd: ROOT })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => !path.endsWith('.d.ts'))
  .toSorted();
const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe('the house', () => {
  test('no module imports or reaches for what its place in the list forbids', () => {
    expect(modules.length).toBeGreaterThan(0);
    expect(modules.flatMap((path) => violations(path, read(path)))).toEqual([]);
  });

  test('every folder of src/ is in the list', () => {
    expect(folders.map(({ name }) => name).filter((name) => !ORDER.includes(name))).toEqual([]);
  });

  test('every folder of src/ says what it is for: its index.ts opens with a comment, or else every file does', () => {
    const silent = folders.filter(({ name }) => {
      const files = globSync(`src/${name}/**/*.ts`, { cwd: ROOT }).map((path) => path.replaceAll('\\', '/'));
      const index = files.filter((path) => path === `src/${name}/index.ts`);
      return !(index.length > 0 ? index : files).every((path) => /^\/[/*]/.test(read(path)));
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  test("what src/ imports from other packages is in the package's dependencies", () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const foreign = modules
      .filter((path) => path.startsWith('src/') || path.startsWith('workers/'))
      .flatMap((path) => moduleFacts(read(path)).imports.map(({ name }) => name))
      .filter((name) => !/^(\.|node:)/.test(name))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      );
    expect([...new Set(foreign)].filter((name) => !(name in dependencies))).toEqual([]);
  });

  test('no exception is granted to a file that does not need it', () => {
    for (const path of Object.keys(EXCEPTIONS).filter((path) => modules.includes(path))) {
      expect(moduleFacts(read(path)).imports.map(({ name }) => name)).toContain('node:fs');
    }
  });
});

describe('what the rules see', () => {
  test.each([
    ['src/engine/a.ts', `import { x } from '../models/vicsek.ts';`, 'models stands below engine'],
    ['src/engine/a.ts', `import type { X } from '../models/vicsek.ts';`, 'models stands below engine'],
    ['src/engine/a.ts', `import { type X } from '../models/vicsek.ts';`, 'models stands below engine'],
    ['src/engine/a.ts', `type X = import('../models/vicsek.ts').X;`, 'models stands below engine'],
    ['src/engine/a.ts', `export type { X } from '../models/vicsek.ts';`, 'models stands below engine'],
    ['src/engine/a.ts', `export * from '../models/vicsek.ts';`, 'models stands below engine'],
    ['src/engine/a.ts', `const x = await import('../models/vicsek.ts');`, 'models stands below engine'],
    ['src/engine/deep/a.ts', `import { x } from '../../cli/main.ts';`, 'cli stands below engine'],
    ['src/engine/a.ts', `const SELF = moduleUrl(import.meta.url, '../models/kernels');`, 'models stands below engine'],
    ['src/swarm/a.ts', `import { x } from '../models/vicsek.ts';`, 'models and swarm|swarm and models'],
    ['src/planner/a.ts', `import { x } from '../search/study.ts';`, 'do not import each other'],
    ['src/cli/a.ts', `import { x } from '../index.ts';`, 'for users of the package'],
    ['src/cli/a.ts', `import { x } from '../odds/ends.ts';`, 'src/odds is not in the list'],
    ['src/odds/a.ts', `import { x } from '../engine/clock.ts';`, 'src/odds is not in the list'],
    ['src/errors.ts', `import { x } from './engine/clock.ts';`, 'imports nothing'],
    ['src/cli/a.ts', `import run from '../../workers/tick.ts';`, 'pool alone'],
    ['src/cli/a.ts', `import run from '../../test/x.ts';`, 'outside src'],
    ['src/models/a.ts', `import { readFileSync } from 'node:fs';`, 'files and the network'],
    ['src/models/a.ts', `const fs = await import('fs/promises');`, 'files and the network'],
    ['src/models/a.ts', `await fetch('http://x');`, 'the network belongs'],
    ['src/scenario/a.ts', `import { Piscina } from 'piscina';`, 'engine/pool.ts'],
    ['src/scenario/a.ts', `import { Worker } from 'node:worker_threads';`, 'engine/pool.ts'],
    ['src/scenario/a.ts', `setTimeout(() => {}, 5);`, 'through the engine'],
    ['src/scenario/a.ts', `globalThis.setTimeout(() => {}, 5);`, 'through the engine'],
    ['src/scenario/a.ts', `const t = performance.now();`, 'through the engine'],
    ['src/scenario/a.ts', `const t = new Date();`, 'through the engine'],
    ['src/engine/a.ts', `const t = Date.now();`, 'differ from itself'],
    ['src/engine/a.ts', `const f = Math.random;`, 'differ from itself'],
    ['scenarios/a.ts', `import { x } from '../src/index.ts';`, 'import only swarmlab'],
    ['workers/a.ts', '// line\n'.repeat(20), 'an envelope has fewer'],
  ])('%s may not: %s', (path, source, reason) => {
    expect(violations(path, source)).toEqual([expect.stringMatching(reason)]);
  });

  test.each([
    ['src/models/a.ts', `import type { X } from '../engine/clock.ts';\nexport type X2 = X | { setTimeout: number };`],
    ['src/models/a.ts', `import { LabError } from '../errors.ts';\nconst node = { Date: 1 }; export const y = node.Date;`],
    ['src/store/a.ts', `import { readFileSync } from 'node:fs';\nexport const seconds = Date.parse('2026-01-01');`],
    ['src/engine/a.ts', `import { Piscina } from 'piscina';\nexport const now = () => new Date();`],
    ['src/rules/a.ts', `export const text = 'Math.random()'; // never Math.random()`],
    ['src/index.ts', `export { x } from './cli/main.ts';`],
    ['scenarios/a.ts', `import { x } from 'swarmlab';`],
    ['workers/a.ts', `export { runParty as default } from '../src/engine/party.ts';`],
  ])('%s may: %s', (path, source) => {
    expect(violations(path, source)).toEqual([]);
  });
});

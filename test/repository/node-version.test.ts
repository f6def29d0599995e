import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'acorn';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'bin/swarmlab.js');
/** Imported before the bin: says what an old Node would say of itself. */
const PRETEND_OLD = `data:text/javascript,
  Object.defineProperty(process, 'version', { value: 'v18.19.1' });
  Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.19.1' } });`;

interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

function told(program: string, args: readonly string[]): Told {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' } });
  return { code: status, out: stdout, error: stderr };
}

/** The first Node on the path that is too old for us, with its version; null where there is none. */
function oldNode(): { path: string; version: string } | null {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin', '/usr/local/bin']) {
    const path = join(folder, 'node');
    try {
      accessSync(path, constants.X_OK);
    } catch {
      continue;
    }
    const version = told(path, ['--version']).out.trim();
    const major = Number(/^v(\d+)/.exec(version)?.[1]);
    if (major >= 13 && major < 24) return { path, version };
  }
  return null;
}

function expectRemedy({ code, out, error }: Told, version: string): void {
  expect(error).toMatch(/^swarmlab needs Node 24 or later, found .*"npm i -D node@24".*"npx swarmlab".*\n$/);
  expect(error).toContain(`found ${version}.`);
  expect(out).toBe('');
  expect(code).toBe(2);
}

test('the tests run on Node 24 or later, whatever Node the machine has', () => {
  expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
});

test('the bin is JavaScript of 2018 with nothing newer than import()', () => {
  const source = readFileSync(BIN, 'utf8');
  // acorn knows import.meta and import() from 2020 on; Node had both earlier, and nothing else of 2020 may be there
  expect(() => parse(source, { ecmaVersion: 2020, sourceType: 'module', allowHashBang: true })).not.toThrow();
  const older = source.replaceAll('import.meta.url', '""').replaceAll('import(', 'load(');
  expect(() => parse(older, { ecmaVersion: 2018, sourceType: 'module', allowHashBang: true })).not.toThrow();
});

test('under a Node that calls itself 18 the bin says in one line what it found and the remedy', () => {
  expectRemedy(told(process.execPath, ['--import', PRETEND_OLD, BIN, 'list']), 'v18.19.1');
});

const old = oldNode();
if (old !== null) {
  test(`so it does under the old Node of this machine, ${old.version}`, () => {
    expectRemedy(told(old.path, [BIN, 'list']), old.version);
  });
}

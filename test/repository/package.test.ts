import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyWorkingTree } from '../../scripts/working-copy.ts';

const ROOT = join(import.meta.dirname, '../..');
const NODE = 'node@24.21.0';
const RUN = ['run', 'vicsek', '--ticks', '50', '--seed', 'packed', '--set', 'count=500', '--set', 'side=10', '--workers', '2', '--json'];

/** A stranger's environment: nothing of this repository on the path, nothing of the npm that runs the tests. */
function strangersEnvironment(): NodeJS.ProcessEnv {
  const own =
    /^npm_(package|lifecycle|command|execpath|node_execpath|config_(local_|global_)?prefix)|^(INIT_CWD|NODE|NODE_OPTIONS|VITEST.*)$/i;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name));
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}

/** Standard output of a program that has to succeed. */
function output(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = strangersEnvironment()): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: 'utf8', timeout: 200_000 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status ?? error?.message}\n${stdout}\n${stderr}`);
  return stdout;
}

describe('the packed package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swarmlab-package-'));
  const [clone, home] = [join(folder, 'clone'), join(folder, 'home')];
  let packed: { filename: string; files: { path: string }[] };

  beforeAll(() => {
    for (const path of [clone, home]) mkdirSync(path);
    copyWorkingTree(clone);
    [packed] = JSON.parse(output('npm', ['pack', '--json', '--silent'], clone)) as (typeof packed)[]; // what npm promises
    output('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(clone, packed.filename), NODE], home);
  }, 240_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds the bin, what was built, its assets and its papers, and nothing else', () => {
    const tops = new Set(packed.files.map(({ path }) => path.split('/')[0]));
    expect([...tops].toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'assets', 'bin', 'dist', 'package.json']);
    expect(packed.files.filter(({ path }) => path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual([]);
    expect(packed.files.filter(({ path }) => /\btest\b|\.test\./.test(path))).toEqual([]);
  });

  test('leaves package.json as it was', () => {
    expect(readFileSync(join(clone, 'package.json'), 'utf8')).toBe(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(existsSync(join(clone, '.package.json.orig'))).toBe(false);
  });

  test('runs a flock to the same bits as the sources, with its report', () => {
    const built = JSON.parse(output('npx', ['swarmlab', ...RUN], home)) as Record<string, unknown>;
    expect(built).toMatchObject({ scenario: 'vicsek', seed: 'packed', workers: 2, ticks: 50, agents: 500 });
    expect(existsSync(join(home, String(built.run), 'report.html')) || existsSync(join(String(built.run), 'report.html'))).toBe(true);
    const source = JSON.parse(output(process.execPath, [join(ROOT, 'bin/swarmlab.js'), ...RUN, '--no-report'], folder)) as Record<
      string,
      unknown
    >;
    expect(built.stateHash).toBe(source.stateHash);
  });

  test("runs a user's own TypeScript scenario that imports swarmlab, and says nothing but the result", () => {
    copyFileSync(join(ROOT, 'test/fixtures/my-model.ts'), join(home, 'my-model.ts'));
    const { status, stdout, stderr } = spawnSync('npx', ['swarmlab', 'run', './my-model.ts', '--ticks', '40', '--workers', '2', '--json'], {
      cwd: home,
      env: strangersEnvironment(),
      encoding: 'utf8',
    });
    expect(stderr).not.toMatch(/MODULE_TYPELESS|ExperimentalWarning|\n\s+at /);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scenario: 'my-model', ticks: 40, workers: 2 });
  });

  test("checks that scenario's types in an editor: a right one passes, a wrong one is refused", () => {
    const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2024'];
    flags.push('--ignoreConfig', '--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types'));
    output(process.execPath, [compiler, ...flags, 'my-model.ts'], home);
    const wrong = readFileSync(join(home, 'my-model.ts'), 'utf8').replace(/\bticks: [\d_]+/, "ticks: 'many'");
    writeFileSync(join(home, 'wrong.ts'), wrong);
    const { status, stdout } = spawnSync(process.execPath, [compiler, ...flags, 'wrong.ts'], { cwd: home, encoding: 'utf8' });
    expect(status).not.toBe(0);
    expect(stdout).toMatch(/wrong\.ts.*string.*number/s);
  });
});

// Runs the notebooks with Jupyter in a copy of the repository, and holds that they say what they said: npm run notebooks.
// `node scripts/notebooks.ts [--write] [name …]`; with --write the new outputs are kept. The kernel is fetched once, into a cache folder.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { complaints, differences, withOutputs, written, type Notebook } from './notebook.ts';
import { copyWorkingTree, withOwnTools } from './working-copy.ts';

const ROOT = join(import.meta.dirname, '..');
const NOTEBOOKS = join(ROOT, 'notebooks');
const CELL_LIMIT_S = 300;

/** Output of a program that has to succeed. @throws Error with what it said */
function succeed(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} ended with ${status ?? error?.message}:\n${stdout}${stderr}`);
}

/** Where the kernel is, fetched when it is not there yet: exactly what notebooks/kernel/package-lock.json says, and none of its scripts run. */
function kernelFolder(): string {
  const from = join(NOTEBOOKS, 'kernel');
  const version = createHash('sha256')
    .update(readFileSync(join(from, 'package-lock.json')))
    .digest('hex')
    .slice(0, 12);
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'swarmlab');
  const folder = join(cache, `notebook-kernel-${version}`);
  if (existsSync(folder)) return folder;
  process.stdout.write('fetching the TypeScript kernel (90 MB on disk, once)\n');
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  try {
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(from, name), join(fresh, name));
    succeed('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], fresh, process.env);
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

/** Jupyter's folders, all inside one of ours: it sees our kernel, and nothing of the user's. */
function jupyterEnvironment(folder: string): NodeJS.ProcessEnv {
  const [data, config, runtime] = ['data', 'config', 'runtime'].map((name) => join(folder, name));
  const spec = {
    argv: [process.execPath, join(kernelFolder(), 'node_modules/tslab/bin/tslab'), 'kernel', '--config-path', '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  };
  mkdirSync(join(data, 'kernels/tslab'), { recursive: true });
  writeFileSync(join(data, 'kernels/tslab/kernel.json'), JSON.stringify(spec));
  return {
    ...withOwnTools(),
    JUPYTER_DATA_DIR: data,
    JUPYTER_CONFIG_DIR: config,
    JUPYTER_RUNTIME_DIR: runtime,
    JUPYTER_NO_CONFIG: '1',
    IPYTHONDIR: config,
  };
}

const readNotebook = (path: string): Notebook => JSON.parse(readFileSync(path, 'utf8')) as Notebook; // the tests hold its format

/** Run one notebook in the copy; errors are outputs, to be told by {@link complaints}. */
function rerun(name: string, copy: string, out: string, env: NodeJS.ProcessEnv): Notebook {
  const limit = `--ExecutePreprocessor.timeout=${CELL_LIMIT_S}`;
  const args = ['nbconvert', '--to', 'notebook', '--execute', '--allow-errors', limit, '--output-dir', out, join('notebooks', name)];
  succeed('jupyter', args, copy, env);
  return readNotebook(join(out, name));
}

/** What is wrong with a rerun, nothing when it may be kept. */
function faults(kept: Notebook, made: Notebook, write: boolean, folder: string): string[] {
  const said = complaints(made);
  if (said.length > 0) return said;
  if (written(made).includes(folder)) return [`an output names the folder that it ran in, ${folder}: print no paths`];
  return write ? [] : differences(kept, made);
}

function main(args: readonly string[]): number {
  const write = args.includes('--write');
  const wanted = args.filter((each) => each !== '--write');
  const names = globSync('*.ipynb', { cwd: NOTEBOOKS }).toSorted();
  const unknown = wanted.find((each) => !names.includes(each));
  if (unknown !== undefined) {
    process.stderr.write(`there is no notebook ${unknown}. Known: ${names.join(', ')}.\n`);
    return 2;
  }
  if (spawnSync('jupyter', ['nbconvert', '--version']).status !== 0) {
    process.stderr.write('jupyter nbconvert is not there: on Debian and Ubuntu install it with apt-get install jupyter-nbconvert.\n');
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'swarmlab-notebooks-'));
  try {
    const [copy, out] = [join(folder, 'copy'), join(folder, 'out')];
    mkdirSync(copy);
    copyWorkingTree(copy);
    const env = jupyterEnvironment(folder);
    let failed = 0;
    for (const name of wanted.length > 0 ? wanted : names) {
      const start = performance.now();
      const kept = readNotebook(join(NOTEBOOKS, name));
      const made = withOutputs(kept, rerun(name, copy, out, env));
      const wrong = faults(kept, made, write, folder);
      if (wrong.length > 0) failed++;
      else if (write) writeFileSync(join(NOTEBOOKS, name), written(made));
      const result = wrong.length > 0 ? 'FAILED' : write ? 'written' : 'passed';
      process.stdout.write(`${result.padEnd(8)}${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${basename(name)}\n`);
      for (const each of wrong) process.stdout.write(`  ${each.trimEnd().replaceAll('\n', '\n  ')}\n`);
    }
    if (failed > 0 && !write) process.stdout.write('npm run notebooks -- --write keeps the new outputs of cells that ran\n');
    return failed === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main(process.argv.slice(2));

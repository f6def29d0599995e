// A copy of the repository as it stands in a folder of its own: every file that git knows or would add, and the same packages.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** What is made here and not kept, should git not be there to say so. */
const MADE: readonly string[] = ['.git', 'node_modules', 'dist', 'runs', 'demo', 'coverage'];

/** Paths to copy, relative to the repository. */
function kept(): string[] {
  const git = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
  if (git.status !== 0) return readdirSync(ROOT).filter((name) => !MADE.includes(name));
  return git.stdout.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

/** Copy the repository's files into the empty folder `to`; node_modules is a link to the original's. */
export function copyWorkingTree(to: string): void {
  for (const path of kept()) cpSync(join(ROOT, path), join(to, path), { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(ROOT, 'node_modules'), join(to, 'node_modules'), 'dir');
}

/** The environment in which commands find the repository's own Node and tools first, as they do inside npm. */
export function withOwnTools(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...environment, PATH: [join(ROOT, 'node_modules/.bin'), dirname(process.execPath), environment.PATH].join(delimiter) };
}

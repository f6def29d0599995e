// Where peers are: their drivers in the repository, their packages in a private folder of the user's. Imports errors.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from '../../errors.ts';

/** Pinned: the versions with which the drivers were written. */
const NPM = ['agentscript@0.10.27'];
const PYPI = ['mesa==3.3.1', 'agentpy==0.1.5', 'pyswarms==1.3.0', 'pygmo==2.20.0'];

/**
 * The folder of the drivers, looked for from this module upwards.
 *
 * @throws LabError E_FLAG in the installed package, which does not carry them
 */
export function driverFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, 'bench', 'peers');
    if (existsSync(join(candidate, 'driver.js'))) return candidate;
    if (folder === dirname(folder))
      throw new LabError(
        'E_FLAG',
        'peers are measured from a clone of the repository: their drivers (bench/peers) are not part of the package.',
      );
  }
}

/** Where peers are installed: SWARMLAB_PEERS, or swarmlab/peers in the user's cache. */
export function peerFolder(): string {
  return process.env['SWARMLAB_PEERS'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'swarmlab', 'peers');
}

/** The private Python where it is installed, else the one on the path. */
export function python(): string {
  const own = join(peerFolder(), 'venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  return existsSync(own) ? own : 'python3';
}

/**
 * Install what the registries have into {@link peerFolder}: from npm, and from PyPI into a virtual environment. What cannot be had is
 * said and left out.
 */
export async function installPeers(say: (line: string) => void): Promise<void> {
  const folder = peerFolder();
  mkdirSync(folder, { recursive: true });
  const attempt = async (what: string, command: string, args: readonly string[]): Promise<void> => {
    say(`installing ${what}`);
    const problem = await runQuietly(command, args);
    if (problem !== null) say(`${what} could not be installed: ${problem}`);
  };
  for (const spec of NPM)
    await attempt(spec, 'npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', spec]);
  if (!existsSync(join(folder, 'venv'))) await attempt('a private Python environment', 'python3', ['-m', 'venv', join(folder, 'venv')]);
  if (!existsSync(join(folder, 'venv'))) return;
  for (const spec of PYPI) await attempt(spec, python(), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', spec]);
}

/** Run a command to its end; its last words when it failed. */
function runQuietly(command: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000);
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? null : (said.trim().split('\n').at(-1) ?? `exit code ${code}`)));
  });
}

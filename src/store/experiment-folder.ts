import { join, resolve } from 'node:path';
import { statSync } from 'node:fs';
import { LabError } from '../errors.ts';
import { cleanTemporaries, isTemporary, namesIn } from './atomic-file.ts';
import { dropCharts } from './charts.ts';
import { diskError, errorCode, realDisk, removeFile } from './disk.ts';
import type { Disk } from './disk.ts';
import { readExperiment } from './experiment-manifest.ts';
import { fileName } from './file-name.ts';
import { isLockName, lockFolder, type FolderLock } from './lock.ts';
import type { OpenOptions, RunFolder } from './run-folder.ts';

/** What a folder of many runs is for: every kind has a manifest of its own. */
export interface FolderKind {
  /** In messages: "sweep". */
  readonly word: string;
  readonly manifest: string;
  /** Its files, the manifest last. Whatever else lies in the folder is not ours to remove. */
  readonly own: readonly string[];
  /** How it ended, as its manifest says. @throws LabError for a manifest that cannot be read */
  readonly statusOf: (folder: string) => string;
}

const SWEEP: FolderKind = {
  word: 'sweep',
  manifest: 'experiment.json',
  own: ['runs.ndjson', 'runs.parquet', 'runs.csv', 'report.html', 'experiment.json'],
  statusOf: (folder) => readExperiment(folder).status,
};

/**
 * Creates (parents too) or opens the folder of an experiment, and locks it.
 *
 * @param options `force` replaces the experiment that the folder holds: its files are removed, and nothing else
 * @throws LabError E_FOLDER when it cannot be used for an experiment, E_NO_RUN when an existing one was asked for and there is
 *   none, E_LOCKED when a live process uses it, E_DISK
 */
export function openExperimentFolder(path: string, options: OpenOptions, kind: FolderKind = SWEEP): RunFolder {
  const { create, force = false, command = process.argv.slice(1).join(' '), disk = realDisk } = options;
  const folder = resolve(path);
  if (create) makeFolder(folder, disk);
  refuse(folder, create, force, kind);
  const lock = locked(folder, command, disk);
  try {
    refuse(folder, create, force, kind); // again: another may have come and gone before we had the lock
    if (create) {
      dropCharts(folder, disk);
      for (const name of kind.own) removeFile(disk, join(folder, name)); // the manifest last: a crash leaves what --force can replace
    }
    cleanTemporaries(folder, disk);
  } catch (error) {
    lock.release();
    throw error;
  }
  return { path: folder, lock, close: () => lock.release() };
}

/**
 * Creates `runs/sweep-<scenario>-<n>` under `root` with the first n from 1 that is free, and returns its path.
 *
 * @param word what begins the name instead of "sweep"
 * @throws LabError E_FOLDER
 */
export function defaultExperimentPath(scenario: string, root = process.cwd(), disk: Disk = realDisk, word = SWEEP.word): string {
  const runs = join(root, 'runs');
  makeFolder(runs, disk);
  for (let n = 1; ; n++) {
    const path = join(runs, `${word}-${fileName(scenario)}-${n}`);
    try {
      disk.makeNewFolder(path);
      return path;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw folderError(error, path);
    }
  }
}

function refuse(folder: string, create: boolean, force: boolean, kind: FolderKind): void {
  const { word, manifest } = kind;
  const found = statSync(join(folder, manifest), { throwIfNoEntry: false })?.isFile() ?? false;
  if (!create) {
    if (found) return;
    const why = statSync(folder, { throwIfNoEntry: false }) ? `there is no ${manifest} in it` : 'there is no such folder';
    const what = kind === SWEEP ? 'experiment' : word;
    throw new LabError('E_NO_RUN', `${folder} is no ${what}: ${why}. Name the folder of a ${word}.`);
  }
  const names = namesIn(folder).filter((name) => !isLockName(name) && !isTemporary(name));
  if (names.length === 0) return;
  if (!found) {
    const some = names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '');
    throw new LabError(
      'E_FOLDER',
      `${folder} holds files that are no ${word} of swarmlab (${some}). Choose an empty or a new folder with --out.`,
    );
  }
  if (force) return;
  const fix =
    statusOf(folder, kind) === 'done'
      ? `Choose another folder with --out, or replace that ${word} with --force.`
      : `Go on with it by --resume, choose another folder with --out, or replace that ${word} with --force.`;
  throw new LabError('E_FOLDER', `${folder} already holds a ${word}. ${fix}`);
}

function statusOf(folder: string, kind: FolderKind): string {
  try {
    return kind.statusOf(folder);
  } catch {
    return 'unknown';
  }
}

function makeFolder(folder: string, disk: Disk): void {
  try {
    disk.makeFolder(folder);
  } catch (error) {
    throw folderError(error, folder);
  }
  if (!statSync(folder).isDirectory()) throw new LabError('E_FOLDER', `${folder} is a file. Choose a folder with --out.`);
}

function locked(folder: string, command: string, disk: Disk): FolderLock {
  try {
    return lockFolder(folder, command, disk);
  } catch (error) {
    if (error instanceof LabError && error.code === 'E_DISK') throw folderError(error.cause, folder);
    throw error;
  }
}

/** What another path cures. */
const CURABLE = ['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'ENAMETOOLONG', 'ENOENT', 'EINVAL', 'ERR_INVALID_ARG_VALUE', 'ELOOP'];

function folderError(error: unknown, folder: string): LabError {
  const code = errorCode(error);
  if (CURABLE.includes(code))
    return new LabError('E_FOLDER', `${folder} cannot be used as the folder of a sweep (${code}). Choose another with --out.`, {
      cause: error,
    });
  return diskError(error, folder);
}

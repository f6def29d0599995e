import { join, resolve } from 'node:path';
import { statSync } from 'node:fs';
import { LabError } from '../errors.ts';
import { cleanTemporaries, isTemporary, namesIn } from './atomic-file.ts';
import { dropCharts } from './charts.ts';
import { diskError, errorCode, realDisk, removeFile } from './disk.ts';
import type { Disk } from './disk.ts';
import { isExperiment, readExperiment } from './experiment-manifest.ts';
import { fileName } from './file-name.ts';
import { isLockName, lockFolder, type FolderLock } from './lock.ts';
import type { OpenOptions, RunFolder } from './run-folder.ts';

/** Files of an experiment, the manifest last. Whatever else lies in the folder is not ours to remove. */
const OWN = ['runs.ndjson', 'runs.parquet', 'runs.csv', 'report.html', 'experiment.json'] as const;

/**
 * Creates (parents too) or opens the folder of an experiment, and locks it.
 *
 * @param options `force` replaces the experiment that the folder holds: its files are removed, and nothing else
 * @throws LabError E_FOLDER when it cannot be used for an experiment, E_NO_RUN when an existing one was asked for and there is
 *   none, E_LOCKED when a live process uses it, E_DISK
 */
export function openExperimentFolder(path: string, options: OpenOptions): RunFolder {
  const { create, force = false, command = process.argv.slice(1).join(' '), disk = realDisk } = options;
  const folder = resolve(path);
  if (create) makeFolder(folder, disk);
  refuse(folder, create, force);
  const lock = locked(folder, command, disk);
  try {
    refuse(folder, create, force); // again: another sweep may have come and gone before we had the lock
    if (create) {
      dropCharts(folder, disk);
      for (const name of OWN) removeFile(disk, join(folder, name)); // experiment.json last: a crash leaves what --force can replace
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
 * @throws LabError E_FOLDER
 */
export function defaultExperimentPath(scenario: string, root = process.cwd(), disk: Disk = realDisk): string {
  const runs = join(root, 'runs');
  makeFolder(runs, disk);
  for (let n = 1; ; n++) {
    const path = join(runs, `sweep-${fileName(scenario)}-${n}`);
    try {
      disk.makeNewFolder(path);
      return path;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw folderError(error, path);
    }
  }
}

function refuse(folder: string, create: boolean, force: boolean): void {
  const found = isExperiment(folder);
  if (!create) {
    if (found) return;
    const why = statSync(folder, { throwIfNoEntry: false }) ? 'there is no experiment.json in it' : 'there is no such folder';
    throw new LabError('E_NO_RUN', `${folder} is no experiment: ${why}. Name the folder of a sweep.`);
  }
  const names = namesIn(folder).filter((name) => !isLockName(name) && !isTemporary(name));
  if (names.length === 0) return;
  if (!found) {
    const some = names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '');
    throw new LabError(
      'E_FOLDER',
      `${folder} holds files that are no sweep of swarmlab (${some}). Choose an empty or a new folder with --out.`,
    );
  }
  if (force) return;
  const fix =
    statusOf(folder) === 'done'
      ? 'Choose another folder with --out, or replace that sweep with --force.'
      : 'Go on with it by --resume, choose another folder with --out, or replace that sweep with --force.';
  throw new LabError('E_FOLDER', `${folder} already holds a sweep. ${fix}`);
}

function statusOf(folder: string): string {
  try {
    return readExperiment(folder).status;
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

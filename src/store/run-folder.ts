import { lstatSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '../errors.ts';
import { cleanTemporaries, isTemporary, namesIn } from './atomic-file.ts';
import { diskError, errorCode, realDisk, removeEmptyFolder, removeFile } from './disk.ts';
import type { Disk } from './disk.ts';
import { fileName } from './file-name.ts';
import { isLockName, lockFolder } from './lock.ts';
import type { FolderLock } from './lock.ts';

/** A run folder that this process has locked. */
export interface RunFolder {
  /** Absolute. */
  readonly path: string;
  readonly lock: FolderLock;
  /** Unlocks it; a second call does nothing. */
  close(): void;
}

export interface OpenOptions {
  /** True for a new run, false to go on with an existing one. */
  create: boolean;
  /** Replaces the run that the folder holds: its files are removed, and nothing else. */
  force?: boolean;
  /** What this process runs, told to others that find the folder locked. */
  command?: string;
  disk?: Disk;
}

/**
 * Creates (parents too) or opens a run folder, and locks it.
 *
 * @throws LabError E_FOLDER when it cannot be used for a run, E_NO_RUN when an existing run was asked for and there is none,
 *   E_LOCKED when a live process uses it, E_DISK
 */
export function openRunFolder(path: string, options: OpenOptions): RunFolder {
  const { create, force = false, command = process.argv.slice(1).join(' '), disk = realDisk } = options;
  const folder = resolve(path);
  if (create) makeRunFolder(folder, disk);
  refuse(folder, create, force);
  const lock = lockRunFolder(folder, command, disk);
  try {
    refuse(folder, create, force); // again: another run may have come and gone before we had the lock
    if (create) emptyRun(folder, disk);
    else cleanRun(folder, disk);
  } catch (error) {
    lock.release();
    throw error;
  }
  return { path: folder, lock, close: () => lock.release() };
}

/**
 * Creates `runs/<scenario>-<seed>-<n>` under `root` with the first n from 1 that is free, and returns its path.
 * Two processes that ask at once get two folders.
 *
 * @param seed any string; what a file name cannot hold is replaced, at most 40 characters are kept, and a hash tells them apart
 * @throws LabError E_FOLDER
 */
export function defaultRunPath(scenario: string, seed: string, root = process.cwd(), disk: Disk = realDisk): string {
  const runs = join(root, 'runs');
  makeRunFolder(runs, disk);
  const start = `${fileName(scenario)}-${fileName(seed)}`;
  for (let n = 1; ; n++) {
    const path = join(runs, `${start}-${n}`);
    try {
      disk.makeNewFolder(path);
      return path;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw folderError(error, path);
    }
  }
}

/** Files of a run at the top of its folder. */
const OWN_FILE = /^(metrics\.parquet|metrics\.csv|records(-[\w.-]+)?\.parquet|events\.ndjson|report\.html|run\.json)$/;
/** Folders of a run, and the files in them that are its own. */
const OWN_FOLDERS: readonly { folder: RegExp; file: RegExp }[] = [
  { folder: /^metrics$/, file: /^part-\d{6,}\.parquet$/ },
  { folder: /^records(-[\w.-]+)?$/, file: /^part-\d{6,}\.parquet$/ },
  { folder: /^checkpoints$/, file: /^tick-\d{12,}\.swl$/ },
  { folder: /^charts$/, file: /^[\w.-]+\.(vl\.json|svg|png)$/ },
];

function refuse(folder: string, create: boolean, force: boolean): void {
  const names = entries(folder).filter((name) => !isLockName(name) && !(isTemporary(name) && isOwn(name, OWN_FILE))); // a kill leaves those, or a run that begins
  const isRun = names.includes('run.json');
  if (!create) {
    if (isRun) return;
    const found = exists(folder) ? 'there is no run.json in it' : 'there is no such folder';
    throw new LabError('E_NO_RUN', `${folder} is no run: ${found}. Name a run folder; \`swarmlab runs\` lists them.`);
  }
  if (names.length === 0) return;
  if (!isRun || !isOwnManifest(join(folder, 'run.json'))) {
    const some = names.slice(0, 3).join(', ') + (names.length > 3 ? ', ...' : '');
    throw new LabError(
      'E_FOLDER',
      `${folder} holds files that are no run of swarmlab (${some}). Choose an empty or a new folder with --out.`,
    );
  }
  if (!force)
    throw new LabError('E_FOLDER', `${folder} already holds a run. Choose another folder with --out, or replace that run with --force.`);
  for (const name of names) {
    const owned = OWN_FOLDERS.some((own) => own.folder.test(name));
    if (owned && lstatSync(join(folder, name)).isSymbolicLink()) {
      throw new LabError(
        'E_FOLDER',
        `${join(folder, name)} is a link, which --force does not follow. Remove the link, or choose another folder with --out.`,
      );
    }
  }
}

function entries(folder: string): string[] {
  try {
    return namesIn(folder);
  } catch (error) {
    throw folderError(error instanceof LabError ? error.cause : error, folder);
  }
}

/** Whether a run.json is ours, of whatever version: other programs use that name too. */
function isOwnManifest(path: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return (
      typeof value === 'object' &&
      value !== null &&
      'format' in value &&
      typeof value.format === 'number' &&
      'scenario' in value &&
      'seed' in value
    );
  } catch {
    return false;
  }
}

/** Removes the files of a run, run.json last, so that a crash in between leaves what --force can replace. */
function emptyRun(folder: string, disk: Disk): void {
  const names = namesIn(folder);
  for (const name of names) {
    const own = OWN_FOLDERS.find((known) => known.folder.test(name));
    if (own === undefined || !statSync(join(folder, name)).isDirectory()) continue;
    for (const file of namesIn(join(folder, name))) if (isOwn(file, own.file)) removeFile(disk, join(folder, name, file));
    removeEmptyFolder(disk, join(folder, name));
  }
  for (const name of names) if (isOwn(name, OWN_FILE) && name !== 'run.json') removeFile(disk, join(folder, name));
  if (names.includes('run.json')) removeFile(disk, join(folder, 'run.json'));
}

/** Removes the temporary files that a kill left in a run. */
function cleanRun(folder: string, disk: Disk): void {
  cleanTemporaries(folder, disk);
  for (const name of namesIn(folder)) if (OWN_FOLDERS.some((own) => own.folder.test(name))) cleanTemporaries(join(folder, name), disk);
}

function isOwn(name: string, pattern: RegExp): boolean {
  return pattern.test(isTemporary(name) ? name.replace(/\.[0-9a-f]{8}\.tmp$/, '') : name);
}

function makeRunFolder(folder: string, disk: Disk): void {
  try {
    disk.makeFolder(folder);
  } catch (error) {
    throw folderError(error, folder);
  }
  if (!statSync(folder).isDirectory()) throw new LabError('E_FOLDER', `${folder} is a file. Choose a folder with --out.`);
}

function lockRunFolder(folder: string, command: string, disk: Disk): FolderLock {
  try {
    return lockFolder(folder, command, disk);
  } catch (error) {
    if (error instanceof LabError && error.code === 'E_DISK') throw folderError(error.cause, folder);
    throw error;
  }
}

const FOLDER_REMEDIES: Record<string, string> = {
  EACCES: 'Permission is missing: make it writable, or choose another folder with --out.',
  EPERM: 'Permission is missing: make it writable, or choose another folder with --out.',
  EROFS: 'The disk is mounted read-only: choose another one with --out.',
  EEXIST: 'It is a file: choose a folder with --out.',
  ENOTDIR: 'A part of this path is a file: choose a folder with --out.',
  ENAMETOOLONG: 'The name is too long: choose a shorter one with --out.',
  ENOENT: 'It cannot be created there: choose another folder with --out.',
  EINVAL: 'It is no valid path: choose another folder with --out.',
  ERR_INVALID_ARG_VALUE: 'It is no valid path: choose another folder with --out.',
  ELOOP: 'Its links go round in a circle: choose another folder with --out.',
};

/** E_FOLDER for what the user can cure by another path, E_DISK for a full disk and the like. */
function folderError(error: unknown, folder: string): LabError {
  const code = errorCode(error);
  const remedy = FOLDER_REMEDIES[code];
  if (remedy === undefined) return diskError(error, folder);
  return new LabError('E_FOLDER', `${folder} cannot be used as a run folder (${code}). ${remedy}`, { cause: error });
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

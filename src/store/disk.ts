import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { LabError } from '../errors.ts';

/**
 * Every call of the store that changes a disk. Synchronous, so that the order of the calls is the order of the writes.
 * Handed in, so that a test can fail any one of them. Each throws as `node:fs` does.
 */
export interface Disk {
  /** `wx` creates and refuses an existing file, `a` appends, `r` is for `fsync` of a folder, `r+` for `truncate`. */
  open(path: string, flags: 'wx' | 'a' | 'r' | 'r+'): number;
  /** Bytes written, which may be fewer than given. */
  write(file: number, bytes: Uint8Array): number;
  truncate(file: number, length: number): void;
  fsync(file: number): void;
  close(file: number): void;
  rename(from: string, to: string): void;
  /** A second name for a file; refuses an existing one. */
  link(existing: string, path: string): void;
  remove(path: string): void;
  /** Creates the parents too; an existing folder is fine. */
  makeFolder(path: string): void;
  /** Refuses an existing folder. */
  makeNewFolder(path: string): void;
  /** Refuses a folder that is not empty. */
  removeFolder(path: string): void;
}

/** Creates a folder and its parents, one by one: `mkdirSync` with `recursive` never returns where the system refuses with ENOENT, as in /proc. */
function makeWithParents(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && statSync(path).isDirectory()) return;
    const parent = dirname(path);
    if (errorCode(error) !== 'ENOENT' || parent === path || existsSync(parent)) throw error;
    makeWithParents(parent);
    makeWithParents(path);
  }
}

export const realDisk: Disk = {
  open: (path, flags) => openSync(path, flags),
  write: (file, bytes) => writeSync(file, bytes, 0, bytes.length),
  truncate: (file, length) => ftruncateSync(file, length),
  fsync: fsyncSync,
  close: closeSync,
  rename: renameSync,
  link: linkSync,
  remove: unlinkSync,
  makeFolder: makeWithParents,
  makeNewFolder: (path) => mkdirSync(path),
  removeFolder: (path) => rmdirSync(path),
};

/** The `code` of a system error (`ENOSPC`), or an empty string for anything else. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
}

const REMEDIES: Record<string, string> = {
  ENOSPC: 'The disk is full: free some space, or choose another disk with --out.',
  EDQUOT: 'The disk quota is used up: free some space, or choose another disk with --out.',
  EFBIG: 'The file system allows no file of this size: choose another disk with --out.',
  EROFS: 'The disk is mounted read-only: choose another one with --out.',
  EACCES: 'Permission is missing: make the folder writable, or choose another one with --out.',
  EPERM: 'Permission is missing: make the folder writable, or choose another one with --out.',
  ENOENT: 'The folder went away while the run was writing: leave it in place, or choose another one with --out.',
  EMFILE: 'Too many files are open: raise the limit (ulimit -n).',
  ENFILE: 'Too many files are open on this machine: close some programs.',
  EIO: 'The disk reports a fault: check it, or choose another one with --out.',
};

/** E_DISK naming the file, the cause and what to do; a LabError passes through unchanged. */
export function diskError(error: unknown, path: string): LabError {
  if (error instanceof LabError) return error;
  const code = errorCode(error);
  const remedy = REMEDIES[code] ?? 'Check the disk, or choose another one with --out.';
  return new LabError('E_DISK', `could not write ${path} (${code || String(error)}). ${remedy} What was written before is intact.`, {
    cause: error,
  });
}

/** Runs `action`, turning what it throws into E_DISK about `path`. */
export function guarded<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw diskError(error, path);
  }
}

/** Writes all of `bytes`, however short the single writes are. */
export function writeAll(disk: Disk, file: number, bytes: Uint8Array): void {
  const slice = 16 * 2 ** 20; // one write call takes at most 2 GiB; slices also keep a full disk from being found late
  for (let from = 0; from < bytes.length;) {
    const wrote = disk.write(file, bytes.subarray(from, from + slice));
    if (wrote <= 0) throw Object.assign(new Error('ENOSPC: nothing was written'), { code: 'ENOSPC' });
    from += wrote;
  }
}

/** Removes a file; one that is already gone is fine. */
export function removeFile(disk: Disk, path: string): void {
  try {
    disk.remove(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw diskError(error, path);
  }
}

/** Removes a folder when it is empty; one that is gone or holds something stays as it is. */
export function removeEmptyFolder(disk: Disk, path: string): void {
  try {
    disk.removeFolder(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(error))) throw diskError(error, path);
  }
}

/** Makes renames and removals in the folder of `path` last through a power cut, where the file system can. */
export function syncFolderOf(disk: Disk, path: string): void {
  const folder = disk.open(dirname(path), 'r');
  try {
    disk.fsync(folder);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EISDIR', 'EBADF', 'EPERM'].includes(errorCode(error))) throw error; // no fsync of folders here
  } finally {
    disk.close(folder);
  }
}

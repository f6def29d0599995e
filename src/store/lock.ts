import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { namesIn } from './atomic-file.ts';
import { diskError, errorCode, realDisk, removeFile, writeAll } from './disk.ts';
import type { Disk } from './disk.ts';

/** Who holds a lock. A process is more than its number: numbers are reused, on Linux its start and the boot tell it apart. */
export interface LockOwner {
  /** Names this very lock, among all ever taken. */
  token: string;
  pid: number;
  /** Start of the process in clock ticks since the boot (field 22 of /proc/<pid>/stat); null where there is no /proc. */
  started: string | null;
  /** Identity of the boot; null where there is no /proc. */
  boot: string | null;
  host: string;
  command: string;
}

/** A lock that is held until released, or until its process ends, however it ends. */
export interface FolderLock {
  readonly owner: LockOwner;
  /** Gives the lock back; a second call does nothing. */
  release(): void;
}

/** True for the names that locks use in a run folder: `lock`, and `lock.<token>` while a dead owner's lock is taken over. */
export function isLockName(name: string): boolean {
  return /^lock(\.[0-9a-f]{16}(\.tmp)?)?$/.test(name);
}

/**
 * Locks a folder for this process. A dead owner's lock is taken over; among several takers one wins.
 *
 * Taking over replaces the file `lock` of token X. Only the holder of the lock `lock.X` may do that, and it looks again whether
 * `lock` still holds X before it does: a taker that slept meanwhile finds another token and gives way. `lock.X` is itself a lock
 * of this kind, so a taker that dies in between is taken over in turn.
 *
 * @param command what the process runs, for the message that others get
 * @throws LabError E_LOCKED when a live process holds it, naming it; E_DISK when the lock cannot be written
 */
export function lockFolder(folder: string, command: string, disk: Disk = realDisk): FolderLock {
  const { started, boot } = identityOf(process.pid);
  const owner: LockOwner = { token: randomBytes(8).toString('hex'), pid: process.pid, started, boot, host: hostname(), command };
  acquire(folder, 'lock', owner, disk);
  removeLeftovers(folder, disk);
  let held = true;
  return {
    owner,
    release(): void {
      if (held) giveBack(folder, 'lock', owner, disk);
      held = false;
    },
  };
}

/** The owner that a run folder's lock names and whether it lives; null when the folder is not locked. */
export function lockOwner(folder: string): { owner: LockOwner; alive: boolean } | null {
  const owner = readLock(join(folder, 'lock'));
  return owner === null || owner === 'damaged' ? null : { owner, alive: isAlive(owner) };
}

function acquire(folder: string, name: string, owner: LockOwner, disk: Disk): void {
  const path = join(folder, name);
  for (let attempt = 0; attempt < 100; attempt++) {
    if (create(path, owner, disk)) return;
    const holder = readLock(path);
    if (holder === null) continue; // released just now
    if (holder !== 'damaged' && isAlive(holder)) throw locked(folder, holder);
    if (takeOver(folder, name, holder, owner, disk)) return;
  }
  throw new LabError('E_LOCKED', `${path} changes hands all the time. Wait until the other runs on this folder have ended.`);
}

/** Replaces the lock of a dead holder. False when it was no longer there: look again. */
function takeOver(folder: string, name: string, holder: LockOwner | 'damaged', owner: LockOwner, disk: Disk): boolean {
  const path = join(folder, name);
  const token = holder === 'damaged' ? '0'.repeat(16) : holder.token;
  const gate = `lock.${token}`;
  acquire(folder, gate, owner, disk);
  try {
    const now = readLock(path);
    const same = holder === 'damaged' ? now === 'damaged' : now !== null && now !== 'damaged' && now.token === token;
    if (!same) return false;
    replace(path, owner, disk);
    return true;
  } finally {
    giveBack(folder, gate, owner, disk);
  }
}

/** Creates the lock file, complete at once, unless one exists. */
function create(path: string, owner: LockOwner, disk: Disk): boolean {
  return withDraft(path, owner, disk, (draft) => {
    try {
      disk.link(draft, path);
      return true;
    } catch (error) {
      if (['EEXIST', 'ENOENT'].includes(errorCode(error))) return false; // someone holds it, or has cleared our draft away: look again
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errorCode(error))) throw error;
      return createWithoutLinks(path, owner, disk); // a file system without hard links
    }
  });
}

function createWithoutLinks(path: string, owner: LockOwner, disk: Disk): boolean {
  try {
    writeNew(path, owner, disk);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function replace(path: string, owner: LockOwner, disk: Disk): void {
  withDraft(path, owner, disk, (draft) => disk.rename(draft, path));
}

function withDraft<T>(path: string, owner: LockOwner, disk: Disk, use: (draft: string) => T): T {
  const draft = join(path, '..', `lock.${randomBytes(8).toString('hex')}.tmp`);
  try {
    writeNew(draft, owner, disk);
    return use(draft);
  } catch (error) {
    throw diskError(error, path);
  } finally {
    tryRemove(draft, disk);
  }
}

/** Removes a file that harms nobody when it stays: its name is never used again. */
function tryRemove(path: string, disk: Disk): void {
  try {
    removeFile(disk, path);
  } catch {
    // left for the next taker to clean
  }
}

function writeNew(path: string, owner: LockOwner, disk: Disk): void {
  const file = disk.open(path, 'wx');
  try {
    writeAll(disk, file, new TextEncoder().encode(`${JSON.stringify(owner)}\n`));
    disk.fsync(file);
  } finally {
    disk.close(file);
  }
}

function giveBack(folder: string, name: string, owner: LockOwner, disk: Disk): void {
  const path = join(folder, name);
  const holder = readLock(path);
  if (holder !== null && holder !== 'damaged' && holder.token === owner.token) removeFile(disk, path);
}

/** Removes what dead takers left beside the lock. Harmless to live ones: holding the lock, we make all of them give way. */
function removeLeftovers(folder: string, disk: Disk): void {
  for (const name of namesIn(folder)) {
    if (name === 'lock' || !isLockName(name)) continue;
    const holder = readLock(join(folder, name));
    const torn = holder === 'damaged' && name.endsWith('.tmp'); // killed while it wrote its draft; one that still writes finds it gone
    if (torn || (holder !== null && holder !== 'damaged' && !isAlive(holder))) tryRemove(join(folder, name), disk);
  }
}

function readLock(path: string): LockOwner | 'damaged' | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw new LabError('E_FOLDER', `the lock ${path} cannot be read (${errorCode(error)}). Make it readable.`, { cause: error });
  }
  try {
    const value: unknown = JSON.parse(text);
    return isOwner(value) ? value : 'damaged';
  } catch {
    return 'damaged';
  }
}

function isOwner(value: unknown): value is LockOwner {
  if (typeof value !== 'object' || value === null) return false;
  const { token, pid, host, command } = value as Partial<Record<keyof LockOwner, unknown>>; // each is checked here
  return (
    typeof token === 'string' &&
    /^[0-9a-f]{16}$/.test(token) &&
    typeof pid === 'number' &&
    Number.isSafeInteger(pid) &&
    pid > 0 &&
    typeof host === 'string' &&
    typeof command === 'string'
  );
}

function locked(folder: string, { pid, host, command }: LockOwner): LabError {
  const here = host === hostname();
  const fix = here
    ? 'Wait until it has ended, stop it, or choose another folder with --out.'
    : `It runs on the machine ${host}; if it is gone from there, remove ${join(folder, 'lock')}.`;
  return new LabError('E_LOCKED', `${folder} is in use by process ${pid} (${command}). ${fix}`);
}

/** Whether the process that took the lock still runs. On another machine that cannot be known: it counts as alive. */
function isAlive(owner: LockOwner): boolean {
  if (owner.host !== hostname()) return true;
  const { boot, started, ended } = identityOf(owner.pid);
  if (owner.boot !== null && boot !== null && owner.boot !== boot) return false;
  if (ended) return false;
  if (owner.started !== null && started !== null) return started === owner.started;
  try {
    process.kill(owner.pid, 0); // no /proc to ask, or one that hides other people's processes
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Start of a process and the boot it runs in, null where they cannot be read; `ended` for one that waits to be reaped. */
function identityOf(pid: number): { started: string | null; boot: string | null; ended: boolean } {
  const boot = readProc('/proc/sys/kernel/random/boot_id');
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === null) return { started: null, boot, ended: false };
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before may hold spaces; fields[0] is field 3
  return { started: fields[19], boot, ended: fields[0] === 'Z' || fields[0] === 'X' };
}

function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

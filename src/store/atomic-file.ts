import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diskError, errorCode, realDisk, removeFile, syncFolderOf, writeAll } from './disk.ts';
import type { Disk } from './disk.ts';

/** What a crash may leave beside the real files: their names end like this. */
const TEMPORARY = /\.[0-9a-f]{8}\.tmp$/;

/** True for a name that `AtomicFile` uses while it writes. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * A file that appears whole or not at all: written under a temporary name in its own folder, then fsync, rename, fsync of the folder.
 * Whatever fails, the temporary file is removed, an older file of that name is intact, and one E_DISK says what to do.
 */
export class AtomicFile {
  readonly path: string;
  readonly #temporary: string;
  readonly #disk: Disk;
  #file: number | null;
  #inPlace = false;

  /** @throws LabError E_DISK when the temporary file cannot be created */
  constructor(path: string, disk: Disk = realDisk) {
    this.path = path;
    this.#disk = disk;
    this.#temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      this.#file = disk.open(this.#temporary, 'wx');
    } catch (error) {
      throw diskError(error, path);
    }
  }

  /** @throws LabError E_DISK, after which the file is abandoned */
  write(bytes: Uint8Array): void {
    try {
      writeAll(this.#disk, this.#open(), bytes);
    } catch (error) {
      this.abort();
      throw diskError(error, this.path);
    }
  }

  /** Puts the file in place. @throws LabError E_DISK: the path then holds the old file or the new one, each whole */
  commit(): void {
    try {
      const file = this.#open();
      this.#disk.fsync(file);
      this.#file = null;
      this.#disk.close(file);
      this.#disk.rename(this.#temporary, this.path);
      this.#inPlace = true;
    } catch (error) {
      this.abort();
      throw diskError(error, this.path);
    }
    try {
      syncFolderOf(this.#disk, this.path);
    } catch (error) {
      throw diskError(error, this.path);
    }
  }

  /** True once the new file stands under its name, even when making that last through a power cut then failed. */
  get inPlace(): boolean {
    return this.#inPlace;
  }

  /** Removes what was written so far; never throws. */
  abort(): void {
    const file = this.#file;
    this.#file = null;
    try {
      if (file !== null) this.#disk.close(file);
    } catch {
      // the error that led here is the one to tell
    }
    try {
      removeFile(this.#disk, this.#temporary);
    } catch {
      // cleaned when the folder is opened next
    }
  }

  #open(): number {
    if (this.#file === null) throw new Error('the file is already closed');
    return this.#file;
  }
}

/**
 * Writes a whole file from chunks, atomically.
 *
 * @param content text (written as UTF-8) or chunks of bytes, written one after the other; they may lie on shared memory
 * @throws LabError E_DISK
 */
export function writeWhole(path: string, content: string | readonly Uint8Array[], disk: Disk = realDisk): void {
  const file = new AtomicFile(path, disk);
  const chunks = typeof content === 'string' ? [new TextEncoder().encode(content)] : content;
  for (const chunk of chunks) file.write(chunk);
  file.commit();
}

/** Removes the temporary files that a crash left directly in `folder`, those of `file` only when named; a missing folder is fine. */
export function cleanTemporaries(folder: string, disk: Disk = realDisk, file = ''): void {
  for (const name of namesIn(folder)) if (name.startsWith(file) && isTemporary(name)) removeFile(disk, join(folder, name));
}

/** Names in a folder in sorted order; none when there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return [];
    throw diskError(error, folder);
  }
}

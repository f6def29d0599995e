import { realDisk } from '../../src/store/disk.ts';
import type { Disk } from '../../src/store/disk.ts';

/** The real disk, which counts its calls and fails call number `failAt` (from 0) and, when it stays full, all writes after it. */
export class FailingDisk implements Disk {
  calls = 0;
  readonly names: string[] = [];
  readonly #failAt: number;
  readonly #code: string;
  readonly #staysFull: boolean;

  constructor(failAt = Infinity, code = 'ENOSPC', staysFull = false) {
    this.#failAt = failAt;
    this.#code = code;
    this.#staysFull = staysFull;
  }

  open = (path: string, flags: 'wx' | 'a' | 'r' | 'r+'): number => this.#call('open', flags !== 'r', () => realDisk.open(path, flags));
  truncate = (file: number, length: number): void => this.#call('truncate', false, () => realDisk.truncate(file, length));
  fsync = (file: number): void => this.#call('fsync', false, () => realDisk.fsync(file));
  rename = (from: string, to: string): void => this.#call('rename', false, () => realDisk.rename(from, to));
  link = (existing: string, path: string): void => this.#call('link', false, () => realDisk.link(existing, path));
  remove = (path: string): void => this.#call('remove', false, () => realDisk.remove(path));
  makeFolder = (path: string): void => this.#call('makeFolder', true, () => realDisk.makeFolder(path));
  makeNewFolder = (path: string): void => this.#call('makeNewFolder', true, () => realDisk.makeNewFolder(path));
  removeFolder = (path: string): void => this.#call('removeFolder', false, () => realDisk.removeFolder(path));

  /** A close that fails still gives the file back, as Linux does. */
  close = (file: number): void => {
    realDisk.close(file);
    this.#call('close', false, () => undefined);
  };

  /** A disk fills up in the middle of a write: half of the bytes get there. */
  write = (file: number, bytes: Uint8Array): number => {
    const failing = this.calls === this.#failAt;
    if (failing) realDisk.write(file, bytes.subarray(0, bytes.length >> 1));
    return this.#call('write', true, () => realDisk.write(file, bytes));
  };

  #call<T>(name: string, writes: boolean, action: () => T): T {
    const call = this.calls++;
    this.names.push(name);
    if (call === this.#failAt || (this.#staysFull && writes && call > this.#failAt)) {
      throw Object.assign(new Error(`${this.#code}: injected, ${name}`), { code: this.#code });
    }
    return action();
  }
}

/** The real disk, which runs `between` right before call number `call` (from 0): another process that comes in between. */
export function interruptedDisk(call: number, between: () => void): Disk {
  let calls = 0;
  const step =
    <P extends unknown[], R>(action: (...parameters: P) => R) =>
    (...parameters: P): R => {
      if (calls++ === call) between();
      return action(...parameters);
    };
  const { open, write, truncate, fsync, close, rename, link, remove, makeFolder, makeNewFolder, removeFolder } = realDisk;
  return {
    open: step(open),
    write: step(write),
    truncate: step(truncate),
    fsync: step(fsync),
    close: step(close),
    rename: step(rename),
    link: step(link),
    remove: step(remove),
    makeFolder: step(makeFolder),
    makeNewFolder: step(makeNewFolder),
    removeFolder: step(removeFolder),
  };
}

import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LabError } from '../errors.ts';
import { cleanTemporaries, writeWhole } from './atomic-file.ts';
import { diskError, errorCode, guarded, realDisk, writeAll } from './disk.ts';
import type { Disk } from './disk.ts';

/** Something that happened to a run: a directive, a fault, a time-out. `type` names it; the rest is its own. */
export interface RunEvent {
  tick: number;
  type: string;
  [field: string]: unknown;
}

/** Characters held in memory before they are written without being asked. */
const MOST_PENDING = 1 << 20;

/**
 * The events of a run: `events.ndjson`, one JSON object per line, only ever appended to.
 * A line is one write, so a crash can tear the last line at most; opening the log repairs it.
 */
export class EventLog {
  readonly path: string;
  readonly #disk: Disk;
  #pending: string[] = [];
  #pendingLength = 0;
  #length: number;

  /** Opens the log of a run folder for writing and cuts off a torn last line. @throws LabError E_DISK */
  constructor(root: string, disk: Disk = realDisk) {
    this.path = join(root, 'events.ndjson');
    this.#disk = disk;
    cleanTemporaries(root, disk, 'events.ndjson');
    const size = sizeOf(this.path);
    this.#length = endOfLastLine(this.path, size);
    if (this.#length < size) this.#truncate();
  }

  /** Adds an event to the buffer. What a resume must repeat is flushed before it takes effect. @throws LabError E_DISK */
  append(event: RunEvent): void {
    const line = `${JSON.stringify(event)}\n`;
    this.#pending.push(line);
    this.#pendingLength += line.length;
    if (this.#pendingLength > MOST_PENDING) this.flush();
  }

  /** Writes the buffered events and waits until they are on the disk. @throws LabError E_DISK: unwritten ones stay buffered */
  flush(): void {
    if (this.#pending.length === 0) return;
    if (sizeOf(this.path) > this.#length) this.#truncate(); // what a failed flush could not take back
    const file = guarded(this.path, () => this.#disk.open(this.path, 'a'));
    let torn = true;
    try {
      while (this.#pending.length > 0) {
        const bytes = new TextEncoder().encode(this.#pending[0]);
        writeAll(this.#disk, file, bytes);
        this.#length += bytes.length;
        this.#pendingLength -= this.#pending[0].length;
        this.#pending.shift();
      }
      torn = false;
      this.#disk.fsync(file);
    } catch (error) {
      if (torn) this.#tryTruncate(file);
      throw diskError(error, this.path);
    } finally {
      this.#tryClose(file);
    }
  }

  /** All events in the order they were written, the buffered ones too. @throws LabError E_FORMAT naming a damaged line */
  readAll(): RunEvent[] {
    return [...parse(this.path, this.#length), ...this.#pending.map((line) => JSON.parse(line) as RunEvent)]; // our own lines
  }

  /**
   * Forgets the events after `tick`, except those that `keep` holds on to: a resume repeats them (an evaluation that timed out)
   * instead of deciding again, and must not append them a second time.
   *
   * @returns the events after `tick` that were kept, in order
   * @throws LabError E_DISK: the file is as it was
   */
  dropAfter(tick: number, keep: (event: RunEvent) => boolean = () => false): RunEvent[] {
    this.flush();
    const events = this.readAll();
    const later = events.filter((event) => event.tick > tick && keep(event));
    const kept = events.filter((event) => event.tick <= tick || later.includes(event));
    if (kept.length === events.length) return later;
    const text = kept.map((event) => `${JSON.stringify(event)}\n`).join('');
    try {
      writeWhole(this.path, text, this.#disk);
    } finally {
      this.#length = sizeOf(this.path); // the old file or the new one, each whole
    }
    return later;
  }

  /** Cuts the file back to its whole lines. */
  #truncate(): void {
    guarded(this.path, () => {
      const file = this.#disk.open(this.path, 'r+');
      try {
        this.#disk.truncate(file, this.#length);
        this.#disk.fsync(file);
      } finally {
        this.#disk.close(file);
      }
    });
  }

  #tryTruncate(file: number): void {
    try {
      this.#disk.truncate(file, this.#length);
    } catch {
      // repaired when the log is opened next; readers skip what follows the last newline
    }
  }

  #tryClose(file: number): void {
    try {
      this.#disk.close(file);
    } catch {
      // after fsync nothing is lost by it
    }
  }
}

/** Events that a run folder holds now, whether the run is alive or not; a torn last line is skipped. @throws LabError E_FORMAT */
export function readEvents(root: string): RunEvent[] {
  const path = join(root, 'events.ndjson');
  return parse(path, endOfLastLine(path, sizeOf(path)));
}

function parse(path: string, length: number): RunEvent[] {
  if (length === 0) return [];
  const lines = readFileSync(path).subarray(0, length).toString('utf8').split('\n').slice(0, -1);
  return lines.map((line, i) => {
    try {
      const event: unknown = JSON.parse(line);
      if (isEvent(event)) return event;
    } catch {
      // told below
    }
    throw new LabError('E_FORMAT', `line ${i + 1} of ${path} is no event: ${line.slice(0, 60)}. Remove that line to go on without it.`);
  });
}

function isEvent(value: unknown): value is RunEvent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'tick' in value &&
    typeof value.tick === 'number' &&
    'type' in value &&
    typeof value.type === 'string'
  );
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw diskError(error, dirname(path));
  }
}

/** Length of the file up to and with its last newline; 0 when it has none. */
function endOfLastLine(path: string, size: number): number {
  if (size === 0) return 0;
  const file = openSync(path, 'r');
  try {
    const block = Buffer.alloc(1 << 16);
    for (let end = size; end > 0;) {
      const start = Math.max(0, end - block.length);
      const read = readSync(file, block, 0, end - start, start);
      const newline = block.subarray(0, read).lastIndexOf(10);
      if (newline >= 0) return start + newline + 1;
      end = start;
    }
    return 0;
  } finally {
    closeSync(file);
  }
}

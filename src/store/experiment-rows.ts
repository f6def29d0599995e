import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { diskError, errorCode, guarded, realDisk, writeAll } from './disk.ts';
import type { Disk } from './disk.ts';

/** What a series of measurements of one metric comes to. Null where there are too few. */
export interface MetricStatistics {
  /** Measurements that had a value. */
  readonly n: number;
  readonly mean: number | null;
  /** Standard deviation with n - 1. */
  readonly sd: number | null;
  /** Standard error of the mean, autocorrelation allowed for. */
  readonly se: number | null;
  /** Mean of the squares and of the fourth powers, about zero. */
  readonly m2: number | null;
  readonly m4: number | null;
}

/** One run of an experiment. */
export interface RunRow {
  /** Place in the plan, from 0. */
  readonly run: number;
  /** What varies, with its values. */
  readonly params: Readonly<Record<string, number | string | boolean>>;
  /** From 0. */
  readonly replicate: number;
  /** `swarmlab run … --seed` of it repeats the run. */
  readonly seed: string;
  readonly status: 'done' | 'failed';
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly ticks: number;
  /** Alive at the end. */
  readonly agents: number;
  readonly stopReason: string | null;
  readonly stateHash: string | null;
  /** Where the first NaN was stored, in words. */
  readonly nan: string | null;
  readonly wallSeconds: number;
  /** Last value of each metric. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Of each metric over the measured part. */
  readonly statistics: Readonly<Record<string, MetricStatistics>>;
  /** Of each metric its values at the ticks that were asked for, in their order; absent where none were. */
  readonly series?: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Characters read at once. */
const BLOCK = 1 << 20;

/**
 * The runs of an experiment as they end: `runs.ndjson`, one JSON object per line, only ever appended to. A row is one write, made at
 * once: a kill loses none that was appended, and tears the last line at most, which opening the log repairs.
 */
export class RunRows {
  readonly path: string;
  readonly #disk: Disk;
  #file: number | null = null;
  #length = 0;
  #synced = true;

  /** @throws LabError E_FORMAT for a line that is no row, E_DISK */
  constructor(root: string, disk: Disk = realDisk) {
    this.path = join(root, 'runs.ndjson');
    this.#disk = disk;
  }

  /** Open for writing, a torn last line cut off; the rows that are there, in the order they were written. */
  open(): RunRow[] {
    const { rows, length } = read(this.path);
    this.#length = length;
    guarded(this.path, () => {
      if (sizeOf(this.path) > length) this.#cut();
      this.#file = this.#disk.open(this.path, 'a');
    });
    return rows;
  }

  /** @throws LabError E_DISK: the rows before are intact */
  append(row: RunRow): void {
    const file = this.#file;
    if (file === null) throw new LabError('E_INTERNAL', `${this.path} is not open.`);
    const bytes = new TextEncoder().encode(`${JSON.stringify(row)}\n`);
    try {
      writeAll(this.#disk, file, bytes);
      this.#length += bytes.length;
      this.#synced = false;
    } catch (error) {
      this.#tryCut();
      throw diskError(error, this.path);
    }
  }

  /** Wait until all rows are on the disk, so that they outlast a power cut. @throws LabError E_DISK */
  flush(): void {
    const file = this.#file;
    if (file === null || this.#synced) return;
    guarded(this.path, () => this.#disk.fsync(file));
    this.#synced = true;
  }

  /** Flush and close; a second call does nothing. @throws LabError E_DISK */
  close(): void {
    const file = this.#file;
    if (file === null) return;
    try {
      this.flush();
    } finally {
      this.#file = null;
      guarded(this.path, () => this.#disk.close(file));
    }
  }

  #cut(): void {
    const file = this.#disk.open(this.path, 'r+');
    try {
      this.#disk.truncate(file, this.#length);
      this.#disk.fsync(file);
    } finally {
      this.#disk.close(file);
    }
  }

  #tryCut(): void {
    try {
      this.#cut();
    } catch {
      // repaired when the log is opened next; readers skip what follows the last newline
    }
  }
}

/** Rows that an experiment holds now, in the order of the plan, whether it goes on or not; changes nothing. @throws LabError E_FORMAT */
export function readRunRows(root: string): RunRow[] {
  return read(join(root, 'runs.ndjson')).rows.sort((a, b) => a.run - b.run);
}

/** Whole lines of the file, and how many bytes they take; none where there is no file. */
function read(path: string): { rows: RunRow[]; length: number } {
  const rows: RunRow[] = [];
  if (sizeOf(path) === 0) return { rows, length: 0 };
  const file = openSync(path, 'r');
  let length = 0;
  try {
    const block = Buffer.alloc(BLOCK);
    let rest = Buffer.alloc(0);
    for (let at = 0, got = 0; (got = readSync(file, block, 0, block.length, at)) > 0; at += got) {
      const bytes = Buffer.concat([rest, block.subarray(0, got)]);
      const end = bytes.lastIndexOf(10) + 1;
      for (const line of bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1)) rows.push(rowOf(line, rows.length, path));
      length += end;
      rest = bytes.subarray(end);
    }
  } finally {
    closeSync(file);
  }
  return { rows, length };
}

function rowOf(line: string, n: number, path: string): RunRow {
  try {
    const value: unknown = JSON.parse(line);
    if (isRow(value)) return value;
  } catch {
    // told below
  }
  throw new LabError('E_FORMAT', `line ${n + 1} of ${path} is no run: ${line.slice(0, 60)}. Remove that line to have the run again.`);
}

function isRow(value: unknown): value is RunRow {
  if (typeof value !== 'object' || value === null) return false;
  const { run, params, replicate, seed, status, metrics, statistics } = value as Partial<Record<keyof RunRow, unknown>>; // each is checked here
  const objects = [params, metrics, statistics].every((each) => typeof each === 'object' && each !== null);
  return (
    objects &&
    typeof run === 'number' &&
    Number.isSafeInteger(run) &&
    run >= 0 &&
    typeof replicate === 'number' &&
    typeof seed === 'string' &&
    (status === 'done' || status === 'failed')
  );
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw diskError(error, path);
  }
}

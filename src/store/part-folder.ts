import { join } from 'node:path';
import type { DecodedArray } from 'hyparquet';
import { LabError } from '../errors.ts';
import { cleanTemporaries, namesIn } from './atomic-file.ts';
import { errorCode, guarded, realDisk, removeEmptyFolder, removeFile } from './disk.ts';
import type { Disk } from './disk.ts';
import { ParquetFile, ParquetFileWriter } from './parquet-file.ts';
import type { ParquetColumn, ParquetGroup, ParquetValues } from './parquet-file.ts';

const PART = /^part-(\d{6,})\.parquet$/;
/** Note in a merged file: the highest part it contains. Parts up to it are left over from a merge that was cut short. */
const MERGED_PARTS = 'swarmlab.parts';
/** Rows of a row group in rewritten files: bounds the memory of a merge. */
const GROUP_ROWS = 65_536;

/** A file of rows, and the number of the part (0 for the merged file, which comes before all parts). */
interface Source {
  number: number;
  file: ParquetFile;
}

/**
 * Rows in ascending order of tick, kept as one complete Parquet file per flush: `<name>/part-000001.parquet`, ...,
 * and, once merged, `<name>.parquet`. Whatever moment the process dies, every file opens and no row counts twice.
 * One writer at a time (the run's lock sees to it); readers may come at any time.
 */
export class PartFolder {
  readonly folder: string;
  readonly mergedPath: string;
  readonly #disk: Disk;

  /** @param root the run folder @param name of the folder of parts in it, `metrics` for example */
  constructor(root: string, name: string, disk: Disk = realDisk) {
    this.folder = join(root, name);
    this.mergedPath = join(root, `${name}.parquet`);
    this.#disk = disk;
  }

  /** Removes what a crash left: temporary files, and parts that the merged file already holds. For the writer only. */
  clean(): void {
    cleanTemporaries(this.folder, this.#disk);
    const merged = this.#merged();
    if (merged === null) return;
    for (const { number, path } of this.#parts()) if (number <= mergedUpTo(merged)) removeFile(this.#disk, path);
    removeEmptyFolder(this.#disk, this.folder);
  }

  /** The files that hold the rows, oldest first. */
  files(): ParquetFile[] {
    return this.#sources().map(({ file }) => file);
  }

  /** Bytes of all files together. */
  get bytes(): number {
    return this.files().reduce((sum, file) => sum + file.bytes, 0);
  }

  /** Tick of the last row, or null when there is none. */
  get lastTick(): number | null {
    const groups = this.files().flatMap(({ groups }) => groups);
    return groups.at(-1)?.ticks?.last ?? null;
  }

  /** All columns of all files, in order of first appearance; nullable when any file lacks one. */
  columns(): ParquetColumn[] {
    return unionOfColumns(this.files());
  }

  /** Begins the next part. It counts from the moment it is committed; until then its number stays free. @throws LabError E_DISK */
  beginPart(columns: readonly ParquetColumn[], notes: Record<string, string> = {}): ParquetFileWriter {
    guarded(this.folder, () => this.#disk.makeFolder(this.folder));
    const merged = this.#merged();
    const last = this.#parts().at(-1)?.number ?? 0;
    const number = Math.max(last, merged === null ? 0 : mergedUpTo(merged)) + 1;
    return new ParquetFileWriter(join(this.folder, `part-${String(number).padStart(6, '0')}.parquet`), columns, notes, this.#disk);
  }

  /** Removes all rows after `tick`, newest file first, so that a crash in between leaves no hole. @throws LabError E_DISK */
  async dropAfter(tick: number): Promise<void> {
    for (const { number, file } of this.#sources().reverse()) {
      const last = file.groups.at(-1)?.ticks?.last ?? -Infinity;
      const first = file.groups[0]?.ticks?.first ?? Infinity;
      if (last <= tick) return;
      if (first > tick) removeFile(this.#disk, file.path);
      else await this.#rewrite(file.path, [file], tick, number === 0 ? mergedUpTo(file) : null);
    }
  }

  /** Joins all parts into the merged file, a row group at a time, then removes the parts. @throws LabError E_DISK */
  async merge(): Promise<void> {
    const sources = this.#sources();
    const last = sources.at(-1);
    if (last === undefined || last.number === 0) return; // no rows, or all merged already
    await this.#rewrite(
      this.mergedPath,
      sources.map(({ file }) => file),
      Infinity,
      last.number,
    );
    this.clean();
  }

  async #rewrite(path: string, files: ParquetFile[], lastTick: number, parts: number | null): Promise<void> {
    const columns = unionOfColumns(files);
    const { [MERGED_PARTS]: _, ...notes } = files[0].notes;
    if (parts !== null) notes[MERGED_PARTS] = String(parts);
    const writer = new ParquetFileWriter(path, columns, notes, this.#disk);
    try {
      for await (const values of regrouped(columns, files, lastTick)) writer.writeGroup(values);
    } catch (error) {
      writer.abort();
      throw error;
    }
    writer.commit();
  }

  #merged(): ParquetFile | null {
    try {
      return new ParquetFile(this.mergedPath);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  }

  #parts(): { number: number; path: string }[] {
    return namesIn(this.folder)
      .flatMap((name) => {
        const number = PART.exec(name)?.[1];
        return number === undefined ? [] : [{ number: Number(number), path: join(this.folder, name) }];
      })
      .sort((a, b) => a.number - b.number);
  }

  /** Merged file and parts that count. A reader may meet a merge in progress: it looks again when a part has gone. */
  #sources(): Source[] {
    for (let attempt = 1; ; attempt++) {
      try {
        const merged = this.#merged();
        const upTo = merged === null ? 0 : mergedUpTo(merged);
        const parts = this.#parts()
          .filter(({ number }) => number > upTo)
          .map(({ number, path }) => ({ number, file: new ParquetFile(path) }));
        return merged === null ? parts : [{ number: 0, file: merged }, ...parts];
      } catch (error) {
        if (errorCode(error) !== 'ENOENT' || attempt === 5) throw error;
      }
    }
  }
}

function mergedUpTo(merged: ParquetFile): number {
  return Number(merged.notes[MERGED_PARTS] ?? 0);
}

function unionOfColumns(files: readonly ParquetFile[]): ParquetColumn[] {
  const union = new Map<string, ParquetColumn & { files: number }>();
  for (const { path, columns } of files) {
    for (const column of columns) {
      const known = union.get(column.name);
      if (known === undefined) union.set(column.name, { ...column, files: 1 });
      else if (known.type !== column.type) {
        throw new LabError(
          'E_FORMAT',
          `column ${column.name} is ${column.type} in ${path}, but ${known.type} before. Remove the files of the other run.`,
        );
      } else {
        known.files++;
        known.nullable ||= column.nullable;
      }
    }
  }
  return [...union.values()].map(({ name, type, nullable, files: holders }) => ({
    name,
    type,
    nullable: nullable || holders < files.length,
  }));
}

/** Rows up to `lastTick` of all files, in groups of about GROUP_ROWS, so that many small parts become few large groups. */
async function* regrouped(
  columns: readonly ParquetColumn[],
  files: readonly ParquetFile[],
  lastTick: number,
): AsyncGenerator<ParquetValues[]> {
  let pieces: DecodedArray[][] = columns.map(() => []);
  let rows = 0;
  for (const file of files) {
    for (const group of file.groups) {
      const count = await rowsUpTo(file, group, lastTick);
      if (count === 0) continue;
      for (const [c, { name }] of columns.entries()) pieces[c].push(await piece(file, group, name, count));
      rows += count;
      if (rows < GROUP_ROWS) continue;
      yield columns.map((column, c) => joined(column, pieces[c], rows));
      pieces = columns.map(() => []);
      rows = 0;
    }
  }
  if (rows > 0) yield columns.map((column, c) => joined(column, pieces[c], rows));
}

/** How many rows of a group, from its start, have a tick of at most `lastTick`. Ticks ascend. */
async function rowsUpTo(file: ParquetFile, group: ParquetGroup, lastTick: number): Promise<number> {
  if (group.ticks !== null && group.ticks.last <= lastTick) return group.end - group.start;
  if (lastTick === Infinity) return group.end - group.start;
  const ticks = await file.read(group, 'tick');
  let count = 0;
  while (count < ticks.length && ticks[count] <= lastTick) count++;
  return count;
}

async function piece(file: ParquetFile, group: ParquetGroup, column: string, count: number): Promise<DecodedArray> {
  if (!file.columns.some(({ name }) => name === column)) return new Array<null>(count).fill(null);
  return (await file.read(group, column)).slice(0, count);
}

/** Pieces of one column one after the other, in the array that the Parquet writer wants for its type. */
function joined({ type, nullable }: ParquetColumn, pieces: readonly DecodedArray[], rows: number): ParquetValues {
  const values: ParquetValues = nullable ? new Array<number | bigint | null>(rows) : arrayOf(type, rows);
  let at = 0;
  for (const part of pieces) for (const value of part) values[at++] = value;
  return values;
}

/** An array of `length` zeros for a column of `type`. */
export function arrayOf(type: ParquetColumn['type'], length: number): BigInt64Array | Int32Array | Float32Array | Float64Array {
  switch (type) {
    case 'INT64':
      return new BigInt64Array(length);
    case 'INT32':
      return new Int32Array(length);
    case 'FLOAT':
      return new Float32Array(length);
    case 'DOUBLE':
      return new Float64Array(length);
  }
}

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parquetMetadata, parquetScan } from 'hyparquet';
import type { AsyncBuffer, DecodedArray, FileMetaData, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { LabError } from '../errors.ts';
import { AtomicFile } from './atomic-file.ts';
import { errorCode } from './disk.ts';
import type { Disk } from './disk.ts';

export type ParquetType = 'INT32' | 'INT64' | 'FLOAT' | 'DOUBLE';

export interface ParquetColumn {
  name: string;
  type: ParquetType;
  nullable: boolean;
}

/** Values of one column: a typed array, or numbers and nulls for a nullable one. INT64 takes and gives bigints. */
export type ParquetValues = BigInt64Array | Int32Array | Float32Array | Float64Array | (number | bigint | null)[];

/** One row group: rows [start, end) of the file, and the ticks it spans (bounds included; null when it has no tick column). */
export interface ParquetGroup {
  start: number;
  end: number;
  ticks: { first: number; last: number } | null;
}

/** Bytes of the Parquet encoder, handed to the file after every row group, so that memory holds one group at most. */
class GroupWriter extends ByteWriter {
  readonly file: AtomicFile;

  constructor(file: AtomicFile) {
    super(1 << 16);
    this.file = file;
  }

  flush(): void {
    this.file.write(this.getBytes());
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

/** Writes one Parquet file, row group by row group; it appears under its name when committed. */
export class ParquetFileWriter {
  readonly columns: readonly ParquetColumn[];
  readonly #file: AtomicFile;
  readonly #encoder: ParquetWriter;

  /** @param notes key-value metadata of the file @throws LabError E_DISK */
  constructor(path: string, columns: readonly ParquetColumn[], notes: Record<string, string>, disk: Disk) {
    this.columns = columns;
    this.#file = new AtomicFile(path, disk);
    this.#encoder = new ParquetWriter({
      writer: new GroupWriter(this.#file),
      schema: schemaOf(columns),
      kvMetadata: Object.entries(notes).map(([key, value]) => ({ key, value })),
      createdBy: 'swarmlab',
    });
  }

  /** @param values one array per column, all of one length @throws LabError E_DISK, after which the file is abandoned */
  writeGroup(values: readonly ParquetValues[]): void {
    const rowGroupSize = Math.max(1, values[0].length);
    try {
      void this.#encoder.write({ columnData: this.columns.map(({ name }, c) => ({ name, data: values[c] })), rowGroupSize });
    } catch (error) {
      this.#file.abort();
      throw error;
    }
  }

  commit(): void {
    void this.#encoder.finish(); // synchronous: so is our writer
    this.#file.commit();
  }

  /** True once the new file stands under its name, even when `commit` threw after that. */
  get inPlace(): boolean {
    return this.#file.inPlace;
  }

  abort(): void {
    this.#file.abort();
  }
}

function schemaOf(columns: readonly ParquetColumn[]): SchemaElement[] {
  const root: SchemaElement = { name: 'root', num_children: columns.length };
  return [
    root,
    ...columns.map(({ name, type, nullable }): SchemaElement => ({ name, type, repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' })),
  ];
}

/** Reads one Parquet file of the store. The footer is read when opened, the values when asked for. */
export class ParquetFile {
  readonly path: string;
  readonly bytes: number;
  readonly columns: ParquetColumn[];
  readonly rows: number;
  readonly notes: Record<string, string>;
  readonly groups: ParquetGroup[];
  readonly #metadata: FileMetaData;

  /** @throws LabError E_FORMAT when it is not a whole Parquet file of flat numeric columns */
  constructor(path: string) {
    this.path = path;
    try {
      const { metadata, bytes } = readFooter(path);
      this.#metadata = metadata;
      this.bytes = bytes;
      this.columns = metadata.schema.slice(1).map(columnOf);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new LabError('E_FORMAT', `${path} cannot be read as Parquet (${reason}). Remove it to go on without its rows.`, {
        cause: error,
      });
    }
    this.rows = Number(this.#metadata.num_rows);
    this.notes = Object.fromEntries((this.#metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? '']));
    this.groups = groupsOf(this.#metadata);
  }

  /** Values of one column in one row group, in order. */
  async read(group: ParquetGroup, column: string): Promise<DecodedArray> {
    const scan = await parquetScan({ file: fileSlices(this.path, this.bytes), metadata: this.#metadata, columns: [column] });
    return scan.readColumn({ column, rowStart: group.start, rowEnd: group.end });
  }
}

function columnOf({ name, type, repetition_type }: SchemaElement): ParquetColumn {
  if (type !== 'INT32' && type !== 'INT64' && type !== 'FLOAT' && type !== 'DOUBLE') throw new Error(`column ${name} has type ${type}`);
  return { name, type, nullable: repetition_type === 'OPTIONAL' };
}

function groupsOf(metadata: FileMetaData): ParquetGroup[] {
  let start = 0;
  return metadata.row_groups.map(({ num_rows, columns }) => {
    const end = start + Number(num_rows);
    const statistics = columns.find((chunk) => chunk.meta_data?.path_in_schema[0] === 'tick')?.meta_data?.statistics;
    const ticks = statistics ? { first: Number(statistics.min_value), last: Number(statistics.max_value) } : null;
    const group = { start, end, ticks };
    start = end;
    return group;
  });
}

function readFooter(path: string): { metadata: FileMetaData; bytes: number } {
  const file = openSync(path, 'r');
  try {
    const bytes = fstatSync(file).size;
    if (bytes < 12) throw new Error(`only ${bytes} bytes`);
    const tail = readSlice(file, bytes - 8, bytes);
    const length = new DataView(tail).getUint32(0, true) + 8;
    if (length > bytes) throw new Error('its footer is cut off');
    return { metadata: parquetMetadata(readSlice(file, bytes - length, bytes)), bytes };
  } finally {
    closeSync(file);
  }
}

function readSlice(file: number, start: number, end: number): ArrayBuffer {
  const buffer = new ArrayBuffer(end - start);
  const target = new Uint8Array(buffer);
  for (let at = 0; at < target.length;) {
    const read = readSync(file, target, at, target.length - at, start + at);
    if (read === 0) throw new Error('it ends too early');
    at += read;
  }
  return buffer;
}

function fileSlices(path: string, byteLength: number): AsyncBuffer {
  return {
    byteLength,
    slice(start, end = byteLength): ArrayBuffer {
      const file = openSync(path, 'r');
      try {
        return readSlice(file, start, Math.min(end, byteLength));
      } finally {
        closeSync(file);
      }
    },
  };
}

import { LabError } from '../errors.ts';
import { realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import { fileName } from './file-name.ts';
import { arrayOf, PartFolder } from './part-folder.ts';
import type { ParquetColumn, ParquetFile, ParquetType, ParquetValues } from './parquet-file.ts';

/** Values of one recorded column: the types a model's columns may have. */
export type RecordValues = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;

/** The agents of one kind at one tick: row i of every column belongs to agent `ids[i]`. A vector is one column per plane: `x_0`, `x_1`. */
export interface RecordBlock {
  tick: number;
  ids: Uint32Array;
  columns: Record<string, RecordValues>;
}

type ValueType = 'f32' | 'f64' | 'i32' | 'u32' | 'u8';
const STORED_AS: Record<ValueType, ParquetType> = { f32: 'FLOAT', f64: 'DOUBLE', i32: 'INT32', u32: 'INT64', u8: 'INT32' };
/** Note in a file of records: the value type of each column, which Parquet's own types do not tell apart. */
const TYPES = 'swarmlab.types';
/** Bytes held in memory before they are written without being asked. */
const MOST_PENDING = 32 * 2 ** 20;
/** Recordings up to this size become one file at the end; larger ones stay in parts. */
const MOST_MERGED = 200 * 2 ** 20;
const GROUP_ROWS = 65_536;

/** What single agents did, tick by tick, as Parquet: `tick`, `id`, and each recorded column in its own type. */
export class RecordLog {
  readonly #parts: PartFolder;
  #types: Map<string, ValueType> | null;
  #pending: RecordBlock[] = [];
  #pendingBytes = 0;
  #lastTick: number;

  /**
   * Opens the recording of a run folder for writing, removing what a crash left half done.
   *
   * @param kind of the agents, where several kinds are recorded: each has its own folder `records-<kind>`
   * @throws LabError E_FORMAT when a part is damaged, E_DISK
   */
  constructor(root: string, kind: string | null = null, disk: Disk = realDisk) {
    this.#parts = new PartFolder(root, folderName(kind), disk);
    this.#parts.clean();
    const newest = this.#parts.files().at(-1);
    this.#types = newest === undefined ? null : typesIn(newest);
    this.#lastTick = this.#parts.lastTick ?? -1;
  }

  /** Tick of the last block appended or stored; -1 when there is none. */
  get lastTick(): number {
    return this.#lastTick;
  }

  /**
   * Copies the block, so its arrays may be views of a world that goes on.
   *
   * @throws LabError E_INTERNAL unless ticks ascend, E_COLUMN unless every block has the same columns, E_DISK
   */
  append({ tick, ids, columns }: RecordBlock): void {
    if (!Number.isSafeInteger(tick) || tick <= this.#lastTick) {
      throw new LabError('E_INTERNAL', `the tick of a recording must be an integer above ${this.#lastTick}, but got ${tick}.`);
    }
    this.#check(ids.length, columns);
    this.#lastTick = tick;
    if (ids.length === 0) return;
    const copy: RecordBlock = { tick, ids: ids.slice(), columns: {} };
    for (const [name, values] of Object.entries(columns)) copy.columns[name] = values.slice();
    this.#pending.push(copy);
    this.#pendingBytes += ids.byteLength + Object.values(columns).reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (this.#pendingBytes >= MOST_PENDING) this.flush();
  }

  /** Writes the pending blocks as one more part; without any it does nothing. @throws LabError E_DISK: they stay pending */
  flush(): void {
    if (this.#pending.length === 0 || this.#types === null) return;
    const types = this.#types;
    const part = this.#parts.beginPart(parquetColumns(types), { [TYPES]: JSON.stringify(Object.fromEntries(types)) });
    for (const blocks of groups(this.#pending)) part.writeGroup(groupValues(blocks, types));
    try {
      part.commit();
    } finally {
      if (part.inPlace) this.#forget(() => false); // a block is stored or pending, never both
    }
  }

  /** Removes every block after `tick`, stored and pending: a run resumes from there. @throws LabError E_DISK */
  async dropAfter(tick: number): Promise<void> {
    this.#forget((block) => block.tick <= tick);
    await this.#parts.dropAfter(tick);
    this.#lastTick = this.#pending.at(-1)?.tick ?? this.#parts.lastTick ?? -1;
  }

  /** Flushes, and joins the parts into `records.parquet` when they are small together (under 200 MiB). @throws LabError E_DISK */
  async close(): Promise<void> {
    this.flush();
    if (this.#parts.bytes < MOST_MERGED) await this.#parts.merge();
  }

  #forget(keep: (block: RecordBlock) => boolean): void {
    this.#pending = this.#pending.filter(keep);
    this.#pendingBytes = this.#pending.reduce((sum, block) => sum + bytesOf(block), 0);
  }

  #check(agents: number, columns: Record<string, RecordValues>): void {
    const types = new Map(Object.entries(columns).map(([name, values]) => [name, typeOf(values)] as const));
    for (const [name, { length }] of Object.entries(columns)) {
      if (name === 'tick' || name === 'id')
        throw new LabError('E_COLUMN', `a recorded column cannot be called ${name}: that column is always there.`);
      if (length !== agents) throw new LabError('E_INTERNAL', `column ${name} of a recording has ${length} values for ${agents} agents.`);
    }
    this.#types ??= types;
    const told = (map: Map<string, ValueType>): string =>
      [...map]
        .map(([name, type]) => `${name} ${type}`)
        .sort()
        .join(', ');
    if (told(types) !== told(this.#types)) {
      throw new LabError(
        'E_COLUMN',
        `this recording has the columns ${told(this.#types)}, but got ${told(types)}. Record the same columns as before, or in a new run.`,
      );
    }
  }
}

/**
 * The recording of a run folder, one block per tick, in order; changes nothing.
 *
 * @param kind as it was recorded; null where only one kind was
 * @throws LabError E_FORMAT
 */
export async function* readRecords(root: string, kind: string | null = null): AsyncGenerator<RecordBlock> {
  let open: Unfinished | null = null;
  for (const file of new PartFolder(root, folderName(kind)).files()) {
    const types = typesIn(file);
    const names = [...types.keys()];
    for (const group of file.groups) {
      const ticks = await file.read(group, 'tick');
      const values = await Promise.all(['id', ...names].map((name) => file.read(group, name)));
      for (let lo = 0, hi = 0; lo < ticks.length; lo = hi) {
        while (hi < ticks.length && ticks[hi] === ticks[lo]) hi++;
        if (open !== null && open.tick !== Number(ticks[lo])) {
          yield finished(open);
          open = null;
        }
        open ??= { tick: Number(ticks[lo]), types, values: values.map(() => []) };
        for (const [c, column] of values.entries()) for (let i = lo; i < hi; i++) open.values[c].push(Number(column[i]));
      }
    }
  }
  if (open !== null) yield finished(open);
}

/** A block whose rows may go on in the next row group: the ids, then each column. */
interface Unfinished {
  tick: number;
  types: Map<string, ValueType>;
  values: number[][];
}

function finished({ tick, types, values }: Unfinished): RecordBlock {
  const columns = Object.fromEntries([...types].map(([name, type], c) => [name, ARRAYS[type].from(values[c + 1])]));
  return { tick, ids: Uint32Array.from(values[0]), columns };
}

const ARRAYS = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, u8: Uint8Array };

function folderName(kind: string | null): string {
  return kind === null ? 'records' : `records-${fileName(kind)}`;
}

function typesIn(file: ParquetFile): Map<string, ValueType> {
  try {
    const types: Record<string, ValueType> = JSON.parse(file.notes[TYPES] ?? '');
    return new Map(Object.entries(types));
  } catch (error) {
    throw new LabError('E_FORMAT', `${file.path} is no recording that swarmlab wrote. Remove it to go on.`, { cause: error });
  }
}

function typeOf(values: RecordValues): ValueType {
  if (values instanceof Float32Array) return 'f32';
  if (values instanceof Float64Array) return 'f64';
  if (values instanceof Int32Array) return 'i32';
  return values instanceof Uint32Array ? 'u32' : 'u8';
}

function parquetColumns(types: Map<string, ValueType>): ParquetColumn[] {
  const columns = [...types].map(([name, type]): ParquetColumn => ({ name, type: STORED_AS[type], nullable: false }));
  return [{ name: 'tick', type: 'INT64', nullable: false }, { name: 'id', type: 'INT64', nullable: false }, ...columns];
}

function bytesOf({ ids, columns }: RecordBlock): number {
  return ids.byteLength + Object.values(columns).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Blocks cut and joined into groups of about GROUP_ROWS rows: small blocks share a row group, a large one becomes several. */
function* groups(blocks: readonly RecordBlock[]): Generator<RecordBlock[]> {
  let group: RecordBlock[] = [];
  let rows = 0;
  for (const block of blocks) {
    for (let lo = 0; lo < block.ids.length; lo += GROUP_ROWS) {
      const piece = cut(block, lo, lo + GROUP_ROWS);
      group.push(piece);
      rows += piece.ids.length;
      if (rows < GROUP_ROWS) continue;
      yield group;
      group = [];
      rows = 0;
    }
  }
  if (rows > 0) yield group;
}

function cut({ tick, ids, columns }: RecordBlock, lo: number, hi: number): RecordBlock {
  const pieces = Object.entries(columns).map(([name, values]) => [name, values.subarray(lo, hi)] as const);
  return { tick, ids: ids.subarray(lo, hi), columns: Object.fromEntries(pieces) };
}

function groupValues(blocks: readonly RecordBlock[], types: Map<string, ValueType>): ParquetValues[] {
  const rows = blocks.reduce((sum, { ids }) => sum + ids.length, 0);
  const ticks = new BigInt64Array(rows);
  let at = 0;
  for (const { tick, ids } of blocks) ticks.fill(BigInt(tick), at, (at += ids.length));
  const columns = [...types].map(([name, type]) =>
    joined(
      STORED_AS[type],
      blocks.map((block) => block.columns[name]),
      rows,
    ),
  );
  return [
    ticks,
    joined(
      'INT64',
      blocks.map(({ ids }) => ids),
      rows,
    ),
    ...columns,
  ];
}

function joined(type: ParquetType, pieces: readonly RecordValues[], rows: number): ParquetValues {
  const target = arrayOf(type, rows);
  let at = 0;
  for (const piece of pieces) {
    if (target instanceof BigInt64Array) for (let i = 0; i < piece.length; i++) target[at + i] = BigInt(piece[i]);
    else target.set(piece, at);
    at += piece.length;
  }
  return target;
}

import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { AtomicFile } from './atomic-file.ts';
import { errorCode, realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import { PartFolder } from './part-folder.ts';
import type { ParquetValues } from './parquet-file.ts';

/** One row of metrics: the tick and one number per metric, null where a metric is undefined. */
export interface MetricRow {
  tick: number;
  [metric: string]: number | null;
}

/** Rows held in memory before they are written without being asked. */
const MOST_PENDING = 10_000;

/**
 * The metrics of a run, a row per measured tick. Rows are buffered, and written as complete Parquet parts by `flush()`:
 * `tick` INT64, every metric a nullable DOUBLE. After a flush that failed, the rows are still pending and can be flushed again.
 */
export class MetricLog {
  readonly #root: string;
  readonly #parts: PartFolder;
  readonly #disk: Disk;
  #columns: Set<string>;
  #pending: MetricRow[] = [];
  #lastTick: number;

  /**
   * Opens the log of a run folder for writing, removing what a crash left half done.
   *
   * @throws LabError E_FORMAT when a part is damaged, E_DISK
   */
  constructor(root: string, disk: Disk = realDisk) {
    this.#root = root;
    this.#disk = disk;
    this.#parts = new PartFolder(root, 'metrics', disk);
    this.#parts.clean();
    this.#columns = new Set(metricNames(this.#parts));
    this.#lastTick = this.#parts.lastTick ?? -1;
  }

  /** Tick of the last row appended or stored; -1 when there is none. */
  get lastTick(): number {
    return this.#lastTick;
  }

  /** Rows that a kill would lose now. */
  get pending(): number {
    return this.#pending.length;
  }

  /**
   * @param row its tick is an integer above that of the row before; metrics may appear later than the first row
   * @throws LabError E_METRIC when a metric is not a number or null, E_DISK when the buffer was full and could not be written
   */
  append(row: MetricRow): void {
    const { tick } = row;
    if (!Number.isSafeInteger(tick) || tick <= this.#lastTick) {
      throw new LabError('E_INTERNAL', `the tick of a metric row must be an integer above ${this.#lastTick}, but got ${tick}.`);
    }
    for (const [name, value] of Object.entries(row)) {
      if (value !== null && (typeof value !== 'number' || Number.isNaN(value))) {
        throw new LabError(
          'E_METRIC',
          `metric ${name} must be a number or null, but is ${value} at tick ${tick}. Return null where it is undefined.`,
        );
      }
      if (name !== 'tick') this.#columns.add(name);
    }
    this.#pending.push({ ...row });
    this.#lastTick = tick;
    if (this.#pending.length >= MOST_PENDING) this.flush();
  }

  /** Writes the pending rows as one more part; without any it does nothing. @throws LabError E_DISK: the rows stay pending */
  flush(): void {
    if (this.#pending.length === 0) return;
    const rows = this.#pending;
    const names = [...this.#columns];
    const tick = { name: 'tick', type: 'INT64', nullable: false } as const;
    const part = this.#parts.beginPart([tick, ...names.map((name) => ({ name, type: 'DOUBLE', nullable: true }) as const)]);
    const ticks = BigInt64Array.from(rows, (row) => BigInt(row.tick));
    part.writeGroup([ticks, ...names.map((name): ParquetValues => rows.map((row) => (Object.hasOwn(row, name) ? row[name] : null)))]);
    try {
      part.commit();
    } finally {
      if (part.inPlace) this.#pending = []; // a row is stored or pending, never both
    }
  }

  /** Removes every row after `tick`, stored and pending: a run resumes from there. @throws LabError E_DISK */
  async dropAfter(tick: number): Promise<void> {
    this.#pending = this.#pending.filter((row) => row.tick <= tick);
    await this.#parts.dropAfter(tick);
    this.#columns = new Set([...metricNames(this.#parts), ...this.#pending.flatMap(namesOf)]);
    this.#lastTick = this.#pending.at(-1)?.tick ?? this.#parts.lastTick ?? -1;
  }

  /** Flushes, then joins all parts into `metrics.parquet`, and writes `metrics.csv` when asked. @throws LabError E_DISK */
  async merge(options: { csv?: boolean } = {}): Promise<void> {
    this.flush();
    await this.#parts.merge();
    if (options.csv) await writeCsv(join(this.#root, 'metrics.csv'), [...this.#columns], this.rows(), this.#disk);
  }

  /** All rows in order of tick, the pending ones too, each with every metric. */
  async *rows(): AsyncGenerator<MetricRow> {
    const names = [...this.#columns];
    const pending = this.#pending;
    yield* storedRows(this.#parts, names);
    for (const row of pending) yield { ...blankRow(row.tick, names), ...row };
  }
}

/** Metrics that a run folder holds now, whether the run is alive or not; changes nothing. @throws LabError E_FORMAT */
export async function readMetrics(root: string): Promise<{ names: string[]; rows: MetricRow[] }> {
  const parts = new PartFolder(root, 'metrics');
  for (let attempt = 1; ; attempt++) {
    try {
      const names = metricNames(parts);
      const rows: MetricRow[] = [];
      for await (const row of storedRows(parts, names)) rows.push(row);
      return { names, rows };
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || attempt === 5) throw error; // a live run merged its parts meanwhile: look again
    }
  }
}

async function* storedRows(parts: PartFolder, names: readonly string[]): AsyncGenerator<MetricRow> {
  for (const file of parts.files()) {
    for (const group of file.groups) {
      const ticks = await file.read(group, 'tick');
      const rows = Array.from(ticks, (tick) => blankRow(Number(tick), names));
      for (const { name } of file.columns) {
        if (name === 'tick') continue;
        const values = await file.read(group, name);
        for (const [i, row] of rows.entries()) row[name] = values[i] ?? null;
      }
      yield* rows;
    }
  }
}

function metricNames(parts: PartFolder): string[] {
  return parts
    .columns()
    .map(({ name }) => name)
    .filter((name) => name !== 'tick');
}

function namesOf(row: MetricRow): string[] {
  return Object.keys(row).filter((name) => name !== 'tick');
}

function blankRow(tick: number, names: readonly string[]): MetricRow {
  const row: MetricRow = { tick };
  for (const name of names) row[name] = null;
  return row;
}

/** Comma-separated values as of RFC 4180, one line per row, an empty cell for null. */
async function writeCsv(path: string, names: readonly string[], rows: AsyncIterable<MetricRow>, disk: Disk): Promise<void> {
  const file = new AtomicFile(path, disk);
  const encoder = new TextEncoder();
  let text = ['tick', ...names].map(csvCell).join(',') + '\r\n';
  try {
    for await (const row of rows) {
      text += [row.tick, ...names.map((name) => row[name] ?? '')].join(',') + '\r\n';
      if (text.length < 1 << 20) continue;
      file.write(encoder.encode(text));
      text = '';
    }
    file.write(encoder.encode(text));
  } catch (error) {
    file.abort();
    throw error;
  }
  file.commit();
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

import { join } from 'node:path';
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { AtomicFile } from './atomic-file.ts';
import { realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import type { MetricStatistics, RunRow } from './experiment-rows.ts';

type Cell = number | string | boolean | null;

interface TableColumn {
  readonly name: string;
  readonly type: 'INT32' | 'DOUBLE' | 'BOOLEAN' | 'TEXT';
  readonly of: (row: RunRow) => Cell;
}

const RUN: TableColumn = { name: 'run', type: 'INT32', of: ({ run }) => run };

/** Columns that every table has between the parameters and the metrics. */
const OURS: readonly TableColumn[] = [
  { name: 'replicate', type: 'INT32', of: ({ replicate }) => replicate },
  { name: 'seed', type: 'TEXT', of: ({ seed }) => seed },
  { name: 'status', type: 'TEXT', of: ({ status }) => status },
  { name: 'error', type: 'TEXT', of: ({ error }) => error?.message ?? null },
  { name: 'ticks', type: 'INT32', of: ({ ticks }) => ticks },
  { name: 'agents', type: 'DOUBLE', of: ({ agents }) => agents },
  { name: 'stop_reason', type: 'TEXT', of: ({ stopReason }) => stopReason },
  { name: 'state_hash', type: 'TEXT', of: ({ stateHash }) => stateHash },
  { name: 'nan', type: 'TEXT', of: ({ nan }) => nan },
  { name: 'wall_seconds', type: 'DOUBLE', of: ({ wallSeconds }) => wallSeconds },
];

const STATISTICS: readonly (keyof MetricStatistics)[] = ['mean', 'sd', 'se', 'm2', 'm4', 'n'];

/** Rows of a row group: bounds the memory of writing. */
const GROUP_ROWS = 16_384;

/**
 * Write `runs.parquet` and `runs.csv` (RFC 4180): one row a run in the order of the plan: `run`, the parameters
 * that vary, what every run has, then each metric as its last value and `<metric>.mean`, `.sd`, `.se`, `.m2`, `.m4`, `.n`. A parameter called
 * like another column is written as `param.<name>`, such a metric as `metric.<name>`.
 *
 * @param rows in the order of the plan
 * @throws LabError E_DISK: older files of those names are intact
 */
export function writeRunTables(root: string, rows: readonly RunRow[], disk: Disk = realDisk): void {
  const columns = columnsOf(rows);
  writeParquet(join(root, 'runs.parquet'), columns, rows, disk);
  writeCsv(join(root, 'runs.csv'), columns, rows, disk);
}

function columnsOf(rows: readonly RunRow[]): TableColumn[] {
  const taken = new Set([RUN, ...OURS].map(({ name }) => name));
  const free = (name: string, kind: string): string => {
    const own = taken.has(name) ? `${kind}.${name}` : name;
    taken.add(own);
    return own;
  };
  const params = new Map<string, TableColumn['type']>();
  const metrics = new Map<string, boolean>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row.params)) params.set(name, typeOf(value));
    for (const name of Object.keys(row.metrics)) metrics.set(name, (metrics.get(name) ?? false) || Object.hasOwn(row.statistics, name));
  }
  const columns: TableColumn[] = [RUN];
  for (const [name, type] of params) columns.push({ name: free(name, 'param'), type, of: ({ params: p }) => at(p, name) });
  columns.push(...OURS);
  for (const [name, measured] of metrics) {
    const own = free(name, 'metric');
    columns.push({ name: own, type: 'DOUBLE', of: ({ metrics: m }) => at(m, name) });
    if (!measured) continue; // of an analysis at the end of the run: it has no series
    for (const statistic of STATISTICS)
      columns.push({
        name: free(`${own}.${statistic}`, 'metric'),
        type: 'DOUBLE',
        of: ({ statistics: s }) => at(s, name)?.[statistic] ?? null,
      });
  }
  return columns;
}

function at<T>(values: Readonly<Record<string, T>>, name: string): T | null {
  return Object.hasOwn(values, name) ? values[name] : null;
}

function typeOf(value: number | string | boolean): TableColumn['type'] {
  if (typeof value === 'number') return 'DOUBLE';
  return typeof value === 'boolean' ? 'BOOLEAN' : 'TEXT';
}

/** Bytes of the Parquet encoder, handed to the file after every row group. */
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

function writeParquet(path: string, columns: readonly TableColumn[], rows: readonly RunRow[], disk: Disk): void {
  const file = new AtomicFile(path, disk);
  const schema: SchemaElement[] = [{ name: 'root', num_children: columns.length }, ...columns.map(schemaOf)];
  const encoder = new ParquetWriter({ writer: new GroupWriter(file), schema, createdBy: 'swarmlab' });
  try {
    for (let from = 0; from < rows.length || from === 0; from += GROUP_ROWS) {
      const group = rows.slice(from, from + GROUP_ROWS);
      const columnData = columns.map(({ name, of }) => ({ name, data: group.map(of) }));
      void encoder.write({ columnData, rowGroupSize: Math.max(1, group.length) });
    }
    void encoder.finish(); // synchronous: so is our writer
  } catch (error) {
    file.abort();
    throw error;
  }
  file.commit();
}

function schemaOf({ name, type }: TableColumn): SchemaElement {
  if (type === 'TEXT') return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' };
  return { name, type, repetition_type: 'OPTIONAL' };
}

function writeCsv(path: string, columns: readonly TableColumn[], rows: readonly RunRow[], disk: Disk): void {
  const file = new AtomicFile(path, disk);
  const encoder = new TextEncoder();
  let text = `${columns.map(({ name }) => csvCell(name)).join(',')}\r\n`;
  for (const row of rows) {
    text += `${columns.map(({ of }) => csvCell(of(row))).join(',')}\r\n`;
    if (text.length < 1 << 20) continue;
    file.write(encoder.encode(text));
    text = '';
  }
  file.write(encoder.encode(text));
  file.commit();
}

/** An empty cell is null; an empty text is a pair of quotes. */
function csvCell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

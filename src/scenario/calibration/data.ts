// Measurements through time that a model is fitted to, from a CSV text or from a script. Imports errors, store's types.

import { LabError, nearest } from '../../errors.ts';
import type { CalibrationData } from '../../store/index.ts';

/** Columns by name, `tick` among them; `<metric>.tolerance` holds standard errors. Null where there is no measurement. */
export type DataColumns = Readonly<Record<string, readonly (number | null)[]>>;

const TOLERANCE = '.tolerance';
/** What a file may say where nothing was measured. */
const MISSING = new Set(['', 'na', 'nan', 'null', '-']);

/**
 * Columns of a CSV text whose first line names them: separated by commas, semicolons or tabs, cells quoted or not.
 *
 * @param path for messages
 * @throws LabError E_FORMAT naming the line
 */
export function parseCsv(text: string, path: string): DataColumns {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const used = lines.flatMap((line, n) => (line.trim() === '' || line.startsWith('#') ? [] : [{ line, n: n + 1 }]));
  if (used.length < 2) throw new LabError('E_FORMAT', `${path} holds no measurements: one line of names and one line a tick are needed.`);
  const separator = [';', '\t'].find((each) => used[0].line.includes(each)) ?? ',';
  const names = cellsOf(used[0].line, separator).map((name) => name.trim());
  const twice = names.find((name, n) => names.indexOf(name) < n);
  if (twice !== undefined) throw new LabError('E_FORMAT', `${path} has two columns called "${twice}". Rename one.`);
  const rows = used.slice(1).map(({ line, n }) => {
    const cells = cellsOf(line, separator);
    if (cells.length !== names.length)
      throw new LabError('E_FORMAT', `line ${n} of ${path} has ${cells.length} cells for ${names.length} columns. Mend it.`);
    return cells.map((cell, c) => numberOf(cell, `${names[c]} in line ${n} of ${path}`));
  });
  return Object.fromEntries(names.map((name, c) => [name, rows.map((row) => row[c])]));
}

function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '"' && quoted && line[at + 1] === '"') cell += line[++at];
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
}

function numberOf(cell: string, where: string): number | null {
  const text = cell.trim();
  if (MISSING.has(text.toLowerCase())) return null;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new LabError('E_FORMAT', `${where} must be a number, or empty where nothing was measured, but is "${text.slice(0, 40)}".`);
}

/**
 * Measurements in the order of their ticks, every column checked against the scenario.
 *
 * @param path null for a script
 * @param metrics names that the scenario has; null when not all of them are known
 * @throws LabError E_FORMAT for columns that are no measurements, E_FLAG for one that is no metric
 */
export function dataOf(columns: DataColumns, path: string | null, metrics: readonly string[] | null): CalibrationData {
  const what = path ?? 'data';
  const { tick: ticks, ...others } = columns;
  if (ticks === undefined)
    throw new LabError(
      'E_FORMAT',
      `${what} has no column "tick" (${Object.keys(columns).slice(0, 6).join(', ') || 'no columns'}): name the column of times so, in ticks of the model.`,
    );
  const wrong = ticks.find((tick) => tick === null || !Number.isInteger(tick) || tick < 0);
  if (wrong !== undefined) throw new LabError('E_FORMAT', `${what}: a tick must be a whole number from 0 on, but one is ${String(wrong)}.`);
  const order = ticks.map((tick, n) => ({ tick: tick ?? 0, n })).sort((a, b) => a.tick - b.tick);
  const again = order.find(({ tick }, n) => n > 0 && order[n - 1].tick === tick);
  if (again) throw new LabError('E_FORMAT', `${what} has two rows for tick ${again.tick}: join them, their mean for example.`);
  const names = Object.keys(others).filter((name) => !name.endsWith(TOLERANCE) || metrics?.includes(name));
  const sorted = (name: string): (number | null)[] => {
    if (others[name].length !== ticks.length)
      throw new LabError('E_FORMAT', `${what}: column ${name} has ${others[name].length} values for ${ticks.length} ticks.`);
    return order.map(({ n }) => others[name][n]);
  };
  for (const name of names) refuseNoMetric(name, what, metrics);
  for (const name of Object.keys(others)) {
    const owner = name.slice(0, -TOLERANCE.length);
    if (names.includes(name) || names.includes(owner)) continue;
    throw new LabError('E_FORMAT', `${what}: the column ${name} belongs to no column "${owner}".`);
  }
  if (names.length === 0) throw new LabError('E_FORMAT', `${what} has no column but tick: name a column as the metric that it measured.`);
  const found = names.map((name) => {
    const values = sorted(name);
    if (values.every((value) => value === null)) throw new LabError('E_FORMAT', `${what}: the column ${name} holds no value.`);
    const tolerances = Object.hasOwn(others, name + TOLERANCE) ? sorted(name + TOLERANCE) : null;
    const bad = tolerances?.find((tolerance, n) => values[n] !== null && !(tolerance !== null && tolerance > 0));
    if (bad !== undefined)
      throw new LabError('E_FORMAT', `${what}: ${name}${TOLERANCE} must be above 0 wherever ${name} has a value, but is ${String(bad)}.`);
    return { metric: name, values, tolerances };
  });
  return { path, ticks: order.map(({ tick }) => tick), columns: found };
}

function refuseNoMetric(name: string, what: string, metrics: readonly string[] | null): void {
  if (metrics === null || metrics.includes(name)) return;
  const near = nearest(name, metrics);
  throw new LabError(
    'E_FLAG',
    `${what}: the column "${name}" is no metric of the scenario${near ? `; did you mean "${near}"?` : '.'} Metrics: ${metrics.join(', ') || 'none'}. Rename the column or leave it away.`,
  );
}

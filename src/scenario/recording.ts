// Which columns of single agents a run records. Imports errors.

import { shown } from '../engine/columns.ts';
import { LabError, nearest } from '../errors.ts';
import type { ExecuteOptions } from './execution.ts';
import type { Runnable } from './runnable.ts';
import type { Keeping } from './emergence/sampler.ts';
import { isModelScenario, type Scenario } from './scenario.ts';

/** Which columns of which kinds are recorded; one folder a kind when several kinds have the columns. */
export function recordedKinds(
  runnable: Runnable,
  options: Pick<ExecuteOptions, 'record'>,
): { name: string; folder: string | null; columns: string[] }[] {
  const wanted = options.record ?? runnable.record;
  if (!wanted) return [];
  const kinds = runnable.program.spec.kinds
    .filter(({ grid }) => !grid)
    .map(({ name, columns }) => ({
      name,
      columns: wanted.columns.filter((column) => shown(columns).some((each) => each.name === column)),
    }))
    .filter(({ columns }) => columns.length > 0);
  return kinds.map((kind) => ({ ...kind, folder: kinds.length > 1 ? kind.name : null }));
}

/** Kinds of a model that pictures are kept of; none of a swarm. */
export function picturedKinds(scenario: Scenario, { program }: Runnable): string[] {
  return isModelScenario(scenario) ? program.spec.kinds.flatMap(({ name, grid }) => (grid ? [] : [name])) : [];
}

/** What is kept for the report of a run: as the command says, else as the scenario does. */
export function keepingOf(
  { ticks, animate: declared }: Pick<Runnable, 'ticks' | 'animate'>,
  { animate = declared }: Pick<ExecuteOptions, 'animate'>,
): Keeping {
  return { ticks, ...(animate !== undefined && { animate }) };
}

export function checkRecord(runnable: Runnable, { record }: ExecuteOptions): void {
  const known = new Set(runnable.program.spec.kinds.flatMap(({ columns, grid }) => (grid ? [] : shown(columns).map(({ name }) => name))));
  const unknown = record?.columns.find((column) => !known.has(column));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw new LabError(
    'E_COLUMN',
    `no kind has a column "${unknown}" to record${near ? `; did you mean "${near}"?` : '.'} Known: ${[...known].join(', ')}.`,
  );
}

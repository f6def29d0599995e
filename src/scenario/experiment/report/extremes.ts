// Which runs are worth looking at, each with the command that repeats it. Imports engine's values, report, this folder.

import { roundForPeople, type Table } from '../../../report/index.ts';
import type { SweepResult } from '../result.ts';
import { groupsOf, valueOf, type RunRow } from '../rows.ts';
import { pointWords, type Subject } from './subject.ts';

/** A group needs so many runs before one of them can be unlike the others. */
const LEAST = 4;
const MOST_FAILED = 3;

/** Runs with the highest and lowest value, the most restless one, the one most unlike the others of its point, and failed ones. */
export function extremesTable({ result, metrics }: Subject, command: (row: RunRow) => string): Table | null {
  const [metric] = metrics;
  const chosen: { why: string; row: RunRow; value: number | null }[] = [];
  if (metric !== undefined) {
    const known = result.rows.flatMap((row) => {
      const value = valueOf(row, metric);
      return value === null ? [] : [{ row, value }];
    });
    const most = (of: (each: (typeof known)[number]) => number, why: string): void => {
      const found = best(known, of);
      if (found !== null) chosen.push({ why, row: found.row, value: found.value });
    };
    if (known.length > 1) {
      most(({ value }) => value, `highest ${metric}`);
      most(({ value }) => -value, `lowest ${metric}`);
      most(({ row }) => spread(row, metric), `${metric} varies most in time`);
      const odd = oddOne(result, metric);
      if (odd !== null) chosen.push({ why: `most unlike the others of its point`, ...odd });
    }
  }
  for (const row of result.rows.filter(({ status }) => status === 'failed').slice(0, MOST_FAILED))
    chosen.push({ why: `failed: ${(row.error?.message ?? 'unknown').slice(0, 80)}`, row, value: null });
  if (chosen.length === 0) return null;
  return {
    caption: 'Runs to look at, and how to repeat each by itself',
    columns: ['why', 'run', 'point', 'replicate', metric ?? 'value', 'command'],
    rows: chosen.map(({ why, row, value }) => [why, row.run, pointWords(row.params), row.replicate, value, command(row)]),
  };
}

function best<T>(all: readonly T[], of: (each: T) => number): T | null {
  let found: T | null = null;
  let most = -Infinity;
  for (const each of all) {
    const value = of(each);
    if (value > most) [found, most] = [each, value];
  }
  return found;
}

function spread({ statistics }: RunRow, metric: string): number {
  const sd = Object.hasOwn(statistics, metric) ? statistics[metric].sd : null;
  return sd !== null && sd > 0 ? sd : -Infinity;
}

/** The run farthest from the mean of the other runs of its point, in their standard deviations. */
function oddOne({ rows }: SweepResult, metric: string): { row: RunRow; value: number } | null {
  const all = groupsOf(rows).flatMap(({ rows: runs }) => {
    const known = runs.flatMap((row) => {
      const value = valueOf(row, metric);
      return value === null ? [] : [{ row, value }];
    });
    if (known.length < LEAST) return [];
    return known.map((each) => {
      const others = known.filter((other) => other !== each).map(({ value }) => value);
      const mean = others.reduce((sum, value) => sum + value / others.length, 0);
      const sd = Math.sqrt(others.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (others.length - 1));
      return { ...each, away: sd > 0 ? Math.abs(each.value - mean) / sd : -Infinity };
    });
  });
  const found = best(all, ({ away }) => away);
  return found && { row: found.row, value: found.value };
}

/** Words of a number of runs that were left out of a table. */
export function leftOut(all: number, shown: number): string {
  return all > shown ? ` (the first ${roundForPeople(shown)} of ${roundForPeople(all, { digits: 15 })}; runs.csv has all)` : '';
}

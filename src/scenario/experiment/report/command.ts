// The command that repeats one run of a sweep. Imports scenario, this folder's neighbours.

import { commandLine } from '../../command-line.ts';
import type { SweepResult } from '../result.ts';
import type { RunRow } from '../rows.ts';

/** @param scenario its name, or where its module is */
export function runCommand({ set, ticks, backend }: SweepResult, row: RunRow, scenario: string): string {
  const sets = Object.entries({ ...set, ...row.params }).flatMap(([name, value]) => ['--set', `${name}=${String(value)}`]);
  const rest = [...(ticks === null ? [] : ['--ticks', String(ticks)]), ...(backend === null ? [] : ['--backend', backend])];
  return commandLine(['run', scenario, ...sets, ...rest, '--seed', row.seed]);
}

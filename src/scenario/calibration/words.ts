// Words that a terminal and a report share. Imports this folder's types.

import { relative } from 'node:path';
import type { CalibrationResult } from './result.ts';

/** Arguments of the command that makes one run at the best parameters, with a seed of its own. */
export function runWords({ scenario, scenarioPath, set, best, ticks, backend, seed }: CalibrationResult): string[] {
  const sets = Object.entries({ ...set, ...best?.params }).flatMap(([name, value]) => ['--set', `${name}=${String(value)}`]);
  const rest = [...(ticks === null ? [] : ['--ticks', String(ticks)]), ...(backend === null ? [] : ['--backend', backend])];
  return ['run', scenarioPath === null ? scenario : relative('', scenarioPath), ...sets, ...rest, '--seed', seed];
}

// Global sensitivity from a script. Imports this folder.

import { LabError } from '../../errors.ts';
import type { Sensitivity } from './effects.ts';
import { sweep, type SweepOptions, type SweepResult } from './sweep.ts';
import type { Scenario } from '../scenario.ts';

export type { MorrisSensitivity, Sensitivity, SobolSensitivity } from './effects.ts';

export interface SensitivityOptions extends Omit<SweepOptions, 'design' | 'runs' | 'maximin'> {
  /** sobol: shares of variance, by Saltelli's sampling; morris: elementary effects, for screening many parameters with few runs */
  readonly method: 'sobol' | 'morris';
  /** points at most: whole blocks of k + 2 for sobol, whole trajectories of k + 1 for morris */
  readonly runs: number;
}

export interface SensitivityResult extends SweepResult {
  /** one entry a metric */
  readonly sensitivity: readonly Sensitivity[];
}

/**
 * Which parameters a scenario's metrics depend on, over ranges of them.
 *
 * @example
 * const { sensitivity: [polarization] } = await sensitivity('vicsek', { method: 'sobol', over: { noise: { low: 0, high: 6 }, speed: { low: 0.01, high: 0.5 } }, runs: 512 });
 * @throws LabError for anything wrong in what was asked for; E_FLAG when it was interrupted
 */
export async function sensitivity(scenario: Scenario | string, { method, ...options }: SensitivityOptions): Promise<SensitivityResult> {
  if (method !== 'sobol' && method !== 'morris')
    throw new LabError('E_FLAG', `method must be sobol or morris, but got "${String(method)}".`);
  const result = await sweep(scenario, { ...options, design: method === 'sobol' ? 'saltelli' : 'morris' });
  const { sensitivity: found } = result;
  if (found === null) throw new LabError('E_FLAG', `the sweep was interrupted. Go on with: npx swarmlab resume ${result.folder}`);
  return { ...result, sensitivity: found };
}

// A scenario's own analysis, done once although both the result and the report want it. Imports engine and scenario.

import type { ParamValue } from '../engine/world.ts';
import { LabError } from '../errors.ts';
import { isModelScenario, type Analysis, type Scenario, type SwarmScenario } from './scenario.ts';

export interface AnalysisSubject {
  readonly params: Record<string, ParamValue>;
  readonly seed: string;
  readonly best: { readonly value: number; readonly position: readonly number[] } | null;
}

const LAST = new WeakMap<Scenario, { key: string; analysis: Promise<Analysis> }>();

/**
 * What the scenario makes of its best point; null when it has no analysis or no point. The last one is remembered.
 *
 * @throws LabError E_REPORT when the analysis throws
 */
export async function analysisOf(scenario: Scenario, { params, seed, best }: AnalysisSubject): Promise<Analysis | null> {
  if (isModelScenario(scenario) || best === null) return null;
  const { analyse } = scenario as SwarmScenario; // the parameters of one scenario are what its own analysis takes
  if (!analyse) return null;
  const key = JSON.stringify([params, seed, best]);
  let last = LAST.get(scenario);
  if (last?.key !== key) {
    last = { key, analysis: done(() => analyse({ params, seed, best })) };
    LAST.set(scenario, last);
  }
  return last.analysis;
}

async function done(analyse: () => Analysis | Promise<Analysis>): Promise<Analysis> {
  try {
    return await analyse();
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError('E_REPORT', `the analysis of the scenario failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

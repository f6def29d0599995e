// Sensitivity of every metric to every parameter, from the rows of a design made for it. Imports store's types, this folder.

import type { RunRow } from '../../store/index.ts';
import { elementaryEffects, type ElementaryEffect } from './morris.ts';
import type { Plan } from './plan.ts';
import { estimateOf, metricNames, valueOf, type Which } from './rows.ts';
import { sobolIndices, type SobolIndex } from './saltelli.ts';

interface OfMetric {
  readonly metric: string;
  readonly convention: string;
  /** why there are no numbers; null when there are */
  readonly reason: string | null;
}

/** Sobol indices of one metric, one entry a parameter in alphabetical order. */
export interface SobolSensitivity extends OfMetric {
  readonly method: 'sobol';
  readonly blocks: number;
  readonly parameters: readonly SobolIndex[];
}

/** Elementary effects on one metric, likewise. */
export interface MorrisSensitivity extends OfMetric {
  readonly method: 'morris';
  readonly parameters: readonly ElementaryEffect[];
}

export type Sensitivity = SobolSensitivity | MorrisSensitivity;

/**
 * What the runs of a saltelli or morris design say of each metric, averaged over replicates; null for other designs.
 *
 * @param rows in the order of the plan, all of them
 * @param seed of the bootstrap
 */
export function sensitivityOf(
  plan: Plan,
  design: string,
  rows: readonly RunRow[],
  seed: string,
  which: Which = 'mean',
): Sensitivity[] | null {
  if (design !== 'saltelli' && design !== 'morris') return null;
  const { names, places } = plan.design;
  const measured = which === 'mean' ? 'its mean over the measured part of a run' : 'its last value in a run';
  return metricNames(rows).map((metric): Sensitivity => {
    const values = plan.design.points.map((_, point) => {
      const runs = rows.slice(point * plan.replicates, (point + 1) * plan.replicates);
      return estimateOf(runs.map((row) => valueOf(row, metric, which))).mean;
    });
    if (design === 'saltelli') {
      const { indices, blocks, convention, reason } = sobolIndices(names, values, seed);
      return { method: 'sobol', metric, blocks, parameters: indices, convention: `${measured}; ${convention}`, reason };
    }
    const parameters = elementaryEffects(names, places ?? [], values);
    const none = parameters.every(({ trajectories }) => trajectories === 0);
    const convention = `${measured}; effects per whole range of the parameter, replicates averaged first`;
    return { method: 'morris', metric, parameters, convention, reason: none ? 'no run gave a number' : null };
  });
}

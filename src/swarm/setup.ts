// What a scenario says of its swarm. Imports types of this folder.

import type { ModuleObjective } from './evaluator.ts';
import type { BuiltinSpec } from './kernels.ts';
import type { StopOptions } from './stop.ts';
import type { SwarmOptions } from './swarm-options.ts';

/** A swarm as a scenario declares it: how it moves, what it minimises, when it ends. */
export interface SwarmSetup extends Omit<SwarmOptions, 'dimensions' | 'lower' | 'upper' | 'stop'>, Omit<StopOptions, 'timeMs'> {
  readonly objective: BuiltinSpec | ModuleObjective;
  readonly dimensions: number;
  /** of the search box; an objective of ours has its own */
  readonly lower?: number | ArrayLike<number>;
  readonly upper?: number | ArrayLike<number>;
  /** largest number of evaluations; the last iteration that does not fit is not begun */
  readonly evaluations: number;
  /** an evaluation that takes longer counts as failed; milliseconds, default 30,000; objectives of one's own only */
  readonly timeLimitMs?: number;
  /** the least value that there is, where it is known: charts then show the distance above it */
  readonly optimum?: number;
}

// How much a swarm explores and how much it exploits. Imports errors, measure and source.

import { LabError } from '../../errors.ts';
import { found, nothing, type Measured } from '../measure.ts';
import { doubles } from '../source.ts';

export interface Exploration {
  /** 100 Div / Div_max at each step, percent */
  readonly exploration: readonly number[];
  /** 100 |Div - Div_max| / Div_max at each step, percent; 100 - exploration */
  readonly exploitation: readonly number[];
  /** means over the steps, percent */
  readonly meanExploration: number;
  readonly meanExploitation: number;
}

/**
 * Exploration and exploitation of a run from its series of diversities (one a step): shares of the largest diversity of the run. O(n).
 *
 * @returns percent; none of no values, or where the swarm is in one place all the time
 * @throws LabError E_METRIC for a value that is not finite or below 0
 * @see Hussain, Salleh, Cheng & Shi, Neural Computing and Applications 31:7665-7683 (2019). doi:10.1007/s00521-018-3592-0
 */
export function exploration(diversities: ArrayLike<number>): Measured<Exploration> {
  const about = { units: 'percent', convention: '100 Div / Div_max and 100 |Div - Div_max| / Div_max, Div_max over the whole run' };
  const values = doubles('diversities', diversities);
  let largest = 0;
  for (const each of values) {
    if (each < 0) throw new LabError('E_METRIC', `diversities must be 0 or above, but one is ${each}. Hand over those of diversity().`);
    largest = Math.max(largest, each);
  }
  if (largest === 0) return nothing(values.length === 0 ? 'there are no values' : 'the swarm is in one place all the time', about);
  const shares = Array.from(values, (each) => 100 * (each / largest));
  const rest = shares.map((each) => 100 - each);
  const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length;
  return found({ exploration: shares, exploitation: rest, meanExploration: mean(shares), meanExploitation: mean(rest) }, about);
}

// An estimate against those of shuffled rows. Imports errors, engine, measure.ts and significance.ts.

import type { Key } from '../../../engine/random.ts';
import { shuffle } from '../../../engine/random.ts';
import { LabError } from '../../../errors.ts';
import type { Measured } from '../../measure.ts';
import { found, nothing } from '../../measure.ts';
import type { Permutation, PermutationOptions } from '../significance.ts';
import { permutationTest } from '../significance.ts';
import type { Variable } from './neighbourhood.ts';
import type { Locals } from './ksg.ts';
import { meanOf } from './ksg.ts';

/**
 * The mean of local values against surrogates in which the rows of one variable are shuffled together. One estimate for each surrogate.
 *
 * @param shuffled the variable
 * @param estimate local values with that variable in place of the true one, nats
 * @param words what is estimated, and how
 * @returns nothing where the estimate or that of a surrogate is undefined
 * @throws LabError E_METRIC for a seed that is no text or a number of surrogates that is no positive integer
 */
export function surrogateTest(
  shuffled: Variable,
  estimate: (variable: Variable) => Locals,
  words: string,
  { surrogates, seed }: PermutationOptions,
): Measured<Permutation> {
  if (typeof seed !== 'string') throw new LabError('E_METRIC', `seed must be a text, but got ${String(seed)}. It decides the surrogates.`);
  const about = { units: 'nats', convention: `${words}; ${surrogates} surrogates with the rows of the source shuffled (seed "${seed}")` };
  const observed = estimate(shuffled);
  if ('reason' in observed) return nothing(observed.reason, about);
  let reason: string | null = null;
  const statistic = (key: Key): number => {
    const order = Uint32Array.from(shuffled[0], (_, i) => i);
    shuffle(key, order);
    const locals = estimate(shuffled.map((column) => column.map((_, i) => column[order[i]])));
    if ('values' in locals) return meanOf(locals.values);
    reason = `of a surrogate: ${locals.reason}`;
    return 0;
  };
  const test = permutationTest(meanOf(observed.values), statistic, { surrogates, seed });
  return reason === null ? found(test, about) : nothing(reason, about);
}

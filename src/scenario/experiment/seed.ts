// The seed of each run of an experiment. Imports engine's types.

import { createHash } from 'node:crypto';
import type { ParamValue } from '../../engine/world.ts';

/**
 * A run's seed is a hash of what it is: the experiment's seed, all its parameters by name, and its replicate. So it is the same in
 * every sweep that contains the run, whatever else is varied, in which order, and how often.
 *
 * @param params all parameters of the run, those that do not vary too
 * @param replicate from 0
 * @param again how many earlier points of the design have the same parameters: their runs are others
 * @returns 16 hexadecimal digits (64 bits of SHA-256)
 */
export function runSeed(seed: string, params: Readonly<Record<string, ParamValue>>, replicate: number, again = 0): string {
  const named = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  const what = JSON.stringify([
    'swarmlab run',
    seed,
    named.map(([name, value]) => [name, spelt(value)]),
    replicate,
    ...(again > 0 ? [again] : []),
  ]);
  return createHash('sha256').update(Buffer.from(what, 'utf16le')).digest('hex').slice(0, 16);
}

/** One spelling a value: -0 is 0, and infinities, which JSON does not have, are their names. */
function spelt(value: ParamValue): ParamValue {
  if (typeof value !== 'number') return value;
  return Number.isFinite(value) ? value + 0 : String(value);
}

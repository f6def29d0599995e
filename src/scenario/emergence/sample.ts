// Which agents are looked at of many: always the same ones, whatever their order in memory. Imports engine.

import type { KindView } from '../../engine/world.ts';

/** A number from 0 to 2^32 - 1 for each id, evenly spread (the finisher of MurmurHash3). */
export function mixed(id: number): number {
  let h = id ^ 0x9e3779b9;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * Places in memory of about `most` agents of a kind, of all when there are no more: those whose mixed id is low, so that a sample holds the
 * same agents at every tick while their number stays, and a smaller one is part of a larger one. O(N).
 */
export function sampleOf({ id, count }: Pick<KindView, 'id' | 'count'>, most: number): Uint32Array {
  if (count <= most) return Uint32Array.from({ length: count }, (_, i) => i);
  const limit = (2 ** 32 * most) / count;
  const taken: number[] = [];
  for (let i = 0; i < count; i++) if (mixed(id[i]) < limit) taken.push(i);
  return Uint32Array.from(taken);
}

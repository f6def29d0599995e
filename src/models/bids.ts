// What claims and moves share: kernels over agents of several kinds, and bids of which the lowest wins. Imports engine.

import type { Arena } from '../engine/arena.ts';
import { CHUNK } from '../engine/columns.ts';
import type { Kernel } from '../engine/kernel.ts';

/** As good as no bid, and as no holder: anything real is lower or equal. */
export const HIGHEST = 0xffffffff;

/** A kernel over the agents of several kinds, one kind after the other, chunk by chunk: `run(n, k, lo, hi)` for the n-th of them, which is kind k of the arena. */
export function overKinds(arena: Arena, kinds: readonly string[], run: (n: number, k: number, lo: number, hi: number) => void): Kernel {
  const indices = kinds.map((kind) => arena.kindIndex(kind));
  const chunksOf = (k: number): number => Math.ceil(arena.header.count(k) / CHUNK);
  return {
    chunks: () => indices.reduce((sum, k) => sum + chunksOf(k), 0),
    run(chunk) {
      let n = 0;
      let left = chunk;
      while (left >= chunksOf(indices[n])) left -= chunksOf(indices[n++]);
      run(n, indices[n], left * CHUNK, Math.min((left + 1) * CHUNK, arena.header.count(indices[n])));
    },
  };
}

/** Lower `values[at]` to `value` where that is less, whatever other threads do there. Doing it twice changes nothing. */
export function lower(values: Uint32Array, at: number, value: number): void {
  for (let seen = Atomics.load(values, at); value < seen;) {
    const found = Atomics.compareExchange(values, at, seen, value);
    if (found === seen) return;
    seen = found;
  }
}

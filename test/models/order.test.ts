// Order in memory is nobody's business: the state hash, and who comes first in a sequential tick.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsWithId } from '../../src/engine/layout.ts';
import { gauges } from '../laws/models/gauges.ts';
import { meadow } from '../laws/models/meadow.ts';
import { drive, type Drive } from './drive.ts';

/** Put the agents of every kind into another order in memory. */
function mix({ arena }: Drive, random: () => number): void {
  const pending = arena.begin();
  arena.spec.kinds.forEach((kind, k) => {
    const count = arena.header.count(k);
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    for (const { name, size } of columnsWithId(kind)) {
      for (let plane = 0; plane < size; plane++) {
        const base = plane * arena.capacities.kinds[k];
        order.forEach((i, d) => {
          arena.next(k)[name][base + d] = arena.now(k)[name][base + i];
        });
      }
    }
    pending.flip(k);
  });
  arena.commit();
}

test('the state hash is the same for any order in memory, and another for another state', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(gauges, meadow),
      fc.integer({ min: 0, max: 6 }),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999_999, noNaN: true })),
      async (model, ticks, numbers) => {
        const run = (await drive(model)).to(ticks);
        const hash = run.hash();
        mix(run, () => numbers.next().value as number);
        expect(run.hash()).toBe(hash);
        const [kind] = run.arena.spec.kinds;
        run.arena.now(0)[kind.columns.at(-1)?.name ?? ''][run.arena.header.count(0) - 1] += 1;
        expect(run.hash()).not.toBe(hash);
      },
    ),
    { numRuns: 12 },
  );
});

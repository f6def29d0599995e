// The law of the two back ends: whatever the rule and the world, WebAssembly leaves the bits that JavaScript leaves. Rules and worlds are
// drawn at random; SWARMLAB_RULES=20000 tries more of them, SWARMLAB_RULES_SEED=7 others.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { both, simdOf } from './both.ts';
import { differences } from './generator-compare.ts';
import { randomCase, type Case } from './generator.ts';

const RUNS = Number(process.env['SWARMLAB_RULES'] ?? 1_200);
const SEED = Number(process.env['SWARMLAB_RULES_SEED'] ?? 1_995);
/** Numbers that a rule is made from. */
const MOST = 1_000;

/** What is wrong with a rule as WebAssembly, null when it stays JavaScript. */
function wrong(given: Case): string[] | null {
  try {
    return typeof simdOf(given) === 'string' ? null : differences(given, both(given, given.order));
  } catch (error) {
    return [String(error)];
  }
}

test(
  'a random rule in a random world leaves the same bits as JavaScript and as WebAssembly',
  () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 65_535 }), { maxLength: MOST, size: 'max' }), (numbers) => {
        const given = randomCase(numbers);
        const found = wrong(given);
        if (found === null) refused++;
        else expect(found, given.text).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(refused).toBeLessThan(0.03 * RUNS);
  },
  60_000 + 100 * RUNS,
);

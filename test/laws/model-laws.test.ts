// Every law that a model must show: exact, published, or measured by an independent simulation. SWARMLAB_MODEL_LAWS names another file
// in the same format; SWARMLAB_LAWS=all tries the long ones too, as `npm run laws` does.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exponents } from './of/exponents.ts';
import { flocks } from './of/flocks.ts';
import { lattices } from './of/lattices.ts';
import type { Law, Trial } from './of/law.ts';
import { minds } from './of/minds.ts';
import { starlings } from './of/starlings.ts';
import { towns } from './of/towns.ts';

const FILE = process.env['SWARMLAB_MODEL_LAWS'] ?? new URL('../fixtures/model_laws.json', import.meta.url);
const ALL = process.env['SWARMLAB_LAWS'] === 'all' || process.env['SWARMLAB_MODEL_LAWS'] !== undefined;
const { laws } = JSON.parse(readFileSync(FILE, 'utf8')) as { laws: Law[] };
const TRIALS: readonly Trial[] = [...exponents, ...flocks, ...lattices, ...minds, ...starlings, ...towns];

/** A law by its model, quantity and parameters where they are a record, else by its id. */
function trialOf({ id, model, quantity, parameters }: Law): Trial | undefined {
  const known = typeof parameters === 'object' ? TRIALS.find(({ law }) => law === `${model} | ${quantity}`) : undefined;
  return known ?? TRIALS.find(({ law }) => law === id);
}

const isLong = (law: Law, { long }: Trial): boolean => (typeof long === 'function' ? long(law) : long === true);

/** Long trials are left out, not skipped: what was skipped counts as undone. */
const tried = laws.filter((law) => {
  const trial = trialOf(law);
  return ALL || trial === undefined || !isLong(law, trial);
});

describe.each(tried.map((law) => [law.id, law] as const))('%s', (_, law) => {
  const trial = trialOf(law);
  if (law.kind === 'qualitative')
    test(`${law.model}: ${law.quantity} (qualitative: reported, not asserted)`, async ({ annotate }) => {
      expect(law.expected, `the law ${law.id} says what is expected`).toBeDefined();
      await annotate(trial ? `tried in test/laws: ${String(law.expected)}` : `not tried: ${String(law.expected)}`);
    });
  else
    test(`${law.model}: ${law.quantity}`, async () => {
      expect(trial, `no trial is known for the law ${law.id} of ${law.model}`).toBeDefined();
      await trial?.try(law);
    }, 600_000);
});

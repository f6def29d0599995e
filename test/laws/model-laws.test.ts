// Every law that a model must show: exact, published, or measured by an independent simulation. SWARMLAB_MODEL_LAWS names another file
// in the same format; SWARMLAB_LAWS=all tries the long ones too, as `npm run laws` does.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Law, Trial } from './of/law.ts';
import { trialsOf, unknown, watched } from './of/trials.ts';

const OWN = new URL('../fixtures/model_laws.json', import.meta.url);
const FILE = process.env['SWARMLAB_MODEL_LAWS'] ?? OWN;
const ALL = process.env['SWARMLAB_LAWS'] === 'all' || process.env['SWARMLAB_MODEL_LAWS'] !== undefined;
const lawsIn = (file: string | URL): Law[] => (JSON.parse(readFileSync(file, 'utf8')) as { laws: Law[] }).laws;
const known = lawsIn(OWN);

const isLong = (law: Law, { long }: Trial): boolean => (typeof long === 'function' ? long(law) : long === true);

/** Long trials are left out, not skipped: what was skipped counts as undone. */
const tried = lawsIn(FILE)
  .map((law) => ({ law, trials: trialsOf(law, known).filter((trial) => ALL || !isLong(law, trial)) }))
  .filter(({ law, trials }) => trials.length > 0 || trialsOf(law, known).length === 0);

describe.each(tried.map(({ law, trials }) => [law.id, law, trials] as const))('%s', (_, law, trials) => {
  if (law.kind === 'qualitative')
    test(`${law.model}: ${law.quantity} (qualitative: reported, not asserted)`, async ({ annotate }) => {
      expect(law.expected, `the law ${law.id} says what is expected`).toBeDefined();
      await annotate(trials.length > 0 ? `tried in test/laws: ${String(law.expected)}` : `not tried: ${String(law.expected)}`);
    });
  else
    test(`${law.model}: ${law.quantity}`, async () => {
      if (trials.length === 0) expect.fail(unknown(law, known));
      for (const trial of trials) {
        const { law: seen, unread } = watched(law);
        await trial.try(seen);
        expect(unread(), `parameters of ${law.id} that its trial does not take up`).toEqual([]);
      }
    }, 3_600_000);
});

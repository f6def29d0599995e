// kill -9 of a real run, 30 times each: what test/cli/kill.test.ts does in little time.

import { test } from 'vitest';
import { expectKillingChangesNothing, SUBJECTS } from './killing.ts';

test.each(SUBJECTS)(
  '$name ends in the same state with the same rows after being killed 30 times',
  async (subject) => {
    await expectKillingChangesNothing(subject, 30, 'long');
  },
  900_000,
);

// kill -9 of a real run, of its whole process group, at 25 random moments.

import { test } from 'vitest';
import { expectKillingChangesNothing, SUBJECTS } from './killing.ts';

test.each(SUBJECTS)(
  '$name ends in the same state with the same rows after being killed five times',
  async (subject) => {
    await expectKillingChangesNothing(subject, 5, 'short');
  },
  180_000,
);

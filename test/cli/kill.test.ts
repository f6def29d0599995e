// kill -9 of a real run, of its whole process group, at random moments; many more in the long test.

import { test } from 'vitest';
import { expectKillingChangesNothing, SUBJECTS } from './killing.ts';

test.each(SUBJECTS)(
  '$name ends in the same state with the same rows after being killed three times',
  async (subject) => {
    await expectKillingChangesNothing(subject, 3, 'short');
  },
  180_000,
);

// Calling what the author of a scenario wrote, before a run begins. Imports errors.

import { LabError } from '../errors.ts';

/**
 * Call functions of the scenario's author.
 *
 * @throws LabError E_SCENARIO when one of them throws
 */
export function authored<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError(
      'E_SCENARIO',
      `${what} of the scenario cannot be made ready: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

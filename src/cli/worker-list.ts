// A list of worker counts as typed. Imports errors.

import { LabError } from '../errors.ts';

/**
 * Worker counts separated by commas, ascending, each once.
 *
 * @throws LabError E_FLAG for what is no such list
 */
export function workerList(value: unknown): number[] {
  const counts = String(value)
    .split(',')
    .map((text) => (text.trim() === '' ? NaN : Number(text)));
  if (counts.some((count) => !Number.isInteger(count) || count < 1 || count > 256)) {
    throw new LabError(
      'E_FLAG',
      `--workers must be integers from 1 to 256 separated by commas, for example 1,2,4, but got "${String(value)}".`,
    );
  }
  return [...new Set(counts)].sort((a, b) => a - b);
}

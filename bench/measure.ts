// What every benchmark says about itself.

import { cpus } from 'node:os';

/** One line: what was measured on. */
export function machineLine(): string {
  return `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}`;
}

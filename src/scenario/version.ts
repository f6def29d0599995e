// The version of this package, as its package.json says. Imports nothing of ours.

import { createRequire } from 'node:module';

/** For example "0.1.0". Found by the package's own name, so that it holds in a clone and in the built package. */
export const VERSION: string = (createRequire(import.meta.url)('swarmlab/package.json') as { version: string }).version;

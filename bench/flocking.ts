// Flocking with exact neighbours, at the sizes of the published comparison and beyond.
// Run: npx node bench/flocking.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench flocking.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'flocking', ...process.argv.slice(2)]);

// Schelling's segregation, at the sizes of the published comparison and beyond.
// Run: npx node bench/schelling.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench schelling.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'schelling', ...process.argv.slice(2)]);

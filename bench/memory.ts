// Bytes per agent, laid out and resident, against the double-buffered columns.
// Run: npx node bench/memory.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench memory.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'memory', ...process.argv.slice(2)]);

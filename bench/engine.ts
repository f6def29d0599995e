// What a tick costs when there is nothing to do, and what a barrier costs.
// Run: npx node bench/engine.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench engine.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'engine', ...process.argv.slice(2)]);

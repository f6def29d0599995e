// An epidemic on a lattice: whole numbers, neighbours by id, one draw an agent and tick.
// Run: npx node bench/epidemic.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench epidemic.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'epidemic', ...process.argv.slice(2)]);

// Nanoseconds per evaluation of every built-in objective.
// Run: npx node bench/objectives.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench objectives.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'objectives', ...process.argv.slice(2)]);

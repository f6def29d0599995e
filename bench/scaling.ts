// Strong and weak scaling, with Amdahl and Universal Scalability fits and 95 % intervals.
// Run: npx node bench/scaling.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench scaling.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'scaling', ...process.argv.slice(2)]);

// Evaluations per second of the particle swarm on built-in objectives.
// Run: npx node bench/pso.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench pso.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'pso', ...process.argv.slice(2)]);

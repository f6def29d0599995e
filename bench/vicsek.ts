// Vicsek's flock: sines, cosines and arc tangents at every neighbour.
// Run: npx node bench/vicsek.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench vicsek.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'vicsek', ...process.argv.slice(2)]);

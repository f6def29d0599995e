// The same workloads in other libraries, side by side; bench/peers holds their drivers. Add --install to fetch those that npm and PyPI have.
// Run: npx node bench/peers.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench peers.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'peers', ...process.argv.slice(2)]);

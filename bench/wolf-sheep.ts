// Wolves, sheep and grass, at the sizes of the published comparison and beyond.
// Run: npx node bench/wolf-sheep.ts [--quick] [--rounds N] [--workers 1,2] [--json]; the same as npx swarmlab bench wolf-sheep.

import { main } from '../src/cli/main.ts';

process.exitCode = await main(['bench', 'wolf-sheep', ...process.argv.slice(2)]);

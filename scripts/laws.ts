// All laws of the models, the long ones too: npm run laws. Takes half an hour on two busy cores.

import { spawnSync } from 'node:child_process';

const { status } = spawnSync('npx', ['vitest', 'run', 'test/laws', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, SWARMLAB_LAWS: 'all' },
});
process.exitCode = status ?? 1;

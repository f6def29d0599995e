// How the tests run: each file in a process of its own, its code loaded by Node itself as it is for users, since the rules of
// models are read from their functions' own source, which a bundler would have rewritten.

import { defineConfig } from 'vitest/config';

/** Tests that take minutes end in .long.test.ts; they run when SWARMLAB_LONG is set, as .ci/long does. */
const long = process.env.SWARMLAB_LONG !== undefined;

const shared = {
  pool: 'forks' as const,
  testTimeout: 60_000,
  hookTimeout: 120_000,
  experimental: { viteModuleRunner: false },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'lab',
          include: ['test/**/*.test.ts'],
          exclude: ['test/repository/**', 'test/browser/**', ...(long ? [] : ['test/**/*.long.test.ts'])],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'repository',
          include: ['test/repository/**/*.test.ts', 'test/browser/**/*.test.ts'],
          exclude: long ? [] : ['test/**/*.long.test.ts'],
          sequence: { groupOrder: 1 }, // installing and browsing would disturb tests that watch the time
        },
      },
    ],
  },
});

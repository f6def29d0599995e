// A scenario of the tests, run in this process.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineScenario, type ModelScenario, type Scenario } from '../../src/scenario/scenario.ts';
import { execute, executeFrom, type ExecuteOptions, type RunResult } from '../../src/scenario/execute.ts';
import type { Loaded } from '../../src/scenario/load.ts';
import { defineModel, type Model } from '../../src/models/model.ts';
import { openRunFolder, readManifest, writeManifest } from '../../src/store/index.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';

/** Walkers in one dimension; the sum of their places is a global. */
export const walkers: Model = defineModel({
  name: 'walkers',
  description: 'walkers in one dimension',
  params: {
    count: { default: 300, min: 1, max: 1e6, integer: true, description: 'walkers' },
    last: { default: 1e9, description: 'tick at which the world ends' },
  },
  kinds: {
    walker: {
      count: ({ count }) => count,
      columns: { x: 'f64' },
      rule: (self, _neighbours, random) => {
        self.x += random.normal();
      },
    },
  },
  globals: { mean: { over: 'walker', reduce: 'mean', of: (self) => self['x'] } },
  until: (world, _random, params) => world.tick >= params.last,
  metrics: { mean: (world) => world.globals['mean'] },
});

export function loadedFrom(scenario: Partial<ModelScenario> = {}): Loaded {
  return loadedOf(defineScenario({ model: walkers, ticks: 40, ...scenario }));
}

export function loadedOf(scenario: Scenario): Loaded {
  return { scenario, name: 'walkers', path: null, text: null };
}

export function executed(loaded: Loaded, options: Partial<ExecuteOptions> = {}): Promise<RunResult> {
  return execute(loaded, { seed: 's', workers: 2, set: {}, out: join(temporaryFolder(), 'run'), command: 'test', ...options });
}

/** Make a finished run one that was killed just before its end was noted, and go on with it. */
export function resumedAfter(loaded: Loaded, path: string): Promise<RunResult> {
  writeManifest(path, { ...readManifest(path), status: 'running', stateHash: null, metrics: {}, stopReason: null, ended: null });
  return executeFrom(loaded, openRunFolder(path, { create: false }), readManifest(path), { workers: 1 });
}

/** metrics.csv as text. */
export function csv(path: string): string {
  return readFileSync(join(path, 'metrics.csv'), 'utf8');
}

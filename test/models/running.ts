// A run on real worker threads, closed when the test is done with it.

import { restoreCheckpoint } from '../../src/engine/checkpoint.ts';
import { Engine } from '../../src/engine/engine.ts';
import { checkParams } from '../../src/engine/params.ts';
import { assemble } from '../../src/models/assemble.ts';
import type { Model } from '../../src/models/model.ts';
import type { Backend } from '../../src/rules/compile.ts';
import type { Settings } from './drive.ts';

export interface RunOptions {
  readonly seed?: string;
  readonly workers?: number;
  readonly backend?: Backend;
  /** bytes of a checkpoint to go on from */
  readonly from?: Uint8Array;
}

/** Start the model's world on worker threads, hand it to `use`, stop the threads. */
export async function running<T>(
  model: Model,
  settings: Settings,
  { seed = 'starling', workers = 2, backend, from }: RunOptions,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { program } = assemble(model, checkParams(model.params, settings), workers, { backend });
  const engine = new Engine(program, { seed, workers });
  try {
    if (from) restoreCheckpoint(engine.arena, from);
    return await use(engine);
  } finally {
    await engine.close();
  }
}

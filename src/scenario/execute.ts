// Running a scenario into a folder from its beginning. Imports engine, store and what a run is made of.

import { isoNow } from '../engine/clock.ts';
import type { Engine } from '../engine/engine.ts';
import { machine, MANIFEST_FORMAT, openRunFolder, type Manifest, type RunFolder } from '../store/index.ts';
import { Execution, newEngine, type ExecuteOptions } from './execution.ts';
import { Journal } from './journal.ts';
import type { Loaded } from './load.ts';
import { checkRecord } from './recording.ts';
import type { RunResult } from './result.ts';
import { prepare, type Runnable } from './runnable.ts';
import { VERSION } from './version.ts';
import { backendOf } from './ways.ts';

export type { ExecuteOptions, Progress } from './execution.ts';
export { resultOf, type RunResult } from './result.ts';
export { executeFrom, type ResumeOptions } from './resume.ts';

/**
 * Run a scenario from its beginning.
 *
 * @throws LabError for anything wrong in the scenario or its parameters (before a folder is made), and for what fails in the run
 */
export async function execute(loaded: Loaded, options: ExecuteOptions): Promise<RunResult> {
  const events = new Journal();
  const runnable = prepare(loaded.scenario, { ...options, text: loaded.text, onEvent: (event) => events.push(event), decided: [] });
  checkRecord(runnable, options);
  let folder: RunFolder | null = null;
  let engine: Engine;
  try {
    engine = newEngine(runnable, options, () => folder?.path ?? null, events); // refuses a world that is too large
    folder = openRunFolder(typeof options.out === 'string' ? options.out : options.out(), { create: true, force: options.force });
  } catch (error) {
    await runnable.close();
    throw error;
  }
  const manifest = newManifest(loaded, runnable, options);
  return new Execution(loaded, runnable, engine, folder, manifest, options, events).run();
}

function newManifest(loaded: Loaded, runnable: Runnable, options: ExecuteOptions): Manifest {
  const { seed, workers, backend, command, checkpointEvery, measureEvery, record, animate, maxSeconds } = options;
  return {
    format: MANIFEST_FORMAT,
    scenario: loaded.name,
    scenarioPath: loaded.path,
    params: runnable.params,
    seed,
    workers,
    backend: backendOf(runnable.rules),
    rules: runnable.rules,
    ticks: runnable.ticks,
    tick: 0,
    status: 'running',
    stopReason: null,
    versions: { swarmlab: VERSION, node: process.version },
    machine: machine(),
    started: isoNow(),
    ended: null,
    timings: {},
    agents: 0,
    agentsByKind: {},
    stateHash: null,
    metrics: {},
    best: null,
    evaluations: null,
    nan: null,
    agentStepsPerSecond: null,
    command,
    execution: { ticks: options.ticks, backend, checkpointEvery, measureEvery, record, animate, maxSeconds },
    error: null,
  };
}

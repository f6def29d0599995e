// Going on with a run from its last checkpoint. Imports engine, store and execution.

import { isCheckpoint, restoreCheckpoint } from '../engine/checkpoint.ts';
import { LabError } from '../errors.ts';
import { dropCheckpointsAfter, EventLog, latestCheckpoint, MetricLog, RecordLog, type Manifest, type RunFolder } from '../store/index.ts';
import { Execution, newEngine, type CheckpointNote, type ExecuteOptions } from './execution.ts';
import { Sampler } from './emergence/sampler.ts';
import { isDecision, Journal } from './journal.ts';
import type { Loaded } from './load.ts';
import { keepingOf, picturedKinds, recordedKinds } from './recording.ts';
import type { RunResult } from './result.ts';
import { prepare, type Runnable } from './runnable.ts';
import { VERSION } from './version.ts';
import { backendOf } from './ways.ts';

/** What a resume may change: how it runs, never what. */
export type ResumeOptions = Pick<ExecuteOptions, 'workers' | 'backend' | 'signal' | 'onProgress' | 'onNotice' | 'stallMs'>;

/**
 * Go on with a run from its last checkpoint, to the same final hash. The folder must have been locked by the caller.
 *
 * @throws LabError E_CHANGED when the scenario is no longer the one that was run
 */
export async function executeFrom(loaded: Loaded, folder: RunFolder, manifest: Manifest, options: ResumeOptions): Promise<RunResult> {
  try {
    return await (await resumed(loaded, folder, manifest, options)).run();
  } finally {
    folder.close();
  }
}

/** The run as its last checkpoint has it; the folder is as it was when this throws. */
async function resumed(loaded: Loaded, folder: RunFolder, manifest: Manifest, options: ResumeOptions): Promise<Execution> {
  const events = new Journal();
  const log = new EventLog(folder.path);
  const { checkpoint, warnings } = latestCheckpoint(folder.path, isCheckpoint);
  const tick = checkpoint?.tick ?? 0;
  const past = log.readAll();
  const whole: ExecuteOptions = {
    ...manifest.execution,
    ...options,
    backend: options.backend ?? manifest.execution.backend ?? (manifest.backend === 'js' ? 'js' : 'simd'),
    ticks: manifest.ticks ?? undefined,
    seed: manifest.seed,
    set: manifest.params,
    out: folder.path,
    command: manifest.command,
  };
  const runnable = prepare(loaded.scenario, {
    ...whole,
    text: loaded.text,
    onEvent: (event) => events.push(event),
    decided: past,
  });
  try {
    const engine = newEngine(runnable, whole, () => folder.path, events);
    if (checkpoint) refuseOtherScenario(restoreCheckpoint(engine.arena, checkpoint.bytes), runnable, loaded, folder, manifest);
    const from = checkpoint ? tick : -1;
    await new MetricLog(folder.path).dropAfter(from);
    for (const kind of recordedKinds(runnable, whole)) await new RecordLog(folder.path, kind.folder).dropAfter(from);
    await new Sampler(folder.path, picturedKinds(loaded.scenario, runnable), keepingOf(runnable, whole)).dropAfter(from);
    log.dropAfter(from, isDecision);
    dropCheckpointsAfter(folder.path, Math.max(0, tick));
    events.push({ tick, type: 'resumed', from: tick, warnings });
    const told = log.readAll().find(({ type }) => type === 'nan');
    if (told) engine.ignoreNaN();
    const again: Manifest = {
      ...manifest,
      status: 'running',
      ended: null,
      error: null,
      stopReason: null,
      workers: options.workers,
      backend: backendOf(runnable.rules),
      rules: runnable.rules,
      nan: told ? manifest.nan : null,
      execution: { ...manifest.execution, backend: whole.backend },
    };
    const timeUp = past.find(({ type }) => type === 'stopped-by-time')?.tick ?? Infinity;
    return new Execution(loaded, runnable, engine, folder, again, whole, events, timeUp);
  } catch (error) {
    await runnable.close();
    throw error;
  }
}

/** @throws LabError E_CHANGED when another scenario took the checkpoint */
function refuseOtherScenario(
  note: unknown,
  { fingerprint }: Runnable,
  { name, path }: Loaded,
  folder: RunFolder,
  { versions }: Manifest,
): void {
  const kept = (note as CheckpointNote | null)?.fingerprint; // ours, behind a checksum
  if (kept === undefined || kept === fingerprint) return;
  const fix =
    versions.swarmlab === VERSION ? `Restore ${path ?? name} as it was` : `Go on with swarmlab ${versions.swarmlab}, which began it`;
  throw new LabError(
    'E_CHANGED',
    `scenario ${name} has changed since ${folder.path} was begun: its rules, columns or parameters are others. ${fix}, or start a new run.`,
  );
}

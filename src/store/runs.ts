import { join, resolve } from 'node:path';
import { LabError } from '../errors.ts';
import { namesIn } from './atomic-file.ts';
import { readCalibrationManifest } from './calibration-manifest.ts';
import { readExperiment } from './experiment-manifest.ts';
import { readRunRows } from './experiment-rows.ts';
import { lockOwner } from './lock.ts';
import { readManifest } from './manifest.ts';
import type { Manifest, RunStatus } from './manifest.ts';

/** One line of `swarmlab runs`. Of a folder that cannot be read only `folder`, `kind`, `status` and `problem` are known. */
export interface RunSummary {
  /** Absolute. */
  folder: string;
  kind: 'run' | 'sweep' | 'calibration';
  /** `crashed`: it says running, but its process is gone. `broken`: its manifest cannot be read, as `problem` tells. */
  status: RunStatus | 'crashed' | 'broken';
  scenario: string | null;
  seed: string | null;
  /** ISO 8601, UTC. */
  started: string | null;
  /** Tick reached, and tick to reach; null for many runs. */
  tick: number | null;
  ticks: number | null;
  /** Of a sweep or a calibration: runs that ended as they should, that failed, and that are planned, or allowed at most; null for a run. */
  runs: { done: number; failed: number; planned: number } | null;
  wallSeconds: number | null;
  problem: string | null;
}

/** Runs, sweeps and calibrations in the folders directly under `root`, or `root` itself when it is one; oldest first, broken ones last. */
export function listRuns(root: string): RunSummary[] {
  const top = resolve(root);
  const folders = kindOf(top) ? [top] : namesIn(top).map((name) => join(top, name));
  const found = folders.flatMap((folder) => {
    const kind = kindOf(folder);
    return kind === null ? [] : [kind === 'run' ? summary(folder) : manySummary(folder, kind)];
  });
  return found.sort((a, b) => order(a.started, b.started) || order(a.folder, b.folder));
}

/** Status of a run as it is now: one that says running while no live process holds its folder has crashed. */
export function statusNow(folder: string, { status }: Pick<Manifest, 'status'>): RunStatus | 'crashed' {
  if (status !== 'running') return status;
  return lockOwner(folder)?.alive ? 'running' : 'crashed';
}

/** What a folder holds; null for none of ours, or one that may not be read. */
function kindOf(folder: string): RunSummary['kind'] | null {
  try {
    const names = namesIn(folder);
    if (names.includes('run.json')) return 'run';
    return names.includes('experiment.json') ? 'sweep' : names.includes('calibration.json') ? 'calibration' : null;
  } catch {
    return null;
  }
}

function summary(folder: string): RunSummary {
  return orBroken(folder, 'run', () => {
    const manifest = readManifest(folder);
    const { scenario, seed, started, tick, ticks } = manifest;
    const status = statusNow(folder, manifest);
    return {
      folder,
      kind: 'run',
      status,
      scenario,
      seed,
      started,
      tick,
      ticks,
      runs: null,
      wallSeconds: wallSeconds(manifest),
      problem: null,
    };
  });
}

/** Of what goes on, or was killed, the rows are counted: its manifest is written at its ends. */
function manySummary(folder: string, kind: 'sweep' | 'calibration'): RunSummary {
  return orBroken(folder, kind, () => {
    const manifest = kind === 'sweep' ? readExperiment(folder) : readCalibrationManifest(folder);
    const { scenario, seed, started, runs: planned } = manifest;
    const status = statusNow(folder, manifest);
    const rows = manifest.status === 'running' ? readRunRows(folder) : null;
    const failed = rows ? rows.filter((row) => row.status === 'failed').length : manifest.failed;
    const runs = { done: rows ? rows.length - failed : manifest.done, failed, planned };
    return {
      folder,
      kind,
      status,
      scenario,
      seed,
      started,
      tick: null,
      ticks: null,
      runs,
      wallSeconds: wallSeconds(manifest),
      problem: null,
    };
  });
}

function orBroken(folder: string, kind: RunSummary['kind'], read: () => RunSummary): RunSummary {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const nothing = { scenario: null, seed: null, started: null, tick: null, ticks: null, runs: null, wallSeconds: null };
    return { folder, kind, status: 'broken', ...nothing, problem: error.message };
  }
}

function wallSeconds({ timings, started, ended }: Pick<Manifest, 'timings' | 'started' | 'ended'>): number | null {
  if (typeof timings['wall'] === 'number') return timings['wall'];
  const seconds = ended === null ? NaN : (Date.parse(ended) - Date.parse(started)) / 1000;
  return Number.isFinite(seconds) ? seconds : null;
}

function order(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

import { join, resolve } from 'node:path';
import { LabError } from '../errors.ts';
import { namesIn } from './atomic-file.ts';
import { lockOwner } from './lock.ts';
import { readManifest } from './manifest.ts';
import type { Manifest, RunStatus } from './manifest.ts';

/** One line of `swarmlab runs`. Of a folder that cannot be read only `folder`, `status` and `problem` are known. */
export interface RunSummary {
  /** Absolute. */
  folder: string;
  /** `crashed`: it says running, but its process is gone. `broken`: its run.json cannot be read, as `problem` tells. */
  status: RunStatus | 'crashed' | 'broken';
  scenario: string | null;
  seed: string | null;
  /** ISO 8601, UTC. */
  started: string | null;
  /** Tick reached, and tick to reach. */
  tick: number | null;
  ticks: number | null;
  wallSeconds: number | null;
  problem: string | null;
}

/** Runs in the folders directly under `root`, or `root` itself when it is a run; oldest first, broken ones last. */
export function listRuns(root: string): RunSummary[] {
  const top = resolve(root);
  const names = namesIn(top);
  const folders = names.includes('run.json') ? [top] : names.map((name) => join(top, name)).filter(isRun);
  return folders.map(summary).sort((a, b) => order(a.started, b.started) || order(a.folder, b.folder));
}

/** Status of a run as it is now: one that says running while no live process holds its folder has crashed. */
export function statusNow(folder: string, manifest: Manifest): RunStatus | 'crashed' {
  if (manifest.status !== 'running') return manifest.status;
  return lockOwner(folder)?.alive ? 'running' : 'crashed';
}

function isRun(folder: string): boolean {
  try {
    return namesIn(folder).includes('run.json');
  } catch {
    return false; // a folder that may not be read is no run of ours
  }
}

function summary(folder: string): RunSummary {
  try {
    const manifest = readManifest(folder);
    const { scenario, seed, started, tick, ticks } = manifest;
    return {
      folder,
      status: statusNow(folder, manifest),
      scenario,
      seed,
      started,
      tick,
      ticks,
      wallSeconds: wallSeconds(manifest),
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return {
      folder,
      status: 'broken',
      scenario: null,
      seed: null,
      started: null,
      tick: null,
      ticks: null,
      wallSeconds: null,
      problem: error.message,
    };
  }
}

function wallSeconds({ timings, started, ended }: Manifest): number | null {
  if (typeof timings['wall'] === 'number') return timings['wall'];
  const seconds = ended === null ? NaN : (Date.parse(ended) - Date.parse(started)) / 1000;
  return Number.isFinite(seconds) ? seconds : null;
}

function order(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

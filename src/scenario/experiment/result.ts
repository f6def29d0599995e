// What a sweep has to show, while it ends and ever after. Imports store, this folder.

import { resolve } from 'node:path';
import { readExperiment, readRunRows, type ExperimentManifest, type RunRow } from '../../store/index.ts';
import type { Sensitivity } from './effects.ts';

export interface SweepResult {
  readonly scenario: string;
  /** null for one of the lab's own */
  readonly scenarioPath: string | null;
  readonly seed: string;
  readonly design: string;
  /** what varies */
  readonly over: ExperimentManifest['over'];
  /** what does not */
  readonly params: ExperimentManifest['params'];
  /** what of that was given; the rest are defaults */
  readonly set: ExperimentManifest['set'];
  readonly backend: ExperimentManifest['backend'];
  readonly replicates: number;
  readonly ticks: number | null;
  readonly metricsFrom: number;
  readonly workers: number;
  readonly status: 'done' | 'interrupted';
  /** runs that are planned, ended as they should, failed */
  readonly runs: number;
  readonly done: number;
  readonly failed: number;
  /** all resumes added */
  readonly wallSeconds: number;
  /** in the order of the plan */
  readonly rows: readonly RunRow[];
  /** of a saltelli or morris design that is done; else null */
  readonly sensitivity: readonly Sensitivity[] | null;
  readonly report: string | null;
  /** absolute */
  readonly folder: string;
}

/** The result of a sweep from its manifest and its rows. */
export function sweepResult(folder: string, manifest: ExperimentManifest, rows: readonly RunRow[]): SweepResult {
  const { scenario, scenarioPath, seed, design, over, params, set, backend, replicates, ticks, metricsFrom, workers } = manifest;
  const { runs, done, failed } = manifest;
  const asked = { scenario, scenarioPath, seed, design, over, params, set, backend, replicates, ticks, metricsFrom, workers };
  return {
    ...asked,
    status: manifest.status === 'done' ? 'done' : 'interrupted',
    runs,
    done,
    failed,
    wallSeconds: manifest.timings['wall'] ?? 0,
    rows,
    sensitivity: manifest.sensitivity as readonly Sensitivity[] | null, // as sensitivityOf has made it
    report: null,
    folder: resolve(folder),
  };
}

/**
 * The result of a sweep from its folder, whether it goes on, has ended or was killed; the scenario is not needed.
 *
 * @throws LabError E_NO_RUN, E_FORMAT
 */
export function readSweep(folder: string): SweepResult {
  return sweepResult(folder, readExperiment(folder), readRunRows(folder));
}

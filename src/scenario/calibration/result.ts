// What a calibration has to show, while it ends and ever after. Imports store, this folder.

import { resolve } from 'node:path';
import { readCalibrationManifest, readRunRows, type CalibrationManifest, type RunRow } from '../../store/index.ts';
import type { Outcome } from './outcome.ts';

type Asked = Pick<
  CalibrationManifest,
  | 'scenario'
  | 'scenarioPath'
  | 'seed'
  | 'fit'
  | 'targets'
  | 'data'
  | 'loss'
  | 'optimizer'
  | 'common'
  | 'polish'
  | 'params'
  | 'set'
  | 'replicates'
  | 'finalReplicates'
  | 'ticks'
  | 'metricsFrom'
  | 'measureEvery'
  | 'backend'
  | 'runs'
  | 'done'
  | 'failed'
  | 'workers'
  | 'command'
>;

export interface CalibrationResult extends Asked, Outcome {
  readonly status: 'done' | 'interrupted';
  /** all resumes added */
  readonly wallSeconds: number;
  /** all runs, in the order in which they were planned */
  readonly rows: readonly RunRow[];
  readonly report: string | null;
  /** absolute */
  readonly folder: string;
}

/** An outcome before there is one. */
const NOTHING: Outcome = {
  best: null,
  parameters: [],
  method: 'it is not done',
  tradeOffs: [],
  warnings: [],
  fitted: [],
  finalists: [],
  slices: [],
  candidates: [],
  failures: [],
  stopReason: 'interrupted',
};

/** The result of a calibration from its manifest and its rows. */
export function calibrationResult(folder: string, manifest: CalibrationManifest, rows: readonly RunRow[]): CalibrationResult {
  const { scenario, scenarioPath, seed, fit, targets, data, loss, optimizer, common, params, set, replicates, finalReplicates, polish } =
    manifest;
  const { ticks, metricsFrom, measureEvery, backend, runs, done, failed, workers, command, status, outcome, timings } = manifest;
  const what = { scenario, scenarioPath, seed, fit, targets, data, loss, optimizer, common, params, set, replicates, finalReplicates };
  const how = { polish, ticks, metricsFrom, measureEvery, backend, runs, done, failed, workers, command };
  return {
    ...what,
    ...how,
    ...((outcome as Outcome | null) ?? NOTHING), // as outcomeOf has made it
    status: status === 'done' ? 'done' : 'interrupted',
    wallSeconds: timings['wall'] ?? 0,
    rows,
    report: null,
    folder: resolve(folder),
  };
}

/**
 * The result of a calibration from its folder, whether it goes on, has ended or was killed; the scenario is not needed.
 *
 * @throws LabError E_NO_RUN, E_FORMAT
 */
export function readCalibration(folder: string): CalibrationResult {
  return calibrationResult(folder, readCalibrationManifest(folder), readRunRows(folder));
}

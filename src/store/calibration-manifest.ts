import { statSync } from 'node:fs';
import { join } from 'node:path';
import { realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import { openExperimentFolder } from './experiment-folder.ts';
import type { FolderKind } from './experiment-folder.ts';
import type { Machine } from './machine.ts';
import { STATUSES } from './manifest.ts';
import { isBoolean, isList, isNumber, isObject, isText, orNull, readManifestFile, writeManifestFile } from './manifest-file.ts';
import type { Check, ManifestKind } from './manifest-file.ts';
import type { RunStatus } from './manifest.ts';
import type { OpenOptions, RunFolder } from './run-folder.ts';

/** Version of `calibration.json` that this code writes and reads. */
export const CALIBRATION_FORMAT = 1;

/** One parameter that is fitted: a range, or listed values. */
export type CalibrationAxis = { readonly name: string; readonly unit?: string } & (
  | { readonly from: number; readonly to: number; readonly scale: 'linear' | 'log' }
  | { readonly values: readonly (number | string | boolean)[] }
);

/** One number that the model is to give. */
export interface CalibrationTarget {
  readonly metric: string;
  /** What of the metric: its mean over the measured part of a run, its last value, … */
  readonly statistic: string;
  readonly value: number;
  /** Standard error of the value, or what deviation one cares about; null where nobody says. */
  readonly tolerance: number | null;
}

/** Measurements through time, as they were read: a resume does not read the file again. */
export interface CalibrationData {
  /** Where they came from; null for a script. */
  readonly path: string | null;
  readonly ticks: readonly number[];
  /** One entry a metric; null where there is no measurement. */
  readonly columns: readonly {
    readonly metric: string;
    readonly values: readonly (number | null)[];
    readonly tolerances: readonly (number | null)[] | null;
  }[];
}

/** `calibration.json`: what was fitted to what, how, and what came out. */
export interface CalibrationManifest {
  format: typeof CALIBRATION_FORMAT;
  scenario: string;
  /** Module of a scenario outside the package; null for one of its own. */
  scenarioPath: string | null;
  /** SHA-256 of the scenario's module, hexadecimal; null when it is no file. */
  textHash: string | null;
  fingerprint: string;
  /** Any string; everything random follows from it. */
  seed: string;
  fit: readonly CalibrationAxis[];
  targets: readonly CalibrationTarget[];
  data: CalibrationData | null;
  /** Ticks whose values rows keep for a loss of one's own; null where there is data, or none were asked for. */
  at: readonly number[] | null;
  /** `squares`, `rmse`, an export of a module, or `script`: a function that was handed over. */
  loss: string | { readonly module: string; readonly export: string };
  /** Name and options; `script`: one that was handed over. */
  optimizer: { readonly name: string; readonly options: Readonly<Record<string, number | string | boolean>> };
  /** Whether all candidates have the same seeds. */
  common: boolean;
  /** Whether the search ends around what a local fit says is best. */
  polish: boolean;
  set: Readonly<Record<string, number | string | boolean>>;
  /** All parameters that are not fitted, with their values. */
  params: Readonly<Record<string, number | string | boolean>>;
  /** Runs of each candidate. */
  replicates: number;
  /** Candidates that are run again with fresh seeds at the end, and how often each. */
  finalists: number;
  finalReplicates: number;
  ticks: number | null;
  metricsFrom: number;
  measureEvery: number | null;
  backend: 'simd' | 'js' | null;
  /** Runs at most, all together. */
  runs: number;
  done: number;
  failed: number;
  workers: number;
  status: RunStatus;
  versions: { swarmlab: string; node: string };
  machine: Machine;
  /** ISO 8601, UTC. */
  started: string;
  ended: string | null;
  /** Seconds by name; `wall` is all of it, resumes added. */
  timings: Record<string, number>;
  /** What came out; null while it goes on. */
  outcome: object | null;
  command: string;
  error: { code: string; message: string } | null;
}

const KIND: FolderKind = {
  word: 'calibration',
  manifest: 'calibration.json',
  own: ['runs.ndjson', 'runs.parquet', 'runs.csv', 'candidates.csv', 'report.html', 'calibration.json'],
  statusOf: (folder) => readCalibrationManifest(folder).status,
};

/** Whether a folder holds a calibration, of whatever version. */
export function isCalibration(folder: string): boolean {
  return statSync(join(folder, KIND.manifest), { throwIfNoEntry: false })?.isFile() ?? false;
}

/** As {@link openExperimentFolder}, for a calibration. @throws LabError E_FOLDER, E_NO_RUN, E_LOCKED, E_DISK */
export function openCalibrationFolder(path: string, options: OpenOptions): RunFolder {
  return openExperimentFolder(path, options, KIND);
}

const isRecords: Check = (value) => Array.isArray(value) && value.every(isObject);

const MANIFEST: ManifestKind<CalibrationManifest> = {
  file: KIND.manifest,
  format: CALIBRATION_FORMAT,
  word: 'calibration',
  name: 'Name the folder of a calibration.',
  again: 'calibrate',
  fields: {
    scenario: isText,
    scenarioPath: orNull(isText),
    textHash: orNull(isText),
    fingerprint: isText,
    seed: isText,
    fit: isRecords,
    targets: isRecords,
    data: orNull(isObject),
    at: orNull(isList),
    loss: (value) => isText(value) || isObject(value),
    optimizer: isObject,
    common: isBoolean,
    polish: isBoolean,
    set: isObject,
    params: isObject,
    replicates: isNumber,
    finalists: isNumber,
    finalReplicates: isNumber,
    ticks: orNull(isNumber),
    metricsFrom: isNumber,
    measureEvery: orNull(isNumber),
    backend: orNull(isText),
    runs: isNumber,
    done: isNumber,
    failed: isNumber,
    workers: isNumber,
    status: (value) => STATUSES.some((status) => status === value),
    versions: isObject,
    machine: isObject,
    started: isText,
    ended: orNull(isText),
    timings: isObject,
    outcome: orNull(isObject),
    command: isText,
    error: orNull(isObject),
  },
};

/** Writes `calibration.json` whole, the format version first. @throws LabError E_DISK: the old one is intact */
export function writeCalibrationManifest(folder: string, manifest: CalibrationManifest, disk: Disk = realDisk): void {
  writeManifestFile(folder, MANIFEST, manifest, disk);
}

/** Reads and checks `calibration.json`. @throws LabError E_NO_RUN, E_FOLDER, E_FORMAT, as {@link readManifestFile} */
export function readCalibrationManifest(folder: string): CalibrationManifest {
  return readManifestFile(folder, MANIFEST);
}

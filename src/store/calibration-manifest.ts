import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { writeWhole } from './atomic-file.ts';
import { errorCode, realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import { openExperimentFolder } from './experiment-folder.ts';
import type { FolderKind } from './experiment-folder.ts';
import type { Machine } from './machine.ts';
import { STATUSES } from './manifest.ts';
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

/** Writes `calibration.json` whole, the format version first. @throws LabError E_DISK: the old one is intact */
export function writeCalibrationManifest(folder: string, manifest: CalibrationManifest, disk: Disk = realDisk): void {
  const { format, ...rest } = manifest;
  writeWhole(join(folder, KIND.manifest), `${JSON.stringify({ format, ...rest }, null, 2)}\n`, disk);
}

/**
 * Reads and checks `calibration.json`.
 *
 * @throws LabError E_NO_RUN when the folder holds none, E_FORMAT when it is of another version, cut off or not a manifest
 */
export function readCalibrationManifest(folder: string): CalibrationManifest {
  const path = join(folder, KIND.manifest);
  const value = parse(path, textOf(folder, path));
  if (value['format'] !== CALIBRATION_FORMAT)
    throw new LabError(
      'E_FORMAT',
      `${path} has ${value['format'] === undefined ? 'no format version' : `format ${String(value['format'])}`}, but this version of swarmlab reads format ${CALIBRATION_FORMAT}. Read it with the version that wrote it.`,
    );
  const wrong = Object.entries(FIELDS).find(([field, isRight]) => !isRight(value[field]));
  if (wrong === undefined) return value as unknown as CalibrationManifest; // every field was checked against FIELDS
  const found = (JSON.stringify(value[wrong[0]]) ?? 'nothing').slice(0, 60);
  throw new LabError('E_FORMAT', `${path} has no valid "${wrong[0]}", but ${found}. It is not a manifest that swarmlab wrote.`);
}

function textOf(folder: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      throw new LabError('E_FOLDER', `${path} cannot be read (${code}). Make it readable.`, { cause: error });
    throw new LabError('E_NO_RUN', `${folder} is no calibration: there is no ${KIND.manifest} in it. Name the folder of a calibration.`, {
      cause: error,
    });
  }
}

function parse(path: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value as Record<string, unknown>; // an object: any field may be asked for
  } catch {
    // told below
  }
  throw new LabError(
    'E_FORMAT',
    `${path} is not one whole JSON object (${text.length} characters). Restore it, or remove the folder and calibrate again.`,
  );
}

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isList: Check = (value) => Array.isArray(value) && value.every(isObject);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

const FIELDS: Record<Exclude<keyof CalibrationManifest, 'format'>, Check> = {
  scenario: isText,
  scenarioPath: orNull(isText),
  textHash: orNull(isText),
  fingerprint: isText,
  seed: isText,
  fit: isList,
  targets: isList,
  data: orNull(isObject),
  at: orNull((value) => Array.isArray(value)),
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
};

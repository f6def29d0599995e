import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { writeWhole } from './atomic-file.ts';
import { errorCode, realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import type { Machine } from './machine.ts';
import { STATUSES } from './manifest.ts';
import type { RunStatus } from './manifest.ts';

/** Version of `experiment.json` that this code writes and reads. */
export const EXPERIMENT_FORMAT = 1;

/** `experiment.json`: which runs a sweep is made of, how they are measured, where, and how it ended. */
export interface ExperimentManifest {
  format: typeof EXPERIMENT_FORMAT;
  scenario: string;
  /** Module of a scenario outside the package; null for one of its own. */
  scenarioPath: string | null;
  /** SHA-256 of the scenario's module, hexadecimal; null when it is no file. */
  textHash: string | null;
  /** Of all that decides the next state at the first point, as of a run. */
  fingerprint: string;
  /** Any string; the seeds of the runs follow from it. */
  seed: string;
  /** How points were chosen: grid, random, sobol, latin-hypercube, saltelli, morris. */
  design: string;
  /** What varies, in the order given: listed values, or a range that a design draws from. */
  over: readonly ExperimentAxis[];
  /** Points that were asked for; null for a grid, which has as many as it has. */
  points: number | null;
  /** Choices of the design by name: `maximin`, `scramble`, `levels`. */
  options: Readonly<Record<string, boolean | number>>;
  /** The other parameters that were given. */
  set: Readonly<Record<string, number | string | boolean>>;
  /** All parameters that do not vary, with their values. */
  params: Readonly<Record<string, number | string | boolean>>;
  replicates: number;
  /** Length of each run; null for the scenario's own. */
  ticks: number | null;
  /** Statistics are over measurements from this tick on. */
  metricsFrom: number;
  /** Ticks between two measurements; null for the scenario's own. */
  measureEvery: number | null;
  backend: 'simd' | 'js' | null;
  /** Runs planned, and those that ended as they should or failed. */
  runs: number;
  done: number;
  failed: number;
  /** Runs at a time, each in one thread. */
  workers: number;
  status: RunStatus;
  versions: { swarmlab: string; node: string };
  machine: Machine;
  /** ISO 8601, UTC. */
  started: string;
  ended: string | null;
  /** Seconds by name; `wall` is the whole sweep, resumes added. */
  timings: Record<string, number>;
  /** What matters how much for each metric, of a design for that; null for others, and while it goes on. */
  sensitivity: readonly object[] | null;
  /** The command that repeats the sweep. */
  command: string;
  error: { code: string; message: string } | null;
}

export type ExperimentAxis =
  | { readonly name: string; readonly values: readonly (number | string | boolean)[] }
  | { readonly name: string; readonly low: number; readonly high: number };

/** Whether a folder holds an experiment, of whatever version. */
export function isExperiment(folder: string): boolean {
  return statSync(join(folder, 'experiment.json'), { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Writes `experiment.json` whole, the format version first. @throws LabError E_DISK: the old one is intact */
export function writeExperiment(folder: string, manifest: ExperimentManifest, disk: Disk = realDisk): void {
  const { format, ...rest } = manifest;
  writeWhole(join(folder, 'experiment.json'), `${JSON.stringify({ format, ...rest }, null, 2)}\n`, disk);
}

/**
 * Reads and checks `experiment.json`.
 *
 * @throws LabError E_NO_RUN when the folder holds none, E_FORMAT when it is of another version, cut off or not a manifest
 */
export function readExperiment(folder: string): ExperimentManifest {
  const path = join(folder, 'experiment.json');
  const value = parse(path, textOf(folder, path));
  const format = value['format'];
  if (format !== EXPERIMENT_FORMAT) {
    const found = typeof format === 'number' ? `format ${format}` : 'no format version';
    throw new LabError(
      'E_FORMAT',
      `${path} has ${found}, but this version of swarmlab reads format ${EXPERIMENT_FORMAT}. Read it with the version that wrote it.`,
    );
  }
  for (const [field, isRight] of Object.entries(FIELDS)) {
    if (isRight(value[field])) continue;
    const found = (JSON.stringify(value[field]) ?? 'nothing').slice(0, 60);
    throw new LabError('E_FORMAT', `${path} has no valid "${field}", but ${found}. It is not a manifest that swarmlab wrote.`);
  }
  return value as unknown as ExperimentManifest; // every field was checked against FIELDS
}

function textOf(folder: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      throw new LabError('E_FOLDER', `${path} cannot be read (${code}). Make it readable.`, { cause: error });
    throw new LabError('E_NO_RUN', `${folder} is no experiment: there is no experiment.json in it. Name the folder of a sweep.`, {
      cause: error,
    });
  }
}

function parse(path: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new LabError(
      'E_FORMAT',
      `${path} is not whole JSON (${text.length} characters). Restore it, or remove the folder and sweep again.`,
      {
        cause: error,
      },
    );
  }
  if (isObject(value)) return value as Record<string, unknown>; // an object: any field may be asked for
  throw new LabError('E_FORMAT', `${path} holds no JSON object. It is not a manifest that swarmlab wrote.`);
}

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const isAxis: Check = (value) =>
  isObject(value) &&
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  isText(value.name) &&
  (('values' in value && Array.isArray(value.values)) ||
    ('low' in value && 'high' in value && isNumber(value.low) && isNumber(value.high)));

const FIELDS: Record<Exclude<keyof ExperimentManifest, 'format'>, Check> = {
  scenario: isText,
  scenarioPath: orNull(isText),
  textHash: orNull(isText),
  fingerprint: isText,
  seed: isText,
  design: isText,
  over: (value) => Array.isArray(value) && value.every(isAxis),
  points: orNull(isNumber),
  options: isObject,
  set: isObject,
  params: isObject,
  replicates: isNumber,
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
  sensitivity: orNull((value) => Array.isArray(value)),
  command: isText,
  error: orNull(isObject),
};

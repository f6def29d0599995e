import { statSync } from 'node:fs';
import { join } from 'node:path';
import { realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import type { Machine } from './machine.ts';
import { STATUSES } from './manifest.ts';
import { isList, isNumber, isObject, isText, orNull, readManifestFile, writeManifestFile } from './manifest-file.ts';
import type { Check, ManifestKind } from './manifest-file.ts';
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

const isAxis: Check = (value) =>
  isObject(value) &&
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  isText(value.name) &&
  (('values' in value && Array.isArray(value.values)) ||
    ('low' in value && 'high' in value && isNumber(value.low) && isNumber(value.high)));

const KIND: ManifestKind<ExperimentManifest> = {
  file: 'experiment.json',
  format: EXPERIMENT_FORMAT,
  word: 'experiment',
  name: 'Name the folder of a sweep.',
  again: 'sweep',
  fields: {
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
    sensitivity: orNull(isList),
    command: isText,
    error: orNull(isObject),
  },
};

/** Writes `experiment.json` whole, the format version first. @throws LabError E_DISK: the old one is intact */
export function writeExperiment(folder: string, manifest: ExperimentManifest, disk: Disk = realDisk): void {
  writeManifestFile(folder, KIND, manifest, disk);
}

/** Reads and checks `experiment.json`. @throws LabError E_NO_RUN, E_FOLDER, E_FORMAT, as {@link readManifestFile} */
export function readExperiment(folder: string): ExperimentManifest {
  return readManifestFile(folder, KIND);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { writeWhole } from './atomic-file.ts';
import { errorCode, realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import type { Machine } from './machine.ts';

/** Version of `run.json` that this code writes and reads. */
export const MANIFEST_FORMAT = 1;

export const STATUSES = ['running', 'done', 'interrupted', 'failed'] as const;
export type RunStatus = (typeof STATUSES)[number];

/** `run.json`: what was run, with what, where, and how it ended. */
export interface Manifest {
  format: typeof MANIFEST_FORMAT;
  scenario: string;
  /** Module of a scenario outside the package; null for one of its own. */
  scenarioPath: string | null;
  params: Record<string, number | string | boolean>;
  seed: string;
  workers: number;
  /** simd: at least one rule ran as WebAssembly; js: none did */
  backend: string;
  /** what ran each tick, and how: as SIMD WebAssembly, as compiled or as plain JavaScript, and why it was no WebAssembly */
  rules: readonly { readonly name: string; readonly backend: 'simd' | 'js' | 'plain'; readonly why?: string }[];
  /** Tick that the run is to reach; null for one that only its stop criteria end. */
  ticks: number | null;
  /** Tick that it stands at. */
  tick: number;
  status: RunStatus;
  stopReason: string | null;
  versions: { swarmlab: string; node: string };
  machine: Machine;
  /** ISO 8601, UTC. */
  started: string;
  ended: string | null;
  /** Seconds by name; `wall` is the whole run, resumes added. */
  timings: Record<string, number>;
  /** Alive at `tick`. */
  agents: number;
  agentsByKind: Record<string, number>;
  stateHash: string | null;
  /** Last value of each metric. */
  metrics: Record<string, number | null>;
  best: { value: number | null; position?: number[]; params?: Record<string, number | string | boolean> } | null;
  evaluations: number | null;
  /** The first NaN that was stored: by which phase, at which tick, in what; null when there was none. */
  nan: {
    tick: number;
    phase: string;
    kind: string | null;
    agent: number | null;
    column: string | null;
    born: boolean;
    global: string | null;
  } | null;
  /** Agents stepped per second of running, of the last part of the run. */
  agentStepsPerSecond: number | null;
  /** How it was asked to run, where a resume must do the same. */
  execution: {
    ticks?: number;
    /** the back end that was asked for */
    backend?: 'js' | 'simd';
    checkpointEvery?: number;
    measureEvery?: number;
    record?: { columns: readonly string[]; every: number };
    animate?: number;
    maxSeconds?: number;
  };
  /** The command that repeats the run. */
  command: string;
  error: { code: string; message: string } | null;
}

/** Writes `run.json` whole, the format version first. @throws LabError E_DISK: the old one is intact */
export function writeManifest(folder: string, manifest: Manifest, disk: Disk = realDisk): void {
  const { format, ...rest } = manifest;
  writeWhole(join(folder, 'run.json'), `${JSON.stringify({ format, ...rest }, null, 2)}\n`, disk);
}

/**
 * Reads and checks `run.json`.
 *
 * @throws LabError E_NO_RUN when the folder holds none, E_FORMAT when it is of another version, cut off or not a manifest
 */
export function readManifest(folder: string): Manifest {
  const path = join(folder, 'run.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw noRun(folder, error);
  }
  const value: Record<string, unknown> = { ...LATER, ...parse(path, text) };
  const format = value['format'];
  if (format !== MANIFEST_FORMAT) {
    const found = typeof format === 'number' ? `format ${format}` : 'no format version';
    throw new LabError(
      'E_FORMAT',
      `${path} has ${found}, but this version of swarmlab reads format ${MANIFEST_FORMAT}. Read it with the version that wrote it${versionIn(value)}.`,
    );
  }
  for (const [field, isRight] of Object.entries(FIELDS)) {
    if (isRight(value[field])) continue;
    throw new LabError(
      'E_FORMAT',
      `${path} has no valid "${field}", but ${(JSON.stringify(value[field]) ?? 'nothing').slice(0, 60)}. It is not a manifest that swarmlab wrote.`,
    );
  }
  return value as unknown as Manifest; // every field was checked against FIELDS
}

/** Fields that manifests of this format did not have from the beginning. */
const LATER = { rules: [], nan: null };

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

const FIELDS: Record<Exclude<keyof Manifest, 'format'>, Check> = {
  scenario: isText,
  scenarioPath: orNull(isText),
  params: isObject,
  seed: isText,
  workers: isNumber,
  backend: isText,
  rules: (value) => Array.isArray(value),
  ticks: orNull(isNumber),
  tick: isNumber,
  status: (value) => STATUSES.some((status) => status === value),
  stopReason: orNull(isText),
  versions: isObject,
  machine: isObject,
  started: isText,
  ended: orNull(isText),
  timings: isObject,
  agents: isNumber,
  agentsByKind: isObject,
  stateHash: orNull(isText),
  metrics: isObject,
  best: orNull(isObject),
  evaluations: orNull(isNumber),
  nan: orNull(isObject),
  agentStepsPerSecond: orNull(isNumber),
  execution: isObject,
  command: isText,
  error: orNull(isObject),
};

function parse(path: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const what =
      text.trim() === '' ? 'is empty' : `is not whole JSON (${text.length} characters, ending in ${JSON.stringify(text.slice(-20))})`;
    throw new LabError('E_FORMAT', `${path} ${what}. Restore it, or remove the folder and run again.`, { cause: error });
  }
  if (isObject(value)) return value as Record<string, unknown>; // an object: any field may be asked for
  throw new LabError('E_FORMAT', `${path} holds no JSON object. It is not a manifest that swarmlab wrote.`);
}

function versionIn({ versions }: Record<string, unknown>): string {
  const written = typeof versions === 'object' && versions !== null && 'swarmlab' in versions ? versions.swarmlab : null;
  return typeof written === 'string' ? ` (swarmlab ${written})` : '';
}

function noRun(folder: string, error: unknown): LabError {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new LabError('E_NO_RUN', `${folder} is no run: there is no run.json in it. Name a run folder; \`swarmlab runs\` lists them.`, {
      cause: error,
    });
  }
  return new LabError('E_FOLDER', `${join(folder, 'run.json')} cannot be read (${code}). Make it readable.`, { cause: error });
}

import { realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import type { Machine } from './machine.ts';
import { isList, isNumber, isObject, isText, orNull, readManifestFile, writeManifestFile } from './manifest-file.ts';
import type { ManifestKind } from './manifest-file.ts';

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

const KIND: ManifestKind<Manifest> = {
  file: 'run.json',
  format: MANIFEST_FORMAT,
  word: 'run',
  name: 'Name a run folder; `swarmlab runs` lists them.',
  again: 'run',
  fields: {
    scenario: isText,
    scenarioPath: orNull(isText),
    params: isObject,
    seed: isText,
    workers: isNumber,
    backend: isText,
    rules: isList,
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
  },
  later: { rules: [], nan: null },
};

/** Writes `run.json` whole, the format version first. @throws LabError E_DISK: the old one is intact */
export function writeManifest(folder: string, manifest: Manifest, disk: Disk = realDisk): void {
  writeManifestFile(folder, KIND, manifest, disk);
}

/** Reads and checks `run.json`. @throws LabError E_NO_RUN, E_FOLDER, E_FORMAT, as {@link readManifestFile} */
export function readManifest(folder: string): Manifest {
  return readManifestFile(folder, KIND);
}

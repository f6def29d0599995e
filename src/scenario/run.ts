// Running a scenario from a script. Imports scenario, store.

import { basename, extname, relative, resolve } from 'node:path';
import { LabError } from '../errors.ts';
import { cores } from '../engine/pool.ts';
import type { ParamValue } from '../engine/world.ts';
import { defaultRunPath } from '../store/index.ts';
import { execute, type ExecuteOptions, type RunResult } from './execute.ts';
import type { Scenario } from './scenario.ts';
import { writeReport } from './report.ts';

export interface RunOptions {
  /** any string; the scenario's own by default */
  readonly seed?: string;
  /** worker threads, by default one a core; never changes the result */
  readonly workers?: number;
  readonly ticks?: number;
  /** how rules run: simd, the default, as SIMD WebAssembly where they can; js as JavaScript; never changes the result */
  readonly backend?: ExecuteOptions['backend'];
  /** values for parameters */
  readonly params?: Readonly<Record<string, ParamValue>>;
  /** the run folder; `runs/<scenario>-<seed>-<n>` by default */
  readonly out?: string;
  readonly force?: boolean;
  readonly checkpointEvery?: number;
  /** ticks between two measurements; by default the scenario's own */
  readonly measureEvery?: number;
  readonly record?: ExecuteOptions['record'];
  /** frames of a film in the report, 2 to 2,000; 0: none, and nobody is followed through time; without a report 0 by default, else some 120 */
  readonly animate?: number;
  /** false: no report.html */
  readonly report?: boolean;
  /** true: nothing is printed */
  readonly quiet?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: ExecuteOptions['onProgress'];
}

/**
 * Run a scenario into a folder, write its report, and say where it is.
 *
 * @returns what the command line prints with --json
 * @throws LabError for anything wrong in the scenario or its parameters, and for what fails in the run
 */
export async function run(scenario: Scenario, options: RunOptions = {}): Promise<RunResult> {
  const { workers = cores(), params = {}, report = true, quiet = false, ...rest } = options;
  checkBackend(options.backend);
  const seed = options.seed ?? scenario.seed ?? 'swarmlab';
  const script = process.argv[1] ? resolve(process.argv[1]) : null;
  const name = scenario.name ?? (script ? basename(script, extname(script)) : 'scenario');
  const loaded = { scenario, name, path: script, text: null };
  const command = `node ${script ? relative('', script) : 'script.ts'}`;
  const out = options.out ?? (() => defaultRunPath(name, seed));
  const result = await interruptible(options.signal, (signal) =>
    execute(loaded, {
      ...rest,
      animate: rest.animate ?? (report ? undefined : 0),
      signal,
      seed,
      workers,
      set: params,
      out,
      command,
      onNotice: quiet ? undefined : (line) => console.error(line),
    }),
  );
  const finished = result.status === 'done';
  const page = report && finished ? await writeReport(loaded, result.run) : null;
  if (!quiet)
    console.error(
      `${name}, seed ${seed}: ${result.ticks} ticks (${result.stopReason}); ${page ? `report: ${relative('', page)}` : `folder: ${relative('', result.run)}`}`,
    );
  return result;
}

/** @throws LabError E_FLAG for a back end that there is not */
function checkBackend(backend: unknown): void {
  if (backend === undefined || backend === 'js' || backend === 'simd') return;
  throw new LabError('E_FLAG', `backend must be js or simd, but got ${JSON.stringify(backend)}.`);
}

/** Ctrl-C saves the run, unless the caller has a signal of its own for that. */
async function interruptible<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  if (signal) return work(signal);
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop); // a second Ctrl-C leaves at once
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
  }
}

// A sweep from a script. Imports scenario, store, this folder.

import { basename, extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cores } from '../../engine/pool.ts';
import type { ParamValue } from '../../engine/world.ts';
import { LabError, refuseUnknown } from '../../errors.ts';
import { defaultExperimentPath } from '../../store/index.ts';
import { loadScenario, textOf, type Loaded } from '../load.ts';
import { checkTicks, isScenario, paramsOf, type Scenario } from '../scenario.ts';
import { axisOf, type Over } from './axis.ts';
import { designNamed, type DesignName } from './design.ts';
import { executeSweep, type SweepOrder } from './execute.ts';
import type { SweepResult } from './result.ts';
import type { SweepControl } from './sweeping.ts';
import { isExperimentThread } from './thread.ts';

export type { Over } from './axis.ts';
export type { SweepProgress } from './sweeping.ts';
export type { SweepResult } from './result.ts';

export interface SweepOptions extends Pick<SweepControl, 'signal' | 'onRow' | 'onProgress' | 'stallMs' | 'report'> {
  /** what varies: values, { from, to, step }, or { low, high } for designs that draw */
  readonly over: Readonly<Record<string, Over>>;
  /** runs of each point, by default 1 */
  readonly replicates?: number;
  /** any string; the scenario's own by default. The seeds of the runs follow from it */
  readonly seed?: string;
  /** length of each run; the scenario's own by default */
  readonly ticks?: number;
  /** values for parameters that do not vary */
  readonly params?: Readonly<Record<string, ParamValue>>;
  /** runs at a time, by default one a core; never changes a row */
  readonly workers?: number;
  /** module whose default export the scenario is, where threads load it: import.meta.url */
  readonly module?: string;
  /** the folder; `runs/sweep-<scenario>-<n>` by default */
  readonly out?: string;
  readonly force?: boolean;
  /** statistics are over measurements from this tick on, by default 0 */
  readonly metricsFrom?: number;
  /** ticks between two measurements; by default as in a run */
  readonly measureEvery?: number;
  /** how points are chosen, by default grid */
  readonly design?: DesignName;
  /** points of a design that draws them */
  readonly runs?: number;
  /** latin-hypercube: of 64 take the one whose nearest points are farthest apart; default false */
  readonly maximin?: boolean;
  /** sobol, saltelli: scramble the sequence by the seed; default true */
  readonly scramble?: boolean;
  /** morris: levels of its grid, even; default 4 */
  readonly levels?: number;
  /** how rules run; never changes a row; simd by default */
  readonly backend?: 'js' | 'simd';
}

/** All names, so that none is misspelt in silence. */
// oxfmt-ignore
const OPTIONS = [
  'over', 'replicates', 'seed', 'ticks', 'params', 'workers', 'module', 'out', 'force', 'metricsFrom', 'measureEvery', 'design', 'runs',
  'maximin', 'scramble', 'levels', 'backend', 'signal', 'onRow', 'onProgress', 'stallMs', 'report',
];

/**
 * Run a scenario over parameters and replicates: a folder with one row a run, and the rows.
 *
 * Threads load the scenario by itself: give its name or path, or `module: import.meta.url` where it is the default export and the sweep
 * is begun under `if (import.meta.main)`. A scenario handed over as such, from elsewhere, runs one run after the other in this thread.
 *
 * @example
 * const { rows, folder } = await sweep(scenario, { over: { noise: [0.5, 1, 2] }, replicates: 10, module: import.meta.url });
 * @throws LabError for anything wrong in what was asked for, E_DISK; a run that fails is a row
 */
export async function sweep(scenario: Scenario | string, options: SweepOptions): Promise<SweepResult> {
  refuseUnknown('E_FLAG', 'sweep', options, OPTIONS);
  if (isExperimentThread())
    throw new LabError(
      'E_SCENARIO',
      'a thread of a sweep loads a module that begins a sweep itself: begin it under if (import.meta.main).',
    );
  const { loaded, module } = await subject(scenario, options);
  const { seed = loaded.scenario.seed ?? 'swarmlab', out = () => defaultExperimentPath(loaded.name), force } = options;
  const order: SweepOrder = { ...orderOf(loaded, { ...options, seed }), out, force, command: commandOf(loaded) };
  const { signal, onRow, onProgress, stallMs, report } = options;
  const workers = module === null ? 1 : (options.workers ?? cores());
  const verify = typeof scenario !== 'string';
  return executeSweep(loaded, order, { module, verify, workers, signal, onRow, onProgress, stallMs, report });
}

/** What a script or a command line asks for, as the plan wants it. @throws LabError E_FLAG, E_PARAM, E_SCENARIO */
export function orderOf(
  { scenario }: Loaded,
  {
    over,
    seed,
    ticks,
    measureEvery,
    metricsFrom = 0,
    replicates = 1,
    backend,
    params = {},
    runs,
    ...rest
  }: SweepOptions & { readonly seed: string },
): Omit<SweepOrder, 'out' | 'command'> {
  const specs = paramsOf(scenario);
  if (ticks !== undefined) checkTicks(ticks);
  for (const [name, value, least] of [
    ['measureEvery', measureEvery, 1],
    ['metricsFrom', metricsFrom, 0],
  ] as const)
    if (value !== undefined && !(Number.isInteger(value) && value >= least))
      throw new LabError('E_FLAG', `${name} must be an integer from ${least} on, but got ${value}.`);
  const { design = 'grid', maximin, scramble, levels } = rest;
  const options = {
    ...(maximin === undefined ? {} : { maximin }),
    ...(scramble === undefined ? {} : { scramble }),
    ...(levels === undefined ? {} : { levels }),
  };
  return {
    seed,
    design: designNamed(design),
    over: Object.entries(over).map(([name, each]) => axisOf(name, each, specs)),
    points: runs ?? null,
    options,
    set: params,
    replicates,
    ticks: ticks ?? null,
    metricsFrom,
    measureEvery: measureEvery ?? null,
    backend: backend ?? null,
  };
}

/** The scenario and where threads find it. @throws LabError E_SCENARIO, E_FLAG for workers that cannot be had */
export async function subject(
  scenario: Scenario | string,
  { module, workers }: Pick<SweepOptions, 'module' | 'workers'>,
): Promise<{ loaded: Loaded; module: string | null }> {
  if (typeof scenario === 'string') {
    const loaded = await loadScenario(scenario);
    return { loaded, module: loaded.path ?? scenario };
  }
  if (!isScenario(scenario))
    throw new LabError('E_SCENARIO', 'sweep takes what defineScenario({ … }) gives, or the name or path of a scenario.');
  const path = module === undefined ? scriptOf() : pathOf(module);
  const text = path === null ? null : textOf(pathToFileURL(path).href);
  const name = scenario.name ?? (path === null ? 'scenario' : basename(path, extname(path)));
  const loaded = { scenario, name, path, text };
  if (module !== undefined) return { loaded, module: path };
  if (path !== null && text !== null && loadable(text)) return { loaded, module: path };
  if (workers === undefined || workers === 1) return { loaded, module: null };
  throw new LabError(
    'E_FLAG',
    'threads cannot have a scenario that is handed over as such: export it as default from its module, begin the sweep under if (import.meta.main), and give module: import.meta.url.',
  );
}

/** A script that says what it exports and what it only does when it is run is meant to be loaded by others. */
function loadable(text: string): boolean {
  return /\bexport\s+default\b|\bas\s+default\b/.test(text) && text.includes('import.meta.main');
}

function scriptOf(): string | null {
  return process.argv[1] ? resolve(process.argv[1]) : null;
}

function pathOf(module: string): string {
  return module.startsWith('file:') ? fileURLToPath(module) : resolve(module);
}

function commandOf({ path, name }: Loaded): string {
  return `node ${path ?? name}`;
}

// A calibration from a script. Imports engine's pool, store, scenario, experiment, this folder.

import { resolve } from 'node:path';
import { cores } from '../../engine/pool.ts';
import type { ParamValue } from '../../engine/world.ts';
import { LabError, refuseUnknown } from '../../errors.ts';
import { defaultExperimentPath, readText, type CalibrationManifest } from '../../store/index.ts';
import { isExperimentThread } from '../experiment/thread.ts';
import { subject } from '../experiment/sweep.ts';
import type { Loaded } from '../load.ts';
import { checkTicks, isScenario, paramsOf, type Scenario } from '../scenario.ts';
import type { CalibrationControl } from './calibrating.ts';
import { dataOf, parseCsv, type DataColumns } from './data.ts';
import { executeCalibration, executeCalibrationFrom, knownMetrics, type Asked } from './execute.ts';
import type { LossFunction } from './loss.ts';
import type { NamedOptimizer, OptimizerFactory } from './optimizer.ts';
import { targetOf, type Target } from './points.ts';
import type { CalibrationResult } from './result.ts';
import { axisOf, type Fit } from './space.ts';

export interface CalibrateOptions extends Pick<CalibrationControl, 'signal' | 'onProgress' | 'stallMs' | 'report'> {
  /** parameters to fit, each with its range { from, to, scale: 'log' } or the values to choose from */
  readonly fit: Readonly<Record<string, Fit>>;
  /** what metrics are to be, `metric` or `metric.last`, `.sd`, `.m2`, `.m4`: a number, or { value, tolerance } with its standard error */
  readonly to?: Readonly<Record<string, Target>>;
  /** measurements through time: a CSV file with a column `tick` and columns named as metrics, or such columns; null where there is none */
  readonly data?: string | DataColumns;
  /** squares: deviations in units of their tolerances (default); rmse; or a function of one's own */
  readonly loss?: 'squares' | 'rmse' | LossFunction | { readonly module: string; readonly export: string };
  /** ticks whose values a loss of one's own finds in the `series` of its rows */
  readonly at?: readonly number[];
  /** runs of each candidate, by default 4 */
  readonly replicates?: number;
  /** runs at most, those at the end too, by default 400 */
  readonly runs?: number;
  /** candidates that are run again with fresh seeds at the end, by default 3 */
  readonly finalists?: number;
  /** how often each, by default 10 or twice the replicates, but a quarter of all runs at most */
  readonly finalReplicates?: number;
  /** by default pso; any that asks and tells */
  readonly optimizer?: string | NamedOptimizer | OptimizerFactory;
  /** all candidates have the same seeds, so that they differ by their parameters alone; default true */
  readonly commonSeeds?: boolean;
  /** spend the last third of the search around what a local fit of all candidates says is best; default true */
  readonly polish?: boolean;
  /** any string; the scenario's own by default */
  readonly seed?: string;
  /** length of each run; the scenario's own by default */
  readonly ticks?: number;
  /** values for parameters that are not fitted */
  readonly params?: Readonly<Record<string, ParamValue>>;
  /** statistics are over measurements from this tick on, by default 0 */
  readonly metricsFrom?: number;
  /** ticks between two measurements; by default as in a run */
  readonly measureEvery?: number;
  /** runs at a time, by default one a core; never changes the result */
  readonly workers?: number;
  /** module whose default export the scenario is, where threads load it: import.meta.url */
  readonly module?: string;
  /** how rules run; never changes the result; simd by default */
  readonly backend?: 'js' | 'simd';
  /** the folder; `runs/calibration-<scenario>-<n>` by default */
  readonly out?: string;
  readonly force?: boolean;
  /** a folder to go on with: what was asked for is read from there, functions are those given here */
  readonly resume?: string;
}

/** All names, so that none is misspelt in silence. */
// oxfmt-ignore
const OPTIONS = [
  'fit', 'to', 'data', 'loss', 'at', 'replicates', 'runs', 'finalists', 'finalReplicates', 'optimizer', 'commonSeeds', 'polish', 'seed', 'ticks', 'params',
  'metricsFrom', 'measureEvery', 'workers', 'module', 'backend', 'out', 'force', 'resume', 'signal', 'onProgress', 'stallMs', 'report',
];

/**
 * Fit parameters of a scenario to targets or data: whole runs side by side, proposed by an optimiser, the best run again with fresh seeds.
 *
 * Threads load the scenario by itself: give its name or path, or `module: import.meta.url` where it is the default export and the
 * calibration is begun under `if (import.meta.main)`. A scenario handed over as such, from elsewhere, runs in this thread.
 *
 * @example
 * const { best, parameters, folder } = await calibrate('vicsek', { fit: { noise: { from: 0, to: 6 } }, to: { polarization: { value: 0.5, tolerance: 0.02 } }, runs: 300 });
 * @throws LabError for anything wrong in what was asked for, E_DISK; a run that fails is a row
 */
export async function calibrate(scenario: Scenario | string, options: CalibrateOptions): Promise<CalibrationResult> {
  refuseUnknown('E_FLAG', 'calibrate', options, OPTIONS);
  if (isExperimentThread())
    throw new LabError(
      'E_SCENARIO',
      'a thread of a calibration loads a module that begins one itself: begin it under if (import.meta.main).',
    );
  if (typeof scenario !== 'string' && !isScenario(scenario))
    throw new LabError('E_SCENARIO', 'calibrate takes what defineScenario({ … }) gives, or the name or path of a scenario.');
  const { loaded, module } = await subject(scenario, options);
  const { signal, onProgress, stallMs, report, resume, out, force, loss, optimizer } = options;
  const workers = module === null ? 1 : (options.workers ?? cores());
  const control = { module, verify: typeof scenario !== 'string', workers, signal, onProgress, stallMs, report };
  const handed = { loss: typeof loss === 'function' ? loss : null, optimizer: typeof optimizer === 'function' ? optimizer : null };
  if (resume !== undefined) return executeCalibrationFrom(loaded, resume, handed, control);
  const where = out ?? ((): string => defaultCalibrationPath(loaded.name));
  return executeCalibration(
    loaded,
    { ...askedOf(loaded, options), out: where, force, command: `node ${loaded.path ?? loaded.name}` },
    handed,
    control,
  );
}

/** The folder of a calibration when nobody names one. */
export function defaultCalibrationPath(scenario: string): string {
  return defaultExperimentPath(scenario, process.cwd(), undefined, 'calibration');
}

/** What a script asks for, as a manifest notes it. @throws LabError E_FLAG, E_PARAM, E_FORMAT, E_SCENARIO */
export function askedOf({ scenario }: Loaded, options: CalibrateOptions): Asked {
  const specs = paramsOf(scenario);
  const metrics = knownMetrics(scenario);
  const { fit, to = {}, data, loss = 'squares', at, optimizer = 'pso', commonSeeds = true, polish = true, params = {} } = options;
  if (typeof fit !== 'object' || fit === null) throw new LabError('E_FLAG', 'nothing is fitted: fit: { name: { from, to } }.');
  return {
    seed: options.seed ?? scenario.seed ?? 'swarmlab',
    fit: Object.entries(fit).map(([name, each]) => axisOf(name, each, specs)),
    targets: Object.entries(to).map(([name, target]) => targetOf(name, target, metrics)),
    data: data === undefined ? null : typeof data === 'string' ? readData(data, metrics) : dataOf(data, null, metrics),
    at: ticksOf(at, data !== undefined),
    loss: typeof loss === 'function' ? 'script' : lossNamed(loss),
    optimizer: optimizerOf(optimizer),
    common: commonSeeds,
    polish,
    set: params,
    ...numbersOf(options),
    backend: options.backend ?? null,
  };
}

/** How many runs of what, with their defaults. @throws LabError E_FLAG, E_SCENARIO, E_BUDGET */
export function numbersOf(
  options: Pick<CalibrateOptions, 'replicates' | 'runs' | 'finalists' | 'finalReplicates' | 'ticks' | 'metricsFrom' | 'measureEvery'>,
): Pick<CalibrationManifest, 'replicates' | 'runs' | 'finalists' | 'finalReplicates' | 'ticks' | 'metricsFrom' | 'measureEvery'> {
  const { replicates = 4, runs = 400, finalists = 3, ticks, metricsFrom = 0, measureEvery } = options;
  if (ticks !== undefined) checkTicks(ticks);
  for (const [name, value, least] of [
    ['measureEvery', measureEvery, 1],
    ['metricsFrom', metricsFrom, 0],
  ] as const)
    if (value !== undefined && !(Number.isInteger(value) && value >= least))
      throw new LabError('E_FLAG', `${name} must be an integer from ${least} on, but got ${value}.`);
  const affordable = Math.max(1, Math.min(Math.max(10, 2 * replicates), Math.floor(runs / (4 * finalists))));
  const finalReplicates = options.finalReplicates ?? (Number.isFinite(affordable) ? affordable : 1);
  return { replicates, runs, finalists, finalReplicates, ticks: ticks ?? null, metricsFrom, measureEvery: measureEvery ?? null };
}

/** Measurements from a CSV file. @throws LabError E_FORMAT, E_FLAG */
export function readData(path: string, metrics: readonly string[] | null): CalibrationManifest['data'] {
  return dataOf(parseCsv(readText(path), path), resolve(path), metrics);
}

function lossNamed(loss: string | { readonly module: string; readonly export: string }): CalibrationManifest['loss'] {
  if (loss === 'squares' || loss === 'rmse') return loss;
  if (typeof loss === 'object' && loss !== null && typeof loss.module === 'string' && typeof loss.export === 'string')
    return { module: loss.module, export: loss.export };
  throw new LabError('E_FLAG', `a loss is squares, rmse, a function, or { module, export }, but got ${JSON.stringify(loss)}.`);
}

function optimizerOf(optimizer: string | NamedOptimizer | OptimizerFactory): CalibrationManifest['optimizer'] {
  if (typeof optimizer === 'function') return { name: 'script', options: {} };
  if (typeof optimizer === 'string') return { name: optimizer, options: {} };
  return { name: optimizer.name, options: optimizer.options ?? {} };
}

function ticksOf(at: readonly number[] | undefined, data: boolean): readonly number[] | null {
  if (at === undefined) return null;
  if (data) throw new LabError('E_FLAG', 'with data its ticks are kept: leave at away.');
  const wrong = at.find((tick) => !Number.isInteger(tick) || tick < 0);
  if (wrong !== undefined) throw new LabError('E_FLAG', `at lists ticks, whole numbers from 0 on, but got ${wrong}.`);
  return [...new Set(at)].sort((a, b) => a - b);
}

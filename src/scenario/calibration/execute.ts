// A calibration from its beginning or from where it was left: everything is checked before a folder is made. Imports engine, store, scenario, experiment, this folder.

import { isoNow } from '../../engine/clock.ts';
import { checkParams, type DeclaredParams } from '../../engine/params.ts';
import { LabError } from '../../errors.ts';
import {
  CALIBRATION_FORMAT,
  machine,
  openCalibrationFolder,
  readCalibrationManifest,
  type CalibrationManifest,
} from '../../store/index.ts';
import { firstPoint } from '../experiment/execute.ts';
import type { Conditions } from '../experiment/perform.ts';
import { hashOf } from '../experiment/thread.ts';
import type { Loaded } from '../load.ts';
import { isModelScenario, metricsOf, paramsOf, type Scenario, type SwarmScenario } from '../scenario.ts';
import { SWARM_METRICS } from '../swarm.ts';
import { VERSION } from '../version.ts';
import { Calibrating, polishRuns, searchRuns, type CalibrationControl, type Task } from './calibrating.ts';
import { judgeOf, loadLoss, type LossFunction } from './loss.ts';
import { optimizerNamed, type Optimizer, type OptimizerFactory } from './optimizer.ts';
import { pointsOf } from './points.ts';
import type { CalibrationResult } from './result.ts';
import { Space } from './space.ts';

/** What a manifest notes of what was asked for. */
export type Asked = Pick<
  CalibrationManifest,
  | 'seed'
  | 'fit'
  | 'targets'
  | 'data'
  | 'at'
  | 'loss'
  | 'optimizer'
  | 'common'
  | 'polish'
  | 'set'
  | 'replicates'
  | 'finalists'
  | 'finalReplicates'
  | 'ticks'
  | 'metricsFrom'
  | 'measureEvery'
  | 'backend'
  | 'runs'
>;

/** What no manifest can hold: functions that a script hands over. */
export interface HandedOver {
  readonly loss: LossFunction | null;
  readonly optimizer: OptimizerFactory | null;
}

export interface CalibrationOrder extends Asked {
  /** the folder; a function is asked for it once everything is known to be sound */
  readonly out: string | (() => string);
  readonly force?: boolean;
  readonly command: string;
}

/** Most runs of one calibration. */
export const MOST_RUNS = 1_000_000;

/** Names of the metrics of a scenario's runs; null when its analysis may add more. */
export function knownMetrics(scenario: Scenario): string[] | null {
  const own = Object.keys(metricsOf(scenario));
  if (isModelScenario(scenario)) return own;
  return (scenario as SwarmScenario).analyse ? null : [...Object.keys(SWARM_METRICS), ...own];
}

/**
 * Calibrate from the beginning.
 *
 * @throws LabError for anything wrong in what was asked for (before a folder is made), E_DISK; a run that fails is a row, a candidate
 *   whose run fails has no loss
 */
export async function executeCalibration(
  loaded: Loaded,
  order: CalibrationOrder,
  handed: HandedOver,
  control: CalibrationControl,
): Promise<CalibrationResult> {
  const { out, force, command, ...asked } = order;
  const ready = await prepared(loaded, asked, handed, control);
  const folder = openCalibrationFolder(typeof out === 'string' ? out : out(), { create: true, force });
  const manifest: CalibrationManifest = {
    format: CALIBRATION_FORMAT,
    scenario: loaded.name,
    scenarioPath: loaded.path,
    textHash: hashOf(loaded.text),
    fingerprint: ready.fingerprint,
    ...asked,
    params: ready.params,
    done: 0,
    failed: 0,
    workers: control.workers,
    status: 'running',
    versions: { swarmlab: VERSION, node: process.version },
    machine: machine(),
    started: isoNow(),
    ended: null,
    timings: {},
    outcome: null,
    command,
    error: null,
  };
  return reported(await new Calibrating({ ...ready.task, folder, manifest }, control).run(), control);
}

/**
 * Go on with a calibration that was interrupted or killed, to the same end: the search is gone through again, with the rows that exist.
 *
 * @throws LabError E_CHANGED when the scenario is no longer the one that it began with, E_NO_RUN, E_LOCKED, E_FLAG when it was
 *   begun with functions of a script that are not handed over
 */
export async function executeCalibrationFrom(
  loaded: Loaded,
  path: string,
  handed: HandedOver,
  control: CalibrationControl,
): Promise<CalibrationResult> {
  const folder = openCalibrationFolder(path, { create: false });
  try {
    const manifest = readCalibrationManifest(folder.path);
    refuseOther(loaded, folder.path, manifest.textHash !== null && hashOf(loaded.text) !== manifest.textHash, manifest);
    const ready = await prepared(loaded, manifest, handed, control);
    refuseOther(loaded, folder.path, ready.fingerprint !== manifest.fingerprint, manifest);
    const again = { ...manifest, workers: control.workers, status: 'running' as const };
    return await reported(await new Calibrating({ ...ready.task, folder, manifest: again }, control).run(), control);
  } finally {
    folder.close();
  }
}

async function reported(result: CalibrationResult, { report = true }: CalibrationControl): Promise<CalibrationResult> {
  if (result.status === 'interrupted' || !report) return result;
  const { writeCalibrationReport } = await import('./report.ts');
  return { ...result, report: await writeCalibrationReport(result) };
}

/** @throws LabError E_CHANGED when the calibration began with another scenario */
function refuseOther({ name, path }: Loaded, folder: string, other: boolean, { versions }: CalibrationManifest): void {
  if (!other) return;
  const fix =
    versions.swarmlab === VERSION ? `Restore ${path ?? name} as it was` : `Go on with swarmlab ${versions.swarmlab}, which began it`;
  throw new LabError(
    'E_CHANGED',
    `scenario ${name} has changed since ${folder} was begun: its rows would not belong together. ${fix}, or start a new calibration.`,
  );
}

interface Ready {
  readonly task: Omit<Task, 'folder' | 'manifest'>;
  readonly fingerprint: string;
  readonly params: CalibrationManifest['params'];
}

/** Check everything and make it ready. @throws LabError */
async function prepared(loaded: Loaded, asked: Asked, handed: HandedOver, control: CalibrationControl): Promise<Ready> {
  const specs = paramsOf(loaded.scenario);
  refuseSenseless(asked, specs);
  const space = new Space(asked.fit, specs);
  const own = await lossOf(asked, handed);
  const factory = factoryOf(asked, handed);
  const all = searchRuns(asked);
  const budget = asked.polish ? all - polishRuns(all, asked.replicates, space.numeric.length) : all;
  const search = { dimensions: space.axes.length, lower: 0, upper: 1, seed: `${asked.seed} calibration` };
  const make = (): Optimizer => factory(search, Math.floor(budget / asked.replicates));
  refuseSmallBudget(asked, make().ask().length);
  const middle = space.paramsAt(new Float64Array(space.axes.length).fill(0.5));
  const plan = { runs: asked.runs, order: () => ({ set: { ...asked.set, ...middle }, seed: asked.seed }) };
  const first = await firstPoint(loaded, asked, plan, control);
  refuseLate(asked, first.ticks);
  const points = pointsOf(asked.targets, asked.data, own === 'rmse');
  const { targets, data } = asked;
  const grounds = {
    space,
    points,
    judge: judgeOf(points, own, { targets, data }),
    loss: typeof own === 'function' ? ('own' as const) : own,
    seed: asked.seed,
    replicates: asked.replicates,
  };
  const fixed = Object.entries(first.params).filter(([name]) => !asked.fit.some((axis) => axis.name === name));
  return {
    task: {
      loaded,
      conditions: conditionsOf(asked, typeof own === 'function'),
      seeding: { seed: asked.seed, common: asked.common, set: asked.set, specs },
      grounds,
      optimizer: make(),
    },
    fingerprint: first.fingerprint,
    params: Object.fromEntries(fixed),
  };
}

/** What is measured: the metrics that count, as seldom as it goes; all of them for a loss of one's own. */
function conditionsOf({ targets, data, at, ticks, metricsFrom, measureEvery, backend }: Asked, own: boolean): Conditions {
  const names = [...new Set([...targets.map(({ metric }) => metric), ...(data?.columns ?? []).map(({ metric }) => metric)])];
  const seldom = !own && targets.every(({ statistic }) => statistic === 'last') ? 2 ** 31 - 1 : null;
  const always = { ticks, metricsFrom, measureEvery: measureEvery ?? seldom, backend };
  return { ...always, only: own ? null : names, at: data?.ticks ?? at };
}

async function lossOf({ loss }: Asked, handed: HandedOver): Promise<LossFunction | 'squares' | 'rmse'> {
  if (loss === 'squares' || loss === 'rmse') return loss;
  if (typeof loss === 'object') return loadLoss(loss);
  if (handed.loss !== null) return handed.loss;
  throw new LabError(
    'E_FLAG',
    'the loss of this calibration was a function of a script: run that script again with resume: its folder, or give the loss as { module, export }.',
  );
}

function factoryOf({ optimizer }: Asked, handed: HandedOver): OptimizerFactory {
  if (optimizer.name !== 'script') return optimizerNamed(optimizer);
  if (handed.optimizer !== null) return handed.optimizer;
  throw new LabError('E_FLAG', 'the optimiser of this calibration was one of a script: run that script again with resume: its folder.');
}

/** @throws LabError E_FLAG, E_PARAM, E_BUDGET for what contradicts itself */
function refuseSenseless(asked: Asked, specs: DeclaredParams): void {
  const { fit, set, targets, data, loss, replicates, finalists, finalReplicates, runs } = asked;
  checkParams(specs, set);
  if (fit.length === 0) throw new LabError('E_FLAG', 'nothing is fitted: name a parameter and its range, --fit name=from:to.');
  const twice = fit.find(({ name }, n) => fit.findIndex((other) => other.name === name) < n);
  if (twice) throw new LabError('E_FLAG', `${twice.name} is fitted twice: give it one --fit.`);
  const both = fit.find(({ name }) => Object.hasOwn(set, name));
  if (both) throw new LabError('E_FLAG', `${both.name} is both fitted and set: choose one of --fit and --set.`);
  const own = loss !== 'squares' && loss !== 'rmse';
  if (targets.length === 0 && data === null && !own)
    throw new LabError('E_FLAG', 'there is nothing to fit to: give --target metric=value, --data file.csv, or a loss of your own.');
  if (loss === 'rmse' && (targets.length > 0 || data?.columns.length !== 1 || data.columns[0].tolerances !== null))
    throw new LabError(
      'E_FLAG',
      'rmse is about one column of data without tolerances, in its own unit: use --loss squares for anything else.',
    );
  for (const [name, value] of Object.entries({ replicates, finalists, finalReplicates, runs })) {
    if (Number.isInteger(value) && value >= 1 && value <= MOST_RUNS) continue;
    throw new LabError(name === 'runs' ? 'E_BUDGET' : 'E_FLAG', `${name} must be an integer from 1 to ${MOST_RUNS}, but got ${value}.`);
  }
}

/** @throws LabError E_BUDGET when not even one generation can be tried */
function refuseSmallBudget({ runs, finalists, finalReplicates, replicates }: Asked, generation: number): void {
  const needed = generation * replicates + finalists * finalReplicates;
  if (needed <= runs) return;
  throw new LabError(
    'E_BUDGET',
    `a budget of ${runs} runs is less than one generation of ${generation} candidates × ${replicates} and ${finalists} finalists × ${finalReplicates} need, ${needed}. Raise --runs or lower --replicates.`,
  );
}

/** @throws LabError E_FLAG for measurements after the end of a run */
function refuseLate({ data, at, metricsFrom, targets }: Asked, ticks: number): void {
  const last = (data?.ticks ?? at ?? []).at(-1) ?? 0;
  if (last > ticks)
    throw new LabError('E_FLAG', `there is data for tick ${last}, but a run has ${ticks} ticks. Raise --ticks, or leave those rows away.`);
  if (targets.length > 0 && metricsFrom > ticks)
    throw new LabError(
      'E_FLAG',
      `metrics from tick ${metricsFrom} on, but a run has ${ticks} ticks: nothing would be measured. Lower --metrics-from.`,
    );
}

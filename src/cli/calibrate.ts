// calibrate, and resume of one. Imports scenario and store.

import { relative, resolve } from 'node:path';
import { LabError } from '../errors.ts';
import { roundForPeople } from '../report/round.ts';
import { defaultCalibrationPath, numbersOf, readData } from '../scenario/calibration/calibrate.ts';
import type { CalibrationControl, CalibrationProgress } from '../scenario/calibration/calibrating.ts';
import { executeCalibration, executeCalibrationFrom, knownMetrics, type CalibrationOrder } from '../scenario/calibration/execute.ts';
import { parseTarget } from '../scenario/calibration/points.ts';
import { readCalibration, type CalibrationResult } from '../scenario/calibration/result.ts';
import { parseFit } from '../scenario/calibration/space.ts';
import { runWords } from '../scenario/calibration/words.ts';
import { loadScenario, loadScenarioOf, type Loaded } from '../scenario/load.ts';
import { paramsOf } from '../scenario/scenario.ts';
import { openCalibrationFolder, readCalibrationManifest } from '../store/index.ts';
import { backendFlag, commandLine, integerFlag, secondsFlag, setFlags, textFlag, workersFlag } from './flags.ts';
import { untilInterrupted } from './interrupts.ts';
import { progressDisplay, runsStanding } from './progress.ts';
import { inOneLine, print, say, table } from './terminal.ts';

type Flags = Record<string, unknown>;

const MOST_RUNS = 1_000_000;
/** Lines that a person reads; the folder has all. */
const MOST_POINTS = 12;
const MOST_FAILURES = 3;
/** Nothing of a script is handed over on the command line. */
const NOTHING = { loss: null, optimizer: null };

/** swarmlab calibrate <scenario>, swarmlab calibrate --resume <folder> */
export async function calibrate([nameOrPath]: string[], flags: Flags): Promise<number> {
  const folder = textFlag('resume', flags['resume']);
  if (folder !== undefined) {
    refuseBesideResume(nameOrPath, flags);
    return resumeCalibration(folder, flags);
  }
  if (nameOrPath === undefined)
    throw new LabError('E_FLAG', 'calibrate needs a scenario: swarmlab calibrate vicsek --fit noise=0:6 --target polarization=0.5±0.02.');
  const loaded = await loadScenario(nameOrPath);
  return finish(flags, { module: loaded.path ?? nameOrPath, workers: workersFlag(flags['workers']) }, (control) =>
    executeCalibration(loaded, orderOf(nameOrPath, loaded, flags), NOTHING, control),
  );
}

/** swarmlab resume <folder> of a calibration */
export async function resumeCalibration(folder: string, flags: Flags): Promise<number> {
  const workers = workersFlag(flags['workers'], 0);
  const before = readCalibrationManifest(folder);
  if (flags['backend'] !== undefined)
    throw new LabError('E_FLAG', 'a calibration goes on with the back end that it began with: leave --backend away.');
  if (before.status === 'done') {
    openCalibrationFolder(folder, { create: false }).close(); // the lock of one that was killed just after its end goes
    say(`The calibration in ${folder} is done: nothing to go on with.`);
    return shown(readCalibration(folder), flags);
  }
  const loaded = await loadScenarioOf(before, folder);
  return finish(flags, { module: before.scenarioPath ?? before.scenario, workers: workers || before.workers }, (control) =>
    executeCalibrationFrom(loaded, folder, NOTHING, control),
  );
}

/** Flags that say what is calibrated, with what each holds when it is not given. */
const FIXED: readonly string[] = [
  'data',
  'loss',
  'replicates',
  'runs',
  'finalists',
  'finalReplicates',
  'optimizer',
  'seed',
  'ticks',
  'metricsFrom',
  'measureEvery',
  'backend',
  'out',
  'force',
];
/** Flags that are on unless they are denied. */
const NEGATED: readonly string[] = ['commonSeeds', 'polish'];
const LISTS: readonly string[] = ['fit', 'target', 'optimizerSet', 'set'];

/** @throws LabError E_FLAG for what a calibration that goes on cannot change */
function refuseBesideResume(nameOrPath: string | undefined, flags: Flags): void {
  const lists = LISTS.filter((name) => listOf(flags, name).length > 0);
  const given = [
    ...lists,
    ...FIXED.filter((name) => flags[name] !== undefined),
    ...NEGATED.filter((name) => flags[name] === false).map((name) => `no${name[0].toUpperCase()}${name.slice(1)}`),
  ];
  if (nameOrPath === undefined && given.length === 0) return;
  const what =
    nameOrPath === undefined ? `--${given[0].replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}` : `the scenario ${nameOrPath}`;
  throw new LabError('E_FLAG', `--resume goes on with what the folder holds: leave ${what} away.`);
}

function listOf(flags: Flags, name: string): string[] {
  return flags[name] as string[]; // commander collects repeated options
}

/** @throws LabError E_FLAG, E_PARAM, E_FORMAT for anything wrong in what was typed */
function orderOf(nameOrPath: string, loaded: Loaded, flags: Flags): CalibrationOrder {
  const specs = paramsOf(loaded.scenario);
  const metrics = knownMetrics(loaded.scenario);
  const seed = String(flags['seed'] ?? loaded.scenario.seed ?? 'swarmlab');
  const data = textFlag('data', flags['data']);
  return {
    seed,
    fit: listOf(flags, 'fit').map((text) => parseFit(text, specs)),
    targets: listOf(flags, 'target').map((text) => parseTarget(text, metrics)),
    data: data === undefined ? null : readData(data, metrics),
    at: null,
    loss: lossOf(textFlag('loss', flags['loss']) ?? 'squares'),
    optimizer: { name: textFlag('optimizer', flags['optimizer']) ?? 'pso', options: optionsOf(listOf(flags, 'optimizerSet')) },
    common: flags['commonSeeds'] !== false,
    polish: flags['polish'] !== false,
    set: setFlags(listOf(flags, 'set'), specs),
    ...numbersOf({
      replicates: integerFlag('replicates', flags['replicates'], 1, MOST_RUNS),
      runs: integerFlag('runs', flags['runs'], 1, MOST_RUNS),
      finalists: integerFlag('finalists', flags['finalists'], 1, MOST_RUNS),
      finalReplicates: integerFlag('final-replicates', flags['finalReplicates'], 1, MOST_RUNS),
      ticks: integerFlag('ticks', flags['ticks'], 0),
      metricsFrom: integerFlag('metrics-from', flags['metricsFrom'], 0),
      measureEvery: integerFlag('measure-every', flags['measureEvery'], 1),
    }),
    backend: backendFlag(flags['backend']) ?? null,
    out: textFlag('out', flags['out']) ?? (() => defaultCalibrationPath(loaded.name)),
    force: flags['force'] === true,
    command: commandOf(nameOrPath, seed, flags),
  };
}

/** `squares`, `rmse`, or `path#export`. @throws LabError E_FLAG */
function lossOf(text: string): CalibrationOrder['loss'] {
  if (text === 'squares' || text === 'rmse') return text;
  const at = text.lastIndexOf('#');
  if (at < 1 || at === text.length - 1)
    throw new LabError('E_FLAG', `--loss takes squares, rmse, or a function of yours as ./my-loss.ts#name, but got "${text}".`);
  return { module: resolve(text.slice(0, at)), export: text.slice(at + 1) };
}

/** Options of an optimiser: numbers, true and false, or texts. @throws LabError E_FLAG */
function optionsOf(given: readonly string[]): Record<string, number | string | boolean> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      const value = text.slice(at + 1).trim();
      if (at < 1 || value === '') throw new LabError('E_FLAG', `--optimizer-set takes name=value, but got "${text}".`);
      const read = value === 'true' || value === 'false' ? value === 'true' : Number.isNaN(Number(value)) ? value : Number(value);
      return [text.slice(0, at).trim(), read];
    }),
  );
}

/** The command that repeats the calibration. */
function commandOf(nameOrPath: string, seed: string, flags: Flags): string {
  const dashed = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const lists = LISTS.flatMap((name) => listOf(flags, name).flatMap((text) => [dashed(name), text]));
  const rest = FIXED.filter((name) => !['seed', 'out', 'force'].includes(name) && flags[name] !== undefined).flatMap((name) => [
    dashed(name),
    String(flags[name]),
  ]);
  const denied = NEGATED.filter((name) => flags[name] === false).map((name) => dashed(name).replace('--', '--no-'));
  return commandLine(['calibrate', nameOrPath, ...lists, ...rest, ...denied, '--seed', seed]);
}

/** Calibrate with Ctrl-C watched and progress shown; then the summary and the exit code. */
async function finish(
  flags: Flags,
  how: Pick<CalibrationControl, 'module' | 'workers'>,
  go: (control: CalibrationControl) => Promise<CalibrationResult>,
): Promise<number> {
  const stall = secondsFlag('stall-timeout', flags['stallTimeout']);
  const stallMs = stall === undefined ? undefined : stall * 1000;
  const display = progressDisplay();
  const onProgress = (progress: CalibrationProgress): void =>
    display.update(runsStanding(progress, [`least loss ${roundForPeople(progress.best, { digits: 4 })}`]));
  const result = await untilInterrupted(
    (signal) => go({ ...how, stallMs, signal, onProgress, report: flags['report'] !== false }),
    () => display.stop(),
  );
  if (result.status === 'interrupted') {
    if (flags['json']) printJson(result);
    say(
      `Interrupted after ${result.done + result.failed} of ${result.runs} runs; they are saved. Go on with: npx swarmlab calibrate --resume ${relative('', result.folder) || '.'}`,
    );
    return 130;
  }
  return shown(result, flags);
}

/** The result for people or machines, and the exit code: 1 when there is none. */
function shown(result: CalibrationResult, flags: Flags): number {
  if (flags['json']) printJson(result);
  else summary(result);
  sayFailures(result);
  return result.best === null ? 1 : 0;
}

function printJson({ rows, folder, runs, ...rest }: CalibrationResult): void {
  print(JSON.stringify({ ...rest, budget: runs, evaluations: rows.length, run: folder }));
}

function summary(result: CalibrationResult): void {
  const { scenario, seed, optimizer, done, failed, workers, wallSeconds, best, parameters, fitted, warnings, candidates } = result;
  const number = (value: number | null, digits = 4): string => (value === null ? 'no value' : roundForPeople(value, { digits }));
  print(
    `${scenario}, seed ${inOneLine(seed)}: ${optimizer.name}, ${done + failed} runs of ${candidates.length} candidates in ${number(wallSeconds, 3)} s with ${workers} worker${workers === 1 ? '' : 's'}`,
  );
  if (best === null) return;
  print('');
  const rows = parameters.map(({ name, value, low, high }) => [
    name,
    typeof value === 'number' ? number(value, 5) : String(value),
    low === null ? '' : `${number(low)} to ${number(high)}`,
  ]);
  for (const line of table([['parameter', 'fitted', '95 %'], ...rows])) print(`  ${line}`);
  print('');
  for (const line of table([
    ['', 'target', 'fitted'],
    ...fitted
      .slice(0, MOST_POINTS)
      .map(({ label, target, tolerance, fitted: value, error }) => [
        label,
        number(target) + (tolerance === null ? '' : ` ± ${number(tolerance, 2)}`),
        number(value) + (error === null ? '' : ` ± ${number(error, 2)}`),
      ]),
  ]))
    print(`  ${line}`);
  if (fitted.length > MOST_POINTS) print(`  … ${fitted.length - MOST_POINTS} more`);
  print('');
  const seen = best.searchLoss === null ? 'it was proposed by a local fit' : `${number(best.searchLoss)} in the search`;
  print(`  loss     ${number(best.loss)}${best.lossError === null ? '' : ` ± ${number(best.lossError, 2)}`} with fresh seeds (${seen})`);
  for (const warning of warnings) print(`  note     ${warning}`);
  const folder = relative('', result.folder) || '.';
  print(`  runs     ${folder}/runs.csv, ${folder}/candidates.csv`);
  if (result.report !== null) print(`  report   ${relative('', result.report)}`);
  print(`  one run  ${commandLine(runWords(result))}`);
}

/** Why candidates failed, in few lines. */
function sayFailures({ failures, best, candidates }: CalibrationResult): void {
  if (failures.length === 0) return;
  const failed = failures.reduce((sum, { times }) => sum + times, 0);
  say(`${failed} of ${candidates.length} candidates failed${best === null ? ': there is nothing to fit' : ''}:`);
  for (const { reason, times } of failures.slice(0, MOST_FAILURES)) say(`  ${times === 1 ? '' : `${times} × `}${inOneLine(reason, 300)}`);
  if (failures.length > MOST_FAILURES) say(`  … and ${failures.length - MOST_FAILURES} other reasons`);
}

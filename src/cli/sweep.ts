// sweep, and resume of one. Imports scenario and store.

import { relative } from 'node:path';
import { LabError } from '../errors.ts';
import { parseAxis, type Over } from '../scenario/experiment/axis.ts';
import { designNamed } from '../scenario/experiment/design.ts';
import { executeSweep, executeSweepFrom, type SweepOrder } from '../scenario/experiment/execute.ts';
import type { SweepControl, SweepProgress } from '../scenario/experiment/sweeping.ts';
import { readSweep, type SweepResult } from '../scenario/experiment/result.ts';
import { writeSweepReport } from '../scenario/experiment/report/write.ts';
import { loadScenario, loadScenarioOf, type Loaded } from '../scenario/load.ts';
import { checkTicks, paramsOf } from '../scenario/scenario.ts';
import { defaultExperimentPath, openExperimentFolder, readExperiment } from '../store/index.ts';
import { backendFlag, commandLine, integerFlag, secondsFlag, setFlags, textFlag, workersFlag } from './flags.ts';
import { untilInterrupted } from './interrupts.ts';
import { progressDisplay, runsStanding } from './progress.ts';
import { printSweepJson, sayFailures, summary } from './sweep-summary.ts';
import { say } from './terminal.ts';

type Flags = Record<string, unknown>;

/** swarmlab sweep <scenario>, swarmlab sweep --resume <folder> */
export async function sweep([nameOrPath]: string[], flags: Flags): Promise<number> {
  const folder = textFlag('resume', flags['resume']);
  if (folder !== undefined) {
    refuseBesideResume(nameOrPath, flags);
    return resumeSweep(folder, flags);
  }
  if (nameOrPath === undefined)
    throw new LabError('E_FLAG', 'sweep needs a scenario: swarmlab sweep vicsek --over noise=0:6:0.5 --replicates 10.');
  const loaded = await loadScenario(nameOrPath);
  const asked = withDeclared(flags, loaded);
  return finish(flags, loaded, { module: loaded.path ?? nameOrPath, workers: workersFlag(flags['workers']) }, (control) =>
    executeSweep(loaded, orderOf(nameOrPath, loaded, asked), control),
  );
}

/** Without --over, what the scenario itself declares, as if it had been typed; what is typed comes first. */
function withDeclared(flags: Flags, { scenario }: Loaded): Flags {
  const declared = scenario.sweep;
  if (declared === undefined || (flags['over'] as string[]).length > 0 || flags['design'] !== undefined) return flags;
  const { over, replicates, ticks, metricsFrom, params = {} } = declared;
  const typed = flags['set'] as string[];
  const free = Object.entries(params).filter(([name]) => !typed.some((text) => text.slice(0, text.indexOf('=')).trim() === name));
  const asked = {
    ...flags,
    over: Object.entries(over).map(([name, values]) => `${name}=${axisText(values)}`),
    set: [...free.map(([name, value]) => `${name}=${String(value)}`), ...typed],
    replicates: flags['replicates'] ?? textOf(replicates),
    ticks: flags['ticks'] ?? textOf(ticks),
    metricsFrom: flags['metricsFrom'] ?? textOf(metricsFrom),
  };
  say(`No --over: the sweep that the scenario declares, over ${asked.over.join(' and ')}.`);
  return asked;
}

const textOf = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value));

function axisText(values: Over): string {
  if ('low' in values) return `${values.low}:${values.high}`;
  return 'from' in values ? `${values.from}:${values.to}:${values.step}` : values.join(',');
}

/** swarmlab resume <folder> of a sweep */
export async function resumeSweep(folder: string, flags: Flags): Promise<number> {
  const workers = workersFlag(flags['workers'], 0);
  const before = readExperiment(folder);
  if (flags['backend'] !== undefined)
    throw new LabError('E_FLAG', 'a sweep goes on with the back end that it began with: leave --backend away.');
  if (before.status === 'done') {
    openExperimentFolder(folder, { create: false }).close(); // the lock of one that was killed just after its end goes
    say(`The sweep in ${folder} is done: nothing to go on with.`);
    return shown(readSweep(folder), flags);
  }
  const loaded = await loadScenarioOf(before, folder);
  return finish(flags, loaded, { module: before.scenarioPath ?? before.scenario, workers: workers || before.workers }, (control) =>
    executeSweepFrom(loaded, folder, control),
  );
}

/** @throws LabError E_FLAG for what a sweep that goes on cannot change */
function refuseBesideResume(nameOrPath: string | undefined, flags: Flags): void {
  const fixed = ['seed', 'ticks', 'replicates', 'metricsFrom', 'measureEvery', 'design', 'runs', 'backend', 'out', 'force', 'maximin'];
  const lists = ['over', 'set'].filter((name) => (flags[name] as string[]).length > 0); // commander collects repeated options
  const given = nameOrPath ?? [...lists, ...fixed.filter((name) => flags[name] !== undefined)][0];
  if (given === undefined) return;
  const shown = given === nameOrPath ? `the scenario ${given}` : `--${given.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new LabError('E_FLAG', `--resume goes on with what the folder holds: leave ${shown} away.`);
}

/** @throws LabError E_FLAG, E_PARAM for anything wrong in what was typed */
function orderOf(nameOrPath: string, loaded: Loaded, flags: Flags): SweepOrder {
  const specs = paramsOf(loaded.scenario);
  const seed = String(flags['seed'] ?? loaded.scenario.seed ?? 'swarmlab');
  const ticks = integerFlag('ticks', flags['ticks'], 0);
  if (ticks !== undefined) checkTicks(ticks);
  const [over, set] = [flags['over'] as string[], flags['set'] as string[]]; // commander collects repeated options
  const replicates = integerFlag('replicates', flags['replicates'], 1) ?? 1;
  return {
    seed,
    design: designNamed(String(flags['design'] ?? 'grid')),
    over: over.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new LabError('E_FLAG', `--over takes name=a,b,c or name=from:to:step, but got "${text}".`);
      return parseAxis(text.slice(0, at).trim(), text.slice(at + 1), specs);
    }),
    points: integerFlag('runs', flags['runs'], 1) ?? null,
    options: flags['maximin'] === true ? { maximin: true } : {},
    set: setFlags(set, specs),
    replicates,
    ticks: ticks ?? null,
    metricsFrom: integerFlag('metrics-from', flags['metricsFrom'], 0) ?? 0,
    measureEvery: integerFlag('measure-every', flags['measureEvery'], 1) ?? null,
    backend: backendFlag(flags['backend']) ?? null,
    out: textFlag('out', flags['out']) ?? (() => defaultExperimentPath(loaded.name)),
    force: flags['force'] === true,
    command: commandOf(nameOrPath, seed, flags),
  };
}

/** The command that repeats the sweep. */
function commandOf(nameOrPath: string, seed: string, flags: Flags): string {
  const lists = ['over', 'set'].flatMap((name) => (flags[name] as string[]).flatMap((text) => [`--${name}`, text]));
  const single: [string, string][] = [
    ['design', 'design'],
    ['runs', 'runs'],
    ['replicates', 'replicates'],
    ['ticks', 'ticks'],
    ['metricsFrom', 'metrics-from'],
    ['measureEvery', 'measure-every'],
    ['backend', 'backend'],
  ];
  const rest = single.flatMap(([name, flag]) => (flags[name] === undefined ? [] : [`--${flag}`, String(flags[name])]));
  return commandLine(['sweep', nameOrPath, ...lists, ...rest, ...(flags['maximin'] === true ? ['--maximin'] : []), '--seed', seed]);
}

/** Sweep with Ctrl-C watched and progress shown; then the summary and the exit code. */
async function finish(
  flags: Flags,
  loaded: Loaded,
  how: Pick<SweepControl, 'module' | 'workers'>,
  go: (control: SweepControl) => Promise<SweepResult>,
): Promise<number> {
  const stall = secondsFlag('stall-timeout', flags['stallTimeout']);
  const stallMs = stall === undefined ? undefined : stall * 1000;
  const report = flags['report'] === false ? undefined : ({ folder }: SweepResult): Promise<string> => writeSweepReport(loaded, folder);
  const display = progressDisplay();
  const onProgress = (progress: SweepProgress): void => display.update(runsStanding(progress));
  const result = await untilInterrupted(
    (signal) => go({ ...how, stallMs, signal, onProgress, report }),
    () => display.stop(),
  );
  const folder = relative('', result.folder) || '.';
  if (result.status === 'interrupted') {
    if (flags['json']) printSweepJson(result);
    say(
      `Interrupted after ${result.done + result.failed} of ${result.runs} runs; they are saved. Go on with: npx swarmlab sweep --resume ${folder}`,
    );
    return 130;
  }
  return shown(result, flags);
}

/** The result for people or machines, and the exit code. */
function shown(result: SweepResult, flags: Flags): number {
  if (flags['json']) printSweepJson(result);
  else summary(result);
  sayFailures(result);
  return result.failed > 0 ? 1 : 0;
}

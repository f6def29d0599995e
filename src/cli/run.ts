// run and resume. Imports scenario and store.

import { relative } from 'node:path';
import { LabError } from '../errors.ts';
import { execute, executeFrom, resultOf, type ExecuteOptions, type RunResult } from '../scenario/execute.ts';
import { loadScenario, loadScenarioOf, type Loaded } from '../scenario/load.ts';
import { FRAMES_ASKED } from '../scenario/emergence/sampler.ts';
import { MOST_FRAMES, paramsOf } from '../scenario/scenario.ts';
import { defaultRunPath, isCalibration, isExperiment, openRunFolder, readManifest } from '../store/index.ts';
import { roundForPeople } from '../report/round.ts';
import { backendFlag, commandLine, integerFlag, secondsFlag, setFlags, textFlag, workersFlag } from './flags.ts';
import { untilInterrupted } from './interrupts.ts';
import { progressDisplay, ticksStanding } from './progress.ts';
import { inOneLine, print, say } from './terminal.ts';

type Flags = Record<string, unknown>;

/** swarmlab run <scenario> */
export async function run([nameOrPath]: string[], flags: Flags): Promise<number> {
  const backend = backendFlag(flags['backend']);
  const loaded = await loadScenario(nameOrPath);
  const seed = String(flags['seed'] ?? loaded.scenario.seed ?? 'swarmlab');
  const given = flags['set'] as string[]; // commander collects repeated options
  const options: Omit<ExecuteOptions, 'signal' | 'onProgress' | 'onNotice'> = {
    seed,
    workers: workersFlag(flags['workers']),
    backend,
    set: setFlags(given, paramsOf(loaded.scenario)),
    out: textFlag('out', flags['out']) ?? (() => defaultRunPath(loaded.name, seed)),
    ticks: integerFlag('ticks', flags['ticks'], 0),
    force: flags['force'] === true,
    checkpointEvery: integerFlag('checkpoint-every', flags['checkpointEvery'], 1),
    measureEvery: integerFlag('measure-every', flags['measureEvery'], 1),
    record: recordFlag(flags),
    animate: framesFlag(flags['animate']) ?? (flags['report'] === false ? 0 : undefined), // without a report nothing is kept for it but a few pictures
    stallMs: milliseconds(secondsFlag('stall-timeout', flags['stallTimeout'])),
    maxSeconds: secondsFlag('max-seconds', flags['maxSeconds']),
    command: commandLine([
      'run',
      nameOrPath,
      '--seed',
      seed,
      ...given.flatMap((text) => ['--set', text]),
      ...(flags['ticks'] === undefined ? [] : ['--ticks', String(flags['ticks'])]),
      ...(backend === undefined ? [] : ['--backend', backend]),
      ...(typeof flags['animate'] === 'string' ? ['--animate', flags['animate']] : flags['animate'] === true ? ['--animate'] : []),
    ]),
  };
  return finish(loaded, flags, (control) => execute(loaded, { ...options, ...control }));
}

/** swarmlab resume <folder> */
export async function resume([path]: string[], flags: Flags): Promise<number> {
  const workers = workersFlag(flags['workers'], 0);
  const backend = backendFlag(flags['backend']);
  const stallMs = milliseconds(secondsFlag('stall-timeout', flags['stallTimeout']));
  if (isExperiment(path)) {
    say(`${path} holds a sweep: going on with it.`);
    return (await import('./sweep.ts')).resumeSweep(path, flags);
  }
  if (isCalibration(path)) {
    say(`${path} holds a calibration: going on with it.`);
    return (await import('./calibrate.ts')).resumeCalibration(path, flags);
  }
  const before = readManifest(path);
  if (before.status === 'done') {
    tidy(path);
    say(`The run in ${path} is done: nothing to go on with.`);
    if (flags['json']) print(JSON.stringify(resultOf(before, path)));
    return 0;
  }
  const loaded = await loadScenarioOf(before, path);
  const folder = openRunFolder(path, { create: false });
  return finish(loaded, flags, (control) =>
    executeFrom(loaded, folder, readManifest(folder.path), { workers: workers || before.workers, backend, stallMs, ...control }),
  );
}

/** A run that was killed just after its end left its lock: take it away. Where that cannot be done, it does no harm. */
function tidy(path: string): void {
  try {
    openRunFolder(path, { create: false }).close();
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
  }
}

/** Run with Ctrl-C watched and progress shown; then the report, the summary and the exit code. */
async function finish(
  loaded: Loaded,
  flags: Flags,
  go: (control: Pick<ExecuteOptions, 'signal' | 'onProgress' | 'onNotice'>) => Promise<RunResult>,
): Promise<number> {
  const display = progressDisplay();
  const result = await untilInterrupted(
    (signal) => go({ signal, onProgress: (progress) => display.update(ticksStanding(progress)), onNotice: (line) => display.note(line) }),
    () => display.stop(),
  );
  if (result.status === 'interrupted') {
    say(`Interrupted at tick ${result.ticks}; all of it is saved. Go on with: npx swarmlab resume ${relative('', result.run) || '.'}`);
    if (flags['json']) print(JSON.stringify(result));
    return 130;
  }
  let report: string | null = null;
  let trouble: unknown = null;
  if (flags['report'] !== false) {
    try {
      const { writeReport } = await import('../scenario/report.ts');
      report = await writeReport(loaded, result.run);
    } catch (error) {
      trouble = error; // the run is done and in its folder: its result is shown first
    }
  }
  if (flags['json']) print(JSON.stringify(result));
  else summary(result, report);
  if (trouble !== null) throw trouble;
  return 0;
}

function summary(result: RunResult, report: string | null): void {
  const shown = (value: number | null): string => roundForPeople(value, { digits: 5 });
  print(
    `${result.scenario}, seed ${inOneLine(result.seed)}: ${result.ticks} ticks, ${result.agents} agents, ${shown(result.wallSeconds)} s with ${result.workers} worker${result.workers === 1 ? '' : 's'} (ended by: ${result.stopReason})`,
  );
  if (result.agentStepsPerSecond !== null)
    print(`  speed        ${roundForPeople(result.agentStepsPerSecond, { digits: 3 })} agent-steps per second`);
  for (const [name, value] of Object.entries(result.metrics))
    print(`  ${name.padEnd(12)} ${value === null ? 'has no value' : shown(value)}`);
  if (result.best) {
    print(`  best value   ${result.best.value}`);
    const { position } = result.best;
    print(
      `  at           ${position
        .slice(0, 8)
        .map((x) => shown(x))
        .join(', ')}${position.length > 8 ? `, … (${position.length} components, in run.json)` : ''}`,
    );
    print(`  evaluations  ${shown(result.evaluations)}`);
  }
  print(`  state hash   ${result.stateHash}`);
  print(`  folder       ${relative('', result.run) || '.'}`);
  if (report) print(`  report       ${relative('', report)}`);
}

/** Columns and interval of --record and --every. */
function recordFlag(flags: Flags): ExecuteOptions['record'] {
  const every = integerFlag('every', flags['every'], 1);
  if (flags['record'] === undefined) {
    if (every !== undefined) throw new LabError('E_FLAG', '--every says how often to record: give the columns too, --record x,y.');
    return undefined;
  }
  const columns = String(flags['record'])
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (columns.length === 0) throw new LabError('E_FLAG', '--record needs column names, for example --record x,y.');
  return { columns, every: every ?? 1 };
}

/** Frames of --animate: none was said, none are wanted, or so many. @throws LabError E_FLAG */
function framesFlag(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (value === false) return 0;
  return value === true ? FRAMES_ASKED : integerFlag('animate', value, 2, MOST_FRAMES);
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

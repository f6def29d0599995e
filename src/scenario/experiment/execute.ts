// A sweep from its beginning or from where it was left: everything is checked before a folder is made. Imports engine, store, scenario, this folder.

import { isoNow } from '../../engine/clock.ts';
import { layOut, initialCapacities, refuseTooLarge } from '../../engine/layout.ts';
import { settable } from '../../engine/params.ts';
import { availableBytes } from '../../engine/pool.ts';
import { LabError } from '../../errors.ts';
import { EXPERIMENT_FORMAT, machine, openExperimentFolder, readExperiment, type ExperimentManifest } from '../../store/index.ts';
import type { Loaded } from '../load.ts';
import { prepare } from '../runnable.ts';
import { paramsOf } from '../scenario.ts';
import { VERSION } from '../version.ts';
import { Crew, type CrewOptions } from './crew.ts';
import type { RunOrder } from './perform.ts';
import { planOf } from './plan.ts';
import type { SweepResult } from './result.ts';
import { STALL_MS, Sweeping, type SweepControl } from './sweeping.ts';
import { hashOf, identityOf } from './thread.ts';

/** Which runs, how they are measured, and where they go: everything checked here, nothing before. */
export interface SweepOrder extends Pick<
  ExperimentManifest,
  'seed' | 'design' | 'over' | 'points' | 'options' | 'set' | 'replicates' | 'ticks' | 'metricsFrom' | 'measureEvery' | 'backend'
> {
  /** the folder; a function is asked for it once everything is known to be sound */
  readonly out: string | (() => string);
  readonly force?: boolean;
  readonly command: string;
}

/**
 * Sweep from the beginning.
 *
 * @throws LabError for anything wrong in what was asked for (before a folder is made), for a scenario that changes meanwhile, E_DISK.
 *   A run that fails is a row, and the sweep goes on.
 */
export async function executeSweep(loaded: Loaded, order: SweepOrder, control: SweepControl): Promise<SweepResult> {
  const { out, force, ...asked } = order;
  const specs = paramsOf(loaded.scenario);
  const plan = planOf(asked, specs);
  const first = await firstPoint(loaded, asked, plan, control);
  if (asked.metricsFrom > first.ticks)
    throw new LabError(
      'E_FLAG',
      `metrics from tick ${asked.metricsFrom} on, but a run has ${first.ticks} ticks: nothing would be measured. Lower --metrics-from.`,
    );
  const fixed = Object.entries(first.params).filter(([name]) => !asked.over.some((axis) => axis.name === name));
  const folder = openExperimentFolder(typeof out === 'string' ? out : out(), { create: true, force });
  const manifest: ExperimentManifest = {
    format: EXPERIMENT_FORMAT,
    scenario: loaded.name,
    scenarioPath: loaded.path,
    textHash: hashOf(loaded.text),
    fingerprint: first.fingerprint,
    ...asked,
    params: Object.fromEntries(fixed),
    runs: plan.runs,
    done: 0,
    failed: 0,
    workers: control.workers,
    status: 'running',
    versions: { swarmlab: VERSION, node: process.version },
    machine: machine(),
    started: isoNow(),
    ended: null,
    timings: {},
    sensitivity: null,
    error: null,
  };
  return reported(await new Sweeping(loaded, plan, folder, manifest, control).run(), control);
}

/**
 * Go on with a sweep that was interrupted or killed, to the same rows.
 *
 * @throws LabError E_CHANGED when the scenario is no longer the one that the sweep began with, E_NO_RUN, E_LOCKED
 */
export async function executeSweepFrom(loaded: Loaded, path: string, control: SweepControl): Promise<SweepResult> {
  const folder = openExperimentFolder(path, { create: false });
  try {
    const manifest = readExperiment(folder.path);
    refuseOther(loaded, folder.path, manifest.textHash !== null && hashOf(loaded.text) !== manifest.textHash, manifest);
    const plan = planOf(manifest, paramsOf(loaded.scenario));
    const first = await firstPoint(loaded, manifest, plan, control);
    refuseOther(loaded, folder.path, first.fingerprint !== manifest.fingerprint, manifest);
    const again = { ...manifest, workers: control.workers, status: 'running' as const };
    return await reported(await new Sweeping(loaded, plan, folder, again, control).run(), control);
  } finally {
    folder.close();
  }
}

/** The result with its report, once all else is saved. */
async function reported(result: SweepResult, { report }: SweepControl): Promise<SweepResult> {
  return result.status === 'interrupted' || !report ? result : { ...result, report: await report(result) };
}

/** @throws LabError E_CHANGED when the sweep began with another scenario */
function refuseOther({ name, path }: Loaded, folder: string, other: boolean, { versions }: ExperimentManifest): void {
  if (!other) return;
  const fix =
    versions.swarmlab === VERSION ? `Restore ${path ?? name} as it was` : `Go on with swarmlab ${versions.swarmlab}, which began it`;
  throw new LabError(
    'E_CHANGED',
    `scenario ${name} has changed since ${folder} was begun: its rows would not belong together. ${fix}, or start a new sweep.`,
  );
}

/**
 * Prepare the first point, so that what is wrong with the scenario is known at once.
 *
 * @throws LabError what the scenario's parts refuse; E_MEMORY when so many worlds do not fit; E_SCENARIO when threads would run another
 */
export async function firstPoint(
  { scenario, text }: Loaded,
  { ticks, backend }: Pick<ExperimentManifest, 'ticks' | 'backend'>,
  plan: { readonly runs: number; order(n: number): Pick<RunOrder, 'set' | 'seed'> },
  control: Pick<SweepControl, 'workers' | 'module' | 'verify'>,
): Promise<{ fingerprint: string; ticks: number; params: ExperimentManifest['params'] }> {
  const { set, seed } = plan.order(0);
  const options = { set, seed, workers: 1, text, ticks: ticks ?? undefined, backend: backend ?? undefined };
  const runnable = prepare(scenario, { ...options, onEvent: () => {}, decided: [] });
  const { workers, module, verify = false } = control;
  const { fingerprint, ticks: length, params, program } = runnable;
  await runnable.close();
  const { bytes } = layOut(program.spec, initialCapacities(program.spec));
  refuseTooLarge(bytes, availableBytes());
  refuseTooMany(bytes, Math.min(workers, plan.runs));
  if (module !== null && verify) {
    const conditions = { ticks, metricsFrom: 0, measureEvery: null, backend };
    await refuseOtherModule(identityOf(runnable), { module, textHash: hashOf(text), conditions, workers: 1, stallMs: STALL_MS }, set);
  }
  const known = settable(paramsOf(scenario));
  const own = Object.entries(params).filter(([name]) => Object.hasOwn(known, name));
  return { fingerprint, ticks: length, params: Object.fromEntries(own) };
}

/** @throws LabError E_SCENARIO when threads find another scenario in the module, or none */
async function refuseOtherModule(identity: string, options: CrewOptions, set: ExperimentManifest['set']): Promise<void> {
  const crew = new Crew(options);
  try {
    if ((await crew.identity(set)) === identity) return;
  } finally {
    await crew.close();
  }
  throw new LabError(
    'E_SCENARIO',
    `the default export of ${options.module} is another scenario than the one that is swept: threads would run that one. Export this one as default, or give workers: 1 and no module.`,
  );
}

/** @throws LabError E_MEMORY when so many worlds do not fit side by side */
function refuseTooMany(bytes: number, workers: number): void {
  const available = availableBytes();
  if (workers * bytes <= available) return;
  const gib = (amount: number): string => `${(amount / 2 ** 30).toFixed(2)} GiB`;
  throw new LabError(
    'E_MEMORY',
    `${workers} worlds of ${gib(bytes)} side by side do not fit into the ${gib(available)} that are free. Lower --workers to ${Math.max(1, Math.floor(available / bytes))}.`,
  );
}

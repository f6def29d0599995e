// What a thread of an experiment does: load the scenario once, then run what it is told to. Imports scenario, this folder.

import { createHash } from 'node:crypto';
import { LabError } from '../../errors.ts';
import type { RunRow } from '../../store/index.ts';
import { loadScenario, type Loaded } from '../load.ts';
import { prepare, type Runnable } from '../runnable.ts';
import { Performer, type Conditions, type RunOrder } from './perform.ts';

/** What travels to a thread. */
export interface ThreadTask {
  /** name or path of the scenario's module */
  readonly module: string;
  /** of the module's text as it was when the experiment began; null when nobody knows */
  readonly textHash: string | null;
  readonly conditions: Conditions;
  readonly pulse: Int32Array;
  /** null: only say what the module would run */
  readonly order: RunOrder | null;
  /** parameters of the point to prepare where there is no order */
  readonly set: RunOrder['set'];
}

/** Words of {@link ThreadTask.pulse}, in memory that both sides see: what was done, and whether the world runs. */
export const PULSE = { beats: 0, ticking: 1 } as const;

/** What a thread gives back: a row, an identity for a task without an order, or why it can run nothing at all. */
export type ThreadAnswer =
  | { readonly row: RunRow }
  | { readonly identity: string }
  | { readonly unusable: { readonly code: LabError['code']; readonly message: string } };

/** Set in threads of experiments: a script that they load must not start an experiment of its own. */
const MARK = Symbol.for('swarmlab.experiment.thread');

/** Whether this is such a thread. */
export function isExperimentThread(): boolean {
  return Reflect.get(globalThis, MARK) === true;
}

let performer: { readonly key: string; readonly loaded: Loaded; readonly performer: Performer; pulse: Int32Array } | null = null;

/** Do one task. A scenario that cannot be loaded, or is another than the one that began, is told as such: no run is to blame. */
export async function runThreadTask(task: ThreadTask): Promise<ThreadAnswer> {
  Reflect.set(globalThis, MARK, true);
  try {
    const own = await performerOf(task);
    if (task.order !== null) return { row: await own.performer.perform(task.order) };
    const { ticks, backend } = task.conditions;
    const options = {
      set: task.set,
      seed: '',
      workers: 1,
      text: own.loaded.text,
      ticks: ticks ?? undefined,
      backend: backend ?? undefined,
    };
    const runnable = prepare(own.loaded.scenario, { ...options, onEvent: () => {}, decided: [] });
    await runnable.close();
    return { identity: identityOf(runnable) };
  } catch (error) {
    const { code, message } =
      error instanceof LabError ? error : new LabError('E_INTERNAL', error instanceof Error ? error.message : String(error));
    return { unusable: { code, message } };
  }
}

async function performerOf({ module, textHash, conditions, pulse }: ThreadTask): Promise<NonNullable<typeof performer>> {
  const key = JSON.stringify([module, textHash, conditions]);
  if (performer?.key === key) {
    performer.pulse = pulse;
    return performer;
  }
  const loaded = await loadScenario(module);
  if (textHash !== null && hashOf(loaded.text) !== textHash)
    throw new LabError(
      'E_SCENARIO',
      `${module} was changed while its sweep went on. Restore it and go on with --resume, or start a new sweep.`,
    );
  const beat = (word: number, value: number): void => {
    if (performer !== null) Atomics.store(performer.pulse, word, value);
  };
  let beats = 0;
  const performs = new Performer(
    loaded,
    conditions,
    () => beat(PULSE.beats, ++beats | 0) as undefined,
    (runs) => beat(PULSE.ticking, runs ? 1 : 0),
  );
  performer = { key, loaded, performer: performs, pulse };
  return performer;
}

/** What is run and measured, as one short text: two scenarios that have it in common give the same rows. */
export function identityOf({ fingerprint, metrics }: Runnable): string {
  const texts = Object.entries(metrics).map(([name, metric]) => [name, metric.toString()]);
  return `${fingerprint} ${hashOf(JSON.stringify(texts)) ?? ''}`;
}

/** SHA-256 of a module's text in hexadecimal digits; null for none. */
export function hashOf(text: string | null): string | null {
  return text === null ? null : createHash('sha256').update(text).digest('hex');
}

// What a thread does for an evaluator: load the user's objective, take evaluations from a shared counter, note each on shared
// memory, so that nothing is lost when the thread dies. Imports engine, errors.

import { registerSelf } from '../engine/resolve.ts';
import { nearest } from '../errors.ts';

/** What an objective may know beside the point. */
export interface EvaluationContext {
  readonly seed: string;
  readonly agent: number;
  readonly tick: number;
}

/** A user's objective: the value to be minimised. The point is its own copy. */
export type UserObjective = (position: Float64Array, context: EvaluationContext) => number | Promise<number>;

/** A batch in shared memory; all arrays are views of SharedArrayBuffers. */
export interface Batch {
  readonly dimensions: number;
  /** one row an evaluation */
  readonly points: Float64Array;
  readonly values: Float64Array;
  /** per evaluation: see {@link STATE} */
  readonly states: Int32Array;
  /** per evaluation {@link REASON_BYTES} of UTF-8, ended by 0 */
  readonly reasons: Uint8Array;
  /** evaluations to do, in order */
  readonly queue: Int32Array;
  /** next place in the queue, its length, then two words a party: the evaluation at hand and a count of beginnings */
  readonly board: Int32Array;
}

export const STATE = { waiting: 0, done: 1, failed: 2 } as const;
export const BOARD = { next: 0, length: 1, parties: 2, words: 2 } as const;
/** The evaluation at hand while there is none: the module is loading, or all are done. */
export const LOADING = -2;
export const NONE = -1;
export const REASON_BYTES = 240;

export interface EvaluationTask {
  readonly module: string;
  readonly export: string;
  readonly seed: string;
  readonly tick: number;
  readonly party: number;
  readonly batch: Batch;
}

/** Evaluate until the queue is empty. Resolves with why the objective cannot be loaded, or null. */
export async function runEvaluations(task: EvaluationTask): Promise<string | null> {
  const objective = await loadObjective(task);
  if (typeof objective === 'string') return objective;
  const { batch, party } = task;
  const at = BOARD.parties + party * BOARD.words;
  for (;;) {
    const place = Atomics.add(batch.board, BOARD.next, 1);
    if (place >= Atomics.load(batch.board, BOARD.length)) break;
    const n = batch.queue[place];
    Atomics.store(batch.board, at, n);
    Atomics.add(batch.board, at + 1, 1);
    await evaluateOne(objective, task, n);
  }
  Atomics.store(batch.board, at, NONE);
  return null;
}

async function evaluateOne(objective: UserObjective, { batch, seed, tick }: EvaluationTask, n: number): Promise<void> {
  const point = batch.points.slice(n * batch.dimensions, (n + 1) * batch.dimensions); // slice copies out of shared memory
  let reason: string | null;
  try {
    const answer: unknown = objective(point, { seed, agent: n, tick });
    const value: unknown = isPromise(answer) ? await answer : answer;
    reason = whyNotFinite(value);
    if (reason === null) batch.values[n] = value as number; // just established
  } catch (error) {
    reason = messageOf(error);
  }
  if (reason !== null) writeReason(batch, n, reason);
  Atomics.compareExchange(batch.states, n, STATE.waiting, reason === null ? STATE.done : STATE.failed); // given up: it stays failed
}

async function loadObjective({ module, export: name }: EvaluationTask): Promise<UserObjective | string> {
  registerSelf();
  let exports: Record<string, unknown>;
  try {
    exports = (await import(module)) as Record<string, unknown>;
  } catch (error) {
    return `${module} cannot be loaded: ${messageOf(error)}`;
  }
  if (typeof exports[name] === 'function') return exports[name] as UserObjective; // its answers are checked
  const functions = Object.keys(exports).filter((key) => typeof exports[key] === 'function');
  const guess = nearest(name, functions);
  return `${module} exports no function "${name}". ${guess ? `Did you mean "${guess}"?` : `Its functions: ${functions.join(', ') || 'none'}.`}`;
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** What is wrong with an objective's answer, or null where nothing is. */
export function whyNotFinite(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : `returned ${value}`;
  return `returned ${value === null ? 'null' : typeof value === 'undefined' ? 'nothing' : `a ${typeof value}`} instead of a number`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

function writeReason({ reasons }: Batch, n: number, reason: string): void {
  const bytes = new TextEncoder().encode(reason).subarray(0, REASON_BYTES - 1);
  reasons.fill(0, n * REASON_BYTES, (n + 1) * REASON_BYTES);
  reasons.set(bytes, n * REASON_BYTES);
}

export function readReason({ reasons }: Batch, n: number): string {
  const bytes = reasons.slice(n * REASON_BYTES, (n + 1) * REASON_BYTES);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end)).replace(/\uFFFD$/, '');
}

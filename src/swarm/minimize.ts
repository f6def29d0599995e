// Minimise a function in one line: options checked, the run begun. Imports engine, errors and this folder.

import { LabError, refuseUnknown } from '../errors.ts';
import { MAX_PARTIES } from '../engine/control.ts';
import type { Backend } from '../rules/compile.ts';
import type { UserObjective } from './evaluation-task.ts';
import type { ModuleObjective } from './evaluator.ts';
import type { HistoryRow } from './history.ts';
import type { Objective } from './objective.ts';
import { builtinObjective, type ObjectiveOptions } from './objectives.ts';
import { Run, type RunEvent } from './run.ts';
import { evaluations, stopFrom, type StopCriterion, type StopOptions } from './stop.ts';
import { SWARM_OPTIONS, type SwarmOptions } from './swarm-options.ts';

export interface MinimizeOptions extends Omit<SwarmOptions, 'dimensions' | 'lower' | 'upper' | 'stop'>, StopOptions {
  /** needed unless the objective or the length of a bound tells */
  readonly dimensions?: number;
  /** needed unless the objective carries its own */
  readonly lower?: number | ArrayLike<number>;
  readonly upper?: number | ArrayLike<number>;
  /** BBOB by name only */
  readonly function?: number;
  readonly instance?: number;
  /** instead of the shorthand `evaluations`, `target`, `stagnation`, `timeMs`; default 10,000 evaluations a dimension */
  readonly stop?: StopCriterion;
  /** any string, default "swarmlab" */
  readonly seed?: string;
  /** how particles move and our objectives run, default simd; never changes the result */
  readonly backend?: Backend;
  /** threads for an objective given by module or by name, default 1; never changes the result */
  readonly workers?: number;
  /** async functions: evaluations under way at once, default all particles */
  readonly concurrency?: number;
  /** an evaluation may take so long; milliseconds, default 30,000. A synchronous function in process cannot be interrupted */
  readonly timeLimitMs?: number;
  /** JavaScript heap of each thread that evaluates a module's export, MiB */
  readonly heapMb?: number;
  readonly onEvent?: (event: RunEvent) => void;
}

export interface Minimum {
  /** Infinity if no evaluation succeeded */
  readonly value: number;
  readonly position: number[];
  readonly evaluations: number;
  /** name of the criterion that fired, such as "target" */
  readonly stopReason: string;
  readonly history: readonly HistoryRow[];
  /** evaluations that threw, hung or gave no finite number; each counts */
  readonly failures: number;
  readonly stateHash: string;
}

/** A function, one of our objectives or its name, or a module's export, which is evaluated in threads. */
export type Minimizable = UserObjective | Objective | string | ModuleObjective;

/**
 * The least value that a particle swarm finds.
 *
 * @throws LabError E_SWARM for options out of range, E_BUDGET for a budget that is none, E_OBJECTIVE for an unknown objective
 * @example
 * const { value, position } = await minimize(([x, y]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2, { lower: [-5, -5], upper: [5, 5] });
 */
export async function minimize(objective: Minimizable, options: MinimizeOptions = {}): Promise<Minimum> {
  const { swarm, stop, builtin } = settle(objective, options);
  const { seed = 'swarmlab', backend, workers, concurrency, timeLimitMs, heapMb, onEvent } = options;
  refuseWorkers(objective, workers);
  const run = new Run({ swarm, stop, seed, backend, workers, concurrency, timeLimitMs, heapMb, onEvent });
  if (typeof objective === 'string' && (workers ?? 1) > 1) return run.inEngine({ name: objective, ...instanceOf(options) });
  if (builtin?.rule) return run.inLanes(builtin);
  if (builtin !== null) return run.inProcess((x) => builtin.evaluate(x));
  if (typeof objective === 'function') return run.inProcess(objective);
  return run.inThreads(objective as ModuleObjective); // the other kinds are done with
}

/** A function cannot travel to a thread; whoever asks for threads should not believe to have them. */
function refuseWorkers(objective: Minimizable, workers: number | undefined): void {
  if (workers === undefined || workers === 1) return;
  if (!Number.isInteger(workers) || workers < 1 || workers > MAX_PARTIES)
    throw new LabError('E_FLAG', `workers must be an integer from 1 to ${MAX_PARTIES}, but got ${workers}.`);
  if (typeof objective === 'string' || 'module' in objective) return;
  throw new LabError(
    'E_SWARM',
    'a function given as such is evaluated in this thread: for workers, export it from a module and give { module, export }.',
  );
}

function instanceOf({ function: number, instance }: MinimizeOptions): { function?: number; instance?: number } {
  return { ...(number === undefined ? {} : { function: number }), ...(instance === undefined ? {} : { instance }) };
}

/** Everything that is not the swarm's own. */
const OURS = [
  'evaluations',
  'target',
  'stagnation',
  'timeMs',
  'stop',
  'seed',
  'backend',
  'workers',
  'concurrency',
  'timeLimitMs',
  'heapMb',
  'onEvent',
  'function',
  'instance',
];

function settle(objective: Minimizable, options: MinimizeOptions): { swarm: SwarmOptions; stop: StopCriterion; builtin: Objective | null } {
  const builtin = builtinOf(objective, options);
  const lower = options.lower ?? builtin?.lower;
  const upper = options.upper ?? builtin?.upper;
  if (lower === undefined || upper === undefined) {
    throw new LabError(
      'E_SWARM',
      `no ${lower === undefined ? 'lower' : 'upper'} bounds: a swarm searches a box. Give lower and upper, as numbers or one number a dimension.`,
    );
  }
  const dimensions =
    options.dimensions ??
    builtin?.dimensions ??
    (typeof lower === 'number' ? (typeof upper === 'number' ? undefined : upper.length) : lower.length);
  if (dimensions === undefined)
    throw new LabError('E_SWARM', 'the number of dimensions is unknown: give dimensions, or bounds with one number a dimension.');
  const stop = options.stop ?? stopFrom(options) ?? evaluations(10_000 * Math.max(1, dimensions || 1));
  const budget = options.stop ? Infinity : (options.evaluations ?? Infinity);
  const particles = options.particles ?? Math.max(2, Math.min(40, budget));
  if (particles > budget) {
    throw new LabError(
      'E_BUDGET',
      `a budget of ${budget} evaluations is less than one for each of ${particles} particles. Raise evaluations or lower particles.`,
    );
  }
  refuseUnknown('E_SWARM', 'minimize', options, [...OURS, ...SWARM_OPTIONS]);
  const own = Object.fromEntries(Object.entries(options).filter(([name, value]) => !OURS.includes(name) && value !== undefined));
  return { swarm: { ...own, dimensions, lower, upper, particles, stop }, stop, builtin };
}

function builtinOf(objective: Minimizable, options: MinimizeOptions): Objective | null {
  if (typeof objective === 'function') return null;
  if (typeof objective === 'string') {
    const { dimensions } = options;
    if (dimensions === undefined) throw new LabError('E_SWARM', `"${objective}" exists in any number of dimensions: give dimensions.`);
    const named: ObjectiveOptions = { dimensions, ...instanceOf(options) };
    return builtinObjective(objective, named);
  }
  if (typeof objective === 'object' && objective !== null && 'evaluate' in objective) return objective;
  if (typeof objective === 'object' && objective !== null && 'module' in objective) return null;
  throw new LabError(
    'E_OBJECTIVE',
    `an objective is a function, the name of one of ours, or { module, export }, but got ${objective === null ? 'null' : typeof objective}.`,
  );
}

// A swarm scenario made ready to run. Imports engine and swarm.

import type { Program } from '../engine/engine.ts';
import type { Metric, ParamValue, World } from '../engine/world.ts';
import { LabError } from '../errors.ts';
import { decidedKey, Evaluator, moduleUrlOf, type ModuleObjective } from '../swarm/evaluator.ts';
import type { BuiltinSpec, StepData } from '../swarm/kernels.ts';
import { bestValue, bestValueQuantile, distanceToBest, diversity, evaluationCount, meanValue } from '../swarm/metrics.ts';
import type { Objective } from '../swarm/objective.ts';
import { builtinObjective } from '../swarm/objectives.ts';
import { PARTICLE, stopState } from '../swarm/particles.ts';
import { EVALUATE, psoProgram } from '../swarm/program.ts';
import type { SwarmSetup } from '../swarm/setup.ts';
import { stopFrom } from '../swarm/stop.ts';
import { authored } from './authored.ts';
import { fingerprint } from './fingerprint.ts';
import { textOf } from './load.ts';
import type { Runnable, RunnableOptions, TickEvent } from './runnable.ts';
import type { SwarmScenario } from './scenario.ts';
import type { RuleNote } from './ways.ts';

/** What is measured of every swarm: names and meanings. */
export const SWARM_METRICS = {
  bestValue: 'best value so far',
  medianValue: "median of the particles' best values",
  lowValue: "10 % quantile of the particles' best values",
  highValue: "90 % quantile of the particles' best values",
  meanValue: 'mean value of the particles in this iteration',
  diversity: 'mean distance from the centroid, in diagonals of the search box',
  distanceToBest: 'median distance from the best point, in diagonals of the search box',
  distanceLow: '10 % quantile of that distance',
  distanceHigh: '90 % quantile of that distance',
  evaluations: 'evaluations so far',
} as const;

/** Ticks recorded of a swarm in two dimensions, for the paths in its landscape. */
const PATH_TICKS = 250;

/** The objective, bounds and known optimum of a setup. */
export interface Ground {
  readonly objective: Objective | ModuleObjective;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly optimum: { readonly value: number; readonly position: ArrayLike<number> | null } | null;
}

function isBuiltin(objective: BuiltinSpec | ModuleObjective): objective is BuiltinSpec {
  return 'name' in objective;
}

/** Where a setup searches. @throws LabError E_SWARM, E_OBJECTIVE */
export function groundOf(setup: SwarmSetup): Ground {
  const { dimensions } = setup;
  const own = isBuiltin(setup.objective) ? builtinObjective(setup.objective.name, { ...setup.objective, dimensions }) : null;
  const side = (name: 'lower' | 'upper'): Float64Array => {
    const given = setup[name] ?? own?.[name];
    if (given === undefined)
      throw new LabError('E_SWARM', `the swarm has no ${name} bounds: give ${name} as a number or as ${dimensions} numbers.`);
    return typeof given === 'number' ? new Float64Array(dimensions).fill(given) : Float64Array.from(given);
  };
  const optimum = setup.optimum === undefined ? (own?.optimum ?? null) : { value: setup.optimum, position: null };
  return { objective: own ?? (setup.objective as ModuleObjective), lower: side('lower'), upper: side('upper'), optimum };
}

/** What the scenario says of its swarm. @throws LabError E_SCENARIO when its function throws or gives no setup */
export function setupOf(scenario: SwarmScenario, params: Record<string, ParamValue>): SwarmSetup {
  const setup: unknown = authored('the swarm', () => scenario.swarm(params));
  const objective = typeof setup === 'object' && setup !== null && 'objective' in setup ? setup.objective : null;
  if (typeof objective === 'object' && objective !== null && ('name' in objective || 'module' in objective)) return setup as SwarmSetup; // its numbers are checked where they are used
  throw new LabError(
    'E_SCENARIO',
    'the swarm of a scenario must return { objective, dimensions, evaluations, … }, where objective is { name } of ours or { module, export } of your own.',
  );
}

/** @throws LabError E_SWARM, E_OBJECTIVE, E_BUDGET for a setup out of range */
export function prepareSwarm(scenario: SwarmScenario, params: Record<string, ParamValue>, options: RunnableOptions): Runnable {
  const setup = setupOf(scenario, params);
  const { objective, evaluations, target, stagnation, timeLimitMs, optimum: _, ...swarm } = setup;
  const { lower, upper } = groundOf(setup);
  const stop = stopFrom({ evaluations, target, stagnation }) ?? undefined;
  const program = psoProgram({
    ...swarm,
    lower,
    upper,
    stop,
    backend: options.backend,
    objective: isBuiltin(objective) ? objective : undefined,
  });
  const particles = program.spec.kinds[0].count;
  if (evaluations < particles)
    throw new LabError('E_BUDGET', `evaluations must be at least the number of particles (${particles}), but got ${evaluations}.`);
  const evaluator = isBuiltin(objective)
    ? null
    : new Evaluator({
        ...objective,
        dimensions: setup.dimensions,
        seed: options.seed,
        workers: options.workers,
        timeLimitMs,
        onEvent: (event) => options.onEvent({ ...event }),
        decided: decidedBefore(options.decided),
      });
  const ticks = options.ticks ?? Math.floor(evaluations / particles) - 1;
  return {
    program,
    rules: notesOfSwarm(program, isBuiltin(objective) ? objective.name : null),
    fingerprint: fingerprint(program, isBuiltin(objective) ? null : textOf(moduleUrlOf(objective.module))),
    params,
    space: null,
    network: null,
    metrics: { ...metricsFor(lower, upper), ...scenario.metrics },
    ticks,
    externals: evaluator ? { [EVALUATE]: evaluator.external } : {},
    stopReason: (world) =>
      stop?.check(
        stopState(
          Float64Array.from(program.spec.globals, (name) => world.globals[name]),
          world.tick,
          particles,
          null,
        ),
      ) ?? 'until',
    best: bestOf,
    evaluations: (world) => world.globals['evaluations'],
    record: setup.dimensions === 2 ? { columns: ['x', 'value'], every: Math.max(1, Math.ceil(ticks / PATH_TICKS)) } : null,
    close: async () => evaluator?.close(),
  };
}

/** How particles move and how an objective of ours is evaluated; one of the user's runs as it is, elsewhere. */
function notesOfSwarm({ tick }: Program, objective: string | null): RuleNote[] {
  const { moves, simd } = (tick[0].data as StepData).rules; // psoProgram's
  const steps = [moves.accelerate, ...Object.values(moves.sphere ?? {}), moves.remember];
  const inLanes = steps.every((step) => step === null || step.simd !== null);
  return [
    { name: 'moves of the particles', backend: inLanes ? 'simd' : 'js' },
    ...(objective === null ? [] : [{ name: `objective ${objective}`, backend: simd?.value ? ('simd' as const) : ('js' as const) }]),
  ];
}

function metricsFor(lower: Float64Array, upper: Float64Array): Record<keyof typeof SWARM_METRICS, Metric> {
  return {
    bestValue,
    medianValue: bestValueQuantile(0.5),
    lowValue: bestValueQuantile(0.1),
    highValue: bestValueQuantile(0.9),
    meanValue,
    diversity: diversity(lower, upper),
    distanceToBest: distanceToBest(lower, upper),
    distanceLow: distanceToBest(lower, upper, 0.1),
    distanceHigh: distanceToBest(lower, upper, 0.9),
    evaluations: evaluationCount,
  };
}

/** The best point found; its value is Infinity while every evaluation has failed, which counts as none. */
function bestOf(world: World): { value: number; position: number[] } | null {
  const kind = world.kinds[PARTICLE];
  const value = world.globals['bestValue'];
  if (!Number.isFinite(value)) return null;
  const dimensions = kind.columns[0].size;
  return { value, position: Array.from({ length: dimensions }, (_, d) => kind.column('best', d)[world.globals['bestIndex']]) };
}

function decidedBefore(events: readonly TickEvent[]): Map<string, string> {
  return new Map(
    events
      .filter(({ type }) => type === 'evaluation-timeout' || type === 'evaluation-lost')
      .map(({ tick, agent, reason }) => [decidedKey(tick, Number(agent)), String(reason)]),
  );
}

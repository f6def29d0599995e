// What the lab needs of a scenario to run it, whatever it is: a program, metrics, and how it ends. Imports engine, models, swarm.

import type { Arena } from '../engine/arena.ts';
import type { Program } from '../engine/engine.ts';
import { checkParams } from '../engine/params.ts';
import type { Metric, NetworkView, ParamValue, SpaceView, World } from '../engine/world.ts';
import { assemble, type AssembleOptions } from '../models/assemble.ts';
import { LabError, nearest } from '../errors.ts';
import { authored } from './authored.ts';
import { fingerprint } from './fingerprint.ts';
import { prepareSwarm, SWARM_METRICS } from './swarm.ts';
import { notesOf, type RuleNote } from './ways.ts';
import { isModelScenario, metricsOf, paramsOf, type Scenario } from './scenario.ts';

/** Something that happened at a tick and that a resume may have to repeat. */
export interface TickEvent {
  readonly tick: number;
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Runnable {
  readonly program: Program;
  /** of all that decides the next state: a resume compares it */
  readonly fingerprint: string;
  /** what runs each tick, and how */
  readonly rules: readonly RuleNote[];
  readonly params: Record<string, ParamValue>;
  readonly space: SpaceView | null;
  /** the network that the model declares, if any */
  readonly network: NetworkView | null;
  readonly metrics: Record<string, Metric>;
  /** length of the run in ticks when nothing ends it earlier */
  readonly ticks: number;
  /** work on the main thread while the world stands; closes with the run */
  readonly externals: Record<string, (arena: Arena) => Promise<void>>;
  /** why the run ended before its last tick, when a condition of the program's own ended it */
  stopReason(world: World): string;
  /** best point of a swarm; null for a model */
  best(world: World): { value: number; position: number[] } | null;
  /** evaluations of a swarm so far; null for a model */
  evaluations(world: World): number | null;
  /** columns recorded without being asked, and how often */
  readonly record: { readonly columns: readonly string[]; readonly every: number } | null;
  /** frames of the film in the report, as the scenario has it; 0 for none */
  readonly animate?: number;
  close(): Promise<void>;
}

export interface RunnableOptions {
  readonly set: Readonly<Record<string, unknown>>;
  readonly seed: string;
  readonly workers: number;
  /** text of the author's file, for messages */
  readonly text: string | null;
  /** how rules run; never changes the result; simd by default */
  readonly backend?: AssembleOptions['backend'];
  /** from the command line; the scenario's own length by default */
  readonly ticks?: number;
  /** of a swarm's evaluations on the main thread's behalf */
  readonly onEvent: (event: TickEvent) => void;
  /** what a clock decided in an earlier part of the same run */
  readonly decided: readonly TickEvent[];
}

/**
 * Check the parameters and make the scenario ready to run.
 *
 * @throws LabError E_PARAM, E_RULE, E_MODEL, E_SWARM, E_OBJECTIVE and what else the scenario's parts refuse
 */
export function prepare(scenario: Scenario, options: RunnableOptions): Runnable {
  const params = checkParams(paramsOf(scenario), options.set);
  checkCharts(scenario);
  if (!isModelScenario(scenario)) return prepareSwarm(scenario, params, options);
  const assembly = authored('the model', () =>
    assemble(scenario.model, params, options.workers, { file: options.text, backend: options.backend }),
  );
  return {
    program: assembly.program,
    fingerprint: fingerprint(assembly.program, null),
    rules: notesOf(assembly.functions),
    params,
    space: assembly.space,
    network: assembly.network,
    metrics: metricsOf(scenario),
    ticks: options.ticks ?? scenario.ticks,
    externals: {},
    stopReason: () => 'until',
    best: () => null,
    evaluations: () => null,
    record: null,
    ...(scenario.animate !== undefined && { animate: scenario.animate }),
    close: async () => {},
  };
}

/** @throws LabError E_SCENARIO for a chart of metrics that are not there */
function checkCharts(scenario: Scenario): void {
  const known = [...Object.keys(isModelScenario(scenario) ? {} : SWARM_METRICS), ...Object.keys(metricsOf(scenario))];
  for (const chart of [...(scenario.chart ? [scenario.chart] : []), ...(scenario.charts ?? [])]) {
    const shown = 'y' in chart ? [chart.y].flat() : 'sizes' in chart ? [chart.sizes] : [];
    const unknown = shown.find((name) => !known.includes(name));
    if (unknown === undefined) continue;
    const near = nearest(unknown, known);
    throw new LabError(
      'E_SCENARIO',
      `a chart shows the metric "${unknown}", which the scenario does not have${near ? `; did you mean "${near}"?` : '.'} Known: ${known.join(', ') || 'none'}.`,
    );
  }
}

// What a scenario is: one TypeScript module that says what to run, with which parameters, and what to look at.
// Imports engine, models, swarm, report and errors.

import type { TopLevelSpec } from 'vega-lite';
import { LabError } from '../errors.ts';
import { checkParams, type DeclaredParams, type ParamSpecs, type ParamsOf } from '../engine/params.ts';
import type { Metric, ParamValue, World } from '../engine/world.ts';
import type { Model } from '../models/model.ts';
import type { Chart, Row } from '../report/chart.ts';
import type { SwarmSetup } from '../swarm/setup.ts';
import type { Over } from './experiment/axis.ts';

/** A line chart of metrics against the tick. */
export interface LineChart {
  readonly x?: 'tick';
  /** one metric, or several that share an axis */
  readonly y: string | readonly string[];
  readonly title?: string;
  /** what the y axis measures; the metric's name by default */
  readonly label?: string;
  readonly unit?: string;
  /** range that the metrics can take, where it is known */
  readonly domain?: readonly [number, number];
}

/** A chart of one's own: a Vega-Lite specification from the rows of metrics and the world at the end. */
export interface OwnChart {
  /** letters, digits and hyphens: names its files */
  readonly name: string;
  readonly title: string;
  readonly caption?: string;
  readonly spec: (rows: readonly Row[], world: World) => TopLevelSpec;
}

/** The distribution of the measured values of a metric that is the size of an event, such as an avalanche, with fitted tails; 0 is no event. */
export interface SizesChart {
  readonly sizes: string;
  readonly title?: string;
  /** what is measured; the metric's name by default */
  readonly label?: string;
  readonly unit?: string;
}

export type ChartDeclaration = LineChart | OwnChart | SizesChart;

/** A place of a transition that was published, for reports of sweeps to compare with. */
export interface Published {
  readonly metric: string;
  readonly parameter: string;
  readonly at: number;
  readonly error?: number;
  /** who and when, in a few words */
  readonly source: string;
  /** whether it was published for such parameters; of any by default. Those that vary are left out */
  readonly when?: (params: Readonly<Record<string, ParamValue>>) => boolean;
}

/** What `swarmlab sweep <scenario>` does when nothing else is asked for. */
export interface SweepDeclaration {
  readonly over: Readonly<Record<string, Over>>;
  readonly replicates?: number;
  readonly ticks?: number;
  readonly metricsFrom?: number;
  /** values for parameters that do not vary; the others keep the scenario's own */
  readonly params?: Readonly<Record<string, ParamValue>>;
}

interface Common {
  /** the file's name by default */
  readonly name?: string;
  /** one line for `swarmlab list`; the model's by default */
  readonly description?: string;
  /** paper, book or data set */
  readonly source?: string;
  /** any string */
  readonly seed?: string;
  readonly chart?: ChartDeclaration;
  readonly charts?: readonly ChartDeclaration[];
  /** numbers of the world, measured every `measureEvery` ticks */
  readonly metrics?: Readonly<Record<string, Metric>>;
  /** ticks between two measurements; by default so that there are at most 1,000 */
  readonly measureEvery?: number;
  /** frames of the film in the report of a model, 0 for none; by default some 120 */
  readonly animate?: number;
  readonly sweep?: SweepDeclaration;
  readonly published?: readonly Published[];
}

/** A model with parameters and a length. */
export interface ModelScenario extends Common {
  readonly model: Model;
  readonly ticks: number;
  /** values for parameters of the model; the others keep their defaults */
  readonly params?: Readonly<Record<string, ParamValue>>;
}

/** What a scenario's own analysis adds to its report. */
export interface Analysis {
  readonly text?: string;
  readonly charts?: readonly Chart[];
  readonly tables?: readonly { caption: string; columns: readonly string[]; rows: readonly (readonly (string | number | null)[])[] }[];
  /** numbers for the result, beside the metrics */
  readonly metrics?: Readonly<Record<string, number | null>>;
}

export interface AnalysisInput<P> {
  readonly params: P;
  readonly seed: string;
  readonly best: { readonly value: number; readonly position: readonly number[] };
}

/** A swarm on an objective. */
export interface SwarmScenario<S extends ParamSpecs = ParamSpecs> extends Common {
  readonly params: S;
  readonly swarm: (params: ParamsOf<S>) => SwarmSetup;
  /** names of the components of a position, for tables; x1, x2, … by default */
  readonly components?: readonly string[];
  /** done once the swarm has stopped: must depend on its input alone */
  readonly analyse?: (input: AnalysisInput<ParamsOf<S>>) => Analysis | Promise<Analysis>;
}

export type Scenario = (ModelScenario | SwarmScenario) & { readonly [SCENARIO]: true };

/** Frames of a film at most. */
export const MOST_FRAMES = 2_000;

/** Marks what came through {@link defineScenario}, across copies of this package. */
const SCENARIO = Symbol.for('swarmlab.scenario');

/**
 * Declare a scenario; the default export of its module.
 *
 * @throws LabError E_SCENARIO when it has neither a model nor a swarm, or says something that no scenario has
 */
export function defineScenario<const S extends ParamSpecs>(scenario: SwarmScenario<S>): Scenario;
export function defineScenario(scenario: ModelScenario): Scenario;
export function defineScenario(scenario: ModelScenario | SwarmScenario): Scenario {
  const known = [
    'name',
    'description',
    'source',
    'seed',
    'chart',
    'charts',
    'metrics',
    'measureEvery',
    'animate',
    'sweep',
    'published',
    'model',
    'ticks',
    'params',
    'swarm',
    'components',
    'analyse',
  ];
  if (typeof scenario !== 'object' || scenario === null)
    throw new LabError('E_SCENARIO', `a scenario is an object, but got ${String(scenario)}: defineScenario({ model, ticks: 1000 }).`);
  const unknown = Object.keys(scenario).find((key) => !known.includes(key));
  if (unknown) throw new LabError('E_SCENARIO', `a scenario has no "${unknown}". Known: ${known.join(', ')}.`);
  if (isModelScenario(scenario)) {
    checkModel(scenario.model);
    checkTicks(scenario.ticks);
  } else if (typeof scenario.swarm !== 'function') {
    throw new LabError('E_SCENARIO', 'a scenario needs a model (with ticks) or a swarm: defineScenario({ model, ticks: 1000 }).');
  }
  for (const [name, metric] of Object.entries(scenario.metrics ?? {})) {
    if (name === '__proto__') throw new LabError('E_SCENARIO', 'a metric cannot be called __proto__. Choose another name.');
    if (name === 'tick') throw new LabError('E_SCENARIO', 'a metric cannot be called tick: every row has one. Choose another name.');
    if (typeof metric !== 'function')
      throw new LabError('E_SCENARIO', `metric ${name} must be a function of the world, but is ${typeof metric}.`);
  }
  const every = scenario.measureEvery;
  if (every !== undefined && !(Number.isInteger(every) && every > 0))
    throw new LabError('E_SCENARIO', `measureEvery must be a positive integer, but got ${every}.`);
  const { animate } = scenario;
  if (animate !== undefined && !(Number.isInteger(animate) && animate >= 0 && animate <= MOST_FRAMES))
    throw new LabError('E_SCENARIO', `animate must be a whole number of frames from 0 to ${MOST_FRAMES}, but got ${animate}.`);
  return { ...scenario, [SCENARIO]: true };
}

export function isScenario(value: unknown): value is Scenario {
  return typeof value === 'object' && value !== null && SCENARIO in value;
}

export function isModelScenario(scenario: object): scenario is ModelScenario {
  return 'model' in scenario;
}

/** @throws LabError E_SCENARIO for what {@link defineModel} did not make */
function checkModel(model: unknown): void {
  const parts = typeof model === 'object' && model !== null && 'params' in model && 'kinds' in model ? [model.params, model.kinds] : [null];
  if (parts.every((part) => typeof part === 'object' && part !== null)) return;
  throw new LabError('E_SCENARIO', 'the model of a scenario comes from defineModel({ name, kinds, … }).');
}

/** @throws LabError E_SCENARIO unless ticks is an integer from 0 to 2^31 - 1 */
export function checkTicks(ticks: number): void {
  if (!Number.isInteger(ticks) || ticks < 0 || ticks >= 2 ** 31) {
    throw new LabError('E_SCENARIO', `ticks must be an integer from 0 to ${2 ** 31 - 1}, but got ${ticks}.`);
  }
}

/** The parameters that a scenario takes and the tables that follow from them, with its own values as defaults. @throws LabError E_PARAM when the model does not take those */
export function paramsOf(scenario: Scenario): DeclaredParams {
  if (!isModelScenario(scenario)) return scenario.params;
  const given = scenario.params ?? {};
  checkParams(scenario.model.params, given);
  return Object.fromEntries(
    Object.entries(scenario.model.params).map(([name, spec]) => [
      name,
      Object.hasOwn(given, name) ? { ...spec, default: given[name] } : spec,
    ]),
  );
}

/** One line about the scenario. */
export function descriptionOf(scenario: Scenario): string {
  return scenario.description ?? (isModelScenario(scenario) ? scenario.model.description : 'an optimisation');
}

/** All metrics by name: the scenario's own over the model's. */
export function metricsOf(scenario: Scenario): Record<string, Metric> {
  return { ...(isModelScenario(scenario) ? scenario.model.metrics : {}), ...scenario.metrics };
}

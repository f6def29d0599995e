// list, describe, runs. Imports scenario and store.

import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { rangeOf, settable } from '../engine/params.ts';
import { LabError } from '../errors.ts';
import { descriptionOf, isModelScenario, metricsOf, paramsOf } from '../scenario/scenario.ts';
import { loadScenario, scenarioNames } from '../scenario/load.ts';
import { SWARM_METRICS } from '../scenario/swarm.ts';
import { listRuns, type RunSummary } from '../store/index.ts';
import { roundForPeople } from '../report/round.ts';
import { inOneLine, print, table } from './terminal.ts';

/** swarmlab list */
export async function list(_args: string[], options: Record<string, unknown>): Promise<number> {
  const scenarios = await Promise.all(
    scenarioNames().map(async (name) => ({ name, description: descriptionOf((await loadScenario(name)).scenario) })),
  );
  if (options['json']) print(JSON.stringify({ scenarios }));
  else for (const line of table(scenarios.map(({ name, description }) => [name, description]))) print(line);
  return 0;
}

/** swarmlab describe <scenario> */
export async function describe([nameOrPath]: string[], options: Record<string, unknown>): Promise<number> {
  const { scenario, name } = await loadScenario(nameOrPath);
  const declared = paramsOf(scenario);
  const specs = settable(declared);
  const tables = Object.entries(declared).filter(([param]) => !(param in specs));
  const metrics = isModelScenario(scenario)
    ? Object.keys(metricsOf(scenario))
    : [...Object.keys(SWARM_METRICS), ...Object.keys(metricsOf(scenario))];
  const length = isModelScenario(scenario) ? scenario.ticks : null;
  if (options['json']) {
    print(
      JSON.stringify({
        name,
        description: descriptionOf(scenario),
        source: sourceOf(scenario),
        seed: scenario.seed ?? null,
        ticks: length,
        params: specs,
        tables: Object.fromEntries(tables.map(([param, spec]) => [param, { description: spec.description }])),
        metrics,
      }),
    );
    return 0;
  }
  print(`${name}: ${descriptionOf(scenario)}`);
  const source = sourceOf(scenario);
  if (source) print(`Source: ${source}`);
  print('');
  print('Parameters (set with --set name=value):');
  const rows = Object.entries(specs).map(([param, spec]) => [
    `  ${param}`,
    String(spec.default),
    rangeOf(spec),
    spec.unit ?? '',
    spec.description,
  ]);
  for (const line of table([['  name', 'default', 'range', 'unit', 'meaning'], ...rows])) print(line);
  print('');
  if (tables.length > 0) print('Tables (follow from the parameters):');
  for (const line of table(tables.map(([param, spec]) => [`  ${param}`, spec.description]))) print(line);
  if (tables.length > 0) print('');
  print(`Metrics: ${metrics.join(', ') || 'none'}`);
  if (length !== null) print(`Length: ${length} ticks`);
  return 0;
}

function sourceOf(scenario: Parameters<typeof descriptionOf>[0]): string | null {
  return scenario.source ?? (isModelScenario(scenario) ? (scenario.model.source ?? null) : null);
}

/** swarmlab runs [folder] */
export async function runs([given]: string[], options: Record<string, unknown>): Promise<number> {
  const folder = given ?? 'runs';
  if (given !== undefined && !statSync(given, { throwIfNoEntry: false })?.isDirectory())
    throw new LabError('E_FOLDER', `there is no folder "${given}" to look for runs in.`);
  const found = listRuns(folder);
  if (options['json']) {
    print(JSON.stringify({ runs: found }));
    return 0;
  }
  if (found.length === 0) {
    print(`No runs in ${folder}. Start one: npx swarmlab run vicsek`);
    return 0;
  }
  const rows = found.map((run) => [
    relative('', run.folder) || '.',
    run.scenario ?? '?',
    inOneLine(run.seed ?? '?', 24),
    run.problem ? `${run.status}: ${inOneLine(run.problem, 200)}` : run.status,
    doneOf(run),
    run.wallSeconds === null ? '' : `${roundForPeople(run.wallSeconds, { digits: 3 })} s`,
    run.started?.slice(0, 19).replace('T', ' ') ?? '',
  ]);
  for (const line of table([['folder', 'scenario', 'seed', 'status', 'done', 'took', 'started (UTC)'], ...rows])) print(line);
  return 0;
}

/** How far a run or a sweep came. */
function doneOf({ tick, ticks, runs: swept }: RunSummary): string {
  if (swept !== null) return `${swept.done + swept.failed} of ${swept.planned} runs${swept.failed > 0 ? `, ${swept.failed} failed` : ''}`;
  return tick === null ? '' : `${tick} of ${ticks ?? '?'} ticks`;
}

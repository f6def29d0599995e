// The report of a run, made from what its folder holds. Imports engine, report, store, models, swarm.

import { join } from 'node:path';
import { isCheckpoint, restoreCheckpoint } from '../engine/checkpoint.ts';
import { isoNow } from '../engine/clock.ts';
import { Arena } from '../engine/arena.ts';
import { worldOf, type World } from '../engine/world.ts';
import { LabError } from '../errors.ts';
import { page, renderChart, roundForPeople, type Chart, type PageOptions, type Row, type Section } from '../report/index.ts';
import { latestCheckpoint, readEvents, readManifest, readMetrics, saveReport, type Manifest } from '../store/index.ts';
import type { Loaded } from './load.ts';
import { whereNaN } from './first-nan.ts';
import { modelSections } from './model-report.ts';
import { prepare, type Runnable } from './runnable.ts';
import { isModelScenario, descriptionOf, type Scenario } from './scenario.ts';
import { swarmSections } from './swarm-report.ts';
import { VERSION } from './version.ts';

/** What the sections of a report are made from. */
export interface ReportInput {
  readonly scenario: Scenario;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly runnable: Runnable;
  readonly rows: readonly Row[];
  /** the world at the last checkpoint: the end of a finished run */
  readonly world: World | null;
}

export interface MadeSections {
  readonly lead: readonly string[];
  readonly sections: readonly Section[];
}

/**
 * Make `report.html` and `charts/` of a run folder.
 *
 * @returns where the page is
 * @throws LabError E_NO_RUN, E_FORMAT, E_REPORT, E_DISK
 */
export async function writeReport(loaded: Loaded, folder: string): Promise<string> {
  const manifest = readManifest(folder);
  const { scenario } = loaded;
  const runnable = prepare(scenario, {
    set: manifest.params,
    seed: manifest.seed,
    workers: 1,
    text: loaded.text,
    ticks: manifest.ticks ?? undefined,
    onEvent: () => {},
    decided: [],
    backend: 'js', // no rule is run
  });
  try {
    const { rows } = await readMetrics(folder);
    const input: ReportInput = {
      scenario,
      folder,
      manifest,
      runnable,
      rows,
      world: worldIn(folder, runnable),
    };
    const made = await (isModelScenario(scenario) ? modelSections(input) : swarmSections(input));
    await save(folder, manifest, descriptionOf(scenario), made);
    return join(folder, 'report.html');
  } finally {
    await runnable.close();
  }
}

/** The world of the newest whole checkpoint; null when there is none. */
function worldIn(folder: string, runnable: Runnable): World | null {
  const { checkpoint } = latestCheckpoint(folder, isCheckpoint);
  if (!checkpoint) return null;
  const arena = Arena.create(runnable.program.spec);
  restoreCheckpoint(arena, checkpoint.bytes);
  return worldOf(arena, runnable.params, runnable.space, runnable.network);
}

async function save(folder: string, manifest: Manifest, description: string, { lead, sections }: MadeSections): Promise<void> {
  const { scenario, seed, command } = manifest;
  const options: PageOptions = {
    title: scenario,
    subtitle: description,
    lead: [...lead, ...endOf(manifest), ...(manifest.nan ? [`${capital(whereNaN(manifest.nan))}: the first NaN of the run.`] : [])],
    facts: factsOf(manifest),
    sections: [...uniqueCharts(sections), parameterSection(manifest), ...eventSection(folder)],
    reproduce: command,
    generated: `Made by Swarmlab ${VERSION} on ${isoNow().slice(0, 16).replace('T', ' ')} UTC from ${scenario}, seed ${seed}.`,
  };
  await savePage(folder, options);
}

/** Draw all charts of a page and write everything into a folder. */
export async function savePage(folder: string, options: PageOptions): Promise<void> {
  const charts = options.sections.flatMap((section) => section.charts ?? []);
  const files = [];
  for (const chart of charts) files.push({ name: chart.name, ...(await drawn(chart)) });
  saveReport(folder, { html: await page(options), charts: files });
}

/** @throws LabError E_REPORT when the specification of a chart is none that Vega-Lite draws */
async function drawn(chart: Chart): ReturnType<typeof renderChart> {
  try {
    return await renderChart(chart);
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError('E_REPORT', `chart ${chart.name} cannot be drawn: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function endOf({ status, stopReason, tick, ticks, error }: Manifest): string[] {
  if (status === 'failed') return [`The run failed at tick ${tick}: ${error?.message ?? 'unknown'}`];
  if (status !== 'done') return [`The run was interrupted at tick ${tick} of ${ticks ?? '?'}; what follows is the part until there.`];
  return stopReason === 'time' ? [`The run was ended by the clock at tick ${tick}.`] : [];
}

/** The back end, and what did not run on it. */
function ranAs(backend: string, rules: Manifest['rules']): string {
  const names = (way: string): string =>
    rules
      .filter((each) => each.backend === way)
      .map(({ name }) => name)
      .join(', ');
  const others = [
    ...(backend === 'simd' && names('js') ? [`as compiled JavaScript: ${names('js')}`] : []),
    ...(names('plain') ? [`as plain JavaScript: ${names('plain')}`] : []),
  ];
  return [backend === 'simd' ? 'SIMD WebAssembly' : 'compiled JavaScript', ...others].join('; ');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function factsOf(manifest: Manifest): PageOptions['facts'] {
  const {
    seed,
    workers,
    backend,
    rules,
    tick,
    agents,
    agentsByKind,
    agentStepsPerSecond,
    stateHash,
    versions,
    machine,
    started,
    timings,
    evaluations,
  } = manifest;
  const kinds = Object.entries(agentsByKind);
  return [
    { label: 'seed', value: seed },
    { label: 'ticks', value: tick },
    {
      label: 'agents',
      value:
        kinds.length > 1
          ? `${roundForPeople(agents)} (${kinds.map(([name, count]) => `${roundForPeople(count)} ${name}`).join(', ')})`
          : agents,
    },
    ...(evaluations === null ? [] : [{ label: 'evaluations', value: evaluations }]),
    {
      label: 'running time',
      value: `${roundForPeople(timings['running'] ?? null, { digits: 3 })} s`,
    },
    ...(agentStepsPerSecond === null
      ? []
      : [
          {
            label: 'speed',
            value: `${roundForPeople(agentStepsPerSecond, { digits: 3 })} agent-steps per second`,
          },
        ]),
    { label: 'workers', value: `${workers} (does not change the result)` },
    { label: 'rules ran as', value: ranAs(backend, rules) },
    { label: 'state hash', value: stateHash },
    {
      label: 'machine',
      value: `${machine.cpu}, ${machine.cores} cores, ${roundForPeople(machine.memoryGiB, { digits: 3 })} GiB, ${machine.os}`,
    },
    { label: 'versions', value: `Swarmlab ${versions.swarmlab}, Node ${versions.node}` },
    { label: 'started', value: `${started.slice(0, 19).replace('T', ' ')} UTC` },
  ];
}

function parameterSection({ params }: Manifest): Section {
  const rows = Object.entries(params).map(([name, value]): [string, string | number] => [
    name,
    typeof value === 'boolean' ? String(value) : value,
  ]);
  return {
    heading: 'Parameters',
    tables: rows.length > 0 ? [{ caption: 'All parameters of this run', columns: ['parameter', 'value'], rows }] : [],
  };
}

/** How often what happened; nothing when nothing did. */
function eventSection(folder: string): Section[] {
  const counts = new Map<string, number>();
  for (const { type } of readEvents(folder)) counts.set(type, (counts.get(type) ?? 0) + 1);
  if (counts.size === 0) return [];
  return [
    {
      heading: 'Events',
      text: 'What happened besides ticks; each one is a line of events.ndjson.',
      tables: [{ caption: 'Events by type', columns: ['type', 'times'], rows: [...counts] }],
    },
  ];
}

/** The sections with names of charts that are all different, whatever case letters have: a later one gets a number. */
export function uniqueCharts(sections: readonly Section[]): Section[] {
  const given = new Set(sections.flatMap(({ charts = [] }) => charts.map(({ name }) => name.toLowerCase())));
  const taken = new Set<string>();
  const free = (name: string): string => {
    if (!taken.has(name.toLowerCase())) return name;
    let n = 2;
    while (given.has(`${name}-${n}`.toLowerCase()) || taken.has(`${name}-${n}`.toLowerCase())) n++;
    return `${name}-${n}`;
  };
  const named = (chart: Chart): Chart => {
    const name = free(chart.name);
    taken.add(name.toLowerCase());
    return name === chart.name ? chart : { ...chart, name };
  };
  return sections.map((section) => (section.charts ? { ...section, charts: section.charts.map(named) } : section));
}

/** @throws LabError E_REPORT when a chart of one's own names no files */
export function checkChartName(name: string): string {
  if (/^[a-z0-9-]+$/i.test(name)) return name;
  throw new LabError('E_REPORT', `a chart's name must be letters, digits and hyphens, but got "${name}".`);
}

// What the report of a swarm shows: convergence, spread, paths over the landscape, and the scenario's own analysis.
// Imports engine, report, store, swarm.

import { readRecords } from '../store/index.ts';
import {
  cellCentres,
  convergence,
  distanceToBest,
  diversity,
  landscape,
  roundForPeople,
  type Chart,
  type Row,
  type Section,
} from '../report/index.ts';
import type { Objective } from '../swarm/objective.ts';
import { analysisOf } from './analysis.ts';
import { groundOf, setupOf, type Ground } from './swarm.ts';
import type { MadeSections, ReportInput } from './report.ts';
import type { SwarmScenario } from './scenario.ts';

/** Cells along each side of a landscape. */
const CELLS = 56;
/** Paths drawn: more would hide the landscape. */
const PATHS = 6;

/** The sections of a swarm's report, with what the scenario's analysis adds. */
export async function swarmSections(input: ReportInput): Promise<MadeSections> {
  const { rows, runnable, manifest, world } = input;
  const scenario = input.scenario as unknown as SwarmScenario; // reports of models are made elsewhere
  const setup = setupOf(scenario, runnable.params);
  const ground = groundOf(setup);
  const best = world ? runnable.best(world) : null;
  const analysis =
    manifest.status === 'done' ? await analysisOf(input.scenario, { params: runnable.params, seed: manifest.seed, best }) : null;
  const sections: Section[] = [
    ...(analysis ? [{ heading: 'Result', text: analysis.text, charts: analysis.charts, tables: analysis.tables }] : []),
    { heading: 'Convergence', charts: progress(rows, ground) },
    ...(setup.dimensions === 2 ? landscapeSection(await paths(input.folder, ground)) : []),
    ...(best ? [bestSection(best, ground, scenario.components)] : []),
  ];
  return { lead: leadOf(input, best, ground), sections };
}

function isOurs(objective: Ground['objective']): objective is Objective {
  return 'evaluate' in objective;
}

function progress(rows: readonly Row[], { optimum }: Ground): Chart[] {
  const at = rows.map((row) => ({ ...row, evaluations: row['evaluations'] ?? 0 }));
  return [
    convergence({
      name: 'convergence',
      title: 'Value against evaluations',
      optimum: optimum?.value ?? null,
      rows: at.map((row) => ({
        evaluations: row.evaluations,
        best: value(row, 'bestValue'),
        median: value(row, 'medianValue'),
        low: value(row, 'lowValue'),
        high: value(row, 'highValue'),
      })),
    }),
    diversity({
      name: 'diversity',
      title: 'How far the swarm is spread out',
      unit: 'diagonals of the search box',
      rows: at.map((row) => ({ evaluations: row.evaluations, diversity: value(row, 'diversity') })),
    }),
    distanceToBest({
      name: 'distance-to-best',
      title: 'Distance of the particles from the best point',
      unit: 'diagonals of the search box',
      rows: at.map((row) => ({
        evaluations: row.evaluations,
        median: value(row, 'distanceToBest'),
        low: value(row, 'distanceLow'),
        high: value(row, 'distanceHigh'),
      })),
    }),
  ];
}

function value(row: Record<string, number | null>, name: string): number | null {
  return row[name] ?? null;
}

function landscapeSection(charts: Chart[]): Section[] {
  return charts.length > 0 ? [{ heading: 'The search in its landscape', charts }] : [];
}

/** Where the particles were and what they found there, in order of time. */
interface Tracks {
  /** the ways of the first particles */
  readonly ways: { x: number; y: number }[][];
  readonly evaluated: { x: number; y: number; value: number }[];
}

async function tracksIn(folder: string): Promise<Tracks> {
  const tracks: Tracks = { ways: [], evaluated: [] };
  for await (const { ids, columns } of readRecords(folder)) {
    const { x_0: x, x_1: y, value } = columns;
    if (!x || !y) continue; // other columns were asked for
    for (let n = 0; n < ids.length; n++) {
      if (ids[n] < PATHS) (tracks.ways[ids[n]] ??= []).push({ x: x[n], y: y[n] });
      if (value && Number.isFinite(value[n])) tracks.evaluated.push({ x: x[n], y: y[n], value: value[n] });
    }
  }
  return tracks;
}

/** The landscape of two dimensions with ways of particles over it; nothing when none were recorded. */
async function paths(folder: string, ground: Ground): Promise<Chart[]> {
  const { lower, upper, optimum, objective } = ground;
  const { ways, evaluated } = await tracksIn(folder);
  if (ways.length === 0) return [];
  const x = cellCentres(lower[0], upper[0], CELLS);
  const y = cellCentres(lower[1], upper[1], CELLS);
  const own = !isOurs(objective);
  const height = own ? nearestValue(evaluated, ground) : (px: number, py: number) => objective.evaluate(Float64Array.of(px, py));
  const position = optimum?.position ?? null;
  return [
    landscape({
      name: 'landscape',
      title: 'Paths of the particles over the landscape',
      caption: `White lines are the ways of ${ways.length} particles; dots are where they ended. ${own ? 'Each cell has the value of the evaluated point nearest to it.' : 'They should run into the dark valley around the optimum.'}`,
      grid: { x, y, values: y.flatMap((py) => x.map((px) => height(px, py))) },
      paths: ways,
      optimum: position ? { x: position[0], y: position[1] } : null,
    }),
  ];
}

/** Value of the evaluated point nearest to a place, distances in sides of the search box: no evaluation is spent on a picture. */
function nearestValue(evaluated: Tracks['evaluated'], { lower, upper }: Ground): (px: number, py: number) => number {
  const [width, height] = [upper[0] - lower[0], upper[1] - lower[1]];
  return (px, py) => {
    let best = NaN;
    let least = Infinity;
    for (const { x, y, value } of evaluated) {
      const distance = ((x - px) / width) ** 2 + ((y - py) / height) ** 2;
      if (distance < least) {
        least = distance;
        best = value;
      }
    }
    return best;
  };
}

function bestSection(
  best: { value: number; position: number[] },
  { lower, upper }: Ground,
  components: readonly string[] | undefined,
): Section {
  const shown = best.position.slice(0, 40);
  return {
    heading: 'The best point',
    tables: [
      {
        caption: `Value ${roundForPeople(best.value)}${shown.length < best.position.length ? `; the first ${shown.length} of ${best.position.length} components (all are in run.json)` : ''}`,
        columns: ['component', 'value', 'searched from', 'to'],
        rows: shown.map((x, d) => [components?.[d] ?? `x${d + 1}`, x, lower[d], upper[d]]),
      },
    ],
  };
}

function leadOf({ manifest, rows }: ReportInput, best: { value: number } | null, { optimum }: Ground): string[] {
  if (!best) return ['No evaluation gave a finite number: see the events.'];
  const last = rows.at(-1);
  const distance = optimum ? `, ${roundForPeople(best.value - optimum.value, { digits: 3 })} above the known optimum` : '';
  const reasons: Record<string, string> = {
    evaluations: 'its budget of evaluations was spent',
    ticks: 'its budget was spent',
    target: 'the target was reached',
    stagnation: 'it no longer improved',
    time: 'its time was up',
  };
  const spread =
    last && last['diversity'] !== null
      ? ` At the end the particles were ${roundForPeople(last['diversity'], { digits: 2 })} diagonals of the search box from their centre on average.`
      : '';
  return [
    `The swarm's best value is ${roundForPeople(best.value)}${distance}, after ${roundForPeople(manifest.evaluations ?? 0)} evaluations; it stopped because ${reasons[manifest.stopReason ?? ''] ?? `of "${manifest.stopReason}"`}.${spread}`,
  ];
}

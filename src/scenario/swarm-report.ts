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
    ...(setup.dimensions === 2 && isOurs(ground.objective)
      ? [{ heading: 'The search in its landscape', charts: [await paths(input.folder, ground, ground.objective)] }]
      : []),
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

async function paths(folder: string, { lower, upper, optimum }: Ground, objective: Objective): Promise<Chart> {
  const x = cellCentres(lower[0], upper[0], CELLS);
  const y = cellCentres(lower[1], upper[1], CELLS);
  const point = new Float64Array(2);
  const values = y.flatMap((py) =>
    x.map((px) => {
      point[0] = px;
      point[1] = py;
      return objective.evaluate(point);
    }),
  );
  const ways: { x: number; y: number }[][] = [];
  for await (const { ids, columns } of readRecords(folder)) {
    for (let n = 0; n < ids.length; n++) {
      if (ids[n] < PATHS) (ways[ids[n]] ??= []).push({ x: columns['x_0'][n], y: columns['x_1'][n] });
    }
  }
  const position = optimum?.position ?? null;
  return landscape({
    name: 'landscape',
    title: 'Paths of the particles over the landscape',
    grid: { x, y, values },
    paths: ways,
    optimum: position ? { x: position[0], y: position[1] } : null,
  });
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

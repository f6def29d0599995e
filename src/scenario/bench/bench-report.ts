// The report of a benchmark: one page, the charts, and all figures for machines. Imports report, store and this folder.

import { roundForPeople, type PageOptions } from '../../report/index.ts';
import { savePage } from '../report.ts';
import { VERSION } from '../version.ts';
import { exactness, type Figure, type Suite, type SuiteResult } from './suite.ts';
import type { Surroundings } from './surroundings.ts';

/** Version of the shape of `results.json`. */
export const RESULTS_FORMAT = 1;

export interface BenchResults extends Surroundings {
  readonly format: typeof RESULTS_FORMAT;
  readonly loadAfter: number;
  readonly seconds: number;
  readonly quick: boolean;
  readonly rounds: number;
  readonly warnings: readonly string[];
  readonly suites: readonly SuiteResult[];
}

/** What goes into `results.json` and onto standard output: everything but the charts, which stand beside it as files. */
export function forMachines({ suites, ...rest }: BenchResults): object {
  return {
    ...rest,
    suites: suites.map(({ name, title, text, lead, figures, charts, data }) => ({
      name,
      title,
      text,
      lead,
      figures,
      charts: charts.map((chart) => chart.name),
      data,
    })),
  };
}

/** Write `report.html` and `charts/` into a folder. */
export async function saveBench(folder: string, results: BenchResults, suites: readonly Suite[], command: string): Promise<void> {
  await savePage(folder, pageOf(results, suites, command));
}

function pageOf(results: BenchResults, suites: readonly Suite[], command: string): PageOptions {
  const { machine, versions, date, loadBefore, loadAfter, quick, rounds, warnings, seconds } = results;
  return {
    title: 'Benchmarks',
    subtitle: `${results.suites.map(({ name }) => name).join(', ')}: ${rounds} round${rounds === 1 ? '' : 's'}${quick ? ', quick' : ''}, on ${machine.cpu}`,
    lead: [
      ...warnings.map((text) => `Warning. ${text}`),
      ...results.suites.flatMap(({ lead }) => lead),
      'Every figure stands only because the work behind it was checked: agent-steps counted, neighbours within what they must be, one state hash in all rounds.',
    ],
    facts: [
      {
        label: 'machine',
        value: `${machine.cpu}, ${machine.cores} cores, ${roundForPeople(machine.memoryGiB, { digits: 3 })} GiB, ${machine.os}`,
      },
      { label: 'versions', value: `Swarmlab ${versions.swarmlab}, Node ${versions.node}, V8 ${versions.v8}` },
      { label: 'load average', value: `${loadBefore} before, ${loadAfter} after` },
      { label: 'rounds', value: rounds },
      { label: 'measured', value: `${date.slice(0, 16).replace('T', ' ')} UTC, in ${Math.round(seconds)} s` },
    ],
    sections: [
      ...results.suites.flatMap(({ title, text, tables, charts, figures }) => [
        { heading: title, text, tables, charts },
        { heading: `${title}: what was exact`, text: exactly(figures) },
      ]),
      {
        heading: 'What was checked',
        text: 'Had one of these not held, the benchmark would have stopped without a figure.',
        tables: [
          {
            caption: 'Checks that the work was done',
            columns: ['benchmark', 'workers', 'what', 'due', 'found'],
            rows: results.suites.flatMap(({ figures }) =>
              figures.flatMap(({ name, workers, timing, checks }) => [
                ...(timing
                  ? [
                      [
                        name,
                        workers,
                        `${timing.workUnit} of one repetition, ${timing.repeats} a round`,
                        'the same each time',
                        roundForPeople(timing.work),
                      ],
                    ]
                  : []),
                ...checks.map(({ what, due, found }) => [name, workers, what, brief(due), brief(found)]),
              ]),
            ),
          },
        ],
      },
      {
        heading: 'What is there to measure',
        tables: [{ caption: 'Names for swarmlab bench', columns: ['name', 'what'], rows: suites.map(({ name, about }) => [name, about]) }],
      },
    ],
    reproduce: command,
    generated: `Made by Swarmlab ${VERSION} on ${date.slice(0, 16).replace('T', ' ')} UTC.`,
  };
}

/** What was exact, in a few sentences. */
function exactly(figures: readonly Figure[]): string {
  return exactness(figures)
    .map(([names, exact]) => `${names[0].toUpperCase()}${names.slice(1)}: ${exact}.`)
    .join(' ');
}

/** State hashes are long: their first digits tell them apart. */
function brief(text: string): string {
  return /^[0-9a-f]{32}$/.test(text) ? text.slice(0, 12) : text;
}

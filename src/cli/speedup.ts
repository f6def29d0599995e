// bench speedup: the parallel speed-up of a scenario on this machine. Imports scenario, report, store.

import { relative } from 'node:path';
import { isoNow } from '../engine/clock.ts';
import { cores } from '../engine/pool.ts';
import { roundForPeople, speedup } from '../report/index.ts';
import { interval, speedupChart } from '../scenario/bench/scaling-charts.ts';
import { loadScenario } from '../scenario/load.ts';
import { savePage } from '../scenario/report.ts';
import { paramsOf } from '../scenario/scenario.ts';
import type { Scaling } from '../scenario/bench/scaling.ts';
import { measureSpeedup, type SpeedupResult } from '../scenario/speedup.ts';
import { VERSION } from '../scenario/version.ts';
import { defaultRunPath, machine } from '../store/index.ts';
import { backendFlag, commandLine, integerFlag, setFlags, textFlag } from './flags.ts';
import { print, say, table } from './terminal.ts';
import { workerList } from './worker-list.ts';

/** swarmlab bench speedup <scenario> */
export async function benchSpeedup([nameOrPath]: string[], flags: Record<string, unknown>): Promise<number> {
  const loaded = await loadScenario(nameOrPath);
  const given = flags['set'] as string[]; // commander collects repeated options
  const workers = flags['workers'] === undefined ? upToCores() : workerList(flags['workers']);
  const out = textFlag('out', flags['out']);
  const options = {
    workers,
    repeats: integerFlag('repeats', flags['repeats'], 1, 1_000) ?? 5,
    seed: String(flags['seed'] ?? loaded.scenario.seed ?? 'swarmlab'),
    set: setFlags(given, paramsOf(loaded.scenario)),
    backend: backendFlag(flags['backend']),
    ticks: integerFlag('ticks', flags['ticks'], 1),
    onMeasured: (count: number, round: number, seconds: number) =>
      say(`round ${round + 1}: ${count} worker${count === 1 ? '' : 's'} ${seconds.toFixed(3)} s`),
  };
  const result = await measureSpeedup(loaded, options);
  const command = commandLine([
    'bench',
    'speedup',
    nameOrPath,
    '--workers',
    workers.join(','),
    ...given.flatMap((text) => ['--set', text]),
    ...(options.backend === undefined ? [] : ['--backend', options.backend]),
  ]);
  const folder = flags['report'] === false ? null : await writeSpeedup(result, out ?? defaultRunPath('speedup', loaded.name), command);
  if (flags['json']) print(JSON.stringify({ ...result, cores: cores(), report: folder }));
  else show(result, folder);
  return 0;
}

/** Powers of two up to the number of cores, and that. */
function upToCores(): number[] {
  const all = cores();
  return [...new Set([1, 2, 4, 8, 16, 32, 64, 128, all].filter((count) => count <= all))].sort((a, b) => a - b);
}

function show({ scenario, ticks, agents, rows, stateHash, scaling, warnings }: SpeedupResult, folder: string | null): void {
  print(`${scenario}: ${agents} agents, ${ticks} ticks, ${rows[0].seconds.length} rounds side by side; one state hash: ${stateHash}`);
  const lines = rows.map(({ workers, seconds, speedup: ratio, agentStepsPerSecond, barrierShare, coresHad }, n) => [
    String(workers),
    `${roundForPeople(Math.min(...seconds), { digits: 3 })}–${roundForPeople(Math.max(...seconds), { digits: 3 })} s`,
    `${ratio.toFixed(2)}×`,
    n === 0 ? '' : `${scaling.points[n].speedup.low.toFixed(2)}–${scaling.points[n].speedup.high.toFixed(2)}`,
    `${Math.round((100 * ratio * rows[0].workers) / workers)} %`,
    `${roundForPeople(agentStepsPerSecond, { digits: 3 })}/s`,
    `${Math.round(100 * mean(barrierShare))} %`,
    mean(coresHad).toFixed(2),
  ]);
  const columns = ['workers', 'time', 'speed-up', '95 %', 'efficiency', 'agent-steps', 'at barriers', 'cores had'];
  for (const line of table([columns, ...lines])) print(line);
  for (const text of [...lawsOf(scaling), ...warnings.map((warning) => `warning: ${warning}`)]) print(text);
  if (folder) print(`report  ${relative('', folder)}/report.html`);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** What the fitted laws say, in plain sentences. */
function lawsOf({ amdahl, usl, unfitted }: Scaling): string[] {
  return [
    ...(amdahl ? [`Amdahl's law fits with ${interval(amdahl.contention, 100)} % of the work serial.`] : []),
    ...(usl
      ? [`The Universal Scalability Law fits with contention ${interval(usl.contention)} and coherency ${interval(usl.coherency)}.`]
      : []),
    ...(unfitted ? [unfitted] : []),
  ];
}

async function writeSpeedup(result: SpeedupResult, folder: string, command: string): Promise<string> {
  const { scenario, rows, agents, ticks, stateHash, scaling, warnings } = result;
  const title = `Speed-up of ${scenario}`;
  const [, ...charts] = speedup({ name: 'speedup', title, rows }).charts; // the first of them is drawn with its intervals here
  const here = machine();
  const best = rows.reduce((a, b) => (b.speedup > a.speedup ? b : a));
  await savePage(folder, {
    title: `Speed-up of ${scenario}`,
    subtitle: `${roundForPeople(agents)} agents, ${ticks} ticks, ${rows[0].seconds.length} rounds side by side`,
    lead: [
      best === rows[0]
        ? `More workers than ${best.workers} were no faster here. All runs ended in the same state.`
        : `${best.workers} workers are ${best.speedup.toFixed(2)} times as fast as ${rows[0].workers}. All runs ended in the same state.`,
      ...lawsOf(scaling),
      ...warnings.map((text) => `Warning. ${text}`),
      ...(Math.max(...rows.map(({ workers }) => workers)) > here.cores
        ? [`This machine has ${here.cores} cores: more workers than that cannot be faster.`]
        : []),
    ],
    facts: [
      { label: 'machine', value: `${here.cpu}, ${here.cores} cores` },
      { label: 'Node', value: process.version },
      { label: 'state hash', value: stateHash },
      { label: 'measured', value: 'wall time of the ticks alone, after a warm-up; start, reports and checkpoints excluded' },
    ],
    sections: [
      { heading: 'Strong scaling', charts: [speedupChart('speedup-speedup', title, scaling), ...charts] },
      {
        heading: 'Numbers',
        tables: [
          {
            caption: 'Medians over the rounds',
            columns: [
              'workers',
              'fastest (s)',
              'slowest (s)',
              'speed-up',
              'agent-steps per second',
              'share of time at barriers',
              'cores had',
            ],
            rows: rows.map((row) => [
              row.workers,
              Math.min(...row.seconds),
              Math.max(...row.seconds),
              row.speedup,
              row.agentStepsPerSecond,
              mean(row.barrierShare),
              mean(row.coresHad),
            ]),
          },
        ],
      },
    ],
    reproduce: command,
    generated: `Made by Swarmlab ${VERSION} on ${isoNow().slice(0, 16).replace('T', ' ')} UTC.`,
  });
  return folder;
}

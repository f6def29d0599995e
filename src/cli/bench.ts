// bench: the lab's own benchmarks as a table and a report. Imports scenario, store and this folder.

import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { isoNow, monotonicMs } from '../engine/clock.ts';
import { LabError } from '../errors.ts';
import type { Backend } from '../rules/compile.ts';
import type { Cell, Table } from '../report/index.ts';
import { roundForPeople } from '../report/index.ts';
import { forMachines, RESULTS_FORMAT, saveBench, type BenchResults } from '../scenario/bench/bench-report.ts';
import { exactness, type SuiteResult } from '../scenario/bench/suite.ts';
import { SUITES, suitesNamed } from '../scenario/bench/suites.ts';
import { loadNow, surroundings, warnings } from '../scenario/bench/surroundings.ts';
import { writeFileWhole } from '../store/index.ts';
import { installPeers } from './peers/places.ts';
import { peers } from './peers/suite.ts';
import { commandLine, integerFlag, textFlag } from './flags.ts';
import { print, say, table } from './terminal.ts';
import { workerList } from './worker-list.ts';

const ALL = [...SUITES, peers];
/** Measured by commands of their own. */
const COMMANDS = ['speedup'];
const ROUNDS = { full: 9, quick: 3 };

/** swarmlab bench [name …] */
export async function bench(names: string[], flags: Record<string, unknown>): Promise<number> {
  const suites = suitesNamed(names, ALL, COMMANDS);
  const quick = flags['quick'] === true;
  const rounds = integerFlag('rounds', flags['rounds'], 1, 1_000) ?? (quick ? ROUNDS.quick : ROUNDS.full);
  const workers = flags['workers'] === undefined ? null : workerList(flags['workers']);
  const backends = backendList(flags['backend']);
  const out = textFlag('out', flags['out']);
  if (flags['install']) {
    if (!names.includes('peers')) throw new LabError('E_FLAG', '--install is for peers: swarmlab bench peers --install.');
    await installPeers(say);
  }
  const around = surroundings();
  const started = monotonicMs();
  for (const text of warnings(around.loadBefore, [])) say(`warning: ${text}`);
  const results: SuiteResult[] = [];
  for (const suite of suites) {
    const from = monotonicMs();
    const result = await suite.run({ quick, rounds, workers, backends, say });
    results.push(result);
    say(`${suite.name}: ${((monotonicMs() - from) / 1_000).toFixed(1)} s`);
    if (!flags['json']) show(result);
  }
  const all: BenchResults = {
    format: RESULTS_FORMAT,
    ...around,
    loadAfter: loadNow(),
    seconds: (monotonicMs() - started) / 1_000,
    quick,
    rounds,
    warnings: warnings(
      around.loadBefore,
      results.flatMap(({ figures }) => figures),
    ),
    suites: results,
  };
  const folder = flags['report'] === false ? null : await save(all, out, commandOf(names, flags));
  if (flags['json']) print(JSON.stringify({ ...forMachines(all), report: folder }));
  else {
    print(
      `on ${around.machine.cpu}, ${around.machine.cores} cores, Node ${around.versions.node}; load average ${all.loadBefore} before, ${all.loadAfter} after`,
    );
    for (const text of all.warnings) print(`warning: ${text}`);
    if (folder) print(`report  ${relative('', folder)}/report.html`);
  }
  return 0;
}

/** @throws LabError E_FLAG for what is no list of back ends */
function backendList(value: unknown): Backend[] | null {
  if (value === undefined) return null;
  const known: readonly Backend[] = ['js', 'simd'];
  return String(value)
    .split(',')
    .map((name) => {
      const found = known.find((backend) => backend === name.trim());
      if (found === undefined)
        throw new LabError('E_FLAG', `--backend must be js, simd or both separated by a comma, but got "${String(value)}".`);
      return found;
    });
}

async function save(results: BenchResults, out: string | undefined, command: string): Promise<string> {
  const folder = resolve(out ?? join('bench-results', isoNow().slice(0, 19).replaceAll(':', '-')));
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new LabError(
      'E_FOLDER',
      `${folder} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}. Give another with --out.`,
      {
        cause,
      },
    );
  }
  writeFileWhole(join(folder, 'results.json'), `${JSON.stringify(forMachines(results), null, 1)}\n`);
  await saveBench(folder, results, ALL, command);
  return folder;
}

function commandOf(names: readonly string[], flags: Record<string, unknown>): string {
  const given = ['rounds', 'workers', 'backend'].flatMap((flag) => (flags[flag] === undefined ? [] : [`--${flag}`, String(flags[flag])]));
  return commandLine(['bench', ...names, ...(flags['quick'] ? ['--quick'] : []), ...given]);
}

function show({ title, tables, lead, figures }: SuiteResult): void {
  print('');
  print(title);
  for (const each of tables) {
    for (const line of aligned(each)) print(`  ${line}`);
    print('');
  }
  for (const [names, exact] of exactness(figures)) print(`exact: ${names}: ${exact}`);
  for (const line of lead) print(line);
}

/** The lines of a table for a terminal. */
export function aligned({ columns, rows }: Table): string[] {
  const text = (value: Cell): string => (typeof value === 'string' ? value : roundForPeople(value));
  return table([columns, ...rows.map((row) => columns.map((_, k) => text(row[k] ?? null)))]);
}

// What a sweep found, for people and for machines. Imports scenario, report's rounding.

import { relative } from 'node:path';
import { roundForPeople } from '../report/round.ts';
import type { Sensitivity } from '../scenario/experiment/effects.ts';
import { runCommand } from '../scenario/experiment/report/command.ts';
import type { SweepResult } from '../scenario/experiment/result.ts';
import { metricNames, summariesOf, type Estimate } from '../scenario/experiment/rows.ts';
import { inOneLine, print, say, table } from './terminal.ts';

/** Rows and columns that a person reads; the folder has all. */
const MOST_POINTS = 40;
const MOST_METRICS = 5;
const MOST_FAILURES = 4;

/** Every point with the mean of its metrics over replicates; of a design for sensitivity, what matters how much. */
export function summary(result: SweepResult): void {
  const { scenario, seed, design, runs, replicates, workers, wallSeconds, rows, sensitivity } = result;
  const took = roundForPeople(wallSeconds, { digits: 3 });
  print(
    `${scenario}, seed ${inOneLine(seed)}: ${design}, ${runs} runs (${runs / replicates} points × ${replicates}) in ${took} s with ${workers} worker${workers === 1 ? '' : 's'}`,
  );
  print('');
  if (sensitivity === null) points(result);
  else for (const each of sensitivity) effects(each);
  print('');
  const folder = relative('', result.folder) || '.';
  print(
    `  runs     ${folder}/runs.csv, ${folder}/runs.parquet: ${metricNames(rows).length} metrics, last values and statistics from tick ${result.metricsFrom} on`,
  );
  if (result.report !== null) print(`  report   ${relative('', result.report)}`);
  const [one] = rows;
  if (one !== undefined)
    print(`  one run  ${runCommand(result, one, result.scenarioPath === null ? scenario : relative('', result.scenarioPath))}`);
}

function points({ over, rows }: SweepResult): void {
  const names = over.map(({ name }) => name);
  const metrics = metricNames(rows);
  const shown = metrics.slice(0, MOST_METRICS);
  const all = summariesOf(rows);
  const head = [...names, 'runs', ...shown.map((name) => `mean ${name}`)];
  const lines = all
    .slice(0, MOST_POINTS)
    .map(({ params, runs, failed, metrics: found }) => [
      ...names.map((name) => (typeof params[name] === 'number' ? roundForPeople(params[name], { digits: 5 }) : String(params[name]))),
      failed === 0 ? String(runs) : `${runs} (${failed} failed)`,
      ...shown.map((metric) => withError(found[metric])),
    ]);
  for (const line of table([head, ...lines])) print(`  ${line}`);
  if (all.length > MOST_POINTS) print(`  … ${all.length - MOST_POINTS} more points`);
  if (metrics.length > shown.length) print(`  … and ${metrics.slice(MOST_METRICS).join(', ')}`);
  print('  mean of the measured part, then over runs, ± standard error over runs');
}

function withError({ mean, se }: Estimate): string {
  if (mean === null) return 'no value';
  return se === null ? number(mean) : `${number(mean)} ± ${roundForPeople(se, { digits: 2 })}`;
}

function effects(found: Sensitivity): void {
  print(`${found.metric}:${found.reason === null ? '' : ` no sensitivity, ${found.reason}`}`);
  if (found.reason !== null) return;
  const between = (value: number | null, low: number | null, high: number | null): string =>
    `${number(value)} (${number(low)} to ${number(high)})`;
  const lines =
    found.method === 'sobol'
      ? [
          ['parameter', 'first order (95 %)', 'total (95 %)'],
          ...found.parameters.map((each) => [
            each.name,
            between(each.first, each.firstLow, each.firstHigh),
            between(each.total, each.totalLow, each.totalHigh),
          ]),
        ]
      : [
          ['parameter', 'mu*', 'mu', 'sigma'],
          ...found.parameters.map((each) => [
            each.name,
            `${number(each.muStar)} ± ${number(each.muStarError)}`,
            number(each.mu),
            number(each.sigma),
          ]),
        ];
  for (const line of table(lines)) print(`  ${line}`);
}

function number(value: number | null): string {
  return value === null ? 'no value' : roundForPeople(value, { digits: 4 });
}

/** The first of the failures, in few lines. */
export function sayFailures({ rows, failed, runs, folder }: SweepResult): void {
  if (failed === 0) return;
  say(`${failed} of ${runs} runs failed; their rows in ${relative('', folder) || '.'}/runs.csv say why:`);
  const messages = new Map<string, number>();
  for (const { error } of rows) if (error !== null) messages.set(error.message, (messages.get(error.message) ?? 0) + 1);
  const all = [...messages];
  for (const [message, count] of all.slice(0, MOST_FAILURES)) say(`  ${count === 1 ? '' : `${count} × `}${inOneLine(message, 300)}`);
  if (all.length > MOST_FAILURES) say(`  … and ${all.length - MOST_FAILURES} other messages`);
}

/** One JSON object, printed row by row: all of them may be longer than a text can be. */
export function printSweepJson({ rows, folder, runs, ...rest }: SweepResult): void {
  const head = JSON.stringify({ ...rest, planned: runs, points: summariesOf(rows), run: folder });
  print(`${head.slice(0, -1)},"runs":[`);
  rows.forEach((row, n) => print(JSON.stringify(row) + (n < rows.length - 1 ? ',' : '')));
  print(']}');
}

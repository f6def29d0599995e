// report: that of a run, a sweep or a calibration made again, or several compared. Imports scenario, report and store.

import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isoNow } from '../engine/clock.ts';
import { LabError } from '../errors.ts';
import { comparison, page, type Chart } from '../report/index.ts';
import { writeCalibrationReport } from '../scenario/calibration/report.ts';
import { readCalibration } from '../scenario/calibration/result.ts';
import { comparisonOfSweeps, scenariosWords } from '../scenario/experiment/report/compare.ts';
import { writeSweepReport } from '../scenario/experiment/report/write.ts';
import { commandLine } from '../scenario/command-line.ts';
import { loadScenarioOf } from '../scenario/load.ts';
import { writeReport } from '../scenario/report.ts';
import { VERSION } from '../scenario/version.ts';
import { isCalibration, isExperiment, readExperiment, readManifest, readMetrics, writeFileWhole, type Manifest } from '../store/index.ts';
import { textFlag } from './flags.ts';
import { print } from './terminal.ts';

/** swarmlab report <folder …> */
export async function report(folders: string[], flags: Record<string, unknown>): Promise<number> {
  if (folders.length === 1 && flags['out'] !== undefined)
    throw new LabError('E_FLAG', '--out says where the comparison of several runs goes; the report of one run is its own report.html.');
  const path = folders.length === 1 ? await again(folders[0]) : await compare(folders, textFlag('out', flags['out']) ?? 'comparison.html');
  if (flags['json']) print(JSON.stringify({ report: path }));
  else print(`report  ${relative('', path)}`);
  return 0;
}

async function again(folder: string): Promise<string> {
  if (isCalibration(folder)) return writeCalibrationReport(readCalibration(resolve(folder)));
  if (isExperiment(folder)) return writeSweepReport(await loadScenarioOf(readExperiment(folder), folder), resolve(folder));
  const manifest = readManifest(folder);
  const loaded = await loadScenarioOf(manifest, folder);
  return writeReport(loaded, resolve(folder));
}

/** Several runs or several sweeps in one page. */
async function compare(folders: string[], out: string): Promise<string> {
  checkOut(out);
  const fitted = folders.find(isCalibration);
  if (fitted !== undefined)
    throw new LabError(
      'E_FOLDER',
      `${fitted} is a calibration, and only runs or sweeps are compared. Make its own report: swarmlab report ${fitted}.`,
    );
  const sweeps = folders.filter(isExperiment);
  if (sweeps.length === 0) return compareRuns(folders, out);
  refuseTwice(folders);
  const run = folders.find((folder) => !isExperiment(folder));
  if (run !== undefined) {
    readManifest(run); // a folder that is neither says so
    throw new LabError('E_FOLDER', `${sweeps[0]} is a sweep and ${run} is a run: compare runs with runs, or sweeps with sweeps.`);
  }
  const labels = distinct(
    folders.map((folder) => basename(resolve(folder))),
    folders,
  );
  const compared = await Promise.all(
    folders.map(async (folder, n) => ({ folder, label: labels[n], loaded: await loadScenarioOf(readExperiment(folder), folder) })),
  );
  writeFileWhole(out, await page(comparisonOfSweeps(compared, commandLine(['report', ...folders]))));
  return resolve(out);
}

/** @throws LabError E_FOLDER for a folder that is named twice, by whatever path */
function refuseTwice(folders: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const folder of folders) {
    const place = existsSync(folder) ? realpathSync(folder) : resolve(folder);
    const first = seen.get(place);
    if (first !== undefined)
      throw new LabError(
        'E_FOLDER',
        `${folder} is ${first === folder ? 'given twice' : `the same folder as ${first}`}: name different sweeps to compare, or one folder alone to make its report again.`,
      );
    seen.set(place, folder);
  }
}

/** @throws LabError E_FOLDER when no file can be written there */
function checkOut(out: string): void {
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw new LabError(
      'E_FOLDER',
      `${out} is a folder, but --out names the file of the comparison, for example ${join(out, 'comparison.html')}.`,
    );
  if (!existsSync(dirname(resolve(out)))) throw new LabError('E_FOLDER', `there is no folder ${dirname(resolve(out))} for the comparison.`);
}

/** Metrics of several runs over each other, parameters side by side. */
async function compareRuns(folders: string[], out: string): Promise<string> {
  const runs = await Promise.all(
    folders.map(async (folder) => ({ label: basename(resolve(folder)), manifest: readManifest(folder), ...(await readMetrics(folder)) })),
  );
  const labels = distinct(
    runs.map(({ label }) => label),
    folders,
  );
  const names = [...new Set(runs.flatMap(({ names: each }) => each))];
  if (names.length === 0) throw new LabError('E_REPORT', `none of ${folders.join(', ')} has a metric to compare.`);
  const charts: Chart[] = names.map((name) =>
    comparison({
      name: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
      title: `${name} over time`,
      metric: { name, label: name, unit: '' },
      runs: runs.map(({ rows }, n) => ({ label: labels[n], points: rows.map((row) => ({ x: row.tick, y: row[name] ?? null })) })),
    }),
  );
  const html = await page({
    title: 'Runs compared',
    subtitle: labels.join(', '),
    lead: differences(runs.map(({ manifest }) => manifest)),
    facts: [{ label: 'runs', value: runs.length }],
    sections: [
      { heading: 'Metrics', charts },
      {
        heading: 'What was run',
        tables: [
          {
            caption: 'Parameters and results, one run a row',
            columns: [
              'run',
              'scenario',
              'seed',
              'status',
              'ticks',
              ...differing(runs.map(({ manifest }) => manifest)),
              ...names.map((name) => `${name} at the end`),
              'state hash',
            ],
            rows: runs.map(({ manifest }, n) => [
              labels[n],
              manifest.scenario,
              manifest.seed,
              manifest.status,
              manifest.tick,
              ...differing(runs.map((run) => run.manifest)).map((name) => (name in manifest.params ? String(manifest.params[name]) : '')),
              ...names.map((name) => manifest.metrics[name] ?? null),
              manifest.stateHash,
            ]),
          },
        ],
      },
    ],
    reproduce: `npx swarmlab report ${folders.join(' ')}`,
    generated: `Made by Swarmlab ${VERSION} on ${isoNow().slice(0, 16).replace('T', ' ')} UTC.`,
  });
  writeFileWhole(out, html);
  return resolve(out);
}

/** Folder names, or whole paths where two names are the same. */
function distinct(labels: string[], folders: string[]): string[] {
  return new Set(labels).size === labels.length ? labels : folders;
}

/** Parameters that are not the same in all runs. */
function differing(manifests: readonly Manifest[]): string[] {
  const names = [...new Set(manifests.flatMap(({ params }) => Object.keys(params)))];
  return names.filter((name) => new Set(manifests.map(({ params }) => String(params[name]))).size > 1);
}

function differences(manifests: readonly Manifest[]): string[] {
  const names = differing(manifests);
  const differ = names.length > 0 ? [`The runs differ in ${names.join(', ')}.`] : [];
  const scenarios = scenariosWords(
    'runs',
    manifests.map(({ scenario }) => scenario),
  );
  if (scenarios !== null) return [scenarios, ...differ];
  if (names.length > 0) return differ;
  return [
    new Set(manifests.map(({ seed }) => seed)).size > 1 ? 'The runs differ in their seeds.' : 'The runs have the same parameters and seed.',
  ];
}

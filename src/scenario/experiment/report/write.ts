// The report of a sweep, made from what its folder holds. Imports engine's clock, report, scenario, store, this folder.

import { join, resolve } from 'node:path';
import { isoNow } from '../../../engine/clock.ts';
import { roundForPeople, type PageOptions } from '../../../report/index.ts';
import { readExperiment, type ExperimentManifest } from '../../../store/index.ts';
import type { Loaded } from '../../load.ts';
import { savePage } from '../../report.ts';
import { descriptionOf } from '../../scenario.ts';
import { VERSION } from '../../version.ts';
import { readSweep } from '../result.ts';
import { sweepSections } from './sections.ts';
import { subjectOf } from './subject.ts';

/**
 * Make `report.html` and `charts/` of the folder of a sweep, whether it is done, interrupted or still goes on.
 *
 * @returns where the page is
 * @throws LabError E_NO_RUN, E_FORMAT, E_REPORT, E_DISK
 */
export async function writeSweepReport(loaded: Loaded, folder: string): Promise<string> {
  const path = resolve(folder);
  const manifest = readExperiment(path);
  const subject = subjectOf(loaded.scenario, manifest, readSweep(path));
  const { lead, sections } = sweepSections(subject);
  await savePage(path, {
    title: `${manifest.scenario} over ${manifest.over.map(({ name }) => name).join(' and ')}`,
    subtitle: descriptionOf(loaded.scenario),
    lead,
    facts: factsOf(manifest),
    sections,
    reproduce: manifest.command,
    generated: `Made by Swarmlab ${VERSION} on ${isoNow().slice(0, 16).replace('T', ' ')} UTC from a sweep of ${manifest.scenario}, seed ${manifest.seed}.`,
  });
  return join(path, 'report.html');
}

function factsOf(manifest: ExperimentManifest): PageOptions['facts'] {
  const { seed, design, runs, done, failed, replicates, ticks, metricsFrom, workers, versions, machine, started, timings, status } =
    manifest;
  return [
    { label: 'seed', value: seed },
    { label: 'design', value: design },
    { label: 'runs', value: `${roundForPeople(runs, { digits: 15 })} (${done} done, ${failed} failed)` },
    { label: 'status', value: status },
    { label: 'runs of each point', value: replicates },
    { label: 'ticks of a run', value: ticks ?? "the scenario's own" },
    { label: 'measured from tick', value: metricsFrom },
    { label: 'took', value: `${roundForPeople(timings['wall'] ?? null, { digits: 3 })} s` },
    { label: 'workers', value: `${workers} (does not change the result)` },
    {
      label: 'machine',
      value: `${machine.cpu}, ${machine.cores} cores, ${roundForPeople(machine.memoryGiB, { digits: 3 })} GiB, ${machine.os}`,
    },
    { label: 'versions', value: `Swarmlab ${versions.swarmlab}, Node ${versions.node}` },
    { label: 'started', value: `${started.slice(0, 19).replace('T', ' ')} UTC` },
  ];
}

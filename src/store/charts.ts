import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { cleanTemporaries, namesIn, writeWhole } from './atomic-file.ts';
import { guarded, realDisk, removeEmptyFolder, removeFile } from './disk.ts';
import type { Disk } from './disk.ts';

/** One chart in all its forms. */
export interface ChartFiles {
  /** Letters, digits, `-` and `_`. */
  name: string;
  svg: string;
  png: Uint8Array;
  /** Vega-Lite specification as JSON text. */
  vlJson: string;
}

export interface ReportFiles {
  html: string;
  charts: readonly ChartFiles[];
}

const FORMS = ['vl.json', 'svg', 'png'] as const;

/**
 * Writes `charts/<name>.vl.json`, `.svg`, `.png` and, last, `report.html`, each whole.
 * Charts of an earlier report that this one no longer has are removed.
 *
 * @throws LabError E_REPORT for a chart name that is no file name or comes twice, E_DISK
 */
export function saveReport(folder: string, { html, charts }: ReportFiles, disk: Disk = realDisk): void {
  const names = new Set<string>();
  for (const { name } of charts) {
    if (!/^[\w-]+$/.test(name))
      throw new LabError('E_REPORT', `a chart's name must be letters, digits, - and _, but is ${JSON.stringify(name)}.`);
    if (names.has(name)) throw new LabError('E_REPORT', `two charts of one report are called ${name}. Rename one.`);
    names.add(name);
  }
  const place = join(folder, 'charts');
  if (charts.length > 0) guarded(place, () => disk.makeFolder(place));
  for (const { name, svg, png, vlJson } of charts) {
    writeWhole(join(place, `${name}.vl.json`), vlJson, disk);
    writeWhole(join(place, `${name}.svg`), svg, disk);
    writeWhole(join(place, `${name}.png`), [png], disk);
  }
  writeWhole(join(folder, 'report.html'), html, disk);
  for (const name of earlierCharts(place)) {
    if (!names.has(name)) for (const form of FORMS) removeFile(disk, join(place, `${name}.${form}`));
  }
}

/** Names that are there in all three forms: only this file writes those. */
function earlierCharts(place: string): string[] {
  const files = new Set(namesIn(place));
  return [...files]
    .flatMap((file) => (file.endsWith('.svg') ? [file.slice(0, -4)] : []))
    .filter((name) => FORMS.every((form) => files.has(`${name}.${form}`)));
}

/** Removes the charts of a report, and their folder when nothing else is in it; a folder that is a link is left alone. */
export function dropCharts(folder: string, disk: Disk = realDisk): void {
  const place = join(folder, 'charts');
  if (!lstatSync(place, { throwIfNoEntry: false })?.isDirectory()) return;
  cleanTemporaries(place, disk);
  for (const name of earlierCharts(place)) for (const form of FORMS) removeFile(disk, join(place, `${name}.${form}`));
  if (namesIn(place).length === 0) removeEmptyFolder(disk, place);
}

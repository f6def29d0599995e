import { join } from 'node:path';
import { writeWhole } from './atomic-file.ts';
import { realDisk } from './disk.ts';
import type { Disk } from './disk.ts';

/** One parameter set that a calibration tried. */
export interface CandidateRow {
  readonly stage: string;
  readonly generation: number;
  readonly params: Readonly<Record<string, number | string | boolean>>;
  /** Null when it failed. */
  readonly loss: number | null;
}

/** Writes `candidates.csv`: candidate, stage, generation, the parameters (`param.<name>` where a name is taken), loss. @throws LabError E_DISK */
export function writeCandidates(root: string, names: readonly string[], rows: readonly CandidateRow[], disk: Disk = realDisk): void {
  const taken = ['candidate', 'stage', 'generation', 'loss'];
  const head = ['candidate', 'stage', 'generation', ...names.map((name) => (taken.includes(name) ? `param.${name}` : name)), 'loss'];
  const lines = rows.map(({ stage, generation, params, loss }, n) =>
    [n, stage, generation, ...names.map((name) => params[name]), loss ?? ''].map(cell).join(','),
  );
  writeWhole(join(root, 'candidates.csv'), `${[head.map(cell).join(','), ...lines].join('\r\n')}\r\n`, disk);
}

function cell(value: string | number | boolean): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

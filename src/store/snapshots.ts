import { realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import { readRecords, RecordLog } from './record-log.ts';
import type { RecordBlock } from './record-log.ts';

/**
 * What a run keeps of a kind for its report: `snapshots`, a few pictures; `film`, frames of a film; `tracks`, a few agents tick by tick. Each is
 * a recording, `records-<what>-<kind>.parquet`, so that it shares their files: whole or not at all, and dropped after a tick on a resume.
 */
export type Keepsake = 'snapshots' | 'film' | 'tracks';

/** @throws LabError as {@link RecordLog} */
export function keepsakeLog(root: string, what: Keepsake, kind: string, disk: Disk = realDisk): RecordLog {
  return new RecordLog(root, `${what}-${kind}`, disk);
}

/** What was kept, in the order of ticks; none where nothing was. @throws LabError E_FORMAT */
export async function readKeepsake(root: string, what: Keepsake, kind: string): Promise<RecordBlock[]> {
  const blocks: RecordBlock[] = [];
  for await (const block of readRecords(root, `${what}-${kind}`)) blocks.push(block);
  return blocks;
}

/** The snapshots of a kind in a run folder, in the order of ticks; none where none were kept. @throws LabError E_FORMAT */
export const readSnapshots = (root: string, kind: string): Promise<RecordBlock[]> => readKeepsake(root, 'snapshots', kind);

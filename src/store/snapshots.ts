import { realDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import { readRecords, RecordLog } from './record-log.ts';
import type { RecordBlock } from './record-log.ts';

/** Snapshots are a recording of a few ticks, so that they share its files: whole or not at all, and dropped after a tick on a resume. */
const nameOf = (kind: string): string => `snapshots-${kind}`;

/** The few snapshots that every run keeps of a kind, as `records-snapshots-<kind>.parquet`. @throws LabError as {@link RecordLog} */
export function snapshotLog(root: string, kind: string, disk: Disk = realDisk): RecordLog {
  return new RecordLog(root, nameOf(kind), disk);
}

/** The snapshots of a kind in a run folder, in the order of ticks; none where none were kept. @throws LabError E_FORMAT */
export async function readSnapshots(root: string, kind: string): Promise<RecordBlock[]> {
  const blocks: RecordBlock[] = [];
  for await (const block of readRecords(root, nameOf(kind))) blocks.push(block);
  return blocks;
}

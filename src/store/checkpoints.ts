import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { cleanTemporaries, namesIn, writeWhole } from './atomic-file.ts';
import { errorCode, guarded, realDisk, removeFile } from './disk.ts';
import type { Disk } from './disk.ts';

/** How many checkpoints a run keeps. */
export const CHECKPOINTS_KEPT = 5;
const CHECKPOINT = /^tick-(\d{12,})\.swl$/;

export interface Checkpoint {
  tick: number;
  path: string;
}

/**
 * Writes `checkpoints/tick-000000001234.swl` whole, then removes all but the last five.
 *
 * @param chunks the bytes, one chunk after the other; what they mean is the engine's matter. They may lie on shared memory
 * @returns the path of the file
 * @throws LabError E_DISK: the older checkpoints are intact
 */
export function writeCheckpoint(folder: string, tick: number, chunks: readonly Uint8Array[], disk: Disk = realDisk): string {
  const path = join(folder, 'checkpoints', `tick-${String(tick).padStart(12, '0')}.swl`);
  guarded(path, () => disk.makeFolder(join(folder, 'checkpoints')));
  writeWhole(path, chunks, disk);
  for (const old of listCheckpoints(folder).slice(0, -CHECKPOINTS_KEPT)) if (old.path !== path) removeFile(disk, old.path);
  return path;
}

/** The checkpoints of a run, oldest first, verified or not. */
export function listCheckpoints(folder: string): Checkpoint[] {
  return namesIn(join(folder, 'checkpoints'))
    .flatMap((name) => {
      const tick = CHECKPOINT.exec(name)?.[1];
      return tick === undefined ? [] : [{ tick: Number(tick), path: join(folder, 'checkpoints', name) }];
    })
    .sort((a, b) => a.tick - b.tick);
}

/**
 * The newest checkpoint that `verify` accepts. A damaged one is skipped, and `warnings` names it.
 *
 * @param verify whether the bytes are whole (checksum, version); one that throws refuses them, with its message in the warning
 * @returns `checkpoint` null when none is whole
 */
export function latestCheckpoint(
  folder: string,
  verify: (bytes: Uint8Array) => boolean,
): { checkpoint: (Checkpoint & { bytes: Uint8Array }) | null; warnings: string[] } {
  const warnings: string[] = [];
  for (const { tick, path } of listCheckpoints(folder).reverse()) {
    try {
      const bytes = readWhole(path);
      if (verify(bytes)) return { checkpoint: { tick, path, bytes }, warnings };
      warnings.push(`${path} is damaged and was skipped.`);
    } catch (error) {
      warnings.push(`${path} was skipped: ${error instanceof Error ? error.message : errorCode(error)}`);
    }
  }
  return { checkpoint: null, warnings };
}

/** Removes temporary files and the checkpoints after `tick`: a run resumes from there. @throws LabError E_DISK */
export function dropCheckpointsAfter(folder: string, tick: number, disk: Disk = realDisk): void {
  cleanTemporaries(join(folder, 'checkpoints'), disk);
  for (const checkpoint of listCheckpoints(folder).reverse()) if (checkpoint.tick > tick) removeFile(disk, checkpoint.path);
}

/** All bytes of a file, also above the 2 GiB that `readFileSync` takes. */
function readWhole(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(fstatSync(file).size);
    const slice = 256 * 2 ** 20;
    for (let at = 0; at < bytes.length;) {
      const read = readSync(file, bytes, at, Math.min(slice, bytes.length - at), at);
      if (read === 0) throw new Error('it ends too early');
      at += read;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

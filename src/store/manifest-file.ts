// Manifests of folders as files: written whole, the format version first; read field by field, so that what is wrong is named.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { writeWhole } from './atomic-file.ts';
import { errorCode } from './disk.ts';
import type { Disk } from './disk.ts';

export type Check = (value: unknown) => boolean;
export const isText: Check = (value) => typeof value === 'string';
export const isNumber: Check = (value) => typeof value === 'number';
export const isBoolean: Check = (value) => typeof value === 'boolean';
export const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList: Check = (value) => Array.isArray(value);
export const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

/** What the manifest of one kind of folder is. */
export interface ManifestKind<M extends { format: number }> {
  /** `run.json` */
  readonly file: string;
  /** Version that this code writes and reads. */
  readonly format: M['format'];
  /** `run`: what the folder holds. */
  readonly word: string;
  /** What to do about a folder that holds none. */
  readonly name: string;
  /** What to do once more when the file is damaged beyond repair: `run`. */
  readonly again: string;
  readonly fields: Record<Exclude<keyof M, 'format'>, Check>;
  /** Fields that manifests of this format did not have from the beginning. */
  readonly later?: Readonly<Record<string, unknown>>;
}

/** Writes the manifest whole, the format version first. @throws LabError E_DISK: the old one is intact */
export function writeManifestFile<M extends { format: number }>(folder: string, kind: ManifestKind<M>, manifest: M, disk: Disk): void {
  const { format, ...rest } = manifest;
  writeWhole(join(folder, kind.file), `${JSON.stringify({ format, ...rest }, null, 2)}\n`, disk);
}

/**
 * Reads and checks a manifest.
 *
 * @throws LabError E_NO_RUN when the folder holds none, E_FOLDER when it cannot be read, E_FORMAT when it is of another version, cut off
 *   or not a manifest
 */
export function readManifestFile<M extends { format: number }>(folder: string, kind: ManifestKind<M>): M {
  const path = join(folder, kind.file);
  const value = { ...kind.later, ...parse(path, textOf(folder, path, kind), kind.again) };
  const format = value['format'];
  if (format !== kind.format) {
    const found = typeof format === 'number' ? `format ${format}` : 'no format version';
    throw new LabError(
      'E_FORMAT',
      `${path} has ${found}, but this version of swarmlab reads format ${kind.format}. Read it with the version that wrote it${versionIn(value)}.`,
    );
  }
  for (const [field, isRight] of Object.entries<Check>(kind.fields)) {
    if (isRight(value[field])) continue;
    const found = (JSON.stringify(value[field]) ?? 'nothing').slice(0, 60);
    throw new LabError('E_FORMAT', `${path} has no valid "${field}", but ${found}. It is not a manifest that swarmlab wrote.`);
  }
  return value as unknown as M; // every field was checked
}

function textOf(
  folder: string,
  path: string,
  { file, word, name }: Pick<ManifestKind<{ format: number }>, 'file' | 'word' | 'name'>,
): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      throw new LabError('E_FOLDER', `${path} cannot be read (${code}). Make it readable.`, { cause: error });
    throw new LabError('E_NO_RUN', `${folder} is no ${word}: there is no ${file} in it. ${name}`, { cause: error });
  }
}

function parse(path: string, text: string, again: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const what =
      text.trim() === '' ? 'is empty' : `is not whole JSON (${text.length} characters, ending in ${JSON.stringify(text.slice(-20))})`;
    throw new LabError('E_FORMAT', `${path} ${what}. Restore it, or remove the folder and ${again} again.`, { cause: error });
  }
  if (isObject(value)) return value as Record<string, unknown>; // an object: any field may be asked for
  throw new LabError('E_FORMAT', `${path} holds no JSON object. It is not a manifest that swarmlab wrote.`);
}

function versionIn({ versions }: Record<string, unknown>): string {
  const written = typeof versions === 'object' && versions !== null && 'swarmlab' in versions ? versions.swarmlab : null;
  return typeof written === 'string' ? ` (swarmlab ${written})` : '';
}

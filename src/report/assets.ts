import { existsSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from '../errors.ts';

/**
 * Path of a file that belongs to this package, looked for from this module upwards, so that it is found from the sources and
 * from the built package alike.
 *
 * @throws LabError E_REPORT when the installation lacks it
 */
export function ownPath(path: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const candidate = join(folder, path);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder))
      throw new LabError('E_REPORT', `${path} is missing from this installation of swarmlab. Install it again.`);
  }
}

/** Bytes of a file that belongs to this package. */
export function ownAsset(path: string): Uint8Array {
  return readFileSync(ownPath(path));
}

/**
 * A file of an installed package by its path inside it (packages hide their browser builds from import).
 *
 * @throws LabError E_REPORT when the package or the file is missing
 */
export function packageFile(name: string, path: string): string {
  const manifest = findPackageJSON(name, import.meta.url);
  const file = manifest === undefined ? null : join(dirname(manifest), path);
  if (file === null || !existsSync(file))
    throw new LabError('E_REPORT', `${name}/${path} is not installed. Run npm install, then swarmlab report again.`);
  return readFileSync(file, 'utf8');
}

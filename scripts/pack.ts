// What happens around `npm pack`: before it the package is built and package.json's exports point into dist/; after it
// package.json is as it was. A pack that was broken off leaves its backup, which the next one puts back first.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';

interface Manifest {
  exports: Record<string, unknown>;
  [field: string]: unknown;
}

/** The manifest of the published package, from that of the repository. */
export function published(text: string): string {
  const manifest = JSON.parse(text) as Manifest; // our own package.json
  const exports = Object.fromEntries(Object.entries(manifest.exports).map(([name, target]) => [name, built(target)]));
  return `${JSON.stringify({ ...manifest, exports }, null, 2)}\n`;
}

/** A TypeScript source as its declaration and its JavaScript in dist/; other files stay. */
function built(target: unknown): unknown {
  const source = typeof target === 'string' ? /^\.\/(.*)\.ts$/.exec(target) : null;
  return source === null ? target : { types: `./dist/${source[1]}.d.ts`, default: `./dist/${source[1]}.js` };
}

/**
 * Put the backup of package.json back, if there is one.
 *
 * @throws Error when package.json was edited since the backup was made: then nothing is touched
 */
export function restore(folder: string): void {
  const [path, backup] = [join(folder, 'package.json'), join(folder, '.package.json.orig')];
  if (!existsSync(backup)) return;
  const [now, before] = [readFileSync(path, 'utf8'), readFileSync(backup, 'utf8')];
  if (now !== before && now !== published(before)) {
    throw new Error(
      `package.json was edited while it stood rewritten for packing. Carry the edits over to ${backup}, then rename it to package.json.`,
    );
  }
  renameSync(backup, path);
}

/** Keep a backup of package.json and rewrite it for publication. */
export function rewrite(folder: string): void {
  restore(folder);
  const path = join(folder, 'package.json');
  const text = readFileSync(path, 'utf8');
  writeFileSync(join(folder, '.package.json.orig'), text);
  writeFileSync(path, published(text));
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  const step = process.argv[2];
  if (step === 'before') {
    restore(root);
    build();
    rewrite(root);
  } else if (step === 'after') {
    restore(root);
  } else {
    throw new Error(`pack.ts takes "before" or "after", but got ${step}`);
  }
}

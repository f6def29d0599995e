// Emits the package's JavaScript and declarations to dist/: src, workers and scenarios, laid out as here.

import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** @throws Error when the compiler finds a mistake */
export function build(): void {
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('the compiler found mistakes, listed above');
  for (const declaration of globSync('{src,workers,scenarios}/**/*.d.ts', { cwd: ROOT })) {
    mkdirSync(join(ROOT, 'dist', dirname(declaration)), { recursive: true });
    copyFileSync(join(ROOT, declaration), join(ROOT, 'dist', declaration)); // the compiler does not emit handwritten ones
  }
  for (const declaration of globSync('dist/**/*.d.ts', { cwd: ROOT })) {
    const path = join(ROOT, declaration);
    writeFileSync(path, namingJavaScript(readFileSync(path, 'utf8')));
  }
}

/** Relative imports of a declaration file end in .js: the compiler rewrites them in code, but leaves `.ts` here. */
function namingJavaScript(text: string): string {
  return text.replaceAll(/(\bfrom |\bimport |\bimport\()(['"])(\.{1,2}\/[^'"]*)(?<!\.d)\.ts\2/g, '$1$2$3.js$2');
}

if (import.meta.main) build();

// All that is checked without running the lab: types, lint, format, the rules of the house. Two at a time; all are run, then
// the exit code is 0 if every one passed.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { withOwnTools } from './working-copy.ts';

const ROOT = join(import.meta.dirname, '..');

const CHECKS: readonly { name: string; command: readonly string[] }[] = [
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'house', command: ['vitest', 'run', '--project', 'repository', 'test/repository/layers.test.ts', '--reporter=dot'] },
  { name: 'format', command: ['oxfmt', '--check', '.'] },
];

/** Run one check; its output is shown only if it failed. Seconds as they passed. */
async function check(name: string, [program, ...rest]: readonly string[]): Promise<boolean> {
  const start = performance.now();
  const child = spawn(program, rest, { cwd: ROOT, env: withOwnTools(), stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      resolve(null);
    });
    child.on('close', resolve);
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (code !== 0) process.stdout.write(`\n--- ${name}: ${[program, ...rest].join(' ')}\n${Buffer.concat(chunks).toString()}`);
  process.stdout.write(`${code === 0 ? 'passed' : 'FAILED'}  ${name.padEnd(8)} ${seconds} s\n`);
  return code === 0;
}

const waiting = [...CHECKS];
const results: boolean[] = [];
await Promise.all(
  Array.from({ length: Math.min(waiting.length, Math.max(1, availableParallelism())) }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results.push(await check(next.name, next.command));
  }),
);
process.exitCode = results.every(Boolean) ? 0 : 1;

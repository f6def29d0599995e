// The command line as users run it: a process of its own, in a folder of its own.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';

export const BIN = fileURLToPath(new URL('../../bin/swarmlab.js', import.meta.url));

export interface Ended {
  /** exit code; 128 + number of the signal that ended it */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command that runs; `ended` resolves once it has. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Signal the process alone. */
  signal(name: 'SIGINT' | 'SIGTERM'): void;
  /** kill -9 the whole process group. */
  kill(): void;
}

const SIGNALS: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Start a command in `cwd`, in a process group of its own, which ends with the test at the latest. */
export function start(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [BIN, ...args], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code: code ?? 128 + (SIGNALS[signal ?? ''] ?? 0), out, err }));
  });
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // it has ended by itself
    }
  };
  onTestFinished(kill);
  return { ended, kill, signal: (name) => void child.kill(name) };
}

/** Run a command to its end. */
export function swarmlab(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return start(cwd, args, env).ended;
}

/** Run a command with --json that must succeed; its one JSON object. */
export async function json(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, unknown>> {
  const { code, out, err } = await swarmlab(cwd, [...args, '--json'], env);
  expect([code, err.includes('swarmlab:') ? err : ''], `${args.join(' ')}\n${err}`).toEqual([0, '']);
  return JSON.parse(out) as Record<string, unknown>;
}

/** Wait until a run has begun to tick: its folder says so, and a moment more. */
export async function begun(run: string, moreMs = 300): Promise<void> {
  for (let waited = 0; !existsSync(join(run, 'run.json')) && waited < 20_000; waited += 20) await wait(20);
  await wait(moreMs);
}

/** A new empty folder that goes away with the test. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'swarmlab-cli-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

/** Do all, a few at a time. */
export async function each<T>(items: readonly T[], action: (item: T) => Promise<void>, atOnce = 3): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await action(item);
    }),
  );
}

/** What every refusal looks like: exit code 2, a message in a few lines and nothing else. */
export function expectRefusal({ code, out, err }: Ended, says: RegExp, what: string): void {
  expect([code, out], `${what}\n${err}`).toEqual([2, '']);
  expectPlain(err, what);
  expect(err.replaceAll(/\s+/g, ' '), what).toMatch(says);
}

/** A message for people: at most 12 lines, no stack trace. */
export function expectPlain(err: string, what: string): void {
  expect(err.trimEnd().split('\n').length, `${what}\n${err}`).toBeLessThanOrEqual(12);
  expect(err, what).not.toMatch(/^\s+at .*:\d+|node:internal|unforeseen/m);
}

import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A process of our own running a file of this folder, whose lines can be awaited one by one. */
export interface Child {
  process: ChildProcessWithoutNullStreams;
  /** The next line it prints; null when it has ended. */
  line(): Promise<string | null>;
  /** Kills it at once, as `kill -9` does, and waits until it is gone. */
  kill(): Promise<void>;
}

export function child(file: string, ...parameters: string[]): Child {
  const started = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...parameters], { stdio: 'pipe' });
  const gone = new Promise<void>((done) => started.once('exit', () => done()));
  const lines = createInterface(started.stdout)[Symbol.asyncIterator]();
  started.stdin.on('error', () => undefined); // it may have ended already
  onTestFinished(() => void started.kill('SIGKILL'));
  return {
    process: started,
    line: async () => (await lines.next()).value ?? null,
    kill: async () => {
      started.kill('SIGKILL');
      await gone;
    },
  };
}

// A peer as a process of its own: it does its workload once for each line it is sent and answers in one line of JSON. Imports scenario and errors.

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { delay } from '../../engine/clock.ts';
import { LabError } from '../../errors.ts';
import type { Done } from '../../scenario/bench/rounds.ts';

/** How a peer is started. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** What a peer answers for one doing of its work. */
export interface Answer extends Done {
  /** mean over the run, of a flock */
  readonly neighbours?: number;
  /** least value found, of a swarm */
  readonly best?: number;
}

/** Time for a peer to load, and for one doing of its work; milliseconds. */
const READY_MS = 60_000;
const ANSWER_MS = 300_000;

export class Driver {
  readonly version: string;
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, version: string) {
    this.child = child;
    this.lines = lines;
    this.version = version;
  }

  /**
   * Start a peer and wait until it is ready.
   *
   * @returns the reason in words when it is not to be had here
   */
  static async start({ command, args, cwd }: Start): Promise<Driver | string> {
    const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
    });
    child.stdin.on('error', () => {}); // it has ended: the missing answer tells
    const missing = new Promise<string>((resolve) =>
      child.on('error', (error: NodeJS.ErrnoException) => resolve(noProgram(command, error))),
    );
    const closed = new Promise<string>((resolve) => child.on('close', () => resolve(lastWords(said))));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const late = delay(READY_MS);
    const outcome = await Promise.race([
      lines.next().then(({ value, done }) => (done ? Promise.race([missing, closed]) : readyOf(value))),
      missing,
      late.done.then(() => `it was not ready within ${READY_MS / 1_000} s`),
    ]);
    late.cancel();
    if (typeof outcome === 'object') return new Driver(child, lines, outcome.version);
    child.kill('SIGKILL');
    return outcome;
  }

  /**
   * Do the work once.
   *
   * @throws LabError E_WORKER when the peer ends or answers nothing of use
   */
  async once(): Promise<Answer> {
    this.child.stdin?.write('run\n');
    const late = delay(ANSWER_MS);
    const answer = await Promise.race([this.lines.next(), late.done.then(() => null)]);
    late.cancel();
    if (answer === null || answer.done) {
      await this.close();
      throw new LabError(
        'E_WORKER',
        `${this.version} ${answer === null ? `did not answer within ${ANSWER_MS / 1_000} s` : 'ended before its work was done'}.`,
      );
    }
    const { wallMs, cpuMs, work, neighbours, best } = JSON.parse(answer.value) as Record<string, unknown>;
    if ([wallMs, cpuMs, work].some((value) => typeof value !== 'number' || !(value > 0)))
      throw new LabError('E_WORKER', `${this.version} answered ${answer.value}, which lacks a positive wallMs, cpuMs or work.`);
    return {
      wallMs: Number(wallMs),
      cpuMs: Number(cpuMs),
      work: Number(work),
      ...(typeof neighbours === 'number' ? { neighbours } : {}),
      ...(typeof best === 'number' ? { best } : {}),
    };
  }

  /** End the process. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => this.child.once('close', () => resolve()));
    this.child.stdin?.end();
    const late = delay(1_000);
    await Promise.race([ended, late.done]);
    late.cancel();
    this.child.kill('SIGKILL');
  }
}

/** What a driver says first; in words, what is wrong with it. */
function readyOf(line: string): { version: string } | string {
  const otherwise = `it does not speak as the drivers in bench/peers do: ${line.slice(0, 80)}`;
  try {
    const { ready } = JSON.parse(line) as { ready?: unknown };
    return typeof ready === 'string' ? { version: ready } : otherwise;
  } catch {
    return otherwise;
  }
}

function noProgram(command: string, error: NodeJS.ErrnoException): string {
  return error.code === 'ENOENT' ? `there is no ${command} here` : `${command} cannot be started: ${error.message}`;
}

/** The last line that says something, without the trace above it. */
function lastWords(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(at |Node\.js v|\}|url:|code:)/.test(line));
  const telling = lines.findLast((line) => /error|no module|cannot|not found|has no/i.test(line)) ?? lines.at(-1);
  return telling ?? 'it ended without a word';
}
